"""The office's view of a round's review: who sits, who is late, what waits for approval. No score shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet

from common.errors import NotFound
from fund.models import Round
from fund.permissions import places_of
from people.models import User
from reviews.models import Conflict, Minutes, Ranking, Review
from reviews.permissions import excluded_from, require_committee_or_office
from reviews.queries.reviewing import reviews_in_round
from trail.services import SYSTEM, Actor


def find_round(user: Actor, round_id: int) -> Round:
    """A round for its committee and office. At most 3 queries. Raises NotFound."""
    found = Round.objects.select_related("fund", "policy_version").filter(pk=round_id).first()
    if found is None:
        raise NotFound
    require_committee_or_office(user, found)
    return found


def find_office_round(user: Actor, round_id: int) -> Round:
    """A round for the fund's office alone. At most 2 queries. Raises NotFound."""
    found = Round.objects.select_related("fund", "policy_version").filter(pk=round_id).first()
    if found is None or not (user is SYSTEM or found.fund_id in places_of(user).funds):
        raise NotFound
    return found


def board(user: Actor, call: Round) -> QuerySet[Review]:
    """The round's reviews for a person of the office, without what they are excluded from (R8).
    2 queries."""
    return reviews_in_round(call).exclude(application_id__in=excluded_from(user, call.pk))


BOARD_LINE = (
    "state", "assigned_at", "submitted_at", "application__number", "application__title",
    "application__state", "application__group__name", "member__code", "member__role", "member__title",
    "member__user__name",
)  # fmt: skip


def board_lines(user: Actor, call: Round) -> QuerySet[Review]:
    """`board` with what a line of it shows. 2 queries."""
    rows = board(user, call).select_related(None)
    return rows.select_related("application__group", "member__user").only(*BOARD_LINE)


def office_review(user: Actor, review_id: int) -> Review:
    """One review on the office's board. 4 queries. Raises NotFound."""
    round_id = Review.objects.filter(pk=review_id).values_list("application__round_id", flat=True).first()
    if round_id is None:
        raise NotFound
    found = board(user, find_office_round(user, round_id)).filter(pk=review_id).first()
    if found is None:
        raise NotFound
    return found


def conflicts_of(reviews: Iterable[Review]) -> dict[int, Conflict]:
    """By review id the conflict that stands or waits for approval. 1 query."""
    rows = {(row.application_id, row.member_id): row.pk for row in reviews}
    live = Conflict.objects.filter(
        application_id__in={application for application, _ in rows}, undone_at__isnull=True
    ).select_related("by", "approved_by", "undo_asked_by", "member")
    pairs = ((rows.get((row.application_id, row.member_id)), row) for row in live)
    return {pk: row for pk, row in pairs if pk is not None}


def progress(user: Actor, call: Round) -> dict[int, dict[str, int]]:
    """By member id, how many reviews stand where, as far as the person may know. 2 queries."""
    result: dict[int, dict[str, int]] = defaultdict(dict)
    rows: Any = board(user, call).order_by().values("member_id", "state").annotate(n=Count("pk"))
    for row in rows:
        result[row["member_id"]][row["state"]] = row["n"]
    return dict(result)


def minutes_of(call: Round) -> Minutes | None:
    """The round's minutes. 1 query."""
    return Minutes.objects.filter(round=call).select_related("by").first()


def frozen_versions(department_id: int) -> QuerySet[Ranking]:
    """When a department's ranking was frozen, with its hash; the rows stay unread. 1 query."""
    return Ranking.objects.filter(department_id=department_id).defer("rows").order_by("number")


def person_by_email(email: str) -> User | None:
    """Who signs in with the address. 1 query."""
    return User.objects.filter(email=email.strip().lower(), is_active=True).first()
