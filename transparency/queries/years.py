"""The headline figures of a fund's year: what was raised and granted, the projects, and where 1,000 yen went.

All come from `figures`, so that no two pages can disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from common import clock
from common.calendar import fiscal_year_bounds
from common.money import share_out
from fund.models import Department, Fund
from transparency.queries.awards import standing_awards
from transparency.queries.figures import YearFigures, figures

NOT_GIVEN = ("city_match", "operations")
"""Kinds of sub-funds that hold no gifts: the city's money, and what the office runs on."""
SPLIT_OF = 1000


@dataclass(frozen=True)
class Split:
    """Where 1,000 yen of gifts (with what was left of the year before) went, and the yen behind it.

    granted + operations + kept = base; the thousandths add up to 1,000 (largest remainder).
    """

    granted: int
    operations: int
    kept: int

    @property
    def base(self) -> int:
        return self.granted + self.operations + self.kept

    @property
    def of_thousand(self) -> tuple[int, int, int]:
        """Of 1,000 yen: granted, operations, kept for the next round."""
        granted, operations, kept = share_out(SPLIT_OF, [self.granted, self.operations, self.kept])
        return granted, operations, kept


@dataclass(frozen=True)
class Headline:
    """A year in a few figures, in yen; `as_of` is the last day of closed books, otherwise today.

    `called` and `designated` count projects by how they were chosen; `budget` is what the year's calls
    set aside, 0 where they say nothing.
    """

    figures: YearFigures
    as_of: date
    budget: int
    called: int
    designated: int

    @property
    def received(self) -> int:
        """Gifts, refunds to donors taken off."""
        return self.figures.total("received")

    @property
    def matched(self) -> int:
        """The city's match, what went back to the city taken off."""
        return self.figures.total("matched")

    @property
    def raised(self) -> int:
        """集まったお金: gifts and the city's match."""
        return self.received + self.matched

    @property
    def granted(self) -> int:
        """助成したお金: paid to groups less what came back from them."""
        return self.figures.paid - self.figures.returned

    @property
    def projects(self) -> int:
        return self.called + self.designated

    @property
    def split(self) -> Split | None:
        return split_of(self.figures)


def split_of(year: YearFigures) -> Split | None:
    """Where the gifts of a year went; None where a part is below zero or nothing was there to go."""
    rows = [row for row in year.sub_funds if row.kind not in NOT_GIVEN]
    granted = sum(row.awarded - row.released for row in rows)
    operations = -sum(row.moved for row in rows)
    kept = sum(row.balance for row in rows) - sum(row.matched for row in rows)
    parts = (granted, operations, kept)
    return Split(*parts) if sum(parts) > 0 and min(parts) >= 0 else None


def headlines(fund: Fund) -> list[Headline]:
    """Every year of a fund, newest first. 6 queries, any size. Raises FiguresWithheld."""
    today = clock.today()
    found = figures(fund)
    kinds = standing_awards().filter(fund=fund).exclude(state="cancelled").order_by()
    counted = {
        row["fiscal_year__year"]: (row["called"], row["designated"])
        for row in kinds.values("fiscal_year__year").annotate(
            called=Count("pk", filter=Q(kind="application")),
            designated=Count("pk", filter=Q(kind="designated")),
        )
    }
    budgets = _budgets(fund)
    return [
        Headline(
            year,
            fiscal_year_bounds(year.year)[1] if year.closed else today,
            budgets.get(year.year, 0),
            *counted.get(year.year, (0, 0)),
        )
        for year in found
    ]


def _budgets(fund: Fund) -> dict[int, int]:
    """What the published calls of each year set aside, in yen. 1 query."""
    rows = Department.objects.filter(round__fund=fund, budget__isnull=False).exclude(
        round__state__in=("draft", "cancelled")
    )
    sums: dict[int, int] = {}
    for row in rows.select_related("round__fiscal_year"):
        if row.rules.offered:
            year = row.round.fiscal_year.year
            sums[year] = sums.get(year, 0) + (row.budget or 0)
    return sums


def chosen(years: list[Headline], year: int | None = None) -> Headline | None:
    """The year asked for; without one the newest whose books are closed, otherwise the newest."""
    if year is not None:
        return next((row for row in years if row.figures.year == year), None)
    closed = [row for row in years if row.figures.closed]
    return next(iter(closed or years), None)
