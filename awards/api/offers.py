"""What a person may do now with each object of the room, judged by the services' own guards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from awards.models import (
    Award,
    Cancellation,
    ChangeRequest,
    DecisionSheet,
    InterestWaiver,
    Promotion,
    Refund,
    Report,
)
from awards.services import (
    cancelling,
    changing,
    decisions,
    designated,
    fixing,
    judging,
    offers,
    projects,
    refunding,
    releasing,
    reporting,
    waitlist,
    waiving,
)
from common.api.actions import Action, actions
from fund.models import Department
from people.models import User

Check = Callable[[], Any]
Offer = tuple[str, str, Check]


def award_offers(
    award: Award, user: User, at: datetime, *, member: bool, office: bool, fixing_state: str
) -> list[Action]:
    """The verbs that lead on from the award's state, for its group and for the office."""
    offered: list[Offer] = []
    if member:
        offered += _group_offers(award, user, at)
    if office:
        offered += _office_offers(award, user, fixing_state)
    return actions(offered)


def _group_offers(award: Award, user: User, at: datetime) -> list[Offer]:
    if award.state == "offered":
        return [
            ("accept", "内示を受ける", lambda: offers.require_may_accept(award, user, at)),
            ("decline", "辞退する", lambda: offers.require_may_decline(award, user)),
        ]
    if award.state in ("active", "change_pending"):
        return [
            ("ask_change", "変更を申請する", lambda: changing.require_may_ask(award, user, "change")),
            ("ask_abolition", "廃止を申請する", lambda: changing.require_may_ask(award, user, "abolition")),
        ]
    return []


def _office_offers(award: Award, user: User, fixing_state: str) -> list[Offer]:
    found: list[Offer] = []
    if award.state == "offered" and award.kind == "designated":
        found += [
            ("approve_designated", "決定する", lambda: designated.require_may_approve(award, user)),
            ("drop_designated", "取り下げる", lambda: designated.require_may_drop(award, user)),
        ]
    elif award.state == "offered":
        found.append(("activate", "交付決定とする", lambda: offers.require_may_activate(award, user)))
    if award.state in ("reported", "abolished"):
        found += _fixing_offers(award, user, fixing_state)
    if any(row.verb == "cancel" for row in award.lifecycle.leaving(award.state)):
        found.append(
            ("prepare_cancellation", "取消しを起案する", lambda: cancelling.require_may_prepare(award, user))
        )
    return found


def _fixing_offers(award: Award, user: User, state: str) -> list[Offer]:
    if state == "approved":
        return []
    if state == "prepared":
        return [
            ("approve_fixing", "額を確定する", lambda: fixing.require_may_approve_fixing(award, user)),
            ("send_back_fixing", "差し戻す", lambda: fixing.require_may_send_back_fixing(award, user)),
        ]
    return [("prepare_fixing", "額の確定を起案する", lambda: fixing.require_may_prepare_fixing(award, user))]


def _leading_on(thing: Any, checks: dict[str, Check]) -> list[Action]:
    """Of `checks` those whose verb the lifecycle knows from here, with the table's labels."""
    labels = {row.verb: row.label for row in thing.lifecycle.leaving(thing.state)}
    return actions((verb, labels[verb], check) for verb, check in checks.items() if verb in labels)


def change_offers(change: ChangeRequest, user: User) -> list[Action]:
    return _leading_on(
        change,
        {
            "withdraw": lambda: changing.require_may_withdraw(change, user),
            "prepare": lambda: changing.require_may_prepare(change, user),
            "approve": lambda: changing.require_may_decide(change, user, "approve"),
            "refuse": lambda: changing.require_may_decide(change, user, "refuse"),
        },
    )


def cancellation_offers(cancellation: Cancellation, user: User) -> list[Action]:
    return _leading_on(
        cancellation,
        {
            "approve": lambda: cancelling.require_may_approve(cancellation, user),
            "drop": lambda: cancelling.require_may_drop(cancellation, user),
        },
    )


def report_offers(report: Report, user: User) -> list[Action]:
    save = [("save", "保存する", lambda: reporting.require_may_save(report, user))]
    return [
        *(actions(save) if report.state in ("draft", "returned") else []),
        *_leading_on(
            report,
            {
                "start": lambda: reporting.require_may_start(report, user),
                "submit": lambda: reporting.require_may_submit(report, user),
                "resubmit": lambda: reporting.require_may_submit(report, user, "resubmit"),
                "return": lambda: judging.require_may_judge(report, user, "return"),
                "accept": lambda: judging.require_may_judge(report, user),
            },
        ),
    ]


def refund_offers(refund: Refund, user: User) -> list[Action]:
    if refund.state != "open":
        return []
    found: list[Offer] = [("receive", "入金を記録する", lambda: refunding.require_may_receive(refund, user))]
    for kind, label in (("surcharge", "加算金の免除を起案する"), ("late", "延滞金の免除を起案する")):
        found.append(
            (
                f"prepare_waiver_{kind}",
                label,
                lambda kind=kind: waiving.require_may_prepare_waiver(refund, user, kind),  # type: ignore[misc]
            )
        )
    return actions(found)


def waiver_offers(waiver: InterestWaiver, user: User) -> list[Action]:
    return _leading_on(
        waiver,
        {
            "approve": lambda: waiving.require_may_approve_waiver(waiver, user),
            "drop": lambda: waiving.require_may_drop_waiver(waiver, user),
        },
    )


def waitlist_offers(department: Department, user: User) -> list[Action]:
    return actions([("promote", "繰上げを起案する", lambda: waitlist.require_may_promote(department, user))])


def promotion_offers(promotion: Promotion, user: User) -> list[Action]:
    return _leading_on(
        promotion,
        {
            "approve": lambda: waitlist.require_may_approve(promotion, user),
            "drop": lambda: waitlist.require_may_drop(promotion, user),
        },
    )


def sheet_offers(sheet: DecisionSheet, user: User) -> list[Action]:
    looking = []
    if sheet.state == "approved":
        verb, label = "prepare_letters", "結果の手紙を先に用意する"
        looking = actions([(verb, label, lambda: releasing.require_may_release(sheet, user))])
    return looking + _leading_on(
        sheet,
        {
            "prepare": lambda: decisions.require_may_prepare(sheet, user),
            "send_back": lambda: decisions.require_may_send_back(sheet, user),
            "approve": lambda: decisions.require_may_approve(sheet, user),
            "release": lambda: releasing.require_may_release(sheet, user),
        },
    )


def round_offers(sheet: DecisionSheet, user: User, at: datetime) -> list[Action]:
    """What leads the round itself on, once it is decided."""
    call = sheet.round
    if call.state == "running":
        return actions([("settle", "精算を終える", lambda: projects.require_may_settle(call, user))])
    if call.state == "settled":
        return actions(
            [
                (
                    "prepare_archive",
                    "保存を起案する",
                    lambda: projects.require_may_prepare_archive(call, user, at),
                ),
                ("archive", "保存する", lambda: projects.require_may_archive(call, user)),
            ]
        )
    return []
