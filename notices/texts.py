"""What letters say: one table, Japanese and English, filled from the notice's context.

Words that differ between municipal and private funds come in the context as `words` (fund.wording) and
are written `{words[decision]}` here. What a context lacks stays empty, so an old letter can be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from string import Formatter
from typing import Any, Final

from common.calendar import wareki_long, wareki_moment
from common.clock import JST
from common.money import yen


@dataclass(frozen=True)
class Text:
    """Subject and body of one kind of letter in both languages (format strings over the context)."""

    ja: tuple[str, str]
    en: tuple[str, str]


class _Filling(Formatter):
    """Fills placeholders in one language; what a context lacks stays empty, so an old letter can be read.

    `{due_on:day}`, `{closes_at:moment}` and `{left:yen}` write a day, a moment and an amount out.
    """

    def __init__(self, language: str) -> None:
        self.japanese = language == "ja"

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:
        name, _, key = field_name.rstrip("]").partition("[")
        value = kwargs.get(name, "")
        if key:
            value = value.get(key, "") if isinstance(value, dict) else ""
        return value, field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "yen" and isinstance(value, int):
            return yen(value) if self.japanese else f"{value:,} yen"
        if format_spec == "day" and value:
            day = date.fromisoformat(value)
            return wareki_long(day) if self.japanese else f"{day:%A, {day.day} %B %Y}"
        if format_spec == "moment" and value:
            at = datetime.fromisoformat(value)
            at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(JST)
            return wareki_moment(at) if self.japanese else f"{at:%H:%M on %A, {at.day} %B %Y}"
        return str(value)


_BEHIND: Final = {
    "ja": "\n\nまちたねにサインインすると、くわしい内容をご覧いただけます。\n{fund}",
    "en": "\n\nSign in to Machitane for the details.\n{fund}",
}

GENERAL: Final = Text(
    ("お知らせがあります", "{title}\nまちたねに新しいお知らせがあります。"),
    ("There is news for you", "{title}\nThere is news for you in Machitane."),
)
"""For a kind that has no words of its own."""

SECRET: Final = frozenset(
    {"sign_in_code", "email_code", "invitation", "gift_by_bank", "gift_in_cash", "gift_link", "gift_claim"}
)
"""Kinds whose context opens a door: it is wiped once the letter is sent, and its text is not kept."""

PLAIN: Final = frozenset(
    {
        "sign_in_code", "email_code", "unknown_account", "account_exists", "invitation",
        "gift_by_bank", "gift_in_cash", "gift_link", "gift_claim",
    }
)  # fmt: skip
"""Kinds for people who are not signed in: nothing of "sign in for the details" behind them."""

TEXTS: Final[dict[str, Text]] = {
    "sign_in_code": Text(
        (
            "サインインのコード",
            "サインインの画面に、次のコードを入れてください。\n\n    {code}\n\n15分のあいだ使えます。"
            "心当たりがないときは、このメールは捨ててください。コードをだれかに教えることはありません。",
        ),
        (
            "Your sign-in code",
            "Type this code into the sign-in page.\n\n    {code}\n\nIt works for 15 minutes. If you did not "
            "ask for it, throw this letter away. Nobody will ever ask you for the code.",
        ),
    ),
    "email_code": Text(
        (
            "メールアドレスの確認コード",
            "メールアドレスを確かめるため、次のコードを画面に入れてください。\n\n    {code}\n\n"
            "15分のあいだ使えます。心当たりがないときは、このメールは捨ててください。",
        ),
        (
            "Confirm your e-mail address",
            "Type this code to confirm your e-mail address.\n\n    {code}\n\nIt works for 15 minutes. If you "
            "did not ask for it, throw this letter away.",
        ),
    ),
    "unknown_account": Text(
        (
            "このメールアドレスは登録されていません",
            "どなたかがこのアドレスでサインインしようとしましたが、登録がありません。\n"
            "ご本人でしたら、はじめに利用者登録をしてください。心当たりがないときは、何もしなくてかまいません。",
        ),
        (
            "This address is not registered",
            "Somebody tried to sign in with this address, but nobody is registered under it.\n"
            "If it was you, please register first. If not, there is nothing to do.",
        ),
    ),
    "account_exists": Text(
        (
            "すでに登録されています",
            "どなたかがこのアドレスで利用者登録をしようとしましたが、すでに登録されています。\n"
            "ご本人でしたら、サインインしてください。心当たりがないときは、何もしなくてかまいません。",
        ),
        (
            "You are registered already",
            "Somebody tried to register this address, but it is registered already.\n"
            "If it was you, please sign in. If not, there is nothing to do.",
        ),
    ),
    "invitation": Text(
        (
            "「{place}」へのご招待({role})",
            "{inviter}さんが、あなたを「{place}」に{role}としてお招きしています。\n"
            "次のアドレスを開き、このメールが届いたアドレスでサインイン(はじめての方は利用者登録)してください。\n\n"
            "    {link}\n\n{until}まで使えます。心当たりがないときは、何もしなくてかまいません。",
        ),
        (
            "An invitation to {place} ({role})",
            "{inviter} invites you to {place} as {role}.\nOpen this address and sign in (or register) with "
            "the e-mail address that this letter came to.\n\n    {link}\n\nIt works until {until}. If you do "
            "not know what this is about, there is nothing to do.",
        ),
    ),
    "account_changed": Text(
        (
            "登録内容の変更: {change_ja}",
            "{change_ja}。\n心当たりがないときは、すぐに事務局へお知らせください。",
        ),
        (
            "A change to your account: {change_en}",
            "For your account, {change_en}.\nIf it was not you, tell the office at once.",
        ),
    ),
    "application_submitted": Text(
        (
            "申請を受け付けました({number})",
            "「{title}」の申請を受け付けました。\n受付番号: {number}\n受付日時: {submitted_at}\n"
            "提出内容の控え(SHA-256): {sha256}\n\n"
            "提出した内容のPDFと受付票は、申請の画面からいつでも受け取れます。",
        ),
        (
            "We have your application ({number})",
            "Your application “{title}” has arrived.\nNumber: {number}\nReceived: {submitted_at}\n"
            "Fingerprint of what you filed (SHA-256): {sha256}\n\n"
            "The PDF of what you filed and a receipt slip are on the application's page.",
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
    "application_correction_postponed": Text(
        (
            "補正の期限を延ばしました({number})",
            "「{title}」の補正の期限を{due_on}まで延ばしました。\n理由: {reason}",
        ),
        (
            "Your correction may come later ({number})",
            "The correction of “{title}” is now due by {due_on}.\nReason: {reason}",
        ),
    ),
    "application_correction_due": Text(
        (
            "補正の期限は{due_on:day}です({number})",
            "「{title}」の補正がまだ届いていません。{due_on:day}までにご提出ください。",
        ),
        (
            "Your correction is due on {due_on:day} ({number})",
            "We have not had the correction of “{title}” yet. Please send it by {due_on:day}.",
        ),
    ),
    "application_draft_due": Text(
        (
            "申請の締切は{closes_at:moment}です",
            "{group}の「{round}」({department})への申請は下書きのままで、まだ提出されていません。\n"
            "締切は{closes_at:moment}です。"
            "提出されるときは、余裕をもってお願いします。",
        ),
        (
            "Applications close at {closes_at:moment}",
            "The application of {group} to “{round}” ({department}) is still a draft.\n"
            "Applications close at {closes_at:moment}. "
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
    "message_to_group": Text(
        (
            "事務局からメッセージが届いています({number})",
            "受付番号{number}の申請について、事務局からメッセージが届いています。",
        ),
        (
            "The office has written to you ({number})",
            "The office has written to you about the application {number}.",
        ),
    ),
    "message_to_office": Text(
        (
            "申請団体からメッセージが届いています({number})",
            "受付番号{number}の申請({round})について、申請団体からメッセージが届いています。",
        ),
        (
            "A group has written to you ({number})",
            "The group has written to you about the application {number} ({round}).",
        ),
    ),
    "document_unusable": Text(
        (
            "添付書類を確かめてください({number})",
            "「{title}」の添付書類「{file}」は、提出のあとの検査で「{state}」となりました。このファイルは使えません。\n"
            "手元のファイルを確かめて、別のファイルをご用意ください。差し替えのしかたは事務局からお知らせします。",
        ),
        (
            "Please check a document ({number})",
            "“{file}” of “{title}” was scanned after you filed it. It may carry a virus, or does not open, "
            "so it cannot be used.\nPlease check your file and have another one ready. The office will tell "
            "you how to replace it.",
        ),
    ),
    "document_unusable_office": Text(
        (
            "使えない添付書類があります({number})",
            "「{title}」の添付書類「{file}」は、提出のあとの検査で「{state}」となりました。\n"
            "添付書類の補正を依頼してください。このままでは受理できません。",
        ),
        (
            "A document cannot be used ({number})",
            "“{file}” of “{title}” was scanned after it was filed: it may carry a virus, or does not open.\n"
            "Please ask the group to correct its documents; the application cannot be accepted as it is.",
        ),
    ),
    "call_amended": Text(
        (
            "募集要項を変更しました({round})",
            "「{round}」の募集要項を次のとおり変更しました。\n\n{changes}\n\n{notice}",
        ),
        ("The call has changed ({round})", "“{round}” has changed:\n\n{changes}\n\n{notice}"),
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
    "application_shortlisted": Text(
        (
            "一次審査の結果について({number})",
            "「{title}」は一次審査を通過しました。次の審査は下記のとおりです。\n{message}",
        ),
        (
            "About the first stage ({number})",
            "“{title}” goes on to the second stage, as follows.\n{message}",
        ),
    ),
    "review_assigned": Text(
        (
            "審査をお願いします({round})",
            "{round}の申請{count}件の審査をお願いします。はじめに、申請ごとに利害関係の申告をお願いします。\n"
            "採点の締切は{closes_at}です。",
        ),
        (
            "Applications for you to review ({round})",
            "{count} applications of {round} wait for your review. Please declare your interest first.\n"
            "Scoring closes at {closes_at}.",
        ),
    ),
    "review_started": Text(
        (
            "採点を始められます({round})",
            "{round}の審査を始めました。採点の締切は{closes_at}です。",
        ),
        ("Scoring has begun ({round})", "You may now score {round}. Scoring closes at {closes_at}."),
    ),
    "review_due": Text(
        (
            "採点の締切は{closes_at:moment}です({round})",
            "{round}の審査のうち、{count}件がまだ提出されていません。{closes_at:moment}までにお願いします。",
        ),
        (
            "Scoring closes at {closes_at:moment} ({round})",
            "{count} of your reviews for {round} are not handed in yet.\n"
            "Scoring closes at {closes_at:moment}.",
        ),
    ),
    "review_recused": Text(
        (
            "委員が除斥になりました({number})",
            "「{title}」({number})の審査から、委員{member}が除斥になりました。提出済みの点は数えません。",
        ),
        (
            "A reviewer is excluded ({number})",
            "Reviewer {member} is excluded from “{title}” ({number}). Scores given do not count.",
        ),
    ),
    "review_recusal_undone": Text(
        (
            "除斥を取り消しました({number})",
            "「{title}」({number})について、委員{member}の除斥を取り消しました。",
        ),
        (
            "An exclusion is undone ({number})",
            "Reviewer {member} may review “{title}” ({number}) again.",
        ),
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
    "result_waitlisted": Text(
        (
            "審査の結果({number})",
            "「{title}」は補欠({position}位)となりました。\n"
            "予算に空きが出たときは、順位の順にあらためてご連絡します。",
        ),
        (
            "Result of your application ({number})",
            "“{title}” is on the waiting list (place {position}).\n"
            "We will write to you in order of rank should money become free.",
        ),
    ),
    "result_declined": Text(
        (
            "{words[refusal_letter]}({number})",
            "「{title}」は審査の結果、{words[refusal]}となりました。\n理由: {result}\n{words[appeal]}",
        ),
        (
            "{words[refusal_letter]} ({number})",
            "“{title}” was not selected.\nReason: {result}\n{words[appeal]}",
        ),
    ),
    "change_decided": Text(
        (
            "変更の申請について({number})",
            "「{title}」の変更の申請を、{result}としました。いまの決定額は{amount}です。\n{reason}\n"
            "お返しいただく額: {refund}",
        ),
        (
            "Your request for a change ({number})",
            "Your request about “{title}” was decided: {result}. The award is now {amount}.\n{reason}\n"
            "To be paid back: {refund}",
        ),
    ),
    "change_noted": Text(
        (
            "変更の届け出を受け付けました({number})",
            "「{title}」の変更の届け出を受け付けました。事務局の承認はいりません。このまま進めてください。\n{reason}",
        ),
        (
            "We have your notice of a change ({number})",
            "Your notice about “{title}” has arrived. It needs no approval; please go on.\n{reason}",
        ),
    ),
    "report_file_unusable": Text(
        (
            "報告のファイルを確かめてください({number})",
            "「{title}」の報告に添えた「{file}」は、検査で「{state}」となりました。このファイルは使えません。\n"
            "手元のファイルを確かめて、別のファイルをご用意ください。",
        ),
        (
            "Please check a file of your report ({number})",
            "“{file}”, sent with the report on “{title}”, was scanned: it may carry a virus, or does not "
            "open, so it cannot be used.\nPlease check your file and have another one ready.",
        ),
    ),
    "abolition_approved": Text(
        (
            "事業の廃止を承認しました({number})",
            "「{title}」の廃止を承認しました。\n"
            "これまでにかかった費用の実績報告を、{due_on}までにご提出ください。",
        ),
        (
            "Your project has ended ({number})",
            "We have approved that “{title}” ends.\nPlease report by {due_on} what it cost so far.",
        ),
    ),
    "cancellation_and_refund": Text(
        (
            "{words[cancellation]}({number})",
            "「{title}」について、{words[cancellation]}をしました。\n理由: {reason}\n"
            "{words[refund]}: {refund}(期限 {due_on})\n"
            "受け取った日からの{words[surcharge]}が加わります。\n{words[appeal]}",
        ),
        (
            "{words[cancellation]} ({number})",
            "{words[cancellation]}: “{title}”.\nReason: {reason}\n"
            "{words[refund]}: {refund} by {due_on}, with {words[surcharge]} from the day of receipt.\n"
            "{words[appeal]}",
        ),
    ),
    "award_offer_due": Text(
        (
            "内示へのお返事の期限は{accept_by:day}です({number})",
            "「{title}」への内示({amount:yen})のお返事がまだ届いていません。{accept_by:day}を過ぎると失効します。",
        ),
        (
            "Please answer our offer by {accept_by:day} ({number})",
            "We have not heard whether you accept {amount:yen} for “{title}”.\n"
            "The offer ends after {accept_by:day}.",
        ),
    ),
    "award_report_due": Text(
        (
            "報告書の期限は{due_on:day}です({number})",
            "「{title}」の報告がまだ届いていません。{due_on:day}までにご提出ください。",
        ),
        (
            "Your report is due on {due_on:day} ({number})",
            "We have not had the report on “{title}” yet. Please send it by {due_on:day}.",
        ),
    ),
    "award_report_overdue": Text(
        (
            "報告書の期限({due_on:day})を過ぎています({number})",
            "「{title}」の報告がまだ届いていません。できるだけ早くご提出ください。",
        ),
        (
            "Your report was due on {due_on:day} ({number})",
            "We have not had the report on “{title}” yet. Please send it as soon as you can.",
        ),
    ),
    "award_refund_due": Text(
        (
            "返還の期限は{due_on:day}です({number})",
            "「{title}」の返還の残りは{left:yen}です。{due_on:day}までにお振り込みください。",
        ),
        (
            "Please pay back by {due_on:day} ({number})",
            "{left:yen} are still to be paid back for “{title}”. Please pay by {due_on:day}.",
        ),
    ),
    "award_refund_overdue": Text(
        (
            "返還の期限({due_on:day})を過ぎています({number})",
            "「{title}」の返還の残りは{left:yen}です。お支払いの日まで延滞金がかかります。",
        ),
        (
            "Your refund was due on {due_on:day} ({number})",
            "{left:yen} are still to be paid back for “{title}”.\n"
            "Late interest runs until the day of payment.",
        ),
    ),
    "report_due": Text(
        (
            "報告書の時期になりました({number})",
            "「{title}」の報告書を{due_on}までにご提出ください。\n"
            "支出の明細と領収書、その他の収入をご用意ください。",
        ),
        (
            "Your report is due ({number})",
            "Please report on “{title}” by {due_on}.\n"
            "You need the rows of what was spent, the receipts, and all other income.",
        ),
    ),
    "report_received": Text(
        (
            "報告書を受け付けました({number})",
            "「{title}」の報告書を受け付けました({submitted_on})。\n事務局が内容を確かめます。",
        ),
        (
            "We have your report ({number})",
            "Your report on “{title}” has arrived ({submitted_on}). The office will go through it.",
        ),
    ),
    "report_returned": Text(
        (
            "報告書の補正をお願いします({number})",
            "「{title}」の報告書について、次のところの補正をお願いします。\n{rows}\n\n{message}\n\n"
            "ほかの行は、提出されたままで変わりません。",
        ),
        (
            "Please mend your report ({number})",
            "Please mend these parts of your report on “{title}”.\n{rows}\n\n{message}\n\n"
            "All other rows stay as you filed them.",
        ),
    ),
    "amount_fixed": Text(
        (
            "{words[fixing_letter]}({number})",
            "「{title}」について、{words[fixing]}を行いました。\n確定額: {fixed}\n"
            "お支払い済みの額: {paid}\nこれからお支払いする額: {top_up}",
        ),
        (
            "{words[fixing_letter]} ({number})",
            "{words[fixing]}: {fixed} for “{title}”.\nPaid so far: {paid}\nStill to be paid: {top_up}",
        ),
    ),
    "refund_ordered": Text(
        (
            "{words[refund]}({number})",
            "「{title}」の{words[grant]}は、お支払い済みの額{paid}が確定額{fixed}を上回りました。\n"
            "{refund}を{due_on}までにお返しください。期限を過ぎると、{words[late_interest]}がかかることがあります。",
        ),
        (
            "{words[refund]} ({number})",
            "For “{title}” {paid} were paid and {fixed} fixed. Please pay {refund} back by {due_on}.\n"
            "After that day there may be interest ({words[late_interest]}).",
        ),
    ),
    "refund_received": Text(
        (
            "返還金を受け取りました({number})",
            "「{title}」の返還金{refund}を{received_on}に受け取りました(ほかに加算金・延滞金 {interest})。\n"
            "返還の残り: {left}",
        ),
        (
            "We have your repayment ({number})",
            "{refund} for “{title}” came in on {received_on}, and {interest} of interest.\n"
            "Still to be paid back: {left}",
        ),
    ),
    "interest_waived": Text(
        (
            "{interest}を免除しました({number})",
            "「{title}」の返還について、これからお返しいただく分の{interest}を免除しました。\n理由: {reason}",
        ),
        (
            "Interest is waived ({number})",
            "For what you still pay back for “{title}” this is waived: {interest}.\nReason: {reason}",
        ),
    ),
    "instalment_requested": Text(
        (
            "請求を受け付けました({number})",
            "「{title}」の{kind}{amount}の請求を受け付けました。\n事務局の確認のあと、登録された口座に振り込みます。",
        ),
        (
            "We have your request for payment ({number})",
            "Your request for {amount} for “{title}” has arrived.\n"
            "After the office has checked it, it will be paid to the account you registered.",
        ),
    ),
    "payment_made": Text(
        ("お振込みしました({number})", "「{title}」の{kind}{amount}を{paid_on}に振り込みました。"),
        ("You have been paid ({number})", "{amount} for “{title}” was paid to your account on {paid_on}."),
    ),
    "payment_failed": Text(
        (
            "振込ができませんでした({number})",
            "「{title}」({group})への{amount}の振込が、銀行から戻りました。\n理由: {reason}\n\n"
            "団体の代表者または会計の方が口座を登録し直し、事務局が確認したあと、もう一度振り込みます。",
        ),
        (
            "A payment came back ({number})",
            "The bank returned {amount} for “{title}” ({group}).\nReason: {reason}\n\n"
            "The group's representative or treasurer enters the account anew; once the office has verified "
            "it, it is paid again.",
        ),
    ),
    "batch_prepared": Text(
        (
            "振込バッチ{number}の承認をお願いします",
            "振込バッチ{number}の照合が済みました。\n{count}件 {total}、振込日 {pay_on}\n"
            "内容を確かめて、承認または差し戻しをしてください。",
        ),
        (
            "Payment batch {number} awaits approval",
            "Payment batch {number} has been checked: {count} transfers, {total}, to be paid on {pay_on}.\n"
            "Please approve it or send it back.",
        ),
    ),
    "batch_confirmed": Text(
        (
            "振込バッチ{number}が完了しました",
            "振込バッチ{number}({count}件 {total}、振込日 {pay_on})の結果がそろいました。\n"
            "組戻し: {failed}件",
        ),
        (
            "Payment batch {number} is complete",
            "The results of payment batch {number} are in: {count} transfers, {total}, paid on {pay_on}.\n"
            "Returned: {failed}",
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
    "gift_by_bank": Text(
        (
            "寄附のお申込みをいただきました(受付番号 {reference})",
            "{donor} 様\n{fund}へ{amount}の寄附をお申込みいただき、ありがとうございます。\n\n"
            "使いみち: {sub_fund}\n受付番号: {reference}\n\n"
            "{pay_by:day}までに、次の口座へお振込みください。\n{account}\n\n"
            "お振込みの名義は、次のように受付番号を先に書いてください。\n    {payer}\n\n"
            "お申込みの内容は、次のページでご覧になれます。{until:day}まで開けます。\n{link}\n\n"
            "お心当たりがないときは、このメールを捨ててください。お振込みがなければ、何も起こりません。\n{office}",
        ),
        (
            "Thank you for your pledge (reference {reference})",
            "Dear {donor},\nThank you for pledging {amount} to {fund}.\n\nFor: {sub_fund}\n"
            "Reference: {reference}\n\nPlease transfer it by {pay_by:day} to\n{account}\n\n"
            "Write the reference first in the payer's name:\n    {payer}\n\n"
            "What you entered is at this page until {until:day}:\n{link}\n\n"
            "If you know nothing of this, throw this letter away: without a transfer nothing happens."
            "\n{office}",
        ),
    ),
    "gift_in_cash": Text(
        (
            "寄附のお申込みをいただきました(受付番号 {reference})",
            "{donor} 様\n{fund}へ{amount}の寄附をお申込みいただき、ありがとうございます。\n\n"
            "使いみち: {sub_fund}\n受付番号: {reference}\n\n"
            "{pay_by:day}までに、事務局の窓口へお持ちください。受付番号をお知らせください。\n{office}\n\n"
            "お申込みの内容は、次のページでご覧になれます。{until:day}まで開けます。\n{link}\n\n"
            "お心当たりがないときは、このメールを捨ててください。",
        ),
        (
            "Thank you for your pledge (reference {reference})",
            "Dear {donor},\nThank you for pledging {amount} to {fund}.\n\nFor: {sub_fund}\n"
            "Reference: {reference}\n\nPlease bring it to the office by {pay_by:day} and tell the reference."
            "\n"
            "{office}\n\nWhat you entered is at this page until {until:day}:\n{link}\n\n"
            "If you know nothing of this, throw this letter away.",
        ),
    ),
    "gift_link": Text(
        (
            "寄附のお申込みのページ",
            "受付番号 {reference} のお申込みは、次のページでご覧になれます。{until:day}まで開けます。\n"
            "{link}\n\n"
            "お心当たりがないときは、このメールを捨ててください。\n{office}",
        ),
        (
            "The page of your pledge",
            "Your pledge {reference} is at this page until {until:day}:\n{link}\n\n"
            "If you did not ask for this, throw this letter away.\n{office}",
        ),
    ),
    "gift_claim": Text(
        (
            "このメールアドレスでの寄附を記録に加える",
            "このメールアドレスでの寄附を、ログイン中の記録に加えるには、次のページを開いてください。"
            "{until:day}まで開けます。\n{link}\n\n"
            "お心当たりがないときは、開かずに、このメールを捨ててください。",
        ),
        (
            "Add the gifts made with this address",
            "To add the gifts made with this address to the record you are signed in to, open this page by "
            "{until:day}:\n{link}\n\nIf you did not ask for this, throw this letter away.",
        ),
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
    "receipt_reissue_asked": Text(
        (
            "受領証明書の再発行を頼まれています({receipt})",
            "{donor} 様から、受領証明書 {receipt} (寄附 {number}、{amount})の再発行を頼まれています。\n"
            "再発行すると、寄附者にお知らせします。",
        ),
        (
            "A donor asks for a receipt again ({receipt})",
            "{donor} asks you to issue receipt {receipt} again (gift {number}, {amount}).\n"
            "The donor is told when you have.",
        ),
    ),
    "donation_refunded": Text(
        ("寄附をお返ししました", "{donor} 様\n{amount}をお返しする手続きをしました。"),
        ("Your gift was returned", "Dear {donor},\nWe have returned {amount} to you."),
    ),
}


def text_of(kind: str) -> Text:
    """The words that the product brings along for a kind."""
    return TEXTS.get(kind, GENERAL)


def render(
    kind: str, context: dict[str, Any], language: str, *, name: str = "", own: Text | None = None
) -> tuple[str, str]:
    """Subject and body of a letter in `ja` or `en`, in the product's words or the `own` ones given.

    A subject is always one line.
    """
    text = own or text_of(kind)
    subject, body = text.ja if language == "ja" else text.en
    greeting = "" if not name else f"{name} 様\n\n" if language == "ja" else f"Dear {name},\n\n"
    if "{donor}" in body:
        greeting = ""
    filling = _Filling(language)
    fund = str(context.get("fund", ""))
    # An outer line break would end the header; nobody's title may write one of its own.
    subject = " ".join(filling.vformat(subject, (), context).split())
    behind = "" if kind in PLAIN else _BEHIND["ja" if language == "ja" else "en"]
    head = f"[{fund}] " if fund else ""
    return f"{' '.join(head.split())}{' ' if head else ''}{subject}", (
        greeting + filling.vformat(body, (), context).strip() + filling.vformat(behind, (), {"fund": fund})
    ).rstrip() + "\n"


def placeholders(text: Text) -> set[str]:
    """The placeholders of a text as they are written: `title`, `words[grant]`, `due_on:day`.

    Raises ValueError where a brace stands alone.
    """
    found = set()
    for part in (*text.ja, *text.en):
        for _, name, spec, conversion in Formatter().parse(part):
            if name is not None:
                found.add(name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else ""))
    return found
