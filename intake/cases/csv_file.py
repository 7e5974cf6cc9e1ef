"""A CSV file as records, every value with its row (the header is row 1) and column."""

from __future__ import annotations

import csv
import io

from intake.cases.faults import Fault, Place, fault_at, printable
from intake.cases.records import Cell, Record, Schema, read_cell


def read_csv_file(file: str, text: str, schema: Schema, faults: list[Fault]) -> list[Record] | None:
    """All rows that could be read, columns in any order; blank rows are passed over.

    None when there is no header to go by, a column is doubled, or the file breaks off in a quotation.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    table: list[list[str]] = []
    whole = True
    try:
        table.extend(reader)
    except csv.Error as error:
        faults.append(fault_at(Place(file, len(table) + 1), "not_csv", problem=printable(error)))
        whole = False
    if not table:
        if whole:
            faults.append(fault_at(Place(file), "file_empty"))
        return None
    header = [name.strip() for name in table[0]]
    if not _header_fits(file, header, schema, faults):
        return None
    records = [
        record
        for row, cells in enumerate(table[1:], 2)
        if (record := _row(file, row, header, cells, schema, faults)) is not None
    ]
    return records if whole else None


def _header_fits(file: str, header: list[str], schema: Schema, faults: list[Fault]) -> bool:
    fits = True
    seen: set[str] = set()
    for name in header:
        place = Place(file, 1, name)
        if name in seen:
            faults.append(fault_at(place, "duplicate_column", name=name))
            fits = False
        elif name not in schema.names:
            faults.append(fault_at(place, "unknown_column", name=name))
        seen.add(name)
    missing = [item.name for item in schema.fields if item.required and item.name not in seen]
    faults.extend(fault_at(Place(file, 1, name), "missing_column", name=name) for name in missing)
    return fits


def _row(
    file: str, row: int, header: list[str], cells: list[str], schema: Schema, faults: list[Fault]
) -> Record | None:
    if not any(cell.strip() for cell in cells):
        return None
    place = Place(file, row)
    if len(cells) != len(header):
        faults.append(fault_at(place, "cell_count", expected=len(header), found=len(cells)))
    found = dict(zip(header, cells, strict=False))
    broken = len(cells) != len(header)
    record = Record(schema, place)
    for item in schema.fields:
        text = found.get(item.name)
        here = Place(file, row, item.name)
        if broken or (item.required and item.name not in header):
            record.cells[item.name] = Cell(None, here, broken=True)
        else:
            record.cells[item.name] = read_cell(text, item, here, faults)
    return record
