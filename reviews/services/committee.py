"""The committee of a round (審査委員の委嘱) and who reviews what (割当)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from applications.models import Application
from common import clock
from common.errors import DomainError, FieldFault, NotFound, refuse
from fund.models import Round
from fund.services import lock_round
from notices.services import queue_many
from people.models import Membership, User
from reviews.models import CommitteeMember, Review
from reviews.permissions import require_office
from reviews.queries import committee
from reviews.services.common import committee_letters, require_round_in
from trail.services import Actor, note

BEFORE_MEETING: Final = ("draft", "published", "open", "closed", "reviewing")
ASSIGNABLE: Final = ("accepted", "under_review")


class HasReviews(DomainError):
    """What a reviewer was given stays on record."""

    code = "reviews.has_reviews"
    ja = "この委員には割当があります。席を外す代わりに、審査の免除か除斥をしてください。"
    en = "This member has reviews. Release or exclude them instead of taking away the seat."


def require_may_appoint(call: Round, by: Actor) -> None:
    """Role and time of 委嘱する. Raises NotFound, NotAllowed, NotNow, AfterDecision."""
    require_office(by, call, "officer")
    require_round_in(call, *BEFORE_MEETING)


@transaction.atomic
def appoint_member(
    *, round_id: int, user: User, code: str, role: str, title: str, by: Actor
) -> CommitteeMember:
    """Give a person a seat in the round's committee until its review is over (officer).

    `role` is chair or reviewer; one chair at most. Raises NotFound, NotAllowed, NotNow, AfterDecision,
    FieldErrors.
    """
    call = lock_round(round_id)
    require_may_appoint(call, by)
    at = clock.now()
    code, title = code.strip(), title.strip()
    refuse(_seat_faults(list(committee(call)), user, code, role, title))
    made = CommitteeMember.objects.create(round=call, user=user, code=code, role=role, title=title)
    note(call, "appoint", by=by, at=at, role="officer", member=made.pk, code=code, seat=role)
    return made


def require_seat_free(call: Round, role: str, terms: Mapping[str, Any]) -> None:
    """Whether a seat of this role, code and title can be offered to somebody. Raises FieldErrors."""
    code, title = str(terms.get("code", "")).strip(), str(terms.get("title", "")).strip()
    refuse(_seat_faults(list(committee(call)), None, code, role, title))


def _seat_faults(
    seats: Sequence[CommitteeMember], user: User | None, code: str, role: str, title: str
) -> Iterable[FieldFault]:
    if not 1 <= len(code) <= 20:
        ja, en = "1〜20文字で入力してください。", "Please enter 1 to 20 characters."
        yield FieldFault("/code", "reviews.text", ja, en)
    if len(title) > 60:
        yield FieldFault("/title", "reviews.text", "60文字までで入力してください。", "60 characters at most.")
    if role not in ("chair", "reviewer"):
        ja, en = "委員長か審査委員を選んでください。", "Choose chair or reviewer."
        yield FieldFault("/role", "reviews.unknown_role", ja, en)
    if any(seat.code == code for seat in seats):
        ja, en = "この記号はほかの委員が使っています。", "Another member has this code."
        yield FieldFault("/code", "reviews.code_taken", ja, en)
    if user is not None and any(seat.user_id == user.pk for seat in seats):
        ja, en = "この方はすでに委員です。", "This person has a seat already."
        yield FieldFault("/user", "reviews.seated", ja, en)
    if role == "chair" and any(seat.role == "chair" for seat in seats):
        ja, en = "委員長はすでに決まっています。", "There is a chair already."
        yield FieldFault("/role", "reviews.chair_taken", ja, en)


@transaction.atomic
def dismiss_member(*, member_id: int, by: Actor) -> None:
    """Take away a seat given by mistake, as long as nothing was assigned to it (officer).

    Raises NotFound, NotAllowed, NotNow, AfterDecision, HasReviews.
    """
    member = CommitteeMember.objects.filter(pk=member_id).first()
    if member is None:
        raise NotFound
    call = lock_round(member.round_id)
    require_may_appoint(call, by)
    at = clock.now()
    if member.reviews.exists():
        raise HasReviews
    note(call, "dismiss", by=by, at=at, role="officer", member=member.pk, code=member.code)
    member.delete()


def require_may_assign(call: Round, by: Actor) -> None:
    """Role and time of 割り当てる. Raises NotFound, NotAllowed, NotNow, AfterDecision."""
    require_office(by, call, "officer")
    require_round_in(call, "closed", "reviewing")


@transaction.atomic
def assign_reviews(
    *, round_id: int, by: Actor, assignments: Sequence[Mapping[str, Any]] | None = None
) -> int:
    """Assign every accepted application to every member, or as `assignments` says (officer).

    `assignments` holds [{application, member}] by id. What is assigned stays; nobody gets a group of their
    own (R8). Returns how many are new. Raises NotFound, NotAllowed, NotNow, AfterDecision, FieldErrors.
    At most 14 queries, any size up to 500 reviews a statement.
    """
    call = lock_round(round_id)
    require_may_assign(call, by)
    at = clock.now()
    members = {member.pk: member for member in committee(call)}
    found = Application.objects.filter(round=call, state__in=ASSIGNABLE).order_by("number", "pk")
    applications = {row.pk: row for row in found}
    own = _own_groups(members.values(), applications.values())
    if assignments is None:
        wanted = [(a, m) for a in applications for m in members if (a, m) not in own]
    else:
        wanted = _chosen(assignments, applications, members, own)
    known = set(Review.objects.filter(application__round=call).values_list("application_id", "member_id"))
    new = [pair for pair in dict.fromkeys(wanted) if pair not in known]
    Review.objects.bulk_create(
        (Review(application_id=a, member_id=m, assigned_at=at) for a, m in new), batch_size=500
    )
    if new:
        _tell_assigned(call, members, new, by, at)
    return len(new)


def _tell_assigned(
    call: Round, members: Mapping[int, CommitteeMember], new: list[tuple[int, int]], by: Actor, at: datetime
) -> None:
    note(call, "assign", by=by, at=at, role="officer", reviews=len(new))
    letters = []
    for member_id, count in Counter(member for _, member in new).items():
        letters += committee_letters(
            call, [members[member_id]], "review_assigned", at.isoformat(), count=count
        )
    queue_many(letters, at=at)


def _own_groups(
    members: Iterable[CommitteeMember], applications: Iterable[Application]
) -> set[tuple[int, int]]:
    """(application, member) where the member belongs, or belonged, to the applying group. 1 query."""
    members, applications = list(members), list(applications)
    places = set(
        Membership.objects.filter(
            user_id__in=[member.user_id for member in members],
            group_id__in={row.group_id for row in applications},
        ).values_list("group_id", "user_id")
    )
    return {(a.pk, m.pk) for a in applications for m in members if (a.group_id, m.user_id) in places}


def _chosen(
    assignments: Sequence[Mapping[str, Any]],
    applications: Mapping[int, Application],
    members: Mapping[int, CommitteeMember],
    own: set[tuple[int, int]],
) -> list[tuple[int, int]]:
    """The pairs asked for. Raises FieldErrors naming each that cannot be."""
    pairs = [(row["application"], row["member"]) for row in assignments]
    faults = []
    for index, (application, member) in enumerate(pairs):
        place = f"/assignments/{index}"
        if application not in applications:
            ja, en = (
                "この募集回で受理された申請を選んでください。",
                "Choose an accepted application of this call.",
            )
            faults.append(FieldFault(f"{place}/application", "reviews.not_assignable", ja, en))
        if member not in members:
            ja, en = "この募集回の委員を選んでください。", "Choose a member of this committee."
            faults.append(FieldFault(f"{place}/member", "reviews.no_member", ja, en))
        if (application, member) in own:
            ja, en = "委員が会員である団体の申請です。", "The member belongs to the applying group."
            faults.append(FieldFault(f"{place}/member", "reviews.own_group", ja, en))
    refuse(faults)
    return pairs
