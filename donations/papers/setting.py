"""A receipt, and a year's gifts, as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from itertools import groupby
from typing import Any

from common.calendar import wareki, wareki_long
from common.clock import JST
from common.money import yen
from common.papers.typesetting import render
from donations.models import Donation, Receipt
from donations.rules import SENTENCES, TITLES, receipt_statements
from donations.services.certifying import facts_of, issuer_of, receipt_facts

RECEIPT, YEAR = "donations/papers/receipt.typ", "donations/papers/year.typ"


def receipt_pdf(receipt: Receipt) -> bytes:
    """The receipt as it was issued, marked once it was issued again or made void; the same bytes each time.
    Raises PaperTooLong. No query for one of `visible_receipts`."""
    facts = receipt_facts(receipt)
    method = (receipt.facts or facts_of(receipt.donation))["method"]
    mark = "無効" if facts.void else None
    notes = ["この証明書は無効です。"] if facts.void else []
    if facts.reissued_on is not None:
        notes.append(f"再発行　{wareki(facts.reissued_on)}")
    if receipt.replaces is not None:
        notes.append(f"番号 {receipt.replaces} に代わるもの")
    rows = [
        ("金額", yen(facts.amount)),
        ("受領日", f"{wareki(facts.received_on)}({facts.received_on.year}年)"),
        ("受け取りの方法", method),
        ("使途", facts.purpose),
    ]
    content: dict[str, Any] = {
        "title": TITLES[facts.issuer["kind"]],
        "issuer": facts.issuer["name"],
        "number": facts.number,
        "date": wareki(facts.issued_on),
        "addressee": f"{facts.addressee} {facts.honorific}",
        "address": facts.address,
        "amount": f"金 {facts.amount:,}円",
        "rows": [{"label": label, "value": value} for label, value in rows if value],
        "statements": receipt_statements(facts),
        "sender": [facts.issuer[key] for key in ("name", "address") if facts.issuer.get(key)],
        "notes": notes,
        "mark": mark,
    }
    return render(RECEIPT, content, at=datetime.combine(receipt.issued_on, time(), JST))


def year_pdf(gifts: Sequence[Donation], calendar_year: int, *, at: datetime) -> bytes:
    """What somebody gave in a calendar year, fund by fund, with the receipts' numbers. Raises PaperTooLong.
    No query for gifts with fund, sub-fund and receipts at hand."""
    first = datetime(calendar_year, 12, 31, tzinfo=JST).date()
    era = wareki(first).split("年")[0]
    parts = [_of_fund(list(rows)) for _, rows in groupby(gifts, key=lambda gift: gift.fund_id)]
    return render(
        YEAR,
        {
            "title": f"{calendar_year}年({era}年)の寄附の合計",
            "issuer": "、".join(part["fund"] for part in parts),
            "as_of": f"{wareki_long(at.astimezone(JST).date())}現在",
            "parts": parts,
            "total": yen(sum(gift.amount for gift in gifts)),
        },
        at=at,
    )


def _of_fund(gifts: list[Donation]) -> dict[str, Any]:
    fund = gifts[0].fund
    kind = issuer_of(fund)["kind"]
    deductible = kind != "plain"
    return {
        "fund": fund.name,
        "rows": [_gift(gift) for gift in gifts],
        "sum": yen(sum(gift.amount for gift in gifts)),
        "note": "寄附金控除の申告には、それぞれの受領証明書をお使いください。"
        if deductible
        else f"{SENTENCES['plain'][0].replace('本領収書', 'この基金の領収書')}。",
    }


def _gift(gift: Donation) -> list[str]:
    valid = [str(receipt) for receipt in gift.receipts.all() if receipt.state == "valid"]
    assert gift.received_on is not None
    return [
        wareki(gift.received_on),
        gift.sub_fund.name if gift.sub_fund else "",
        str(gift.get_method_display()),
        "、".join(valid),
        yen(gift.amount),
    ]
