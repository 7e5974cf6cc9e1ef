"""Policy data: every setting a call may choose, parsed once into frozen values (docs/rules.md).

The JSON lives on `PolicyVersion.data` (the fund's standing rules, 要綱) and `Department.rules` (what one
department's call says, 募集要項). Rates are strings holding exact fractions; unknown keys are refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction
from typing import Any

from common.errors import FieldErrors, FieldFault
from common.money import RoundMode

TERMS = ("rate_term", "cap", "requested", "shortfall", "committee_amount", "remaining_budget")
DEFAULT_TERMS = TERMS
# What a call may publish of an application (N16); addresses, people and accounts are never among it.
PUBLIC_FIELDS = (
    "number",
    "group",
    "title",
    "summary",
    "kind",
    "requested",
    "score",
    "rank",
    "outcome",
    "decided",
)


@dataclass(frozen=True)
class MatchPolicy:
    """City match (上乗せ, R11): ratio of what was received in [received_from, received_to], up to cap yen."""

    ratio: Fraction
    cap: int
    received_from: date
    received_to: date
    unit: int = 1000
    unspent: str = "return"


@dataclass(frozen=True)
class FundPolicy:
    """The fund's standing rules of one date. Yen, days and minutes as named; rates exact."""

    rounding_unit: int = 1000
    rounding_scope: str = "rate_term"
    quote_threshold: int = 100_000
    grace_minutes: int = 10
    penalty_rate: Fraction = Fraction(1095, 10000)
    day_basis: int = 365
    surcharge_day_count: str = "inclusive"
    late_interest_day_count: str = "exclusive_of_due_date"
    bank_change_hold_days: int = 7
    retention_years: int = 5
    transfer_fee: int = 0
    card_fee_rate: Fraction = Fraction(0)
    acceptance_days: int = 14
    change_threshold: Fraction = Fraction(1, 5)
    pledge_lapse_days: int = 60
    min_reviewers: int = 3
    score_decimals: int = 1
    city_match: MatchPolicy | None = None
    expense_categories: tuple[str, ...] = (
        "報償費",
        "旅費",
        "消耗品費",
        "印刷製本費",
        "通信運搬費",
        "使用料及び賃借料",
        "委託料",
        "備品購入費",
        "保険料",
        "その他",
    )
    income_categories: tuple[str, ...] = (
        "自己資金",
        "会費",
        "参加費",
        "事業収入",
        "協賛金",
        "他の助成金",
        "その他",
    )
    quote_categories: tuple[str, ...] = ("委託料", "備品購入費")
    grant_income_categories: tuple[str, ...] = ("他の助成金",)
    consents: tuple[str, ...] = ("antisocial", "personal_data", "publication")


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
    """R3: how many awards a group may have, and what counts."""

    limit: int | None = None
    counts: str = "department"
    counted_since: int | None = None


@dataclass(frozen=True)
class Scoring:
    """R9: how reviewers' points become one score (N7). `scale_to` is the full mark of a percent score."""

    aggregate: str = "mean"
    mode: RoundMode = "half_up"
    decimals: int = 1
    scale_to: int = 100
    min_reviewers: int | None = None


@dataclass(frozen=True)
class Requirement:
    """One thing a score must meet to pass (N10): `measure operator value`. All must hold.

    Measures: score, sum, mean, percent (of the full mark), zero_share (the largest share of reviewers
    who gave 0 on any one criterion). The value is a number or a formula {"times" | "plus": [parts]} of
    numbers, formulas and the names reviewers, criteria, applications, full_mark.
    """

    measure: str
    operator: str
    value: Any


@dataclass(frozen=True)
class TieBreak:
    """One step of the order among equals (N11); what stays tied shares the rank."""

    by: str
    criterion: str = ""


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
    """What the public sees of the results (N16). Unit: yen or man_yen; order: rank, filing or kana.

    `fields` are out of PUBLIC_FIELDS; with `decided` go what was fixed and paid. `rows` awarded: groups
    that were given nothing stay unnamed; all: everything that was decided on is listed.
    """

    fields: tuple[str, ...] = ("group", "title", "decided")
    unit: str = "yen"
    order: str = "rank"
    rows: str = "awarded"


@dataclass(frozen=True)
class DepartmentRules:
    """Everything one department's call chooses (R1–R3, R9, R10)."""

    steps: tuple[Step, ...] = (Step(),)
    terms: tuple[str, ...] = DEFAULT_TERMS
    rate_base: str = "eligible"
    gap_base: str = "total"
    repeat: Repeat = Repeat()
    scoring: Scoring = Scoring()
    pass_rule: tuple[Requirement, ...] = ()
    tie_break: tuple[TieBreak, ...] = ()
    line: Line = Line()
    publication: Publication = Publication()
    advance_rate: Fraction = Fraction(0)

    def step(self, n: int) -> Step | None:
        """The step for the n-th award (R3); None when no step covers it."""
        for step in self.steps:
            if step.n_from <= n and (step.n_to is None or n <= step.n_to):
                return step
        return None


@dataclass(frozen=True)
class BudgetPool:
    """One sum for several departments in order (N12); what one leaves goes on to the next when `spill`.

    `frames` caps single departments within the pool (yen).
    """

    amount: int
    departments: tuple[str, ...]
    frames: dict[str, int]
    spill: bool = True


CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("FundPolicy", "rounding_scope"): ("rate_term", "final"),
    ("FundPolicy", "surcharge_day_count"): ("inclusive", "exclusive_of_due_date"),
    ("FundPolicy", "late_interest_day_count"): ("inclusive", "exclusive_of_due_date"),
    ("MatchPolicy", "unspent"): ("return", "carry"),
    ("Repeat", "counts"): ("department", "fund", "project"),
    ("Scoring", "aggregate"): ("mean", "sum", "percent"),
    ("Scoring", "mode"): ("half_up", "cut"),
    ("Requirement", "measure"): ("score", "sum", "mean", "percent", "zero_share"),
    ("Requirement", "operator"): (">=", ">", "<=", "<"),
    ("TieBreak", "by"): (
        "criterion",
        "fewer_prior_awards",
        "smaller_requested",
        "larger_requested",
        "committee",
    ),
    ("Line", "limit"): ("yen", "places", "none"),
    ("Line", "cumulates"): ("award", "requested"),
    ("Line", "remainder_policy"): ("offer", "skip", "stop"),
    ("Publication", "unit"): ("yen", "man_yen"),
    ("Publication", "order"): ("rank", "filing", "kana"),
    ("Publication", "rows"): ("awarded", "all"),
    ("DepartmentRules", "rate_base"): ("eligible", "eligible_less_grants", "eligible_less_income"),
    ("DepartmentRules", "gap_base"): ("total", "eligible"),
}
NESTED: dict[tuple[str, str], type] = {
    ("FundPolicy", "city_match"): MatchPolicy,
    ("DepartmentRules", "repeat"): Repeat,
    ("DepartmentRules", "scoring"): Scoring,
    ("DepartmentRules", "line"): Line,
    ("DepartmentRules", "publication"): Publication,
}
NESTED_LISTS: dict[tuple[str, str], type] = {
    ("DepartmentRules", "steps"): Step,
    ("DepartmentRules", "pass_rule"): Requirement,
    ("DepartmentRules", "tie_break"): TieBreak,
}


def _rate(value: Any) -> Fraction:
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise ValueError("write a rate as a string, '3/4' or '0.8'")
    return Fraction(value)


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("a whole number")
    if value < 0:
        raise ValueError("not negative")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a text")
    return value


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise ValueError("a list of texts")
    return tuple(_text(item) for item in value)


def _frames(value: Any) -> dict[str, int]:
    if not isinstance(value, dict):
        raise ValueError("a table of department and yen")
    return {_text(key): _whole(item) for key, item in value.items()}


def _formula(value: Any) -> Any:
    """A number as text, or {"times"|"plus": [...]}. Raises ValueError."""
    if isinstance(value, dict):
        if len(value) != 1 or next(iter(value)) not in ("times", "plus"):
            raise ValueError("a formula has one key, times or plus")
        parts = next(iter(value.values()))
        if not isinstance(parts, list) or not parts:
            raise ValueError("a formula needs a list of parts")
        return {next(iter(value)): [_formula(part) for part in parts]}
    if isinstance(value, str) and value in ("reviewers", "criteria", "applications", "full_mark"):
        return value
    return str(_rate(value))


READERS: dict[str, Callable[[Any], Any]] = {
    "Fraction": _rate,
    "Fraction | None": _rate,
    "int": _whole,
    "int | None": _whole,
    "str": _text,
    "bool": _truth,
    "date": lambda value: date.fromisoformat(_text(value)),
    "RoundMode": _text,
    "tuple[str, ...]": _texts,
    "dict[str, int]": _frames,
    "Any": _formula,
}


class _Reader:
    """Reads one policy and gathers every fault with the path of its setting."""

    def __init__(self) -> None:
        self.faults: list[FieldFault] = []

    def fault(self, path: str, why: str) -> None:
        self.faults.append(
            FieldFault(
                path or "/",
                "fund.policy_setting",
                f"設定 {path} を直してください: {why}",
                f"Mend setting {path}: {why}",
            )
        )

    def read(self, kind: type[Any], data: Any, path: str) -> Any:
        """One settings object of dataclass `kind`; None when it cannot be read."""
        if not isinstance(data, dict):
            self.fault(path, "設定の表(オブジェクト)が必要です")
            return None
        known = {item.name: item for item in fields(kind)}
        for key in data.keys() - known.keys():
            self.fault(f"{path}/{key}", "この設定名はありません")
        values = {}
        for name, item in known.items():
            if name in data:
                ok, value = self.value(kind, name, str(item.type), data[name], f"{path}/{name}")
                if ok:
                    values[name] = value
        try:
            return kind(**values)
        except TypeError as missing:
            self.fault(path, f"設定が足りません: {missing}")
            return None

    def value(self, kind: type[Any], name: str, type_name: str, raw: Any, path: str) -> tuple[bool, Any]:
        before = len(self.faults)
        if raw is None and "None" in type_name:
            return True, None
        place = (kind.__name__, name)
        if place in NESTED:
            return len(self.faults) == before, self.read(NESTED[place], raw, path)
        if place in NESTED_LISTS:
            if not isinstance(raw, list | tuple):
                self.fault(path, "一覧(配列)が必要です")
                return False, None
            items = tuple(self.read(NESTED_LISTS[place], item, f"{path}/{i}") for i, item in enumerate(raw))
            return len(self.faults) == before, items
        try:
            value = READERS[type_name](raw)
        except (ValueError, ZeroDivisionError) as why:
            self.fault(path, f"値 {raw!r} は使えません({why})")
            return False, None
        if place in CHOICES and value not in CHOICES[place]:
            self.fault(path, f"{value!r} は選べません。{', '.join(CHOICES[place])} から選んでください")
            return False, None
        return True, value


def read_policy(data: dict[str, Any]) -> FundPolicy:
    """The fund's standing rules from JSON. Raises FieldErrors naming every setting to mend."""
    reader = _Reader()
    policy = reader.read(FundPolicy, data, "")
    if reader.faults:
        raise FieldErrors(reader.faults)
    assert isinstance(policy, FundPolicy)
    return policy


def read_rules(data: dict[str, Any]) -> DepartmentRules:
    """One department's rules from JSON. Raises FieldErrors naming every setting to mend."""
    reader = _Reader()
    rules = reader.read(DepartmentRules, data, "")
    if rules is not None and not reader.faults:
        _check_rules(rules, reader)
    if reader.faults:
        raise FieldErrors(reader.faults)
    assert isinstance(rules, DepartmentRules)
    return rules


def read_pools(data: list[Any]) -> tuple[BudgetPool, ...]:
    """The round's budget pools from JSON. Raises FieldErrors."""
    reader = _Reader()
    pools = tuple(reader.read(BudgetPool, item, f"/{i}") for i, item in enumerate(data))
    if reader.faults:
        raise FieldErrors(reader.faults)
    return pools


def _check_rules(rules: DepartmentRules, reader: _Reader) -> None:
    """What no single setting can show: steps in order, floor within cap, places given."""
    for name in rules.terms:
        if name not in TERMS:
            reader.fault(
                "/terms", f"{name!r} は交付額の項にありません。{', '.join(TERMS)} から選んでください"
            )
    for name in rules.publication.fields:
        if name not in PUBLIC_FIELDS:
            reader.fault(
                "/publication/fields",
                f"{name!r} は公表できる項目にありません。{', '.join(PUBLIC_FIELDS)} から選んでください",
            )
    expected = 1
    for i, step in enumerate(rules.steps):
        if step.n_from != expected:
            reader.fault(f"/steps/{i}/n_from", f"{expected} から始めてください")
        expected = (step.n_to or step.n_from) + 1
        if step.n_to is None and i + 1 < len(rules.steps):
            reader.fault(f"/steps/{i}/n_to", "終わりのない段は最後に置いてください")
        if step.cap is not None and step.floor is not None and step.floor > step.cap:
            reader.fault(f"/steps/{i}/floor", "下限が上限を超えています")
    if rules.line.limit == "places" and rules.line.places is None:
        reader.fault("/line/places", "件数を入れてください")
    if rules.rate_base != "eligible" and "rate_term" not in rules.terms:
        reader.fault("/rate_base", "rate_term を使うときだけ選べます")


def formula_value(formula: Any, names: dict[str, Fraction]) -> Fraction:
    """What a requirement's value comes to, given reviewers, criteria, applications, full_mark."""
    if isinstance(formula, dict):
        ((operation, parts),) = formula.items()
        result = Fraction(1 if operation == "times" else 0)
        for part in parts:
            value = formula_value(part, names)
            result = result * value if operation == "times" else result + value
        return result
    return names[formula] if formula in names else Fraction(formula)
