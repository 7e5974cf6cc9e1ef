"""Where a figure comes from: its rule, its inputs, its parts, and the entries that it sums.

A figure has a name (`award:12:fixed`). The ledger explains what it holds itself; rooms above register
theirs in `apps.py`, so that the ledger need not know them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict
from uuid import UUID

from django.db.models import Sum

from common.errors import NotFound
from ledger.chart import CHART
from ledger.kinds import KINDS
from ledger.lots import lots_of
from ledger.models import Account, Allocation, Book, JournalEntry, JournalLine, Lot, SubFundBalance
from trail.services import SYSTEM

MOST_ENTRIES = 200
"""An explanation lists so many entries, the latest; its parts always hold the whole sum."""


class Explanation(TypedDict):
    """`value` in yen, or exact points as text ("72.5", "245/3"); `rule` cites a rule of docs/rules.md;
    `inputs` are plain figures by name; `parts` are figures that add up to the value, each with a `figure`
    of its own where it can be unfolded."""

    figure: str
    value: int | str
    rule: str
    inputs: dict[str, Any]
    parts: list[dict[str, Any]]
    entries: list[dict[str, Any]]


Explainer = Callable[[list[str], Any], Explanation]
MayRead = Callable[[Any, str], bool]

_explainers: dict[str, Explainer] = {}
_may_read: list[MayRead] = []


def register(kind: str, explainer: Explainer) -> None:
    """Let `explainer(rest, viewer)` explain figures `kind:…`; it sees the parts behind the kind and
    raises NotFound for what is not there or not the viewer's to know of."""
    _explainers[kind] = explainer


def let_read(rule: MayRead) -> None:
    """Set who may read a fund's books: `rule(viewer, fund_code)`. Without one only the system may."""
    _may_read[:] = [rule]


def explain(figure: str, viewer: Any) -> Explanation:
    """Explain a figure to a viewer. Raises NotFound."""
    kind, *rest = figure.split(":")
    explainer = _explainers.get(kind)
    if explainer is None or not rest:
        raise NotFound
    return explainer(rest, viewer)


def require_reader(viewer: Any, fund_code: str) -> None:
    """Raises NotFound unless the viewer may read the fund's books."""
    if viewer is not SYSTEM and not any(rule(viewer, fund_code) for rule in _may_read):
        raise NotFound


def entry_rows(lines: Any) -> list[dict[str, Any]]:
    """Entries as plain values, newest last, from a queryset of lines. 1 query."""
    rows = lines.select_related("entry", "account").order_by("-entry__occurred_on", "-entry_id")
    return [_line_row(line) for line in reversed(rows[:MOST_ENTRIES])]


def _line_row(line: JournalLine) -> dict[str, Any]:
    return {
        "figure": f"entry:{line.entry_id}",
        "date": line.entry.occurred_on.isoformat(),
        "kind": line.entry.kind,
        "label": KINDS[line.entry.kind].label,
        "text": line.entry.text,
        "reference": line.entry.reference,
        "account": line.account.code,
        "sub_fund": line.account.sub_fund,
        "debit": line.debit,
        "credit": line.credit,
    }


def _book(part: str, viewer: Any) -> Book:
    book = Book.objects.filter(pk=int(part)).first() if part.isdecimal() and len(part) < 19 else None
    if book is None:
        raise NotFound
    require_reader(viewer, book.fund_code)
    return book


def _uuid(part: str) -> UUID:
    try:
        return UUID(part)
    except ValueError:
        raise NotFound from None


def _entry(rest: list[str], viewer: Any) -> Explanation:
    entry = JournalEntry.objects.select_related("book").filter(pk=_uuid(rest[0])).first()
    if entry is None:
        raise NotFound
    require_reader(viewer, entry.book.fund_code)
    lines = entry.lines.select_related("account", "entry").order_by("position")
    rows = [_line_row(line) for line in lines]
    drawn = entry.allocations.select_related("lot").order_by("id")
    return {
        "figure": f"entry:{entry.pk}",
        "value": sum(row["debit"] for row in rows),
        "rule": KINDS[entry.kind].label,
        "inputs": {
            "kind": entry.kind,
            "key": entry.key,
            "reference": entry.reference,
            "occurred_on": entry.occurred_on.isoformat(),
            "posted_at": entry.posted_at.isoformat(),
            "text": entry.text,
            "reverses": str(entry.reverses_id) if entry.reverses_id else "",
        },
        "parts": [
            {
                "figure": f"lot:{row.lot_id}",
                "label": row.lot.source,
                "sub_fund": row.lot.sub_fund,
                "purpose": row.purpose,
                "value": row.amount,
            }
            for row in drawn
        ],
        "entries": rows,
    }


def _account(rest: list[str], viewer: Any) -> Explanation:
    if len(rest) < 2 or rest[1] not in CHART:
        raise NotFound
    book, code = _book(rest[0], viewer), rest[1]
    accounts = Account.objects.filter(book=book, code=code).order_by("sub_fund")
    if len(rest) > 2:
        accounts = accounts.filter(sub_fund=rest[2])
    rows = list(accounts)
    return {
        "figure": ":".join(["account", *rest]),
        "value": sum(account.balance for account in rows),
        "rule": f"{code} {CHART[code].ja}: 借方 − 貸方",
        "inputs": {
            "debits": sum(account.debits for account in rows),
            "credits": sum(account.credits for account in rows),
        },
        "parts": [
            {
                "figure": f"account:{book.pk}:{code}:{account.sub_fund}",
                "label": str(account),
                "value": account.balance,
            }
            for account in rows
            if account.sub_fund and len(rest) == 2
        ],
        "entries": entry_rows(JournalLine.objects.filter(account__in=[account.pk for account in rows])),
    }


def _sub_fund(rest: list[str], viewer: Any) -> Explanation:
    if len(rest) < 2:
        raise NotFound
    book, code = _book(rest[0], viewer), rest[1]
    there = SubFundBalance.objects.filter(book=book, sub_fund=code).first()
    if there is None:
        raise NotFound
    accounts = Account.objects.filter(book=book, sub_fund=code).order_by("code")
    return {
        "figure": f"sub_fund:{book.pk}:{code}",
        "value": there.balance,
        "rule": "R12: 受入と振替の合計 − 支出と振替の合計",
        "inputs": {
            "lots": [
                {"figure": f"lot:{lot.pk}", "label": lot.source, "value": lot.left}
                for lot in lots_of(book, code).filter(left__gt=0)[:MOST_ENTRIES]
            ]
        },
        "parts": [
            {
                "figure": f"account:{book.pk}:{account.code}:{code}",
                "label": f"{account.code} {CHART[account.code].ja}",
                "value": -account.balance,
            }
            for account in accounts
        ],
        "entries": entry_rows(JournalLine.objects.filter(account__book=book, account__sub_fund=code)),
    }


def _lot(rest: list[str], viewer: Any) -> Explanation:
    lot = Lot.objects.select_related("book").filter(pk=_uuid(rest[0])).first()
    if lot is None:
        raise NotFound
    require_reader(viewer, lot.book.fund_code)
    uses = (
        Allocation.objects.filter(lot=lot)
        .values_list("purpose")
        .annotate(total=Sum("amount"))
        .order_by("purpose")
    )
    return {
        "figure": f"lot:{lot.pk}",
        "value": lot.left,
        "rule": "R12: 受入額 − 使われた額 + 戻った額",
        "inputs": {"amount": lot.amount, "source": lot.source, "received_on": lot.received_on.isoformat()},
        "parts": [{"label": purpose, "value": -total} for purpose, total in uses if total],
        "entries": entry_rows(JournalLine.objects.filter(entry=lot.entry_id)),
    }


def _net_assets(rest: list[str], viewer: Any) -> Explanation:
    book = _book(rest[0], viewer)
    there = SubFundBalance.objects.filter(book=book).order_by("pk")
    rows = [(row.sub_fund, row.balance) for row in there]
    return {
        "figure": f"net_assets:{book.pk}",
        "value": sum(left for _, left in rows),
        "rule": "正味財産: 指定枠の残高の合計",
        "inputs": {"fiscal_year": book.fiscal_year},
        "parts": [
            {"figure": f"sub_fund:{book.pk}:{code}", "label": code, "value": left} for code, left in rows
        ],
        "entries": [],
    }


register("net_assets", _net_assets)
register("entry", _entry)
register("account", _account)
register("sub_fund", _sub_fund)
register("lot", _lot)
