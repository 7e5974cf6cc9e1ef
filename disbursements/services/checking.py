"""What must hold of a batch before it moves on: its day, its sums, its accounts, its readable file (R14)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from common.calendar import is_bank_business_day, wareki_long
from common.errors import DomainError
from common.zengin import bank_name, branch_name
from disbursements.bank_file import Consignor, NotABusinessDay, TransferRow, write_transfer_file
from disbursements.models import PaymentBatch, Transfer
from disbursements.queries import accounts_of
from disbursements.rules import totals_agree, transfer_code
from disbursements.services.common import groups_of, require_payable
from fund.models import Fund
from people.models import BankAccount
from people.queries import AccountUnverified, NoAccount, require_hold_over

CONSIGNOR = ("consignor_code", "holder_kana", "bank_code", "branch_code", "number")


class PayDayPassed(DomainError):
    """The bank is not told to pay on a day that is over."""

    code = "disbursements.pay_day_passed"
    status = 422
    ja = "振込日({day_ja})を過ぎています。今日以降の営業日にしてください。"
    en = "The day of payment ({day}) is over. Please choose today or a later business day."


class AccountsNotUsable(DomainError):
    """R14: no batch is prepared with an account that is missing, held or unverified."""

    code = "disbursements.accounts_not_usable"
    ja = "振込先の口座を使えない団体があります。{groups}"
    en = "Some groups' accounts cannot be paid to. {groups_en}"


class AccountChanged(DomainError):
    """A group's account was changed after the batch was prepared."""

    code = "disbursements.account_changed"
    ja = "照合のあとで振込先の口座が変わった団体があります({groups})。バッチを取り消して作り直してください。"
    en = "Accounts changed after the batch was prepared ({groups}). Void the batch and make a new one."


class TotalsDiffer(DomainError):
    """R14: a batch pays exactly what its instalments say."""

    code = "disbursements.totals_differ"
    ja = "バッチの金額が承認済みの支払と一致しません。バッチを取り消して作り直してください。"
    en = "The batch does not add up to its approved instalments. Void it and make a new one."


class ConsignorMissing(DomainError):
    """The bank's file names who pays."""

    code = "disbursements.consignor_missing"
    ja = "基金の口座の設定が足りません({fields})。管理者が登録してください。"
    en = "The fund's own account is incomplete ({fields}). An administrator must enter it."


def require_pay_day(day: date, today: date) -> None:
    """Raises NotABusinessDay, PayDayPassed."""
    require_not_past(day, today)
    if not is_bank_business_day(day):
        raise NotABusinessDay(pointer="/pay_on", day=day.isoformat(), day_ja=wareki_long(day))


def require_not_past(day: date, today: date) -> None:
    """Raises PayDayPassed."""
    if day < today:
        raise PayDayPassed(pointer="/pay_on", day=day.isoformat(), day_ja=wareki_long(day))


def usable_accounts(transfers: Sequence[Transfer], at: datetime) -> dict[int, BankAccount]:
    """The account of each group, every one verified and past its hold (R14). 1 query.

    Raises AccountsNotUsable naming each group that has none, and why.
    """
    accounts = accounts_of(groups_of(transfers))
    refused: dict[str, DomainError] = {}
    for row in transfers:
        group = row.instalment.award.group
        try:
            _require_usable(accounts.get(group.pk), at)
        except DomainError as refusal:
            refused[group.name] = refusal
    if refused:
        raise AccountsNotUsable(
            groups=" ".join(f"{name}: {refusal.text('ja')}" for name, refusal in refused.items()),
            groups_en=" ".join(f"{name}: {refusal.text('en')}" for name, refusal in refused.items()),
        )
    return accounts


def _require_usable(account: BankAccount | None, at: datetime) -> None:
    """The same that `people.queries.usable_account` asks of one group."""
    if account is None:
        raise NoAccount
    require_hold_over(account, at)
    if account.state != "verified":
        raise AccountUnverified


def take_snapshot(transfers: Sequence[Transfer], accounts: dict[int, BankAccount]) -> None:
    """Write account and customer code onto each transfer as they are now. 1 query."""
    for row in transfers:
        for field, value in _account_fields(accounts[row.instalment.award.group_id]).items():
            setattr(row, field, value)
        row.customer_code = code_of(row)
    Transfer.objects.bulk_update(
        transfers,
        ["bank_code", "branch_code", "account_type", "account_number", "holder_kana", "customer_code"],
    )


def _account_fields(account: BankAccount) -> dict[str, Any]:
    return {
        "bank_code": account.bank_code,
        "branch_code": account.branch_code,
        "account_type": account.account_type,
        "account_number": account.number,
        "holder_kana": account.holder_kana,
    }


def code_of(transfer: Transfer) -> str:
    """The customer code that leads a returned transfer back to its instalment. A designated award has no
    round: its year and its own number stand in."""
    award, instalment = transfer.instalment.award, transfer.instalment
    application = award.application
    return transfer_code(
        round_code=application.round.code if application else str(award.decided_on.year),
        round_id=application.round_id if application else 0,
        number=application.number if application else award.number,
        application_id=application.pk if application else award.pk,
        kind=instalment.kind,
        nth=instalment.number,
    )


def require_unchanged(batch: PaymentBatch, transfers: Sequence[Transfer], at: datetime) -> None:
    """What was prepared still holds: day, sums, awards in force, and each group's account. 1 query.

    Raises NotABusinessDay, PayDayPassed, TotalsDiffer, AwardNotInForce, AccountsNotUsable, AccountChanged.
    """
    require_pay_day(batch.pay_on, at.date())
    require_totals(batch.total, transfers)
    accounts = usable_accounts(transfers, at)
    changed = [
        row.instalment.award.group.name
        for row in transfers
        if any(
            getattr(row, field) != value
            for field, value in _account_fields(accounts[row.instalment.award.group_id]).items()
        )
    ]
    if changed:
        raise AccountChanged(groups="、".join(changed))


def require_totals(total: int, transfers: Sequence[Transfer]) -> None:
    """Raises AwardNotInForce, TotalsDiffer."""
    for row in transfers:
        require_payable(row.instalment)
        row.instalment.lifecycle.step(row.instalment.state, "confirm")
    if not totals_agree(total, ((row.amount, row.instalment.amount) for row in transfers)):
        raise TotalsDiffer


def file_of(batch: PaymentBatch, transfers: Sequence[Transfer]) -> tuple[bytes, str]:
    """The bank's file and its SHA-256. Names of banks and branches come from the bank master.

    Raises ConsignorMissing, UnknownBank, UnknownBranch, and what `write_transfer_file` raises.
    """
    content = write_transfer_file(
        consignor_of(batch.fund), batch.pay_on, [_row(transfer) for transfer in transfers]
    )
    return content, hashlib.sha256(content).hexdigest()


def _row(transfer: Transfer) -> TransferRow:
    return TransferRow(
        number=transfer.instalment.award.number,
        bank_code=transfer.bank_code,
        bank_kana=bank_name(transfer.bank_code).kana,
        branch_code=transfer.branch_code,
        branch_kana=branch_name(transfer.bank_code, transfer.branch_code).kana,
        account_type=transfer.account_type,
        account_number=transfer.account_number,
        holder_kana=transfer.holder_kana,
        amount=transfer.amount,
        customer_code1=transfer.customer_code,
    )


def consignor_of(fund: Fund) -> Consignor:
    """Who pays: the fund's own account. Raises ConsignorMissing, UnknownBank, UnknownBranch."""
    account = fund.bank_account
    missing = [name for name in CONSIGNOR if not account.get(name)]
    if missing:
        raise ConsignorMissing(fields=", ".join(missing))
    bank, branch = account["bank_code"], account["branch_code"]
    return Consignor(
        code=account["consignor_code"],
        kana=account["holder_kana"],
        bank_code=bank,
        bank_kana=account.get("bank_kana") or bank_name(bank).kana,
        branch_code=branch,
        branch_kana=account.get("branch_kana") or branch_name(bank, branch).kana,
        account_type=account.get("account_type", 1),
        account_number=account["number"],
    )
