"""What the ledger refuses."""

from __future__ import annotations

from common.errors import DomainError


class LedgerError(DomainError):
    """Any refusal of the ledger."""

    code = "ledger.refused"
    ja = "この仕訳は記帳できません。"
    en = "This entry cannot be posted."


class Unbalanced(LedgerError):
    """Debits and credits differ, or there are fewer than two lines."""

    code = "ledger.unbalanced"
    ja = "借方 {debit:,}円と貸方 {credit:,}円が一致しません。"
    en = "Debits of {debit:,} yen and credits of {credit:,} yen differ."


class BadLine(LedgerError):
    """A line that no book can hold: unknown account, missing sub-fund, amount not above zero."""

    code = "ledger.bad_line"
    ja = "仕訳の{position}行目({account} {sub_fund})が正しくありません: {problem}"
    en = "Line {position} ({account} {sub_fund}) is not valid: {problem}"


class UnknownKind(LedgerError):
    """A kind of entry that the table of kinds does not hold."""

    code = "ledger.unknown_kind"
    ja = "仕訳の種類「{kind}」はありません。"
    en = "There is no kind of entry called “{kind}”."


class InsufficientFunds(LedgerError):
    """R12: a draw never takes a sub-fund below zero."""

    code = "ledger.insufficient_funds"
    ja = "{sub_fund} の残高が足りません。残高 {available:,}円に対し {wanted:,}円が必要です。"
    en = "{sub_fund} does not hold enough: {available:,} yen there, {wanted:,} yen needed."


class AccountOverdrawn(LedgerError):
    """An account that may not pass zero would."""

    code = "ledger.account_overdrawn"
    ja = "{account} {name} の残高 {available:,}円を超えています({wanted:,}円)。"
    en = "{account} {name} holds {available:,} yen, less than {wanted:,} yen."


class BookClosed(LedgerError):
    """The year is closed; a correction is a new entry in the open year."""

    code = "ledger.book_closed"
    ja = "{fiscal_year}年度の帳簿は締め済みです。訂正は次の年度の仕訳で行ってください。"
    en = "The books of fiscal year {fiscal_year} are closed. Correct it with an entry in the open year."


class GiftDrawn(LedgerError):
    """A gift is paid back only while no award has drawn on it."""

    code = "ledger.gift_drawn"
    ja = "{source} はすでに助成に使われています。返金できるのは残り {available:,}円までです。"
    en = "{source} has already been drawn on. At most {available:,} yen can be paid back."


class AlreadyReversed(LedgerError):
    """An entry is reversed once."""

    code = "ledger.already_reversed"
    ja = "この仕訳はすでに取り消されています。"
    en = "This entry has already been reversed."


class OpeningDiffers(LedgerError):
    """What the new year opened with is not what the old year closed with."""

    code = "ledger.opening_differs"
    ja = "翌年度の期首残高が期末残高と一致しません: {account} 期末 {closing:,}円、期首 {opening:,}円。"
    en = "Next year's opening differs from the closing: {account} closed {closing:,}, opened {opening:,}."
