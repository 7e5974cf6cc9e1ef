"""The lives of an instalment (支払), a payment batch (振込バッチ) and a transfer (振込)."""

from common.states import Lifecycle, Transition, rows

INSTALMENT = Lifecycle(
    name="instalment",
    label="支払",
    states={
        "planned": "予定",
        "requested": "請求受付",
        "approved": "承認",
        "in_batch": "振込データ作成",
        "paid": "支払済",
        "failed": "振込不能",
        "void": "取消",
    },
    initial="planned",
    transitions=(
        Transition(
            "planned",
            "requested",
            "request",
            "請求する",
            "G",
            "R4: an award in force",
            "instalment_requested",
        ),
        Transition("requested", "planned", "take_back", "請求を取り下げる", "G"),
        Transition(
            "requested", "approved", "approve", "支払を承認する", "P", "R14: account verified, hold over"
        ),
        Transition(
            "approved", "in_batch", "batch", "振込バッチに入れる", "O", "one live transfer per instalment"
        ),
        Transition("in_batch", "approved", "unbatch", "バッチから戻す", "O", "batch void"),
        Transition("in_batch", "paid", "confirm", "支払済みとする", "B", "", "payment_made"),
        Transition("in_batch", "failed", "fail", "振込不能とする", "B", "", "payment_failed"),
        Transition(
            "failed", "approved", "retry", "口座を直して承認に戻す", "P", "after the account is corrected"
        ),
        *rows("planned requested approved", "void", "void", "取り消す", "S/O", "the award ended or changed"),
    ),
)

BATCH = Lifecycle(
    name="payment_batch",
    label="振込バッチ",
    states={
        "draft": "作成中",
        "prepared": "照合済",
        "approved": "承認済",
        "exported": "出力済",
        "confirmed": "完了",
        "void": "取消",
    },
    initial="draft",
    transitions=(
        Transition(
            "draft",
            "prepared",
            "prepare",
            "照合する",
            "O",
            "R14: totals equal the approved instalments, no held account; amounts frozen",
            "batch_prepared",
        ),
        Transition("prepared", "draft", "send_back", "差し戻す", "P"),
        Transition("prepared", "approved", "approve", "承認する", "P", "R14: neither maker nor related"),
        Transition("approved", "exported", "export", "振込データを出力する", "cashier", "file hash stored"),
        Transition(
            "exported",
            "confirmed",
            "confirm",
            "完了とする",
            "S",
            "every transfer confirmed or failed",
            "batch_confirmed",
        ),
        *rows("draft prepared approved", "void", "void", "取り消す", "O/P"),
    ),
)

TRANSFER = Lifecycle(
    name="transfer",
    label="振込",
    states={"listed": "作成中", "exported": "依頼済", "confirmed": "入金確認", "failed": "不能(組戻し)"},
    initial="listed",
    transitions=(
        Transition("listed", "exported", "export", "振込を依頼する", "cashier"),
        Transition("exported", "confirmed", "confirm", "入金を確認する", "B"),
        Transition("exported", "failed", "fail", "組戻しとする", "B"),
    ),
)
