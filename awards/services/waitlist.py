"""The waitlist (補欠): who moves up into freed money, and when waiting ends (R10, N12)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from applications.models import Application
from awards.models import Award, Promotion
from awards.papers import letters
from awards.permissions import require_unrelated
from awards.queries.drawing import remaining_for, waiting_in
from awards.queries.funding import plan_funding
from awards.rules import Candidate, Drawn, TieAtTheLine, next_in_line
from awards.services.common import tell_group
from awards.services.issuing import issue
from awards.services.offering import accept_by, award_entry, new_award
from common import clock
from common.errors import DomainError, NotFound
from fund.models import Department
from fund.permissions import require_role, require_second_person
from fund.queries import book_for
from ledger.posting import post
from trail.services import SYSTEM, Actor, move, move_all, note

AFTER_DECISION = ("decided", "running")


class NobodyWaits(DomainError):
    """R10: freed money goes to the first for whom R1 and R2 give an award; there is none."""

    code = "awards.nobody_waits"
    ja = "空いた予算の範囲で採択できる補欠はありません。"
    en = "Nobody on the waitlist can be awarded within what is free."


class PromotionStale(DomainError):
    """What was prepared must still be what the waitlist gives."""

    code = "awards.promotion_stale"
    ja = "起案のあとで補欠の順番または空いた予算が変わりました。取り下げて起案し直してください。"
    en = "Waitlist or freed budget have changed since this was prepared. Drop it and prepare again."


class NotDecided(DomainError):
    """A waitlist moves only between the decision and the end of the projects."""

    code = "awards.round_not_decided"
    ja = "この募集回はいま繰上げのできる状態ではありません({state})。"
    en = "Nobody can move up while the round is in state {state}."


def _lock_department(department_id: int) -> Department:
    found = (
        Department.objects.select_for_update(of=("self",))
        .select_related("round__fund", "round__policy_version")
        .filter(pk=department_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _require_decided(department: Department) -> None:
    if department.round.state not in AFTER_DECISION:
        raise NotDecided(state=department.round.lifecycle.states[department.round.state])


def next_waiting(department: Department) -> tuple[Drawn, Candidate] | None:
    """Who moves up now, with the award's working; None when nobody can. Raises TieAtTheLine."""
    waiting = waiting_in(department)
    left = remaining_for(department)
    drawn = next_in_line(
        department.code,
        waiting,
        department.rules,
        department.round.policy,
        remaining=left.yen,
        places=left.places,
    )
    if drawn is None:
        return None
    return drawn, next(candidate for _, candidate in waiting if candidate.key == drawn.key)


@transaction.atomic
def promote_waitlist(*, department_id: int, by: Actor) -> Promotion:
    """Prepare the next of the waitlist for the freed money (officer; R10).

    Raises NotFound, NotAllowed, RelatedParty, NotDecided, NobodyWaits, TieAtTheLine; an open promotion
    is returned as it stands.
    """
    department = _lock_department(department_id)
    require_may_promote(department, by)
    at = clock.now()
    there = Promotion.objects.filter(department=department, state="prepared").first()
    if there is not None:
        return there
    found = next_waiting(department)
    if found is None:
        raise NobodyWaits
    return _prepare(department, found[0], by=by, at=at)


def require_may_promote(department: Department, by: Actor) -> None:
    """Role and state of the round. Raises as `promote_waitlist` does, short of who waits."""
    require_role(by, department.round.fund_id, "officer")
    _require_decided(department)


def _prepare(department: Department, drawn: Drawn, *, by: Actor, at: datetime) -> Promotion:
    assert drawn.working is not None
    application = Application.objects.select_related("round__fund").get(pk=drawn.key)
    require_unrelated(by, [application.group_id])
    made = Promotion.objects.create(
        department=department,
        application=application,
        outcome=drawn.outcome,
        amount=drawn.award,
        terms=dict(drawn.working.terms),
        binding=list(drawn.working.binding),
        prepared_by_id=by.pk,
        prepared_at=at,
    )
    note(made, "prepare", by=by, at=at, to_state=made.state, amount=made.amount)
    return made


def pass_on(department: Department, at: datetime) -> Promotion | None:
    """A choice waived or slept through goes to the next in line (N12): prepared at once where the call
    gives choice days, left to the office otherwise and where equals wait."""
    if department.rules.line.choice_days is None:
        return None
    locked = _lock_department(department.pk)
    if Promotion.objects.filter(department=locked, state="prepared").exists():
        return None
    try:
        found = next_waiting(locked)
    except TieAtTheLine:
        return None
    return None if found is None else _prepare(locked, found[0], by=SYSTEM, at=at)


def _lock_promotion(promotion_id: int) -> Promotion:
    found = (
        Promotion.objects.select_for_update(of=("self",))
        .select_related(
            "application__group", "application__round__fund", "application__round__policy_version"
        )
        .filter(pk=promotion_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def approve_promotion(*, promotion_id: int, by: Actor) -> Award:
    """Offer and post the award that was prepared (an approver who did not prepare it; R10, R14).

    Raises NotFound, NotAllowed, SamePerson, RelatedParty, WrongState, NotDecided, PromotionStale,
    TieAtTheLine, InsufficientFunds.
    """
    promotion = _lock_promotion(promotion_id)
    call = promotion.application.round
    require_may_approve(promotion, by)
    at = clock.now()
    department = _lock_department(promotion.department_id)
    _require_decided(department)
    found = next_waiting(department)
    if found is None or (found[0].key, found[0].award) != (promotion.application_id, promotion.amount):
        raise PromotionStale
    working = found[0].working
    assert working is not None
    rate = "" if working.rate is None else str(working.rate)
    award = new_award(promotion.application, department, call, promotion.amount, rate, at.date())
    award.prepared_by_id = promotion.prepared_by_id
    award.accept_by = accept_by(at.date(), department, call, choice=True)
    award.save()
    book = book_for(call.fund, at.date())
    (plan,) = plan_funding(book, call.fund_id, [(promotion.application, award.amount)])
    post(book, award_entry(award, plan), by=by, at=at)
    promotion.approved_by_id = by.pk
    promotion.save(update_fields=["approved_by"])
    move(promotion, "approve", by=by, at=at, role="approver", award=award.pk)
    application = Application.objects.select_for_update(of=("self",)).get(pk=promotion.application_id)
    move(application, "promote", by=by, at=at, role="approver")
    note(award, "offer", by=by, at=at, role="approver", to_state=award.state, amount=award.amount)
    tell_group(award, "offer", at)
    issue([letters.offered(award)], at)
    return award


def require_may_approve(promotion: Promotion, by: Actor) -> None:
    """Role, second person, no tie to the group, state. Raises as `approve_promotion` does."""
    require_role(by, promotion.application.round.fund_id, "approver")
    require_second_person(by, promotion.prepared_by_id)
    require_unrelated(by, [promotion.application.group_id])
    promotion.lifecycle.step(promotion.state, "approve")


@transaction.atomic
def drop_promotion(*, promotion_id: int, by: Actor) -> Promotion:
    """Take a prepared promotion back (officer or approver). Raises NotFound, NotAllowed, WrongState."""
    promotion = _lock_promotion(promotion_id)
    require_may_drop(promotion, by)
    move(promotion, "drop", by=by, at=clock.now())
    return promotion


def require_may_drop(promotion: Promotion, by: Actor) -> None:
    """Raises as `drop_promotion` does."""
    require_role(by, promotion.application.round.fund_id, "officer", "approver")
    promotion.lifecycle.step(promotion.state, "drop")


@transaction.atomic
def expire_waitlists() -> int:
    """Once the projects' time is over nobody moves up any more: the waitlist is declined (S)."""
    today = clock.now().date()
    waiting = list(
        Application.objects.select_for_update(of=("self",))
        .select_related("round__fund")
        .filter(state="waitlisted", round__project_to__lt=today)
        .order_by("pk")
    )
    return move_all(waiting, "decline", by=SYSTEM, at=clock.now(), reason="補欠の期限切れ")
