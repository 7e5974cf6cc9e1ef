"""The shape of what comes in: unknown keys are refused by name, every field's fault is told in both
languages, and numbers may be typed in full width."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar

from django.db.models import Model
from django.utils import translation
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.fields import Field

from common.api.problems import UnknownKeys, language
from common.errors import FieldErrors, FieldFault

AnyField = Field[Any, Any, Any, Any]
MOST_YEN = 999_999_999_999
# Before 明治 there is no era to write a day in; what lies later is a slip of the pen.
FIRST_DAY, LAST_DAY = date(1868, 1, 25), date(2199, 12, 31)


# What JSON itself tells apart is not mixed up here: a number is no text, a text is no yes or no.
WRITTEN: tuple[tuple[type[AnyField], type, dict[str, str]], ...] = (
    (
        serializers.CharField,
        str,
        {"ja": "文字列で(引用符で囲んで)送ってください。", "en": "Send a text, in quotes."},
    ),
    (
        serializers.BooleanField,
        bool,
        {"ja": "true か false を送ってください。", "en": "Send true or false."},
    ),
)
_Row = TypeVar("_Row", bound=Model)


class Shown(serializers.ModelSerializer[_Row]):
    # What is shown of a row. Which field stands for which column is worked out once and not at each
    # request, where it would cost more than showing the row. (A docstring here would go into the schema.)

    _worked_out: ClassVar[dict[type[Any], dict[str, serializers.Field[Any, Any, Any, Any]]]] = {}

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        known = self._worked_out.get(type(self))
        if known is None:
            known = self._worked_out[type(self)] = super().get_fields()
        return deepcopy(known)


class Input(serializers.Serializer[Any]):
    """A request body. `read(request.data)` returns the values or raises UnknownKeys / FieldErrors."""

    @classmethod
    def read(cls, data: Any, **context: Any) -> dict[str, Any]:
        """Validated values of `data`. Raises UnknownKeys (400) or FieldErrors (422, every field at once)."""
        first = cls(data=data, context=context)
        unknown = sorted(pointer[1:] for pointer, field, _ in _values(first, data, "") if field is None)
        if unknown:
            raise UnknownKeys(keys=", ".join(unknown)[:400])
        with translation.override("ja"):
            japanese = _faults(first, data)
            if not japanese:
                return dict(first.validated_data)
        with translation.override("en"):
            english = _faults(cls(data=data, context=context), data)
        raise FieldErrors(
            FieldFault(pointer, f"common.{detail.code}", str(detail), str(english.get(pointer, detail)))
            for pointer, detail in japanese.items()
        )


class Nothing(Input):
    """A body that must be empty or `{}`."""


def _faults(form: Input, data: Any) -> dict[str, ErrorDetail]:
    """The first fault of each field by its pointer, in the language that is on."""
    faults = {} if form.is_valid() else dict(_flatten(form.errors, ""))
    for pointer, field, value in _values(form, data, ""):
        if value is None:
            if isinstance(field, serializers.Serializer) and isinstance(
                field.parent, serializers.ListSerializer
            ):
                # The list may be absent; a row of it may not.
                faults[pointer] = ErrorDetail(str(field.error_messages["null"]), code="null")
            continue
        for kind, written, words in WRITTEN:
            if isinstance(field, kind) and not isinstance(value, written):
                faults[pointer] = ErrorDetail(words[language()], code="invalid")
        if pointer in faults:
            continue
        longest = getattr(field, "max_length", None)
        if isinstance(field, serializers.CharField) and longest and len(str(value)) > longest:
            # Counted as sent, spaces at the ends with it.
            text = str(field.error_messages["max_length"]).format(max_length=longest)
            faults[pointer] = ErrorDetail(text, code="max_length")
        if isinstance(field, serializers.DateField | serializers.DateTimeField) and value != "":
            moment = field.run_validation(value)
            if not FIRST_DAY <= (moment.date() if isinstance(moment, datetime) else moment) <= LAST_DAY:
                faults[pointer] = ErrorDetail(OUT_OF_TIME[language()], code="out_of_time")
    return faults


OUT_OF_TIME = {
    "ja": "明治元年から2199年までの日付を入れてください。",
    "en": "Give a day between 1868 and 2199.",
}


def _values(field: Any, data: Any, pointer: str) -> Iterator[tuple[str, AnyField | None, Any]]:
    """Every value in `data` with its pointer and the field that takes it; None where nobody knows the key."""
    if isinstance(field, serializers.Serializer) and isinstance(data, Mapping):
        for key, value in data.items():
            if key in field.fields:
                yield from _values(field.fields[key], value, f"{pointer}/{key}")
            else:
                yield f"{pointer}/{key}", None, value
    elif isinstance(field, serializers.ListSerializer | serializers.ListField) and isinstance(data, list):
        for index, value in enumerate(data):
            yield from _values(field.child, value, f"{pointer}/{index}")
    else:
        yield pointer, field, data


def _flatten(errors: Any, pointer: str) -> Iterator[tuple[str, ErrorDetail]]:
    if isinstance(errors, dict):
        for key, value in errors.items():
            yield from _flatten(value, pointer if key == "non_field_errors" else f"{pointer}/{key}")
    elif isinstance(errors, list):
        for index, value in enumerate(errors):
            if isinstance(value, ErrorDetail):
                yield pointer, value
                return
            yield from _flatten(value, f"{pointer}/{index}")


class YenField(serializers.IntegerField):
    """Whole yen, 0 or more; full-width digits, separators and 円 as people type them."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_value", MOST_YEN)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool | float):
            self.fail("invalid")
        if isinstance(data, str):
            data = (
                unicodedata.normalize("NFKC", data)
                .replace(",", "")
                .replace("円", "")
                .replace("¥", "")
                .strip()
            )
            if not data.isascii():
                self.fail("invalid")
        return int(super().to_internal_value(data))
