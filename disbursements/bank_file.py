"""The bulk transfer file (総合振込): values in, bytes out. No database, no clock.

120 bytes per record: one header, one record per transfer, a trailer with count and sum, an end record.
The same values always give the same bytes, so that a repeated export is the file the bank already has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from common.calendar import is_bank_business_day, wareki_long
from common.errors import DomainError
from common.zengin import STANDARD, ZenginRules, to_zengin

RECORD_BYTES: Final = 120
ACCOUNT_TYPES: Final = frozenset({1, 2, 4, 9})
MOST_YEN: Final = 9_999_999_999
MOST_YEN_IN_ALL: Final = 999_999_999_999
MOST_TRANSFERS: Final = 999_999


class NotABusinessDay(DomainError):
    """Banks move no money on that day."""

    code = "disbursements.not_a_business_day"
    status = 422
    ja = "{day_ja}は銀行の営業日ではありません。営業日を指定してください。"
    en = "Banks are closed on {day}. Please choose a business day."


class NoTransfers(DomainError):
    """A file needs at least one transfer (and holds 999,999 at most)."""

    code = "disbursements.no_transfers"
    status = 422
    ja = "振込の件数が{count}件です。1件から999,999件までにしてください。"
    en = "The file would hold {count} transfers; it takes 1 to 999,999."


class AmountOutOfRange(DomainError):
    """Below one yen, or over the ten digits of the amount field."""

    code = "disbursements.amount_out_of_range"
    status = 422
    ja = "振込{of}の金額{amount}円は振込データに書けません(1円以上10桁まで)。"
    en = "Transfer {of}: {amount} yen cannot be written (1 yen to ten digits)."


class TotalOutOfRange(DomainError):
    """Over the twelve digits of the trailer's sum."""

    code = "disbursements.total_out_of_range"
    status = 422
    ja = "合計{total}円は1つの振込データに書けません(12桁まで)。振込を分けてください。"
    en = "A total of {total} yen does not fit one file (twelve digits). Please split the transfers."


class NotDigits(DomainError):
    """A code or number that must be digits is something else, or has the wrong length."""

    code = "disbursements.not_digits"
    status = 422
    ja = "{of}の{name}「{value}」は{digits}桁の数字ではありません。"
    en = "{of}: {field} “{value}” is not {digits} digits."


class UnknownAccountType(DomainError):
    """The bank knows 1 普通, 2 当座, 4 貯蓄, 9 その他."""

    code = "disbursements.unknown_account_type"
    status = 422
    ja = "{of}の預金種目「{value}」は使えません(普通1・当座2・貯蓄4・その他9)。"
    en = "{of}: account type “{value}” is not 1, 2, 4 or 9."


@dataclass(frozen=True)
class Consignor:
    """Who pays (委託者): the fund's own account. Kana may be in any width; it is written as zengin."""

    code: str
    kana: str
    bank_code: str
    bank_kana: str
    branch_code: str
    branch_kana: str
    account_type: int
    account_number: str


@dataclass(frozen=True)
class TransferRow:
    """One transfer. `number` is ours and names the row in refusals; `amount` is whole yen.

    Customer codes come back with a returned transfer; `edi` (20 bytes) takes their place when given.
    `new_code`: 1 first transfer to this account, 2 account changed, 0 otherwise.
    """

    number: str
    bank_code: str
    bank_kana: str
    branch_code: str
    branch_kana: str
    account_type: int
    account_number: str
    holder_kana: str
    amount: int
    customer_code1: str = "0000000000"
    customer_code2: str = "0000000000"
    edi: str = ""
    new_code: Literal[0, 1, 2] = 0


def customer_code(round_number: int, application: int, instalment: int) -> str:
    """Our transfer number in customer code 1: `00`, round (3), application (3), instalment (2: 0 advance,
    1 final). Raises ValueError when a part does not fit."""
    parts = ((round_number, 3), (application, 3), (instalment, 2))
    if any(not 0 <= value < 10**digits for value, digits in parts):
        raise ValueError(f"no customer code for {round_number}, {application}, {instalment}")
    return "00" + "".join(f"{value:0{digits}d}" for value, digits in parts)


def write_transfer_file(
    consignor: Consignor,
    transfer_date: date,
    rows: Sequence[TransferRow],
    newline: Literal["\r\n", ""] = "\r\n",
    rules: ZenginRules = STANDARD,
) -> bytes:
    """The file's bytes, records in the order of `rows`, each followed by `newline`.

    Raises NotABusinessDay, NoTransfers, AmountOutOfRange, TotalOutOfRange, NotDigits, UnknownAccountType, and
    ZenginRefused (a character the bank's set lacks, or a name over its field); nothing is cut or replaced.
    """
    if newline not in {"\r\n", ""}:
        raise ValueError("banks take CRLF or nothing between records")
    if not is_bank_business_day(transfer_date):
        raise NotABusinessDay(day=transfer_date.isoformat(), day_ja=wareki_long(transfer_date))
    if not 1 <= len(rows) <= MOST_TRANSFERS:
        raise NoTransfers(count=len(rows))
    data = [_data(row, rules) for row in rows]
    total = sum(row.amount for row in rows)
    if total > MOST_YEN_IN_ALL:
        raise TotalOutOfRange(total=total)
    records = [
        _header(consignor, transfer_date, rules),
        *data,
        f"8{len(rows):06d}{total:012d}",
        "9",
    ]
    return "".join(record.ljust(RECORD_BYTES) + newline for record in records).encode("cp932")


def _header(consignor: Consignor, transfer_date: date, rules: ZenginRules) -> str:
    of = consignor.code
    return "".join(
        (
            "1210",
            _digits(consignor.code, 10, of, "consignor_code"),
            _kana(consignor.kana, 40, of, "consignor_kana", rules),
            f"{transfer_date:%m%d}",
            _digits(consignor.bank_code, 4, of, "bank_code"),
            _kana(consignor.bank_kana, 15, of, "bank_kana", rules),
            _digits(consignor.branch_code, 3, of, "branch_code"),
            _kana(consignor.branch_kana, 15, of, "branch_kana", rules),
            _account_type(consignor.account_type, of),
            _digits(consignor.account_number, 7, of, "account_number"),
        )
    )


def _data(row: TransferRow, rules: ZenginRules) -> str:
    if not 1 <= row.amount <= MOST_YEN:
        raise AmountOutOfRange(of=row.number, amount=row.amount)
    of = row.number
    if row.edi:
        reference = _kana(row.edi, 20, of, "edi", rules)
    else:
        reference = _digits(row.customer_code1, 10, of, "customer_code1")
        reference += _digits(row.customer_code2, 10, of, "customer_code2")
    return "".join(
        (
            "2",
            _digits(row.bank_code, 4, of, "bank_code"),
            _kana(row.bank_kana, 15, of, "bank_kana", rules),
            _digits(row.branch_code, 3, of, "branch_code"),
            _kana(row.branch_kana, 15, of, "branch_kana", rules),
            "0000",
            _account_type(row.account_type, of),
            _digits(row.account_number, 7, of, "account_number"),
            _kana(row.holder_kana, 30, of, "holder_kana", rules),
            f"{row.amount:010d}",
            str(row.new_code),
            reference,
            "7",
            "Y" if row.edi else " ",
        )
    )


_DIGIT_FIELDS: Final = {
    "consignor_code": "委託者コード",
    "bank_code": "銀行コード",
    "branch_code": "支店コード",
    "account_number": "口座番号",
    "customer_code1": "顧客コード1",
    "customer_code2": "顧客コード2",
}


def _digits(value: str, digits: int, of: str, field: str) -> str:
    """Right-aligned and zero-filled; bank and branch codes are never filled up, 18 is not branch 018."""
    exact = field in {"bank_code", "branch_code"}
    fits = len(value) == digits if exact else 1 <= len(value) <= digits
    if not (fits and value.isascii() and value.isdigit()):
        raise NotDigits(of=of, field=field, name=_DIGIT_FIELDS[field], value=value, digits=digits)
    return value.zfill(digits)


def _account_type(value: int, of: str) -> str:
    if value not in ACCOUNT_TYPES:
        raise UnknownAccountType(of=of, value=value)
    return str(value)


def _kana(text: str, length: int, of: str, field: str, rules: ZenginRules) -> str:
    if field in {"bank_kana", "branch_kana"} and not text:
        return " " * length
    return to_zengin(text, limit=length, field=field, rules=rules, of=of).value.ljust(length)
