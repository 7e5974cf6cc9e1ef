"""Reading one value from its text: pure functions that return it or raise `Unreadable` with a fault code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from common import text as typed

LARGEST = 10**12
YEARS = range(1900, 2200)


class Unreadable(Exception):
    """The text is not such a value; `code` names the sentence in `faults.TEXTS`."""

    def __init__(self, code: str, **extra: Any) -> None:
        self.code = code
        self.extra = extra
        super().__init__(code)


Reader = Callable[[str], Any]


def whole(text: str) -> int:
    """A whole number, full-width digits and thousands commas included."""
    try:
        value = typed.parse_integer(text)
    except ValueError:
        raise Unreadable("not_a_whole_number", value=text) from None
    if abs(value) >= LARGEST:
        raise Unreadable("too_large")
    return value


def not_negative(text: str) -> int:
    value = whole(text)
    if value < 0:
        raise Unreadable("negative", value=value)
    return value


def positive(text: str) -> int:
    value = whole(text)
    if value <= 0:
        raise Unreadable("not_positive", value=value)
    return value


def calendar_year(text: str) -> int:
    value = whole(text)
    if value not in YEARS:
        raise Unreadable("not_a_date", value=text)
    return value


_DECIMAL = re.compile(r"[0-9]{1,12}(\.[0-9]{1,8})?")
_FRACTION = re.compile(r"([0-9]{1,9})/([0-9]{1,9})")


def rate(text: str) -> Fraction:
    """An exact share: `3/4`, `0.8`, `1`. Its sign and limits are the checks' business."""
    folded = typed.fold_width(text.strip())
    if _DECIMAL.fullmatch(folded):
        return Fraction(folded)
    parts = _FRACTION.fullmatch(folded)
    if parts and int(parts[2]):
        return Fraction(int(parts[1]), int(parts[2]))
    raise Unreadable("not_a_rate", value=text)


def decimal(text: str) -> Fraction:
    """A number with or without decimals, exact: points and pass marks. Not negative."""
    folded = typed.fold_width(text.strip())
    if folded.startswith("-") and _DECIMAL.fullmatch(folded[1:]):
        raise Unreadable("negative", value=text)
    if not _DECIMAL.fullmatch(folded):
        raise Unreadable("not_a_decimal", value=text)
    return Fraction(folded)


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(:[0-9]{2})?)(Z|[+-][0-9]{2}:[0-9]{2})?"
)


def day(text: str) -> date:
    """`2025-04-01` and no other order: 4/3/2025 means two days."""
    found = typed.fold_width(text.strip())
    try:
        value = date.fromisoformat(found) if _DATE.fullmatch(found) else None
    except ValueError:
        value = None
    if value is None or value.year not in YEARS:
        raise Unreadable("not_a_date", value=text)
    return value


def moment(text: str) -> datetime:
    """`2025-05-16T17:00:00+09:00`; without a time zone it is refused."""
    found = typed.fold_width(text.strip())
    try:
        value = datetime.fromisoformat(found) if _MOMENT.fullmatch(found) else None
    except ValueError:
        value = None
    if value is None or value.year not in YEARS:
        raise Unreadable("not_a_moment", value=text)
    if value.tzinfo is None:
        raise Unreadable("no_time_zone", value=text)
    return value


def truth(text: str) -> bool:
    """YAML's true and false."""
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    raise Unreadable("not_a_truth", value=text, choices="true, false")


def flag(text: str) -> bool:
    """A spreadsheet's 1 and 0."""
    folded = typed.fold_width(text.strip())
    if folded not in ("0", "1"):
        raise Unreadable("not_a_truth", value=text, choices="1, 0")
    return folded == "1"


def words(limit: int) -> Reader:
    """A text of at most `limit` characters as a person counts them, kept as written."""

    def read(text: str) -> str:
        _refuse_control_characters(text)
        length = typed.count_characters(text)
        if length > limit:
            raise Unreadable("too_long", limit=limit, length=length)
        return text

    return read


def code(limit: int = 20) -> Reader:
    """A short name for use within the folder, without blanks."""

    def read(text: str) -> str:
        _refuse_control_characters(text)
        value = text.strip()
        if len(value) > limit:
            raise Unreadable("too_long", limit=limit, length=len(value))
        if not value or re.search(r"\s", value):
            raise Unreadable("not_a_code", value=text)
        return value

    return read


def digits(length: int) -> Reader:
    """Exactly `length` digits, leading zeros kept: bank, branch and account numbers."""

    def read(text: str) -> str:
        value = typed.fold_width(text.strip())
        if not re.fullmatch(rf"[0-9]{{{length}}}", value):
            raise Unreadable("not_digits", value=text, length=length)
        return value

    return read


def choice(*allowed: str) -> Reader:
    def read(text: str) -> str:
        value = text.strip()
        if value not in allowed:
            raise Unreadable("not_a_choice", value=text, choices=", ".join(allowed))
        return value

    return read


def account_type(text: str) -> int:
    """1 普通, 2 当座, 4 貯蓄, 9 その他."""
    value = typed.fold_width(text.strip())
    if value not in ("1", "2", "4", "9"):
        raise Unreadable("not_a_choice", value=text, choices="1, 2, 4, 9")
    return int(value)


def phone(text: str) -> str:
    try:
        typed.normalise_phone(text)
    except ValueError:
        raise Unreadable("not_a_phone", value=text) from None
    return text


def postal_code(text: str) -> str:
    try:
        return typed.normalise_postal_code(text)
    except ValueError:
        raise Unreadable("not_a_postal_code", value=text) from None


def _refuse_control_characters(text: str) -> None:
    """NUL and its like and lone surrogates cannot be stored; line breaks and tabs can."""
    for position, character in enumerate(text, 1):
        if unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\r\t":
            raise Unreadable("control_character", position=position)
