"""The dates of a call: as written, or spaced by the platform's stated defaults."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from common.calendar import next_office_day

JST = ZoneInfo("Asia/Tokyo")
MOMENTS = ("opens_at", "closes_at", "review_opens_at", "review_closes_at")
DAYS = ("committee_on", "decided_on", "project_from", "project_to", "report_due_on")
ORDER = (*MOMENTS, *DAYS)
CLOSING_HOUR = time(17)
OPENING_HOUR = time(9)


def spaced(written: Mapping[str, Any], fiscal_year: int, closes: time | None) -> dict[str, Any]:
    """Every date of the call, with `defaulted` and `closing_has_time`. `written` holds aware moments
    and days under the names of ORDER, and may hold a day for a moment: it opens at 9:00, and closes with
    the office (`closes`, None where nobody said when). What is missing follows from what is there:

    closing 16 May (or the next day on which offices work) 17:00, opening 39 days before it, review from 3
    to 35 days after it, committee after 43, decision after 46, projects from the decision to 31 January,
    reports 30 days later.
    """
    found = dict(written)
    has_time = not _is_day(found.get("closes_at"))
    found = {name: _moment(name, value, closes) for name, value in found.items()}
    close = found.get("closes_at") or _at(next_office_day(date(fiscal_year, 5, 16)), CLOSING_HOUR)
    day = close.astimezone(JST).date()
    decided = found.get("decided_on") or day + timedelta(days=46)
    ends = found.get("project_to") or date(fiscal_year + 1, 1, 31)
    usual: dict[str, Any] = {
        "opens_at": _at(day - timedelta(days=39), OPENING_HOUR),
        "closes_at": close,
        "review_opens_at": _at(day + timedelta(days=3), OPENING_HOUR),
        "review_closes_at": _at(day + timedelta(days=35), CLOSING_HOUR),
        "committee_on": day + timedelta(days=43),
        "decided_on": decided,
        "project_from": decided,
        "project_to": ends,
        "report_due_on": ends + timedelta(days=30),
    }
    _draw_together(usual, found)
    return {
        **usual,
        **found,
        "defaulted": tuple(name for name in ORDER if name not in found),
        "closing_has_time": has_time,
    }


def _draw_together(usual: dict[str, Any], found: Mapping[str, Any]) -> None:
    """A date that is written pulls the defaults before it along, so that the order holds."""
    latest = found.get("decided_on") or found.get("committee_on")
    if latest is None:
        return
    meeting = found.get("committee_on") or min(usual["committee_on"], latest - timedelta(days=3))
    usual["committee_on"] = meeting
    ends = min(usual["review_closes_at"], _at(meeting - timedelta(days=1), CLOSING_HOUR))
    usual["review_closes_at"] = ends
    if usual["review_opens_at"] >= ends:
        usual["review_opens_at"] = usual["closes_at"] + timedelta(hours=1)
    if "decided_on" not in found:
        usual["decided_on"] = usual["project_from"] = meeting + timedelta(days=3)


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _moment(name: str, value: Any, closes: time | None) -> Any:
    if name not in MOMENTS or not _is_day(value):
        return value
    hours = {"closes_at": closes or CLOSING_HOUR, "review_closes_at": CLOSING_HOUR}
    return _at(value, hours.get(name, OPENING_HOUR))


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=JST)
