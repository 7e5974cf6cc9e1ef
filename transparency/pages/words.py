"""How the public's pages say yen, days and parts, in Japanese and English; and what codes are called."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Final

from common.calendar import fiscal_year_label
from common.clock import JST
from fund.policy.phrases import share

WEEKDAYS: Final = ("月火水木金土日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NONE: Final = "—"


def yen(amount: int, lang: str = "ja") -> str:
    """363,000円, △13,000円; ¥363,000, −¥13,000."""
    if lang == "en":
        return f"−¥{-amount:,}" if amount < 0 else f"¥{amount:,}"
    return f"△{-amount:,}円" if amount < 0 else f"{amount:,}円"


def signed(amount: int, lang: str = "ja") -> str:
    """A difference: ＋4,300円, △15,000円, 0円."""
    return (
        f"＋{yen(amount, lang)}"
        if amount > 0 and lang == "ja"
        else (f"+{yen(amount, lang)}" if amount > 0 else yen(amount, lang))
    )


def day(value: date, lang: str = "ja", *, weekday: bool = True) -> str:
    """2026年5月15日（金）; 15 May 2026 (Fri)."""
    if lang == "en":
        plain = f"{value.day} {MONTHS[value.month - 1]} {value.year}"
        return f"{plain} ({WEEKDAYS[1][value.weekday()]})" if weekday else plain
    plain = f"{value.year}年{value.month}月{value.day}日"
    return f"{plain}（{WEEKDAYS[0][value.weekday()]}）" if weekday else plain


def moment(value: datetime, lang: str = "ja") -> str:
    """2026年5月15日（金）17:00 in Japanese time."""
    local = value.astimezone(JST)
    gap = " " if lang == "en" else ""
    return f"{day(local.date(), lang)}{gap}{local.hour}:{local:%M}"


def month(value: date, lang: str = "ja") -> str:
    return f"{MONTHS[value.month - 1]} {value.year}" if lang == "en" else f"{value.year}年{value.month}月"


def year(value: int, lang: str = "ja") -> str:
    """令和7年度; fiscal 2025."""
    return f"fiscal {value}" if lang == "en" else fiscal_year_label(value)


def part(rate: Fraction, lang: str = "ja") -> str:
    """経費の全額, 経費の4分の3まで."""
    if lang == "en":
        return "all of the cost" if rate == 1 else f"up to {rate} of the cost"
    return "経費の全額" if rate == 1 else f"経費の{share(rate)}まで"


def percent(amount: int, whole: int) -> str:
    """A part in whole per cent, cut; 「1％未満」 would be a lie as 0."""
    if whole <= 0:
        return NONE
    cut = amount * 100 // whole
    return f"{cut}%" if cut or not amount else "<1%"


# What the ledger's kinds and ours are called in public, Japanese and English.
PARTS: Final[dict[str, tuple[str, str]]] = {
    "donation": ("寄附", "Gift"),
    "donation_refund": ("寄附の返金", "Gift given back"),
    "gifts_masked": ("お名前か金額を公開していない寄附", "Gifts whose donors stay unnamed"),
    "hidden": ("金額を公開していない助成", "Grants whose amounts are not published"),
    "older": ("これより前の分", "Earlier ones"),
    "opening": ("前の年度からの繰越", "Carried over"),
    "carry_forward": ("前の年度からの繰越", "Carried over"),
    "match": ("市の負担金", "City match"),
    "match_adjust": ("市の負担金の減額", "City match lowered"),
    "match_return": ("市への返納", "Returned to the city"),
    "award": ("助成の決定", "Grant decided"),
    "award_reversal": ("助成の決定の取り下げ", "Decision reversed"),
    "award_change": ("助成額の変更", "Grant changed"),
    "payout": ("団体を指定した助成", "Designated grant"),
    "payment": ("団体への支払い", "Paid to the group"),
    "fixing": ("助成額の確定で戻った分", "Released when the amount was fixed"),
    "cancellation": ("取消しで戻った分", "Released on cancellation"),
    "refund_received": ("団体からの返還", "Paid back by the group"),
    "fee_transfer": ("運営費への振替", "To operations"),
    "card_payout": ("カードの決済手数料", "Card fee"),
    "transfer_fee": ("振込手数料", "Bank transfer fee"),
    "overflow": ("ほかの枠への振替", "Moved between sub-funds"),
    "transfer": ("ほかの枠への振替", "Moved between sub-funds"),
    "interest_income": ("預金の利息", "Interest"),
    "correction": ("訂正", "Correction"),
}
PLACES: Final[dict[str, tuple[str, str]]] = {
    "gifts": ("寄附", "Gifts"),
    "match": ("市の負担金", "City match"),
    "opening": ("前の年度からの繰越", "Carried over"),
    "other_in": ("ほかの枠や収入から", "Other sub-funds and income"),
    "operations": ("運営費", "Operations"),
    "moved": ("ほかの枠などへ", "Other sub-funds"),
    "kept": ("次の年度へ", "Kept for next year"),
    "others": ("そのほかの活動", "Other projects"),
}
PROGRESS: Final[dict[str, tuple[str, str]]] = {
    "doing": ("活動中", "Under way"),
    "reported": ("報告を確認中", "Report being read"),
    "done": ("終わりました", "Finished"),
    "stopped": ("取りやめ", "Stopped"),
}
TERMS: Final[dict[str, tuple[str, str]]] = {
    "rate_term": ("対象経費 × {rate}", "Eligible cost × {rate}"),
    "award": ("決定した額", "Amount decided"),
    "shortfall": ("事業費 − ほかの収入", "Cost − other income"),
}
VERDICTS: Final[dict[str, tuple[str, str]]] = {
    "accepted": ("対象経費として認めた額", "Accepted as eligible"),
    "disallowed": ("認めなかった額", "Not accepted"),
    "ineligible": ("対象外の経費", "Not eligible"),
}
STEPS: Final[dict[str, tuple[str, str]]] = {
    "filed": ("申請を受け付けました", "Application received"),
    "decided": ("助成を決定しました", "Grant decided"),
    "advance": ("概算払をしました", "Paid in advance"),
    "final": ("精算払をしました", "Final payment made"),
    "paid": ("団体に支払いました", "Paid to the group"),
    "reported": ("実績報告が届きました", "Report received"),
    "fixed": ("助成額を確定しました", "Amount fixed"),
    "returned": ("団体から返還がありました", "Paid back by the group"),
    "report_due": ("実績報告の期限", "Report due"),
}
TASKS: Final[dict[str, tuple[str, str]]] = {
    "group": ("団体の情報", "Your group"),
    "project": ("活動の内容", "Your project"),
    "plan": ("計画と日程", "Plan and dates"),
    "budget": ("予算", "Budget"),
    "files": ("添付する書類", "Documents"),
    "consents": ("同意すること", "Consents"),
    "check": ("内容の確認と提出", "Check and submit"),
}
TABLES: Final = {
    "parts": PARTS, "places": PLACES, "progress": PROGRESS, "terms": TERMS, "verdicts": VERDICTS,
    "steps": STEPS, "tasks": TASKS,
}  # fmt: skip


def called(table: str, code: str, lang: str = "ja") -> str:
    """A code's name in a table; the code itself where it has none."""
    return TABLES[table].get(code, (code, code))[lang == "en"]
