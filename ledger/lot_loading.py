"""The lots that a batch of entries touches, as they stand, read in a handful of statements (R12)."""

# ruff: noqa: S608 - only this module's own texts go into statements; values travel as parameters

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from ledger import store
from ledger.kinds import KINDS, Kind
from ledger.models import Book

FEE = KINDS["fee_transfer"].purpose
ALL = 1 << 60

_LOT = (
    "l.id, l.book_id, l.sub_fund, l.received_on, l.is_opening, l.amount, "
    'l."left", l.source, l.origin_id, l.entry_id'
)


@dataclass(frozen=True)
class Step:
    """One entry, as the lots see it: by how much each sub-fund changes."""

    entry_id: uuid.UUID
    kind: str
    reference: str
    occurred_on: date
    changes: Mapping[str, int]
    reverses: uuid.UUID | None = None

    @property
    def rule(self) -> Kind:
        return KINDS[self.kind]

    @property
    def purpose(self) -> str:
        """Under which name yen are taken from lots."""
        return self.rule.purpose or self.reference or self.kind


@dataclass
class LoadedLot:
    id: uuid.UUID
    book_id: int
    sub_fund: str
    received_on: date
    is_opening: bool
    amount: int
    left: int
    source: str
    origin_id: uuid.UUID | None
    entry_id: uuid.UUID
    is_new: bool = False

    @property
    def order(self) -> tuple[bool, date, uuid.UUID]:
        """First in, first out: the opening balance, then by date, then as received."""
        return (not self.is_opening, self.received_on, self.id)

    @property
    def first_id(self) -> uuid.UUID:
        return self.origin_id or self.id


@dataclass(frozen=True)
class PastMove:
    """An allocation made before."""

    lot_id: uuid.UUID
    purpose: str
    amount: int
    entry_id: uuid.UUID


class LoadedLots:
    """What `steps` need to know of the lots of `book` and, for what was drawn before, of its fund.

    `open` holds this book's lots by sub-fund, `past` what references and reversed entries took and
    returned, oldest first; `before` is what was left of each lot when it was read.
    """

    def __init__(self, book: Book, steps: Sequence[Step]) -> None:
        self.book = book
        self.steps = steps
        self.lots: dict[uuid.UUID, LoadedLot] = {}
        self.open: dict[str, dict[uuid.UUID, LoadedLot]] = defaultdict(dict)
        self.past: list[PastMove] = []
        self.before: dict[uuid.UUID, int] = {}
        self._load()

    def _load(self) -> None:
        wanted: dict[str, int] = defaultdict(int)
        sources: set[str] = set()
        references: set[str] = set()
        reversed_ids = [step.reverses for step in self.steps if step.reverses]
        for step in self.steps:
            for code, change in step.changes.items():
                if change < 0:
                    wanted[code] += ALL if step.rule.loss == "share" else -change
            if step.rule.loss == "own":
                sources.add(step.reference)
            if step.rule.gain == "release" and step.reference:
                references.add(step.reference)
        if wanted:
            self._load_open(wanted)
        if sources or reversed_ids:
            self._load_named(sources, reversed_ids)
        if references or reversed_ids:
            self._load_past(references, reversed_ids)
        if any(step.rule.gain == "carry" for step in self.steps):
            self._load_last_year()

    def _load_open(self, wanted: Mapping[str, int]) -> None:
        """The first open lots of each sub-fund, as far as what is wanted reaches."""
        text, params = store.values([(code, min(amount, ALL)) for code, amount in wanted.items()])
        marks = ",".join(["%s"] * len(wanted))
        self._fetch(
            f'SELECT {_LOT} FROM (SELECT o.*, SUM(o."left") OVER (PARTITION BY o.sub_fund '
            'ORDER BY o.is_opening DESC, o.received_on, o.id ROWS UNBOUNDED PRECEDING) - o."left" AS ahead '
            f'FROM ledger_lot o WHERE o.book_id = %s AND o.sub_fund IN ({marks}) AND o."left" > 0) AS l '
            f"JOIN (VALUES {text}) AS v ON l.sub_fund = v.column1 WHERE l.ahead < v.column2",
            [self.book.pk, *wanted, *params],
        )

    def _load_named(self, sources: Iterable[str], reversed_ids: Iterable[uuid.UUID]) -> None:
        """Gifts' own lots, and lots that entries to be reversed had made."""
        sources, ids = list(sources) or [""], [store.uid(pk) for pk in reversed_ids] or [None]
        self._fetch(
            f"SELECT {_LOT} FROM ledger_lot l WHERE l.book_id = %s AND (l.source IN "
            f"({','.join(['%s'] * len(sources))}) OR l.entry_id IN ({','.join(['%s'] * len(ids))}))",
            [self.book.pk, *sources, *ids],
        )

    def _load_past(self, references: Iterable[str], reversed_ids: Iterable[uuid.UUID]) -> None:
        """What the references, or the entries to be reversed, took and returned, in any year of the fund."""
        purposes, ids = list(references) or [""], [store.uid(pk) for pk in reversed_ids] or [None]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {_LOT}, a.purpose, a.amount, a.entry_id FROM ledger_allocation a "
                "JOIN ledger_lot l ON l.id = a.lot_id JOIN ledger_book b ON b.id = l.book_id "
                f"WHERE b.fund_code = %s AND (a.purpose IN ({','.join(['%s'] * len(purposes))}) "
                f"OR a.entry_id IN ({','.join(['%s'] * len(ids))})) ORDER BY a.id",
                [self.book.fund_code, *purposes, *ids],
            )
            for row in cursor.fetchall():
                lot = self._keep(row[:10])
                self.past.append(PastMove(lot.id, row[10], row[11], store.to_uuid(row[12])))
        abroad = {lot.first_id for lot in self.lots.values() if lot.book_id != self.book.pk}
        if abroad:
            self._fetch(
                f"SELECT {_LOT} FROM ledger_lot l WHERE l.book_id = %s "
                f"AND l.origin_id IN ({','.join(['%s'] * len(abroad))})",
                [self.book.pk, *(store.uid(pk) for pk in abroad)],
            )

    def _load_last_year(self) -> None:
        self._fetch(
            f"SELECT {_LOT} FROM ledger_lot l JOIN ledger_book b ON b.id = l.book_id "
            'WHERE b.fund_code = %s AND b.fiscal_year = %s AND l."left" > 0',
            [self.book.fund_code, self.book.fiscal_year - 1],
        )

    def _fetch(self, sql: str, params: Sequence[Any]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            for row in cursor.fetchall():
                self._keep(row)

    def _keep(self, row: Sequence[Any]) -> LoadedLot:
        pk = store.to_uuid(row[0])
        if pk not in self.lots:
            lot = LoadedLot(
                pk,
                row[1],
                row[2],
                store.to_date(row[3]),
                bool(row[4]),
                row[5],
                row[6],
                row[7],
                store.to_uuid(row[8]) if row[8] else None,
                store.to_uuid(row[9]),
            )
            self.before[pk] = lot.left
            self.add(lot)
        return self.lots[pk]

    def add(self, lot: LoadedLot) -> None:
        self.lots[lot.id] = lot
        if lot.book_id == self.book.pk:
            self.open[lot.sub_fund][lot.id] = lot

    def fees_of(self, lots: Sequence[LoadedLot]) -> int:
        firsts = [store.uid(lot.first_id) for lot in lots] or [None]
        marks = ",".join(["%s"] * len(firsts))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT COALESCE(SUM(a.amount), 0) FROM ledger_allocation a "
                "JOIN ledger_lot l ON l.id = a.lot_id "
                f"WHERE a.purpose = %s AND (l.id IN ({marks}) OR l.origin_id IN ({marks}))",
                [FEE, *firsts, *firsts],
            )
            return int(cursor.fetchone()[0])
