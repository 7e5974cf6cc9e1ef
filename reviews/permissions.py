"""Who may do what in a committee: its members for their own reviews, the chair for the meeting."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from applications.models import Application
from common.errors import NotAllowed, NotFound
from fund.models import Round
from fund.permissions import LABELS, has_role, require_role, roles_of
from people.models import Membership
from people.permissions import as_person
from reviews.models import CommitteeMember, Review
from reviews.rules import ReviewFacts, may_list
from trail.services import SYSTEM, Actor

CHAIR = "委員長"


def seat_of(user: Actor, round_id: int) -> CommitteeMember | None:
    """The person's seat in the round's committee. 1 query."""
    return CommitteeMember.objects.filter(round_id=round_id, user_id=as_person(user) or 0).first()


def is_own(user: Actor, review: Review) -> bool:
    """Whether the review is this person's. The member must be at hand (select_related)."""
    person = as_person(user)
    return person is not None and review.member.user_id == person


def require_own(user: Actor, review: Review) -> None:
    """A review is its reviewer's alone, and not even theirs once they are excluded (R8): to everybody
    else it does not exist. Raises NotFound."""
    facts = ReviewFacts(review.state, handed_in=review.submitted_at is not None)
    if not is_own(user, review) or not may_list(facts):
        raise NotFound


def excluded_from(user: Actor, round_id: int) -> frozenset[int]:
    """Applications of a round that a person may know nothing of as reviewer or staff (R8): those from
    which they are excluded, and those of groups they belong or belonged to. 1 query."""
    if user.pk is None:
        return frozenset()
    recused = Review.objects.filter(
        application__round_id=round_id, member__user_id=user.pk, state="recused"
    ).values("application_id")
    groups = Membership.objects.filter(user_id=user.pk).values("group_id")
    found = Application.objects.filter(Q(pk__in=recused) | Q(group_id__in=groups), round_id=round_id)
    return frozenset(found.values_list("pk", flat=True))


def require_not_excluded(user: Actor, round_id: int, application_ids: Iterable[int]) -> None:
    """R8: what a person is excluded from looks like what does not exist. Raises NotFound."""
    if excluded_from(user, round_id) & set(application_ids):
        raise NotFound


def require_office(user: Actor, call: Round, *roles: str) -> None:
    """One of `roles` in the fund's office. Raises NotAllowed for the committee and other staff, NotFound
    for everybody else."""
    try:
        require_role(user, call.fund_id, *roles)
    except NotFound:
        if seat_of(user, call.pk) is not None:
            raise NotAllowed(role="・".join(LABELS[role] for role in roles)) from None
        raise


def require_office_on(user: Actor, review: Review, *roles: str) -> None:
    """The office's verbs on one review: who sees it neither as reviewer nor as staff does not find it.

    Raises NotFound, NotAllowed.
    """
    call = review.application.round
    require_not_excluded(user, call.pk, [review.application_id])
    if not is_own(user, review):
        require_role(user, call.fund_id, *roles)
    require_office(user, call, *roles)


def require_presiding(user: Actor, call: Round, application_ids: Iterable[int] = ()) -> None:
    """The chair speaks for the committee. Where it has none, or the chair is excluded from one of the
    applications (R8), any other member who is not speaks instead. Raises NotFound, NotAllowed."""
    about = set(application_ids)
    seat = seat_of(user, call.pk)
    if seat is None and not roles_of(user, call.fund_id):
        raise NotFound
    require_not_excluded(user, call.pk, about)
    if seat is not None and seat.role == "chair":
        return
    chair = CommitteeMember.objects.filter(round=call, role="chair").select_related("user").first()
    absent = chair is None or bool(about & excluded_from(chair.user, call.pk))
    if seat is None or not absent:
        raise NotAllowed(role=CHAIR)


def require_presiding_or_officer(user: Actor, call: Round, application_ids: Iterable[int]) -> str:
    """The role in which the person acts for the meeting: officer or chair. Raises NotFound, NotAllowed."""
    if not has_role(user, call.fund_id, "officer"):
        require_presiding(user, call, application_ids)
        return "chair"
    require_not_excluded(user, call.pk, application_ids)
    return "officer"


def require_committee_or_office(user: Actor, call: Round) -> None:
    """A seat in the committee or any role in the fund's office. Raises NotFound. At most 2 queries."""
    if user is SYSTEM or roles_of(user, call.fund_id) or seat_of(user, call.pk) is not None:
        return
    raise NotFound
