"""The life of an application (申請)."""

from common.scan_states import scan_lifecycle
from common.states import Lifecycle, Transition, rows

APPLICATION = Lifecycle(
    name="application",
    label="申請",
    states={
        "draft": "下書き",
        "submitted": "提出済",
        "returned": "補正依頼中",
        "accepted": "受理",
        "under_review": "審査中",
        "shortlisted": "一次通過",
        "approved": "採択",
        "waitlisted": "補欠",
        "declined": "不採択",
        "ineligible": "対象外",
        "withdrawn": "取下げ",
        "discarded": "破棄",
    },
    initial="draft",
    transitions=(
        Transition(
            "draft",
            "submitted",
            "submit",
            "提出する",
            "G",
            "R7: complete, consents given, on time",
            "submitted",
        ),
        Transition("draft", "discarded", "discard", "破棄する", "G"),
        Transition("submitted", "draft", "take_back", "下書きに戻す", "G", "before the deadline"),
        Transition(
            "submitted",
            "returned",
            "ask_correction",
            "補正を依頼する",
            "O",
            "fields and date named",
            "correction_asked",
        ),
        Transition(
            "returned", "submitted", "resubmit", "補正して提出する", "G", "only the named fields", "submitted"
        ),
        Transition(
            "submitted",
            "accepted",
            "accept",
            "受理する",
            "O",
            "R3: checklist complete, assessed budget done",
            "accepted",
        ),
        *rows(
            "submitted accepted", "ineligible", "find_ineligible", "対象外とする", "O", "reason", "ineligible"
        ),
        Transition(
            "returned",
            "ineligible",
            "expire_correction",
            "補正期限切れ",
            "S",
            "the correction date has passed",
            "ineligible",
        ),
        Transition(
            "accepted", "under_review", "start_review", "審査に付す", "O", "the round's review starts"
        ),
        Transition(
            "under_review", "shortlisted", "shortlist", "一次通過とする", "C", "two stages only", "invitation"
        ),
        *rows("under_review shortlisted", "approved", "approve", "採択する", "C+P", "R1, R10", "decision"),
        *rows("under_review shortlisted", "waitlisted", "waitlist", "補欠とする", "C+P", "R10", "decision"),
        *rows(
            "under_review shortlisted waitlisted",
            "declined",
            "decline",
            "不採択とする",
            "C+P/S",
            "R9, R2; waitlist expiry",
            "decision",
        ),
        Transition(
            "waitlisted",
            "approved",
            "promote",
            "繰り上げる",
            "O+P",
            "R10: budget freed, in rank order",
            "decision",
        ),
        *rows(
            "submitted returned accepted under_review shortlisted approved",
            "withdrawn",
            "withdraw",
            "取り下げる",
            "G",
            "before the award is accepted",
            "withdrawn",
        ),
        *rows(
            "declined ineligible",
            "accepted",
            "reopen",
            "誤りを正して戻す",
            "P",
            "an error of ours, with reason",
        ),
    ),
)

SCAN = scan_lifecycle("attachment", "添付ファイルの検査", "document_unusable")

CORRECTION = Lifecycle(
    name="correction_request",
    label="補正依頼",
    states={"open": "依頼中", "answered": "回答済み", "expired": "期限切れ", "dropped": "取下げ"},
    initial="open",
    transitions=(
        Transition("open", "answered", "answer", "回答する", "G"),
        Transition("open", "expired", "expire", "期限切れとする", "S", "R7: after the date"),
        Transition("open", "dropped", "drop", "取り下げる", "O", "the application was withdrawn"),
    ),
)
