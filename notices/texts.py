"""What letters say: one table, Japanese and English, filled from the notice's context.

Words that differ between municipal and private funds come in the context as `words` (fund.wording) and
are written `{words[decision]}` here. What a context lacks stays empty, so an old letter can be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter
from typing import Any, Final


@dataclass(frozen=True)
class Text:
    """Subject and body of one kind of letter in both languages (format strings over the context)."""

    ja: tuple[str, str]
    en: tuple[str, str]


class _Lenient(Formatter):
    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:
        try:
            return super().get_field(field_name, args, kwargs)
        except (KeyError, TypeError):
            return "", field_name


_FORMAT = _Lenient()

_BEHIND: Final = {
    "ja": "\n\nまちたねにサインインすると、くわしい内容をご覧いただけます。\n{fund}",
    "en": "\n\nSign in to Machitane for the details.\n{fund}",
}

GENERAL: Final = Text(
    ("お知らせがあります", "{title}\nまちたねに新しいお知らせがあります。"),
    ("There is news for you", "{title}\nThere is news for you in Machitane."),
)
"""For a kind that has no words of its own."""

TEXTS: Final[dict[str, Text]] = {
    "application_submitted": Text(
        (
            "申請を受け付けました({number})",
            "「{title}」の申請を受け付けました。\n受付番号: {number}\n受付日時: {submitted_at}\n"
            "提出内容の控え(SHA-256): {sha256}",
        ),
        (
            "We have your application ({number})",
            "Your application “{title}” has arrived.\nNumber: {number}\nReceived: {submitted_at}\n"
            "Fingerprint of what you filed (SHA-256): {sha256}",
        ),
    ),
    "application_correction": Text(
        (
            "申請の補正をお願いします({number})",
            "「{title}」について、{due_on}までに次の欄の補正をお願いします。\n{fields}\n\n{message}\n\n"
            "ほかの欄は、提出されたままで変わりません。",
        ),
        (
            "Please mend your application ({number})",
            "Please mend these fields of “{title}” by {due_on}.\n{fields}\n\n{message}\n\n"
            "All other fields stay as you filed them.",
        ),
    ),
    "application_correction_due": Text(
        (
            "補正の期限は{due_on}です({number})",
            "「{title}」の補正がまだ届いていません。{due_on}までにご提出ください。",
        ),
        (
            "Your correction is due on {due_on} ({number})",
            "We have not had the correction of “{title}” yet. Please send it by {due_on}.",
        ),
    ),
    "application_draft_due": Text(
        (
            "申請の締切は{closes_at}です",
            "「{title}」は下書きのままで、まだ提出されていません。締切は{closes_at}です。\n"
            "提出されるときは、余裕をもってお願いします。",
        ),
        (
            "Applications close at {closes_at}",
            "“{title}” is still a draft. Applications close at {closes_at}.\n"
            "If you wish to apply, please leave yourself some time.",
        ),
    ),
    "application_accepted": Text(
        (
            "申請を受理しました({number})",
            "「{title}」の書類がそろい、受理しました。このあと審査に進みます。",
        ),
        ("Your application is complete ({number})", "“{title}” is complete and will now be reviewed."),
    ),
    "application_ineligible": Text(
        (
            "申請について({number})",
            "「{title}」は、次の理由で対象外となりました。\n{reason}\n\nご不明な点は事務局へお尋ねください。",
        ),
        (
            "About your application ({number})",
            "“{title}” cannot be considered, for this reason:\n{reason}\n\n"
            "Please ask the office if anything is unclear.",
        ),
    ),
    "application_withdrawn": Text(
        ("取下げを承りました({number})", "「{title}」の申請の取下げを承りました。"),
        ("Your application is withdrawn ({number})", "We have noted that you withdrew “{title}”."),
    ),
    "application_reopened": Text(
        (
            "申請の扱いを改めました({number})",
            "事務局の誤りがあったため、「{title}」を受理の状態に戻しました。\n{reason}",
        ),
        (
            "Your application is open again ({number})",
            "We made a mistake; “{title}” is accepted again.\n{reason}",
        ),
    ),
    "deadline_extended": Text(
        (
            "申請の期限を延ばしました",
            "「{title}」の提出期限を{until}に延ばしました。\n理由: {reason}",
        ),
        ("Your deadline is later", "“{title}” may now be filed until {until}.\nReason: {reason}"),
    ),
    "offer": Text(
        (
            "{words[granting]}の内示({number})",
            "「{title}」に{amount}の{words[grant]}を内示します。\n"
            "{accept_by}までに、お受けになるかどうかをお知らせください。\n{conditions}",
        ),
        (
            "Offer of a {words[grant]} ({number})",
            "We offer {amount} for “{title}”.\nPlease tell us by {accept_by} whether you accept.\n"
            "{conditions}",
        ),
    ),
    "award_declined": Text(
        ("内示の辞退を承りました({number})", "「{title}」の内示は、お受けにならないものとして終わりました。"),
        ("The offer has ended ({number})", "The offer for “{title}” has ended without being accepted."),
    ),
    "decision_letter": Text(
        (
            "{words[decision_letter]}({number})",
            "「{title}」について、{amount}の{words[decision]}をしました({decided_on})。\n{conditions}",
        ),
        (
            "{words[decision_letter]} ({number})",
            "{words[decision]}: {amount} for “{title}” ({decided_on}).\n{conditions}",
        ),
    ),
    "bank_account_changed": Text(
        (
            "振込先の口座が登録・変更されました",
            "{group}の振込先口座(末尾 {number})が登録されました。7日間は使われません。\n"
            "お心当たりがないときは、すぐに事務局へお知らせください。",
        ),
        (
            "A bank account was entered",
            "An account ending in {number} was entered for {group}. It waits seven days.\n"
            "If you know nothing of this, please tell the office at once.",
        ),
    ),
    "donation_pledged": Text(
        (
            "寄附のお申込みをいただきました",
            "{donor} 様\n{fund}へ{amount}の寄附をお申込みいただき、ありがとうございます。\n"
            "お振込みなどの方法は、サインイン後の画面でご案内しています。",
        ),
        ("Thank you for your pledge", "Dear {donor},\nThank you for pledging {amount} to {fund}."),
    ),
    "donation_thanks": Text(
        (
            "ご寄附をありがとうございます",
            "{donor} 様\n{received_on}に{amount}のご寄附をいただきました。心からお礼を申し上げます。\n"
            "使いみち: {sub_fund}",
        ),
        (
            "Thank you for your gift",
            "Dear {donor},\nYour gift of {amount} reached us on {received_on}. Thank you.\nFor: {sub_fund}",
        ),
    ),
    "donation_receipt": Text(
        ("寄附金の受領証明書({number})", "{donor} 様\n{amount}のご寄附の受領証明書を用意しました。"),
        (
            "Your donation receipt ({number})",
            "Dear {donor},\nThe receipt for your gift of {amount} is ready.",
        ),
    ),
    "donation_refunded": Text(
        ("寄附をお返ししました", "{donor} 様\n{amount}をお返しする手続きをしました。"),
        ("Your gift was returned", "Dear {donor},\nWe have returned {amount} to you."),
    ),
}


def render(kind: str, context: dict[str, Any], language: str, *, name: str = "") -> tuple[str, str]:
    """Subject and body of a letter in `ja` or `en`. A subject is always one line."""
    text = TEXTS.get(kind, GENERAL)
    subject, body = text.ja if language == "ja" else text.en
    greeting = "" if not name else f"{name} 様\n\n" if language == "ja" else f"Dear {name},\n\n"
    if "{donor}" in body:
        greeting = ""
    fund = str(context.get("fund", ""))
    # An outer line break would end the header; nobody's title may write one of its own.
    subject = " ".join(_fill(subject, context).split())
    behind = _BEHIND["ja" if language == "ja" else "en"]
    head = f"[{fund}] " if fund else ""
    return f"{' '.join(head.split())}{' ' if head else ''}{subject}", (
        greeting + _fill(body, context).strip() + _fill(behind, {"fund": fund})
    ).rstrip() + "\n"


def _fill(template: str, context: dict[str, Any]) -> str:
    return _FORMAT.vformat(template, (), context)
