"""R8 and R9 as pure functions: one reviewer's total, an application's score, who passes, who ranks where."""

from reviews.rules.conflicts import ReviewFacts, is_counted, may_list, may_open
from reviews.rules.passing import passing
from reviews.rules.plan import reviewer_full_mark
from reviews.rules.ranking import RankedRow, StageUndecided, TooFewReviewers, UnequalReviewers, ranked
from reviews.rules.scores import (
    KnownFacts,
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
from reviews.rules.tally import failed_stage_of
from reviews.rules.typed import read_points, read_sheet

__all__ = [
    "KnownFacts",
    "RankedRow",
    "Recorded",
    "ReviewFacts",
    "Scale",
    "ScoreSheet",
    "ScoringSetup",
    "StageUndecided",
    "TooFewReviewers",
    "UnequalReviewers",
    "asked",
    "failed_stage_of",
    "full_mark",
    "is_counted",
    "may_list",
    "may_open",
    "passing",
    "points_faults",
    "ranked",
    "read_points",
    "read_sheet",
    "reviewer_full_mark",
    "reviewer_total",
    "scale_back",
]
