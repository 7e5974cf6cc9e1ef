"""What things are called in a municipal and in a private fund: one table, keyed by legal mode (§1).

Letters and screens ask here; none spells 補助金 or 助成金 itself.
"""

from __future__ import annotations

from typing import Final

MUNICIPAL, PRIVATE = "municipal", "private"

_TABLE: Final[dict[str, dict[str, tuple[str, str]]]] = {
    MUNICIPAL: {
        "grant": ("補助金", "subsidy"),
        "granting": ("交付", "granting"),
        "application_form": ("補助金交付申請書", "application for a subsidy"),
        "decision": ("交付決定", "decision to grant"),
        "decision_letter": ("交付決定通知書", "notice of decision"),
        "refusal": ("不交付決定", "decision not to grant"),
        "refusal_letter": ("不交付決定通知書", "notice of refusal"),
        "cancellation": ("交付決定の取消し", "cancellation of the decision"),
        "fixing": ("補助金の額の確定", "fixing of the subsidy's amount"),
        "fixing_letter": ("補助金確定通知書", "notice of the fixed amount"),
        "refund": ("返還命令", "order to repay"),
        "refund_sentence": ("次のとおり、補助金の返還を命じます。", "You are ordered to repay the subsidy:"),
        "payment_request": ("補助金請求書", "request for payment"),
        "surcharge": ("条例に基づく加算金", "surcharge under the ordinance"),
        "late_interest": ("条例に基づく延滞金", "late interest under the ordinance"),
        "rules": ("補助金等交付規則・要綱", "subsidy regulations and rules"),
        "agreement": ("", ""),
        "appeal": (
            "この決定に不服がある場合は、この決定があったことを知った日の翌日から起算して3か月以内に、"
            "審査請求をすることができます。",
            "You may request a review within three months from the day after you learn of this decision.",
        ),
    },
    PRIVATE: {
        "grant": ("助成金", "grant"),
        "granting": ("助成", "granting"),
        "application_form": ("助成金申請書", "application for a grant"),
        "decision": ("助成決定", "decision to grant"),
        "decision_letter": ("助成決定通知書", "notice of decision"),
        "refusal": ("不採択", "not selected"),
        "refusal_letter": ("選考結果通知書", "notice of the result"),
        "cancellation": ("助成決定の取消し", "cancellation of the decision"),
        "fixing": ("助成金額の確定", "fixing of the grant's amount"),
        "fixing_letter": ("助成金確定通知書", "notice of the fixed amount"),
        "refund": ("返還請求", "request to repay"),
        "refund_sentence": ("次のとおり、助成金の返還を請求します。", "Please repay the grant:"),
        "payment_request": ("助成金請求書", "request for payment"),
        "surcharge": ("要綱に定める加算金", "surcharge agreed in the guideline"),
        "late_interest": ("要綱に定める延滞金", "late interest agreed in the guideline"),
        "rules": ("助成要綱", "grant guideline"),
        "agreement": ("確認書・誓約書", "written confirmation"),
        "appeal": ("", ""),
    },
}


def wording(legal_mode: str, key: str, lang: str = "ja") -> str:
    """The fund's word for `key` in `ja` or `en`; empty where this kind of fund has no such thing.

    An unknown mode or key asserts.
    """
    assert legal_mode in _TABLE, legal_mode
    assert key in _TABLE[legal_mode], key
    ja, en = _TABLE[legal_mode][key]
    return ja if lang == "ja" else en


def words(legal_mode: str, lang: str = "ja") -> dict[str, str]:
    """The whole table of one kind of fund, for a letter's context."""
    return {key: wording(legal_mode, key, lang) for key in _TABLE[legal_mode]}
