"""Exact numbers that a call computes from what it counts: `{"times": [3, "criteria", "reviewers"]}`.

Pure and frozen, so settings that hold a formula can be compared, hashed and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

# What a formula may name, everywhere; each place says which of them it knows (`vocabulary.NAMES_IN`).
NAMES = (
    "reviewers",
    "criteria",
    "applications",
    "full_mark",
    "members",
    "requested",
    "eligible",
    "total",
    "common",
)
DEEPEST = 6
LONGEST = 40


@dataclass(frozen=True)
class Times:
    """The product of its parts."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True)
class Plus:
    """The sum of its parts."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True)
class Minus:
    """The first part less the second."""

    parts: tuple[Formula, Formula]


@dataclass(frozen=True)
class FullMarkOf:
    """The full mark of another component (R9), by its code."""

    component: str


Formula = Fraction | str | Times | Plus | Minus | FullMarkOf
_NODES: dict[str, type[Any]] = {"times": Times, "plus": Plus, "minus": Minus}


def exact(value: Any) -> Fraction:
    """A whole number, or a fraction or decimal written as text. Raises ValueError."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(value)
    # An exponent writes, in a few letters, a number that fills the memory.
    if isinstance(value, str) and (len(value) > LONGEST or "e" in value.lower()):
        raise ValueError(value)
    try:
        return Fraction(value)
    except ZeroDivisionError:
        raise ValueError(value) from None


def read_formula(value: Any, depth: int = 0) -> Formula:
    """A formula from JSON. Raises ValueError for what is none."""
    if isinstance(value, Times | Plus | Minus | FullMarkOf):
        return value
    if isinstance(value, dict):
        if len(value) != 1 or depth >= DEEPEST:
            raise ValueError(value)
        ((name, parts),) = value.items()
        if name == "full_mark_of" and isinstance(parts, str):
            return FullMarkOf(parts)
        if name not in _NODES or not isinstance(parts, list | tuple) or not parts:
            raise ValueError(value)
        read = tuple(read_formula(part, depth + 1) for part in parts)
        if name == "minus" and len(read) != 2:
            raise ValueError(value)
        node: Times | Plus | Minus = _NODES[name](read)
        return node
    if isinstance(value, str) and value in NAMES:
        return value
    return exact(value)


def formula_data(formula: Formula) -> Any:
    """The formula as JSON again; a number as a whole number or as text."""
    if isinstance(formula, FullMarkOf):
        return {"full_mark_of": formula.component}
    if isinstance(formula, Times | Plus | Minus):
        return {type(formula).__name__.lower(): [formula_data(part) for part in formula.parts]}
    if isinstance(formula, Fraction):
        return int(formula) if formula.denominator == 1 else str(formula)
    return formula


def formula_value(
    formula: Formula,
    names: Mapping[str, Fraction],
    full_mark_of: Callable[[str], Fraction] | None = None,
) -> Fraction:
    """What the formula comes to. Raises KeyError for a name (or a full mark) that is not known here."""
    if isinstance(formula, str):
        return names[formula]
    if isinstance(formula, FullMarkOf):
        if full_mark_of is None:
            raise KeyError(formula.component)
        return full_mark_of(formula.component)
    if isinstance(formula, Fraction):
        return formula
    values = [formula_value(part, names, full_mark_of) for part in formula.parts]
    if isinstance(formula, Minus):
        return values[0] - values[1]
    if isinstance(formula, Plus):
        return sum(values, Fraction(0))
    result = Fraction(1)
    for value in values:
        result *= value
    return result


def formula_names(formula: Formula) -> frozenset[str]:
    """The names a formula uses."""
    if isinstance(formula, str):
        return frozenset({formula})
    if isinstance(formula, Times | Plus | Minus):
        return frozenset(name for part in formula.parts for name in formula_names(part))
    return frozenset()


def full_marks_in(formula: Formula) -> frozenset[str]:
    """The components whose full mark a formula uses."""
    if isinstance(formula, FullMarkOf):
        return frozenset({formula.component})
    if isinstance(formula, Times | Plus | Minus):
        return frozenset(code for part in formula.parts for code in full_marks_in(part))
    return frozenset()
