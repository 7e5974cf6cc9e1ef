"""The rows of a report (支出の明細) that went back to its group: only what the office named may change."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from applications.rules import Faults
from awards.models import Report, ReportRow
from awards.services.report_form import Filed

COLUMNS: Final = (
    "key", "category", "description", "payee", "budget_row_id", "amount", "paid_on", "voucher"
)  # fmt: skip
FIELDS: Final = ("other_income", "text", "people", "lessons", "results")


def _changed(row: ReportRow, wanted: Mapping[str, Any]) -> bool:
    return any(getattr(row, name) != wanted[name] for name in COLUMNS)


def keep_closed(
    report: Report,
    kept: Sequence[ReportRow],
    filed: Filed,
    photos: Mapping[str, Mapping[str, Any]],
    faults: Faults,
) -> None:
    """Only what the office named may differ from what was handed in; `photos` are the words filed about
    them, by key."""
    opened = set(report.returned_rows)
    if len(filed.rows) != len(kept):
        faults.add("/rows", "rows", least=len(kept), most=len(kept), count=len(filed.rows))
    for row, now in zip(kept, filed.rows, strict=False):
        if row.position not in opened and _changed(row, now):
            faults.add(f"/rows/{row.position}", "not_open")
    for name in FIELDS:
        if name not in opened and getattr(report, name) != getattr(filed, name):
            faults.add(f"/{name}", "not_open")
    if "photos" not in opened and any(filed.photos.get(key, was) != was for key, was in photos.items()):
        faults.add("/photos", "not_open")


def mend_rows(
    kept: Sequence[ReportRow], wanted: Sequence[Mapping[str, Any]], refiled: Collection[str]
) -> None:
    """Save what changed; the verdict on it is taken back, as on rows whose files changed (`refiled`)."""
    changed = []
    for row, now in zip(kept, wanted, strict=True):
        if _changed(row, now) or row.key in refiled:
            for name in COLUMNS:
                setattr(row, name, now[name])
            row.verdict, row.accepted, row.verdict_reason = "", 0, ""
            changed.append(row)
    names = [name.removesuffix("_id") for name in COLUMNS]
    ReportRow.objects.bulk_update(changed, [*names, "verdict", "accepted", "verdict_reason"])
