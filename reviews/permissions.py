"""Who may do what in a committee: its members for their own reviews, the chair for the meeting."""

from __future__ import annotations

from common.errors import NotAllowed, NotFound
from fund.models import Round
from fund.permissions import has_role, roles_of
from reviews.models import CommitteeMember, Review
from trail.services import SYSTEM, Actor

CHAIR = "委員長"
REVIEWER = "審査委員"


def seat_of(user: Actor, round_id: int) -> CommitteeMember | None:
    """The person's seat in the round's committee. 1 query."""
    return CommitteeMember.objects.filter(round_id=round_id, user_id=user.pk).first()


def is_own(user: Actor, review: Review) -> bool:
    """Whether the review is this person's. The member must be at hand (select_related)."""
    return user.pk is not None and review.member.user_id == user.pk


def require_own(user: Actor, review: Review) -> None:
    """A review is its reviewer's alone; to everybody else it does not exist. Raises NotFound."""
    if not is_own(user, review):
        raise NotFound


def require_chair(user: Actor, call: Round) -> CommitteeMember:
    """Raises NotFound for people outside committee and office, NotAllowed for all but the chair."""
    seat = seat_of(user, call.pk)
    if seat is not None and seat.role == "chair":
        return seat
    if seat is None and not roles_of(user, call.fund_id):
        raise NotFound
    raise NotAllowed(role=CHAIR)


def require_chair_or_officer(user: Actor, call: Round) -> str:
    """The role in which the person acts: chair or officer. Raises NotFound, NotAllowed."""
    if has_role(user, call.fund_id, "officer"):
        return "officer"
    require_chair(user, call)
    return "chair"


def require_committee_or_office(user: Actor, call: Round) -> None:
    """A seat in the committee or any role in the fund's office. Raises NotFound. At most 2 queries."""
    if user is SYSTEM or roles_of(user, call.fund_id) or seat_of(user, call.pk) is not None:
        return
    raise NotFound
