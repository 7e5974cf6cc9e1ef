"""Conditions over facts: who may apply, what a criterion asks, which stage an application goes through.

A fact that is not on record makes a comparison neither true nor false (None); `all`, `any` and `not`
carry that on (three-valued logic), and each place says what follows from not knowing.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from fund.policy.formulas import Formula

Value = Fraction | str | bool | frozenset[str]


@dataclass(frozen=True)
class Comparison:
    """`fact operator value`. `of` names what the fact is about (departments, a question, a document).

    An age is counted to `base_date` (a name of `vocabulary.BASE_DATES`, or a day); with
    `from_next_day` from the day after the founding (初日不算入).
    """

    fact: str
    operator: str
    value: Formula | bool | tuple[str, ...]
    of: tuple[str, ...] = ()
    base_date: str = ""
    from_next_day: bool = False


@dataclass(frozen=True)
class Condition:
    """Exactly one of: a comparison, all of several, any of several, the negation of one."""

    compare: Comparison | None = None
    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()
    negated: Condition | None = None


class Facts(Protocol):
    """What is known of one application; both answer None for what is not on record."""

    def value(self, comparison: Comparison) -> Value | None: ...

    def formula(self, formula: Formula) -> Fraction | None: ...


def holds(condition: Condition, facts: Facts) -> bool | None:
    """Whether the condition holds; None when a fact that would decide is not on record."""
    if condition.compare is not None:
        return _compare(condition.compare, facts)
    if condition.negated is not None:
        inner = holds(condition.negated, facts)
        return None if inner is None else not inner
    if condition.any:
        answers = [holds(part, facts) for part in condition.any]
        return True if True in answers else (None if None in answers else False)
    answers = [holds(part, facts) for part in condition.all]
    return False if False in answers else (None if None in answers else True)


def failing(condition: Condition, facts: Facts) -> tuple[Comparison, ...]:
    """The comparisons that keep the condition from holding: those that are false or not on record."""
    return tuple(item for item in comparisons(condition) if not _compare(item, facts))


def comparisons(condition: Condition) -> tuple[Comparison, ...]:
    """Every comparison in the condition, in order."""
    if condition.compare is not None:
        return (condition.compare,)
    parts = (*condition.all, *condition.any, *((condition.negated,) if condition.negated else ()))
    return tuple(item for part in parts for item in comparisons(part))


def _compare(item: Comparison, facts: Facts) -> bool | None:
    found = facts.value(item)
    if found is None:
        return None
    if item.operator in ("in", "not_in"):
        assert isinstance(item.value, tuple), item
        among = bool(found & set(item.value)) if isinstance(found, frozenset) else found in item.value
        return among if item.operator == "in" else not among
    wanted: Value | None
    if isinstance(item.value, bool):
        wanted = item.value
    elif isinstance(item.value, tuple):
        wanted = item.value[0] if isinstance(found, str) else frozenset(item.value)
    else:
        wanted = facts.formula(item.value)
    if wanted is None:
        return None
    if item.operator in ("=", "!="):
        return (found == wanted) == (item.operator == "=")
    assert isinstance(found, Fraction | int), item
    assert isinstance(wanted, Fraction | int), item
    return {
        ">=": found >= wanted,
        ">": found > wanted,
        "<=": found <= wanted,
        "<": found < wanted,
    }[item.operator]
