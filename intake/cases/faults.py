"""What is wrong with a case folder: one `Fault` per thing to mend, at its file, row and column."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from intake.cases.sentences import TEXTS

FILES = (
    "fund.yaml",
    "groups.csv",
    "applications.yaml",
    "scores.csv",
    "conflicts.csv",
    "donations.csv",
    "events.yaml",
)


@dataclass(frozen=True)
class Place:
    """Where a value stands. `row` is the line in a YAML file and, with the header as 1, the row in a CSV."""

    file: str
    row: int | None = None
    column: str = ""


@dataclass(frozen=True)
class Fault:
    """One thing to mend. `column`: CSV column, or a path such as `applications[2].expenses[0].amount`."""

    file: str
    row: int | None
    column: str
    code: str
    ja: str
    en: str

    def text(self, language: str = "ja") -> str:
        return self.ja if language == "ja" else self.en


def printable(value: Any, limit: int = 60) -> str:
    """`value` fit for one line of a screen: what cannot be shown becomes ?, long text is cut."""
    text = "".join(character if character.isprintable() else "?" for character in str(value))
    return text if len(text) <= limit else text[: limit - 1] + "…"


def fault_at(place: Place, code: str, **extra: Any) -> Fault:
    """The fault `code` of the catalogue at `place`."""
    ja, en = TEXTS[code]
    shown = {key: printable(value, 200) for key, value in extra.items()}
    return Fault(
        place.file,
        place.row,
        printable(place.column, 200),
        f"intake.{code}",
        ja.format(**shown),
        en.format(**shown),
    )


def in_order(faults: Sequence[Fault]) -> list[Fault]:
    """As an office would walk through them: file by file, from the top down. Repeats are dropped."""
    return sorted(
        dict.fromkeys(faults),
        key=lambda fault: (
            FILES.index(fault.file) if fault.file in FILES else len(FILES),
            fault.row or 0,
            fault.column,
            fault.code,
        ),
    )


def describe(faults: Sequence[Fault], language: str = "ja") -> str:
    """The faults as a table for a terminal, in `ja` or `en`; one line each, and their number."""
    head = (
        ("ファイル", "行", "列・項目", "直すこと")
        if language == "ja"
        else ("file", "row", "column", "to mend")
    )
    rows = [head, *((f.file, str(f.row or "-"), f.column or "-", f.text(language)) for f in faults)]
    widths = [max(_width(row[i]) for row in rows) for i in range(3)]
    lines = [
        "  ".join([*(row[i] + " " * (widths[i] - _width(row[i])) for i in range(3)), row[3]]) for row in rows
    ]
    total = f"{len(faults)}件あります。" if language == "ja" else f"{len(faults)} to mend."
    return "\n".join([*lines, total])


def _width(text: str) -> int:
    """Columns of a terminal: wide and full-width characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
