"""The statements behind posting, the same text on SQLite and PostgreSQL.

Each touches any number of rows at once, so an entry costs as many statements as a thousand. Lock order:
sub-fund balances by ascending id, then accounts by ascending id; lots are guarded by the balance of
their sub-fund.
"""

# ruff: noqa: S608 - only this module's own texts go into statements; values travel as parameters

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model

from ledger.models import Account, Allocation, JournalEntry, JournalLine, Lot, SubFundBalance

AccountKey = tuple[str, str]
ANY = -(1 << 62)
"""A need that every balance meets: no guard."""

# SQLite takes 32,766 values in a statement as it is usually built; PostgreSQL's client has no such limit.
_VALUES_AT_ONCE = 30_000
_ARRAYS_FROM = 20


def uid(value: uuid.UUID) -> Any:
    """An id as this database stores it."""
    return value.hex if connection.vendor == "sqlite" else value


def to_uuid(value: Any) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)


def to_date(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def as_stored(rows: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
    """Values as this database stores them: PostgreSQL knows ids and dates, SQLite keeps them as text."""
    if connection.vendor != "sqlite":
        return rows
    return [[_as_text(value) for value in row] for row in rows]


def _as_text(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value.isoformat() if isinstance(value, date) else value


def values(rows: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
    """`(%s,%s),(%s,%s)` and its parameters."""
    row = "(" + ",".join(["%s"] * len(rows[0])) + ")"
    return ",".join([row] * len(rows)), [value for one in rows for value in one]


def insert(model: type[Model], columns: str, rows: Sequence[Sequence[Any]], suffix: str = "") -> list[Any]:
    """Insert `rows` into a model's table; returns what a RETURNING `suffix` gives.

    One statement per 30,000 values; on PostgreSQL many rows travel as one array per column.
    """
    answer: list[Any] = []
    if not rows:
        return answer
    table = model._meta.db_table
    step = _VALUES_AT_ONCE // len(rows[0])
    with connection.cursor() as cursor:
        for start in range(0, len(rows), step):
            part = as_stored(rows[start : start + step])
            if connection.vendor == "postgresql" and len(part) >= _ARRAYS_FROM:
                source = f"SELECT * FROM unnest({_array_types(model, columns)})"
                params: list[Any] = [list(column) for column in zip(*part, strict=True)]
            else:
                text, params = values(part)
                source = f"VALUES {text}"
            cursor.execute(f"INSERT INTO {table} ({columns}) {source} {suffix}", params)
            if "RETURNING" in suffix:
                answer += cursor.fetchall()
    return answer


@cache
def _array_types(model: type[Model], columns: str) -> str:
    """`%s::uuid[], %s::varchar[]`: without lengths, for a cast to a length would cut silently."""
    types = {field.column: field.db_type(connection) or "" for field in model._meta.concrete_fields}
    names = [column.strip().strip('"') for column in columns.split(",")]
    return ", ".join(f"%s::{types[name].partition('(')[0]}[]" for name in names)


def _locked(table: str, condition: str, count: int) -> str:
    """Rows of several updates are locked in the order of their ids, so that two posts never wait for
    each other. SQLite has one writer at a time and no such clause."""
    if count < 2 or not connection.features.has_select_for_update:
        return ""
    return f" AND t.id IN (SELECT id FROM {table} WHERE {condition} ORDER BY id FOR UPDATE)"


def move_sub_funds(book_id: int, rows: Sequence[tuple[str, int, int]]) -> dict[str, int]:
    """Change balances by (sub_fund, change, need): a row moves only if its balance is at least `need`.

    Returns the new balance of those that moved. This is the guard of R12: one conditional UPDATE.
    """
    text, params = values(rows)
    locked = _locked(
        "ledger_subfundbalance",
        f"book_id = %s AND sub_fund IN ({','.join(['%s'] * len(rows))})",
        len(rows),
    )
    more: list[Any] = [book_id, *(row[0] for row in rows)] if locked else []
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_subfundbalance AS t SET balance = t.balance + v.column2 "
            f"FROM (VALUES {text}) AS v WHERE t.book_id = %s AND t.sub_fund = v.column1 "
            f"AND t.balance >= v.column3{locked} RETURNING sub_fund, balance",
            [*params, book_id, *more],
        )
        return dict(cursor.fetchall())


def move_accounts(book_id: int, rows: Sequence[tuple[str, str, int, int, int, int]]) -> dict[AccountKey, int]:
    """Add to running totals by (code, sub_fund, debits, credits, sign, need).

    A row moves only if sign × (debits − credits) before is at least `need`. Returns the ids of those
    that moved.
    """
    text, params = values(rows)
    locked = _locked(
        "ledger_account",
        f"book_id = %s AND (code, sub_fund) IN ({','.join(['(%s,%s)'] * len(rows))})",
        len(rows),
    )
    more: list[Any] = [book_id, *(part for row in rows for part in row[:2])] if locked else []
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_account AS t SET debits = t.debits + v.column3, credits = t.credits + v.column4 "
            f"FROM (VALUES {text}) AS v WHERE t.book_id = %s AND t.code = v.column1 "
            "AND t.sub_fund = v.column2 AND v.column5 * (t.debits - t.credits) >= v.column6"
            f"{locked} RETURNING id, code, sub_fund",
            [*params, book_id, *more],
        )
        return {(code, sub_fund): pk for pk, code, sub_fund in cursor.fetchall()}


def create_accounts(book_id: int, keys: Iterable[AccountKey]) -> None:
    """Make sure these accounts, and the balances of their sub-funds, exist."""
    keys = sorted(set(keys))
    insert(
        Account,
        "book_id, code, sub_fund, debits, credits",
        [(book_id, code, sub_fund, 0, 0) for code, sub_fund in keys],
        "ON CONFLICT DO NOTHING",
    )
    insert(
        SubFundBalance,
        "book_id, sub_fund, balance",
        [(book_id, sub_fund, 0) for sub_fund in sorted({key[1] for key in keys if key[1]})],
        "ON CONFLICT DO NOTHING",
    )


def keys_there(book_id: int, keys: Sequence[str]) -> set[str]:
    """Which of these keys the book already holds."""
    marks = ",".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT key FROM ledger_journalentry WHERE book_id = %s AND key IN ({marks})", [book_id, *keys]
        )
        return {key for (key,) in cursor.fetchall()}


def insert_lines(rows: Sequence[tuple[uuid.UUID, int, str, int, int]]) -> None:
    """Lines by (entry, account, side, amount, position)."""
    insert(JournalLine, "entry_id, account_id, side, amount, position", rows)


def insert_entries(rows: Sequence[tuple[Any, ...]]) -> int:
    """Entry rows, which the trigger shuts; a key already taken is passed over. Returns how many went in."""
    return len(
        insert(
            JournalEntry,
            "id, book_id, kind, key, occurred_on, posted_at, actor_id, text, reference, "
            "reverses_id, fingerprint",
            rows,
            "ON CONFLICT (book_id, key) DO NOTHING RETURNING id",
        )
    )


def insert_lots(rows: Sequence[tuple[Any, ...]]) -> None:
    """Lots by (id, book, sub_fund, received_on, is_opening, amount, left, source, origin, entry)."""
    insert(
        Lot,
        'id, book_id, sub_fund, received_on, is_opening, amount, "left", source, origin_id, entry_id',
        rows,
    )


def insert_allocations(rows: Sequence[tuple[uuid.UUID, str, int, uuid.UUID]]) -> None:
    """Allocations by (lot, purpose, amount, entry), in the order in which they happened."""
    insert(Allocation, "lot_id, purpose, amount, entry_id", rows)


def set_left(left: Mapping[uuid.UUID, int]) -> None:
    """Write what is left of each lot. The caller holds their sub-funds' balances."""
    rows = as_stored(list(left.items()))
    step = _VALUES_AT_ONCE // 2
    with connection.cursor() as cursor:
        for start in range(0, len(rows), step):
            text, params = values(rows[start : start + step])
            cursor.execute(
                f'UPDATE ledger_lot SET "left" = v.column2 FROM (VALUES {text}) AS v '
                "WHERE ledger_lot.id = v.column1",
                params,
            )
