"""R9 read from the tables: every department's ranking in a constant number of queries."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby
from typing import Any

from applications.models import Application
from applications.queries import prior_awards
from fund.models import Criterion, Department, Round
from reviews.models import MeanDecision, Review, Score, TieDecision
from reviews.rules import (
    RankedRow,
    Recorded,
    ReviewFacts,
    Scale,
    ScoreSheet,
    ScoringSetup,
    asked,
    is_counted,
    ranked,
)

RANKED = ("under_review", "shortlisted", "approved", "waitlisted", "declined")


@dataclass(frozen=True)
class DepartmentRanking:
    """A department's ranking now: `rows` by rank, and `withdrawn` ones, which keep their points only.

    `partial` says that rows were left out for the reader, and the ranks counted among those shown.
    """

    department_id: int
    code: str
    rows: tuple[RankedRow, ...]
    withdrawn: tuple[RankedRow, ...] = ()
    by_mean: bool = False
    partial: bool = False

    @property
    def ties(self) -> tuple[tuple[int, ...], ...]:
        """Application ids of each group that shares a rank."""
        groups = groupby(self.rows, key=lambda row: row.rank)
        shared = (tuple(row.application_id for row in rows) for _, rows in groups)
        return tuple(ids for ids in shared if len(ids) > 1)


def ranking(department: Department, *, strict: bool = True) -> DepartmentRanking:
    """One department's ranking (R9) as the scores stand now. Constant queries.

    `strict` raises TooFewReviewers (R8) and UnequalReviewers (N7); without it the figures come as they are.
    """
    return _rank([department], strict=strict)[department.pk]


def rankings(call: Round, *, strict: bool = True) -> dict[int, DepartmentRanking]:
    """The rankings of all departments of a round, by department id, in order. Constant queries."""
    departments = list(Department.objects.filter(round=call).order_by("position", "pk"))
    for department in departments:
        department.round = call
    return _rank(departments, strict=strict)


def true_ties(department: Department) -> tuple[tuple[int, ...], ...]:
    """Groups of application ids that no rule tells apart: what the committee may put in order (N11)."""
    return _rank([department], strict=True, with_committee=False)[department.pk].ties


def frozen_rows(found: DepartmentRanking) -> list[dict[str, Any]]:
    """A ranking as plain values, to be kept and hashed."""
    return [
        {
            "application": row.application_id,
            "number": row.number,
            "rank": row.rank,
            "score": str(row.score),
            "total": str(row.total),
            "count": row.count,
            "totals": {code: str(total) for code, total in row.totals.items()},
            "counted": list(row.counted),
            "excluded": list(row.excluded),
            "recorded": row.recorded,
            "passes": row.passes,
            "failed": list(row.failed),
            "tied": row.tied,
            "prior_awards": row.prior_awards,
            "requested": row.requested,
            "committee_amount": row.committee_amount,
            "withdrawn": row.withdrawn,
        }
        for row in (*found.rows, *found.withdrawn)
    ]


def content_hash(rows: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 of frozen rows."""
    text = json.dumps(rows, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def scale(criterion: Criterion) -> Scale:
    return Scale(
        criterion.code,
        criterion.weight,
        Fraction(criterion.minimum),
        Fraction(criterion.maximum),
        Fraction(criterion.step),
        criterion.applies_to,
    )


def _rank(
    departments: list[Department], *, strict: bool, with_committee: bool = True
) -> dict[int, DepartmentRanking]:
    setups = _setups(departments)
    sheets = _sheets(departments, setups)
    result = {}
    for department in departments:
        setup = setups[department.pk]
        if not with_committee:
            setup = replace(setup, tie_orders=())
        rows = ranked(sheets[department.pk], setup, strict=strict)
        result[department.pk] = DepartmentRanking(
            department.pk,
            department.code,
            tuple(row for row in rows if not row.withdrawn),
            tuple(row for row in rows if row.withdrawn),
            setup.by_mean,
        )
    return result


def _setups(departments: list[Department]) -> dict[int, ScoringSetup]:
    ids = [department.pk for department in departments]
    rounds = {department.round_id for department in departments}
    criteria: dict[int, list[Criterion]] = defaultdict(list)
    for criterion in Criterion.objects.filter(round_id__in=rounds).order_by("position", "pk"):
        for department in departments:
            own = criterion.department_id in (None, department.pk)
            if own and criterion.round_id == department.round_id:
                criteria[department.pk].append(criterion)
    orders: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for decision in TieDecision.objects.filter(department_id__in=ids).order_by("at", "pk"):
        orders[decision.department_id].append(tuple(decision.order))
    by_mean = set(MeanDecision.objects.filter(department_id__in=ids).values_list("department_id", flat=True))
    return {
        department.pk: ScoringSetup(
            scales=tuple(scale(criterion) for criterion in criteria[department.pk]),
            scoring=department.rules.scoring,
            pass_rule=department.rules.pass_rule,
            tie_break=department.rules.tie_break,
            min_reviewers=_min_reviewers(department),
            tie_orders=tuple(orders[department.pk]),
            by_mean=department.pk in by_mean,
        )
        for department in departments
    }


def _min_reviewers(department: Department) -> int:
    own = department.rules.scoring.min_reviewers
    return department.round.policy.min_reviewers if own is None else own


def _sheets(departments: list[Department], setups: dict[int, ScoringSetup]) -> dict[int, list[ScoreSheet]]:
    ids = [department.pk for department in departments]
    applications = list(
        Application.objects.filter(department_id__in=ids, state__in=(*RANKED, "withdrawn")).select_related(
            "round__fund", "round__fiscal_year", "department", "group", "recorded_score", "committee_amount"
        )
    )
    reviews: dict[int, list[Review]] = defaultdict(list)
    found = Review.objects.filter(application__department_id__in=ids).select_related("member")
    for review in found.order_by("member__code"):
        reviews[review.application_id].append(review)
    points: dict[int, dict[str, Fraction]] = defaultdict(dict)
    scores = Score.objects.filter(review__application__department_id__in=ids)
    for review_id, code, value in scores.values_list("review_id", "criterion__code", "points"):
        points[review_id][code] = Fraction(value)
    earlier = prior_awards(applications)
    sheets: dict[int, list[ScoreSheet]] = defaultdict(list)
    for application in applications:
        own = reviews[application.pk]
        sheet = _sheet(application, own, points, setups[application.department_id], earlier)
        if not sheet.withdrawn or sheet.points or sheet.recorded:
            sheets[application.department_id].append(sheet)
    return sheets


def _sheet(
    application: Application,
    reviews: Iterable[Review],
    points: Mapping[int, dict[str, Fraction]],
    setup: ScoringSetup,
    earlier: Mapping[int, int],
) -> ScoreSheet:
    codes = {item.code for item in asked(setup.scales, continuing=application.continuing)}
    complete, excluded = {}, set()
    for review in reviews:
        given = points.get(review.pk, {})
        handed_in = review.submitted_at is not None and codes <= given.keys()
        if review.state == "recused":
            excluded.add(review.member.code)
        if is_counted(ReviewFacts(review.state, handed_in)) or (review.state == "recused" and handed_in):
            complete[review.member.code] = {code: given[code] for code in codes}
    recorded = getattr(application, "recorded_score", None)
    amount = getattr(application, "committee_amount", None)
    return ScoreSheet(
        application_id=application.pk,
        number=application.number,
        requested=application.requested,
        prior_awards=earlier.get(application.pk, 0),
        continuing=application.continuing,
        points=complete,
        excluded=frozenset(excluded),
        recorded=Recorded(recorded.basis, Fraction(recorded.points), recorded.reviewers)
        if recorded
        else None,
        committee_amount=amount.amount if amount else None,
        withdrawn=application.state == "withdrawn",
    )
