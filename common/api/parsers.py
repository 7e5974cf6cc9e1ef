"""Reading a body: JSON that both databases can keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

LARGEST = 10**15


class StorableJSONParser(JSONParser):
    """JSON without NUL characters, lone surrogates or numbers beyond 10^15, which no field of ours means."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            data = super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError("too deep") from None
        _look(data, 0)
        return data


def _look(value: Any, depth: int) -> None:
    if depth > 40:
        raise ParseError("too deep")
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
            raise ParseError("a text holds a character that cannot be stored (U+0000 or half a character)")
    elif isinstance(value, dict):
        for key, item in value.items():
            _look(key, depth + 1)
            _look(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _look(item, depth + 1)
    elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) > LARGEST:
        raise ParseError("a number is larger than 1,000,000,000,000,000")
