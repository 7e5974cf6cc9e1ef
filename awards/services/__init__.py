"""The writers of this room: decisions, offers, what changes or ends an award, reports, fixing and refunds."""

from awards.services.cancelling import approve_cancellation, drop_cancellation, prepare_cancellation
from awards.services.changing import (
    approve_change,
    ask_change,
    prepare_change,
    refuse_change,
    try_change,
    withdraw_change,
)
from awards.services.conditions import set_conditions
from awards.services.decisions import (
    approve_decisions,
    prepare_decisions,
    send_back_decisions,
)
from awards.services.designated import approve_designated, designate_award, drop_designated
from awards.services.fixing import approve_fixing, prepare_fixing, send_back_fixing
from awards.services.judging import accept_report, judge_rows, return_report
from awards.services.offers import accept_offer, activate_award, decline_offer, lapse_offers
from awards.services.projects import approve_archive, prepare_archive, settle_round, start_projects
from awards.services.refunding import receive_refund
from awards.services.releasing import prepare_letters, release_results
from awards.services.report_files import attach_file, remove_file, unpublish_photo
from awards.services.report_scanning import scan_report_files
from awards.services.reporting import (
    resubmit_report,
    save_report,
    start_report,
    start_reports,
    submit_report,
)
from awards.services.waitlist import approve_promotion, drop_promotion, expire_waitlists, promote_waitlist
from awards.services.waiving import approve_waiver, drop_waiver, prepare_waiver

__all__ = [
    "accept_offer",
    "accept_report",
    "activate_award",
    "approve_archive",
    "approve_cancellation",
    "approve_change",
    "approve_decisions",
    "approve_designated",
    "approve_fixing",
    "approve_promotion",
    "approve_waiver",
    "ask_change",
    "attach_file",
    "decline_offer",
    "designate_award",
    "drop_cancellation",
    "drop_designated",
    "drop_promotion",
    "drop_waiver",
    "expire_waitlists",
    "judge_rows",
    "lapse_offers",
    "prepare_archive",
    "prepare_cancellation",
    "prepare_change",
    "prepare_decisions",
    "prepare_fixing",
    "prepare_letters",
    "prepare_waiver",
    "promote_waitlist",
    "receive_refund",
    "refuse_change",
    "release_results",
    "remove_file",
    "resubmit_report",
    "return_report",
    "save_report",
    "scan_report_files",
    "send_back_decisions",
    "send_back_fixing",
    "set_conditions",
    "settle_round",
    "start_projects",
    "start_report",
    "start_reports",
    "submit_report",
    "try_change",
    "unpublish_photo",
    "withdraw_change",
]
