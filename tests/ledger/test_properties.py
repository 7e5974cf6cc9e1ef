"""Random years of a fund keep every invariant and agree with the yen-by-yen oracle of R12.

`PROVE=1` runs the long profile.
"""

from __future__ import annotations

import os
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ledger import queries
from ledger.errors import AccountOverdrawn, GiftDrawn, InsufficientFunds
from ledger.integrity import failures
from ledger.lots import allocations_of, draw_lines, release_lines
from ledger.models import JournalEntry, Lot
from ledger.posting import cr, dr, open_book, post_many, reverse
from tests.ledger.helpers import AT, award, entry, give, put
from tests.ledger.oracle import Oracle
from trail.services import SYSTEM

CODES = ("GEN", "GRN", "OPS")
codes = st.sampled_from(CODES)
yen = st.integers(1, 40)
days = st.integers(0, 5)


class FundYear(RuleBasedStateMachine):
    """A fund's year of random gifts, fees, awards, releases and facts."""

    def __init__(self) -> None:
        super().__init__()
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.book = open_book("F", 2025)
        self.oracle = Oracle()
        self.numbers = 0
        self.awards: dict[str, JournalEntry] = {}
        self.released: set[str] = set()
        self.gifts: dict[str, tuple[str, int, bool]] = {}

    def number(self) -> int:
        self.numbers += 1
        return self.numbers

    def day(self, offset: int) -> date:
        return date(2025, 6, 1) + timedelta(days=offset)

    @initialize(opening=st.tuples(st.integers(0, 30), st.integers(0, 30)))
    def open(self, opening: tuple[int, int]) -> None:
        for code, amount in zip(("GEN", "OPS"), opening, strict=True):
            if amount:
                put(self.book, "opening", dr("1020", amount), cr("3000", amount, code), on=date(2025, 4, 1))
                self.oracle.receive(code, amount, "opening", (0, date(2025, 4, 1), 0))

    @rule(code=codes, amount=yen, offset=days)
    def gift(self, code: str, amount: int, offset: int) -> None:
        number, on = self.number(), self.day(offset)
        give(self.book, number, amount, code, on)
        self.gifts[f"donation:{number}"] = (code, amount, self.oracle.debt.get(code, 0) > 0)
        self.oracle.receive(code, amount, f"donation:{number}", (1, on, number))

    @rule(amounts=st.lists(st.tuples(codes, yen), min_size=1, max_size=4))
    def gifts_at_once(self, amounts: list[tuple[str, int]]) -> None:
        entries = []
        for code, amount in amounts:
            number = self.number()
            about = f"donation:{number}"
            entries.append(entry("donation", dr("1020", amount), cr("4010", amount, code), about=about))
            self.oracle.receive(code, amount, about, (1, date(2025, 6, 1), number))
        post_many(self.book, entries, by=SYSTEM, at=AT)

    @rule(order=st.permutations(CODES), amount=yen)
    def award(self, order: list[str], amount: int) -> None:
        about = f"award:{self.number()}"
        holds = sum(max(self.oracle.balance(code), 0) for code in order)
        try:
            plan = draw_lines(self.book, amount, order)
        except InsufficientFunds:
            assert holds < amount
            return
        assert holds >= amount
        lines = [dr("5010", part, code) for code, part in plan]
        self.awards[about] = put(self.book, "award", *lines, cr("2010", amount), about=about)
        for code in order:
            part = min(amount, max(self.oracle.balance(code), 0))
            self.oracle.take(code, part, about)
            amount -= part

    @rule(code=codes, amount=yen)
    def award_beyond(self, code: str, amount: int) -> None:
        before = JournalEntry.objects.count()
        with pytest.raises(InsufficientFunds):
            award(self.book, self.number(), max(self.oracle.balance(code), 0) + amount, code)
        assert JournalEntry.objects.count() == before

    @precondition(lambda self: self.awards)
    @rule(data=st.data(), amount=yen)
    def fix(self, data: st.DataObject, amount: int) -> None:
        about = data.draw(st.sampled_from(sorted(self.awards)))
        amount = min(amount, len(self.oracle.held[about]), queries.payable_for(about))
        if not amount:
            return
        plan = release_lines(self.book, about, amount)
        lines = [cr("5010", part, code) for code, part in plan]
        put(self.book, "fixing", dr("2010", amount), *lines, about=about)
        self.released.add(about)
        for code, part in plan:
            self.oracle.release(code, part, about)

    @precondition(lambda self: self.awards)
    @rule(data=st.data(), amount=yen)
    def pay(self, data: st.DataObject, amount: int) -> None:
        about = data.draw(st.sampled_from(sorted(self.awards)))
        payable = -queries.balance(self.book, "2010")
        if amount > payable:
            with pytest.raises(AccountOverdrawn):
                put(self.book, "payment", dr("2010", amount), cr("1020", amount), about=about)
        elif amount <= queries.payable_for(about):
            put(self.book, "payment", dr("2010", amount), cr("1020", amount), about=about)

    @precondition(lambda self: set(self.awards) - self.released)
    @rule(data=st.data())
    def decline(self, data: st.DataObject) -> None:
        about = data.draw(st.sampled_from(sorted(set(self.awards) - self.released)))
        if queries.paid_for(about):
            return
        offered = self.awards.pop(about)
        reverse(offered, key=f"back:{about}", occurred_on=date(2025, 7, 1), by=SYSTEM, at=AT, reason="辞退")
        for code in CODES:
            mine = sum(where == code for where, _ in self.oracle.held[about])
            self.oracle.release(code, mine, about)

    @rule(code=codes, amount=st.integers(1, 15))
    def fee(self, code: str, amount: int) -> None:
        if code == "OPS":
            put(self.book, "transfer_fee", dr("5020", amount, code), cr("1020", amount))
            self.oracle.take(code, amount)
            return
        about = f"fee:{code}:{self.number()}"
        put(self.book, "fee_transfer", dr("6010", amount, code), cr("6020", amount, "OPS"), about=about)
        self.oracle.fee(code, amount)
        self.oracle.receive("OPS", amount, f"fee:{code}", (1, date(2025, 6, 1), self.number()))

    @rule(amount=yen)
    def overflow(self, amount: int) -> None:
        amount = min(amount, self.oracle.balance("GRN"))
        if amount > 0:
            put(self.book, "overflow", dr("6010", amount, "GRN"), cr("6020", amount, "GEN"))
            self.oracle.take("GRN", amount)
            self.oracle.receive("GEN", amount, "overflow:GRN", (1, date(2025, 6, 1), self.number()))

    @precondition(lambda self: self.gifts)
    @rule(data=st.data())
    def refund(self, data: st.DataObject) -> None:
        about = data.draw(st.sampled_from(sorted(self.gifts)))
        code, amount, _ = self.gifts.pop(about)
        left = self.oracle.left()[code, about]
        if left == amount:
            put(self.book, "donation_refund", dr("4010", amount, code), cr("1020", amount), about=about)
            self.oracle.give_back(code, about)
        elif any((code, about) in self.oracle.behind(one) for one in self.oracle.held):
            with pytest.raises(GiftDrawn):
                put(self.book, "donation_refund", dr("4010", amount, code), cr("1020", amount), about=about)

    @invariant()
    def balances_and_lots_agree_with_the_oracle(self) -> None:
        held = {code: amount for code, amount in queries.sub_fund_balances(self.book).items() if amount}
        wanted = {code: self.oracle.balance(code) for code in CODES if self.oracle.balance(code)}
        assert held == wanted
        left: dict[tuple[str, str], int] = {}
        for lot in Lot.objects.all():
            left[lot.sub_fund, lot.source] = left.get((lot.sub_fund, lot.source), 0) + lot.left
        assert left == self.oracle.left()
        assert sum(queries.trial_balance(self.book).values()) == 0

    def teardown(self) -> None:
        try:
            for about in self.awards:
                found: dict[tuple[str, str], int] = {}
                for lot, net in allocations_of(self.book, about):
                    found[lot.sub_fund, lot.source] = found.get((lot.sub_fund, lot.source), 0) + net
                assert found == self.oracle.behind(about)
            assert failures() == {}
        finally:
            transaction.set_rollback(True)
            self.frame.__exit__(None, None, None)


@pytest.mark.django_db
def test_random_years_keep_every_invariant() -> None:
    long = bool(os.environ.get("PROVE"))
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        FundYear,
        settings=settings(
            max_examples=400 if long else 25,
            stateful_step_count=60 if long else 30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
