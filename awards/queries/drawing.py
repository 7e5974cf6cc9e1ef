"""The line of a whole round as it would be drawn now, and what is left for a department's waitlist (R10)."""

from __future__ import annotations

from dataclasses import dataclass

from applications.queries import figures_under
from applications.rules import BudgetFigures
from awards.models import Award, Decision
from awards.queries.awards import committed
from awards.rules import Candidate, DepartmentLine, LineDepartment, PoolsLeft, draw_round
from awards.rules.line import budget_of, counted_yen
from fund.models import Department, Round
from reviews.queries import RankedRow, rankings_of, read_departments

UNDER_DECISION = ("under_review", "shortlisted")


@dataclass(frozen=True)
class DrawnRound:
    """What would be decided now: lines by department code, with what they were drawn from."""

    departments: list[Department]
    lines: dict[str, DepartmentLine]
    ranked: dict[int, RankedRow]
    figures: dict[int, BudgetFigures]


def draw(call: Round) -> DrawnRound:
    """Rank and cut every department: those still under decision, whatever else has a rank. 6 queries;
    more only where a condition asks for facts that no score sheet holds.

    Raises TieAtTheLine, and what the ranking raises (R9).
    """
    departments = read_departments(round=call)
    found = rankings_of(departments)
    rows = {
        department.pk: [row for row in found[department.pk].rows if row.sheet.state in UNDER_DECISION]
        for department in departments
    }
    ranked = {row.application_id: row for own in rows.values() for row in own}
    figures = figures_under(call.policy, ranked)
    lines = draw_round(
        [
            LineDepartment(
                department.code,
                department.rules,
                department.budget,
                tuple(_candidate(row, figures) for row in rows[department.pk]),
            )
            for department in departments
        ],
        call.pools,
        call.policy,
    )
    return DrawnRound(departments, lines, ranked, figures)


def _candidate(row: RankedRow, figures: dict[int, BudgetFigures]) -> Candidate:
    return Candidate(
        key=row.application_id,
        rank=row.rank,
        passes=row.passes,
        figures=figures[row.application_id],
        requested=row.requested or 0,
        nth=row.prior_awards + 1,
        committee_amount=row.committee_amount,
        number=row.number,
        stage_failed=row.stage_failed,
    )


@dataclass(frozen=True)
class Remaining:
    """What a department may still award: yen (None: no limit in yen) and places (None: no such limit)."""

    yen: int | None
    places: int | None


def remaining_for(department: Department) -> Remaining:
    """What standing awards leave of the department's budget, its pools and its places (R10, N12).

    A line that cumulates requests counts what was asked for, not what was awarded. 3 queries.
    """
    call = department.round
    siblings = list(Department.objects.filter(round=call).order_by("position", "pk"))
    awards = Award.objects.filter(application__round=call).select_related("application")
    held = committed(awards)
    standing = [award for award in awards if held.get(award.pk)]
    pools = PoolsLeft(call.pools)
    room: int | None = None
    for sibling in siblings:
        line = LineDepartment(sibling.code, sibling.rules, sibling.budget, ())
        used = sum(held[a.pk] for a in standing if _department_of(a) == sibling.pk)
        if sibling.pk == department.pk:
            room = budget_of(line, pools)
        if pools.covers(sibling.code):
            pools.use(sibling.code, min(used, pools.available(sibling.code)))
    own = [award for award in standing if _department_of(award) == department.pk]
    rule = department.rules.line
    if room is not None:
        room -= sum(
            counted_yen(
                department.rules,
                (award.application.requested or 0) if award.application else 0,
                held[award.pk],
            )
            for award in own
        )
        if pools.covers(department.code):
            room = min(room, pools.available(department.code))
        room = max(room, 0)
    places = None if rule.limit != "places" or rule.places is None else max(rule.places - len(own), 0)
    return Remaining(room, places)


def _department_of(award: Award) -> int | None:
    return award.application.department_id if award.application else None


def waiting_in(department: Department) -> list[tuple[int, Candidate]]:
    """The department's waitlist [(position, candidate)], as decided, without who has left it. 2 queries,
    and the round where it is not at hand."""
    decisions = list(
        Decision.objects.filter(
            application__department=department, application__state="waitlisted", outcome="waitlisted"
        ).select_related("application")
    )
    figures = figures_under(department.round.policy, [row.application_id for row in decisions])
    return [
        (
            row.waitlist_position or 0,
            Candidate(
                key=row.application_id,
                rank=row.rank,
                passes=True,
                figures=figures[row.application_id],
                requested=row.application.requested or 0,
                nth=row.nth_award,
                committee_amount=row.terms.get("committee_amount"),
                number=row.application.number,
            ),
        )
        for row in decisions
    ]
