"""A dry run of a call: its ranking, line and amounts for scores that an office pastes in.

Pure: it builds what the desk builds from its tables, and calls the very rules of the desk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from applications.rules import BudgetFigures
from awards.rules.line import (
    Candidate,
    DepartmentLine,
    Drawn,
    LineDepartment,
    PoolsLeft,
    TieAtTheLine,
    budget_of,
    draw_line,
)
from fund.policy.call import CallSettings, DepartmentSettings
from fund.policy.explaining_review import measured_names, requirement_text
from fund.policy.formulas import formula_data
from reviews.rules import RankedRow, Recorded, Scale, ScoreSheet, ScoringSetup, ranked
from reviews.rules.tally import failed_stage, last_stage


@dataclass(frozen=True)
class TrialRow:
    """One application of a dry run. Yen as whole numbers; `points` by reviewer and criterion, or a figure
    of the panel in `recorded`; `nth` is the number of the award (R3)."""

    department: str
    number: str
    requested: int
    eligible: int | None = None
    total: int | None = None
    other_income: int = 0
    other_grants: int = 0
    nth: int = 1
    prior_awards: int | None = None
    continuing: bool = False
    committee_amount: int | None = None
    withdrawn: bool = False
    points: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    excluded: frozenset[str] = frozenset()
    recorded: Recorded | None = None
    tokens: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    votes: Mapping[str, int] = field(default_factory=dict)
    verdicts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Warned:
    """Something these scores bring to light: `name` of the warning, and what to do, in both languages."""

    department: str
    name: str
    ja: str
    en: str


@dataclass(frozen=True)
class TrialDepartment:
    """A department's ranking with what the line means for each row; `left` yen of its budget."""

    code: str
    rows: tuple[tuple[RankedRow, Drawn | None], ...]
    left: int | None


@dataclass(frozen=True)
class TrialResult:
    departments: tuple[TrialDepartment, ...]
    warnings: tuple[Warned, ...]

    def department(self, code: str) -> TrialDepartment:
        return next(item for item in self.departments if item.code == code)


def setup_of(settings: CallSettings, department: DepartmentSettings) -> ScoringSetup:
    """What the committee's rules need of a department, from a document as from the tables."""
    rules = department.rules
    fewest = rules.scoring.min_reviewers
    return ScoringSetup(
        scales=tuple(
            Scale(
                row.code,
                row.weight,
                row.minimum,
                row.maximum,
                row.step,
                mark=row.mark,
                applies_if=row.applies_if,
            )
            for row in settings.criteria_of(department.code)
        ),
        scoring=rules.scoring,
        pass_rule=rules.pass_rule,
        tie_break=rules.tie_break,
        min_reviewers=settings.standing.min_reviewers if fewest is None else fewest,
        stages=rules.stages,
    )


def trial(settings: CallSettings, rows: Sequence[TrialRow]) -> TrialResult:
    """Ranking, line and amounts of every department, in order, pools passing on what is left (R1–R3, R9,
    R10). What the desk would stop at (too few or unequal reviewers, a tie at the line) is a warning here."""
    left = PoolsLeft(settings.budget_pools)
    departments, warnings = [], []
    for department in settings.departments:
        own = {n: row for n, row in enumerate(rows) if row.department == department.code}
        setup = setup_of(settings, department)
        sheets = [_sheet(n, row) for n, row in own.items()]
        order = ranked(sheets, setup, strict=False)
        warnings += [*_undecided(department, sheets), *_warnings(department, setup, own, order)]
        warnings += _pass_warnings(settings, department, [row for row in order if not row.withdrawn])
        line = _line(settings, department, own, order, left, warnings)
        drawn = {row.key: row for row in line.rows}
        departments.append(
            TrialDepartment(
                department.code,
                tuple((row, drawn.get(row.application_id)) for row in order),
                line.left,
            )
        )
    return TrialResult(tuple(departments), tuple(warnings))


def _sheet(key: int, row: TrialRow) -> ScoreSheet:
    return ScoreSheet(
        application_id=key,
        number=row.number,
        requested=row.requested,
        prior_awards=row.nth - 1 if row.prior_awards is None else row.prior_awards,
        continuing=row.continuing,
        points=row.points,
        excluded=row.excluded,
        recorded=row.recorded,
        committee_amount=row.committee_amount,
        withdrawn=row.withdrawn,
        tokens=row.tokens,
        votes=row.votes,
        verdicts=row.verdicts,
    )


def _line(
    settings: CallSettings,
    department: DepartmentSettings,
    own: Mapping[int, TrialRow],
    order: Iterable[RankedRow],
    left: PoolsLeft,
    warnings: list[Warned],
) -> DepartmentLine:
    candidates = tuple(
        _candidate(row, own[row.application_id])
        for row in order
        if not row.withdrawn and row.rank is not None
    )
    budget = budget_of(LineDepartment(department.code, department.rules, department.budget, candidates), left)
    line, tie = _above_a_tie(settings, department, candidates, budget)
    if tie:
        warnings.append(Warned(department.code, "tie_at_the_line", tie.text("ja"), tie.text("en")))
    if left.covers(department.code):
        left.use(department.code, sum(row.award for row in line.rows))
        if tie:
            warnings.append(_pool_open(department.code))
    return line


def _above_a_tie(
    settings: CallSettings,
    department: DepartmentSettings,
    candidates: tuple[Candidate, ...],
    budget: int | None,
) -> tuple[DepartmentLine, TieAtTheLine | None]:
    """The line, or where equals do not all fit what stands above them, whoever comes after being open."""
    tie = None
    while True:
        try:
            own = department.rules, settings.standing
            return draw_line(department.code, candidates, *own, budget=budget), tie
        except TieAtTheLine as found:
            # The last one raised is of the tie's own rank: nobody below it is left.
            tie = found
            last = max(row.rank or 0 for row in candidates if row.passes)
            candidates = tuple(row for row in candidates if not row.passes or (row.rank or 0) < last)


def _pool_open(code: str) -> Warned:
    return Warned(
        code,
        "pool_open",
        "同順位が決まるまで、共通枠の残りとあとの部門の結果は仮のものです。",
        "Until the equals are put in order, the pool's rest and later departments are provisional.",
    )


def _candidate(row: RankedRow, given: TrialRow) -> Candidate:
    eligible = given.requested + given.other_income if given.eligible is None else given.eligible
    return Candidate(
        key=row.application_id,
        rank=row.rank,
        passes=row.passes,
        figures=BudgetFigures(
            eligible,
            eligible if given.total is None else given.total,
            given.other_income,
            given.other_grants,
        ),
        requested=given.requested,
        nth=given.nth,
        committee_amount=given.committee_amount,
        number=given.number,
        stage_failed=row.stage_failed,
    )


def _warnings(
    department: DepartmentSettings,
    setup: ScoringSetup,
    own: Mapping[int, TrialRow],
    order: Sequence[RankedRow],
) -> Iterable[Warned]:
    live = [row for row in order if not row.withdrawn]
    code = department.code
    scored = [row for row in live if not row.stage_failed]
    counts = {row.number: row.count for row in scored if not row.recorded or row.count}
    if setup.scoring.aggregate == "sum" and len(set(counts.values())) > 1:
        shown = "、".join(f"{number} {count}人" for number, count in sorted(counts.items()))
        english = ", ".join(f"{number}: {count}" for number, count in sorted(counts.items()))
        yield Warned(
            code,
            "unequal_reviewers",
            f"採点した人数が違います({shown})。合計では比べられません。平均にすることを考えてください。",
            f"Unequal numbers of reviewers ({english}): sums do not compare; consider the mean.",
        )
    few = sorted(row.number for row in live if not row.recorded and 0 < row.count < setup.min_reviewers)
    if few:
        yield Warned(
            code,
            "too_few_reviewers",
            f"採点した人が{setup.min_reviewers}人に満たない申請があります({'、'.join(few)})。",
            f"Fewer than {setup.min_reviewers} reviewers scored {', '.join(few)}.",
        )
    for row in live:
        nth = own[row.application_id].nth
        if department.rules.step(nth) is None:
            yield Warned(
                code,
                "no_step",
                f"{row.number}は{nth}回目ですが、{nth}回目の段がありません。交付できません。",
                f"{row.number} would be award {nth}, which no step covers: nothing can be awarded.",
            )


def _undecided(department: DepartmentSettings, sheets: Iterable[ScoreSheet]) -> Iterable[Warned]:
    """Without points the last stage's verdict is all there is: where it is missing nothing is decided."""
    stages = department.rules.stages
    if department.rules.scoring.aggregate != "none":
        return
    standing = [sheet for sheet in sheets if not sheet.withdrawn and not failed_stage(sheet, stages)]
    lasts = {sheet.number: (last_stage(sheet, stages), sheet.verdicts) for sheet in standing}
    numbers = sorted(number for number, (last, known) in lasts.items() if last and last not in known)
    if numbers:
        yield Warned(
            department.code,
            "stage_undecided",
            f"審査の結果(pass・fail)のない申請があります({'、'.join(numbers)})。不採択として数えています。",
            f"No verdict of the last stage for {', '.join(numbers)}: counted as not adopted.",
        )


def _pass_warnings(
    settings: CallSettings, department: DepartmentSettings, live: Sequence[RankedRow]
) -> Iterable[Warned]:
    names = measured_names(settings, department)
    scored = [row for row in live if row.count or row.recorded]
    for index, wanted in enumerate(department.rules.pass_rule):
        failed = [row for row in scored if index in row.failed]
        told = requirement_text(wanted, names)
        about = " ".join((wanted.measure, *wanted.of, wanted.operator, str(formula_data(wanted.value))))
        if scored and not failed:
            yield Warned(
                department.code,
                "nobody_missed",
                f"「{told}」を満たさない申請はありませんでした。",
                f"Nobody missed “{about}”.",
            )
        elif scored and len(failed) == len(scored):
            yield Warned(
                department.code,
                "nobody_reached",
                f"「{told}」を満たす申請がありませんでした。",
                f"Nobody reached “{about}”.",
            )
