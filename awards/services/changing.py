"""A group asks to change its project or to give it up (変更・廃止); the office prepares, another decides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from awards import hooks
from awards.models import Award, ChangeRequest
from awards.permissions import require_group, require_office, require_unrelated
from awards.services.abolishing import abolish
from awards.services.common import lock_award, tell_group
from awards.services.lowering import Lowering, lower
from awards.services.offers import balanced_budget
from common import clock
from common.errors import DomainError, NotFound, require_reason
from common.money import yen
from fund.permissions import require_second_person
from trail.services import Actor, move, note


class AwardNeverRises(DomainError):
    """A change keeps the award or lowers it; nothing at all is an abolition."""

    code = "awards.award_never_rises"
    status = 422
    ja = "変更後の額は1円以上、今の決定額 {amount:,}円以下で入れてください。"
    en = "The new amount must be at least 1 yen and at most the present {amount:,} yen."


class ChangeOpen(DomainError):
    """One request at a time."""

    code = "awards.change_open"
    ja = "先に出した変更・廃止の申請がまだ決まっていません。"
    en = "An earlier request for a change or abolition is still open."


class NothingChanges(DomainError):
    """Only what really changes is decided."""

    code = "awards.nothing_changes"
    status = 422
    ja = "廃止の申請には、変更後の額や予算を付けられません。"
    en = "A request to abolish the project carries no new amount or budget."


def lock_change(change_id: int) -> ChangeRequest:
    """The request's row, locked after its award's, with the award at hand. Raises NotFound."""
    award_id = ChangeRequest.objects.filter(pk=change_id).values_list("award_id", flat=True).first()
    if award_id is None:
        raise NotFound
    award = lock_award(award_id)
    found = ChangeRequest.objects.select_for_update(of=("self",)).get(pk=change_id)
    found.award = award
    return found


@transaction.atomic
def ask_change(
    *,
    award_id: int,
    by: Actor,
    kind: str,
    reason: str,
    new_amount: int | None = None,
    new_budget: dict[str, Any] | None = None,
) -> ChangeRequest:
    """The group asks for a `change` (with a lower amount in yen, a budget, or for its reason alone) or for
    `abolition`. The award waits as 変更申請中 for a change; an abolition leaves it in force till decided.

    `new_budget` holds `total` and `other_income` in yen, and rows if the group gives them. Raises NotFound,
    NotAllowed, WrongState, ChangeOpen, ReasonMissing, AwardNeverRises, BudgetUnbalanced, NothingChanges.
    """
    assert kind in ("change", "abolition"), kind
    award = lock_award(award_id)
    require_may_ask(award, by, kind)
    at = clock.now()
    reason = require_reason(reason)
    if kind == "abolition" and (new_amount is not None or new_budget is not None):
        raise NothingChanges(pointer="/new_amount" if new_amount is not None else "/new_budget")
    if new_amount is not None and not 0 < new_amount <= award.amount:
        raise AwardNeverRises(pointer="/new_amount", amount=award.amount)
    made = ChangeRequest.objects.create(
        award=award,
        kind=kind,
        reason=reason,
        new_amount=new_amount,
        new_budget=new_budget and balanced_budget(new_amount or award.amount, new_budget, "/new_budget"),
        asked_by_id=by.pk,
        asked_at=at,
    )
    note(made, "ask", by=by, at=at, role="group", reason=reason, to_state=made.state)
    if kind == "change":
        move(award, "ask_change", by=by, at=at, role="group", reason=reason)
    return made


def require_may_ask(award: Award, by: Actor, kind: str) -> None:
    """Person, state and the one open request. Raises as `ask_change` does."""
    require_group(by, award)
    if ChangeRequest.objects.filter(award=award, state__in=("asked", "prepared")).exists():
        raise ChangeOpen
    award.lifecycle.step(award.state, "ask_change" if kind == "change" else "abolish")


@transaction.atomic
def withdraw_change(*, change_id: int, by: Actor) -> ChangeRequest:
    """The group takes its request back before it is decided. Raises NotFound, NotAllowed, WrongState."""
    change = lock_change(change_id)
    require_may_withdraw(change, by)
    at = clock.now()
    move(change, "withdraw", by=by, at=at, role="group")
    _release(change, by=by, at=at, role="group", reason=change.lifecycle.states["withdrawn"])
    return change


def require_may_withdraw(change: ChangeRequest, by: Actor) -> None:
    """Raises as `withdraw_change` does."""
    require_group(by, change.award)
    change.lifecycle.step(change.state, "withdraw")


def _release(change: ChangeRequest, *, by: Actor, at: datetime, role: str, reason: str) -> None:
    """An award that waited for the request goes on as it was."""
    if change.award.state == "change_pending":
        move(change.award, "decide_change", by=by, at=at, role=role, reason=reason)


@transaction.atomic
def prepare_change(*, change_id: int, by: Actor) -> ChangeRequest:
    """Put the request up for decision (officer). Raises NotFound, NotAllowed, RelatedParty, WrongState."""
    change = lock_change(change_id)
    require_may_prepare(change, by)
    move(change, "prepare", by=by, at=clock.now(), role="officer")
    change.prepared_by_id = by.pk
    change.save(update_fields=["prepared_by"])
    return change


def require_may_prepare(change: ChangeRequest, by: Actor) -> None:
    """Raises as `prepare_change` does."""
    require_office(by, change.award, "officer")
    require_unrelated(by, [change.award.group_id])
    change.lifecycle.step(change.state, "prepare")


@transaction.atomic
def refuse_change(*, change_id: int, by: Actor, reason: str) -> ChangeRequest:
    """Decide against the request, with the reason (an approver who did not prepare it, R14).

    Raises NotFound, NotAllowed, SamePerson, RelatedParty, WrongState, ReasonMissing.
    """
    change = lock_change(change_id)
    require_may_decide(change, by, "refuse")
    at = clock.now()
    reason = require_reason(reason)
    _decide(change, "refuse", reason, by=by, at=at)
    _release(change, by=by, at=at, role="approver", reason=reason)
    _tell(change, at, reason=reason)
    return change


def require_may_decide(change: ChangeRequest, by: Actor, verb: str) -> None:
    """Role, second person, no tie to the group, state. Raises as `approve_change` does."""
    require_office(by, change.award, "approver")
    require_second_person(by, change.prepared_by_id)
    require_unrelated(by, [change.award.group_id])
    change.lifecycle.step(change.state, verb)


def _decide(change: ChangeRequest, verb: str, reason: str, *, by: Actor, at: datetime) -> None:
    change.decided_by_id, change.decided_at, change.decision_reason = by.pk, at, reason
    change.save(update_fields=["decided_by", "decided_at", "decision_reason"])
    move(change, verb, by=by, at=at, role="approver", reason=reason)


@transaction.atomic
def approve_change(*, change_id: int, by: Actor) -> ChangeRequest:
    """Grant the request (an approver who did not prepare it, R14).

    A change makes a new version of the award; what it lowers goes back to the sub-funds in the reverse
    order of the draw (R12), and what was paid above the new amount is asked back. An abolition ends the
    project today: its final report falls due at once, and R5 fixes the award over what is accepted up to
    this day. Raises NotFound, NotAllowed, SamePerson, RelatedParty, WrongState, TransferUnderWay, NoBook.
    """
    change = lock_change(change_id)
    require_may_decide(change, by, "approve")
    at = clock.now()
    award = change.award
    award.lifecycle.step(award.state, "decide_change" if change.kind == "change" else "abolish")
    _decide(change, "approve", "", by=by, at=at)
    if change.kind == "abolition":
        abolish(change, by=by, at=at)
    else:
        _change(change, by=by, at=at)
    return change


def _change(change: ChangeRequest, *, by: Actor, at: datetime) -> None:
    award, before = change.award, change.award.amount
    lowered = before - (before if change.new_amount is None else change.new_amount)
    assert lowered >= 0, "asked for within the award, and one request at a time"
    lowering = lower(change, lowered, by=by, at=at) if lowered else Lowering()
    award.amount -= lowered
    award.version += 1
    if change.new_budget is not None:
        award.accepted_budget = change.new_budget
    award.save(update_fields=["amount", "version", "accepted_budget"])
    move(
        award,
        "decide_change",
        by=by,
        at=at,
        role="approver",
        reason=change.reason,
        before=before,
        amount=award.amount,
        version=award.version,
        release=lowering.release,
        asked_back=lowering.asked_back,
    )
    hooks.tell_changed(award, at)
    _tell(change, at, before=yen(before), refund=yen(lowering.asked_back) if lowering.asked_back else "")


def _tell(change: ChangeRequest, at: datetime, **context: str) -> None:
    result = change.lifecycle.states[change.state]
    tell_group(change.award, "change_decided", at, occasion=str(change.pk), result=result, **context)
