"""The writers of this room: the committee, declarations, scores, the meeting, and what is kept of it."""

from reviews.services.committee import appoint_member, assign_reviews, dismiss_member
from reviews.services.components import component_of, give_tokens, record_audience
from reviews.services.declaring import (
    approve_recusal,
    approve_undo_recusal,
    ask_undo_recusal,
    declare_no_conflict,
    drop_recusal,
    recuse_review,
)
from reviews.services.meeting import (
    decide_by_mean,
    decide_tie,
    set_committee_amount,
    shortlist_applications,
    write_minutes,
)
from reviews.services.recording import freeze_rankings, record_score
from reviews.services.scoring import release_review, reopen_review, save_scores, submit_review
from reviews.services.stages import decide_stage
from reviews.services.turning import admit_application, close_due_reviews, close_review, start_review

__all__ = [
    "admit_application",
    "appoint_member",
    "approve_recusal",
    "approve_undo_recusal",
    "ask_undo_recusal",
    "assign_reviews",
    "close_due_reviews",
    "close_review",
    "component_of",
    "decide_by_mean",
    "decide_stage",
    "decide_tie",
    "declare_no_conflict",
    "dismiss_member",
    "drop_recusal",
    "freeze_rankings",
    "give_tokens",
    "record_audience",
    "record_score",
    "recuse_review",
    "release_review",
    "reopen_review",
    "save_scores",
    "set_committee_amount",
    "shortlist_applications",
    "start_review",
    "submit_review",
    "write_minutes",
]
