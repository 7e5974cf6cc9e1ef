"""The writers of this room: drafts, submissions, the desk, documents, and what decisions leave here."""

from applications.services.assessing import assess_budget
from applications.services.correcting import ask_correction, expire_corrections, postpone_correction
from applications.services.documents import attach_document, remove_document, restore_document
from applications.services.drafting import create_application, discard, save_draft
from applications.services.extending import approve_extension, extend_deadline
from applications.services.filing import check_form
from applications.services.messages import mark_read, post_message
from applications.services.office import (
    accept_application,
    begin_review,
    find_ineligible,
    reopen,
)
from applications.services.outcomes import record_award_history, set_outcome, set_outcomes
from applications.services.paper import file_on_paper
from applications.services.reusing import copy_from, reuse_document, use_group_document
from applications.services.scanning import record_scan, scan_documents
from applications.services.submitting import resubmit, submit_application, take_back, withdraw
from applications.services.writing import say_writing

__all__ = [
    "accept_application",
    "approve_extension",
    "ask_correction",
    "assess_budget",
    "attach_document",
    "begin_review",
    "check_form",
    "copy_from",
    "create_application",
    "discard",
    "expire_corrections",
    "extend_deadline",
    "file_on_paper",
    "find_ineligible",
    "mark_read",
    "post_message",
    "postpone_correction",
    "record_award_history",
    "record_scan",
    "remove_document",
    "reopen",
    "restore_document",
    "resubmit",
    "reuse_document",
    "save_draft",
    "say_writing",
    "scan_documents",
    "set_outcome",
    "set_outcomes",
    "submit_application",
    "take_back",
    "use_group_document",
    "withdraw",
]
