"""Settings back to plain values: what is stored, hashed, compared and handed out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime, time
from fractions import Fraction
from typing import Any

from fund.policy.call import FORMAT, CallSettings
from fund.policy.conditions import Comparison, Condition
from fund.policy.dates import JST
from fund.policy.formulas import FullMarkOf, Minus, Plus, Times, formula_data


def plain(settings: CallSettings) -> dict[str, Any]:
    """The whole document as JSON values with every default filled in; reading it gives `settings` again."""
    return {"format": FORMAT, **_table(settings, full=True)}


def written(settings: CallSettings) -> dict[str, Any]:
    """The document as a person would write it: what equals its default is left out."""
    return {"format": FORMAT, **_table(settings, full=False)}


def sha256_of(settings: CallSettings) -> str:
    """SHA-256 of the whole document: two calls with the same hash say the same."""
    text = json.dumps(plain(settings), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def settings_data(settings: Any, *, full: bool = False) -> dict[str, Any]:
    """Any one settings object (a department's rules, a pool) as JSON values."""
    return _table(settings, full=full)


def condition_data(condition: Condition) -> dict[str, Any]:
    """A condition in its JSON form."""
    if condition.compare is not None:
        return _comparison(condition.compare)
    if condition.negated is not None:
        return {"not": condition_data(condition.negated)}
    name = "any" if condition.any else "all"
    return {name: [condition_data(part) for part in condition.any or condition.all]}


def _comparison(item: Comparison) -> dict[str, Any]:
    value = list(item.value) if isinstance(item.value, tuple) else item.value
    if not isinstance(item.value, bool | tuple):
        value = formula_data(item.value)
    data: dict[str, Any] = {"fact": item.fact, "operator": item.operator, "value": value}
    if item.of:
        data["of"] = list(item.of)
    if item.base_date:
        data["base_date"] = item.base_date
    if item.from_next_day:
        data["from_next_day"] = True
    return data


def _table(settings: Any, *, full: bool) -> dict[str, Any]:
    return {
        item.name: _value(getattr(settings, item.name), full=full)
        for item in fields(settings)
        if full or getattr(settings, item.name) != default_of(item)
    }


def default_of(item: Field[Any]) -> Any:
    """A field's default; MISSING where it must be given."""
    return item.default if item.default_factory is MISSING else item.default_factory()


def _value(value: Any, *, full: bool) -> Any:
    if isinstance(value, Condition):
        return condition_data(value)
    if isinstance(value, Fraction | Times | Plus | Minus | FullMarkOf):
        return formula_data(value)
    if isinstance(value, tuple):
        if value and all(isinstance(item, tuple) for item in value):
            return dict(value)
        return [_value(item, full=full) for item in value]
    if is_dataclass(value):
        return _table(value, full=full)
    if isinstance(value, datetime):
        # The same moment has one spelling, whatever zone a database hands it back in.
        return value.astimezone(JST).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:%H:%M}" if isinstance(value, time) else value
