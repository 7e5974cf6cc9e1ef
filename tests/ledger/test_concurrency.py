"""Many clients at once, each with its own connection."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from common.errors import KeyReused
from ledger import queries, store
from ledger.errors import InsufficientFunds
from ledger.integrity import failures
from ledger.models import JournalEntry, SubFundBalance
from ledger.posting import cr, dr, open_book, post
from tests.ledger.helpers import AT, at_once, award, entry, give
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS, ROOM = 64, 10


def test_sixty_four_clients_on_a_balance_for_ten_give_exactly_ten() -> None:
    book = open_book("F", 2025)
    give(book, 1, ROOM * 100)
    award(book, 1_000, 100)  # its accounts are there before the rush
    give(book, 2, 100)
    answers = at_once(CLIENTS, lambda number: award(book, number, 100))
    assert sum(isinstance(answer, JournalEntry) for answer in answers) == ROOM
    assert sum(isinstance(answer, InsufficientFunds) for answer in answers) == CLIENTS - ROOM
    assert queries.sub_fund_balances(book) == {"GEN": 0}
    assert failures() == {}


def test_control_without_the_guard_gives_too_many() -> None:
    """What the conditional UPDATE is for: read, compare, write back, and the balance is drawn too often."""
    book = open_book("F", 2025)
    give(book, 1, ROOM * 100)
    together = threading.Barrier(CLIENTS)

    def unguarded(number: int) -> bool:
        balance = SubFundBalance.objects.get(book=book, sub_fund="GEN").balance
        together.wait()
        if balance < 100:
            return False
        with transaction.atomic():
            SubFundBalance.objects.filter(book=book, sub_fund="GEN").update(balance=balance - 100)
        return True

    assert sum(answer is True for answer in at_once(CLIENTS, unguarded)) > ROOM


def test_same_key_a_thousand_times_gives_one_entry() -> None:
    book = open_book("F", 2025)
    gift = entry("donation", dr("1020", 500), cr("4010", 500, "GEN"), key="gift")

    def repeat(_: int) -> set[object]:
        return {post(book, gift, by=SYSTEM, at=AT).pk for _ in range(125)}

    answers = at_once(8, repeat)
    assert len(set().union(*answers)) == 1  # type: ignore[arg-type]
    assert JournalEntry.objects.count() == 1
    assert queries.sub_fund_balances(book) == {"GEN": 500}
    assert failures() == {}


@pytest.mark.parametrize("blind", ["move_sub_funds", "move_accounts"])
def test_what_appears_between_the_change_and_the_question_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, blind: str
) -> None:
    """Another client's first posting commits after this one's UPDATE found no row, before it asks why."""
    book = open_book("F", 2025)
    give(book, 1, 600)
    award(book, 4, 100)
    seeing = getattr(store, blind)
    asked: list[object] = []

    def blind_once(*args: object) -> object:
        asked.append(args)
        return {} if len(asked) == 1 else seeing(*args)

    monkeypatch.setattr(store, blind, blind_once)
    award(book, 2, 500)
    give(book, 3, 100)
    assert len(asked) == 3
    assert queries.sub_fund_balances(book) == {"GEN": 100}
    assert failures() == {}


def test_same_key_with_two_contents_at_once_gives_one_and_refuses_the_other() -> None:
    book = open_book("F", 2025)
    # Different accounts, so that no lock on an account holds one back for the other.
    both = [
        entry("unidentified", dr("1020", 500), cr("2020", 500), key="one"),
        entry("donation", dr("1010", 500), cr("4010", 500, "GEN"), key="one"),
    ]
    answers = at_once(8, lambda number: post(book, both[number % 2], by=SYSTEM, at=AT))
    posted = {answer.fingerprint for answer in answers if isinstance(answer, JournalEntry)}
    assert len(posted) == 1
    assert sum(isinstance(answer, KeyReused) for answer in answers) == 4
    assert JournalEntry.objects.count() == 1


def test_transfers_in_opposite_directions_never_wait_for_each_other() -> None:
    book = open_book("F", 2025)
    give(book, 1, 10_000, "A")
    give(book, 2, 10_000, "B")

    def swap(number: int) -> object:
        out, into = ("A", "B") if number % 2 else ("B", "A")
        for _ in range(10):
            lines = dr("6010", 7, out), cr("6020", 7, into)
            post(book, entry("transfer", *lines), by=SYSTEM, at=AT)
        return None

    assert at_once(8, swap) == [None] * 8
    assert queries.sub_fund_balances(book) == {"A": 10_000, "B": 10_000}
    assert failures() == {}


@pytest.mark.postgres
def test_no_entry_slips_into_a_book_that_is_being_closed() -> None:
    from ledger.closing import close_year
    from ledger.errors import BookClosed

    book = open_book("F", 2025)
    give(book, 0, 100)

    def work(number: int) -> object:
        return close_year(book, by=SYSTEM, at=AT) if number == 0 else give(book, number, 100)

    answers = at_once(9, work)
    posted = sum(isinstance(answer, JournalEntry) for answer in answers[1:])
    assert sum(isinstance(answer, BookClosed) for answer in answers[1:]) == 8 - posted
    assert queries.sub_fund_balances(open_book("F", 2026)) == {"GEN": 100 * (posted + 1)}
    assert failures() == {}
    connection.close()
