"""The shape of what comes in: unknown keys are refused by name, every field's fault is told in both
languages, and numbers may be typed in full width."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from django.utils import translation
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from common.api.problems import UnknownKeys
from common.errors import FieldErrors, FieldFault

MOST_YEN = 999_999_999_999


class Input(serializers.Serializer[Any]):
    """A request body. `read(request.data)` returns the values or raises UnknownKeys / FieldErrors."""

    @classmethod
    def read(cls, data: Any, **context: Any) -> dict[str, Any]:
        """Validated values of `data`. Raises UnknownKeys (400) or FieldErrors (422, every field at once)."""
        first = cls(data=data, context=context)
        if isinstance(data, dict) and not first.takes_any_key():
            unknown = sorted(str(key) for key in set(data) - set(first.fields))
            if unknown:
                raise UnknownKeys(keys=", ".join(unknown)[:400])
        with translation.override("ja"):
            if first.is_valid():
                return dict(first.validated_data)
            japanese = dict(_flatten(first.errors, ""))
        with translation.override("en"):
            second = cls(data=data, context=context)
            second.is_valid()
            english = dict(_flatten(second.errors, ""))
        raise FieldErrors(
            FieldFault(pointer, f"common.{detail.code}", str(detail), str(english.get(pointer, detail)))
            for pointer, detail in japanese.items()
        )

    def takes_any_key(self) -> bool:
        return False


class Nothing(Input):
    """A body that must be empty or `{}`."""


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
