"""What becomes of a report's files when it is handed in: they are filed, and photos get their words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from awards.models import Report, ReportFile

WORDS = ("alt", "consent", "publish")


def filed_photos(report: Report) -> dict[str, dict[str, Any]]:
    """The words about photos as handed in, by key. 1 query."""
    rows = report.files.filter(ReportFile.LIVE, kind="photo", filed_at__isnull=False)
    return {row["key"]: row for row in rows.values("key", *WORDS)}


def file_photos(report: Report, photos: Mapping[str, Mapping[str, Any]], at: datetime) -> None:
    """File all that is there now, with what is said of each photo. 2 queries."""
    live = list(report.files.filter(ReportFile.LIVE))
    for file in live:
        file.filed_at = file.filed_at or at
        if file.kind == "photo":
            told = photos.get(file.key, {"alt": "", "consent": False, "publish": False})
            for name in WORDS:
                setattr(file, name, told[name])
    ReportFile.objects.bulk_update(live, ["filed_at", *WORDS])


def refiled_rows(report: Report) -> set[str]:
    """Keys of the rows whose receipts are others than when the report was handed in. 1 query."""
    since = Q(at__gt=report.submitted_at) | Q(removed_at__gt=report.submitted_at)
    rows = report.files.filter(since, kind="receipt").exclude(row="")
    return set(rows.values_list("row", flat=True))
