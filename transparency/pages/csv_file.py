"""Tables for spreadsheets: with a mark for the encoding, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.http import HttpResponse

RUN_BY_SPREADSHEETS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")


def neutral(value: Any) -> str:
    """A cell's text; one that begins like a formula gets an apostrophe before it. Figures stay figures."""
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(RUN_BY_SPREADSHEETS) else text


def answer(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A download in UTF-8 with its mark, which Excel needs to read Japanese."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    response = HttpResponse(
        written.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8; header=present"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
