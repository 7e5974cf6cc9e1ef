"""Score sheets out of the tables (R9): five queries for a whole round, integers wherever there are many."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from operator import itemgetter
from typing import Any

from django.db.models import Case, F, Func, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from applications.models import Application, AwardHistory
from applications.queries.facts import facts_of
from applications.rules import PriorAward, count_prior
from fund.models import Criterion, Department
from fund.policy import DepartmentRules
from fund.policy.conditions import Condition, Facts, comparisons
from fund.policy.formulas import formula_names
from fund.policy.reader import read_condition
from reviews.models import AudienceCount, Review, StageResult, TieDecision, TokenScore
from reviews.rules import KnownFacts, Recorded, Scale, ScoreSheet, ScoringSetup
from reviews.rules.plan import Row

RANKED = ("under_review", "shortlisted", "approved", "waitlisted", "declined")


Earlier = tuple[int, int | None, PriorAward]
"""An award on record: its fund, the application it came from, and what R3 counts."""


class Hundredths(Func):
    """Points with two decimals as a whole number of hundredths, the same on both engines."""

    template = "CAST(ROUND(%(expressions)s * 100) AS integer)"
    output_field = IntegerField()

    def get_db_converters(self, connection: Any) -> list[Any]:
        """None: both engines give an integer, and there are many of them."""
        return []


def read_departments(**which: Any) -> list[Department]:
    """Departments with round, policy and the word on the mean, in order. 1 query."""
    rows = Department.objects.filter(**which).select_related("round__policy_version", "mean_decision")
    return list(rows.order_by("position", "pk"))


def scale(criterion: Criterion) -> Scale:
    """A criterion as a plain value for the rules."""
    return Scale(
        criterion.code,
        criterion.weight,
        Fraction(criterion.minimum),
        Fraction(criterion.maximum),
        Fraction(criterion.step),
        criterion.applies_to,
        None if criterion.mark is None else Fraction(criterion.mark),
        None if criterion.applies_if is None else read_condition(criterion.applies_if),
    )


def known_facts(
    rules: DepartmentRules, department: str, *, continuing: bool, requested: int | None, prior: int
) -> KnownFacts:
    """The facts that need nothing else to be read: kind, amount, department, which award it would be."""
    step = rules.step(prior + 1)
    return KnownFacts(continuing, prior + 1, requested, department, step.method if step else "")


def needs_more(conditions: Iterable[Condition | None]) -> bool:
    """Whether conditions ask for facts that a score sheet does not hold."""
    for condition in conditions:
        for item in comparisons(condition) if condition is not None else ():
            names = frozenset() if isinstance(item.value, bool | tuple) else formula_names(item.value)
            if item.fact not in KnownFacts.NAMES or not names <= {"requested"}:
                return True
    return False


@dataclass
class Given:
    """What was given to one application, as read."""

    rows: dict[str, Row] = field(default_factory=dict)
    excluded: set[str] = field(default_factory=set)
    verdicts: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    votes: dict[str, int] = field(default_factory=dict)


def loaded(
    departments: list[Department],
) -> tuple[dict[int, ScoringSetup], dict[int, list[ScoreSheet]]]:
    """Setups and score sheets by department id, for departments of `read_departments`. 4 queries; more
    where a condition asks for facts that no score sheet holds."""
    ids = [department.pk for department in departments]
    criteria = _criteria(departments)
    applications = _applications(ids)
    orders, given, history = _narrow(departments)
    earlier = _earlier(departments, applications, history)
    setups = {
        department.pk: _setup(department, criteria[department.pk], orders[department.pk])
        for department in departments
    }
    by_id = {department.pk: department for department in departments}
    facts = _facts(by_id, setups, applications, earlier)
    places = _places(setups, criteria, applications, facts)
    _put_rows(ids, places, given)
    sheets: dict[int, list[ScoreSheet]] = defaultdict(list)
    for row in applications:
        sheet = _sheet(row, given[row.pk], facts[row.pk], earlier[row.pk])
        if not sheet.withdrawn or sheet.rows or sheet.recorded:
            sheets[row.department_id].append(sheet)
    return setups, sheets


def _criteria(departments: list[Department]) -> dict[int, list[Criterion]]:
    rounds = {department.round_id for department in departments}
    found = list(Criterion.objects.filter(round_id__in=rounds).order_by("position", "pk"))
    return {
        department.pk: [
            item
            for item in found
            if item.round_id == department.round_id and item.department_id in (None, department.pk)
        ]
        for department in departments
    }


def _setup(department: Department, criteria: list[Criterion], orders: list[tuple[int, ...]]) -> ScoringSetup:
    rules = department.rules
    own = rules.scoring.min_reviewers
    return ScoringSetup(
        scales=tuple(scale(criterion) for criterion in criteria),
        scoring=rules.scoring,
        pass_rule=rules.pass_rule,
        tie_break=rules.tie_break,
        min_reviewers=department.round.policy.min_reviewers if own is None else own,
        tie_orders=tuple(orders),
        by_mean=getattr(department, "mean_decision", None) is not None,
        stages=rules.stages,
    )


def _applications(ids: list[int]) -> list[Any]:
    return list(
        Application.objects.filter(department_id__in=ids, state__in=(*RANKED, "withdrawn"))
        .order_by("pk")
        .values_list(
            "pk",
            "department_id",
            "group_id",
            "number",
            "title",
            "state",
            "continuing",
            "requested",
            "recorded_score__basis",
            "recorded_score__points",
            "recorded_score__reviewers",
            "committee_amount__amount",
            named=True,
        )
    )


def _earlier(
    departments: list[Department], applications: list[Any], history: Mapping[int, list[Earlier]]
) -> dict[int, int]:
    """How many earlier awards count for each application under R3; its own never does."""
    by_id = {department.pk: department for department in departments}
    result = {}
    for row in applications:
        department = by_id[row.department_id]
        fund_id = department.round.fund_id
        awards = [
            award for fund, own, award in history.get(row.group_id, ()) if fund == fund_id and own != row.pk
        ]
        result[row.pk] = (
            count_prior(
                awards,
                department.rules.repeat,
                department_code=department.code,
                project_key=row.title,
            )
            if awards
            else 0
        )
    return result


def _facts(
    departments: Mapping[int, Department],
    setups: Mapping[int, ScoringSetup],
    applications: list[Any],
    earlier: Mapping[int, int],
) -> dict[int, Facts]:
    """The facts of each application; those beyond its own row are read only where a condition asks."""
    wanted = {pk for pk, setup in setups.items() if needs_more(_conditions(setup))}
    more = facts_of([row.pk for row in applications if row.department_id in wanted]) if wanted else {}
    result: dict[int, Facts] = {}
    for row in applications:
        department = departments[row.department_id]
        result[row.pk] = more.get(row.pk) or known_facts(
            department.rules,
            department.code,
            continuing=row.continuing,
            requested=row.requested,
            prior=earlier[row.pk],
        )
    return result


def _conditions(setup: ScoringSetup) -> list[Condition | None]:
    conditions = [item.applies_if for item in setup.scales]
    if setup.scoring.aggregate == "none":
        conditions += [stage.when for stage in setup.stages]
    return conditions


def _places(
    setups: Mapping[int, ScoringSetup],
    criteria: Mapping[int, list[Criterion]],
    applications: list[Any],
    facts: Mapping[int, Facts],
) -> dict[int, list[int | None]]:
    """For each application the criterion of each place, None where it is not asked (N8)."""
    conditional = {
        pk for pk, setup in setups.items() if any(item.applies_if is not None for item in setup.scales)
    }
    known: dict[tuple[int, bool, int], list[int | None]] = {}
    result = {}
    for row in applications:
        key = row.department_id, row.continuing, row.pk if row.department_id in conditional else 0
        if key not in known:
            scales = setups[row.department_id].scales
            known[key] = [
                criterion.pk if item.is_asked(facts[row.pk], continuing=row.continuing) else None
                for item, criterion in zip(scales, criteria[row.department_id], strict=True)
            ]
        result[row.pk] = known[key]
    return result


def _put_rows(ids: list[int], places: Mapping[int, list[int | None]], given: dict[int, Given]) -> None:
    """Each reviewer's complete points by place, and who is excluded (R8). 1 query."""
    points: dict[tuple[int, str], dict[int | None, int]] = {}
    complete: dict[tuple[int, str], bool] = {}
    for application_id, code, recused, handed_in, criterion_id, value in _scores(ids):
        key = application_id, code
        found = points.get(key)
        if found is None:
            points[key] = found = {}
            complete[key] = bool(handed_in)
            if recused:
                given[application_id].excluded.add(code)
        found[criterion_id] = value
    for (application_id, code), found in points.items():
        order = places.get(application_id)
        if order is None or not complete[application_id, code]:
            continue
        found[None] = 0
        try:
            given[application_id].rows[code] = tuple([found[place] for place in order])
        except KeyError:
            continue


def _scores(ids: list[int]) -> QuerySet[Any, tuple[Any, ...]]:
    """Reviews that count or were excluded with their points: integers and codes only."""
    recused = Q(state="recused")
    handed_in = Q(state__in=("submitted", "locked"), submitted_at__isnull=False)
    return Review.objects.filter(recused | handed_in, application__department_id__in=ids).values_list(
        "application_id",
        "member__code",
        _flag(recused),
        _flag(Q(submitted_at__isnull=False)),
        "scores__criterion_id",
        Hundredths("scores__points"),
    )


class _Flag(Case):
    """1 or 0, and nothing to convert."""

    def get_db_converters(self, connection: Any) -> list[Any]:
        return []


def _flag(condition: Q) -> Case:
    return _Flag(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())


def _narrow(
    departments: list[Department],
) -> tuple[dict[int, list[tuple[int, ...]]], dict[int, Given], dict[int, list[Earlier]]]:
    """The committee's orders by department; verdicts, tokens and votes by application; earlier awards by
    group. 1 query."""
    orders: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    given: dict[int, Given] = defaultdict(Given)
    history: dict[int, list[Earlier]] = defaultdict(list)
    for kind, owner, code, text, number, own, fund in sorted(_narrow_rows(departments), key=itemgetter(4)):
        if kind == "award":
            history[owner].append((fund, own, PriorAward(code, number, text)))
        elif kind == "tie":
            orders[owner].append(tuple(json.loads(text)))
        elif kind == "stage":
            given[owner].verdicts[code] = text
        elif kind == "tokens":
            given[owner].tokens[code][text] = number
        else:
            given[owner].votes[code] = number
    return orders, given, history


def _narrow_rows(departments: list[Department]) -> QuerySet[Any, tuple[Any, ...]]:
    def as_(kind: str) -> Value:
        return Value(kind, output_field=TextField())

    def text(name: str) -> Cast:
        return Cast(F(name), TextField())

    def number(name: str) -> Cast:
        return Cast(F(name), IntegerField())

    def nothing() -> Value:
        return Value(None, output_field=IntegerField())

    def told(rows: QuerySet[Any], kind: str, *rest: Any) -> QuerySet[Any, tuple[Any, ...]]:
        owner = "department_id" if kind == "tie" else "application_id"
        return rows.order_by().values_list(as_(kind), owner, *rest, nothing(), nothing())

    ids = [department.pk for department in departments]
    groups = Application.objects.filter(department_id__in=ids).values("group_id")
    awards = AwardHistory.objects.filter(
        fund_id__in={department.round.fund_id for department in departments}, group_id__in=groups
    )
    ties = TieDecision.objects.filter(department_id__in=ids)
    here: dict[str, Any] = {"application__department_id__in": ids}
    return (
        awards.order_by()
        .values_list(
            as_("award"), "group_id", text("department_code"), text("project_key"),
            number("fiscal_year"), "application_id", "fund_id",
        )
        .union(
            told(ties, "tie", as_(""), text("order"), number("pk")),
            told(StageResult.objects.filter(**here), "stage", text("stage"), text("verdict"), number("pk")),
            told(
                TokenScore.objects.filter(**here), "tokens",
                text("component"), text("member__code"), number("tokens"),
            ),
            told(AudienceCount.objects.filter(**here), "votes", text("component"), as_(""), number("votes")),
            all=True,
        )
    )  # fmt: skip


def _sheet(row: Any, given: Given, facts: Facts, prior: int) -> ScoreSheet:
    recorded = None
    if row.recorded_score__basis is not None:
        recorded = Recorded(
            row.recorded_score__basis,
            Fraction(row.recorded_score__points),
            row.recorded_score__reviewers,
        )
    return ScoreSheet(
        application_id=row.pk,
        number=row.number,
        requested=row.requested,
        prior_awards=prior,
        continuing=row.continuing,
        points={},
        excluded=frozenset(given.excluded),
        recorded=recorded,
        committee_amount=row.committee_amount__amount,
        withdrawn=row.state == "withdrawn",
        state=row.state,
        rows=given.rows,
        tokens=given.tokens,
        votes=given.votes,
        verdicts=given.verdicts,
        facts=facts,
    )
