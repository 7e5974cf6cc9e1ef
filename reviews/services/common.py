"""What the services of reviews share: locks, the refusals of several verbs, letters to the committee."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from applications.models import Application
from common.calendar import wareki_moment
from common.errors import DomainError, NotFound
from fund.models import Department, Round, StaffRole
from fund.services import lock_round
from notices.services import Letter, queue_many
from people.models import Membership
from reviews.models import CommitteeMember, Review
from trail.services import subject_of

BEFORE_DECISION: Final = ("closed", "reviewing", "deciding")
UNDER_REVIEW: Final = ("under_review", "shortlisted")
OPEN_REVIEW: Final = ("assigned", "declared", "in_progress")


class AfterDecision(DomainError):
    """R8: a decision that was sent never changes silently."""

    code = "reviews.after_decision"
    ja = (
        "この募集回はすでに決定しています。採点と順位は変わりません。"
        "除斥すべき事実が見つかったときは、委員会に事案として諮ってください。"
    )
    en = "This call has been decided; scores and ranks stay. Bring what was found before the committee."


class NotNow(DomainError):
    """A round has its time for everything."""

    code = "reviews.not_now"
    ja = "募集回が「{state}」の間は行えません。"
    en = "This cannot be done while the call is “{state}”."


class ReviewOver(DomainError):
    """R7: by the database's clock scoring has closed."""

    code = "reviews.review_over"
    ja = "採点の締切({closes_at})を過ぎています。"
    en = "Scoring closed at {closes_at}."


class ApplicationOut(DomainError):
    """What was withdrawn or found ineligible is not judged."""

    code = "reviews.application_out"
    ja = "この申請は「{state}」のため、いまは審査の対象ではありません。"
    en = "This application is “{state}” and not under review now."


class OwnGroup(DomainError):
    """R8: nobody judges a group of their own."""

    code = "reviews.own_group"
    ja = "会員として登録のある団体の申請です。利害関係ありと申告してください。"
    en = "You are registered with this group. Please declare your interest."


def require_round_in(call: Round, *states: str) -> None:
    """Raises AfterDecision once the round is decided, NotNow in any other state than `states`."""
    if call.state in states:
        return
    if call.state in ("decided", "running", "settled", "archived"):
        raise AfterDecision
    raise NotNow(state=call.lifecycle.states[call.state], state_code=call.state)


def require_under_review(application: Application) -> None:
    """Raises ApplicationOut."""
    if application.state not in UNDER_REVIEW:
        raise ApplicationOut(state=application.lifecycle.states[application.state])


def require_no_own_group(review: Review) -> None:
    """R8: raises OwnGroup when the reviewer belongs, or belonged, to the applying group. 1 query."""
    if Membership.objects.filter(
        user_id=review.member.user_id, group_id=review.application.group_id
    ).exists():
        raise OwnGroup


def lock_review(review_id: int) -> Review:
    """One review's row, locked, with member, application and round at hand. Raises NotFound. 2 queries."""
    found = (
        Review.objects.select_for_update(of=("self",))
        .select_related("member__user", "application__group", "application__department")
        .filter(pk=review_id)
        .first()
    )
    if found is None:
        raise NotFound
    # Read after the lock: a row joined to a locked one is as old as the statement that waited for it.
    call = Round.objects.select_related("fund", "policy_version").get(pk=found.application.round_id)
    found.application.round = call
    return found


def lock_review_in_round(review_id: int) -> Review:
    """The same with the round's row locked first, so that no decision is made meanwhile."""
    round_id = Review.objects.filter(pk=review_id).values_list("application__round_id", flat=True).first()
    if round_id is None:
        raise NotFound
    lock_round(round_id)
    return lock_review(review_id)


def lock_application_in_round(application_id: int) -> Application:
    """The round's row, then the application's, locked, with round and department. Raises NotFound."""
    round_id = Application.objects.filter(pk=application_id).values_list("round_id", flat=True).first()
    if round_id is None:
        raise NotFound
    call = lock_round(round_id)
    found = (
        Application.objects.select_for_update(of=("self",))
        .select_related("department", "group")
        .get(pk=application_id)
    )
    found.round = found.department.round = call
    return found


def lock_round_of(department_id: int) -> Department:
    """A department whose round's row is locked. Raises NotFound."""
    found = Department.objects.filter(pk=department_id).first()
    if found is None:
        raise NotFound
    found.round = lock_round(found.round_id)
    return found


def committee_letters(
    call: Round, members: Iterable[CommitteeMember], kind: str, occasion: str, **context: Any
) -> list[Letter]:
    """A letter about the round to each member; it names no application."""
    return [
        Letter(
            kind,
            call.fund.code,
            f"{kind}:{call.pk}:{occasion}:{member.user_id}",
            subject_of(call),
            recipient_id=member.user_id,
            scope=subject_of(call),
            context={
                "fund": call.fund.name,
                "round": call.name,
                "closes_at": wareki_moment(call.review_closes_at),
                **context,
            },
        )
        for member in members
    ]


def tell_of_recusal(review: Review, kind: str, at: datetime) -> None:
    """Queue a letter to the fund's officers and the chair; none to who may not know of the application
    (R8). 5 queries."""
    application, call = review.application, review.application.round
    officers = StaffRole.objects.filter(fund_id=call.fund_id, role="officer", ended_on__isnull=True)
    chairs = CommitteeMember.objects.filter(round=call, role="chair")
    told = {*officers.values_list("user_id", flat=True), *chairs.values_list("user_id", flat=True)}
    told -= set(
        Review.objects.filter(application=application, state="recused").values_list(
            "member__user_id", flat=True
        )
    )
    told -= set(Membership.objects.filter(group_id=application.group_id).values_list("user_id", flat=True))
    told.discard(review.member.user_id)
    letters = [
        Letter(
            kind,
            call.fund.code,
            f"{kind}:{review.pk}:{at.isoformat()}:{user_id}",
            subject_of(review),
            recipient_id=user_id,
            context={
                "fund": call.fund.name,
                "round": call.name,
                "number": application.number,
                "title": application.title,
                "member": review.member.code,
            },
        )
        for user_id in sorted(told)
    ]
    queue_many(letters, at=at)
