"""What every check uses: the folder's records, the list of faults, and the questions asked often."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from common.clock import JST
from intake.cases.faults import Fault, fault_at
from intake.cases.records import Cell, Record

Known = dict[str, Record] | None


@dataclass
class Draft:
    """The seven files as far as they could be read; None where one could not."""

    fund: Record | None = None
    groups: list[Record] | None = None
    applications: list[Record] | None = None
    scores: list[Record] | None = None
    conflicts: list[Record] | None = None
    donations: list[Record] | None = None
    events: Record | None = None
    faults: list[Fault] = field(default_factory=list)

    def part(self, name: str) -> Record | None:
        """One table of fund.yaml."""
        return self.fund.table(name) if self.fund else None

    def parts(self, name: str) -> Sequence[Record]:
        """One list of fund.yaml."""
        return self.fund.rows(name) if self.fund else []


class Checker:
    """A draft under examination. `year` is the fiscal year as (first day, last day), None while in doubt."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.faults = draft.faults
        self.year: tuple[date, date] | None = None
        self.departments = self.known_parts("departments", "code")
        self.sub_funds = self.known_parts("sub_funds", "code")
        self.criteria = self.known_parts("criteria", "code")
        self.reviewers = self.known_parts("reviewers", "code")
        self.groups = known(draft.groups, "id")
        self.applications = known(draft.applications, "id")
        self.donations = known(draft.donations, "id")

    def known_parts(self, name: str, key: str) -> Known:
        fund = self.draft.fund
        if fund is None or not isinstance(fund[name], list) or len(fund.rows(name)) < len(fund[name]):
            return None
        return known(fund.rows(name), key)

    def say(self, cell: Cell, code: str, **extra: Any) -> None:
        """Add the fault `code` at the value's place."""
        self.faults.append(fault_at(cell.place, code, **extra))

    def refer(self, cell: Cell, known: Known, kind: str, kind_en: str) -> Record | None:
        """What `cell` points at; a fault when it points nowhere. Silent when the target's file is unread."""
        if cell.value is None or known is None:
            return None
        if cell.value not in known:
            self.say(cell, "unknown_reference", value=cell.value, kind=kind, kind_en=kind_en)
            cell.value, cell.broken = None, True
            return None
        return known[cell.value]

    def application(self, cell: Cell) -> Record | None:
        return self.refer(cell, self.applications, "申請", "application")

    def unique(self, cells: Iterable[Cell]) -> None:
        """Each value once; the second and later ones are faults that name the first's row."""
        first: dict[Any, Cell] = {}
        for cell in cells:
            if cell.value is None:
                continue
            if cell.value in first:
                self.say(cell, "duplicate", value=cell.value, first=first[cell.value].place.row)
            else:
                first[cell.value] = cell

    def unique_rows(self, records: Iterable[Record], *names: str) -> list[Record]:
        """Each combination once, the fault at the last of the named columns. Returns the first ones."""
        first: dict[tuple[Any, ...], Record] = {}
        for record in records:
            key = tuple(record[name] for name in names)
            if None in key:
                continue
            if key in first:
                row = first[key].place.row
                self.say(record.cell(names[-1]), "duplicate", value=" ".join(map(str, key)), first=row)
            else:
                first[key] = record
        return list(first.values())

    def in_year(self, cell: Cell) -> None:
        """The day lies in the fiscal year. One that does not is told once and then left out of the rest."""
        if cell.value is None or self.year is None:
            return
        start, end = self.year
        if not start <= as_day(cell.value) <= end:
            self.say(cell, "outside_year", day=as_day(cell.value), start=start, end=end)
            cell.value, cell.broken = None, True

    def not_before(self, cell: Cell, other: Cell, *, strictly: bool = False) -> None:
        """`cell` is on the day of `other` or later (strictly: a later moment)."""
        if cell.value is None or other.value is None:
            return
        if strictly:
            late = cell.value > other.value
        elif isinstance(cell.value, datetime) and isinstance(other.value, datetime):
            late = cell.value >= other.value
        else:
            late = as_day(cell.value) >= as_day(other.value)
        if not late:
            self.say(
                cell,
                "out_of_order",
                day=shown(cell.value),
                other=name_of(other),
                other_day=shown(other.value),
            )

    def not_after(self, cell: Cell, other: Cell) -> None:
        """`cell` is on the day of `other` or earlier."""
        if cell.value is None or other.value is None or as_day(cell.value) <= as_day(other.value):
            return
        self.say(cell, "too_late", day=shown(cell.value), other=name_of(other), other_day=shown(other.value))


def known(records: Sequence[Record] | None, key: str) -> Known:
    """Records by their key; None when one of the keys is unreadable, so that nothing is called unknown
    that may only be misspelt where it is defined."""
    if records is None or any(record[key] is None for record in records):
        return None
    table: dict[str, Record] = {}
    for record in records:
        table.setdefault(record[key], record)
    return table


def as_day(value: date | datetime) -> date:
    """The calendar day in Japan."""
    return value.astimezone(JST).date() if isinstance(value, datetime) else value


def shown(value: date | datetime) -> str:
    return f"{value.astimezone(JST):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value.isoformat()


def name_of(cell: Cell) -> str:
    """The place in words: `events.yaml award_on`."""
    row = f" {cell.place.row}" if cell.place.file.endswith(".csv") else ""
    return f"{cell.place.file}{row} {cell.place.column}"


def decimal_text(value: Any) -> str:
    """A fraction as a person writes it: 3.5, or 2/3 where decimals would not end."""
    for places in range(9):
        scaled = value * 10**places
        if scaled.denominator == 1:
            whole = f"{int(scaled):0{places + 1}d}"
            return f"{whole[:-places]}.{whole[-places:]}" if places else whole
    return str(value)
