"""What one reviewer, the chair and the office may see of reviews and scores (R8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from applications.models import Application, Attachment, BudgetRow, Submission
from applications.queries import prior_awards
from applications.queries.facts import facts_of
from common.errors import DomainError, NotFound
from common.scanned import require_deliverable
from fund.models import Criterion, Department, Round
from fund.permissions import roles_of
from fund.policy import Component, Stage, formula_value
from fund.policy.conditions import Condition, Facts
from people.permissions import as_person
from reviews.models import CommitteeMember, Review, Score
from reviews.permissions import excluded_from, require_committee_or_office
from reviews.queries.ranking import DepartmentRanking, ranking
from reviews.queries.sheets import RANKED, known_facts, needs_more, scale
from reviews.rules import RankedRow, ReviewFacts, Scale, may_open
from trail.services import Actor

SCORES_SHOWN = ("deciding", "decided", "running", "settled", "archived")


class ScoresHidden(DomainError):
    """R8: nobody looks over a reviewer's shoulder."""

    code = "reviews.scores_hidden"
    ja = "採点が締め切られるまで、点数と順位はだれにも表示されません。"
    en = "Scores and ranks are shown to nobody until scoring has closed."


@dataclass(frozen=True)
class ReviewLine:
    """One line of a reviewer's list. `group` is empty where a blind round hides it."""

    review_id: int
    round_id: int
    department: str
    number: str
    title: str
    group: str
    state: str
    version: int


@dataclass(frozen=True)
class OpenedReview:
    """What a reviewer has on the desk. Before the declaration only `line` is filled (R8)."""

    line: ReviewLine
    review: Review
    criteria: tuple[Criterion, ...] = ()
    points: dict[str, str] | None = None
    material: dict[str, Any] | None = None
    profile: dict[str, Any] | None = None
    budget: tuple[BudgetRow, ...] = ()
    documents: tuple[Attachment, ...] = ()


def _reviews() -> QuerySet[Review]:
    return Review.objects.select_related(
        "member__user", "application__group", "application__department", "application__round__fund"
    )


def reviews_of(user: Actor) -> QuerySet[Review]:
    """A reviewer's own reviews; from what they are excluded they see nothing (R8). 1 query."""
    return _reviews().filter(member__user_id=as_person(user) or 0).exclude(state="recused").order_by("pk")


def reviews_in_round(call: Round) -> QuerySet[Review]:
    """The office's overview of assignments and where they stand, without any score. 1 query."""
    # By the seats, of which a round has few: by its applications the database would look through every
    # review there is for the newest.
    return _reviews().filter(member__round=call).order_by("application__number", "member__code", "pk")


def committee(call: Round) -> QuerySet[CommitteeMember]:
    """The round's committee, chair and reviewers by code. 1 query."""
    return CommitteeMember.objects.filter(round=call).select_related("user").order_by("code")


def review_line(review: Review) -> ReviewLine:
    """A review as its reviewer may list it: a blind round names the group until the declaration only,
    because the reviewer must know it to declare."""
    application = review.application
    hidden = application.round.blind and review.state != "assigned"
    return ReviewLine(
        review_id=review.pk,
        round_id=application.round_id,
        department=application.department.name,
        number=application.number,
        title=application.title,
        group="" if hidden else application.group.name,
        state=review.state,
        version=review.version,
    )


def _criteria(application: Application) -> list[Criterion]:
    own = Q(department__isnull=True) | Q(department_id=application.department_id)
    found = Criterion.objects.filter(own, round_id=application.round_id).order_by("position", "pk")
    return list(found)


def facts_for(application: Application, scales: Iterable[Scale]) -> Facts:
    """What the criteria's conditions may ask of the application (N8). No query where no criterion has a
    condition; 2 where its conditions ask which award it would be; more where they ask further."""
    return _facts_asked(application, [item.applies_if for item in scales if item.applies_if is not None])


def facts_on_stage(application: Application, stage: Stage) -> Facts:
    """What a stage's condition may ask of the application (N13). At most the queries of `facts_for`."""
    return _facts_asked(application, [stage.when] if stage.when is not None else [])


def tokens_per_reviewer(department: Department, component: Component) -> int | None:
    """How many tokens a reviewer has in a component (N9): None for no limit. 2 queries at most."""
    if component.per_reviewer is None:
        return None
    reviews = Review.objects.filter(application__department=department)
    reviewers = reviews.exclude(state__in=("recused", "released")).values("member").distinct().count()
    live = Application.objects.filter(department=department, state__in=RANKED).count()
    names = {"reviewers": Fraction(reviewers), "applications": Fraction(live)}
    return int(formula_value(component.per_reviewer, names))


def own_tokens(member: CommitteeMember, department: Department, component: str) -> dict[int, int]:
    """A reviewer's own tokens by application id. 1 query."""
    found = member.tokens.filter(application__department=department, component=component)
    return dict(found.order_by("application_id").values_list("application_id", "tokens"))


def _facts_asked(application: Application, conditions: list[Condition]) -> Facts:
    if needs_more(conditions):
        return facts_of([application.pk])[application.pk]
    prior = prior_awards([application])[application.pk] if conditions else 0
    department = application.department
    return known_facts(
        department.rules,
        department.code,
        continuing=application.continuing,
        requested=application.requested,
        prior=prior,
    )


def criteria_of(application: Application) -> tuple[Criterion, ...]:
    """The criteria an application is scored by (N8). 1 query, and those of `facts_for`."""
    found = _criteria(application)
    scales = [scale(item) for item in found]
    facts = facts_for(application, scales)
    return tuple(
        item
        for item, own in zip(found, scales, strict=True)
        if own.is_asked(facts, continuing=application.continuing)
    )


def scales_of(application: Application) -> tuple[Scale, ...]:
    """All criteria of the application's department as plain values for the rules. 1 query."""
    return tuple(scale(item) for item in _criteria(application))


def opened_review(user: Actor, review_id: int) -> OpenedReview:
    """One review for its reviewer: title and group before the declaration, everything after (R8).

    Office-only documents are left out; a blind round shows neither group nor profile. Raises NotFound.
    At most 6 queries.
    """
    review = reviews_of(user).filter(pk=review_id).first()
    if review is None:
        raise NotFound
    line = review_line(review)
    if not may_open(ReviewFacts(review.state, handed_in=review.submitted_at is not None)):
        return OpenedReview(line, review)
    application = review.application
    filed = Submission.objects.filter(application=application).order_by("-number").first()
    given = review.scores.values_list("criterion__code", "points")
    blind = application.round.blind
    office_only = Q(document_type__isnull=False, document_type__office_only=True)
    documents = Attachment.objects.filter(Attachment.LIVE, application=application)
    return OpenedReview(
        line,
        review,
        criteria=criteria_of(application),
        points={code: _plain(points) for code, points in given},
        material=filed.data if filed else {"title": application.title, "summary": application.summary},
        profile=None if blind or filed is None else _without_contact(filed.profile),
        budget=tuple(application.budget_rows.all()),
        documents=tuple(documents.exclude(office_only).select_related("document_type").order_by("pk")),
    )


def review_document(user: Actor, review_id: int, document_id: int) -> Attachment:
    """A document that an opened review shows to its reviewer (R8). At most 6 queries. Raises NotFound,
    FileInfected, FileNotScanned."""
    for document in opened_review(user, review_id).documents:
        if document.pk == document_id:
            require_deliverable(document, own=False)
            return document
    raise NotFound


OWN_LINE = (
    "state", "version", "submitted_at", "application__number", "application__title",
    "application__group__name", "application__department__name", "application__round__name",
    "application__round__review_closes_at", "application__round__blind",
)  # fmt: skip


def with_points(rows: QuerySet[Review]) -> QuerySet[Review]:
    """A reviewer's reviews with what a line of their list shows, points included. 2 queries, any size."""
    scores = Score.objects.select_related("criterion").only("review_id", "points", "criterion__code")
    narrow = rows.select_related(None).select_related(
        "application__group", "application__department", "application__round"
    )
    return narrow.only(*OWN_LINE).prefetch_related(Prefetch("scores", queryset=scores))


CONTACT = ("address", "postal_code", "phone", "email")


def _without_contact(profile: dict[str, Any]) -> dict[str, Any]:
    """Scoring needs no address and no telephone."""
    return {key: value for key, value in profile.items() if key not in CONTACT}


def _plain(points: Any) -> str:
    return f"{points.normalize():f}"


def conflicted_applications(user: Actor, round_id: int) -> frozenset[int]:
    """Applications of a round of which the person may know nothing (R8). 1 query."""
    return excluded_from(user, round_id)


def find_department(department_id: int) -> Department:
    """A department with its round and policy. 1 query. Raises NotFound."""
    found = (
        Department.objects.select_related("round__fund", "round__policy_version")
        .filter(pk=department_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def shown_ranking(user: Actor, department_id: int, *, strict: bool = False) -> DepartmentRanking:
    """The ranking as committee and office may see it: after the close, without the rows from which the
    person is excluded (R8); then it is `partial`. Constant queries. Raises NotFound, ScoresHidden;
    TooFewReviewers and UnequalReviewers when `strict`.
    """
    department = find_department(department_id)
    require_committee_or_office(user, department.round)
    if department.round.state not in SCORES_SHOWN:
        raise ScoresHidden
    found = ranking(department, strict=strict)
    barred = excluded_from(user, department.round_id)
    if not any(row.application_id in barred for row in (*found.rows, *found.withdrawn)):
        return found
    return replace(
        found,
        rows=_placed_anew([row for row in found.rows if row.application_id not in barred]),
        withdrawn=tuple(row for row in found.withdrawn if row.application_id not in barred),
        partial=True,
    )


def _placed_anew(rows: list[RankedRow]) -> tuple[RankedRow, ...]:
    """R8: a gap in the ranks would tell the place of the row left out; they are counted among the rest."""
    result: list[RankedRow] = []
    for _, group in groupby(rows, key=lambda row: row.rank):
        equals, place = list(group), len(result) + 1
        result += [replace(row, rank=place, tied=len(equals) > 1) for row in equals]
    return tuple(result)


def row_names(user: Actor, call: Round, rows: Iterable[RankedRow]) -> dict[int, tuple[str, str]]:
    """Title and group behind the rows of a ranking; in a blind round the group stays hidden from the
    committee until the results are out. At most 2 queries."""
    ids = [row.application_id for row in rows]
    hidden = call.blind and call.released_at is None and not roles_of(user, call.fund_id)
    found = Application.objects.filter(pk__in=ids).values_list("pk", "title", "group__name")
    return {pk: (title, "" if hidden else group) for pk, title, group in found}
