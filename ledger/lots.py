"""Which yen a sub-fund holds, which an award drew, and how to plan a draw or a release (R12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import connection
from django.db.models import QuerySet, Sum

from ledger.errors import InsufficientFunds
from ledger.models import Allocation, Book, Lot, SubFundBalance


def lots_of(book: Book, sub_fund: str) -> QuerySet[Lot]:
    """The lots of a sub-fund, first in first, with what is left of each. 1 query."""
    return Lot.objects.filter(book=book, sub_fund=sub_fund).order_by("-is_opening", "received_on", "id")


def allocations_of(book: Book, purpose: str) -> list[tuple[Lot, int]]:
    """The gifts behind a purpose (`award:12`): each lot with the yen it still holds there, as drawn.

    Looks through all years of the book's fund, since an award may live longer than a year; a gift that
    went on into another year's book is counted once, under its first lot. 2 queries.
    """
    nets: dict[object, int] = {}
    rows = (
        Allocation.objects.filter(purpose=purpose, lot__book__fund_code=book.fund_code)
        .order_by("id")
        .values_list("lot_id", "lot__origin_id", "amount")
    )
    for lot_id, origin_id, amount in rows:
        first = origin_id or lot_id
        nets[first] = nets.get(first, 0) + amount
    lots = Lot.objects.select_related("book").in_bulk(list(nets))
    return [(lots[pk], net) for pk, net in nets.items() if net]


def draw_lines(book: Book, amount: int, order: Sequence[str]) -> list[tuple[str, int]]:
    """How `amount` yen are drawn from sub-funds in the given order: [(sub_fund, yen)].

    Raises InsufficientFunds when all together hold less. 1 query.
    """
    return plan_draws(book, [(amount, order)])[0]


def plan_draws(book: Book, wants: Sequence[tuple[int, Sequence[str]]]) -> list[list[tuple[str, int]]]:
    """The same for several draws one after the other, each meeting what the ones before left. 1 query.

    Inside a transaction the balances are locked in the order of posting, so a plan holds until it is
    posted; plan all draws of a transaction at once and post them with `post_many`.
    """
    codes = {code for _, order in wants for code in order}
    rows = SubFundBalance.objects.filter(book=book, sub_fund__in=codes).order_by("pk")
    if connection.in_atomic_block:
        rows = rows.select_for_update()
    left = {row.sub_fund: row.balance for row in rows}
    return planned(left, wants)


def planned(
    balances: Mapping[str, int], wants: Sequence[tuple[int, Sequence[str]]]
) -> list[list[tuple[str, int]]]:
    """Draws out of sub-funds that hold `balances` yen, one after the other: each takes of the first in its
    order what there is before it goes on to the next. Raises InsufficientFunds."""
    left = dict(balances)
    plans = []
    for amount, order in wants:
        plan, open_amount = [], amount
        for code in order:
            part = min(open_amount, max(left.get(code, 0), 0))
            if part:
                plan.append((code, part))
                left[code] -= part
                open_amount -= part
        if open_amount:
            raise InsufficientFunds(sub_fund="・".join(order), available=amount - open_amount, wanted=amount)
        plans.append(plan)
    return plans


def release_lines(book: Book, reference: str, amount: int) -> list[tuple[str, int]]:
    """To which sub-funds `amount` yen go back that `reference` drew: in the reverse order of the draw.

    Raises InsufficientFunds when the reference holds less. 1 query.
    """
    drawn = (
        Allocation.objects.filter(purpose=reference, lot__book__fund_code=book.fund_code)
        .order_by("id")
        .values_list("lot__sub_fund", "amount")
    )
    held: dict[str, int] = {}
    for code, moved in drawn:
        held[code] = held.get(code, 0) + moved
    lines, open_amount = [], amount
    for code in reversed(held):
        part = min(open_amount, held[code])
        if part > 0:
            lines.append((code, part))
            open_amount -= part
    if open_amount:
        raise InsufficientFunds(sub_fund=reference, available=amount - open_amount, wanted=amount)
    return lines


def held_by(book: Book, reference: str) -> int:
    """Yen that a reference holds of all sub-funds, net of what it gave back. 1 query."""
    total = Allocation.objects.filter(purpose=reference, lot__book__fund_code=book.fund_code).aggregate(
        total=Sum("amount")
    )["total"]
    return total or 0
