"""The payment request of a group (請求書) as PDF."""

from __future__ import annotations

from typing import Any

from common.calendar import wareki
from common.clock import JST
from common.money import yen
from common.papers.typesetting import render
from common.zengin import UnknownBank, UnknownBranch, bank_name, branch_name
from disbursements.models import Instalment
from fund.wording import wording

TEMPLATE = "disbursements/papers/request.typ"


def request_pdf(instalment: Instalment) -> bytes:
    """What the group asked for, as it did; the same bytes each time. Of an instalment that was asked for.
    Raises PaperTooLong. No query."""
    asked, at = instalment.request, instalment.requested_at
    assert asked is not None, "not asked for yet"
    assert at is not None, "not asked for yet"
    grant = wording(asked["legal_mode"], "grant")
    rows = [
        ("請求額", yen(asked["amount"])),
        ("区分", asked["kind"]),
        ("決定番号", asked["award"]),
        ("事業名", asked["title"]),
        (f"{grant}の決定額", yen(asked["awarded"])),
        ("振込先", _account(asked["account"])),
        ("請求した人", asked["by"]),
    ]
    content = {
        "title": wording(asked["legal_mode"], "payment_request"),
        "issuer": asked["group"]["name"],
        "date": wareki(at.astimezone(JST).date()),
        "to": [line for line in (asked["operator"], asked["fund"]) if line],
        "group": asked["group"],
        "amount": f"金 {asked['amount']:,}円",
        "sentence": f"次のとおり{grant}を請求します。",
        "rows": [{"label": label, "value": value} for label, value in rows if value],
        "foot": f"決定番号 {asked['award']}　{asked['kind']}",
    }
    return render(TEMPLATE, content, at=at)


def _account(account: dict[str, Any] | None) -> str:
    if account is None:
        return "登録されている口座"
    try:
        bank = bank_name(account["bank_code"]).name
        branch = branch_name(account["bank_code"], account["branch_code"]).name
    except (UnknownBank, UnknownBranch):
        bank, branch = account["bank_code"], account["branch_code"]
    return f"{bank}　{branch}　{account['type']}　末尾 {account['end']}\n{account['holder']}"
