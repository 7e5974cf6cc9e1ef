"""Posting: one intent, one entry; nothing half; nothing below zero that may not."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from common.errors import KeyReused
from ledger import queries
from ledger.closing import close_year
from ledger.errors import (
    AccountOverdrawn,
    AlreadyReversed,
    BadLine,
    BookClosed,
    GiftDrawn,
    InsufficientFunds,
    Unbalanced,
    UnknownKind,
)
from ledger.integrity import failures, shortages
from ledger.models import Account, Book, JournalEntry, JournalLine
from ledger.posting import Entry, Line, cr, dr, open_book, post, post_many, reverse
from tests.ledger.helpers import AT, DAY, award, entry, give, put
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def book() -> Book:
    return open_book("F", 2025)


def test_open_book_again_gives_the_same(book: Book) -> None:
    assert open_book("F", 2025) == book
    assert Account.objects.filter(book=book).count() == 8  # the balance sheet of chart.py


def test_same_key_same_content_gives_the_first_entry(book: Book) -> None:
    gift = entry("donation", dr("1020", 500), cr("4010", 500, "GEN"), key="gift")
    first = post(book, gift, by=SYSTEM, at=AT)
    assert post(book, gift, by=SYSTEM, at=AT) == first
    assert post_many(book, [gift, gift], by=SYSTEM, at=AT) == [first, first]
    assert queries.sub_fund_balances(book) == {"GEN": 500}


@pytest.mark.parametrize(
    "other",
    [
        entry("donation", dr("1020", 501), cr("4010", 501, "GEN"), key="gift"),
        entry("donation", dr("1020", 500), cr("4010", 500, "GRN"), key="gift"),
        entry("donation", dr("1010", 500), cr("4010", 500, "GEN"), key="gift"),
        entry("identify", dr("1020", 500), cr("4010", 500, "GEN"), key="gift"),
        entry("donation", dr("1020", 500), cr("4010", 500, "GEN"), key="gift", on=date(2025, 6, 2)),
        entry("donation", dr("1020", 500), cr("4010", 500, "GEN"), key="gift", about="donation:2"),
    ],
)
def test_same_key_other_content_is_refused(book: Book, other: Entry) -> None:
    first = entry("donation", dr("1020", 500), cr("4010", 500, "GEN"), key="gift")
    post(book, first, by=SYSTEM, at=AT)
    with pytest.raises(KeyReused):
        post(book, other, by=SYSTEM, at=AT)
    with pytest.raises(KeyReused):
        post_many(open_book("G", 2025), [first, other], by=SYSTEM, at=AT)
    assert queries.trial_balance(book) == {"1020": 500, "4010": -500}


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        ((dr("1020", 5), cr("2020", 6)), Unbalanced),
        ((), Unbalanced),
        ((Line("1020", debit=5, credit=5), dr("1020", 5)), BadLine),
        ((dr("1020", 0), cr("2020", 0)), BadLine),
        ((dr("1020", -5), cr("2020", -5)), BadLine),
        ((dr("1020", 5), cr("9999", 5)), BadLine),
        ((dr("1020", 5), cr("4010", 5)), BadLine),
        ((dr("1020", 5, "GEN"), cr("2020", 5)), BadLine),
        ((dr("1020", 5.0), cr("2020", 5.0)), BadLine),  # type: ignore[arg-type]
        ((dr("1020", True), cr("2020", True)), BadLine),
        ((dr("1020", 10**18), cr("2020", 10**18)), BadLine),
    ],
)
def test_what_no_book_can_hold_is_refused(
    book: Book, lines: tuple[Line, ...], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        put(book, "unidentified", *lines)
    assert JournalEntry.objects.count() == 0


def test_unknown_kind_is_refused(book: Book) -> None:
    with pytest.raises(UnknownKind):
        put(book, "loan", dr("1020", 5), cr("2020", 5))


def test_draw_beyond_the_balance_leaves_nothing_behind(book: Book) -> None:  # R12
    give(book, 1, 100)
    with pytest.raises(InsufficientFunds) as refused:
        award(book, 1, 101)
    assert refused.value.extra == {"sub_fund": "GEN", "available": 100, "wanted": 101}
    assert "100円" in refused.value.text("ja")
    assert "100 yen" in refused.value.text("en")
    award(book, 1, 100)
    assert queries.sub_fund_balances(book) == {"GEN": 0}
    assert JournalEntry.objects.count() == 2
    assert failures() == {}


def test_draw_on_a_sub_fund_never_heard_of_leaves_no_account(book: Book) -> None:
    with pytest.raises(InsufficientFunds):
        award(book, 1, 1, "TYPO")
    assert not Account.objects.filter(sub_fund="TYPO").exists()


def test_a_refusal_leaves_the_callers_transaction_usable(book: Book) -> None:
    with transaction.atomic():
        give(book, 1, 100)
        with pytest.raises(InsufficientFunds):
            award(book, 1, 101)
        give(book, 2, 5)
    assert queries.sub_fund_balances(book) == {"GEN": 105}


def test_facts_are_booked_and_the_shortage_is_shown(book: Book) -> None:  # R12
    give(book, 1, 300, "OPS")
    put(book, "transfer_fee", dr("5020", 440, "OPS"), cr("1020", 440))
    assert queries.sub_fund_balances(book) == {"OPS": -140}
    assert shortages() == {("F", 2025, "OPS"): -140}
    give(book, 2, 500, "OPS")
    # What comes in covers the shortage first: 500 − 140 = 360 are left of the second gift.
    assert [lot.left for lot in book.lots.order_by("id")] == [0, 360]
    assert failures() == {}


@pytest.mark.parametrize(
    ("kind", "lines", "account"),
    [
        ("cash_deposit", (dr("1020", 11), cr("1010", 11)), "1010"),
        ("card_payout", (dr("1020", 11), cr("1030", 11)), "1030"),
        ("match_received", (dr("1020", 11), cr("1040", 11)), "1040"),
        ("refund_received", (dr("1020", 11), cr("1060", 11)), "1060"),
        ("payment", (dr("2010", 11), cr("1020", 11)), "2010"),
        ("identify", (dr("2020", 11), cr("4010", 11, "GEN")), "2020"),
        ("payment", (dr("2030", 11), cr("1020", 11)), "2030"),
    ],
)
def test_guarded_accounts_never_pass_zero(
    book: Book, kind: str, lines: tuple[Line, ...], account: str
) -> None:
    with pytest.raises(AccountOverdrawn) as refused:
        put(book, kind, *lines)
    assert refused.value.extra["account"] == account
    assert refused.value.extra["available"] == 0
    assert JournalEntry.objects.count() == 0


def test_bulk_meets_what_the_entries_before_it_left(book: Book) -> None:
    gift = entry("donation", dr("1020", 100), cr("4010", 100, "GEN"))
    draw = entry("award", dr("5010", 100, "GEN"), cr("2010", 100), about="award:1")
    with pytest.raises(InsufficientFunds):
        post_many(book, [draw, gift], by=SYSTEM, at=AT)
    assert JournalEntry.objects.count() == 0
    post_many(book, [gift, draw], by=SYSTEM, at=AT)
    assert queries.sub_fund_balances(book) == {"GEN": 0}
    assert failures() == {}


def test_bulk_and_singles_give_the_same_books(book: Book) -> None:
    entries = [
        entry("donation", dr("1020", n), cr("4010", n, "GEN"), about=f"donation:{n}") for n in range(1, 40)
    ]
    entries += [entry("award", dr("5010", 30, "GEN"), cr("2010", 30), about=f"award:{n}") for n in range(9)]
    entries += [entry("fixing", dr("2010", 7), cr("5010", 7, "GEN"), about=f"award:{n}") for n in range(9)]
    other = open_book("G", 2025)
    post_many(book, entries, by=SYSTEM, at=AT)
    for one in entries:
        post(other, one, by=SYSTEM, at=AT)
    assert queries.journal_hash(book) == queries.journal_hash(other)
    left = [[(lot.source, lot.left) for lot in one.lots.order_by("id")] for one in (book, other)]
    assert left[0] == left[1]
    assert failures() == {}


def test_reversal_mirrors_entry_and_lots(book: Book) -> None:
    give(book, 1, 100)
    give(book, 2, 100)
    drawn = award(book, 1, 150)
    back = reverse(drawn, key="back", occurred_on=DAY, by=SYSTEM, at=AT, reason="辞退")
    assert (back.kind, back.reverses, back.reference) == ("award_reversal", drawn, "award:1")
    assert [lot.left for lot in book.lots.order_by("id")] == [100, 100]
    assert queries.payable_for("award:1") == 0
    again = reverse(drawn, key="back", occurred_on=DAY, by=SYSTEM, at=AT, reason="辞退")
    assert again == back
    with pytest.raises(AlreadyReversed):
        reverse(drawn, key="another", occurred_on=DAY, by=SYSTEM, at=AT, reason="辞退")
    assert failures() == {}


def test_release_returns_to_the_lot_used_last(book: Book) -> None:  # R12
    give(book, 1, 100)
    give(book, 2, 100)
    award(book, 1, 150)  # all of the first gift, 50 of the second
    put(book, "fixing", dr("2010", 60), cr("5010", 60, "GEN"), about="award:1")
    assert [lot.left for lot in book.lots.order_by("id")] == [10, 100]


def test_reversed_payment_counts_no_longer_as_paid(book: Book) -> None:
    give(book, 1, 100)
    award(book, 1, 100)
    paid = put(book, "payment", dr("2010", 80), cr("1020", 80), about="award:1")
    assert (queries.paid_for("award:1"), queries.payable_for("award:1")) == (80, 20)
    reverse(paid, key="returned", occurred_on=DAY, by=SYSTEM, at=AT, reason="組戻し")
    assert (queries.paid_for("award:1"), queries.payable_for("award:1")) == (0, 100)


def test_gift_is_paid_back_only_while_no_award_drew_on_it(book: Book) -> None:
    give(book, 1, 100)
    give(book, 2, 100)
    award(book, 1, 120)
    with pytest.raises(GiftDrawn) as refused:
        put(book, "donation_refund", dr("4010", 100, "GEN"), cr("1020", 100), about="donation:2")
    assert refused.value.extra["available"] == 80
    give(book, 3, 50)
    put(book, "donation_refund", dr("4010", 50, "GEN"), cr("1020", 50), about="donation:3")
    assert [lot.left for lot in book.lots.order_by("id")] == [0, 80, 0]


def test_closed_book_takes_no_more_but_repeats_still_answer(book: Book) -> None:
    gift = entry("donation", dr("1020", 500), cr("4010", 500, "GEN"), key="gift")
    first = post(book, gift, by=SYSTEM, at=AT)
    following = close_year(book, by=SYSTEM, at=AT)
    with pytest.raises(BookClosed):
        give(book, 2, 1)
    assert post(book, gift, by=SYSTEM, at=AT) == first
    # A later correction is an entry of the open year.
    back = reverse(first, key="late", occurred_on=date(2026, 4, 2), by=SYSTEM, at=AT, reason="誤り")
    assert back.book == following
    assert queries.sub_fund_balances(following) == {"GEN": 0}
    assert failures() == {}


def test_release_after_the_year_returns_to_the_same_gift(book: Book) -> None:
    give(book, 1, 100)
    give(book, 2, 100)
    award(book, 1, 150)
    following = close_year(book, by=SYSTEM, at=AT)
    put(following, "fixing", dr("2010", 70), cr("5010", 70, "GEN"), about="award:1", on=date(2026, 4, 9))
    # 50 of the second gift were used last, then 20 of the first; 50 of the second had been carried over.
    assert sorted((lot.source, lot.left) for lot in following.lots.all()) == [
        ("donation:1", 20), ("donation:2", 100),
    ]  # fmt: skip
    assert failures() == {}


@pytest.mark.parametrize("rows", [3, 30])
def test_posting_costs_the_same_for_any_size(
    book: Book, rows: int, django_assert_num_queries: object
) -> None:
    post_many(
        book,
        [
            entry("donation", dr("1020", 10), cr("4010", 10, "GEN"), about=f"donation:{n}")
            for n in range(rows)
        ],
        by=SYSTEM,
        at=AT,
    )
    award(book, 9, 1)
    put(book, "fixing", dr("2010", 1), cr("5010", 1, "GEN"), about="award:9")
    count = django_assert_num_queries
    # savepoint, keys, sub-fund, accounts, lot, lines, entry, release
    with count(8):  # type: ignore[operator]
        give(book, 99, 10)
    with count(8):  # type: ignore[operator]
        gifts = [entry("donation", dr("1020", 10), cr("4010", 10, "GEN")) for _ in range(rows)]
        post_many(book, gifts, by=SYSTEM, at=AT)
    # as above, with lots read, allocations and what is left written
    with count(10):  # type: ignore[operator]
        award(book, 1, 10 * rows)
    with count(10):  # type: ignore[operator]
        put(book, "fixing", dr("2010", 10 * rows), cr("5010", 10 * rows, "GEN"), about="award:1")
    with count(2):  # type: ignore[operator]
        assert len([list(one.lines.all()) for one in queries.journal(book)]) == 2 * rows + 5
    with count(1):  # type: ignore[operator]
        queries.trial_balance(book)
    with count(1):  # type: ignore[operator]
        queries.journal_hash(book)


def test_lines_keep_their_order(book: Book) -> None:
    put(book, "card_payout", dr("1020", 90), dr("5020", 10, "OPS"), cr("2020", 100))
    lines = JournalLine.objects.order_by("position").values_list("account__code", "side", "amount")
    assert list(lines) == [("1020", "D", 90), ("5020", "D", 10), ("2020", "C", 100)]
