"""R3: how many awards a group has had, and whether it may have one more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from common.text import search_key
from fund.policy import DepartmentRules, Repeat


@dataclass(frozen=True)
class PriorAward:
    """An earlier award of the group in this fund; `fiscal_year` is named by its April."""

    department_code: str
    fiscal_year: int
    project_key: str = ""


def count_prior(
    history: Iterable[PriorAward], repeat: Repeat, *, department_code: str, project_key: str
) -> int:
    """How many earlier awards count (R3, N3): those of the department (or of `departments` together), of
    the whole fund, or of the same project by its title, since `counted_since`; with `unit` years, how
    many fiscal years had such an award."""
    counted = [row for row in history if row.fiscal_year >= (repeat.counted_since or 0)]
    if repeat.departments:
        counted = [row for row in counted if row.department_code in repeat.departments]
    elif repeat.counts == "department":
        counted = [row for row in counted if row.department_code == department_code]
    if repeat.counts == "project":
        wanted = search_key(project_key)
        counted = [row for row in counted if wanted and search_key(row.project_key) == wanted]
    return len({row.fiscal_year for row in counted}) if repeat.unit == "years" else len(counted)


def nth_award(prior: int) -> int:
    """Which award this would be: 1 for the first."""
    return prior + 1


def repeat_ok(nth: int, rules: DepartmentRules) -> bool:
    """Whether the group may have an `nth` award: within the limit, and a step says what holds (R3)."""
    within = rules.repeat.limit is None or nth <= rules.repeat.limit
    return within and rules.step(nth) is not None
