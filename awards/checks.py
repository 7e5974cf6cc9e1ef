"""What the books and the awards say of each other, for `check_ledger`."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from awards.models import Award, Cancellation, Refund, RefundReceipt
from ledger.integrity import Rows
from ledger.queries import allocated_for, credited_for


def awards_are_booked() -> Rows:
    """Each award burdens its sub-funds with what it still grants: the amount, what was fixed, or nothing.

    Both the accounts (5010) and the allocations of the lots must say so. 3 queries.
    """
    spent = {reference: -net for reference, net in credited_for("award:", ("5010",)).items()}
    drawn = allocated_for("award:")
    cancelled = Cancellation.objects.filter(award=OuterRef("pk"), state="approved")
    awards = Award.objects.select_related("fixing").annotate(is_cancelled=Exists(cancelled)).order_by("pk")
    faults = []
    for award in awards:
        wanted = _granted(award)
        found = spent.get(award.reference, 0), drawn.get(award.reference, 0)
        if found != (wanted, wanted):
            faults.append(f"{award.number} {award.state}: {wanted} / 5010 {found[0]}, lots {found[1]}")
    return faults


def _granted(award: Award) -> int:
    """Yen; `is_cancelled` is annotated."""
    never = award.state == "declined_by_group" or (award.kind == "designated" and award.state == "offered")
    if never or award.is_cancelled:  # type: ignore[attr-defined]
        return 0
    fixing = getattr(award, "fixing", None)
    return fixing.fixed if fixing is not None and fixing.state == "approved" else award.amount


def refunds_are_booked() -> Rows:
    """What groups still owe back (1060) is what their refunds say. 3 queries."""
    claimed = {reference: -net for reference, net in credited_for("award:", ("1060",)).items()}
    received: dict[int, int] = {}
    for refund_id, principal in RefundReceipt.objects.values_list("refund_id", "principal"):
        received[refund_id] = received.get(refund_id, 0) + principal
    owed: dict[str, int] = {}
    for refund in Refund.objects.exclude(state="void"):
        reference = f"award:{refund.award_id}"
        owed[reference] = owed.get(reference, 0) + refund.principal - received.get(refund.pk, 0)
    return [
        f"{reference}: {owed.get(reference, 0)} / 1060 {claimed.get(reference, 0)}"
        for reference in sorted({*claimed, *owed})
        if claimed.get(reference, 0) != owed.get(reference, 0)
    ]
