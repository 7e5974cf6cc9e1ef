"""What a request costs the database, and many rows of a kind made cheaply out of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection, models
from django.test.utils import CaptureQueriesContext


class Cost(NamedTuple):
    """How many queries were made, and how many rows they brought."""

    queries: int
    rows: int


class _Counting:
    """A database cursor that counts the rows taken from it."""

    def __init__(self, cursor: Any, taken: list[int]) -> None:
        self._cursor, self._taken = cursor, taken

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def __iter__(self) -> Iterator[Any]:
        for row in self._cursor:
            self._taken.append(1)
            yield row

    def __enter__(self) -> _Counting:
        self._cursor.__enter__()
        return self

    def __exit__(self, *args: Any) -> Any:
        return self._cursor.__exit__(*args)

    def fetchone(self) -> Any:
        row = self._cursor.fetchone()
        self._taken.append(row is not None)
        return row

    def fetchmany(self, *args: Any) -> Any:
        rows = self._cursor.fetchmany(*args)
        self._taken.append(len(rows))
        return rows

    def fetchall(self) -> Any:
        rows = self._cursor.fetchall()
        self._taken.append(len(rows))
        return rows


@contextmanager
def _rows_taken() -> Iterator[list[int]]:
    taken: list[int] = []
    original = connection.create_cursor
    connection.create_cursor = lambda name=None: _Counting(original(name), taken)  # type: ignore[method-assign]
    try:
        yield taken
    finally:
        del connection.create_cursor


def cost(act: Callable[[], object]) -> Cost:
    """What `act` asks of the database, and what it takes from it."""
    with _rows_taken() as taken, CaptureQueriesContext(connection) as made:
        act()
        number = len(made)
    return Cost(number, sum(taken))


@dataclass
class Copies:
    """Rows of `template`'s kind like it; what must be unique is numbered, and `along` says which of them
    belongs to which copy of another row: {"application": copies of the application}. `also` is the same in
    all copies."""

    template: models.Model
    along: dict[str, list[Any]]
    also: dict[str, Any] = field(default_factory=dict)

    def make(self, numbers: range) -> list[Any]:
        rows = [self._one(number) for number in numbers]
        made: list[Any] = type(self.template)._default_manager.bulk_create(rows)  # type: ignore[assignment]
        return made

    def _one(self, number: int) -> Any:
        row = copy(self.template)
        row._state = models.base.ModelState()
        row.pk = None
        for name, parents in self.along.items():
            setattr(row, name, parents[number])
        for name, value in self.also.items():
            setattr(row, name, value)
        for name in _unique_names(type(row), set(self.along)):
            setattr(row, name, _numbered(row, name, number))
        return row


def _unique_names(model: type[models.Model], given: set[str]) -> list[str]:
    """One field of each unique set that does not differ already."""
    names = []
    columns = [item for item in model._meta.concrete_fields if not item.primary_key]
    sets = [[item.name] for item in columns if item.unique]
    sets += [
        list(rule.fields) for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint)
    ]
    for fields in sets:
        if not given & set(fields):
            kinds = {name: model._meta.get_field(name) for name in fields}
            plain = [name for name, kind in kinds.items() if not kind.is_relation and not kind.choices]
            # Where only relations or a state tell them apart, that is for `also`.
            names += plain[-1:]
    return names


def _numbered(row: Any, name: str, number: int) -> Any:
    value, kind = getattr(row, name), row._meta.get_field(name)
    if isinstance(kind, models.IntegerField):
        return 1000 + number
    head, at, tail = str(value).partition("@")
    length = (kind.max_length or 60) - len(at + tail) - 6
    return f"{head[:length]}x{number}{at}{tail}"
