"""The worked example's journal, posted as it stands in domain.md §8, gives its closing figures."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from common.clock import JST
from ledger import queries
from ledger.closing import close_year
from ledger.integrity import failures
from ledger.lots import allocations_of, draw_lines, lots_of, release_lines
from ledger.models import Book
from ledger.posting import Entry, cr, dr, open_book, post
from trail.services import SYSTEM

AT = datetime(2025, 4, 1, 9, tzinfo=JST)


def day(month: int, dom: int) -> date:
    return date(2025 if month > 3 else 2026, month, dom)


def put(book: Book, kind: str, on: date, *lines: Any, about: str = "", key: str = "") -> None:
    post(book, Entry(kind, key or f"{kind}:{about}:{on}", on, lines, reference=about), by=SYSTEM, at=AT)


# month, day, account, sub-fund, yen of D01–D14 in the order of the table
GIFTS = [
    (1, 4, 3, "1010", "GEN", 5_000), (2, 4, 10, "1020", "GEN", 30_000), (3, 4, 15, "1030", "GEN", 10_000),
    (4, 4, 22, "1020", "GEN", 300_000), (5, 5, 1, "1010", "GEN", 18_450), (6, 5, 8, "1030", "GEN", 50_000),
    (7, 5, 14, "1020", "GEN", 100_000), (8, 5, 20, "1020", "GEN", 200_000), (9, 5, 22, "1030", "GEN", 3_000),
    (10, 5, 27, "1020", "GRN", 150_000), (11, 5, 30, "1010", "GRN", 20_000),
    (12, 6, 2, "1020", "KAN", 1_000_000), (13, 6, 5, "1020", "NGO", 60_000),
    (14, 6, 9, "1030", "NGO", 20_000),
]  # fmt: skip


def example() -> Book:
    book = open_book("MIHARASHI", 2025)
    put(
        book, "opening", day(4, 1), dr("1020", 350_000), cr("3000", 300_000, "GEN"), cr("3000", 50_000, "OPS")
    )
    for number, month, dom, account, sub_fund, yen in GIFTS:
        about = f"donation:{number}"
        put(book, "donation", day(month, dom), dr(account, yen), cr("4010", yen, sub_fund), about=about)
        if number == 9:
            lines = dr("4010", 3_000, "GEN"), cr("1030", 3_000)
            put(book, "donation_refund", day(5, 26), *lines, about=about)
    put(book, "cash_deposit", day(6, 2), dr("1020", 43_450), cr("1010", 43_450))
    put(book, "card_payout", day(6, 16), dr("1020", 77_120), dr("5020", 2_880, "OPS"), cr("1030", 80_000))
    for code, fee in (("GRN", 8_500), ("KAN", 100_000), ("NGO", 8_000)):
        put(
            book,
            "fee_transfer",
            day(6, 30),
            dr("6010", fee, code),
            cr("6020", fee, "OPS"),
            about=f"fee:{code}",
        )
    put(book, "match", day(7, 1), dr("1040", 883_000), cr("4020", 883_000, "MATCH"), about="match:1")
    for name, yen, order in (
        ("A", 100_000, ["MATCH", "GEN"]),
        ("B", 397_000, ["GRN", "MATCH", "GEN"]),
        ("C", 1_703_000, ["KAN", "MATCH", "GEN"]),
    ):
        lines = [dr("5010", part, code) for code, part in draw_lines(book, yen, order)]
        put(book, "award", day(7, 1), *lines, cr("2010", yen), about=f"award:{name}")
    put(book, "match_received", day(7, 10), dr("1020", 883_000), cr("1040", 883_000))
    for name, yen in (("A", 100_000), ("B", 317_000), ("C", 1_362_000)):
        put(book, "payment", day(7, 15), dr("2010", yen), cr("1020", yen), about=f"award:{name}")
    put(book, "transfer_fee", day(7, 15), dr("5020", 1_320, "OPS"), cr("1020", 1_320))
    put(book, "payout", day(9, 1), dr("5010", 60_000, "NGO"), cr("2010", 60_000), about="award:N")
    put(book, "payment", day(9, 10), dr("2010", 60_000), cr("1020", 60_000), about="award:N")
    put(book, "transfer_fee", day(9, 10), dr("5020", 440, "OPS"), cr("1020", 440))
    put(book, "fixing", day(3, 13), dr("1060", 13_000), cr("5010", 13_000, "MATCH"), about="award:A")
    lines = [cr("5010", part, code) for code, part in release_lines(book, "award:B", 34_000)]
    put(book, "fixing", day(3, 13), dr("2010", 34_000), *lines, about="award:B")
    for name, yen in (("B", 46_000), ("C", 341_000)):
        put(book, "payment", day(3, 25), dr("2010", yen), cr("1020", yen), about=f"award:{name}")
    put(book, "transfer_fee", day(3, 25), dr("5020", 880, "OPS"), cr("1020", 880))
    put(book, "refund_received", day(3, 27), dr("1020", 13_000), cr("1060", 13_000), about="award:A")
    put(book, "overflow", day(3, 31), dr("6010", 12_000, "NGO"), cr("6020", 12_000, "GEN"))
    put(book, "match_return", day(3, 31), dr("4020", 47_000, "MATCH"), cr("2030", 47_000), about="match:1")
    return book


@pytest.mark.django_db
def test_worked_example_closes_as_printed() -> None:
    book = example()

    assert queries.trial_balance(book) == {
        "1010": 0, "1020": 977_930, "1030": 0, "1040": 0, "1060": 0, "2010": 0, "2030": -47_000,
        "3000": -350_000, "4010": -1_963_450, "4020": -836_000, "5010": 2_213_000, "5020": 5_520,
        "6010": 128_500, "6020": -128_500,
    }  # fmt: skip
    assert queries.sub_fund_balances(book) == {
        "GEN": 769_950, "OPS": 160_980, "GRN": 0, "KAN": 0, "NGO": 0, "MATCH": 0,
    }  # fmt: skip
    assert queries.net_assets(book) == 930_930
    assert [entry.no for entry in queries.journal(book)] == list(range(1, 42))
    assert failures() == {}


@pytest.mark.django_db
def test_funding_lines_come_out_in_the_order_of_r12() -> None:
    book = example()
    # domain.md §8: A = match 100,000; B = GRN 161,500 + match 235,500;
    # C = KAN 900,000 + match 547,500 + GEN 255,500.
    # Fixing released A 13,000 and B 34,000, both from match.
    held = {
        name: [(lot.sub_fund, lot.source, net) for lot, net in allocations_of(book, f"award:{name}")]
        for name in "ABC"
    }
    # Fee of GRN 8,500 over 150,000 and 20,000: 7,500 and 1,000, so 142,500 + 19,000 = 161,500 were left.
    assert held["A"] == [("MATCH", "match:1", 87_000)]
    assert held["B"] == [
        ("GRN", "donation:10", 142_500), ("GRN", "donation:11", 19_000), ("MATCH", "match:1", 201_500),
    ]  # fmt: skip
    # GEN first in, first out: the opening balance of 300,000 covers 255,500.
    assert held["C"] == [
        ("KAN", "donation:12", 900_000), ("MATCH", "match:1", 547_500), ("GEN", "opening", 255_500),
    ]  # fmt: skip
    assert queries.paid_for("award:B") == 363_000
    assert queries.payable_for("award:B") == 0
    assert queries.receivable_for("award:A") == 0
    assert queries.received_by_sub_fund(book, day(6, 30)) == {
        "GEN": 713_450, "GRN": 170_000, "KAN": 1_000_000, "NGO": 80_000,
    }  # fmt: skip


@pytest.mark.django_db
def test_closing_carries_balances_and_lots_forward() -> None:
    book = example()
    following = close_year(book, by=SYSTEM, at=AT)

    assert queries.trial_balance(following) == {"1020": 977_930, "2030": -47_000, "3000": -930_930}
    assert queries.sub_fund_balances(following) == {"GEN": 769_950, "OPS": 160_980}
    # GEN keeps 44,500 of the opening, its gifts whole (D09 was paid back), and the overflow of 12,000.
    assert [(lot.source, lot.left) for lot in lots_of(following, "GEN")] == [
        ("opening", 44_500), ("donation:1", 5_000), ("donation:2", 30_000), ("donation:3", 10_000),
        ("donation:4", 300_000), ("donation:5", 18_450), ("donation:6", 50_000), ("donation:7", 100_000),
        ("donation:8", 200_000), ("overflow:NGO", 12_000),
    ]  # fmt: skip
    assert close_year(book, by=SYSTEM, at=AT) == following
    assert failures() == {}
