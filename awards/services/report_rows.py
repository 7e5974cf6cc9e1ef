"""The rows of a report (支出の明細): read as a group writes them, and what must be there to hand them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from applications.rules import Faults
from awards.models import Report, ReportRow
from common.calendar import parse_date
from common.errors import FieldErrors, FieldFault

MOST_ROWS: Final = 500
ROW_KEYS: Final = frozenset({"category", "description", "amount", "paid_on", "voucher"})
OPEN_FIELDS: Final = ("other_income", "text")
"""What else than a row may be opened for a correction."""


def read_rows(rows: Sequence[Mapping[str, Any]], faults: Faults) -> list[dict[str, Any]]:
    """The rows as values for ReportRow; half-finished ones pass."""
    return faults.rows(
        [dict(row) for row in rows], "/rows", lambda row, at: _row(row, at, faults), ROW_KEYS, most=MOST_ROWS
    )


def _row(row: dict[str, Any], place: str, faults: Faults) -> dict[str, Any]:
    return {
        "category": faults.text(
            row.get("category"), f"{place}/category", limit=60, required=False, one_line=True, code_points=60
        ),
        "description": faults.text(
            row.get("description"), f"{place}/description", limit=200, required=False, code_points=200
        ),
        "amount": faults.number(row.get("amount"), f"{place}/amount", required=False) or 0,
        "paid_on": _day(row.get("paid_on"), f"{place}/paid_on", faults),
        "voucher": faults.truth(row.get("voucher"), f"{place}/voucher", default=True),
    }


def _day(value: Any, pointer: str, faults: Faults) -> date | None:
    if value is None or value == "":
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return parse_date(value if isinstance(value, str) else "")
    except ValueError:
        ja, en = (
            "支払った日を入力してください(例: 2025-07-01)。",
            "Please enter the day of payment (2025-07-01).",
        )
        faults.append(FieldFault(pointer, "awards.not_a_day", ja, en))
        return None


def _changed(row: ReportRow, wanted: Mapping[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in wanted.items())


def keep_closed(
    report: Report,
    kept: Sequence[ReportRow],
    wanted: Sequence[Mapping[str, Any]],
    fields: Mapping[str, Any],
    faults: Faults,
) -> None:
    """Only what the office named may differ from what was handed in."""
    opened = set(report.returned_rows)
    if len(wanted) != len(kept):
        faults.add("/rows", "rows", least=len(kept), most=len(kept), count=len(wanted))
    for row, now in zip(kept, wanted, strict=False):
        if row.position not in opened and _changed(row, now):
            faults.add(f"/rows/{row.position}", "not_open")
    for name, value in fields.items():
        if name not in opened and getattr(report, name) != value:
            faults.add(f"/{name}", "not_open")


def mend_rows(kept: Sequence[ReportRow], wanted: Sequence[Mapping[str, Any]]) -> None:
    """Save what changed; the verdict on it is taken back."""
    changed = []
    for row, now in zip(kept, wanted, strict=True):
        if _changed(row, now):
            for name, value in now.items():
                setattr(row, name, value)
            row.verdict, row.accepted, row.verdict_reason = "", 0, ""
            changed.append(row)
    ReportRow.objects.bulk_update(changed, [*sorted(ROW_KEYS), "verdict", "accepted", "verdict_reason"])


def require_complete(report: Report, today: date) -> None:
    """What a report needs to be handed in (`submit_report`). Raises FieldErrors. 1 query."""
    faults = Faults()
    rows = list(report.rows.all())
    if not rows and report.award.state != "abolished":
        faults.add("/rows", "rows", least=1, most=MOST_ROWS, count=0)
    for row in rows:
        if not row.category.strip():
            faults.add(f"/rows/{row.position}/category", "missing")
        if row.amount and row.paid_on is None:
            faults.add(f"/rows/{row.position}/paid_on", "missing")
        elif row.paid_on is not None and row.paid_on > today:
            ja, en = "今日までの日にしてください。", "Please choose a day up to today."
            faults.append(FieldFault(f"/rows/{row.position}/paid_on", "awards.day_ahead", ja, en))
    if faults:
        raise FieldErrors(faults)
