"""Last year's call for another year: every date moved by whole years, everything else as it was."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from typing import Any

from fund.policy.call import CallSettings
from fund.policy.conditions import Comparison


def moved(settings: CallSettings, years: int) -> CallSettings:
    """The call `years` later (or earlier): fiscal year, moments, days, base dates and the window of the
    city match. 29 February becomes 28 February; the time of day stays. Years of decisions (`counted_since`)
    stay: what they count from does not move."""
    call = settings.call
    heading = replace(call, fiscal_year=call.fiscal_year + years)
    later: CallSettings = _moved(replace(settings, call=heading), years)
    return replace(later, example=settings.example)


def _moved(value: Any, years: int) -> Any:
    if isinstance(value, datetime | date):
        return _later(value, years)
    if isinstance(value, Comparison):
        return replace(value, base_date=_base_date(value.base_date, years))
    if isinstance(value, tuple):
        return tuple(_moved(item, years) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        changes = {item.name: _moved(getattr(value, item.name), years) for item in fields(value)}
        return replace(value, **changes)
    return value


def _later(day: Any, years: int) -> Any:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _base_date(text: str, years: int) -> str:
    """A base date that is a day moves along; one that is a name stays."""
    try:
        return str(_later(date.fromisoformat(text), years).isoformat())
    except ValueError:
        return text
