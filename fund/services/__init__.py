"""The writers of this room: the fund and its office, rounds and what they ask, and the year's money."""

from fund.services.asking import add_criterion, add_document_type, add_question
from fund.services.common import FutureDay, day_of, lock_round
from fund.services.copying import copy_round
from fund.services.loading import Loaded, load_call
from fund.services.mail import edit_letter, hold_round_mail, let_round_mail_go, move_letters, word_letters
from fund.services.office import (
    CONTACT,
    add_policy,
    add_staff,
    add_sub_fund,
    create_fund,
    end_staff,
    open_year,
    present_sub_fund,
    set_issuer,
    set_overflow,
    verify_group_account,
)
from fund.services.rounds import (
    PolicyFrozen,
    add_department,
    choose_policy,
    create_round,
    update_department,
    update_round,
)
from fund.services.turning import (
    cancel_round,
    close_due_rounds,
    open_due_rounds,
    prepare_round,
    publish_round,
)
from fund.services.versions import approve_amendment, drop_amendment, prepare_amendment
from fund.services.year import close_fiscal_year, overflow_named_groups, post_opening, prepare_year_close

__all__ = [
    "CONTACT",
    "FutureDay",
    "Loaded",
    "PolicyFrozen",
    "add_criterion",
    "add_department",
    "add_document_type",
    "add_policy",
    "add_question",
    "add_staff",
    "add_sub_fund",
    "approve_amendment",
    "cancel_round",
    "choose_policy",
    "close_due_rounds",
    "close_fiscal_year",
    "copy_round",
    "create_fund",
    "create_round",
    "day_of",
    "drop_amendment",
    "edit_letter",
    "end_staff",
    "hold_round_mail",
    "let_round_mail_go",
    "load_call",
    "lock_round",
    "move_letters",
    "open_due_rounds",
    "open_year",
    "overflow_named_groups",
    "post_opening",
    "prepare_amendment",
    "prepare_round",
    "prepare_year_close",
    "present_sub_fund",
    "publish_round",
    "set_issuer",
    "set_overflow",
    "update_department",
    "update_round",
    "verify_group_account",
    "word_letters",
]
