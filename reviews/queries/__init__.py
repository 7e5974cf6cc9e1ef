"""Reading reviews: what one reviewer may see (R8), the office's overview, and rankings (R9)."""

from reviews.queries.ranking import DepartmentRanking, content_hash, frozen_rows, ranking, rankings, true_ties
from reviews.queries.reviewing import (
    OpenedReview,
    ReviewLine,
    ScoresHidden,
    committee,
    conflicted_applications,
    criteria_of,
    find_department,
    opened_review,
    review_line,
    reviews_in_round,
    reviews_of,
    scales_of,
    shown_ranking,
)
from reviews.rules import RankedRow

__all__ = [
    "DepartmentRanking",
    "OpenedReview",
    "RankedRow",
    "ReviewLine",
    "ScoresHidden",
    "committee",
    "conflicted_applications",
    "content_hash",
    "criteria_of",
    "find_department",
    "frozen_rows",
    "opened_review",
    "ranking",
    "rankings",
    "review_line",
    "reviews_in_round",
    "reviews_of",
    "scales_of",
    "shown_ranking",
    "true_ties",
]
