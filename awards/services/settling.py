"""When an award is settled (精算済): nothing is owed in either direction any more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from awards import hooks
from awards.models import AmountFixing, Award, Refund
from awards.queries import refunded_for_each
from ledger.queries import paid_for_each
from trail.services import SYSTEM, move_all

ENDING = ("fixed", "abolished", "cancelled")


def settle_if_done(award: Award, at: datetime) -> None:
    """Settle one locked award as `settle_those_done` says."""
    settle_those_done([award], at)


def settle_those_done(awards: Iterable[Award], at: datetime) -> None:
    """Settle each locked award that was fixed, abolished and fixed, or cancelled, once paid less refunded is
    what it is owed (nothing when cancelled) and neither an instalment nor a refund is open; nothing happens
    to the others. Interest counts as no refund (R5, R6). Constant queries.
    """
    ending = {award.pk: award for award in awards if award.state in ENDING}
    if not ending:
        return
    waiting = set(Refund.objects.filter(award__in=ending, state="open").values_list("award_id", flat=True))
    for ask in hooks.have_open_instalments:
        waiting |= ask(list(ending.values()))
    owed = _owed(ending.values())
    references = [award.reference for award in ending.values()]
    paid, refunded = paid_for_each(references), refunded_for_each(references)
    done = [
        award
        for pk, award in ending.items()
        if pk not in waiting
        and paid.get(award.reference, 0) - refunded.get(award.reference, 0) == owed.get(pk)
    ]
    move_all(done, "settle", by=SYSTEM, at=at)


def _owed(awards: Iterable[Award]) -> dict[int, int]:
    """Yen each group keeps in the end; nothing is known of an award while it is not fixed. 1 query."""
    cancelled = {award.pk: 0 for award in awards if award.state == "cancelled"}
    fixings = AmountFixing.objects.filter(award__in=[award.pk for award in awards], state="approved")
    return {**dict(fixings.values_list("award_id", "fixed")), **cancelled}
