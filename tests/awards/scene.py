"""Awards in force with their money in the books: the three of domain.md §8, decided and paid in July 2025.

What rooms above hang on an award is taken off (`hooks_off`), so that payments here are plain entries.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awards import hooks
from awards.models import Award, Cancellation, Refund, Report
from awards.queries import payments_of, refunded_for
from awards.services import fixing, judging, reporting
from awards.services.common import add_final_report
from awards.services.offering import award_entry
from common import clock_control
from fund import services as funds
from fund.models import Department, Fund, Round
from fund.queries import book_of_year
from ledger import queries as ledger
from ledger.lots import held_by, release_lines
from ledger.models import Book, JournalEntry
from ledger.posting import Entry, cr, dr, post
from people.models import Group, User
from tests import factories as make
from trail.services import SYSTEM

DECIDED, PAID = date(2025, 7, 1), date(2025, 7, 15)
REPORTED, FIXED = date(2026, 2, 20), date(2026, 3, 13)
OPENING = {"GEN": 800_000, "GRN": 161_500, "KAN": 900_000, "MATCH": 883_000, "OPS": 50_000}

# name: award, rate, department, advance, [(sub-fund, yen)] (domain.md §8, entries 23–25 and 27–29)
AWARDS: dict[str, tuple[int, str, str, int, list[tuple[str, int]]]] = {
    "A": (100_000, "1", "START", 100_000, [("MATCH", 100_000)]),
    "B": (397_000, "3/4", "COLLAB", 317_000, [("GRN", 161_500), ("MATCH", 235_500)]),
    "C": (1_703_000, "3/4", "COLLAB", 1_362_000, [("KAN", 900_000), ("MATCH", 547_500), ("GEN", 255_500)]),
}
# name: accepted, disallowed, ineligible, other income (domain.md §8, fixing)
ACTUALS: dict[str, tuple[int, int, int, int]] = {
    "A": (87_650, 9_200, 6_500, 14_000),
    "B": (484_700, 86_800, 25_200, 217_500),
    "C": (2_655_300, 55_900, 60_000, 1_057_000),
}
_transfers = count(1)


@dataclass
class Scene:
    """One fund, its office, and an award per name, each with its group's writer."""

    fund: Fund
    call: Round
    departments: dict[str, Department]
    endo: User
    fukuda: User
    goto: User
    ikeda: User
    fujii: User
    awards: dict[str, Award] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    voices: dict[str, User] = field(default_factory=dict)
    viewers: dict[str, User] = field(default_factory=dict)

    @property
    def book(self) -> Book:
        return book_of_year(self.fund, 2025)

    def award(self, name: str = "A") -> Award:
        return Award.objects.get(pk=self.awards[name].pk)

    def report(self, name: str = "A") -> Report:
        return Report.objects.get(award=self.awards[name])

    def refund(self, name: str = "A") -> Refund:
        return Refund.objects.get(award=self.awards[name], state="open")

    def decide(self, name: str, *, paid: bool = True, like: str = "") -> Award:
        """An award in force, posted on 1 July and, with `paid`, its advance paid on 15 July."""
        amount, rate, department, advance, plan = AWARDS[like or name]
        voice, viewer = make.user(f"voice{name}"), make.user(f"viewer{name}")
        group = make.group(f"団体{name}", {voice: "representative", viewer: "viewer"})
        application = make.application(
            self.departments[department], group, state="approved", requested=amount, title=f"事業{name}"
        )
        award = Award.objects.create(
            fund=self.fund,
            fiscal_year=self.call.fiscal_year,
            number=application.number,
            application=application,
            group=group,
            amount=amount,
            rate=rate,
            decided_on=DECIDED,
            state="active",
            project_from=self.call.project_from,
            project_to=self.call.project_to,
            report_due_on=self.call.report_due_on,
        )
        self.awards[name], self.groups[name] = award, group
        self.voices[name], self.viewers[name] = voice, viewer
        add_final_report(award)
        with clock_control.on(DECIDED) as at:
            post(self.book, award_entry(award, plan), by=SYSTEM, at=at)
        if paid:
            self.pay(name, advance, PAID)
        return award

    def pay(self, name: str, amount: int, on: date) -> None:
        """A confirmed transfer of the award, as its entry."""
        award = self.awards[name]
        lines = (dr("2010", amount), cr("1020", amount))
        entry = Entry("payment", f"transfer:{next(_transfers)}", on, lines, "支払", award.reference)
        with clock_control.on(on) as at:
            post(book_of_year(self.fund, 2025), entry, by=SYSTEM, at=at)

    def started(self, name: str = "A", on: date = REPORTED) -> Report:
        """The report as a draft."""
        with clock_control.on(on):
            reporting.start_reports()
            return reporting.start_report(award_id=self.awards[name].pk, by=self.voices[name])

    def save(self, name: str = "A", *, rows: list[dict[str, Any]], income: int = 0, text: str = "") -> Report:
        return reporting.save_report(
            report_id=self.report(name).pk,
            by=self.voices[name],
            data={"rows": rows, "other_income": income, "text": text},
        )

    def submitted(self, name: str = "A", on: date = REPORTED, like: str = "") -> Report:
        """The report handed in, with the three sums of the example as rows."""
        self.started(name, on)
        accepted, disallowed, ineligible, income = ACTUALS[like or name]
        with clock_control.on(on):
            self.save(name, rows=[row(accepted), row(disallowed), row(ineligible)], income=income)
            return reporting.submit_report(report_id=self.report(name).pk, by=self.voices[name])

    def judge(self, name: str = "A", like: str = "") -> Report:
        accepted = ACTUALS[like or name][0]
        return judging.judge_rows(
            report_id=self.report(name).pk,
            by=self.endo,
            verdicts=[
                {"position": 0, "verdict": "accepted", "accepted": accepted},
                {"position": 1, "verdict": "cut", "accepted": 0, "reason": "認めない"},
                {"position": 2, "verdict": "ineligible", "accepted": 0, "reason": "対象外"},
            ],
        )

    def accepted(self, name: str = "A", on: date = REPORTED, like: str = "") -> Report:
        self.submitted(name, on, like)
        with clock_control.on(on):
            self.judge(name, like)
            return judging.accept_report(report_id=self.report(name).pk, by=self.endo)

    def spent(self, name: str, *amounts: int, income: int = 0) -> Report:
        """The report accepted with one row for each amount, all of them counted."""
        self.started(name)
        with clock_control.on(REPORTED):
            self.save(name, rows=[row(amount) for amount in amounts], income=income)
            pk = self.report(name).pk
            reporting.submit_report(report_id=pk, by=self.voices[name])
            verdicts = [{"position": place, "verdict": "accepted"} for place in range(len(amounts))]
            judging.judge_rows(report_id=pk, by=self.endo, verdicts=verdicts)
            return judging.accept_report(report_id=pk, by=self.endo)

    def fixed(self, name: str = "A", due_on: date | None = None, like: str = "") -> Award:
        """Reported, accepted and fixed on 13 March."""
        self.accepted(name, like=like)
        with clock_control.on(FIXED):
            fixing.prepare_fixing(award_id=self.awards[name].pk, by=self.endo)
            fixing.approve_fixing(award_id=self.awards[name].pk, by=self.fukuda, refund_due_on=due_on)
        return self.award(name)

    def cancelled(self, name: str, on: date, due_on: date) -> Refund:
        """Cancelled by hand: what is drawn goes back, what was paid is asked for with a surcharge (R6)."""
        award = self.awards[name]
        paid = ledger.paid_for(award.reference) - refunded_for(award.reference)
        book = book_of_year(self.fund, 2025)
        release = release_lines(book, award.reference, held_by(book, award.reference))
        sides = [
            ("1060", paid - ledger.receivable_for(award.reference)),
            ("2010", ledger.payable_for(award.reference)),
        ]
        lines = (
            *(dr(code, amount) for code, amount in sides if amount),
            *(cr("5010", amount, code) for code, amount in release),
        )
        entry = Entry("cancellation", f"cancellation:{award.pk}", on, lines, "取消", award.reference)
        with clock_control.on(on) as at:
            post(book, entry, by=SYSTEM, at=at)
            Cancellation.objects.create(
                award=award, kind="breach", reason="条件違反", state="approved", prepared_by=self.fukuda,
                prepared_at=at, cancelled_on=on,
            )  # fmt: skip
        Award.objects.filter(pk=award.pk).update(state="cancelled")
        Refund.objects.filter(award=award, state="open").update(state="void")
        return Refund.objects.create(
            award=award,
            reason="cancellation",
            principal=paid,
            due_on=due_on,
            surcharge_from=payments_of(award.reference)[0].received_on,
            ordered_on=on,
        )

    def lines(self, name: str, kind: str) -> list[tuple[str, list[tuple[str, str, int, int]]]]:
        """(day, [(account, sub-fund, debit, credit)]) of each entry of a kind about the award."""
        entries = JournalEntry.objects.filter(kind=kind, reference=self.awards[name].reference)
        return [
            (
                entry.occurred_on.isoformat(),
                [
                    (line.account.code, line.account.sub_fund, line.debit, line.credit)
                    for line in entry.lines.select_related("account").order_by("position")
                ],
            )
            for entry in entries.order_by("id")
        ]

    def balance(self, code: str, sub_fund: str = "") -> int:
        return ledger.balance(self.book, code, sub_fund)


def row(amount: int, paid_on: date | str | None = date(2025, 9, 1), **fields: Any) -> dict[str, Any]:
    return {"category": "消耗品費", "amount": amount, "paid_on": paid_on and str(paid_on), **fields}


def scene(*names: str, policy: dict[str, Any] | None = None, **fund: Any) -> Scene:
    """The fund with its books and the named awards (A, B, C) in force and paid; nothing else."""
    made = make.fund(policy=policy, **fund)
    made.sub_funds.all().delete()
    make.sub_fund(made, "GEN", "general")
    make.sub_fund(made, "GRN", "theme", tags=["環境"])
    make.sub_fund(made, "KAN", "named_company", tags=["子ども"])
    make.sub_fund(made, "MATCH", "city_match")
    make.sub_fund(made, "OPS", "operations")
    funds.open_year(fund_id=made.pk, year=2025, by=SYSTEM)
    call = make.call(made, "R7-05", state="running", released_at=make.at("2025-07-01 12:00"))
    result = Scene(
        made,
        call,
        {
            "START": make.department(call, "START", budget=300_000),
            "COLLAB": make.department(call, "COLLAB", budget=2_100_000),
        },
        endo=make.staff(made, "officer", name="endo"),
        fukuda=make.staff(made, "approver", name="fukuda"),
        goto=make.staff(made, "cashier", name="goto"),
        ikeda=make.staff(made, "auditor", name="ikeda"),
        fujii=make.user("fujii"),
    )
    with clock_control.on(date(2025, 4, 1)):
        funds.post_opening(fund_id=made.pk, year=2025, amounts=OPENING, by=result.endo, on=date(2025, 4, 1))
    for name in names:
        result.decide(name)
    return result


@dataclass
class Hooks:
    """What rooms above would answer; `told` are the awards they heard of."""

    told: list[tuple[int, str]] = field(default_factory=list)
    open_instalment: bool = False
    under_way: bool = False


def hooks_off(monkeypatch: pytest.MonkeyPatch) -> Hooks:
    """Awards alone, with a stand-in for the rooms above."""
    stand_in = Hooks()
    monkeypatch.setattr(
        hooks, "award_changed", [lambda award, at: stand_in.told.append((award.pk, award.state))]
    )
    monkeypatch.setattr(
        hooks,
        "have_open_instalments",
        [lambda awards: {award.pk for award in awards if stand_in.open_instalment}],
    )
    monkeypatch.setattr(hooks, "transfer_under_way", [lambda award: stand_in.under_way])
    return stand_in


def queries(act: Any) -> int:
    """How many queries `act` makes."""
    with CaptureQueriesContext(connection) as made:
        act()
    return len(made)
