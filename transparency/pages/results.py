"""A round's results as tables (N16): exactly what the API lets out, which is what the call publishes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from transparency.api.serializers import DepartmentResultsOutput
from transparency.queries.results import RoundResults

# Column by column: the API's key, Japanese, English, whether it stands to the right.
COLUMNS: Final = (
    ("title", "事業名", "Project", False),
    ("group", "団体名", "Group", False),
    ("number", "受付番号", "Number", False),
    ("kind", "新規・継続", "New or continuing", False),
    ("requested", "申請額", "Requested", True),
    ("score", "点数", "Score", True),
    ("components", "評価の要素ごとの点", "Parts of the score", False),
    ("criterion_means", "基準ごとの平均点", "Mean by criterion", False),
    ("rank", "順位", "Rank", True),
    ("stage", "どの段階までか", "Stage", False),
    ("outcome", "結果", "Outcome", False),
    ("decided", "決定額", "Decided", True),
    ("fixed", "確定額", "Fixed", True),
    ("summary", "事業の概要", "Summary", False),
)
FIRST: Final = ("title", "group", "number")
KINDS: Final = {"new": ("新規", "new"), "continuing": ("継続", "continuing")}
SUMS: Final = {
    "applications": ("申請{}件", "{} applications"),
    "withdrawn": ("取下げ{}件", "{} withdrawn"),
    "adopted": ("採択{}件", "{} granted"),
    "declined": ("不採択{}件", "{} declined"),
    "requested": ("申請額の合計{}", "requested {}"),
    "decided": ("決定額の合計{}", "decided {}"),
    "budget": ("予算{}", "budget {}"),
    "remainder": ("残額{}", "left {}"),
}


@dataclass(frozen=True)
class Head:
    label: str
    right: bool


@dataclass(frozen=True)
class Cell:
    """`to` is the project the cell leads to."""

    label: str
    text: str
    right: bool
    to: int | None = None


@dataclass(frozen=True)
class ResultTable:
    """A department's results; a row's first cell names it."""

    name: str
    offered: bool
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sums: tuple[str, ...]


@dataclass(frozen=True)
class ShownResults:
    released_at: datetime
    tables: tuple[ResultTable, ...]


def results_of(found: RoundResults, lang: str = "ja") -> ShownResults:
    """The published results of a round, by department. No query."""
    assert found.call.released_at is not None
    rows = [DepartmentResultsOutput(row).data for row in found.departments]
    return ShownResults(found.call.released_at, tuple(_table(row, lang) for row in rows))


def _table(department: Any, lang: str) -> ResultTable:
    published = {key for row in department["rows"] for key in row}
    columns = [column for column in COLUMNS if column[0] in published]
    columns.sort(key=lambda column: column[0] not in FIRST)
    unit = department["unit"]
    return ResultTable(
        department["name"],
        department["offered"],
        tuple(Head(en if lang == "en" else ja, right) for _, ja, en, right in columns),
        tuple(tuple(_cells(row, columns, unit, lang)) for row in department["rows"]),
        tuple(_sums(department["sums"], unit, lang)),
    )


def _cells(row: Any, columns: list[tuple[str, str, str, bool]], unit: str, lang: str) -> list[Cell]:
    linked = next((key for key, *_ in columns if key in FIRST and row.get(key)), "")
    return [
        Cell(
            en if lang == "en" else ja,
            _text(row, key, unit, lang),
            right,
            row.get("project_id") if key == linked and not row["withdrawn"] else None,
        )
        for key, ja, en, right in columns
    ]


def _text(row: Any, key: str, unit: str, lang: str) -> str:
    value = row.get(key)
    if value in (None, "", []):
        return "—"
    if key == "kind":
        return KINDS[value][lang == "en"]
    if isinstance(value, dict):
        return _money(value, unit, lang)
    if isinstance(value, list):
        return "、".join(f"{item['name']} {item['value']}" for item in value)
    return str(value)


def _money(value: Any, unit: str, lang: str) -> str:
    if lang == "en":
        return f"¥{value['yen']:,}"
    return f"{value['text']}{'万円' if unit == 'man_yen' else '円'}"


def _sums(sums: Any, unit: str, lang: str) -> list[str]:
    found = []
    for key, (ja, en) in SUMS.items():
        value = sums.get(key)
        if value is not None:
            text = _money(value, unit, lang) if isinstance(value, dict) else str(value)
            found.append((en if lang == "en" else ja).format(text))
    return found
