"""The life of a donation (寄附)."""

from common.states import Lifecycle, Transition, rows

DONATION = Lifecycle(
    name="donation",
    label="寄附",
    states={
        "pledged": "申込",
        "pending": "決済処理中",
        "received": "受領",
        "earmarked": "指定確定",
        "receipted": "証明書発行済",
        "refunded": "返金",
        "failed": "不成立(決済)",
        "lapsed": "不成立(期限)",
    },
    initial="pledged",
    transitions=(
        Transition("pledged", "pending", "start_payment", "決済を始める", "D"),
        *rows(
            "pledged pending",
            "received",
            "receive",
            "受領する",
            "O",
            "posts to the ledger",
            "donation_thanks",
        ),
        Transition("pledged", "lapsed", "lapse", "期限切れとする", "S", "after 60 days"),
        Transition("pending", "failed", "fail", "不成立とする", "S"),
        Transition("received", "earmarked", "earmark", "指定を確定する", "O", "R11, R12: sub-fund accepts"),
        Transition(
            "earmarked", "receipted", "issue_receipt", "証明書を発行する", "O", "§7", "donation_receipt"
        ),
        *rows(
            "earmarked receipted",
            "refunded",
            "refund",
            "返金する",
            "O+P",
            "R12: only while not drawn by an award; a receipt is voided first",
            "donation_refunded",
        ),
    ),
)

RECEIPT = Lifecycle(
    name="receipt",
    label="受領証明書",
    states={"valid": "有効", "void": "無効"},
    initial="valid",
    transitions=(Transition("valid", "void", "void", "無効にする", "P", "R14: number, reason"),),
)

CITY_MATCH = Lifecycle(
    name="city_match",
    label="市の上乗せ",
    states={"prepared": "起案", "confirmed": "確定", "received": "入金済", "returned": "返納済"},
    initial="prepared",
    transitions=(
        Transition("prepared", "confirmed", "confirm", "確定する", "P", "R11, R14"),
        Transition("confirmed", "received", "receive", "入金を記録する", "O"),
        Transition("received", "returned", "return", "残りを返納する", "P", "R11: unspent"),
    ),
)
