"""Out of which sub-funds awards are to be paid (R12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from applications.models import Application
from awards.rules import SubFundFacts, funding_order
from fund.models import SubFund
from ledger.errors import InsufficientFunds
from ledger.lots import plan_draws
from ledger.models import Book


def funding_orders(fund_id: int, applications: Sequence[Application]) -> list[list[str]]:
    """For each application the sub-funds it draws from, first to last. 1 query."""
    facts = [
        SubFundFacts(row.code, row.kind, tuple(row.tags), row.target_group_id)
        for row in SubFund.objects.filter(fund_id=fund_id).order_by("position", "pk")
    ]
    return [funding_order(facts, row.tags, row.group_id) for row in applications]


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
