"""A fund in the summer of 2025 with two awards in force, its office, and its bank account (domain.md §8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from awards import hooks
from awards.models import AmountFixing, Award
from common import clock_control
from disbursements import services
from disbursements.models import Instalment, PaymentBatch, Transfer
from fund import services as funds
from fund.models import Fund, Round, SubFund
from fund.queries import book_of_year
from ledger import queries as ledger
from ledger.models import Book, JournalEntry
from ledger.posting import Entry, cr, dr, post
from people.models import BankAccount, Group, User
from tests import factories as make
from trail.models import Event
from trail.services import SYSTEM

# A Tuesday and a Wednesday on which banks are open.
PAY_DAY = date(2025, 7, 15)
TOP_UP_DAY = date(2026, 3, 25)
BEFORE = make.at("2025-07-10 09:00")

OWN_ACCOUNT = {
    "bank_code": "0001",
    "bank_kana": "ミズホ",
    "branch_code": "388",
    "branch_kana": "ミゾノクチ",
    "account_type": 1,
    "number": "0000111",
    "holder_kana": "トクヒ)ミハラシマチサポ-ト",
    "consignor_code": "0000012345",
}
ACCOUNTS = {
    "B": ("0009", "596", "0000202", "ミハラシリヨクチオマモルカイ"),
    "C": ("1344", "037", "0000303", "トクヒ)コドモノエンガワ"),
}


@dataclass
class Scene:
    """Aoki represents B and C, Baba is B's treasurer; Endo, Fukuda, Goto and Ikeda work in the office."""

    fund: Fund
    call: Round
    green: Group
    porch: Group
    aoki: User
    baba: User
    viewer: User
    endo: User
    fukuda: User
    goto: User
    ikeda: User
    fujii: User

    @property
    def book(self) -> Book:
        return book_of_year(self.fund, 2025)

    def award(
        self,
        group: Group | None = None,
        amount: int = 397_000,
        rate: str = "0.8",
        number: str = "",
        **values: Any,
    ) -> Award:
        """An award in force, booked out of GEN, with its instalments as the hook plans them."""
        department = self.call.departments.first() or make.department(self.call, "COLLAB")
        application = make.application(
            department, group or self.green, state="approved", requested=amount, **_numbered(number)
        )
        made = Award.objects.create(
            fund=self.fund,
            fiscal_year=self.call.fiscal_year,
            number=application.number,
            application=application,
            group=application.group,
            amount=amount,
            advance_rate=rate,
            state="active",
            decided_on=date(2025, 7, 1),
            accepted_at=make.at("2025-07-01 12:00"),
            **values,
        )
        self.book_award(made)
        return made

    def designated(self, group: Group | None = None, amount: int = 60_000) -> Award:
        sub_fund = SubFund.objects.filter(fund=self.fund, code="NGO").first() or make.sub_fund(
            self.fund, "NGO", "named_group", target_group=self.green
        )
        made = Award.objects.create(
            fund=self.fund,
            fiscal_year=self.call.fiscal_year,
            kind="designated",
            number="NGO-2025-01",
            group=group or self.green,
            sub_fund=sub_fund,
            amount=amount,
            advance_rate="1",
            state="active",
            decided_on=date(2025, 7, 1),
        )
        self.book_award(made)
        return made

    def book_award(self, award: Award) -> None:
        lines = (dr("5010", award.amount, "GEN"), cr("2010", award.amount))
        entry = Entry("award", f"award:{award.pk}", date(2025, 7, 1), lines, reference=award.reference)
        post(self.book, entry, by=SYSTEM, at=make.at("2025-07-01 12:00"))
        tell(award, make.at("2025-07-01 12:00"))

    def instalment(self, award: Award | None = None, state: str = "planned") -> Instalment:
        """The one open instalment of an award, carried on to `state`."""
        award = award or self.award()
        found = Instalment.objects.get(award=award, state="planned")
        if state in ("requested", "approved"):
            services.request_instalment(instalment_id=found.pk, by=self.aoki)
        if state == "approved":
            services.approve_instalment(instalment_id=found.pk, by=self.fukuda)
        return Instalment.objects.get(pk=found.pk)

    def batch(self, *instalments: Instalment, state: str = "draft", pay_on: date = PAY_DAY) -> PaymentBatch:
        """A batch of approved instalments (by default one of a new award), carried on to `state`."""
        rows = instalments or (self.instalment(state="approved"),)
        made = services.create_batch(
            fund_id=self.fund.pk, pay_on=pay_on, instalment_ids=[row.pk for row in rows], by=self.endo
        )
        if state in ("prepared", "approved", "exported"):
            services.prepare_batch(batch_id=made.pk, by=self.endo)
        if state in ("approved", "exported"):
            services.approve_batch(batch_id=made.pk, by=self.fukuda)
        if state == "exported":
            services.export_batch(batch_id=made.pk, by=self.goto)
        return PaymentBatch.objects.get(pk=made.pk)

    def fix(self, award: Award, fixed: int) -> Award:
        """The amount is fixed (R5) as `awards` leaves it when it tells this room."""
        AmountFixing.objects.create(
            award=award,
            accepted_eligible=fixed,
            disallowed=0,
            ineligible=0,
            actual_total=fixed,
            actual_other_income=0,
            terms={},
            fixed=fixed,
            binding=[],
            state="approved",
            prepared_by=self.endo,
            prepared_at=BEFORE,
            fixed_on=date(2026, 3, 13),
        )
        return self.change(award, state="fixed")

    def change(self, award: Award, **values: Any) -> Award:
        """The award as something else made it, and the rooms above told of it."""
        Award.objects.filter(pk=award.pk).update(**values)
        award.refresh_from_db()
        tell(award, BEFORE)
        return award

    def payable(self) -> int:
        return -ledger.balance(self.book, "2010")


def tell(award: Award, at: datetime) -> None:
    """What a service of `awards` does inside its transaction."""
    with transaction.atomic():
        hooks.tell_changed(award, at)


def _numbered(number: str) -> dict[str, str]:
    return {"number": number} if number else {}


def scene(code: str = "") -> Scene:
    """Books opened with 30,000,000 yen; both groups have accounts, verified and past their hold."""
    fund = make.fund(code, policy={"transfer_fee": 440}, bank_account=OWN_ACCOUNT)
    funds.open_year(fund_id=fund.pk, year=2025, by=SYSTEM)
    with clock_control.on(date(2025, 4, 1)):
        funds.post_opening(
            fund_id=fund.pk,
            year=2025,
            amounts={"GEN": 30_000_000, "OPS": 50_000},
            by=SYSTEM,
            on=date(2025, 4, 1),
        )
    call = make.call(fund, "R7-05", state="running", released_at=make.at("2025-07-01 10:00"))
    aoki, baba, viewer = make.user("aoki"), make.user("baba"), make.user("viewer")
    green = make.group("みどりの会", {aoki: "representative", baba: "treasurer", viewer: "viewer"})
    porch = make.group("縁側", {aoki: "representative"})
    made = Scene(
        fund,
        call,
        green,
        porch,
        aoki,
        baba,
        viewer,
        make.staff(fund, "officer", name="endo"),
        make.staff(fund, "approver", name="fukuda"),
        make.staff(fund, "cashier", name="goto"),
        make.staff(fund, "auditor", name="ikeda"),
        make.user("fujii"),
    )
    account(green, "B", made)
    account(porch, "C", made)
    return made


def account(
    group: Group,
    which: str,
    stage: Scene,
    state: str = "verified",
    entered_at: datetime | None = None,
    number: str = "",
) -> BankAccount:
    """The group's account, entered in April unless told otherwise; what it had before is replaced."""
    bank, branch, digits, holder = ACCOUNTS[which]
    entered = entered_at or make.at("2025-04-01 09:00")
    BankAccount.objects.filter(group=group).exclude(state="replaced").update(state="replaced")
    return BankAccount.objects.create(
        group=group,
        bank_code=bank,
        branch_code=branch,
        account_type=1,
        number=number or digits,
        holder_kana=holder,
        state=state,
        entered_by=stage.aoki,
        entered_at=entered,
        held_until=entered + (make.at("2025-04-08 09:00") - make.at("2025-04-01 09:00")),
        verified_by=stage.fukuda if state == "verified" else None,
        verified_at=entered + (make.at("2025-04-08 10:00") - make.at("2025-04-01 09:00"))
        if state == "verified"
        else None,
    )


def journal(stage: Scene, since: date = PAY_DAY) -> list[tuple[str, str, list[tuple[str, str, int, int]]]]:
    """(date, text, lines) from a day on, in the order of the journal."""
    entries = ledger.journal(stage.book).filter(occurred_on__gte=since)
    return [
        (
            entry.occurred_on.isoformat(),
            entry.text,
            [
                (line.account.code, line.account.sub_fund, line.debit, line.credit)
                for line in entry.lines.all()
            ],
        )
        for entry in entries
    ]


def everything() -> list[Any]:
    """All rows that a refusal must leave as they were."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Instalment, PaymentBatch, Transfer, Event, JournalEntry)
    ]


def queries(act: Callable[[], object]) -> int:
    """How many queries `act` makes."""
    with CaptureQueriesContext(connection) as made:
        act()
    return len(made)
