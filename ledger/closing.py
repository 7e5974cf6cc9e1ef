"""Closing a year: what is left goes on into the next year's book, to the yen and to the lot."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ledger.chart import CHART
from ledger.errors import OpeningDiffers
from ledger.models import Account, Book, JournalEntry
from ledger.posting import Entry, Line, open_book, post
from trail.services import Actor, move


def closing_lines(book: Book) -> tuple[Line, ...]:
    """What the next year opens with: balance-sheet accounts as they stand, all income, expense and
    earlier net assets of each sub-fund as 3000. 1 query."""
    sheet: list[Line] = []
    net: dict[str, int] = {}
    for account in Account.objects.filter(book=book).order_by("code", "pk"):
        if CHART[account.code].by_sub_fund:
            net[account.sub_fund] = net.get(account.sub_fund, 0) - account.balance
        elif account.balance:
            sheet.append(_line(account.code, "", account.balance))
    return tuple(sheet + [_line("3000", code, -left) for code, left in net.items() if left])


def _line(code: str, sub_fund: str, debit_balance: int) -> Line:
    return Line(code, sub_fund, debit=max(debit_balance, 0), credit=max(-debit_balance, 0))


@transaction.atomic
def close_year(book: Book, *, by: Actor, at: datetime) -> Book:
    """Close the book (O+P) and carry it forward; returns next year's book.

    Everything comes over in one entry `carry_forward` dated 1 April, each lot goes on with what it has
    left. Where the next year was already given an opening (a year taken in from spreadsheets), that
    opening must be the same and nothing is posted. Raises OpeningDiffers. A closed book stays closed.
    """
    book = Book.objects.select_for_update().get(pk=book.pk)
    following = open_book(book.fund_code, book.fiscal_year + 1)
    if book.state == "closed":
        return following
    lines = closing_lines(book)
    opened = JournalEntry.objects.filter(book=following, kind="opening").first()
    if opened is not None:
        _require_same(lines, opened)
    elif lines:
        entry = Entry("carry_forward", f"carry:{book.fiscal_year}", following.starts_on, lines, "前期繰越")
        post(following, entry, by=by, at=at)
    book.closed_at = at
    book.save(update_fields=["closed_at"])
    move(book, "close", by=by, at=at)
    return following


def _require_same(lines: tuple[Line, ...], opened: JournalEntry) -> None:
    closing = {(line.account, line.sub_fund): line.debit - line.credit for line in lines}
    opening: dict[tuple[str, str], int] = {}
    for line in opened.lines.select_related("account"):
        key = (line.account.code, line.account.sub_fund)
        opening[key] = opening.get(key, 0) + line.debit - line.credit
    for key in sorted(closing.keys() | opening.keys()):
        if closing.get(key, 0) != opening.get(key, 0):
            raise OpeningDiffers(
                account="@".join(part for part in key if part),
                closing=closing.get(key, 0),
                opening=opening.get(key, 0),
            )
