"""Whether a condition speaks of facts there are, compares them as they can be, and can hold at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from fund.policy.conditions import Comparison, Condition, comparisons
from fund.policy.formulas import FullMarkOf, Minus, Plus, Times, formula_names, full_marks_in
from fund.policy.reader import Reader, read_day_or_moment
from fund.policy.vocabulary import BASE_DATES, EQUAL, FACTS, NAMES_IN, ORDERED, Fact


def check_condition(condition: Condition, pointer: str, reader: Reader, *, office: bool = False) -> bool:
    """Every comparison of it; whether all are fine. `office`: the desk checks it, so what only the office
    knows may be named."""
    before = len(reader.findings)
    for item in comparisons(condition):
        _check_comparison(item, pointer, reader, office=office)
    return len(reader.findings) == before


def _check_comparison(item: Comparison, pointer: str, reader: Reader, *, office: bool) -> None:
    fact = FACTS.get(item.fact)
    if fact is None:
        reader.add(f"{pointer}/fact", "fact_unknown", fact=item.fact, facts="、".join(FACTS))
        return
    if fact.held_by == "office" and not office:
        reader.add(f"{pointer}/fact", "fact_of_office")
    if fact.of and not fact.of.endswith("?") and not item.of:
        reader.add(f"{pointer}/of", "fact_of")
    if fact.based and not _is_base_date(item.base_date):
        reader.add(f"{pointer}/base_date", "fact_base_date", names="、".join(BASE_DATES))
    if not _fits(fact, item):
        reader.add(f"{pointer}/value", "fact_value", fact=item.fact)
    elif isinstance(item.value, str | Times | Plus | Minus):
        allowed = NAMES_IN["eligibility"]
        for name in sorted(formula_names(item.value) - set(allowed)):
            reader.add(f"{pointer}/value", "formula_name", name=name, names="、".join(allowed))


def _is_base_date(text: str) -> bool:
    if text in BASE_DATES:
        return True
    return read_day_or_moment(text, moment=False) is not None


def _fits(fact: Fact, item: Comparison) -> bool:
    """Whether operator and value are of the fact's kind."""
    numeric = isinstance(item.value, Fraction | str | Times | Plus | Minus)
    if isinstance(item.value, Times | Plus | Minus | FullMarkOf) and full_marks_in(item.value):
        return False
    if fact.kind == "number":
        return numeric and item.operator in (*ORDERED, *EQUAL)
    if fact.kind == "truth":
        return isinstance(item.value, bool) and item.operator in EQUAL
    if fact.kind == "any":
        return item.operator not in ("in", "not_in") or isinstance(item.value, tuple)
    return isinstance(item.value, tuple) and item.operator in (*EQUAL, "in", "not_in")


def check_together(conditions: Iterable[tuple[str, Condition]], reader: Reader) -> None:
    """Conditions that must hold all at once: two limits of the same fact that leave nothing between them."""
    limits: dict[tuple[object, ...], list[tuple[str, str, Fraction]]] = {}
    for pointer, condition in conditions:
        for item in required(condition):
            if isinstance(item.value, Fraction):
                key = (item.fact, item.of, item.base_date, item.from_next_day)
                limits.setdefault(key, []).append((pointer, item.operator, item.value))
    for found in limits.values():
        place = contradiction(found)
        if place is not None:
            reader.add(place, "contradiction")


def required(condition: Condition) -> tuple[Comparison, ...]:
    """The comparisons that hold whenever the condition does: itself, or the parts of an `all`."""
    if condition.compare is not None:
        return (condition.compare,)
    return tuple(item for part in condition.all for item in required(part))


def contradiction(limits: Sequence[tuple[str, str, Fraction]]) -> str | None:
    """The place of the limit that leaves nothing together with those before it, if any."""
    low: tuple[Fraction, bool] | None = None
    high: tuple[Fraction, bool] | None = None
    for place, operator, value in limits:
        open_end = operator in (">", "<")
        if operator in (">=", ">", "=") and (low is None or (value, open_end) > low):
            low = (value, open_end)
        if operator in ("<=", "<", "=") and (high is None or (value, not open_end) < (high[0], not high[1])):
            high = (value, open_end)
        if low is None or high is None:
            continue
        if low[0] > high[0] or (low[0] == high[0] and (low[1] or high[1])):
            return place
    return None
