"""R8 and R9 as pure functions: one reviewer's total, an application's score, who passes, who ranks where."""

from reviews.rules.conflicts import ReviewFacts, is_counted, may_list, may_open
from reviews.rules.passing import measures, passing
from reviews.rules.ranking import RankedRow, TooFewReviewers, UnequalReviewers, ranked
from reviews.rules.scores import (
    Recorded,
    Scale,
    ScoreSheet,
    ScoringSetup,
    asked,
    full_mark,
    points_faults,
    reviewer_total,
    scale_back,
)
from reviews.rules.typed import read_points, read_sheet

__all__ = [
    "RankedRow",
    "Recorded",
    "ReviewFacts",
    "Scale",
    "ScoreSheet",
    "ScoringSetup",
    "TooFewReviewers",
    "UnequalReviewers",
    "asked",
    "full_mark",
    "is_counted",
    "may_list",
    "may_open",
    "measures",
    "passing",
    "points_faults",
    "ranked",
    "read_points",
    "read_sheet",
    "reviewer_total",
    "scale_back",
]
