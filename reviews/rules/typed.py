"""Points as people type them: half or full width, with a point or none, empty to take one back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from common.errors import FieldFault
from common.text import DASHES, fold_width

_POINTS: Final = re.compile(r"-?[0-9]{1,8}(\.[0-9]{1,2})?")


def read_points(typed: Any) -> Decimal | None:
    """One number of points with at most two decimals; None when nothing was typed. Raises ValueError."""
    if typed is None:
        return None
    if isinstance(typed, bool) or not isinstance(typed, str | int | float | Decimal):
        raise ValueError("points are a number or its text")
    text = "".join("-" if char in DASHES else char for char in fold_width("".join(str(typed).split())))
    if not text:
        return None
    if not _POINTS.fullmatch(text):
        raise ValueError(f"no number of points: {text[:20]!r}")
    return Decimal(text)


def read_sheet(typed: Mapping[str, Any]) -> tuple[dict[str, Decimal | None], list[FieldFault]]:
    """A sheet's points by criterion code, and a fault for each that is no number (N6)."""
    points: dict[str, Decimal | None] = {}
    faults = []
    for code, value in typed.items():
        try:
            points[code] = read_points(value)
        except ValueError:
            ja = "点は数字で入れてください(小数は2桁まで)。"
            en = "Give points as a number with at most two decimals."
            faults.append(FieldFault(f"/points/{code}", "reviews.not_a_number", ja, en))
    return points, faults
