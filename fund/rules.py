"""What a round must hold before it is published, and what overflows from a named group (R12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from common.errors import FieldFault
from fund.policy import BudgetPool, DepartmentRules, Scoring

_JST = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True)
class Overflow:
    """R12 for a named group's sub-fund: all in yen, `moved` is what leaves now."""

    net: int
    payout: int
    moved: int


def overflow(balance: int, paid_out: int, payout_cap: int | None) -> Overflow:
    """What lies above the payout of min(net, cap), net being what came in less fees (R12).

    `balance` is what the sub-fund holds now, `paid_out` what was decided out of it this year.
    """
    net = balance + paid_out
    payout = net if payout_cap is None else min(net, payout_cap)
    return Overflow(net, payout, max(0, min(balance, net - payout)))


@dataclass(frozen=True)
class RoundDates:
    """The moments and days of a round, in the order in which they must follow each other."""

    opens_at: datetime
    closes_at: datetime
    review_opens_at: datetime
    review_closes_at: datetime
    committee_on: date
    decided_on: date
    project_from: date
    project_to: date
    report_due_on: date


DATE_LABELS = {
    "opens_at": ("募集開始", "opening"),
    "closes_at": ("募集締切", "closing"),
    "review_opens_at": ("審査開始", "start of review"),
    "review_closes_at": ("採点締切", "end of review"),
    "committee_on": ("審査会", "committee"),
    "decided_on": ("決定日", "decision"),
    "project_from": ("事業開始", "start of projects"),
    "project_to": ("事業終了", "end of projects"),
    "report_due_on": ("報告期限", "report due"),
}
_STRICT = {"closes_at", "review_closes_at"}


def date_faults(dates: RoundDates, *, early: bool = False) -> list[FieldFault]:
    """One fault for each date that does not follow the one before it; empty when all do. `early`: projects
    may begin before the decision."""
    faults = []
    names = [name for name in DATE_LABELS if not (early and name == "project_from")]
    for before, after in pairwise(names):
        if not _follows(getattr(dates, before), getattr(dates, after), strictly=after in _STRICT):
            ja, en = DATE_LABELS[after]
            before_ja, before_en = DATE_LABELS[before]
            faults.append(
                FieldFault(
                    f"/{after}",
                    "fund.dates_not_ascending",
                    f"{ja}を{before_ja}より後にしてください。",
                    f"Put {en} after {before_en}.",
                )
            )
    return faults


def _follows(before: date, after: date, *, strictly: bool) -> bool:
    """Moments are compared as moments; a moment and a day by the day in Japan."""
    if isinstance(before, datetime) and isinstance(after, datetime):
        return before < after if strictly else before <= after
    return _day(before) <= _day(after)


def _day(value: date) -> date:
    return value.astimezone(_JST).date() if isinstance(value, datetime) else value


@dataclass(frozen=True)
class Scale:
    """One criterion's scale: points from `minimum` to `maximum` by `step`, times `weight`."""

    code: str
    department: str
    weight: int
    minimum: Decimal
    maximum: Decimal
    step: Decimal


def scale_faults(scale: Scale) -> list[str]:
    """Names of the settings of a criterion that cannot be scored (N6)."""
    faults = []
    if scale.weight < 1:
        faults.append("weight")
    if scale.minimum < 0 or scale.minimum >= scale.maximum:
        faults.append("maximum")
    if scale.step <= 0 or (scale.maximum - scale.minimum) % scale.step:
        faults.append("step")
    return faults


@dataclass(frozen=True)
class DepartmentSetup:
    """What publishing looks at of one department."""

    code: str
    budget: int | None
    rules: DepartmentRules
    explicit_terms: tuple[str, ...]


def publication_faults(
    departments: Sequence[DepartmentSetup], scales: Sequence[Scale], pools: Sequence[BudgetPool]
) -> list[FieldFault]:
    """What is missing before applicants may rely on the call; empty when it is complete.

    Budget set, or none on purpose (`line.limit` none or places, or a pool); every step's rate and cap
    as its terms need them; criteria wherever reviewers give points.
    """
    faults: list[FieldFault] = []
    if not departments:
        faults.append(
            _missing("/departments", "部門を1つ以上置いてください。", "Add at least one department.")
        )
    pooled = {code for pool in pools for code in pool.departments}
    for department in departments:
        faults += _department_faults(department, pooled)
        own = [scale for scale in scales if scale.department in ("", department.code)]
        faults += _scale_faults(department, own)
    return faults


def _department_faults(department: DepartmentSetup, pooled: set[str]) -> list[FieldFault]:
    rules, place = department.rules, f"/departments/{department.code}"
    faults = []
    if department.budget is None and rules.line.limit == "yen" and department.code not in pooled:
        faults.append(
            _missing(
                f"{place}/budget",
                "予算枠を入れるか、予算枠なしと決めてください。",
                "Set a budget, or say that there is none.",
            )
        )
    for n, step in enumerate(rules.steps):
        for term, name in (("rate_term", "rate"), ("cap", "cap")):
            if term in department.explicit_terms and getattr(step, name) is None:
                faults.append(
                    _missing(
                        f"{place}/steps/{n}/{name}",
                        "交付額の計算に使う率・上限を入れてください。",
                        "Set the rate or cap that the amount is computed with.",
                    )
                )
        if step.rate is None and step.cap is None and "committee_amount" not in department.explicit_terms:
            faults.append(
                _missing(
                    f"{place}/steps/{n}",
                    "補助率か上限のどちらかを入れてください。",
                    "Set at least a rate or a cap.",
                )
            )
    return faults


def scores_criteria(scoring: Scoring) -> bool:
    """Whether reviewers give points on criteria: not where a committee decides without points, nor where
    all parts of the score are tokens and votes (N9)."""
    if scoring.aggregate == "none":
        return False
    return not scoring.components or any(item.kind == "criteria" for item in scoring.components)


def _scale_faults(department: DepartmentSetup, scales: Sequence[Scale]) -> list[FieldFault]:
    place = f"/departments/{department.code}"
    faults = []
    if not scales and scores_criteria(department.rules.scoring):
        faults.append(
            _missing(f"{place}/criteria", "審査基準を1つ以上置いてください。", "Add at least one criterion.")
        )
    codes = {scale.code for scale in scales}
    faults += [
        _missing(
            f"{place}/tie_break",
            f"同点のときに使う審査基準「{tie.criterion}」がありません。",
            f"There is no criterion “{tie.criterion}” to break ties with.",
        )
        for tie in department.rules.tie_break
        if tie.by == "criterion" and tie.criterion not in codes
    ]
    return faults


def _missing(pointer: str, ja: str, en: str) -> FieldFault:
    return FieldFault(pointer, "fund.not_ready", ja, en)


# How far a round is → which settings an amendment may still change. A name stands for everything below it.
_ANNOUNCED = ("published", "open", "closed")
_JUDGED = ("reviewing", "deciding")
AMENDABLE = (*_ANNOUNCED, *_JUDGED)
_NEVER = ("code", "legal_mode", "standing", "fiscal_year", "example", "sub_funds", "blind")
_LATE = ("dates", "budget", "budget_pools", "publication", "choice_days")
# Settings that groups relied on when they applied: they may become better for them, never worse.
_MORE_IS_BETTER = ("rate", "cap", "budget", "amount", "places", "limit", "n_to", "choice_days", *DATE_LABELS)
_LESS_IS_BETTER = ("floor",)
_OF_THE_CALL = (
    "steps",
    "terms",
    "eligibility",
    "access",
    "repeat",
    "pass_rule",
    "scoring",
    "criteria",
    "tie_break",
    "expense_rules",
    "stages",
)


def amendment_faults(state: str, pointer: str, before: Any, after: Any) -> list[tuple[str, str, str]]:
    """Why a setting of a published call may not change now: [(name, ja, en)], empty when it may.

    published: everything but what the call is. open, closed: what is asked of groups only in their favour.
    reviewing, deciding: dates ahead, money up, publication, days to choose. Afterwards nothing.
    """
    names = pointer.strip("/").split("/")
    frozen = [("policy_frozen", "公開した募集のこの設定は変えられません。", "It cannot change any more.")]
    if state not in AMENDABLE or names[-1] in _NEVER or names[0] in _NEVER:
        return frozen
    if state == "published":
        return _whole_items(names)
    if state in _JUDGED and not set(names) & set(_LATE):
        return frozen
    own = names[-1]
    if names == ["budget_pools"]:
        return [] if _pools_in_favour(before, after) else [_NOT_IN_FAVOUR]
    if names[-2:] == ["line", "limit"]:
        return [_NOT_IN_FAVOUR]
    if own in _MORE_IS_BETTER or own in _LESS_IS_BETTER:
        return [] if _in_favour(own, before, after) else [_NOT_IN_FAVOUR]
    if set(names) & set(_OF_THE_CALL) and own != "name":
        return [_NOT_IN_FAVOUR]
    return _whole_items(names)


_NOT_IN_FAVOUR = (
    "not_in_favour",
    "申請が始まったあとは、申請者に不利にならない変更だけができます。",
    "Once applications come in, a change may only be in their favour.",
)


def _whole_items(names: Sequence[str]) -> list[tuple[str, str, str]]:
    """Departments, criteria, documents and questions of a published call are neither added nor taken away."""
    if names == ["budget_pools"]:
        return []
    if len(names) == 1 or (len(names) == 2 and names[0] in ("departments", "criteria")):
        return [
            (
                "policy_frozen",
                "公開したあとに加えたり除いたりはできません。",
                "Nothing is added or taken away once it is published.",
            )
        ]
    if names[0] in ("documents", "questions") or (names[0] == "criteria" and names[-1] != "name"):
        return [
            (
                "policy_frozen",
                "公開した募集のこの設定は変えられません。",
                "It cannot change once it is published.",
            )
        ]
    return []


def _pools_in_favour(before: Any, after: Any) -> bool:
    """The same pools for the same departments, none of their sums lower."""
    if len(before) != len(after):
        return False
    for one, other in zip(before, after, strict=True):
        same = all(one[name] == other[name] for name in ("departments", "spill", "sub_funds"))
        frames = one["frames"].keys() == other["frames"].keys()
        if not same or not frames or other["amount"] < one["amount"]:
            return False
        if any(other["frames"][code] < yen for code, yen in one["frames"].items()):
            return False
    return True


def _in_favour(name: str, before: Any, after: Any) -> bool:
    """None is no limit, which is best for whoever applies; figures come as whole numbers, exact text or
    ISO days."""
    if before is None or after is None:
        return after is None
    low, high = (_comparable(before), _comparable(after))
    return bool(high <= low if name in _LESS_IS_BETTER else high >= low)


def _comparable(value: Any) -> Any:
    if isinstance(value, str) and "-" not in value:
        return Fraction(value)
    return value if isinstance(value, str) else Fraction(value)
