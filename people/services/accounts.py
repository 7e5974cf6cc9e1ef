"""The account a group is paid to: entered, held 7 × 24 hours, confirmed by a second person (R14)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from common import clock
from common.errors import FieldErrors, FieldFault, NotAllowed, NotFound, SamePerson
from common.text import fold_width
from common.zengin import Converted, bank_name, branch_name, to_zengin
from people.models import BankAccount
from people.permissions import is_related, require_group_role
from people.queries import live_accounts, require_hold_over
from people.services.groups import lock_group
from trail.services import Actor, move, note

HOLD: Final = timedelta(days=7)
"""How long a new or changed account waits (R14)."""

Told = Callable[[BankAccount, BankAccount | None, datetime], None]
account_entered_hooks: list[Told] = []
"""Called with the new account, the one it replaces and the moment: the old contact is told at once."""


class RelatedParty(NotAllowed):
    """R14: nobody confirms the account of a group they belong to."""

    code = "people.related_party"
    ja = "団体の関係者は、その団体の口座を確認できません。"
    en = "A person related to the group cannot verify its account."


def preview_bank_account(*, bank_code: str, branch_code: str, holder_kana: str) -> tuple[str, str, Converted]:
    """Bank, branch and holder as the bank will read them, before anything is saved.

    Raises UnknownBank, UnknownBranch, ZenginRefused.
    """
    bank = bank_name(bank_code)
    branch = branch_name(bank.code, branch_code)
    return bank.name, branch.name, to_zengin(holder_kana, pointer="/holder_kana")


@transaction.atomic
def enter_bank_account(
    *,
    group_id: int,
    by: Actor,
    bank_code: str,
    branch_code: str,
    account_type: int,
    number: str,
    holder_kana: str,
) -> BankAccount:
    """Enter the group's account, taking the place of the live one; held 7 × 24 hours (R14).

    By the representative or treasurer. Raises NotFound, NotAllowed, UnknownBank, UnknownBranch,
    ZenginRefused, FieldErrors.
    """
    group = lock_group(group_id)
    require_group_role(by, group_id, "representative", "treasurer")
    bank = bank_name(bank_code)
    branch = branch_name(bank.code, branch_code)
    holder = to_zengin(holder_kana, pointer="/holder_kana").value
    digits = _account_number(account_type, number)
    at = clock.now()
    old = live_accounts().select_for_update(of=("self",)).filter(group=group).first()
    if old is not None:
        move(old, "replace", by=by, at=at)
    account = BankAccount.objects.create(
        group=group,
        bank_code=bank.code,
        branch_code=branch.code,
        account_type=account_type,
        number=digits,
        holder_kana=holder,
        entered_by_id=by.pk,
        entered_at=at,
        held_until=at + HOLD,
    )
    note(account, "enter", by=by, at=at, to_state=account.state)
    for tell in account_entered_hooks:
        tell(account, old, at)
    return account


def _account_number(account_type: int, number: str) -> str:
    """Seven digits, leading zeros put in front. Raises FieldErrors."""
    faults = []
    digits = fold_width("".join(number.split()))
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 7):
        faults.append(
            FieldFault(
                "/number",
                "people.account_number",
                "口座番号は7桁までの数字です。通帳を確かめてください。",
                "An account number has up to 7 digits. Please check the passbook.",
            )
        )
    if account_type not in dict(BankAccount._meta.get_field("account_type").choices or []):
        faults.append(
            FieldFault(
                "/account_type",
                "people.account_type",
                "口座の種類を選んでください。",
                "Please choose the kind of account.",
            )
        )
    if faults:
        raise FieldErrors(faults)
    return digits.zfill(7)


@transaction.atomic
def verify_bank_account(*, account_id: int, by: Actor) -> BankAccount:
    """A second person confirms the account once its hold is over (R14).

    That the person is of the office is the caller's check. Raises NotFound, SamePerson, RelatedParty,
    WrongState, AccountHeld.
    """
    account = BankAccount.objects.select_for_update(of=("self",)).filter(pk=account_id).first()
    if account is None:
        raise NotFound
    at = clock.now()
    require_may_verify(account, by, at)
    move(account, "verify", by=by, at=at)
    account.verified_by_id = by.pk
    account.verified_at = at
    account.save(update_fields=["verified_by", "verified_at"])
    return account


def require_may_verify(account: BankAccount, by: Actor, at: datetime) -> None:
    """Raises what `verify_bank_account` would raise now."""
    if by.pk == account.entered_by_id:
        raise SamePerson
    if is_related(by, account.group_id):
        raise RelatedParty
    account.lifecycle.step(account.state, "verify")
    require_hold_over(account, at)
