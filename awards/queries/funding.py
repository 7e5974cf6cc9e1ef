"""Out of which sub-funds awards are to be paid (R12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from applications.models import Application
from awards.models import Award
from awards.rules import SubFundFacts, funding_order
from awards.rules.funding import within_pools
from fund.models import Department, SubFund
from ledger.errors import InsufficientFunds
from ledger.lots import plan_draws
from ledger.models import Allocation, Book, Lot


def funding_orders(fund_id: int, applications: Sequence[Application]) -> list[list[str]]:
    """For each application the sub-funds it draws from, first to last. 1 query, 2 where a budget pool names
    sub-funds."""
    facts = [
        SubFundFacts(row.code, row.kind, tuple(row.tags), row.target_group_id)
        for row in SubFund.objects.filter(fund_id=fund_id).order_by("position", "pk")
    ]
    orders = [funding_order(facts, row.tags, row.group_id) for row in applications]
    pools = [row.round.pools for row in applications]
    if not any(pool.sub_funds for own in pools for pool in own):
        return orders
    codes = dict(
        Department.objects.filter(pk__in={row.department_id for row in applications}).values_list(
            "pk", "code"
        )
    )
    return [
        within_pools(order, own, codes[row.department_id])
        for order, own, row in zip(orders, pools, applications, strict=True)
    ]


def plan_funding(
    book: Book, fund_id: int, wanted: Sequence[tuple[Application, int]]
) -> list[list[tuple[str, int]]]:
    """The lines of the draws, one after the other. 2 queries. Raises InsufficientFunds."""
    orders = funding_orders(fund_id, [application for application, _ in wanted])
    return plan_draws(book, [(amount, order) for (_, amount), order in zip(wanted, orders, strict=True)])


def foreseen_funding(
    book: Book, fund_id: int, wanted: Sequence[tuple[Application, int]]
) -> Mapping[int, list[tuple[str, int]]]:
    """The same by application, or nothing while the sub-funds do not hold enough yet."""
    try:
        plans = plan_funding(book, fund_id, wanted)
    except InsufficientFunds:
        return {}
    return {application.pk: plan for (application, _), plan in zip(wanted, plans, strict=True)}


@dataclass(frozen=True)
class LotShare:
    """Yen of one gift, match or opening balance behind an award; `source` as the ledger names it."""

    lot_id: UUID
    sub_fund: str
    source: str
    received_on: date
    amount: int


def lots_behind(award: Award, kinds: Iterable[str]) -> list[LotShare]:
    """What entries of these kinds drew for the award, net of what they gave back, as drawn.

    A gift that went on into another year's book is counted once, under its first lot. 2 queries.
    """
    moved = (
        Allocation.objects.filter(
            purpose=award.reference, lot__book__fund_code=award.fund.code, entry__kind__in=list(kinds)
        )
        .order_by("pk")
        .values_list("lot_id", "lot__origin_id", "amount")
    )
    nets: dict[UUID, int] = {}
    for lot_id, origin_id, amount in moved:
        first = origin_id or lot_id
        nets[first] = nets.get(first, 0) + amount
    lots = Lot.objects.in_bulk(list(nets))
    return [
        LotShare(pk, lots[pk].sub_fund, lots[pk].source, lots[pk].received_on, net)
        for pk, net in nets.items()
        if net
    ]
