"""Templates and facts to PDF. Facts go in as data, never as markup; the same facts give the same bytes.

Set a paper outside any transaction and lock: it takes a few milliseconds a page, and nobody need wait for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from threading import Lock
from typing import Any, Final

import typst

from common.errors import DomainError
from common.papers.glyphs import FONTS, printable

ROOT: Final = Path(__file__).parents[2]
MOST_CHARACTERS, MOST_CELLS = 400_000, 10_000
NOTED: Final = 12
"""How many characters that the fonts lack a paper names; it counts the rest."""
STANDARDS: Final[list[typst.PDFStandard]] = ["a-2a", "ua-1"]
"""Kept for decades (PDF/A) and read aloud (PDF/UA); a missing glyph is an error under either."""
_JST: Final = timezone(timedelta(hours=9))


class PaperTooLong(DomainError):
    """A paper is set while somebody waits for it, so there is an end to what goes into one."""

    code = "common.paper_too_long"
    status = 422
    ja = "内容が長すぎるため、PDFにできません。画面の印刷をお使いください。"
    en = "There is too much in this to make a PDF of it. Please print the page instead."


_lock = Lock()
_compiler: typst.Compiler | None = None


def render(template: str, facts: Mapping[str, Any], *, at: datetime) -> bytes:
    """The PDF of `template` (a path in this project, `room/papers/name.typ`) filled with `facts`: texts,
    integers, truths, None, lists and mappings of them. `at` becomes the file's own date.

    Raises PaperTooLong.
    """
    missing: dict[str, int] = {}
    weight = _Weight()
    clean = _clean(facts, missing, weight)
    clean["unprintable"] = _noted(missing)
    return _compiled(template, json.dumps(clean, ensure_ascii=False), at)


class _Weight:
    """How much goes into one paper; a line end weighs as a cell. Raises PaperTooLong as soon as it is too
    much."""

    def __init__(self) -> None:
        self.characters = self.cells = 0

    def add(self, text: str) -> None:
        self.characters += len(text)
        self.cells += 1 + text.count("\n")
        if self.characters > MOST_CHARACTERS or self.cells > MOST_CELLS:
            raise PaperTooLong


def _clean(value: Any, missing: dict[str, int], weight: _Weight) -> Any:
    if isinstance(value, str):
        shown = printable(value, missing)
        weight.add(shown)
        return shown
    if isinstance(value, Mapping):
        return {key: _clean(part, missing, weight) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(part, missing, weight) for part in value]
    assert value is None or isinstance(value, (bool, int)), f"{type(value)} does not go on paper"
    return value


def _noted(missing: Mapping[str, int]) -> list[str]:
    names = [f"{name}({count}か所)" for name, count in sorted(missing.items())]
    return [*names[:NOTED], *([f"ほか{len(names) - NOTED}種類"] if len(names) > NOTED else [])]


def _compiled(template: str, facts: str, at: datetime) -> bytes:
    global _compiler
    path = ROOT / template
    assert path.is_file(), template
    with _lock:  # A compiler does one paper at a time.
        if _compiler is None:
            fonts = typst.Fonts(
                include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
            )
            _compiler = typst.Compiler(root=str(ROOT), font_paths=fonts)
        made, warnings = _compiler.compile_with_warnings(
            str(path),
            format="pdf",
            sys_inputs={"facts": facts},
            pdf_standards=STANDARDS,
            timestamp=at.astimezone(_JST).replace(microsecond=0),
        )
    assert not warnings, [warning.message for warning in warnings]
    assert isinstance(made, bytes)
    return made
