"""What the group's screens say of a step and a stage, in both languages: one idea a sentence."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

STAGE_LABELS: Final[dict[str, tuple[str, str]]] = {
    "received": ("受付", "Received"),
    "check": ("形式確認", "Formal check"),
    "review": ("審査", "Review"),
    "decision": ("決定", "Decision"),
    "claim": ("請求", "Claim"),
    "payment": ("支払い", "Payment"),
    "report": ("報告", "Report"),
    "settlement": ("精算", "Settlement"),
}
HOLDERS: Final[dict[str, tuple[str, str]]] = {
    "group": ("団体の番です", "It is your group's turn"),
    "office": ("事務局が確認しています", "The office is at it"),
    "committee": ("審査委員会が審査しています", "The committee is at it"),
    "bank": ("銀行が手続きしています", "The bank is at it"),
    "": ("", ""),
}
ACTIONS: Final[dict[str, tuple[str, str]]] = {
    "continue_draft": ("続きから入力する", "Go on writing"),
    "answer_correction": ("補正に答える", "Answer the correction"),
    "answer_offer": ("受諾して請求する", "Accept and claim"),
    "request_payment": ("支払いを請求する", "Ask for the payment"),
    "fix_account": ("振込口座を直す", "Mend the bank account"),
    "write_interim_report": ("中間報告を書く", "Write the interim report"),
    "write_final_report": ("実績報告を書く", "Write the final report"),
    "mend_interim_report": ("中間報告を直す", "Mend the interim report"),
    "mend_final_report": ("実績報告を直す", "Mend the final report"),
    "pay_refund": ("精算の内容を見る", "See the settlement"),
}
"""What the group does; every other step is only looked at."""
LOOK: Final = ("申請の状況を見る", "See where it stands")
NOTES: Final[dict[str, tuple[str, str]]] = {
    "": ("", ""),
    "continue_draft": ("まだ提出していません。", "Not filed yet."),
    "received": ("申請を受け付けました。", "The application was received."),
    "checking": (
        "事務局が、書類と内容がそろっているかを確かめています。",
        "The office checks whether everything is there.",
    ),
    "checked": ("書類と内容がそろっていることを確かめました。", "Everything was found to be there."),
    "corrected": ("補正が{count}回ありました。", "There were {count} corrections."),
    "answer_correction": (
        "補正（書き直しのお願い）が届いています。",
        "The office asks you to mend something.",
    ),
    "await_review": ("審査のはじまりを待っています。", "Waiting for the review to begin."),
    "reviewing": (
        "審査委員が内容を読んで、話し合います。",
        "The committee reads the applications and confers.",
    ),
    "reviewed": ("審査委員会で話し合いました。", "The committee has conferred."),
    "waitlisted": (
        "補欠になりました。予算があいたら、順位のとおりにご連絡します。",
        "On the waiting list. You will hear from us in its order when money is freed.",
    ),
    "declined": ("今回は不採択になりました。", "The application was not selected."),
    "ineligible": ("今回の募集の対象になりませんでした。", "The application is outside this call."),
    "withdrawn": ("申請を取り下げました。", "The application was withdrawn."),
    "granted": ("助成額は{amount:,}円です。", "The grant is {amount:,} yen."),
    "granted_less": (
        "助成額は{amount:,}円です。希望は{requested:,}円でした。",
        "The grant is {amount:,} yen; {requested:,} yen were asked for.",
    ),
    "answer_offer": (
        "内容を確かめて、助成を受けるかどうかをお答えください。",
        "Please look at the terms and say whether you accept.",
    ),
    "activating": (
        "お返事を受け取りました。事務局が決定の手続きをしています。",
        "Your answer has come. The office completes the decision.",
    ),
    "given_up": ("助成を辞退しました。", "The grant was declined by your group."),
    "accepted": ("助成を受けることをお答えいただきました。", "Your group has accepted."),
    "request_payment": ("{payment:,}円を請求できます。", "{payment:,} yen can be asked for."),
    "will_be_paid": ("{amount:,}円をお支払いします。", "{amount:,} yen will be paid."),
    "paid_after": (
        "報告のあと、額が決まってからお支払いします。",
        "Paid after the report, once it is fixed.",
    ),
    "paying": ("{payment:,}円のお支払いの手続きをしています。", "{payment:,} yen are on their way."),
    "paid": ("{amount:,}円をお支払いしました。", "{amount:,} yen were paid."),
    "fix_account": (
        "振込ができませんでした。口座を確かめて、登録し直してください。",
        "The transfer came back. Please check the account and enter it again.",
    ),
    "project_running": (
        "活動の期間です。領収書を保管してください。",
        "The project runs. Please keep receipts.",
    ),
    "change_pending": (
        "変更の申請を事務局が確かめています。",
        "The office looks at the change you asked for.",
    ),
    "report_coming": ("活動は{day}までです。", "The project runs until {day}."),
    "write_interim_report": ("中間報告を出してください。", "The interim report is due."),
    "write_final_report": ("実績報告を出してください。", "The final report is due."),
    "mend_interim_report": ("中間報告に書き直しのお願いがあります。", "The interim report needs mending."),
    "mend_final_report": ("実績報告に書き直しのお願いがあります。", "The final report needs mending."),
    "report_checked": ("事務局が報告を確かめています。", "The office reads the report."),
    "reported": ("報告を受け取りました。", "The report has come."),
    "fixing": ("使った額にあわせて、助成額を確定します。", "The amount is being fixed by what was spent."),
    "settlement_coming": (
        "使った額にあわせて、助成額を確定します。",
        "The amount will be fixed by what was spent.",
    ),
    "pay_refund": ("{left:,}円をお返しください。", "{left:,} yen are to be paid back."),
    "ended": ("助成は取り消されました。", "The grant was cancelled."),
    "settled": (
        "{fixed:,}円に確定して、精算が終わりました。",
        "Fixed at {fixed:,} yen; everything is settled.",
    ),
}


def pick(pair: tuple[str, str], language: str) -> str:
    return pair[0] if language == "ja" else pair[1]


def day_in_words(day: date, language: str) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if language == "ja" else day.isoformat()


def note(code: str, facts: dict[str, Any], language: str) -> str:
    """The sentence of a stage, its days and yen filled in."""
    told = {
        name: day_in_words(value, language) if isinstance(value, date) else value
        for name, value in facts.items()
    }
    return pick(NOTES[code], language).format(**told)
