"""Reading a body: JSON that both databases can keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from common.errors import FieldFault, refuse

LARGEST = 10**15
NUMBER = ("1,000,000,000,000,000 を超える数は使えません。", "Numbers go up to 1,000,000,000,000,000.")
CHARACTER = (
    "保存できない文字(U+0000、または文字の片割れ)が入っています。",
    "The text holds a character that cannot be kept (U+0000 or half a character).",
)


class StorableJSONParser(JSONParser):
    """JSON without NUL characters, lone surrogates or numbers beyond 10^15, which no field of ours means."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            data = super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError("too deep") from None
        refuse(_faults(data, "", 0))
        return data


def _faults(value: Any, pointer: str, depth: int) -> Iterator[FieldFault]:
    if depth > 40:
        raise ParseError("too deep")
    if isinstance(value, str):
        if _unstorable(value):
            yield FieldFault(pointer, "common.character", *CHARACTER)
    elif isinstance(value, dict):
        for key, item in value.items():
            if _unstorable(key):
                yield FieldFault(pointer, "common.character", *CHARACTER)
            else:
                yield from _faults(item, f"{pointer}/{key}", depth + 1)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _faults(item, f"{pointer}/{index}", depth + 1)
    elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) > LARGEST:
        yield FieldFault(pointer, "common.number", *NUMBER)


def _unstorable(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text)
