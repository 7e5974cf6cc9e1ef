"""When things happen in the demo fund's open round, counted from today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from common.calendar import fiscal_year_bounds, fiscal_year_of
from common.clock import JST

SHORTEST_PROJECT = timedelta(days=21)


@dataclass(frozen=True)
class Days:
    """The open round's days around `today`."""

    today: date

    def at(self, days: int, hour: int = 9) -> datetime:
        return datetime.combine(self.on(days), time(hour), tzinfo=JST)

    def on(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def call(self) -> dict[str, Any]:
        """The round's dates: decided in five weeks, a month's projects inside the fiscal year, reports
        three weeks after. Where that year has no room left for a project, the decision waits for the next."""
        decided = self.on(35)
        year_ends = fiscal_year_bounds(fiscal_year_of(decided))[1]
        if year_ends - decided < SHORTEST_PROJECT:
            decided = year_ends + timedelta(days=1)
            year_ends = fiscal_year_bounds(fiscal_year_of(decided))[1]
        begin = decided + timedelta(days=1)
        end = min(begin + timedelta(days=30), year_ends)
        return {
            "opens_at": self.at(-14),
            "closes_at": self.at(14, 17),
            "review_opens_at": self.at(17),
            "review_closes_at": self.at(31, 17),
            "committee_on": self.on(33),
            "decided_on": decided,
            "project_from": begin,
            "project_to": end,
            "report_due_on": end + timedelta(days=21),
        }
