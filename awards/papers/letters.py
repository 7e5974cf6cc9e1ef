"""What each letter of the office says. Figures come out of what was decided; nobody types them.

The words follow the fund's legal mode (`fund.wording`): a municipality decides and orders, a private fund
selects and asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from applications.models import Application
from awards.models import AmountFixing, Award, Cancellation, ChangeRequest, Decision, Refund
from common.calendar import wareki, wareki_long
from common.clock import JST
from common.money import yen
from fund.models import Fund
from fund.wording import words
from people.models import Group

Row = tuple[str, str]

TERMS = {
    "award": "決定額",
    "rate_term": "認めた対象経費 × 率(端数切捨て)",
    "shortfall": "支出合計 − その他の収入",
}


@dataclass(frozen=True)
class Wording:
    """A letter before it has its number: whom it tells what about which application or award."""

    kind: str
    title: str
    fund: Fund
    group: Group
    paragraphs: tuple[str, ...]
    rows: tuple[Row, ...]
    application: Application | None = None
    award: Award | None = None
    closing: tuple[str, ...] = field(default=())


def offered(award: Award) -> Wording:
    """An offer (内示) that the group may accept."""
    application = award.application
    assert application is not None, "a designated award is not offered"
    say = words(award.fund.legal_mode)
    return _about(
        award,
        "offer",
        f"{say['grant']}の内示について",
        [
            f"{_filed(application)}については、審査の結果、次のとおり内示します。",
            "お受けになるときは、承諾の期限までに、申請の画面で承諾してください。"
            "期限を過ぎると、この内示は効力を失います。",
        ],
        [
            ("内示額", yen(award.amount)),
            ("申請額", yen(application.requested or 0)),
            ("承諾の期限", wareki_long(award.accept_by) if award.accept_by else ""),
            ("条件", award.conditions),
        ],
    )


def not_awarded(decision: Decision) -> Wording:
    """The result for a group that gets nothing, or waits (補欠)."""
    application = decision.application
    fund = application.round.fund
    say = words(fund.legal_mode)
    filed = _filed(application)
    about: list[Row] = [("受付番号", application.number), ("事業名", application.title)]
    if decision.outcome == "waitlisted":
        return Wording(
            "waitlisted",
            "補欠決定通知書",
            fund,
            application.group,
            (
                f"{filed}については、審査の結果、補欠としましたので、通知します。",
                "予算に余りが出たときは、順位に従ってあらためてお知らせします。",
            ),
            (*about, ("補欠の順位", f"{decision.waitlist_position}位" if decision.waitlist_position else "")),
            application=application,
        )
    reason = str(decision.get_outcome_display())
    if decision.stage_failed:
        reason += f": {decision.stage_failed}"
    return Wording(
        "declined",
        say["refusal_letter"],
        fund,
        application.group,
        (f"{filed}については、審査の結果、{say['refusal']}としましたので、通知します。",),
        (*about, ("理由", reason)),
        application=application,
        closing=_appeal(fund),
    )


def decided(award: Award) -> Wording:
    """The decision (交付決定, 助成決定) that puts an award in force."""
    say = words(award.fund.legal_mode)
    application = award.application
    about = _filed(application) if application else f"「{award.group.name}」への団体指定の{say['grant']}"
    rows = [("申請額", yen(application.requested or 0))] if application else []
    return _about(
        award,
        "decision",
        say["decision_letter"],
        [
            f"{about}については、{say['rules']}に基づき、次のとおり{say['decision']}をしましたので、通知します。"
        ],
        [
            (f"{say['grant']}の額", yen(award.amount)),
            *rows,
            ("事業の期間", _period(award.project_from, award.project_to)),
            ("実績報告の期限", wareki_long(award.report_due_on) if award.report_due_on else ""),
            ("条件", award.conditions or "なし"),
        ],
    )


def change_approved(change: ChangeRequest, *, before: int) -> Wording:
    """A change that was granted; `before` is the award's amount before it, in yen."""
    award = change.award
    return _about(
        award,
        "change_approved",
        "変更承認通知書",
        [f"{_asked(change)}申請のあった事業の変更については、次のとおり承認しましたので、通知します。"],
        [
            ("変更前の額", yen(before)),
            ("変更後の額", yen(award.amount)),
            *((row["label"], _moved(row)) for row in change.before_after if row["name"] != "amount"),
            ("変更の内容と理由", change.reason),
        ],
    )


def _moved(row: Mapping[str, Any]) -> str:
    """What one thing was and is, in yen or as a day."""
    return " → ".join(_said(row[side]) for side in ("before", "after"))


def _said(value: Any) -> str:
    if isinstance(value, int):
        return yen(value)
    return wareki(date.fromisoformat(value)) if value else "なし"


def change_refused(change: ChangeRequest) -> Wording:
    """A change or an abolition that was not granted, with the reason."""
    what = dict(ChangeRequest._meta.get_field("kind").flatchoices)[change.kind]
    return _about(
        change.award,
        "change_refused",
        f"{what}不承認通知書",
        [f"{_asked(change)}申請のあった事業の{what}については、承認しないこととしましたので、通知します。"],
        [("申請の理由", change.reason), ("承認しない理由", change.decision_reason)],
    )


def abolition_approved(change: ChangeRequest) -> Wording:
    """A project given up."""
    award = change.award
    return _about(
        award,
        "abolition",
        "廃止承認通知書",
        [f"{_asked(change)}申請のあった事業の廃止については、承認しましたので、通知します。"],
        [
            ("事業の終わり", wareki_long(award.project_to) if award.project_to else ""),
            ("実績報告の期限", wareki_long(award.report_due_on) if award.report_due_on else ""),
            ("廃止の理由", change.reason),
        ],
    )


def fixed(fixing: AmountFixing, *, paid: int) -> Wording:
    """The fixing of the amount (額の確定) with the working of R5; `paid` in yen."""
    award = fixing.award
    say = words(award.fund.legal_mode)
    terms = [
        (TERMS.get(name, name), yen(value) + (" ←いちばん小さい" if name in fixing.binding else ""))
        for name, value in fixing.terms.items()
    ]
    difference = paid - fixing.fixed
    settled = {
        True: ("返還していただく額", yen(difference)),
        False: ("追加でお支払いする額", yen(-difference)),
    }[difference > 0]
    return _about(
        award,
        "fixing",
        say["fixing_letter"],
        [f"実績報告を審査した結果、{say['grant']}の額を次のとおり確定しましたので、通知します。"],
        [
            ("確定額", yen(fixing.fixed)),
            ("認めた対象経費", yen(fixing.accepted_eligible)),
            ("認めない経費", yen(fixing.disallowed)),
            ("対象外経費", yen(fixing.ineligible)),
            ("支出合計", yen(fixing.actual_total)),
            ("その他の収入", yen(fixing.actual_other_income)),
            *((f"計算: {label}", value) for label, value in terms),
            ("これまでにお支払いした額", yen(paid)),
            settled,
        ],
        closing=["確定額は、「計算」の額のうち、いちばん小さい額です(0円を下回るときは0円)。"],
    )


def refund_ordered(refund: Refund) -> Wording:
    """Money to pay back (返還), by when, and what is added after that day."""
    award = refund.award
    say = words(award.fund.legal_mode)
    rows = [
        ("返還額", yen(refund.principal)),
        ("返還の期限", wareki_long(refund.due_on)),
        ("返還の理由", str(refund.get_reason_display())),
    ]
    if refund.surcharge_from is not None:
        rows.append(
            (say["surcharge"], f"{wareki_long(refund.surcharge_from)}から返還の日までの日数に応じた額")
        )
    return _about(
        award,
        "refund",
        f"{say['grant']}{say['refund']}書",
        [f"{say['refund_sentence']}期限を過ぎると、{say['late_interest']}が加わります。"],
        rows,
        closing=_appeal(award.fund),
    )


def cancelled(cancellation: Cancellation) -> Wording:
    """The award taken back by the fund (取消し)."""
    award = cancellation.award
    say = words(award.fund.legal_mode)
    return _about(
        award,
        "cancellation",
        f"{say['decision']}取消通知書",
        [f"{say['rules']}に基づき、{say['cancellation']}をしましたので、通知します。"],
        [
            ("取り消す額", yen(award.amount)),
            ("取消しの理由", f"{cancellation.get_kind_display()}\n{cancellation.reason}"),
        ],
        closing=_appeal(award.fund),
    )


def _about(
    award: Award,
    kind: str,
    title: str,
    paragraphs: Iterable[str],
    rows: Iterable[Row],
    *,
    closing: Iterable[str] = (),
) -> Wording:
    named = [("決定番号", award.number)]
    if award.application is not None:
        named.append(("事業名", award.application.title))
    return Wording(
        kind,
        title,
        award.fund,
        award.group,
        tuple(paragraphs),
        (*named, *(row for row in rows if row[1])),
        application=award.application,
        award=award,
        closing=tuple(closing),
    )


def _filed(application: Application) -> str:
    at = application.submitted_at
    day = f"{wareki(at.astimezone(JST).date())}付けで" if at else ""
    return f"{day}申請のあった「{application.title}」"


def _asked(change: ChangeRequest) -> str:
    return f"{wareki(change.asked_at.astimezone(JST).date())}付けで"


def _period(begins: date | None, ends: date | None) -> str:
    return f"{wareki(begins)}から{wareki(ends)}まで" if begins and ends else ""


def _appeal(fund: Fund) -> tuple[str, ...]:
    """The notice of the right to appeal (教示文), where the fund's decisions are dispositions."""
    return tuple(filter(None, (words(fund.legal_mode)["appeal"],)))
