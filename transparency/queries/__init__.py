"""What everybody may read: a fund's figures, the results of a round, public gifts and where they went."""

from transparency.queries.figures import FiguresWithheld, SubFundFigures, YearFigures, figures
from transparency.queries.gifts import GiftJourney, Project, gift_journey, project, public_gifts
from transparency.queries.results import (
    DepartmentResults,
    ResultRow,
    RoundResults,
    released_rounds,
    results,
)

__all__ = [
    "DepartmentResults",
    "FiguresWithheld",
    "GiftJourney",
    "Project",
    "ResultRow",
    "RoundResults",
    "SubFundFigures",
    "YearFigures",
    "figures",
    "gift_journey",
    "project",
    "public_gifts",
    "released_rounds",
    "results",
]
