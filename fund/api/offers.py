"""What a person may do now in a fund's office, judged by the services' own guards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from common.api.actions import Action, actions
from common.states import Lifecycle
from fund.models import CallVersion, FiscalYear, Fund, Round
from fund.permissions import require_role
from fund.rules import AMENDABLE
from fund.services import mail, turning, versions, year
from fund.services.rounds import PolicyFrozen
from notices.models import Notice
from people.models import BankAccount, User
from people.services.accounts import require_may_verify


def fund_offers(fund: Fund, user: User) -> list[Action]:
    """What its administrator sets up. 1 query each."""
    verbs = (
        ("add_sub_fund", "指定枠を加える", "administrator"),
        ("add_staff", "担当者を加える", "administrator"),
        ("end_staff", "担当者を外す", "administrator"),
        ("add_policy", "要綱(設定)の新しい版を置く", "administrator"),
        ("set_issuer", "証明書の発行者を登録する", "administrator"),
        ("open_year", "年度を開く", "administrator"),
        ("create_round", "募集回をつくる", "officer"),
    )
    return actions(
        (verb, label, lambda role=role: require_role(user, fund.pk, role))  # type: ignore[misc]
        for verb, label, role in verbs
    )


def round_offers(call: Round, user: User, at: datetime) -> list[Action]:
    """Setting up, publishing, calling off; each with its reason when it is refused now."""

    def set_up() -> None:
        require_role(user, call.fund_id, "officer")
        if call.state != "draft":
            raise PolicyFrozen

    offers: list[tuple[str, str, Callable[[], Any]]] = []
    if call.state == "draft":
        offers += [
            ("update", "設定を直す", set_up),
            ("prepare", "公開を起案する", lambda: turning.require_may_prepare(call, user, at)),
            ("publish", _label(call.lifecycle, "publish"), lambda: _publish(call, user, at)),
        ]
    if call.state in AMENDABLE:
        offers.append(("amend", "募集要項を変更する", lambda: versions.require_may_amend(call, user)))
    if call.state not in ("draft", "cancelled"):
        copying = ("copy", "次の募集に写す", lambda: require_role(user, call.fund_id, "officer"))
        offers.append(copying)
    if any(row.verb == "cancel" for row in call.lifecycle.leaving(call.state)):
        offers.append(("cancel", _label(call.lifecycle, "cancel"), lambda: _cancel(call, user)))
    return actions(offers)


def version_offers(version: CallVersion, user: User) -> list[Action]:
    """Approving or giving up a prepared amendment. 2 queries for the one that waits, none for others."""
    if version.state != "prepared":
        return []
    guards = {"approve": versions.require_may_approve, "drop": versions.require_may_drop}
    return actions(
        (verb, _label(version.lifecycle, verb), lambda guard=guard: guard(version, user))  # type: ignore[misc]
        for verb, guard in guards.items()
    )


def _publish(call: Round, user: User, at: datetime) -> None:
    turning.require_may_publish(call, user)
    turning.require_in_time(call, at)


def _cancel(call: Round, user: User) -> None:
    require_role(user, call.fund_id, "approver")
    call.lifecycle.step(call.state, "cancel")


def _label(lifecycle: Lifecycle, verb: str) -> str:
    return next(row.label for row in lifecycle.transitions if row.verb == verb)


def year_offers(fiscal_year: FiscalYear, user: User, at: datetime) -> list[Action]:
    """What closes a year, in its order."""
    if fiscal_year.state != "open":
        return []
    fund_id = fiscal_year.fund_id
    return actions(
        [
            ("post_opening", "前期繰越を記帳する", lambda: require_role(user, fund_id, "officer")),
            ("overflow", "超過分を振り替える", lambda: require_role(user, fund_id, "officer")),
            (
                "prepare_close",
                "年度締めを起案する",
                lambda: year.require_may_prepare_close(fiscal_year, user, at),
            ),
            (
                "close",
                _label(fiscal_year.lifecycle, "close"),
                lambda: year.require_may_close(fiscal_year, user, at),
            ),
        ]
    )


def account_offers(account: BankAccount, fund: Fund, user: User, at: datetime) -> list[Action]:
    """Confirming a group's account (R14)."""

    def verify() -> None:
        require_role(user, fund.pk, "officer", "approver")
        require_may_verify(account, user, at)

    if account.state != "entered":
        return []
    return actions([("verify", _label(account.lifecycle, "verify"), verify)])


def letter_offers(notice: Notice, fund_id: int, user: User) -> list[Action]:
    """Letting a letter go, keeping it back, wording it, trying it anew."""
    leaving = {row.verb: row.label for row in notice.lifecycle.leaving(notice.state)}

    def check(verb: str) -> None:
        require_role(user, fund_id, "officer")
        if verb == "release":
            mail.require_released([notice])

    offers = [(verb, leaving[verb]) for verb in mail.MOVES if verb in leaving]
    if notice.state in ("held", "queued"):
        offers.insert(0, ("edit", "文面を直す"))
    return actions((verb, label, lambda verb=verb: check(verb)) for verb, label in offers)  # type: ignore[misc]


def mail_offers(call: Round, held: bool, user: User) -> list[Action]:
    """Holding a round's mail, and letting it go."""

    def officer() -> None:
        require_role(user, call.fund_id, "officer")

    verb = (
        ("let_go", "保留を解いて送る", officer) if held else ("hold", "この募集回のメールを保留する", officer)
    )
    return actions([verb])
