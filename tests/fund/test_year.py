"""A fund's year in money: opening, overflow of named groups (R12), closing by two people."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from common import clock_control
from common.errors import KeyReused, NotAllowed, NotFound, SamePerson, WrongState
from fund import services
from fund.models import Fund
from fund.queries import NoSubFund, book_of_year
from fund.rules import Overflow, overflow
from fund.services.year import OutsideYear, YearNotOver, YearNotPrepared, YearUnfinished
from ledger import queries as ledger
from ledger.posting import Entry, cr, dr, post
from people.models import User
from tests import factories
from tests.factories import at
from trail.services import SYSTEM


@pytest.fixture
def fund(db: Any) -> Fund:
    made = factories.fund("HARA", {"city_match": {
        "ratio": "1", "cap": 1_000_000, "received_from": "2025-04-01", "received_to": "2025-06-30",
    }})  # fmt: skip
    services.open_year(fund_id=made.pk, year=2025, by=SYSTEM)
    return made


@pytest.fixture
def endo(fund: Fund) -> User:
    return factories.staff(fund, "officer", name="endo")


@pytest.fixture
def fukuda(fund: Fund) -> User:
    return factories.staff(fund, "approver", name="fukuda")


def book(fund: Fund) -> Any:
    return book_of_year(fund, 2025)


def give(fund: Fund, code: str, amount: int, key: str, kind: str = "donation") -> None:
    lines = (dr("1020", amount), cr("4010", amount, code))
    post(
        book(fund),
        Entry(kind, key, date(2025, 6, 1), lines, reference=key),
        by=SYSTEM,
        at=at("2025-06-01 12:00"),
    )


def pay_out(fund: Fund, code: str, amount: int) -> None:
    lines = (dr("5010", amount, code), cr("2010", amount))
    post(
        book(fund), Entry("payout", "award:1", date(2025, 9, 1), lines), by=SYSTEM, at=at("2025-09-01 12:00")
    )


# balance, paid out, cap → net, payout, moved. Line 1 is §8's NGO: 80,000 less 8,000 fee = 72,000 net,
# 60,000 paid out, 12,000 left and moved.
@pytest.mark.parametrize(
    ("balance", "paid", "cap", "expected"),
    [
        (12_000, 60_000, 60_000, (72_000, 60_000, 12_000)),
        # Not paid out yet: the 60,000 stay for the group, 12,000 leave.
        (72_000, 0, 60_000, (72_000, 60_000, 12_000)),
        # Already moved: 0 left, nothing more.
        (0, 60_000, 60_000, (60_000, 60_000, 0)),
        # Below the cap, or without one: nothing leaves.
        (50_000, 0, 60_000, (50_000, 50_000, 0)),
        (90_000, 0, None, (90_000, 90_000, 0)),
        # A shortage moves nothing.
        (-1_000, 60_000, 50_000, (59_000, 50_000, 0)),
    ],
)
def test_overflow_is_what_lies_above_the_payout(
    balance: int, paid: int, cap: int | None, expected: tuple[int, int, int]
) -> None:  # R12
    assert overflow(balance, paid, cap) == Overflow(*expected)


def test_post_opening_once_a_year(fund: Fund, endo: User) -> None:
    amounts = {"GEN": 300_000, "OPS": 50_000}
    with clock_control.on(date(2025, 4, 1)):
        for _ in range(2):
            services.post_opening(fund_id=fund.pk, year=2025, amounts=amounts, by=endo, on=date(2025, 4, 1))
        with pytest.raises(KeyReused):
            services.post_opening(
                fund_id=fund.pk, year=2025, amounts={"GEN": 1}, by=endo, on=date(2025, 4, 1)
            )

    assert ledger.sub_fund_balances(book(fund)) == amounts
    assert ledger.journal_lines(book(fund)) == [
        ("2025-04-01", [("1020", "", 350_000, 0), ("3000", "GEN", 0, 300_000), ("3000", "OPS", 0, 50_000)])
    ]


def test_post_opening_refusals(fund: Fund, endo: User, fukuda: User) -> None:
    def opening(by: User, on: date, code: str = "GEN") -> None:
        services.post_opening(fund_id=fund.pk, year=2025, amounts={code: 1}, by=by, on=on)

    with clock_control.on(date(2025, 4, 1)):
        with pytest.raises(NotAllowed):
            opening(fukuda, date(2025, 4, 1))
        with pytest.raises(NotFound):
            opening(factories.user("fujii"), date(2025, 4, 1))
        with pytest.raises(services.FutureDay):
            opening(endo, date(2025, 4, 2))
        with pytest.raises(OutsideYear):
            opening(endo, date(2025, 3, 31))
        with pytest.raises(NoSubFund):
            opening(endo, date(2025, 4, 1), "XYZ")
    assert ledger.journal_lines(book(fund)) == []


def test_overflow_moves_once_and_only_what_is_above(fund: Fund, endo: User, fukuda: User) -> None:  # R12
    gen = fund.sub_funds.get(code="GEN")
    factories.sub_fund(fund, "NG1", "named_group", payout_cap=60_000, overflow_to=gen)
    factories.sub_fund(fund, "NG2", "named_group", payout_cap=60_000, overflow_to=gen)
    factories.sub_fund(fund, "NG3", "named_group", payout_cap=60_000)
    give(fund, "NG1", 75_000, "d1")
    pay_out(fund, "NG1", 60_000)
    give(fund, "NG2", 61_500, "d2")
    give(fund, "NG3", 90_000, "d3")

    with clock_control.on(date(2026, 3, 31)):
        with pytest.raises(NotAllowed):
            services.overflow_named_groups(fund_id=fund.pk, year=2025, by=fukuda)
        services.overflow_named_groups(fund_id=fund.pk, year=2025, by=endo, on=date(2026, 3, 31))
        assert services.overflow_named_groups(fund_id=fund.pk, year=2025, by=endo) == []

    # NG1: 75,000 − 60,000 = 15,000. NG2: 61,500 − 60,000 = 1,500, its 60,000 wait for the group.
    # NG3 has nowhere to overflow to.
    assert ledger.journal_lines(book(fund))[-2:] == [
        ("2026-03-31", [("6010", "NG1", 15_000, 0), ("6020", "GEN", 0, 15_000)]),
        ("2026-03-31", [("6010", "NG2", 1_500, 0), ("6020", "GEN", 0, 1_500)]),
    ]
    assert ledger.sub_fund_balances(book(fund)) == {"NG1": 0, "NG2": 60_000, "NG3": 90_000, "GEN": 16_500}


def test_a_later_gift_overflows_again(fund: Fund, endo: User) -> None:
    gen = fund.sub_funds.get(code="GEN")
    factories.sub_fund(fund, "NG1", "named_group", payout_cap=60_000, overflow_to=gen)
    with clock_control.on(date(2026, 3, 31)):
        for key in ("d1", "d2"):
            give(fund, "NG1", 60_000, key)
            services.overflow_named_groups(fund_id=fund.pk, year=2025, by=endo)

    assert ledger.sub_fund_balances(book(fund)) == {"NG1": 60_000, "GEN": 60_000}


def test_close_fiscal_year_needs_two_people_after_its_end(fund: Fund, endo: User, fukuda: User) -> None:
    both = factories.staff(fund, "officer", "approver")
    give(fund, "GEN", 10_000, "d1")
    with clock_control.on(date(2026, 3, 31)), pytest.raises(YearNotOver):
        services.prepare_year_close(fund_id=fund.pk, year=2025, by=endo)
    with clock_control.on(date(2026, 4, 1)):
        with pytest.raises(YearNotPrepared):
            services.close_fiscal_year(fund_id=fund.pk, year=2025, by=fukuda)
        services.prepare_year_close(fund_id=fund.pk, year=2025, by=both)
        with pytest.raises(SamePerson):
            services.close_fiscal_year(fund_id=fund.pk, year=2025, by=both)
        with pytest.raises(NotAllowed):
            services.close_fiscal_year(fund_id=fund.pk, year=2025, by=endo)
        services.close_fiscal_year(fund_id=fund.pk, year=2025, by=fukuda)
        with pytest.raises(WrongState):
            services.close_fiscal_year(fund_id=fund.pk, year=2025, by=fukuda)

    assert ledger.sub_fund_balances(book_of_year(fund, 2026)) == {"GEN": 10_000}


def test_close_fiscal_year_waits_for_overflow_and_match(fund: Fund, endo: User) -> None:  # R11, R12
    gen = fund.sub_funds.get(code="GEN")
    factories.sub_fund(fund, "NG1", "named_group", payout_cap=60_000, overflow_to=gen)
    factories.sub_fund(fund, "MATCH", "city_match")
    give(fund, "NG1", 61_000, "d1")
    give(fund, "MATCH", 5_000, "d2")

    with clock_control.on(date(2026, 4, 1)), pytest.raises(YearUnfinished) as refused:
        services.prepare_year_close(fund_id=fund.pk, year=2025, by=endo)
    assert refused.value.extra["left"] == "NG1 超過分振替、MATCH 市負担金 返納"
