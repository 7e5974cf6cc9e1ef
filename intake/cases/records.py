"""A file's content while it is being checked: every value beside the place where it was written.

A `Record` is what a schema says a YAML table or a CSV row holds. A value that could not be read is
`None` and has its fault already, so every check works with what is known and says nothing twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from intake.cases.faults import Fault, Place, fault_at
from intake.cases.values import Reader, Unreadable


@dataclass(frozen=True)
class Field:
    """One YAML key or CSV column. `nullable`: may be empty and then is `default`.

    `required` speaks of the key (or column) itself. One of `read`, `table`, `rows`, `items` is set.
    """

    name: str
    read: Reader | None = None
    table: Schema | None = None
    rows: Schema | None = None
    items: Reader | None = None
    required: bool = True
    nullable: bool = False
    default: Any = None


@dataclass(frozen=True)
class Schema:
    """The fields of one kind of record and the frozen dataclass that it becomes."""

    makes: type[Any]
    fields: tuple[Field, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(item.name for item in self.fields)


@dataclass
class Cell:
    """A value and its place. `value` is None when empty, absent or unreadable; `broken` when unreadable."""

    value: Any
    place: Place
    broken: bool = False


@dataclass
class Record:
    """One table or row. `cells` has an entry for every field of the schema."""

    schema: Schema
    place: Place
    cells: dict[str, Cell] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        """The value, None when there is none."""
        return self.cells[name].value

    def cell(self, name: str) -> Cell:
        return self.cells[name]

    def table(self, name: str) -> Record | None:
        value = self.cells[name].value
        return value if isinstance(value, Record) else None

    def rows(self, name: str) -> Sequence[Record]:
        """The records of a list, those that could be read at all."""
        value = self.cells[name].value
        return [item for item in value if isinstance(item, Record)] if isinstance(value, list) else []

    def items(self, name: str) -> Sequence[Cell]:
        """The values of a plain list, each at its own place."""
        value = self.cells[name].value
        return [item for item in value if isinstance(item, Cell)] if isinstance(value, list) else []

    def plain(self, name: str) -> tuple[Any, ...]:
        """The values of a plain list that could be read, the default included."""
        value = self.cells[name].value
        if isinstance(value, tuple):
            return value
        return tuple(item.value for item in self.items(name) if item.value is not None)


def read_cell(text: str | None, item: Field, place: Place, faults: list[Fault]) -> Cell:
    """One value by its field's reader; blank and null are the default where that is allowed."""
    if text is None or not text.strip():
        if item.nullable:
            return Cell(item.default, place)
        faults.append(fault_at(place, "empty"))
        return Cell(None, place, broken=True)
    assert item.read is not None
    try:
        return Cell(item.read(text), place)
    except Unreadable as unreadable:
        faults.append(fault_at(place, unreadable.code, **unreadable.extra))
        return Cell(None, place, broken=True)


def construct(value: Any) -> Any:
    """The frozen dataclasses of a record that has no fault left."""
    if isinstance(value, Record):
        return value.schema.makes(**{name: construct(cell) for name, cell in value.cells.items()})
    if isinstance(value, Cell):
        return construct(value.value)
    if isinstance(value, list):
        return tuple(construct(item) for item in value)
    return value
