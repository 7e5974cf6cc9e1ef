"""What can be posted: an entry and its lines, as plain values, and what no book could hold."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from ledger.chart import CHART
from ledger.errors import BadLine, Unbalanced, UnknownKind
from ledger.kinds import KINDS

MOST = 10**15
"""No single line is larger (yen): well inside what a running total can hold."""


@dataclass(frozen=True)
class Line:
    """One side of an entry: an account of the chart, its sub-fund where the chart splits it, and the
    amount in yen on one of both sides."""

    account: str
    sub_fund: str = ""
    debit: int = 0
    credit: int = 0


def dr(account: str, amount: int, sub_fund: str = "") -> Line:
    """A debit line (借方) of `amount` yen."""
    return Line(account, sub_fund, debit=amount)


def cr(account: str, amount: int, sub_fund: str = "") -> Line:
    """A credit line (貸方) of `amount` yen."""
    return Line(account, sub_fund, credit=amount)


@dataclass(frozen=True)
class Entry:
    """What is to be posted. `key` names the intent (`award:12:decided`), `reference` what it is about
    (`award:12`), by which payments, payables and lots are found again."""

    kind: str
    key: str
    occurred_on: date
    lines: tuple[Line, ...]
    text: str = ""
    reference: str = ""

    def fingerprint(self) -> str:
        """The hash of the content: a repeat of the key with another one is refused."""
        parts = [self.kind, self.occurred_on.isoformat(), self.reference, self.text]
        parts += [f"{line.account}@{line.sub_fund}:{line.debit}:{line.credit}" for line in self.lines]
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def checked(entry: Entry) -> str:
    """The fingerprint of an entry that any book could hold. Raises UnknownKind, BadLine, Unbalanced."""
    if entry.kind not in KINDS:
        raise UnknownKind(kind=entry.kind)
    assert 0 < len(entry.key) <= 160, entry
    assert len(entry.reference) <= 80, entry
    debit = credit = 0
    for position, line in enumerate(entry.lines, start=1):
        problem = _problem(line)
        if problem:
            raise BadLine(position=position, account=line.account, sub_fund=line.sub_fund, problem=problem)
        debit += line.debit
        credit += line.credit
    if debit != credit or len(entry.lines) < 2:
        raise Unbalanced(debit=debit, credit=credit)
    return entry.fingerprint()


def _problem(line: Line) -> str:
    account = CHART.get(line.account)
    if account is None:
        return "勘定科目がありません / no such account"
    if account.by_sub_fund != bool(line.sub_fund):
        return "指定枠の有無が科目と合いません / sub-fund missing or not wanted"
    if type(line.debit) is not int or type(line.credit) is not int:
        return "金額は整数の円です / yen are whole numbers"
    if line.debit < 0 or line.credit < 0 or (line.debit == 0) == (line.credit == 0):
        return "借方か貸方の一方に0より大きい金額が必要です / one side, above zero"
    if line.debit + line.credit > MOST:
        return "金額が大きすぎます / too large"
    return ""
