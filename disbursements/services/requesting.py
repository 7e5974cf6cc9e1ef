"""Asking for an instalment (請求), and the second person's approval before it may be paid (R4, R14)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from awards.permissions import require_unrelated
from common import clock
from common.errors import DomainError
from disbursements.models import Instalment, Transfer
from disbursements.permissions import require_office, require_payee
from disbursements.services.common import (
    letters_to_groups,
    lock_instalment,
    require_payable,
    send,
)
from fund.permissions import require_second_person
from people.models import BankAccount
from people.queries import live_accounts
from people.services import usable_account
from trail.services import Actor, move


class AccountUnchanged(DomainError):
    """What came back from an account is not sent to it again as it stands."""

    code = "disbursements.account_unchanged"
    ja = "組戻しになったときの口座のままです。団体に口座を登録し直してもらい、確認してから行ってください。"
    en = "The account is still the one the transfer came back from. Have the group enter it anew, verify it."


def require_may_request(instalment: Instalment, by: Actor) -> None:
    """Raises what `request_instalment` would raise now."""
    require_payee(by, instalment.award)
    instalment.lifecycle.step(instalment.state, "request")
    require_payable(instalment)


@transaction.atomic
def request_instalment(*, instalment_id: int, by: Actor) -> Instalment:
    """The group asks for its money (請求書): its representative or treasurer, while the award is in force.

    Raises NotFound, NotAllowed, WrongState, AwardNotInForce.
    """
    instalment = lock_instalment(instalment_id)
    at = clock.now()
    require_may_request(instalment, by)
    instalment.requested_by_id = by.pk
    instalment.requested_at = at
    instalment.request = _as_asked(instalment, by)
    instalment.save(update_fields=["requested_by", "requested_at", "request"])
    move(instalment, "request", by=by, at=at, role="group", amount=instalment.amount)
    # A request taken back and sent again is a new one, so its moment is part of the occasion.
    send(letters_to_groups([instalment], "instalment_requested", occasion=at.isoformat()), at)
    return instalment


def _as_asked(instalment: Instalment, by: Actor) -> dict[str, Any]:
    """What the request (請求書) says, as things are now: of the account only its end. 1 query."""
    award = instalment.award
    account = live_accounts().filter(group_id=award.group_id).first()
    return {
        "fund": award.fund.name,
        "operator": award.fund.operator,
        "legal_mode": award.fund.legal_mode,
        "group": {key: award.group.snapshot()[key] for key in ("name", "representative", "address")},
        "by": str(getattr(by, "name", "")),
        "award": award.number,
        "title": award.application.title if award.application else "",
        "decided_on": award.decided_on.isoformat(),
        "awarded": award.amount,
        "kind": str(instalment.get_kind_display()),
        "amount": instalment.amount,
        "account": account
        and {
            "bank_code": account.bank_code,
            "branch_code": account.branch_code,
            "type": str(account.get_account_type_display()),
            "end": account.number[-4:],
            "holder": account.holder_kana,
        },
    }


def require_may_take_back(instalment: Instalment, by: Actor) -> None:
    """Raises what `take_back_request` would raise now."""
    require_payee(by, instalment.award)
    instalment.lifecycle.step(instalment.state, "take_back")


@transaction.atomic
def take_back_request(*, instalment_id: int, by: Actor) -> Instalment:
    """The group takes its request back before it is approved. Raises NotFound, NotAllowed, WrongState."""
    instalment = lock_instalment(instalment_id)
    at = clock.now()
    require_may_take_back(instalment, by)
    instalment.requested_by = None
    instalment.requested_at = None
    instalment.request = None
    instalment.save(update_fields=["requested_by", "requested_at", "request"])
    move(instalment, "take_back", by=by, at=at, role="group")
    return instalment


def _require_second(instalment: Instalment, by: Actor) -> None:
    require_office(by, instalment.award, "approver")
    require_second_person(by, instalment.requested_by_id)
    require_unrelated(by, [instalment.award.group_id])


def require_may_approve(instalment: Instalment, by: Actor, at: datetime) -> None:
    """Raises what `approve_instalment` would raise now."""
    _require_second(instalment, by)
    instalment.lifecycle.step(instalment.state, "approve")
    require_payable(instalment)
    usable_account(instalment.award.group_id, at)


@transaction.atomic
def approve_instalment(*, instalment_id: int, by: Actor) -> Instalment:
    """Approve a request for payment (approver, R14): the account is verified and its hold is over.

    Raises NotFound, NotAllowed, SamePerson, RelatedParty, WrongState, AwardNotInForce, NoAccount,
    AccountHeld, AccountUnverified.
    """
    instalment = lock_instalment(instalment_id)
    at = clock.now()
    require_may_approve(instalment, by, at)
    instalment.approved_by_id = by.pk
    instalment.save(update_fields=["approved_by"])
    move(instalment, "approve", by=by, at=at, role="approver", amount=instalment.amount)
    return instalment


def require_may_retry(instalment: Instalment, by: Actor, at: datetime) -> None:
    """Raises what `retry_instalment` would raise now."""
    _require_second(instalment, by)
    instalment.lifecycle.step(instalment.state, "retry")
    require_payable(instalment)
    account = usable_account(instalment.award.group_id, at)
    last = instalment.transfers.select_related("batch").filter(state="failed").order_by("-pk").first()
    if last is not None and not _is_corrected(account, last):
        raise AccountUnchanged


def _is_corrected(account: BankAccount, failed: Transfer) -> bool:
    """Whether the account was confirmed after the file that came back had left."""
    sent = failed.batch.exported_at
    return sent is None or (account.verified_at is not None and account.verified_at > sent)


@transaction.atomic
def retry_instalment(*, instalment_id: int, by: Actor) -> Instalment:
    """After a returned transfer (組戻し): approved again once the account is corrected (approver, R14).

    Raises NotFound, NotAllowed, SamePerson, RelatedParty, WrongState, AwardNotInForce, NoAccount,
    AccountHeld, AccountUnverified, AccountUnchanged.
    """
    instalment = lock_instalment(instalment_id)
    at = clock.now()
    require_may_retry(instalment, by, at)
    instalment.approved_by_id = by.pk
    instalment.save(update_fields=["approved_by"])
    move(instalment, "retry", by=by, at=at, role="approver", amount=instalment.amount)
    return instalment
