"""The ledger against its floors: the plain ORM way for single posts, a bare bulk insert for many.

The floor of a single post locks, reads and writes back each account (and the sub-fund's balance, where
there is one), and saves entry, lines and lot row by row, with nothing proved: its tables are the same,
without the triggers. The floors of the bulk post are the same rows put in, in one transaction and without
reading or proving anything, by Django's `bulk_create` and by one raw INSERT from arrays a table.
"""

from __future__ import annotations

import itertools
import threading
from datetime import UTC, date, datetime
from uuid import uuid4

from django.core.management import call_command
from django.db import connection, transaction

from benchmarks.harness import Result, compare, report, timed
from common import guards
from ledger import store
from ledger.ids import new_id
from ledger.models import Account, Book, JournalEntry, JournalLine, Lot, SubFundBalance
from ledger.posting import Entry, cr, dr, open_book, post, post_many
from trail.services import SYSTEM

AT = datetime(2025, 6, 1, tzinfo=UTC)
DAY = date(2025, 6, 1)
SINGLES = 200
BULK = 1000

_numbers = itertools.count(1)


def unidentified_entry() -> Entry:
    """Money on the statement that nobody has claimed yet: two accounts, no sub-fund."""
    number = next(_numbers)
    return Entry("unidentified", f"unidentified:{number}", DAY, (dr("1020", 100), cr("2020", 100)), "仮受")


def gift_entry() -> Entry:
    """A gift: the hot bank account, one income account, its sub-fund's balance and a lot."""
    number = next(_numbers)
    lines = (dr("1020", 1_000), cr("4010", 1_000, "GEN"))
    return Entry("donation", f"gift:{number}", DAY, lines, "寄附受入", f"donation:{number}")


def singles(book: Book, make: object) -> int:
    for _ in range(SINGLES):
        post(book, make(), by=SYSTEM, at=AT)  # type: ignore[operator]
    return SINGLES


@transaction.atomic
def plain_post(book: Book, entry: Entry) -> None:
    """What one would write first: objects, locks, saves. Nothing is proved, no key is looked up."""
    keys = [(line.account, line.sub_fund) for line in entry.lines]
    accounts = {}
    for code, sub_fund in keys:
        accounts[code, sub_fund] = Account.objects.select_for_update().get(
            book=book, code=code, sub_fund=sub_fund
        )
    for line in entry.lines:
        account = accounts[line.account, line.sub_fund]
        account.debits += line.debit
        account.credits += line.credit
        account.save()
    row = JournalEntry.objects.create(
        book=book, kind=entry.kind, key=entry.key, occurred_on=entry.occurred_on, posted_at=AT,
        text=entry.text, reference=entry.reference, fingerprint="0" * 64,
    )  # fmt: skip
    for position, line in enumerate(entry.lines, start=1):
        JournalLine.objects.create(
            entry=row, account=accounts[line.account, line.sub_fund], side="D" if line.debit else "C",
            amount=line.debit or line.credit, position=position,
        )  # fmt: skip
        if line.sub_fund:
            balance = SubFundBalance.objects.select_for_update().get(book=book, sub_fund=line.sub_fund)
            balance.balance += line.credit - line.debit
            balance.save()
            Lot.objects.create(
                book=book, sub_fund=line.sub_fund, received_on=entry.occurred_on, amount=line.credit,
                left=line.credit, source=entry.reference, entry=row,
            )  # fmt: skip


def plain_singles(book: Book, make: object) -> int:
    for _ in range(SINGLES):
        plain_post(book, make())  # type: ignore[operator]
    return SINGLES


def without_guards(work: object) -> float:
    """The floor proves nothing: no trigger fires while it runs."""
    with connection.cursor() as cursor:
        for table in ("journalentry", "journalline", "lot"):
            cursor.execute(f"ALTER TABLE ledger_{table} DISABLE TRIGGER USER")
    try:
        return timed(work)  # type: ignore[arg-type]
    finally:
        with connection.cursor() as cursor:
            for table in ("journalentry", "journalline", "lot"):
                cursor.execute(f"ALTER TABLE ledger_{table} ENABLE TRIGGER USER")


def clients(book: Book, number: int, each: int) -> int:
    """So many clients at once, each with its own connection, all on one hot account."""
    start = threading.Barrier(number)
    entries = [[gift_entry() for _ in range(each)] for _ in range(number)]

    def one(mine: list[Entry]) -> None:
        try:
            connection.ensure_connection()
            start.wait()
            for entry in mine:
                post(book, entry, by=SYSTEM, at=AT)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(mine,)) for mine in entries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return number * each


def bulk(book: Book) -> int:
    post_many(book, [gift_entry() for _ in range(BULK)], by=SYSTEM, at=AT)
    return BULK


def bare_bulk(book: Book) -> int:
    """The rows that `bulk` leaves behind, and nothing else."""
    ids = dict(Account.objects.filter(book=book, code__in=["1020", "4010"]).values_list("code", "pk"))
    entries, lines, lots = [], [], []
    for _ in range(BULK):
        pk, number = new_id(), next(_numbers)
        entries.append(
            (
                pk,
                book.pk,
                "donation",
                f"bare:{number}",
                DAY,
                AT,
                None,
                "寄附受入",
                f"donation:{number}",
                None,
                "0" * 64,
            )
        )
        lines.append((pk, ids["1020"], "D", 1_000, 1))
        lines.append((pk, ids["4010"], "C", 1_000, 2))
        lots.append((uuid4(), book.pk, "GEN", DAY, False, 1_000, 1_000, f"donation:{number}", None, pk))
    with transaction.atomic():
        store.insert(
            JournalEntry,
            "id, book_id, kind, key, occurred_on, posted_at, actor_id, text, reference, "
            "reverses_id, fingerprint",
            entries,
        )
        store.insert(JournalLine, "entry_id, account_id, side, amount, position", lines)
        store.insert(
            Lot,
            'id, book_id, sub_fund, received_on, is_opening, amount, "left", source, origin_id, entry_id',
            lots,
        )
    return BULK


def orm_bulk(book: Book) -> int:
    """The same by `bulk_create`."""
    ids = dict(Account.objects.filter(book=book, code__in=["1020", "4010"]).values_list("code", "pk"))
    entries, lines, lots = [], [], []
    for _ in range(BULK):
        number = next(_numbers)
        entry = JournalEntry(
            book_id=book.pk, kind="donation", key=f"orm:{number}", occurred_on=DAY, posted_at=AT,
            text="寄附受入", reference=f"donation:{number}", fingerprint="0" * 64,
        )  # fmt: skip
        entries.append(entry)
        lines.append(
            JournalLine(entry_id=entry.pk, account_id=ids["1020"], side="D", amount=1_000, position=1)
        )
        lines.append(
            JournalLine(entry_id=entry.pk, account_id=ids["4010"], side="C", amount=1_000, position=2)
        )
        lots.append(
            Lot(
                book_id=book.pk, sub_fund="GEN", received_on=DAY, amount=1_000, left=1_000,
                source=f"donation:{number}", entry_id=entry.pk,
            )
        )  # fmt: skip
    with transaction.atomic():
        JournalEntry.objects.bulk_create(entries)
        JournalLine.objects.bulk_create(lines)
        Lot.objects.bulk_create(lots)
    return BULK


def run() -> tuple[str, list[Result], str]:
    """Measure; returns the section's title, its results and its text."""
    call_command("migrate", verbosity=0)
    with guards.lifted():
        call_command("flush", interactive=False, verbosity=0)
    book = open_book("BENCH", 2025)
    bare = open_book("BARE", 2025)
    for one in (book, bare):
        post(one, gift_entry(), by=SYSTEM, at=AT)
        post(one, unidentified_entry(), by=SYSTEM, at=AT)
    orm = "plain ORM, no proof"
    results = [
        compare(
            "single posts, one hot account: two accounts", orm,
            lambda: timed(lambda: singles(book, unidentified_entry)),
            lambda: without_guards(lambda: plain_singles(bare, unidentified_entry)), wanted=1.2,
        ),
        compare(
            "single posts, one hot account: a gift with its lot", orm,
            lambda: timed(lambda: singles(book, gift_entry)),
            lambda: without_guards(lambda: plain_singles(bare, gift_entry)), wanted=1.2,
        ),
        compare(
            "8 clients on one hot account", "2 clients",
            lambda: timed(lambda: clients(book, 8, 40)),
            lambda: timed(lambda: clients(book, 2, 160)), wanted=0.5,
        ),
        compare(
            "1,000 gifts in one bulk post", "same rows by bulk_create",
            lambda: timed(lambda: bulk(book)), lambda: without_guards(lambda: orm_bulk(bare)), wanted=0.5,
        ),
        compare(
            "1,000 gifts in one bulk post", "same rows by one raw INSERT a table",
            lambda: timed(lambda: bulk(book)), lambda: without_guards(lambda: bare_bulk(bare)), wanted=0.5,
        ),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0].split()[0]
    title = "Ledger"
    return (
        title,
        results,
        report(title, results, f"PostgreSQL {version}", (__doc__ or "").partition("\n\n")[2]),
    )
