"""Short hands for the ledger's tests."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from datetime import date, datetime

from django.db import connection

from common.clock import JST
from ledger.models import Book, JournalEntry
from ledger.posting import Entry, Line, cr, dr, post
from trail.services import SYSTEM

AT = datetime(2025, 6, 1, 9, tzinfo=JST)
DAY = date(2025, 6, 1)
_numbers = itertools.count(1)


def entry(kind: str, *lines: Line, about: str = "", key: str = "", on: date = DAY, text: str = "") -> Entry:
    return Entry(kind, key or f"{kind}:{next(_numbers)}", on, lines, text, about)


def put(book: Book, kind: str, *lines: Line, about: str = "", key: str = "", on: date = DAY) -> JournalEntry:
    return post(book, entry(kind, *lines, about=about, key=key, on=on), by=SYSTEM, at=AT)


def give(book: Book, number: int, yen: int, sub_fund: str = "GEN", on: date = DAY) -> JournalEntry:
    return put(
        book, "donation", dr("1020", yen), cr("4010", yen, sub_fund), about=f"donation:{number}", on=on
    )


def award(book: Book, number: int, yen: int, sub_fund: str = "GEN", on: date = DAY) -> JournalEntry:
    return put(book, "award", dr("5010", yen, sub_fund), cr("2010", yen), about=f"award:{number}", on=on)


def at_once(number: int, work: Callable[[int], object]) -> list[object]:
    """Run `work(0…number−1)` in as many threads, each with its own connection; results or refusals."""
    answers: list[object] = [None] * number
    start = threading.Barrier(number)

    def one(index: int) -> None:
        try:
            connection.ensure_connection()
            start.wait()
            answers[index] = work(index)
        except Exception as refusal:
            answers[index] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(index,)) for index in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
