"""A group asks to change its project or to give it up (変更・廃止); the office prepares, another decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from awards import hooks
from awards.models import Award, ChangeRequest
from awards.papers import letters
from awards.permissions import require_group, require_office, require_unrelated
from awards.rules import ChangeVerdict
from awards.services.abolishing import abolish
from awards.services.change_terms import ChangeTerms, aims_of, before_after, judged
from awards.services.common import find_award, lock_award, tell_group
from awards.services.issuing import issue
from awards.services.lowering import Lowering, lower
from awards.services.offers import balanced_budget
from common import clock
from common.errors import DomainError, NotFound, require_reason
from common.money import yen
from fund.permissions import require_second_person
from trail.services import SYSTEM, Actor, move, note

NO_TERMS: Final = ChangeTerms()


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


class PeriodUnusable(DomainError):
    """A project ends after it begins, and before its report is due."""

    code = "awards.period_unusable"
    status = 422
    ja = "事業の終わりは、始まりより後、報告の期限までの日にしてください。"
    en = "The project must end after it begins, and by the day its report is due."


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
    terms: ChangeTerms = NO_TERMS,
) -> ChangeRequest:
    """The group asks for a `change` (by its `terms`, or for its reason alone) or for `abolition`. The award
    waits as 変更申請中 for a change that needs approval; any other is noted and holds at once (届け出). An
    abolition leaves the award in force till decided.

    A new budget holds `total` and `other_income` in yen, and rows if the group gives them. Raises NotFound,
    NotAllowed, WrongState, ChangeOpen, ReasonMissing, AwardNeverRises, BudgetUnbalanced, NothingChanges,
    PeriodUnusable.
    """
    assert kind in ("change", "abolition"), kind
    award = lock_award(award_id)
    require_may_ask(award, by, kind)
    at = clock.now()
    reason = require_reason(reason)
    terms = checked_terms(award, kind, terms)
    made = ChangeRequest.objects.create(
        award=award,
        kind=kind,
        about=terms.about,
        aims=aims_of(award, terms),
        reason=reason,
        new_amount=terms.new_amount,
        new_budget=terms.new_budget,
        new_project_from=terms.new_project_from,
        new_project_to=terms.new_project_to,
        before_after=before_after(award, terms),
        asked_by_id=by.pk,
        asked_at=at,
    )
    note(made, "ask", by=by, at=at, role="group", reason=reason, to_state=made.state)
    if kind == "change":
        if judged(award, terms).needs_approval:
            move(award, "ask_change", by=by, at=at, role="group", reason=reason)
        else:
            _note(made, by=by, at=at)
    return made


def checked_terms(award: Award, kind: str, terms: ChangeTerms) -> ChangeTerms:
    """The terms with a budget that adds up. Raises NothingChanges, AwardNeverRises, BudgetUnbalanced,
    PeriodUnusable."""
    amount, budget = terms.new_amount, terms.new_budget
    if kind == "abolition" and terms != NO_TERMS:
        raise NothingChanges(
            pointer="/new_budget" if amount is None and budget is not None else "/new_amount"
        )
    if amount is not None and not 0 < amount <= award.amount:
        raise AwardNeverRises(pointer="/new_amount", amount=award.amount)
    begins, ends = terms.new_project_from or award.project_from, terms.new_project_to or award.project_to
    if begins and ends and ends < begins:
        raise PeriodUnusable(pointer="/new_project_to")
    if terms.new_project_to and award.report_due_on and terms.new_project_to > award.report_due_on:
        raise PeriodUnusable(pointer="/new_project_to")
    if budget is None:
        return terms
    return replace(terms, new_budget=balanced_budget(amount or award.amount, dict(budget), "/new_budget"))


def _note(change: ChangeRequest, *, by: Actor, at: datetime) -> None:
    """A notice holds from now on; nobody has to approve it."""
    award = change.award
    award.version += 1
    if change.new_budget is not None:
        award.accepted_budget = change.new_budget
    award.save(update_fields=["version", "accepted_budget"])
    move(change, "note", by=SYSTEM, at=at)
    note(award, "change_noted", by=by, at=at, role="group", reason=change.reason, version=award.version)
    tell_group(award, "change_noted", at, occasion=str(change.pk), reason=change.reason)


def try_change(*, award_id: int, by: Actor, terms: ChangeTerms) -> tuple[ChangeVerdict, list[dict[str, Any]]]:
    """What a change would mean: whether it needs approval, and what differs; nothing is kept. Raises
    NotFound, NotAllowed, AwardNeverRises, BudgetUnbalanced, PeriodUnusable."""
    award = find_award(award_id)
    require_group(by, award)
    terms = checked_terms(award, "change", terms)
    return judged(award, terms), before_after(award, terms)


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
    issue([letters.change_refused(change)], at)
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
    award.project_from = change.new_project_from or award.project_from
    award.project_to = change.new_project_to or award.project_to
    award.save(update_fields=["amount", "version", "accepted_budget", "project_from", "project_to"])
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
    said = [letters.change_approved(change, before=before)]
    if lowering.refund is not None:
        said.append(letters.refund_ordered(lowering.refund))
    issue(said, at)


def _tell(change: ChangeRequest, at: datetime, **context: str) -> None:
    result = change.lifecycle.states[change.state]
    tell_group(change.award, "change_decided", at, occasion=str(change.pk), result=result, **context)
