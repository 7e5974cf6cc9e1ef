"""The fund takes an award back (取消): one approver prepares, a second decides; what was paid comes back
with a surcharge from the day it was received (R6)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from awards import hooks
from awards.models import Award, Cancellation, ChangeRequest, Refund
from awards.papers import letters
from awards.permissions import require_office, require_unrelated
from awards.queries import payments_of
from awards.services.common import book_of, due_day, lock_award, require_known_payments, tell_group
from awards.services.fixing import net_paid
from awards.services.issuing import issue
from awards.services.settling import settle_if_done
from common import clock
from common.calendar import wareki
from common.errors import DomainError, NotFound, require_reason
from common.money import yen
from fund.permissions import require_second_person
from fund.wording import wording
from ledger import queries as ledger
from ledger.lots import held_by, release_lines
from ledger.posting import Entry, cr, dr, post
from trail.services import SYSTEM, Actor, move, note


class CancellationThere(DomainError):
    """An award is cancelled once, and one cancellation is prepared at a time."""

    code = "awards.cancellation_there"
    ja = "この交付決定には、すでに取消しの起案または決定があります。"
    en = "A cancellation of this award was prepared or decided before."


def lock_cancellation(cancellation_id: int) -> Cancellation:
    """The cancellation's row, locked after its award's, with the award at hand. Raises NotFound."""
    award_id = Cancellation.objects.filter(pk=cancellation_id).values_list("award_id", flat=True).first()
    if award_id is None:
        raise NotFound
    award = lock_award(award_id)
    found = Cancellation.objects.select_for_update(of=("self",)).get(pk=cancellation_id)
    found.award = award
    return found


@transaction.atomic
def prepare_cancellation(*, award_id: int, by: Actor, kind: str, reason: str) -> Cancellation:
    """Put the cancellation of an award up for decision (approver): false_statement, other_use, breach or
    antisocial, and why.

    Raises NotFound, NotAllowed, RelatedParty, WrongState, CancellationThere, ReasonMissing.
    """
    assert kind in dict(Cancellation.REASONS), kind
    award = lock_award(award_id)
    require_may_prepare(award, by)
    at = clock.now()
    made = Cancellation.objects.create(
        award=award, kind=kind, reason=require_reason(reason), prepared_by_id=by.pk, prepared_at=at
    )
    note(made, "prepare", by=by, at=at, role="approver", reason=made.reason, to_state=made.state, kind=kind)
    return made


def require_may_prepare(award: Award, by: Actor) -> None:
    """Raises as `prepare_cancellation` does."""
    require_office(by, award, "approver")
    require_unrelated(by, [award.group_id])
    award.lifecycle.step(award.state, "cancel")
    if Cancellation.objects.filter(award=award, state__in=("prepared", "approved")).exists():
        raise CancellationThere


@transaction.atomic
def drop_cancellation(*, cancellation_id: int, by: Actor) -> Cancellation:
    """Take a prepared cancellation back (approver). Raises NotFound, NotAllowed, RelatedParty, WrongState."""
    cancellation = lock_cancellation(cancellation_id)
    require_may_drop(cancellation, by)
    move(cancellation, "drop", by=by, at=clock.now(), role="approver")
    return cancellation


def require_may_drop(cancellation: Cancellation, by: Actor) -> None:
    """Raises as `drop_cancellation` does."""
    require_office(by, cancellation.award, "approver")
    require_unrelated(by, [cancellation.award.group_id])
    cancellation.lifecycle.step(cancellation.state, "drop")


@transaction.atomic
def approve_cancellation(
    *, cancellation_id: int, by: Actor, refund_due_on: date | None = None
) -> Cancellation:
    """Cancel the award (a second approver, R14), also when it was fixed or settled long ago.

    All that it still holds goes back to the sub-funds in the reverse order of the draw (R12). What the
    group was paid and has not paid back becomes one refund, due on `refund_due_on` (30 days by default),
    with a surcharge from the day of the first payment (R6); an open refund after fixing is taken up into
    it. Where nothing was paid the award settles at once. Raises NotFound, NotAllowed, SamePerson,
    RelatedParty, WrongState, FieldErrors (a due date gone by), TransferUnderWay, NoBook.
    """
    cancellation = lock_cancellation(cancellation_id)
    award = cancellation.award
    require_may_approve(cancellation, by)
    at = clock.now()
    due_on = due_day(refund_due_on, at.date())
    require_known_payments(award)
    cancellation.release = _post(cancellation, by=by, at=at)
    cancellation.approved_by_id, cancellation.cancelled_on = by.pk, at.date()
    cancellation.save(update_fields=["release", "approved_by", "cancelled_on"])
    move(cancellation, "approve", by=by, at=at, role="approver")
    _end_what_is_open(award, at)
    refund = _order_refund(award, due_on, at)
    move(
        award, "cancel", by=by, at=at, role="approver", reason=cancellation.reason,
        kind=cancellation.kind, release=cancellation.release, refund=refund.principal if refund else 0,
    )  # fmt: skip
    hooks.tell_changed(award, at)
    _tell(cancellation, refund, at)
    settle_if_done(award, at)
    issue([letters.cancelled(cancellation), *([letters.refund_ordered(refund)] if refund else [])], at)
    return cancellation


def require_may_approve(cancellation: Cancellation, by: Actor) -> None:
    """Role, second person, no tie to the group, states. Raises as `approve_cancellation` does."""
    award = cancellation.award
    require_office(by, award, "approver")
    require_second_person(by, cancellation.prepared_by_id)
    require_unrelated(by, [award.group_id])
    cancellation.lifecycle.step(cancellation.state, "approve")
    award.lifecycle.step(award.state, "cancel")


def _post(cancellation: Cancellation, *, by: Actor, at: datetime) -> list[list[Any]]:
    """Dr 1060 what was paid and is not claimed yet, Dr 2010 what was never paid; Cr 5010 all of it."""
    award = cancellation.award
    book = book_of(award, at.date())
    claimed = net_paid(award) - ledger.receivable_for(award.reference)
    unpaid = ledger.payable_for(award.reference)
    release = release_lines(book, award.reference, held_by(book, award.reference))
    if release:
        debits = [dr(code, amount) for code, amount in (("1060", claimed), ("2010", unpaid)) if amount]
        lines = (*debits, *(cr("5010", part, code) for code, part in release))
        text = f"{wording(award.fund.legal_mode, 'cancellation')} {award.number}"
        key = f"cancellation:{cancellation.pk}"
        post(book, Entry("cancellation", key, at.date(), lines, text, award.reference), by=by, at=at)
    return [list(line) for line in release]


def _end_what_is_open(award: Award, at: datetime) -> None:
    """A request still open is moot, and an open refund after fixing goes into the cancellation's."""
    for change in ChangeRequest.objects.select_for_update(of=("self",)).filter(
        award=award, state__in=("asked", "prepared")
    ):
        move(change, "withdraw", by=SYSTEM, at=at, reason=award.lifecycle.states["cancelled"])
    for refund in Refund.objects.select_for_update(of=("self",)).filter(award=award, state="open"):
        move(refund, "void", by=SYSTEM, at=at, reason=award.lifecycle.states["cancelled"])


def _order_refund(award: Award, due_on: date, at: datetime) -> Refund | None:
    principal = net_paid(award)
    if not principal:
        return None
    made = Refund.objects.create(
        award=award,
        reason="cancellation",
        principal=principal,
        due_on=due_on,
        surcharge_from=payments_of(award.reference)[0].received_on,
        ordered_on=at.date(),
    )
    note(made, "order", by=SYSTEM, at=at, to_state=made.state, principal=principal)
    return made


def _tell(cancellation: Cancellation, refund: Refund | None, at: datetime) -> None:
    tell_group(
        cancellation.award,
        "cancellation_and_refund",
        at,
        occasion=str(cancellation.pk),
        reason=cancellation.reason,
        refund=yen(refund.principal) if refund else "",
        due_on=wareki(refund.due_on) if refund else "",
    )
