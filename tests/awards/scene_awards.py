"""The worked example of domain.md §8 on the eve of its decision, and how to walk on from there.

Endo prepares, Fukuda and Hoshi approve, Ikeda audits, Fujii has no part; Aoki, Baba and Chiba speak for the
groups of A, B and C, and `viewer` only looks on in B's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.models import Application, AssessedBudget, AwardHistory
from awards import services
from awards.models import (
    AmountFixing,
    Award,
    Cancellation,
    ChangeRequest,
    Decision,
    DecisionSheet,
    Promotion,
    Refund,
    Report,
)
from common import clock_control
from common.errors import DomainError
from fund.models import Fund, Round
from fund.queries import book_of_year
from ledger import queries as ledger
from ledger.models import Allocation, Book, JournalEntry
from ledger.posting import Entry, cr, dr, post
from people.models import Group, User
from reviews.models import Minutes, RecordedScore
from tests import factories as make
from tests.donations import example
from trail.models import Event
from trail.services import SYSTEM

DECISION = make.at("2025-07-01 10:00")
PAID_ON = date(2025, 7, 15)
SUMMER = make.at("2025-08-01 10:00")

STEP = {"cap": 2_000_000, "floor": 100_000}
START = {"steps": [{"rate": "1", "cap": 100_000, "floor": 30_000}], "advance_rate": "1"}
COLLAB = {
    "steps": [
        {"n_from": 1, "n_to": 1, "rate": "3/4", **STEP},
        {"n_from": 2, "n_to": 2, "rate": "2/3", **STEP},
        {"n_from": 3, "n_to": 3, "rate": "1/2", **STEP},
    ],
    "advance_rate": "0.8",
    "pass_rule": [{"measure": "score", "operator": ">=", "value": "60.0"}],
    "line": {"remainder_policy": "offer"},
}

# Expenses as (category, yen, eligible) and incomes as filed (domain.md §8).
BUDGETS: dict[str, tuple[list[tuple[str, int, bool]], list[tuple[str, int]]]] = {
    "A": (
        [
            ("報償費", 20_000, True),
            ("消耗品費", 45_000, True),
            ("印刷製本費", 12_000, True),
            ("使用料及び賃借料", 19_800, True),
            ("通信運搬費", 5_500, True),
            ("保険料", 10_000, True),
            ("その他", 8_000, False),
        ],
        [("自己資金", 15_300), ("参加費", 5_000)],
    ),
    "B": (
        [
            ("報償費", 120_000, True),
            ("旅費", 19_200, True),
            ("消耗品費", 108_000, True),
            ("印刷製本費", 60_000, True),
            ("通信運搬費", 33_000, True),
            ("使用料及び賃借料", 52_800, True),
            ("委託料", 132_000, True),
            ("備品購入費", 68_000, True),
            ("保険料", 16_600, True),
            ("その他", 30_400, False),
        ],
        [("自己資金", 83_000), ("協賛金", 100_000)],
    ),
    "C": (
        [
            ("報償費", 720_000, True),
            ("旅費", 90_000, True),
            ("消耗品費", 360_000, True),
            ("印刷製本費", 120_000, True),
            ("通信運搬費", 110_000, True),
            ("使用料及び賃借料", 495_000, True),
            ("委託料", 440_000, True),
            ("備品購入費", 330_000, True),
            ("保険料", 55_000, True),
            ("その他", 40_000, False),
        ],
        [("自己資金", 400_000), ("参加費", 360_000)],
    ),
}
REQUESTED = {"A": 100_000, "B": 457_000, "C": 2_000_000}
SCORES = {"A": "72.8", "B": "80.4", "C": "79.3"}
TAGS = {"A": ["福祉"], "B": ["環境"], "C": ["子ども"]}
C_BUDGET = {"total": 2_760_000, "other_income": 1_057_000}


@dataclass
class Stage:
    fund: Fund
    call: Round
    groups: dict[str, Group]
    applications: dict[str, Application]
    voices: dict[str, User]
    viewer: User
    endo: User
    fukuda: User
    hoshi: User
    ikeda: User
    fujii: User
    gifts: dict[str, Any] = field(default_factory=dict)

    @property
    def book(self) -> Book:
        return book_of_year(self.fund, 2025)

    def award(self, name: str) -> Award:
        return Award.objects.get(application=self.applications[name])

    def decision(self, name: str) -> Decision:
        return Decision.objects.get(application=self.applications[name])

    def prepared(self) -> DecisionSheet:
        with at(DECISION):
            return services.prepare_decisions(round_id=self.call.pk, by=self.endo)

    def approved(self) -> DecisionSheet:
        self.prepared()
        with at(DECISION):
            return services.approve_decisions(round_id=self.call.pk, by=self.fukuda)

    def released(self) -> DecisionSheet:
        self.approved()
        with at(DECISION):
            return services.release_results(round_id=self.call.pk, by=self.endo)

    def accepted(self) -> None:
        """All three groups take their offer; C covers what is missing itself."""
        self.released()
        with at(DECISION):
            for name in "ABC":
                self.accept(name)

    def accept(self, name: str) -> Award:
        return services.accept_offer(
            award_id=self.award(name).pk,
            by=self.voices[name],
            revised_budget=C_BUDGET if name == "C" else None,
        )

    def active(self) -> None:
        """All three in force."""
        self.accepted()
        with at(DECISION):
            for name in "ABC":
                services.activate_award(award_id=self.award(name).pk, by=self.fukuda)

    def paid(self, name: str = "B", amount: int = 317_000, on: date = PAID_ON) -> Award:
        """In force, and so much of it paid, booked as the payments' room does."""
        if not Award.objects.filter(application=self.applications[name], state="active").exists():
            self.active()
        award = self.award(name)
        pay(self, award, amount, on)
        return award

    def fixed(self, name: str = "B") -> Award:
        """Reported, judged and fixed on 13 March as in domain.md §8; A and B only."""
        figures = {
            "A": (100_000, 14_000, 87_650, 9_200, 6_500),
            "B": (317_000, 217_500, 484_700, 86_800, 25_200),
        }
        paid, income, accepted, cut, ineligible = figures[name]
        award = self.paid(name, paid)
        voice = self.voices[name]
        with at("2026-02-20 10:00"):
            services.start_reports()
            report = services.start_report(award_id=award.pk, by=voice)
            services.save_report(
                report_id=report.pk,
                by=voice,
                data={
                    "other_income": income,
                    "text": "終わりました。",
                    "rows": [
                        {"category": "報償費", "amount": accepted, "paid_on": "2025-09-01"},
                        {"category": "消耗品費", "amount": cut, "paid_on": "2025-09-01"},
                        {"category": "その他", "amount": ineligible, "paid_on": "2025-09-01"},
                    ],
                },
            )
            services.submit_report(report_id=report.pk, by=voice)
            services.judge_rows(
                report_id=report.pk,
                by=self.endo,
                verdicts=[
                    {"position": 0, "verdict": "accepted", "accepted": accepted},
                    {"position": 1, "verdict": "cut", "accepted": 0, "reason": "対象になりません"},
                    {"position": 2, "verdict": "ineligible", "accepted": 0, "reason": "対象外"},
                ],
            )
            services.accept_report(report_id=report.pk, by=self.endo)
        with at("2026-03-13 10:00"):
            services.prepare_fixing(award_id=award.pk, by=self.endo)
            services.approve_fixing(award_id=award.pk, by=self.fukuda)
        return self.award(name)

    def settled(self) -> Award:
        """A's 13,000 came back on 27 March."""
        award = self.fixed("A")
        refund = Refund.objects.get(award=award, state="open")
        with at("2026-03-27 10:00"):
            services.receive_refund(refund_id=refund.pk, amount=13_000, on=date(2026, 3, 27), by=self.endo)
        return self.award("A")

    def balances(self) -> dict[str, int]:
        return ledger.sub_fund_balances(self.book)

    def lines(self, kind: str, reference: str = "") -> list[list[tuple[str, str, int, int]]]:
        """The entries of a kind, each as its lines (account, sub-fund, debit, credit)."""
        found = JournalEntry.objects.filter(kind=kind, book__fund_code=self.fund.code).order_by("pk")
        if reference:
            found = found.filter(reference=reference)
        return [
            [
                (line.account.code, line.account.sub_fund, line.debit, line.credit)
                for line in entry.lines.select_related("account").order_by("position")
            ]
            for entry in found
        ]


def stage(code: str = "MIHARASHI", department: dict[str, Any] | None = None) -> Stage:
    """Gifts, fees and match are in, scores recorded, minutes written: the round is at its decision."""
    made = example.found(code)
    example.gifts_of_the_year(made)
    example.fees_and_match(made)
    call = made.call
    start = make.department(call, "START", budget=300_000, **START)
    collab = make.department(call, "COLLAB", budget=2_100_000, **{**COLLAB, **(department or {})})
    aoki, baba, chiba, viewer = (make.user(name) for name in ("aoki", "baba", "chiba", "viewer"))
    groups = {
        "A": make.group("みはらし歴史散歩の会", {aoki: "representative"}),
        "B": make.group("みはらし緑地を守る会", {baba: "representative", viewer: "viewer"}),
        "C": make.group("こどもの縁側", {chiba: "representative"}),
    }
    applications = {
        name: make.application(
            start if name == "A" else collab,
            groups[name],
            state="under_review",
            requested=REQUESTED[name],
            expenses=BUDGETS[name][0],
            income=BUDGETS[name][1],
            tags=TAGS[name],
            number=f"R7-05-{place:03d}",
            title=f"事業{name}",
        )
        for place, name in enumerate("ABC", 1)
    }
    # At the desk 60,000 of sponsorship were found for B: 183,000 + 60,000 = 243,000.
    AssessedBudget.objects.create(
        application=applications["B"],
        number=1,
        eligible=609_600,
        total=640_000,
        other_income=243_000,
        income_additions=[{"category": "協賛金", "description": "商店会協賛金", "amount": 60_000}],
        by=made.endo,
        at=make.at("2025-05-30 10:00"),
    )
    for name, application in applications.items():
        score(application, SCORES[name], made.endo)
    Minutes.objects.create(
        round=call,
        held_on=date(2025, 6, 28),
        text="審議した。",
        by=made.fukuda,
        at=make.at("2025-06-28 17:00"),
    )
    call.state = "deciding"
    call.save()
    return Stage(
        made.fund,
        call,
        groups,
        applications,
        {"A": aoki, "B": baba, "C": chiba},
        viewer,
        made.endo,
        made.fukuda,
        make.staff(made.fund, "approver", name="hoshi"),
        make.staff(made.fund, "auditor", name="ikeda"),
        make.user("fujii"),
        dict(made.gifts),
    )


def score(application: Application, points: str, by: User) -> None:
    RecordedScore.objects.create(
        application=application, basis="score", points=points, by=by, at=make.at("2025-06-20 10:00")
    )


def pay(on_stage: Stage, award: Award, amount: int, on: date) -> None:
    """A confirmed transfer in the books: Dr 2010 / Cr 1020."""
    key = f"test-payment:{award.pk}:{on}:{amount}"
    lines = (dr("2010", amount), cr("1020", amount))
    entry = Entry("payment", key, on, lines, "概算払", award.reference)
    with at(datetime.combine(on, make.at("2025-07-15 12:00").timetz())):
        post(on_stage.book, entry, by=SYSTEM, at=make.at("2025-07-15 12:00"))


@contextmanager
def at(moment: str | datetime) -> Iterator[None]:
    with clock_control.at(make.at(moment) if isinstance(moment, str) else moment):
        yield


def refused(
    error: type[DomainError], act: Callable[[], object], moment: str | datetime = DECISION
) -> DomainError:
    """`act` is refused so, and nothing has changed."""
    before = everything()
    with pytest.raises(error) as caught, at(moment):
        act()
    assert type(caught.value) is error, caught.value
    assert everything() == before
    return caught.value


def everything() -> list[Any]:
    """All rows that a refusal must leave as they were."""
    models: tuple[Any, ...] = (
        Application, Award, Decision, DecisionSheet, Promotion, ChangeRequest, Cancellation, Report,
        AmountFixing, Refund, AwardHistory, Round, Event, JournalEntry, Allocation,
    )  # fmt: skip
    return [list(model.objects.order_by("pk").values()) for model in models]


def queries(act: Callable[[], object]) -> int:
    """How many queries `act` makes."""
    with CaptureQueriesContext(connection) as made:
        act()
    return len(made)
