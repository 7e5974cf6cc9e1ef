"""When an award is settled (精算済): nothing is owed in either direction any more."""

from __future__ import annotations

from datetime import datetime

from awards import hooks
from awards.models import AmountFixing, Award, Refund
from awards.queries import refunded_for
from ledger.queries import paid_for
from trail.services import SYSTEM, move

ENDING = ("fixed", "abolished", "cancelled")


def settle_if_done(award: Award, at: datetime) -> None:
    """Settle a locked award that was fixed, abolished and fixed, or cancelled, once paid less refunded is
    what it is owed (nothing when cancelled) and neither an instalment nor a refund is open; else nothing
    happens. Interest counts as no refund (R5, R6). At most 4 queries and those of the hooks.
    """
    if award.state not in ENDING:
        return
    owed = _owed(award)
    if owed is None or Refund.objects.filter(award=award, state="open").exists():
        return
    if any(is_open(award) for is_open in hooks.has_open_instalment):
        return
    if paid_for(award.reference) - refunded_for(award.reference) == owed:
        move(award, "settle", by=SYSTEM, at=at)


def _owed(award: Award) -> int | None:
    """Yen the group keeps in the end; None while that is not fixed."""
    if award.state == "cancelled":
        return 0
    fixing = AmountFixing.objects.filter(award=award, state="approved").first()
    return None if fixing is None else fixing.fixed
