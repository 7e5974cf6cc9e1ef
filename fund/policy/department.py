"""What one department's call says (募集要項): amounts, repeats, access, scores, line, publication."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from common.money import RoundMode
from fund.policy.conditions import Condition
from fund.policy.formulas import Formula
from fund.policy.vocabulary import DEFAULT_TERMS


@dataclass(frozen=True)
class Step:
    """What holds for the n-th award, `n_from` … `n_to` (None: open end). None means no such limit (N3)."""

    n_from: int = 1
    n_to: int | None = None
    rate: Fraction | None = None
    cap: int | None = None
    floor: int | None = None
    method: str = ""


@dataclass(frozen=True)
class Repeat:
    """R3: how many awards a group may have, and what counts.

    `unit` years counts fiscal years with an award instead of awards; `departments` counts awards of all
    of them together (empty: this department's, where `counts` is department).
    """

    limit: int | None = None
    counts: str = "department"
    counted_since: int | None = None
    unit: str = "awards"
    departments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pause:
    """R3b: an award in one of `departments` closes this one for the `years` fiscal years after it, unless
    the same project goes on."""

    departments: tuple[str, ...]
    years: int = 1
    unless: str = ""


@dataclass(frozen=True)
class Access:
    """R3b (N4): which awards open or close a department, and how often a group may apply in a year.

    `exclusive_with`: no live application of the group in these departments in the same fiscal year.
    `most_per_year`: live applications of a group in a fiscal year, this one included.
    """

    requires_award_in: tuple[str, ...] = ()
    closed_years_after: tuple[Pause, ...] = ()
    exclusive_with: tuple[str, ...] = ()
    most_per_year: int | None = None


@dataclass(frozen=True)
class Eligibility:
    """N5: what must hold of a group or a project (`must`), where `when` holds; the system checks it at
    submission, or the office at the desk. The label names it on screens and letters."""

    code: str
    must: Condition
    checked_by: str = "system"
    when: Condition | None = None
    label_ja: str = ""
    label_en: str = ""


@dataclass(frozen=True)
class ExpenseRule:
    """N5: a budget row of `category` counts only below, or up to, a unit price in yen."""

    category: str
    unit_price_below: int | None = None
    unit_price_at_most: int | None = None


@dataclass(frozen=True)
class Rounding:
    """To `decimals` places, half up or cut."""

    mode: RoundMode = "half_up"
    decimals: int = 0


@dataclass(frozen=True)
class Component:
    """A part of the score (N9); the total is their sum.

    criteria: the reviewers' points on `criteria` (empty: all that belong to no other component), brought to
    `scale_to` (a formula, or "common": the full mark of the criteria that everybody is asked).
    tokens: each reviewer hands out `per_reviewer` tokens of `points_each`, `at_most_on_one` at most.
    audience: `pool` points shared by the visitors' votes, each with `choices` of them.
    `round` None keeps the exact figure; `aggregate` "" is the scoring's own.
    """

    code: str
    kind: str = "criteria"
    label_ja: str = ""
    label_en: str = ""
    criteria: tuple[str, ...] = ()
    aggregate: str = ""
    scale_to: Formula | None = None
    per_reviewer: Formula | None = None
    points_each: Fraction | None = None
    at_most_on_one: int | None = None
    pool: Formula | None = None
    choices: int | None = None
    round: Rounding | None = None


@dataclass(frozen=True)
class Scoring:
    """R9: how reviewers' points become one score (N7). `scale_to` is the full mark of a percent score.

    aggregate none: a committee decides who is adopted, and gives no points. Without `components`
    there is one, of all criteria.
    """

    aggregate: str = "mean"
    mode: RoundMode = "half_up"
    decimals: int = 1
    scale_to: int = 100
    min_reviewers: int | None = None
    components: tuple[Component, ...] = ()


@dataclass(frozen=True)
class Requirement:
    """One thing a score must meet to pass (N10): `measure operator value`. All must hold.

    Measures: score, sum, mean, percent (of the full mark), zero_share (the largest share of reviewers who
    gave 0 on any one criterion), component and criterion_mean (`of` names which). The value is a number
    or a formula of reviewers, criteria, applications and full_mark.
    """

    measure: str
    operator: str
    value: Formula
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class TieBreak:
    """One step of the order among equals (N11); what stays tied shares the rank. `of` names the
    component of `by: component`."""

    by: str
    criterion: str = ""
    of: str = ""


@dataclass(frozen=True)
class Stage:
    """A step of the review (N13), for the applications of which `when` holds (None: all).

    `decides` pass: who fails goes no further; score: what its `components` (empty: all) are given in;
    advice: for the record. `attendance`: who does not come is not adopted.
    """

    code: str
    by: str = "committee"
    kind: str = "documents"
    decides: str = "score"
    label_ja: str = ""
    label_en: str = ""
    public: bool = False
    attendance: bool = False
    when: Condition | None = None
    components: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """R10: where the money (or the places) ends, and what happens to the first that does not fit (N12)."""

    limit: str = "yen"
    places: int | None = None
    cumulates: str = "award"
    remainder_policy: str = "offer"
    choice_days: int | None = None


@dataclass(frozen=True)
class Publication:
    """What the public sees of the results (N16). Unit: yen or man_yen, with `unit_decimals` places in
    万円; order: rank, filing or kana.

    `fields` are out of PUBLIC_FIELDS; with `decided` go what was fixed and paid. `rows` awarded: groups
    that were given nothing stay unnamed; all: everything that was decided on is listed. `totals` are
    the sums shown over everything that was filed, always computed.
    """

    fields: tuple[str, ...] = ("group", "title", "decided")
    unit: str = "yen"
    order: str = "rank"
    rows: str = "awarded"
    totals: tuple[str, ...] = ()
    unit_decimals: int = 1


@dataclass(frozen=True)
class DepartmentRules:
    """Everything one department's call chooses (R1–R3, R9, R10).

    `offered` off: the department is named, and not held this year. `heading` groups departments in the
    published sums. `project_months` is the longest a project may run; `starts_before_decision` lets it
    begin before the decision. `interim_months` after its start a project owes an interim report (中間報告);
    `report_requires` are the parts, out of REPORT_PARTS, that a final report may not leave out. `notes` are
    further sentences of the call; `unknown` names settings that the model of an example does not tell, so
    that nobody takes the default for a fact.
    """

    steps: tuple[Step, ...] = (Step(),)
    terms: tuple[str, ...] = DEFAULT_TERMS
    rate_base: str = "eligible"
    gap_base: str = "total"
    repeat: Repeat = Repeat()
    access: Access = Access()
    eligibility: tuple[Eligibility, ...] = ()
    expense_rules: tuple[ExpenseRule, ...] = ()
    scoring: Scoring = Scoring()
    pass_rule: tuple[Requirement, ...] = ()
    tie_break: tuple[TieBreak, ...] = ()
    stages: tuple[Stage, ...] = ()
    line: Line = Line()
    publication: Publication = Publication()
    advance_rate: Fraction = Fraction(0)
    offered: bool = True
    heading: str = ""
    project_months: int | None = None
    starts_before_decision: bool = False
    interim_months: int | None = None
    report_requires: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def stage_label(self, code: str) -> str:
        """What a stage is called; empty for no code."""
        return next((stage.label_ja or stage.code for stage in self.stages if stage.code == code), code)

    def step(self, n: int) -> Step | None:
        """The step for the n-th award (R3); None when no step covers it."""
        for step in self.steps:
            if step.n_from <= n and (step.n_to is None or n <= step.n_to):
                return step
        return None


@dataclass(frozen=True)
class BudgetPool:
    """One sum for several departments in order (N12); what one leaves goes on to the next when `spill`.

    `frames` caps single departments within the pool (yen), as sorted pairs. `sub_funds`: the codes out of
    which awards of the pool are paid, and no others; empty leaves it to R12.
    """

    amount: int
    departments: tuple[str, ...]
    frames: tuple[tuple[str, int], ...] = ()
    spill: bool = True
    sub_funds: tuple[str, ...] = ()

    def frame(self, code: str) -> int | None:
        """The department's frame in yen, None where it has none."""
        return dict(self.frames).get(code)
