"""The door: a folder in, a checked `Case` or the list of everything to mend out. Nothing is written."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from intake.cases import layout, model
from intake.cases.check import check
from intake.cases.checking import Draft
from intake.cases.csv_file import read_csv_file
from intake.cases.faults import Fault, Place, describe, fault_at, in_order
from intake.cases.records import construct
from intake.cases.yaml_file import read_list_file, read_table_file

__all__ = ["Fault", "describe", "read_case"]

LARGEST_FILE_MB = 20


def read_case(folder: Path) -> tuple[model.Case | None, list[Fault]]:
    """Read and check the folder. Either the case and no fault, or None and every fault in reading order.

    Bad content never raises: what cannot be read is a fault at its file, row and column. Files that the
    format does not know (expected.json, bank files, notes) are passed over.
    """
    draft = Draft()
    faults = draft.faults
    if (text := _text(folder, "fund.yaml", faults)) is not None:
        draft.fund = read_table_file("fund.yaml", text, layout.FUND_FILE, faults)
    if (text := _text(folder, "groups.csv", faults)) is not None:
        draft.groups = read_csv_file("groups.csv", text, layout.GROUP, faults)
    if (text := _text(folder, "applications.yaml", faults)) is not None:
        draft.applications = read_list_file("applications.yaml", text, layout.APPLICATION, faults)
    if (text := _text(folder, "scores.csv", faults)) is not None:
        draft.scores = read_csv_file("scores.csv", text, layout.SCORE, faults)
    if (text := _text(folder, "conflicts.csv", faults)) is not None:
        draft.conflicts = read_csv_file("conflicts.csv", text, layout.CONFLICT, faults)
    if (text := _text(folder, "donations.csv", faults)) is not None:
        draft.donations = read_csv_file("donations.csv", text, layout.DONATION, faults)
    if (text := _text(folder, "events.yaml", faults)) is not None:
        draft.events = read_table_file("events.yaml", text, layout.EVENTS, faults)
    check(draft)
    if faults:
        return None, in_order(faults)
    return _case(draft), []


def _text(folder: Path, file: str, faults: list[Fault]) -> str | None:
    """The file as text: UTF-8, with or without a byte-order mark."""
    path = folder / file
    try:
        if path.stat().st_size > LARGEST_FILE_MB * 1_000_000:
            faults.append(fault_at(Place(file), "file_too_large", limit=LARGEST_FILE_MB))
            return None
        content = path.read_bytes()
    except FileNotFoundError:
        faults.append(fault_at(Place(file), "file_missing"))
        return None
    except OSError:
        faults.append(fault_at(Place(file), "file_unreadable"))
        return None
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        faults.append(fault_at(Place(file, row), "not_utf8"))
        return None


def _case(draft: Draft) -> model.Case:
    year = cast(model.CaseFundFile, construct(draft.fund))
    return model.Case(
        fund=year.fund,
        fiscal_year=year.fiscal_year,
        policy=year.policy,
        sub_funds=year.sub_funds,
        round=year.round,
        departments=year.departments,
        criteria=year.criteria,
        reviewers=year.reviewers,
        groups=construct(draft.groups),
        applications=construct(draft.applications),
        scores=construct(draft.scores),
        conflicts=construct(draft.conflicts),
        donations=construct(draft.donations),
        events=construct(draft.events),
    )
