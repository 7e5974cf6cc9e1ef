"""Scores as an office pastes them: one row for each application and reviewer, a column for each criterion."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from awards.rules.trial import TrialRow
from common.errors import FieldErrors, FieldFault
from fund.policy.call import CallSettings
from reviews.rules import Recorded

MOST_BYTES = 2_000_000
MOST_POINTS = 60_000
YEN = ("requested", "eligible", "total", "other_income", "other_grants", "committee_amount")
COUNTS = ("nth", "prior_awards")
TRUTHS = ("continuing", "withdrawn")
OF_APPLICATION = (*YEN, *COUNTS, *TRUTHS)
NEEDED = ("department", "application", "requested")
FIGURES = ("sum", "score", "reviewers")
YES, NO = ("1", "true", "yes", "はい", "○"), ("", "0", "false", "no", "いいえ")
SENTENCES = {
    "too_large": (
        "大きすぎます。{most}までにしてください。",
        "This is too much; the limit is {most}.",
    ),
    "empty": ("点数の行がありません。", "There is no row of scores."),
    "column_missing": ("「{column}」の列を加えてください。", "Add the column “{column}”."),
    "column_unknown": (
        "「{column}」という列は使えません。審査基準のコードを確かめてください。",
        "There is no use for a column “{column}”; check the codes of the criteria.",
    ),
    "column_twice": ("「{column}」の列が二つあります。", "The column “{column}” is there twice."),
    "department": ("部門「{value}」はこの募集にありません。", "The call has no department “{value}”."),
    "whole": ("0以上の整数で入れてください(「{value}」)。", "Give a whole number from 0, not “{value}”."),
    "points": ("数で入れてください(「{value}」)。", "Give a number, not “{value}”."),
    "off_scale": (
        "{low}から{high}まで、{step}点きざみで入れてください(「{value}」)。",
        "Give {low} to {high} in steps of {step}, not “{value}”.",
    ),
    "truth": ("はい・いいえで入れてください(「{value}」)。", "Give yes or no, not “{value}”."),
    "differs": (
        "同じ申請の上の行と違います(「{value}」)。空にするか、同じにしてください。",
        "This differs from a row above of the same application (“{value}”).",
    ),
    "reviewer_twice": (
        "審査委員「{value}」の行が二つあります。",
        "There are two rows of reviewer “{value}”.",
    ),
    "reviewer_missing": ("審査委員の名前を入れてください。", "Give the reviewer."),
    "verdict": ("pass か fail を入れてください(「{value}」)。", "Give pass or fail, not “{value}”."),
}


class _Reader:
    """Reads the table and gathers every fault with its row (from 1, the heading) and column."""

    def __init__(self, settings: CallSettings) -> None:
        self.settings = settings
        self.scales = {
            (department.code, row.code): row
            for department in settings.departments
            for row in settings.criteria_of(department.code)
        }
        self.criteria = {row.code for row in settings.criteria}
        self.faults: list[FieldFault] = []
        self.rows: dict[tuple[str, str], TrialRow] = {}

    def fault(self, row: int, place: str, name: str, /, **extra: Any) -> None:
        ja, en = SENTENCES[name]
        self.faults.append(
            FieldFault(
                f"/scores/{row}/{place}",
                f"awards.trial_{name}",
                f"{row}行目 {place}: {ja.format(**extra)}" if place else ja.format(**extra),
                f"Row {row}, {place}: {en.format(**extra)}" if place else en.format(**extra),
            )
        )

    def headings(self, names: list[str]) -> bool:
        for name in NEEDED:
            if name not in names:
                self.fault(1, name, "column_missing", column=name)
        known = {*NEEDED, *OF_APPLICATION, *FIGURES, "reviewer", *self.criteria}
        for name in names:
            kind, _, code = name.partition(":")
            if names.count(name) > 1:
                self.fault(1, name, "column_twice", column=name)
            elif name not in known and not (kind in ("tokens", "votes", "stage") and code):
                self.fault(1, name, "column_unknown", column=name)
        return not self.faults

    def read(self, line: int, cells: Mapping[str, str]) -> None:
        code, number = cells["department"], cells["application"]
        if self.settings.department(code) is None:
            self.fault(line, "department", "department", value=code)
            return
        key = (code, number)
        first = key not in self.rows
        row = self.rows.setdefault(key, TrialRow(code, number, 0))
        row = self._of_application(line, cells, row, first=first)
        row = self._panel(line, cells, row)
        row = self._of_reviewer(line, cells, row)
        self.rows[key] = self._others(line, cells, row)

    def _of_application(self, line: int, cells: Mapping[str, str], row: TrialRow, *, first: bool) -> TrialRow:
        changes: dict[str, Any] = {}
        for name in OF_APPLICATION:
            text = cells.get(name, "")
            if text == "" and not (first and name == "requested"):
                continue
            value = self._truth(line, name, text) if name in TRUTHS else self._whole(line, name, text)
            if not first and value != getattr(row, name):
                self.fault(line, name, "differs", value=text)
            elif value is not None:
                changes[name] = value
        return replace(row, **changes)

    def _panel(self, line: int, cells: Mapping[str, str], row: TrialRow) -> TrialRow:
        for basis in ("sum", "score"):
            if cells.get(basis, ""):
                points = self._number(line, basis, cells[basis])
                people = cells.get("reviewers", "")
                count = self._whole(line, "reviewers", people) if people else None
                if points is not None:
                    row = replace(row, recorded=Recorded(basis, points, count))
        return row

    def _of_reviewer(self, line: int, cells: Mapping[str, str], row: TrialRow) -> TrialRow:
        given = {code: cells[code] for code in self.criteria if cells.get(code, "")}
        if not given:
            return row
        who = cells.get("reviewer", "")
        if not who:
            self.fault(line, "reviewer", "reviewer_missing")
            return row
        if who in row.points or who in row.excluded:
            self.fault(line, "reviewer", "reviewer_twice", value=who)
            return row
        if set(given.values()) == {"-"}:
            return replace(row, excluded=row.excluded | {who})
        points = {code: self._points(line, row.department, code, text) for code, text in given.items()}
        complete = {code: value for code, value in points.items() if value is not None}
        return replace(row, points={**row.points, who: complete})

    def _others(self, line: int, cells: Mapping[str, str], row: TrialRow) -> TrialRow:
        who = cells.get("reviewer", "")
        for name, text in cells.items():
            kind, _, code = name.partition(":")
            if not code or not text:
                continue
            if kind == "stage":
                if text not in ("pass", "fail"):
                    self.fault(line, name, "verdict", value=text)
                row = replace(row, verdicts={**row.verdicts, code: text})
                continue
            count = self._whole(line, name, text)
            if count is None:
                continue
            if kind == "votes":
                row = replace(row, votes={**row.votes, code: count})
            else:
                hand = {**row.tokens.get(code, {}), who: count}
                row = replace(row, tokens={**row.tokens, code: hand})
        return row

    def _points(self, line: int, department: str, code: str, text: str) -> Fraction | None:
        value = self._number(line, code, text)
        scale = self.scales.get((department, code))
        if value is None or scale is None:
            return value
        if not scale.minimum <= value <= scale.maximum or (value - scale.minimum) % scale.step:
            low, high, step = (f"{float(v):g}" for v in (scale.minimum, scale.maximum, scale.step))
            self.fault(line, code, "off_scale", low=low, high=high, step=step, value=text)
        return value

    def _number(self, line: int, column: str, text: str) -> Fraction | None:
        plain = text.removeprefix("-").replace(".", "", 1)
        if not plain.isascii() or not plain.isdigit() or len(plain) > 12:
            self.fault(line, column, "points", value=text)
            return None
        return Fraction(text)

    def _whole(self, line: int, column: str, text: str) -> int | None:
        plain = text.replace(",", "")
        if not plain.isascii() or not plain.isdigit() or len(plain) > 12:
            self.fault(line, column, "whole", value=text)
            return None
        return int(plain)

    def _truth(self, line: int, column: str, text: str) -> bool | None:
        if text.lower() in YES:
            return True
        if text.lower() not in NO:
            self.fault(line, column, "truth", value=text)
        return False


def read_scores(settings: CallSettings, text: str) -> tuple[TrialRow, ...]:
    """The applications of a pasted table (CSV with a heading; commas or tabs). Empty cells are not given,
    `-` in all criteria is an excluded reviewer. What holds for an application may stand in its first row
    alone. Raises FieldErrors naming every row and column to mend."""
    reader = _Reader(settings)
    if len(text.encode()) > MOST_BYTES:
        reader.fault(1, "", "too_large", most=f"{MOST_BYTES:,} bytes")
        raise FieldErrors(reader.faults)
    text = text.removeprefix("\ufeff")
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    table = [
        (n, [cell.strip() for cell in row])
        for n, row in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1)
        if any(cell.strip() for cell in row)
    ]
    if len(table) < 2:
        reader.fault(1, "", "empty")
    elif (len(table) - 1) * max(len(settings.criteria), 1) > MOST_POINTS:
        reader.fault(1, "", "too_large", most=f"{MOST_POINTS:,}")
    elif reader.headings(table[0][1]):
        for n, cells in table[1:]:
            padded = cells + [""] * (len(table[0][1]) - len(cells))
            reader.read(n, dict(zip(table[0][1], padded, strict=False)))
    if reader.faults:
        raise FieldErrors(reader.faults)
    return tuple(reader.rows.values())
