"""What is on record of one application (N5, N8): the facts that a call's conditions compare."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from applications.rules.amounts import BudgetFigures
from applications.rules.form import read_span
from applications.rules.repeats import PriorAward
from common.text import parse_integer, search_key
from fund.policy.conditions import Comparison, Value
from fund.policy.formulas import Formula, formula_value

NEVER = Fraction(1_000_000)
"""`years_since_award` of a group without an award: longer ago than any call can ask."""


@dataclass(frozen=True)
class GroupProfile:
    """The group's profile as filed, None for what it left out; `founded` is a day, or a month counted
    from its 1st."""

    members: int | None = None
    resident_members: int | None = None
    households: int | None = None
    founded: date | None = None
    legal_form: str = ""
    corporate_number: str = ""
    annual_budget: int | None = None


def read_group(profile: Mapping[str, Any]) -> GroupProfile:
    """The facts of a profile's snapshot (`people.Group.snapshot`)."""
    return GroupProfile(
        members=profile.get("members"),
        resident_members=profile.get("resident_members"),
        households=profile.get("households"),
        founded=read_day(profile.get("founded_on")),
        legal_form=profile.get("legal_form") or "",
        corporate_number=profile.get("corporate_number") or "",
        annual_budget=profile.get("annual_budget"),
    )


def read_day(value: Any) -> date | None:
    """A day as written, or the 1st of a month written without one; None for anything else."""
    if isinstance(value, date):
        return value
    try:
        return read_span(value)[0] if isinstance(value, str) and value.strip() else None
    except ValueError:
        return None


def full_years(begins: date, base: date, *, from_next_day: bool = False) -> int:
    """Full years from `begins` (or the day after it, 初日不算入) to `base`; 0 before the first
    anniversary. Someone of 29 February is a year older on 1 March of a common year."""
    first = begins + timedelta(days=1) if from_next_day else begins
    years = base.year - first.year - ((base.month, base.day) < (first.month, first.day))
    return max(years, 0)


@dataclass(frozen=True)
class ApplicationFacts:
    """Implements `fund.policy.conditions.Facts`.

    `history` holds the group's other awards in the fund, `days` the base dates by name, `n` R3's number
    of the award and `method` its step's. Money is yen. `answers` are as filed, `documents` the codes of
    those handed in.
    """

    department: str
    fiscal_year: int
    n: int
    group: GroupProfile = GroupProfile()
    method: str = ""
    title: str = ""
    continuing: bool = False
    requested: int | None = None
    figures: BudgetFigures | None = None
    tags: frozenset[str] = frozenset()
    answers: Mapping[str, Any] = field(default_factory=dict)
    documents: frozenset[str] = frozenset()
    history: tuple[PriorAward, ...] = ()
    days: Mapping[str, date] = field(default_factory=dict)

    def value(self, comparison: Comparison) -> Value | None:
        """What the fact is for this application; None where it is not on record (the office's own
        checks never are)."""
        read = _READERS.get(comparison.fact)
        return None if read is None else read(self, comparison)

    def formula(self, formula: Formula) -> Fraction | None:
        """What a formula comes to, None where a figure of it is not on record."""
        known = {name: getattr(self, f"_{name}")() for name in ("members", "requested", "eligible", "total")}
        names = {name: found for name, found in known.items() if found is not None}
        try:
            return formula_value(formula, names)
        except KeyError:
            return None

    def _members(self) -> Fraction | None:
        return _number(self.group.members)

    def _requested(self) -> Fraction | None:
        return _number(self.requested)

    def _eligible(self) -> Fraction | None:
        return self._figure("eligible")

    def _total(self) -> Fraction | None:
        return self._figure("total")

    def _figure(self, name: str) -> Fraction | None:
        return None if self.figures is None else Fraction(getattr(self.figures, name))


def _number(value: int | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _share(facts: ApplicationFacts, _: Comparison) -> Fraction | None:
    here, members = facts.group.resident_members, facts.group.members
    return Fraction(here, members) if here is not None and members else None


def _age(begins: date | None, facts: ApplicationFacts, comparison: Comparison) -> Fraction | None:
    base = facts.days.get(comparison.base_date) or read_day(comparison.base_date)
    if begins is None or base is None:
        return None
    return Fraction(full_years(begins, base, from_next_day=comparison.from_next_day))


def _awards_in(facts: ApplicationFacts, of: Iterable[str]) -> list[PriorAward]:
    wanted = set(of)
    return [row for row in facts.history if not wanted or row.department_code in wanted]


def _same_project(facts: ApplicationFacts, _: Comparison) -> Fraction:
    key = search_key(facts.title)
    return Fraction(sum(1 for row in facts.history if key and search_key(row.project_key) == key))


def _years_since(facts: ApplicationFacts, comparison: Comparison) -> Fraction:
    years = [row.fiscal_year for row in _awards_in(facts, comparison.of)]
    return Fraction(facts.fiscal_year - max(years)) if years else NEVER


def _answer(facts: ApplicationFacts, comparison: Comparison) -> Value | None:
    """An answer in the kind it is compared with: a number, a text, or whether there is one."""
    given = next((facts.answers.get(code) for code in comparison.of), None)
    written = "" if given is None else str(given).strip()
    if isinstance(comparison.value, bool):
        return bool(written)
    if not written:
        return None
    if isinstance(comparison.value, tuple):
        return written
    try:
        return Fraction(given if isinstance(given, int) else parse_integer(written))
    except ValueError:
        return None


def _answer_age(facts: ApplicationFacts, comparison: Comparison) -> Fraction | None:
    given = next((facts.answers.get(code) for code in comparison.of), None)
    return _age(read_day(given), facts, comparison)


_Reader = Callable[[ApplicationFacts, Comparison], Value | None]
_READERS: dict[str, _Reader] = {
    "members": lambda facts, _: facts._members(),
    "resident_members": lambda facts, _: _number(facts.group.resident_members),
    "residents_share": _share,
    "households": lambda facts, _: _number(facts.group.households),
    "age_years": lambda facts, item: _age(facts.group.founded, facts, item),
    "legal_form": lambda facts, _: facts.group.legal_form or None,
    "has_corporate_number": lambda facts, _: bool(facts.group.corporate_number),
    "annual_budget": lambda facts, _: _number(facts.group.annual_budget),
    "awards": lambda facts, item: Fraction(len(_awards_in(facts, item.of))),
    "awards_of_project": _same_project,
    "years_since_award": _years_since,
    "department": lambda facts, _: facts.department,
    "requested": lambda facts, _: facts._requested(),
    "eligible": lambda facts, _: facts._eligible(),
    "total": lambda facts, _: facts._total(),
    "other_income": lambda facts, _: facts._figure("other_income"),
    "other_grants": lambda facts, _: facts._figure("other_grants"),
    "continuing": lambda facts, _: facts.continuing,
    "n": lambda facts, _: Fraction(facts.n),
    "method": lambda facts, _: facts.method,
    "tags": lambda facts, _: facts.tags,
    "answer": _answer,
    "answer_age": _answer_age,
    "document": lambda facts, item: set(item.of) <= facts.documents,
    "office_check": lambda facts, _: None,
}
