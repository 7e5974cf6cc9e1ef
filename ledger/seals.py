"""The daily seal: a hash over the entries of the day, chained to the seal before.

Who keeps the last seal outside (the auditors get it by mail) can tell whether anything under it was
changed, added or taken away since, even by somebody with the database's own password.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime

from django.db import transaction

from ledger import store
from ledger.models import Book, JournalEntry, JournalLine, Seal, SealedEntry
from ledger.posting import Entry, Line


def entry_digest(entry: JournalEntry, lines: Sequence[JournalLine]) -> str:
    """One line that any change of the entry or its lines would change; read from the rows as they are."""
    posted_at = entry.posted_at.astimezone(UTC).isoformat(timespec="microseconds")
    return "|".join(
        (
            str(entry.pk),
            entry.key,
            content_hash(entry, lines),
            posted_at,
            str(entry.actor_id or ""),
            str(entry.reverses_id or ""),
        )
    )


def content_hash(entry: JournalEntry, lines: Sequence[JournalLine]) -> str:
    """The fingerprint that the entry's rows have now (lines in order, accounts loaded)."""
    return Entry(
        kind=entry.kind,
        key=entry.key,
        occurred_on=entry.occurred_on,
        lines=tuple(
            Line(line.account.code, line.account.sub_fund, debit=line.debit, credit=line.credit)
            for line in lines
        ),
        text=entry.text,
        reference=entry.reference,
    ).fingerprint()


def with_lines(entries: Iterable[JournalEntry]) -> Iterator[tuple[JournalEntry, list[JournalLine]]]:
    """Entries with their lines in order; 1 query per thousand entries."""
    batch: list[JournalEntry] = []
    for entry in entries:
        batch.append(entry)
        if len(batch) == 1000:
            yield from _lines_of(batch)
            batch = []
    yield from _lines_of(batch)


def _lines_of(batch: list[JournalEntry]) -> Iterator[tuple[JournalEntry, list[JournalLine]]]:
    lines: dict[object, list[JournalLine]] = {entry.pk: [] for entry in batch}
    rows = JournalLine.objects.filter(entry_id__in=list(lines)).select_related("account")
    for line in rows.order_by("position"):
        lines[line.entry_id].append(line)
    for entry in batch:
        yield entry, lines[entry.pk]


def seal_hash(book: Book, day: date, previous: str, digests: Iterable[str]) -> str:
    """The hash of one seal from the one before and the digests of what it covers."""
    head = f"{previous}\n{book.fund_code}|{book.fiscal_year}|{day.isoformat()}\n"
    return hashlib.sha256((head + "\n".join(sorted(digests))).encode()).hexdigest()


@transaction.atomic
def seal_day(book: Book, day: date, at: datetime) -> Seal:
    """Seal what no earlier seal of the book covers, under the name of `day`; once a day.

    A day already sealed gives its seal back unchanged: what came later falls under the next one.
    """
    Book.objects.select_for_update(no_key=True).get(pk=book.pk)
    there = Seal.objects.filter(book=book, day=day).first()
    if there is not None:
        return there
    last = Seal.objects.filter(book=book).order_by("-pk").first()
    fresh = list(JournalEntry.objects.filter(book=book, sealed=None).order_by("occurred_on", "id"))
    digests = [entry_digest(entry, lines) for entry, lines in with_lines(fresh)]
    previous = last.hash if last else ""
    seal = Seal.objects.create(
        book=book,
        day=day,
        entries=len(fresh),
        total_entries=(last.total_entries if last else 0) + len(fresh),
        previous_hash=previous,
        hash=seal_hash(book, day, previous, digests),
        sealed_at=at,
    )
    store.insert(SealedEntry, "entry_id, seal_id", [(row.pk, seal.pk) for row in fresh])
    return seal


def broken_seals() -> list[str]:
    """Seals that no longer fit what they cover or the seal before, one line each."""
    faults: list[str] = []
    previous: dict[int, Seal] = {}
    digests: dict[int, list[str]] = {}
    covered = JournalEntry.objects.filter(sealed__isnull=False).select_related("sealed").order_by("pk")
    for entry, lines in with_lines(covered.iterator(chunk_size=1000)):
        digests.setdefault(entry.sealed.seal_id, []).append(entry_digest(entry, lines))
    for seal in Seal.objects.select_related("book").order_by("book_id", "pk"):
        before = previous.get(seal.book_id)
        found = digests.get(seal.pk, [])
        name = f"{seal.book} {seal.day}"
        if seal.previous_hash != (before.hash if before else ""):
            faults.append(f"{name}: not chained to the seal before")
        if len(found) != seal.entries:
            faults.append(f"{name}: covers {seal.entries} entries, {len(found)} are there")
        if seal.total_entries != (before.total_entries if before else 0) + seal.entries:
            faults.append(f"{name}: the count of all entries does not go on from the seal before")
        if seal.hash != seal_hash(seal.book, seal.day, seal.previous_hash, found):
            faults.append(f"{name}: what it covers was changed")
        previous[seal.book_id] = seal
    return faults
