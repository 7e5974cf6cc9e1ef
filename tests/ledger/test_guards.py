"""What the database refuses by itself, to whoever asks: raw SQL on either engine."""

from __future__ import annotations

import pytest
from django.db import Error, connection, transaction

from ledger import store
from ledger.closing import close_year
from ledger.ids import new_id
from ledger.models import Account, Book, JournalEntry, JournalLine, Lot
from ledger.posting import open_book
from ledger.seals import seal_day
from tests.ledger.helpers import AT, DAY, award, give
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def book() -> Book:
    book = open_book("F", 2025)
    give(book, 1, 100)
    award(book, 1, 60)
    seal_day(book, DAY, AT)
    return book


def refused(sql: str, *params: object) -> str:
    with pytest.raises(Error) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
    return str(refusal.value)


def raw_entry(book: Book, *lines: tuple[str, str, int]) -> None:
    pk = new_id()
    accounts = dict(
        Account.objects.filter(book__fund_code="F", book__fiscal_year=2025).values_list("code", "pk")
    )
    with transaction.atomic():
        store.insert_lines([(pk, accounts[code], side, yen, n) for n, (code, side, yen) in enumerate(lines)])
        store.insert_entries([(pk, book.pk, "donation", f"raw:{pk}", DAY, AT, None, "", "", None, "0" * 64)])


@pytest.mark.parametrize("lines", [(), (("1020", "D", 5),), (("1020", "D", 5), ("2020", "C", 6))])
def test_unbalanced_entry_is_refused(book: Book, lines: tuple[tuple[str, str, int], ...]) -> None:
    with pytest.raises(Error, match="unbalanced"):
        raw_entry(book, *lines)
    assert JournalEntry.objects.count() == 2
    assert JournalLine.objects.count() == 4


def test_balanced_entry_is_taken(book: Book) -> None:
    raw_entry(book, ("1020", "D", 5), ("2020", "C", 5))
    assert JournalEntry.objects.count() == 3


def test_entry_on_accounts_of_another_book_is_refused(book: Book) -> None:
    with pytest.raises(Error, match="unbalanced"):
        raw_entry(open_book("G", 2025), ("1020", "D", 5), ("2020", "C", 5))


def test_lines_without_an_entry_are_refused_at_commit(book: Book) -> None:
    account = Account.objects.filter(book=book).first()
    assert account is not None
    with pytest.raises(Error), transaction.atomic():
        store.insert_lines([(new_id(), account.pk, "D", 5, 1), (new_id(), account.pk, "C", 5, 1)])
    assert JournalLine.objects.count() == 4


@pytest.mark.parametrize(("side", "amount"), [("D", 0), ("D", -1), ("X", 1)])
def test_line_without_side_or_amount_is_refused(book: Book, side: str, amount: int) -> None:
    with pytest.raises(Error):
        raw_entry(book, ("1020", side, amount), ("2020", "C", 5))


def test_late_line_is_refused(book: Book) -> None:
    entry = JournalEntry.objects.first()
    account = Account.objects.filter(book=book).first()
    assert entry is not None
    assert account is not None
    with pytest.raises(Error, match="late line"), transaction.atomic():
        store.insert_lines([(entry.pk, account.pk, "D", 5, 8), (entry.pk, account.pk, "C", 5, 9)])
    assert entry.lines.count() == 2


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("ledger_journalentry", "text"),
        ("ledger_journalline", "amount"),
        ("ledger_allocation", "amount"),
        ("ledger_seal", "hash"),
        ("ledger_sealedentry", "seal_id"),
    ],
)
def test_update_and_delete_are_refused(book: Book, table: str, column: str) -> None:
    assert "append-only" in refused(f"UPDATE {table} SET {column} = {column}")
    assert "append-only" in refused(f"DELETE FROM {table}")


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["journalentry", "journalline", "allocation", "seal", "sealedentry", "lot"])
def test_truncate_is_refused(book: Book, table: str) -> None:
    assert "ledger" in refused(f"TRUNCATE ledger_{table} CASCADE")


def test_of_a_lot_only_what_is_left_changes(book: Book) -> None:
    assert "lot" in refused("UPDATE ledger_lot SET amount = amount + 1")
    assert "lot" in refused("DELETE FROM ledger_lot")
    refused('UPDATE ledger_lot SET "left" = -1')
    assert Lot.objects.update(left=40) == 1


def test_closed_book_refuses_entries_by_itself(book: Book) -> None:
    close_year(book, by=SYSTEM, at=AT)
    with pytest.raises(Error, match="closed book"):
        raw_entry(book, ("1020", "D", 5), ("2020", "C", 5))
