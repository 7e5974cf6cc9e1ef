"""Loading a folder once, and reporting on what came of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from common import clock
from common.errors import DomainError
from fund.models import Fund, Round
from intake.cases.faults import Fault, describe
from intake.cases.model import Case
from intake.cases.read import read_case
from intake.models import TakenIn
from intake.replay import replay
from intake.report import Names, WhatIf, YearReport
from ledger.models import Book
from ledger.queries import journal_hash


class FundExists(DomainError):
    """A fund of this code is there, and not from this folder."""

    code = "intake.fund_exists"
    ja = "基金 {fund} はすでにあり、このフォルダーの内容とは違います。何も変更していません。"
    en = "Fund {fund} exists and differs from this folder. Nothing was changed."


@dataclass(frozen=True)
class Outcome:
    """What a load came to: faults, or the fund with its journal's hash; `loaded` False if it was there."""

    faults: tuple[Fault, ...] = ()
    fund: Fund | None = None
    loaded: bool = False
    journal_hash: str = ""

    def describe(self, language: str) -> str:
        return describe(list(self.faults), language)


def load(folder: Path) -> Outcome:
    """Check `folder` wholly, then replay it in one transaction. The same folder again changes nothing.

    Raises FundExists, or the DomainError of a step that the services refuse (nothing is kept then).
    """
    case, faults = read_case(folder)
    if case is None or faults:
        return Outcome(faults=tuple(faults))
    print_ = fingerprint(folder)
    with transaction.atomic():
        there = Fund.objects.filter(code=case.fund.code).first()
        if there is not None:
            taken = TakenIn.objects.filter(fund=there, fingerprint=print_).first()
            if taken is None:
                raise FundExists(fund=case.fund.code)
            return Outcome(fund=there, journal_hash=hash_of(taken.round))
        fund, names = replay(case)
        taken = TakenIn.objects.create(
            fund=fund,
            round=fund.rounds.get(code=case.round.code),
            fingerprint=print_,
            names=names,
            what_if=what_if(case),
            refunds=with_refund(case, names),
            at=clock.now(),
        )
    return Outcome(fund=fund, loaded=True, journal_hash=hash_of(taken.round))


def fingerprint(folder: Path) -> str:
    """SHA-256 over the names and bytes of the folder's case files."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix in {".yaml", ".csv"}:
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def hash_of(round_: Round) -> str:
    return journal_hash(Book.objects.get(fund_code=round_.fund.code, fiscal_year=round_.fiscal_year.year))


def what_if(case: Case) -> dict[str, Any] | None:
    asked = case.events.what_if_cancellation
    if asked is None:
        return None
    return {
        "application": asked.application,
        "principal": asked.principal,
        "paid_on": asked.paid_on.isoformat(),
        "repaid_on": asked.repaid_on.isoformat(),
    }


def with_refund(case: Case, names: dict[int, str]) -> list[int]:
    """Applications of which the folder states how a refund came back."""
    stated = {item.id for item in case.applications if item.refund is not None}
    return [pk for pk, name in names.items() if name in stated]


def report_of(round_: Round) -> dict[str, Any]:
    """The report of a round; applications go by their case's short names, or else by their numbers."""
    taken = TakenIn.objects.filter(round=round_).first()
    keys = {pk: number or str(pk) for pk, number in round_.applications.values_list("pk", "number")}
    if taken is None:
        return YearReport(round_.fund, round_, Names(keys)).build()
    keys |= {int(pk): name for pk, name in taken.names.items()}
    asked = taken.what_if and WhatIf(
        application=taken.what_if["application"],
        principal=taken.what_if["principal"],
        paid_on=date.fromisoformat(taken.what_if["paid_on"]),
        repaid_on=date.fromisoformat(taken.what_if["repaid_on"]),
    )
    return YearReport(round_.fund, round_, Names(keys, frozenset(taken.refunds)), asked or None).build()
