"""Waiving surcharge or late interest (免除): prepared by one person, decided by another (R6, R14)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from awards.models import Interest, InterestWaiver, Refund
from awards.permissions import require_office, require_unrelated
from awards.services.common import tell_group
from awards.services.refunding import lock_refund
from common import clock
from common.errors import DomainError, FieldFault, NotFound, refuse, require_reason
from fund.permissions import require_second_person
from fund.wording import wording
from trail.services import Actor, move, note

LABELS: dict[str, str] = dict(Interest.KINDS)
WORDS = {"surcharge": "surcharge", "late": "late_interest"}


class WaiverThere(DomainError):
    """One waiver of each kind for one refund."""

    code = "awards.waiver_there"
    ja = "この返還の{kind_ja}には、すでに免除の起案または決定があります。"
    en = "A waiver of this interest was prepared or decided before ({kind})."


class NoSurcharge(DomainError):
    """R6: only what comes back after a cancellation bears a surcharge."""

    code = "awards.no_surcharge"
    ja = "この返還に加算金はつきません。免除する必要はありません。"
    en = "This refund bears no surcharge; there is nothing to waive."


def lock_waiver(waiver_id: int) -> InterestWaiver:
    """The waiver's row, locked after its refund's, with refund and award at hand. Raises NotFound."""
    refund_id = InterestWaiver.objects.filter(pk=waiver_id).values_list("refund_id", flat=True).first()
    if refund_id is None:
        raise NotFound
    refund = lock_refund(refund_id)
    waiver = InterestWaiver.objects.select_for_update(of=("self",)).get(pk=waiver_id)
    waiver.refund = refund
    return waiver


def _require_open(refund: Refund) -> None:
    """What is paid is past waiving. Raises WrongState."""
    refund.lifecycle.step(refund.state, "complete")


def require_may_prepare_waiver(refund: Refund, by: Actor, kind: str) -> None:
    """Raises as `prepare_waiver` does, but for ReasonMissing."""
    require_office(by, refund.award, "officer")
    require_unrelated(by, [refund.award.group_id])
    _require_open(refund)
    if kind == "surcharge" and refund.surcharge_from is None:
        raise NoSurcharge
    if InterestWaiver.objects.filter(refund=refund, kind=kind, state__in=("prepared", "approved")).exists():
        raise WaiverThere(kind=kind, kind_ja=LABELS[kind])


@transaction.atomic
def prepare_waiver(*, refund_id: int, by: Actor, kind: str, reason: str) -> InterestWaiver:
    """Propose to waive `surcharge` or `late` interest on what is still to come in (officer), and say why.

    Raises NotFound, NotAllowed, RelatedParty, WrongState, NoSurcharge, WaiverThere, ReasonMissing,
    FieldErrors (another kind).
    """
    refund = lock_refund(refund_id)
    if kind not in LABELS:
        ja, en = "加算金か延滞金を選んでください。", "Please choose surcharge or late."
        refuse([FieldFault("/kind", "awards.not_a_choice", ja, en)])
    require_may_prepare_waiver(refund, by, kind)
    at = clock.now()
    made = InterestWaiver.objects.create(
        refund=refund, kind=kind, reason=require_reason(reason), prepared_by_id=by.pk, prepared_at=at
    )
    note(made, "prepare", by=by, at=at, role="officer", reason=made.reason, to_state=made.state, kind=kind)
    return made


def require_may_approve_waiver(waiver: InterestWaiver, by: Actor) -> None:
    """Role, second person, no tie to the group, states. Raises as `approve_waiver` does."""
    award = waiver.refund.award
    require_office(by, award, "approver")
    require_second_person(by, waiver.prepared_by_id)
    require_unrelated(by, [award.group_id])
    waiver.lifecycle.step(waiver.state, "approve")
    _require_open(waiver.refund)


@transaction.atomic
def approve_waiver(*, waiver_id: int, by: Actor) -> InterestWaiver:
    """Waive it for what comes in from now on (an approver who did not prepare it, R14).

    Raises NotFound, NotAllowed, SamePerson, RelatedParty, WrongState.
    """
    waiver = lock_waiver(waiver_id)
    require_may_approve_waiver(waiver, by)
    at = clock.now()
    waiver.approved_by_id = by.pk
    waiver.save(update_fields=["approved_by"])
    move(waiver, "approve", by=by, at=at, role="approver", reason=waiver.reason)
    _tell(waiver, at)
    return waiver


def _tell(waiver: InterestWaiver, at: datetime) -> None:
    award = waiver.refund.award
    tell_group(
        award,
        "interest_waived",
        at,
        occasion=str(waiver.pk),
        interest=wording(award.fund.legal_mode, WORDS[waiver.kind]),
        reason=waiver.reason,
    )


def require_may_drop_waiver(waiver: InterestWaiver, by: Actor) -> None:
    """Raises as `drop_waiver` does."""
    require_office(by, waiver.refund.award, "officer")
    waiver.lifecycle.step(waiver.state, "drop")


@transaction.atomic
def drop_waiver(*, waiver_id: int, by: Actor) -> InterestWaiver:
    """Take a prepared waiver back (officer). Raises NotFound, NotAllowed, WrongState."""
    waiver = lock_waiver(waiver_id)
    require_may_drop_waiver(waiver, by)
    move(waiver, "drop", by=by, at=clock.now(), role="officer")
    return waiver
