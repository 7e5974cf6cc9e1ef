"""A round's ranking and line against the same sums, means, ranks and line in bare Python.

500 applications, 10 reviewers, 8 criteria, a pass mark, a knock-out by zeros and three tie-breaks. The
rules and their floor work on the same integers. The whole ranks and cuts a round out of the tables; its
floor sends six plain SELECTs through a raw cursor and works with what comes back, checking no permission,
no state and no setting. Time may be three times the floor's, so the ratio asked is a third.
"""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import product
from operator import mul
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.models import Application, AwardHistory, BudgetRow
from applications.rules import BudgetFigures
from awards.queries import draw
from awards.rules.line import Candidate, draw_line
from benchmarks.harness import Result, compare, report, timed
from common import guards
from fund.models import Round
from fund.policy import DepartmentRules, FundPolicy, Requirement, Scoring, Step, TieBreak
from people.models import Group
from reviews.models import Review, Score
from reviews.rules import RankedRow, Scale, ScoreSheet, ScoringSetup, ranked
from tests import factories as make

APPLICATIONS, REVIEWERS = 500, 10
WEIGHTS = (5, 4, 4, 4, 3, 2, 2, 1)
CODES = tuple(f"C{n}" for n in range(len(WEIGHTS)))
PASS_MARK = 110
RATE = Fraction(2, 3)
CAP, BUDGET, UNIT = 300_000, 40_000_000, 1000
AT = datetime(2025, 6, 10, tzinfo=UTC)
THIRD = 0.33

PASS_RULE = (Requirement("score", ">=", Fraction(PASS_MARK)), Requirement("zero_share", "<", Fraction(1, 2)))
TIE_BREAK = (TieBreak("criterion", CODES[0]), TieBreak("fewer_prior_awards"), TieBreak("smaller_requested"))
SETUP = ScoringSetup(
    tuple(
        Scale(code, weight, Fraction(0), Fraction(10), Fraction(1, 2))
        for code, weight in zip(CODES, WEIGHTS, strict=True)
    ),
    Scoring("mean"),
    PASS_RULE,
    TIE_BREAK,
)
RULES = DepartmentRules(
    steps=(Step(rate=RATE, cap=CAP),), scoring=SETUP.scoring, pass_rule=PASS_RULE, tie_break=TIE_BREAK
)
Place = tuple[bool, int, int, int, int, int]


def drawn_points() -> list[dict[str, tuple[int, ...]]]:
    """Half points from 0 to 10 in hundredths, by reviewer and place; the same in every run."""
    draw = random.Random(1)
    return [
        {f"V{n}": tuple(draw.randrange(21) * 50 for _ in CODES) for n in range(REVIEWERS)}
        for _ in range(APPLICATIONS)
    ]


def sheets_of(points: list[dict[str, tuple[int, ...]]]) -> list[ScoreSheet]:
    return [
        ScoreSheet(pk, f"N{pk:04d}", requested_by(pk), pk % 3, False, {}, rows=rows)
        for pk, rows in enumerate(points)
    ]


def requested_by(pk: int) -> int:
    """No two ask for the same, so that no tie stops the line."""
    return 200_000 + pk * 1000


def bare_place(pk: int, rows: list[tuple[int, ...]], prior: int, requested: int) -> Place:
    """What one application is sorted by: totals, mean, columns, zeros."""
    totals = [sum(map(mul, WEIGHTS, row)) for row in rows]
    columns = list(zip(*rows, strict=True))
    means = [sum(column) for column in columns]
    zeros = max(column.count(0) for column in columns)
    count = len(rows)
    score = (sum(totals) * 2 // count + 10) // 20
    passes = score >= PASS_MARK * 10 and zeros * 2 < count
    return not passes, -score, -means[0], prior, requested, pk


def bare_ranks(places: list[Place]) -> list[tuple[int, Place]]:
    """Shared ranks (1, 2, 2, 4) by plain sorting."""
    found: list[tuple[int, Place]] = []
    for number, place in enumerate(sorted(places), start=1):
        same = bool(found) and found[-1][1][:5] == place[:5]
        found.append((found[-1][0] if same else number, place))
    return found


def bare_rules(sheets: list[ScoreSheet]) -> list[tuple[int, Place]]:
    return bare_ranks(
        [
            bare_place(sheet.application_id, list((sheet.rows or {}).values()), sheet.prior_awards, money)
            for sheet in sheets
            for money in (sheet.requested or 0,)
        ]
    )


def bare_line(places: list[tuple[int, Place]], eligible: dict[int, int]) -> list[tuple[int, int]]:
    """Each award as the least of its terms, down to the last yen of the budget."""
    left, awards = BUDGET, []
    for _, (failed, _, _, _, requested, pk) in places:
        share = eligible[pk] * RATE.numerator // RATE.denominator // UNIT * UNIT
        award = 0 if failed else min(share, CAP, requested, left)
        left -= award
        awards.append((pk, award))
    return awards


def line_of(rows: tuple[RankedRow, ...]) -> Any:
    """The department's line over a ranking (R10)."""
    return draw_line(
        "D",
        [
            Candidate(
                row.application_id,
                row.rank,
                row.passes,
                BudgetFigures(row.requested or 0, (row.requested or 0) * 2, 0),
                row.requested or 0,
                number=row.number,
            )
            for row in rows
        ],
        RULES,
        FundPolicy(),
        budget=BUDGET,
    )


def filled_round(points: list[dict[str, tuple[int, ...]]]) -> Round:
    """The same applications in the tables, reviewed and closed."""
    fund = make.fund("BENCH")
    call = make.call(fund, code="B1", state="deciding")
    rule = [
        {"measure": "score", "operator": ">=", "value": PASS_MARK},
        {"measure": "zero_share", "operator": "<", "value": "1/2"},
    ]
    ties = [{"by": step.by, "criterion": step.criterion} for step in TIE_BREAK]
    steps = [{"rate": str(RATE), "cap": CAP}]
    department = make.department(call, "D", budget=BUDGET, pass_rule=rule, tie_break=ties, steps=steps)
    criteria = [
        make.criterion(call, code, weight, minimum=0, maximum=10, step="0.5")
        for code, weight in zip(CODES, WEIGHTS, strict=True)
    ]
    members = [make.member(call, f"V{n}") for n in range(REVIEWERS)]
    groups = Group.objects.bulk_create(Group(name=f"団体{n}") for n in range(APPLICATIONS))
    person = members[0].user
    applications = Application.objects.bulk_create(
        Application(
            round=call, department=department, group=group, number=f"N{n:04d}", state="under_review",
            title=f"事業{n}", requested=requested_by(n), created_by=person, created_at=AT,
        )
        for n, group in enumerate(groups)
    )  # fmt: skip
    AwardHistory.objects.bulk_create(
        AwardHistory(fund=fund, group=group, department_code="D", fiscal_year=2020 + m, reference=f"{n}:{m}")
        for n, group in enumerate(groups)
        for m in range(n % 3)
    )
    BudgetRow.objects.bulk_create(
        BudgetRow(
            application=application,
            side="expense",
            position=n,
            category="消耗品費",
            amount=application.requested or 0,
            eligible=n == 0,
        )
        for application, n in product(applications, range(2))
    )
    reviews = Review.objects.bulk_create(
        Review(application=application, member=member, state="locked", assigned_at=AT, submitted_at=AT)
        for application, member in product(applications, members)
    )
    given = [points[n][member.code] for n, member in product(range(APPLICATIONS), members)]
    Score.objects.bulk_create(
        (
            Score(review=review, criterion=criterion, points=Decimal(value) / 100)
            for review, row in zip(reviews, given, strict=True)
            for criterion, value in zip(criteria, row, strict=True)
        ),
        batch_size=2000,
    )
    return call


def bare_whole(call: Round) -> list[tuple[int, int]]:
    """Six SELECTs, the bare rules and the bare line: departments, criteria, applications, history, points,
    budgets."""
    with connection.cursor() as cursor:

        def rows(sql: str) -> list[Any]:
            cursor.execute(sql, [call.pk])
            return list(cursor.fetchall())

        rows("SELECT id, code, budget FROM fund_department WHERE round_id = %s")
        order = {
            pk: place
            for place, (pk,) in enumerate(
                rows("SELECT id FROM fund_criterion WHERE round_id = %s ORDER BY position, id")
            )
        }
        applications = rows(
            "SELECT id, group_id, requested, number FROM applications_application WHERE round_id = %s"
        )
        history: dict[int, int] = defaultdict(int)
        for (group_id,) in rows(
            "SELECT h.group_id FROM applications_awardhistory h JOIN fund_round r ON r.fund_id = h.fund_id"
            " WHERE r.id = %s"
        ):
            history[group_id] += 1
        grid: dict[tuple[int, str], list[int]] = {}
        for pk, code, criterion, points in rows(
            "SELECT w.application_id, m.code, s.criterion_id, CAST(ROUND(s.points * 100) AS integer)"
            " FROM reviews_score s JOIN reviews_review w ON w.id = s.review_id"
            " JOIN reviews_committeemember m ON m.id = w.member_id"
            " WHERE m.round_id = %s AND w.state IN ('submitted', 'locked') AND w.submitted_at IS NOT NULL"
        ):
            row = grid.get((pk, code))
            if row is None:
                row = grid[pk, code] = [0] * len(order)
            row[order[criterion]] = points
        eligible = dict(
            rows(
                "SELECT b.application_id, SUM(b.amount) FROM applications_budgetrow b"
                " JOIN applications_application a ON a.id = b.application_id"
                " WHERE a.round_id = %s AND b.side = 'expense' AND b.eligible GROUP BY b.application_id"
            )
        )
    sheets: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for (pk, _), row in grid.items():
        sheets[pk].append(tuple(row))
    places = bare_ranks(
        [
            bare_place(int(number[1:]), sheets[pk], history[group], requested)
            for pk, group, requested, number in applications
        ]
    )
    return bare_line(places, {int(number[1:]): int(eligible[pk]) for pk, _, _, number in applications})


def whole(call: Round) -> list[tuple[int, int]]:
    """Everything read anew: the round's row is the caller's, its departments and scores are not. The
    awards in order of rank, by the number in the application's number."""
    drawn = draw(call)
    return [(int(drawn.ranked[row.key].number[1:]), row.award) for row in drawn.lines["D"].rows]


def _same(rows: tuple[RankedRow, ...], bare: list[tuple[int, Place]]) -> None:
    """Subject and floor come to the same, or the ratio would mean nothing."""
    found = [(row.rank or 0, row.number, int(row.score * 10)) for row in rows]
    assert found == [(rank, f"N{place[5]:04d}", -place[1]) for rank, place in bare], "not the same ranks"


def run() -> tuple[str, list[Result], str]:
    """Measure; returns the section's title, its results and its text."""
    call_command("migrate", verbosity=0)
    with guards.lifted():
        call_command("flush", interactive=False, verbosity=0)
    points = drawn_points()
    sheets = sheets_of(points)
    call = filled_round(points)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    _same(ranked(sheets, SETUP), bare_rules(sheets))
    assert sorted(whole(call)) == sorted(bare_whole(call)), "not the same awards"
    with CaptureQueriesContext(connection) as made:
        draw(call)
    assert len(made) <= 6, [query["sql"] for query in made]
    line = line_of(ranked(sheets, SETUP))
    eligible = {sheet.application_id: sheet.requested or 0 for sheet in sheets}
    assert [(row.key, row.award) for row in line.rows if row.award] == [
        row for row in bare_line(bare_rules(sheets), eligible) if row[1]
    ], "not the same line"

    def both() -> int:
        line_of(ranked(sheets, SETUP))
        return APPLICATIONS

    def bare_both() -> int:
        bare_line(bare_rules(sheets), eligible)
        return APPLICATIONS

    size = f"{APPLICATIONS} × {REVIEWERS} × {len(CODES)}"
    results = [
        compare(
            f"ranking, {size}: the rules", "bare Python",
            lambda: timed(lambda: len(ranked(sheets, SETUP))),
            lambda: timed(lambda: len(bare_rules(sheets))), wanted=THIRD, rounds=15,
        ),
        compare(
            f"ranking and line, {size}: the rules", "bare Python",
            lambda: timed(both), lambda: timed(bare_both), wanted=THIRD, rounds=15,
        ),
        compare(
            f"ranking and line, {size}: out of the tables", "raw cursor and bare Python",
            lambda: timed(lambda: len(whole(call))), lambda: timed(lambda: len(bare_whole(call))),
            wanted=THIRD,
        ),
    ]  # fmt: skip
    title = "Ranking" if connection.vendor == "postgresql" else "Ranking on SQLite"
    database = f"PostgreSQL {_version()}" if connection.vendor == "postgresql" else "SQLite"
    notes = (__doc__ or "").partition("\n\n")[
        2
    ] + f"\nThe whole round is ranked and cut in {len(made)} queries.\n"
    return title, results, report(title, results, database, notes)


def _version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0].split()[0])
