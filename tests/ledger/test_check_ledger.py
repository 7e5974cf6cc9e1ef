"""check_ledger finds what somebody with the database's password might have done."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, models

from common import guards
from ledger.closing import close_year
from ledger.integrity import failures
from ledger.models import (
    Account,
    Allocation,
    Book,
    JournalEntry,
    JournalLine,
    Lot,
    Seal,
    SealedEntry,
    SubFundBalance,
)
from ledger.posting import open_book, reverse
from ledger.seals import content_hash, seal_day
from tests.ledger.helpers import AT, DAY, award, give
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)


def one(model: type[models.Model], **where: object) -> models.QuerySet[models.Model]:
    row = model._default_manager.filter(**where).order_by("pk").first()
    assert row is not None
    return model._default_manager.filter(pk=row.pk)


def add_line(entry: JournalEntry) -> None:
    account = Account.objects.get(code="1020", book__fiscal_year=2025)
    JournalLine.objects.create(entry=entry, account=account, side="D", amount=7, position=9)


def bulk_amount() -> None:
    """One yen more on both sides of an entry and in both totals: everything still adds up but the seal."""
    entry = JournalEntry.objects.get(reference="donation:2")
    JournalLine.objects.filter(entry=entry).update(amount=models.F("amount") + 1)
    Account.objects.filter(code="1020").update(debits=models.F("debits") + 1)
    Account.objects.filter(code="4010").update(credits=models.F("credits") + 1)
    SubFundBalance.objects.update(balance=models.F("balance") + 1)
    Lot.objects.filter(entry=entry).update(amount=models.F("amount") + 1, left=models.F("left") + 1)
    lines = list(entry.lines.select_related("account").order_by("position"))
    JournalEntry.objects.filter(pk=entry.pk).update(fingerprint=content_hash(entry, lines))


def remove_entry() -> None:
    """An entry with everything that hangs on it, totals mended."""
    entry = JournalEntry.objects.get(reference="donation:3")
    SealedEntry.objects.filter(entry=entry).delete()
    Lot.objects.filter(entry=entry).delete()
    JournalLine.objects.filter(entry=entry).delete()
    JournalEntry.objects.filter(pk=entry.pk).delete()
    Account.objects.filter(code="1020").update(debits=models.F("debits") - 100)
    Account.objects.filter(code="4010").update(credits=models.F("credits") - 100)
    SubFundBalance.objects.update(balance=models.F("balance") - 100)


def orphan() -> None:
    """The entry's row goes, its lines stay."""
    entry = JournalEntry.objects.get(reference="donation:3")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys = OFF")
        pk = entry.pk.hex if connection.vendor == "sqlite" else entry.pk
        cursor.execute("DELETE FROM ledger_journalentry WHERE id = %s", [pk])


def double_intent() -> None:
    """The unique key is taken away and the same intent booked once more."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            pytest.skip("SQLite keeps the key inside the table; PostgreSQL shows this one")
        cursor.execute("ALTER TABLE ledger_journalentry DROP CONSTRAINT one_entry_per_key")
    JournalEntry.objects.filter(reference="donation:3").update(
        key=JournalEntry.objects.get(reference="donation:2").key
    )


def late_entry() -> None:
    book = Book.objects.get(fiscal_year=2025)
    close_year(book, by=SYSTEM, at=AT)
    JournalEntry.objects.filter(reference="donation:3").update(posted_at=AT + timedelta(days=1))


def crooked_reversal() -> None:
    entry = JournalEntry.objects.get(reference="donation:3")
    other = JournalEntry.objects.get(reference="donation:2")
    JournalEntry.objects.filter(pk=entry.pk).update(reverses=other)


PLANTS: dict[str, tuple[Callable[[], object], str]] = {
    "an amount on one side": (
        lambda: one(JournalLine, side="C").update(amount=99), "entries_balance"
    ),
    "a late line": (
        lambda: add_line(JournalEntry.objects.get(reference="award:1")),
        "entries_balance",
    ),
    "a running total": (lambda: one(Account, code="1020").update(debits=1), "account_totals"),
    "a sub-fund's balance": (lambda: one(SubFundBalance).update(balance=1_000), "sub_fund_balances"),
    "what is left of a lot": (lambda: one(Lot).update(left=77), "lots_left"),
    "an allocation": (lambda: one(Allocation).update(amount=1), "lots_left"),
    "a lot made larger": (lambda: one(Lot, left__gt=0).update(amount=999, left=999), "lots_equal_balances"),
    "the text of an entry": (lambda: one(JournalEntry).update(text="別の摘要"), "contents_unchanged"),
    "a guarded account below zero": (
        lambda: Account.objects.filter(code="1010", book__fiscal_year=2025).update(debits=0, credits=5),
        "guarded_accounts",
    ),
    "the amounts of an entry and all totals": (bulk_amount, "seals_unbroken"),
    "an entry taken out whole": (remove_entry, "seals_unbroken"),
    "a seal's hash": (lambda: one(Seal).update(hash="0" * 64), "seals_unbroken"),
    "an entry row, its lines left": (orphan, "no_orphan_lines"),
    "an intent booked twice": (double_intent, "one_intent_one_entry"),
    "an entry after the close": (late_entry, "closed_books_rest"),
    "a reversal that is none": (crooked_reversal, "reversals_mirror"),
    "a line on another book": (
        lambda: one(JournalLine).update(account=Account.objects.get(code="1020", book__fiscal_year=2026)),
        "lines_stay_in_their_book",
    ),
    "an account outside the chart": (
        lambda: one(Account, code="1040").update(code="7777"), "accounts_of_the_chart"
    ),
}  # fmt: skip


@pytest.fixture
def books() -> Book:
    book = open_book("F", 2025)
    open_book("F", 2026)
    for number in range(1, 4):
        give(book, number, 100)
    seal_day(book, DAY, AT)
    award(book, 1, 60)
    reverse(award(book, 2, 5), key="back", occurred_on=DAY, by=SYSTEM, at=AT, reason="辞退")
    seal_day(book, DAY + timedelta(days=1), AT)
    assert failures() == {}
    return book


@pytest.mark.parametrize("plant", PLANTS)
def test_planted_corruption_is_found(books: Book, plant: str) -> None:
    corrupt, check = PLANTS[plant]
    try:
        with guards.lifted():
            corrupt()
        found = failures()
        assert check in found, found
        assert found[check]
    finally:
        with guards.lifted():
            JournalEntry.objects.filter(reverses__isnull=False).update(reverses=None)
            mend_schema()


def mend_schema() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for table in ("sealedentry", "allocation", "journalline", "lot", "journalentry"):
                cursor.execute(f"DELETE FROM ledger_{table}")
            cursor.execute("PRAGMA foreign_keys = ON")
            return
        for table in ("sealedentry", "allocation", "journalline", "lot", "journalentry"):
            cursor.execute(f"DELETE FROM ledger_{table}")
        cursor.execute("SELECT 1 FROM pg_constraint WHERE conname = 'one_entry_per_key'")
        if cursor.fetchone() is None:
            cursor.execute(
                "ALTER TABLE ledger_journalentry ADD CONSTRAINT one_entry_per_key UNIQUE (book_id, key)"
            )


def test_a_missing_guard_is_found(books: Book) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'ledger_line_late'")
            (sql,) = cursor.fetchone()
            cursor.execute("DROP TRIGGER ledger_line_late")
            mend = sql
        else:
            cursor.execute("ALTER TABLE ledger_journalline DISABLE TRIGGER ledger_line_late")
            mend = "ALTER TABLE ledger_journalline ENABLE TRIGGER ledger_line_late"
    try:
        assert failures() == {"guards_in_place": ["ledger_line_late"]}
    finally:
        with connection.cursor() as cursor:
            cursor.execute(mend)


def test_command_lists_the_rows_and_exits_1(books: Book) -> None:
    out, err = io.StringIO(), io.StringIO()
    call_command("check_ledger", stdout=out, stderr=err)
    assert "NG" not in out.getvalue()
    Account.objects.filter(code="1020").update(debits=1)
    with pytest.raises(SystemExit) as ended:
        call_command("check_ledger", stdout=out, stderr=err)
    assert ended.value.code == 1
    assert "NG  account_totals" in out.getvalue()


def test_seals_are_chained_and_a_day_is_sealed_once(books: Book) -> None:
    first, second = Seal.objects.order_by("pk")
    # Three gifts on the first day; an award, a second one and its reversal on the next.
    assert (first.entries, first.total_entries, second.entries, second.total_entries) == (3, 3, 3, 6)
    assert second.previous_hash == first.hash
    give(books, 4, 1)
    assert seal_day(books, DAY, AT) == first
    assert seal_day(books, DAY + timedelta(days=2), AT).total_entries == 7
    assert failures() == {}
