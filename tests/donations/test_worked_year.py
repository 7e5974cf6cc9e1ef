"""The donation part of the worked year (domain.md §8): journal entries 1–22, 26, 40, 41 to the yen."""

from __future__ import annotations

from datetime import date

import pytest

from common import clock_control
from donations import services
from donations.queries import donation_journey, public_donations, received_by_sub_fund
from fund import services as funds
from ledger import queries as ledger
from ledger.posting import Entry, cr, dr, post
from tests.donations.example import Example, fees_and_match, found, gifts_of_the_year, refund
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db

# domain.md §8, entries 1–22 and 26: date, then (account, sub-fund, debit, credit).
JOURNAL = [
    ("2025-04-01", [("1020", "", 350_000, 0), ("3000", "GEN", 0, 300_000), ("3000", "OPS", 0, 50_000)]),
    ("2025-04-03", [("1010", "", 5_000, 0), ("4010", "GEN", 0, 5_000)]),
    ("2025-04-10", [("1020", "", 30_000, 0), ("4010", "GEN", 0, 30_000)]),
    ("2025-04-15", [("1030", "", 10_000, 0), ("4010", "GEN", 0, 10_000)]),
    ("2025-04-22", [("1020", "", 300_000, 0), ("4010", "GEN", 0, 300_000)]),
    ("2025-05-01", [("1010", "", 18_450, 0), ("4010", "GEN", 0, 18_450)]),
    ("2025-05-08", [("1030", "", 50_000, 0), ("4010", "GEN", 0, 50_000)]),
    ("2025-05-14", [("1020", "", 100_000, 0), ("4010", "GEN", 0, 100_000)]),
    ("2025-05-20", [("1020", "", 200_000, 0), ("4010", "GEN", 0, 200_000)]),
    ("2025-05-22", [("1030", "", 3_000, 0), ("4010", "GEN", 0, 3_000)]),
    ("2025-05-26", [("4010", "GEN", 3_000, 0), ("1030", "", 0, 3_000)]),
    ("2025-05-27", [("1020", "", 150_000, 0), ("4010", "GRN", 0, 150_000)]),
    ("2025-05-30", [("1010", "", 20_000, 0), ("4010", "GRN", 0, 20_000)]),
    ("2025-06-02", [("1020", "", 1_000_000, 0), ("4010", "KAN", 0, 1_000_000)]),
    ("2025-06-02", [("1020", "", 43_450, 0), ("1010", "", 0, 43_450)]),
    ("2025-06-05", [("1020", "", 60_000, 0), ("4010", "NGO", 0, 60_000)]),
    ("2025-06-09", [("1030", "", 20_000, 0), ("4010", "NGO", 0, 20_000)]),
    ("2025-06-16", [("1020", "", 77_120, 0), ("5020", "OPS", 2_880, 0), ("1030", "", 0, 80_000)]),
    ("2025-06-30", [("6010", "GRN", 8_500, 0), ("6020", "OPS", 0, 8_500)]),
    ("2025-06-30", [("6010", "KAN", 100_000, 0), ("6020", "OPS", 0, 100_000)]),
    ("2025-06-30", [("6010", "NGO", 8_000, 0), ("6020", "OPS", 0, 8_000)]),
    ("2025-07-01", [("1040", "", 883_000, 0), ("4020", "MATCH", 0, 883_000)]),
    ("2025-07-10", [("1020", "", 883_000, 0), ("1040", "", 0, 883_000)]),
]  # fmt: skip


def lived() -> Example:
    example = found()
    gifts_of_the_year(example)
    fees_and_match(example)
    return example


def test_the_year_comes_out_to_the_yen() -> None:
    example = lived()

    assert ledger.journal_lines(example.book) == JOURNAL
    assert received_by_sub_fund(example.fund, 2025) == {
        "GEN": 713_450, "GRN": 170_000, "KAN": 1_000_000, "NGO": 80_000,
    }  # fmt: skip
    match = example.call.city_match
    assert (match.base, match.amount, match.state) == (883_450, 883_000, "received")
    # For awards: 300,000 + 713,450 + 161,500 + 900,000 + 883,000 = 2,957,950; NGO 72,000 net; OPS
    # 50,000 + 116,500 − 2,880 = 163,620.
    assert ledger.sub_fund_balances(example.book) == {
        "GEN": 1_013_450, "GRN": 161_500, "KAN": 900_000, "NGO": 72_000, "MATCH": 883_000, "OPS": 163_620,
    }  # fmt: skip
    assert [example.gift(no).state for no in ("D01", "D09", "D15")] == ["earmarked", "refunded", "pledged"]


def test_overflow_and_match_return_close_the_year() -> None:
    example = lived()
    # The awards of §8 in short: NGO pays out 60,000; what A, B and C kept of the match is
    # 87,000 + 201,500 + 547,500 = 836,000 of 883,000.
    for key, code, amount in (("award:N", "NGO", 60_000), ("award:ABC", "MATCH", 836_000)):
        lines = (dr("5010", amount, code), cr("2010", amount))
        entry = Entry("award", key, date(2025, 9, 1), lines, reference=key)
        post(example.book, entry, by=SYSTEM, at=example.call.opens_at)
    end = date(2026, 3, 31)
    with clock_control.on(end):
        funds.overflow_named_groups(fund_id=example.fund.pk, year=2025, by=example.endo, on=end)
        match = services.return_unspent_match(round_id=example.call.pk, on=end, by=example.fukuda)

    # domain.md §8, entries 40 and 41.
    assert ledger.journal_lines(example.book)[-2:] == [
        ("2026-03-31", [("6010", "NGO", 12_000, 0), ("6020", "GEN", 0, 12_000)]),
        ("2026-03-31", [("4020", "MATCH", 47_000, 0), ("2030", "", 0, 47_000)]),
    ]
    assert (match.state, match.returned) == ("returned", 47_000)
    balances = ledger.sub_fund_balances(example.book)
    assert (balances["NGO"], balances["MATCH"]) == (0, 0)
    with clock_control.on(date(2026, 4, 1)):
        funds.prepare_year_close(fund_id=example.fund.pk, year=2025, by=example.endo)
        funds.close_fiscal_year(fund_id=example.fund.pk, year=2025, by=example.fukuda)


def test_a_gift_can_be_followed_through_fee_and_award() -> None:  # R12
    example = lived()
    lines = (dr("5010", 161_500, "GRN"), cr("2010", 161_500))
    entry = Entry("award", "award:B", date(2025, 7, 1), lines, reference="award:B")
    post(example.book, entry, by=SYSTEM, at=example.call.opens_at)

    # GRN's fee of 8,500 over 150,000 and 20,000: 7,500 and 1,000 (by share); the award takes the rest.
    journey = donation_journey(example.gift("D10"))
    assert (journey.amount, journey.used, journey.left) == (150_000, {"fee": 7_500, "award:B": 142_500}, 0)
    journey = donation_journey(example.gift("D11"))
    assert (journey.used, journey.left) == ({"fee": 1_000, "award:B": 19_000}, 0)
    assert donation_journey(example.gift("D02")).left == 30_000
    journey = donation_journey(example.gift("D09"))
    assert (journey.used, journey.left) == ({"refund": 3_000}, 0)
    pledge = donation_journey(example.gift("D15"))
    assert (pledge.used, pledge.left) == ({}, 0)


def test_the_public_reads_names_only_where_donors_wish(django_assert_num_queries) -> None:  # R13
    example = lived()
    with django_assert_num_queries(1):
        shown = public_donations(example.fund)

    # D01, D05, D06, D14 are anonymous, D09 was given back, D15 is a pledge.
    assert [(row.name, row.amount, row.sub_fund) for row in shown] == [
        ("清水 翔", 60_000, "NGO"),
        ("みはらし商事株式会社", 1_000_000, "KAN"),
        ("林 文", 20_000, "GRN"),
        ("みどり造園株式会社", 150_000, "GRN"),
        ("みはらし信用組合", 200_000, "GEN"),
        ("井上 隆", 100_000, "GEN"),
        ("株式会社みはらし印刷", 300_000, "GEN"),
        ("佐々木 玲", 10_000, "GEN"),
        ("木村 健", 30_000, "GEN"),
    ]


def test_a_refund_after_the_match_lowers_it() -> None:  # R11
    example = lived()

    refund(example, "D02", date(2025, 8, 1))

    # Base 883,450 − 30,000 = 853,450 → 853,000: 30,000 less, and the city has paid already.
    assert ledger.journal_lines(example.book)[-2:] == [
        ("2025-08-01", [("4010", "GEN", 30_000, 0), ("1020", "", 0, 30_000)]),
        ("2025-08-01", [("4020", "MATCH", 30_000, 0), ("2030", "", 0, 30_000)]),
    ]
    match = example.call.city_match
    match.refresh_from_db()
    assert (match.base, match.amount) == (853_450, 853_000)


def test_a_refund_before_the_city_paid_lowers_what_it_owes() -> None:  # R11
    example = found()
    gifts_of_the_year(example)
    fees_and_match(example, received=False)

    refund(example, "D01", date(2025, 7, 2))

    # 883,450 − 5,000 = 878,450 → 878,000. D01's cash had been taken to the bank on 2 June.
    assert ledger.journal_lines(example.book)[-2:] == [
        ("2025-07-02", [("4010", "GEN", 5_000, 0), ("1020", "", 0, 5_000)]),
        ("2025-07-02", [("4020", "MATCH", 5_000, 0), ("1040", "", 0, 5_000)]),
    ]
    with clock_control.on(date(2025, 7, 10)):
        services.receive_match(round_id=example.call.pk, on=date(2025, 7, 10), by=example.endo)
    assert ledger.trial_balance(example.book)["1040"] == 0


def test_a_gift_that_does_not_count_leaves_the_match_alone() -> None:
    example = lived()

    refund(example, "D13", date(2025, 8, 1))

    match = example.call.city_match
    match.refresh_from_db()
    assert (match.base, match.amount) == (883_450, 883_000)
