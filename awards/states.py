"""The lives of a decision sheet, an award (交付決定), a change request, a report and a refund."""

from common.scan_states import scan_lifecycle
from common.states import Lifecycle, Transition, rows

DECISION_SHEET = Lifecycle(
    name="decision_sheet",
    label="決定案",
    states={"draft": "作成中", "prepared": "起案済", "approved": "決定済", "released": "通知済"},
    initial="draft",
    transitions=(
        Transition("draft", "prepared", "prepare", "起案する", "O", "R9, R10: ranking frozen, line drawn"),
        Transition("prepared", "draft", "send_back", "差し戻す", "P", "reason"),
        Transition("prepared", "approved", "approve", "承認する", "P", "R14: not the maker"),
        Transition(
            "approved",
            "released",
            "release",
            "結果を通知する",
            "O",
            "one moment for the whole round",
            "results",
        ),
    ),
)

AWARD = Lifecycle(
    name="award",
    label="交付決定",
    states={
        "offered": "内示",
        "active": "交付決定",
        "change_pending": "変更申請中",
        "abolished": "廃止",
        "cancelled": "取消",
        "reported": "実績報告済",
        "fixed": "額確定",
        "settled": "精算済",
        "declined_by_group": "辞退",
    },
    initial="offered",
    transitions=(
        Transition(
            "offered",
            "active",
            "activate",
            "内示を受けて決定とする",
            "G, then P",
            "within 14 days; a revised balanced budget if reduced",
            "decision_letter",
        ),
        Transition(
            "offered",
            "declined_by_group",
            "decline",
            "辞退する",
            "G",
            "the entry is reversed",
            "award_declined",
        ),
        Transition(
            "offered",
            "declined_by_group",
            "lapse",
            "期限切れで失効する",
            "S",
            "after the acceptance date",
            "award_declined",
        ),
        Transition(
            "active",
            "change_pending",
            "ask_change",
            "変更を申請する",
            "G",
            "a category moves by more than 20 %, or purpose, place, period",
        ),
        *rows(
            "change_pending",
            "active",
            "decide_change",
            "変更を決める",
            "O+P",
            "the award never rises",
            "change_decided",
        ),
        *rows(
            "active",
            "abolished",
            "abolish",
            "廃止を承認する",
            "G asks, P",
            "R5 up to that day",
            "abolition_approved",
        ),
        *rows(
            "active change_pending reported fixed settled",
            "cancelled",
            "cancel",
            "取り消す",
            "P + second P",
            "R6; false statement, other use, breach, antisocial forces",
            "cancellation_and_refund",
        ),
        Transition("active", "reported", "report", "実績報告を受ける", "O", "", ""),
        Transition("reported", "active", "return_report", "報告を差し戻す", "O", "", ""),
        Transition("reported", "fixed", "fix", "額を確定する", "O+P", "R5", "amount_fixed"),
        *rows(
            "fixed abolished cancelled",
            "settled",
            "settle",
            "精算を終える",
            "S",
            "paid − refunded = fixed; no open instalment",
        ),
    ),
)

CHANGE_REQUEST = Lifecycle(
    name="change_request",
    label="変更・廃止の申請",
    states={
        "asked": "申請中",
        "prepared": "起案済",
        "noted": "届出済",
        "approved": "承認",
        "refused": "不承認",
        "withdrawn": "取下げ",
    },
    initial="asked",
    transitions=(
        Transition(
            "asked",
            "noted",
            "note",
            "届け出を受ける",
            "S",
            "no category moves by more than the threshold; purpose, place and period stay",
            "change_noted",
        ),
        Transition("asked", "prepared", "prepare", "起案する", "O"),
        Transition("prepared", "approved", "approve", "承認する", "P", "R14"),
        Transition("prepared", "refused", "refuse", "承認しない", "P", "R14; reason"),
        *rows("asked prepared", "withdrawn", "withdraw", "取り下げる", "G"),
    ),
)

REPORT = Lifecycle(
    name="report",
    label="中間・実績報告",
    states={
        "not_due": "期限前",
        "due": "未提出",
        "draft": "作成中",
        "submitted": "提出済",
        "returned": "補正依頼",
        "accepted": "審査済",
        "fixed": "額確定",
    },
    initial="not_due",
    transitions=(
        Transition(
            "not_due",
            "due",
            "fall_due",
            "報告期に入る",
            "S",
            "project end, or 30 days before the due date",
            "report_due",
        ),
        Transition("due", "draft", "start", "書き始める", "G"),
        *rows(
            "due draft",
            "submitted",
            "submit",
            "提出する",
            "G",
            "rows, vouchers; overdue is a flag",
            "report_received",
        ),
        Transition("submitted", "returned", "return", "補正を依頼する", "O", "", "report_returned"),
        Transition(
            "submitted",
            "accepted",
            "accept",
            "審査を終える",
            "O",
            "every voucher row accepted, cut or questioned",
        ),
        Transition(
            "returned",
            "submitted",
            "resubmit",
            "補正して提出する",
            "G",
            "only the named rows",
            "report_received",
        ),
        Transition("accepted", "fixed", "fix", "額を確定する", "P", "R5", "amount_fixed"),
    ),
)

REPORT_FILE = scan_lifecycle("report_file", "報告のファイルの検査", "report_file_unusable")

FIXING = Lifecycle(
    name="amount_fixing",
    label="額の確定",
    states={"prepared": "起案済", "approved": "確定", "sent_back": "差戻し"},
    initial="prepared",
    transitions=(
        Transition("prepared", "approved", "approve", "確定する", "P", "R5, R14"),
        Transition("prepared", "sent_back", "send_back", "差し戻す", "P", "reason"),
        Transition("sent_back", "prepared", "prepare", "起案し直す", "O"),
    ),
)

REFUND = Lifecycle(
    name="refund",
    label="返還",
    states={"open": "返還待ち", "paid": "返還済", "void": "取消"},
    initial="open",
    transitions=(
        Transition("open", "paid", "complete", "返還を終える", "S", "R6: principal and interest in full"),
        Transition("open", "void", "void", "取り消す", "S", "a later cancellation takes its place"),
    ),
)

CANCELLATION = Lifecycle(
    name="cancellation",
    label="取消し",
    states={"prepared": "起案済", "approved": "決定", "dropped": "取下げ"},
    initial="prepared",
    transitions=(
        Transition("prepared", "approved", "approve", "取消しを決める", "second P", "R6, R14"),
        Transition("prepared", "dropped", "drop", "取り下げる", "P"),
    ),
)

WAIVER = Lifecycle(
    name="interest_waiver",
    label="加算金・延滞金の免除",
    states={"prepared": "起案済", "approved": "免除", "dropped": "取下げ"},
    initial="prepared",
    transitions=(
        Transition("prepared", "approved", "approve", "免除する", "P", "R6, R14: reason"),
        Transition("prepared", "dropped", "drop", "取り下げる", "O"),
    ),
)

PROMOTION = Lifecycle(
    name="promotion",
    label="補欠の繰上げ",
    states={"prepared": "起案済", "approved": "繰上げ", "dropped": "取下げ"},
    initial="prepared",
    transitions=(
        Transition(
            "prepared", "approved", "approve", "繰り上げる", "P", "R10, R14: not the maker", "decision"
        ),
        Transition("prepared", "dropped", "drop", "取り下げる", "O/P", "what was freed has changed"),
    ),
)
