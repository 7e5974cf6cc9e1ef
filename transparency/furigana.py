"""Readings above difficult words (ふりがな), from one list of the field's and the sites' own words.

A word that is not in the list gets none: a wrong reading, of a name above all, is worse than no reading. The
list and the way it is applied are the browser's as well (frontend/src/lib/furigana/).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

LIST: Final = Path(__file__).parent.parent / "frontend" / "src" / "lib" / "furigana" / "readings.json"
KANJI: Final = "一-鿿々"
_KANJI = re.compile(f"[{KANJI}]")
_RUNS = re.compile(f"[{KANJI}]+|[^{KANJI}]+")
WEEKDAYS: Final = {
    "月": "げつ", "火": "か", "水": "すい", "木": "もく", "金": "きん", "土": "ど", "日": "にち",
}  # fmt: skip
# Elements whose text has no readings: not read as text, or unable to hold them.
SILENT: Final = frozenset(("script", "style", "title", "option", "textarea", "svg", "ruby", "head"))
_TAGS = re.compile(r"(<[^>]*>)")
_FIGURE = re.compile(r"[0-9]+$")
_NAME = re.compile(r"</?([a-zA-Z0-9]+)")


@dataclass(frozen=True)
class Piece:
    """A part of a text, with its reading in hiragana; empty where none is shown."""

    text: str
    reading: str = ""


@dataclass(frozen=True)
class Readings:
    """The list: words, what stands right after a figure, and the days that have a word of their own."""

    words: dict[str, str]
    after_digits: dict[str, str]
    days: dict[str, str]

    @property
    def longest(self) -> int:
        return max(map(len, (*self.words, *self.after_digits)))


@cache
def readings() -> Readings:
    """The list, read once."""
    return Readings(**json.loads(LIST.read_text(encoding="utf-8")))


def split(word: str, reading: str) -> list[Piece]:
    """A word with kana at its end or inside: the reading stands above the kanji alone (受(う)け付(つ)け)."""
    runs = _RUNS.findall(word)
    pattern = "".join("(.+?)" if _KANJI.match(run) else re.escape(run) for run in runs)
    found = re.fullmatch(pattern, reading)
    if found is None:
        return [Piece(word, reading)]
    above = iter(found.groups())
    return [Piece(run, next(above)) if _KANJI.match(run) else Piece(run) for run in runs]


def annotate(text: str, known: Readings | None = None) -> list[Piece]:
    """A text in pieces, those of the list with their readings: the longest word first, from the left.

    A word of a single kanji is read only where it stands alone; what follows a figure is read as such.
    """
    known = known or readings()
    longest = known.longest
    pieces: list[Piece] = []
    at, plain = 0, 0

    def keep(upto: int) -> None:
        if upto > plain:
            pieces.append(Piece(text[plain:upto]))

    while at < len(text):
        if not _KANJI.match(text[at]):
            at += 1
            continue
        day = _weekday_at(text, at) or _day_at(text, at, known)
        if day:
            keep(at + 1 - len(day.text))
            pieces.append(day)
            at = plain = at + 1
            continue
        word, found = _word_at(text, at, known, longest)
        if not word:
            at += 1
            continue
        keep(at)
        pieces += found
        at = plain = at + len(word)
    keep(len(text))
    return pieces


def _word_at(text: str, at: int, known: Readings, longest: int) -> tuple[str, list[Piece]]:
    """The longest word that begins here, in pieces; ("", []) for none."""
    digits = at > 0 and text[at - 1].isdecimal()
    for length in range(min(longest, len(text) - at), 0, -1):
        word = text[at : at + length]
        reading = known.after_digits.get(word, "") if digits else known.words.get(word, "")
        if reading and (len(word) > 1 or digits or _stands_alone(text, at)):
            return word, split(word, reading)
    return "", []


def _weekday_at(text: str, at: int) -> Piece | None:
    """A day of the week, which stands alone in brackets: （金）."""
    if text[at - 1 : at] in ("（", "(") and text[at + 1 : at + 2] in ("）", ")"):
        return Piece(text[at], WEEKDAYS[text[at]]) if text[at] in WEEKDAYS else None
    return None


def _day_at(text: str, at: int, known: Readings) -> Piece | None:
    """日 after a figure: にち, but for the days that are read as one word with their figure (20日, はつか).
    The first is ついたち in a date alone."""
    figure = _FIGURE.search(text, 0, at)
    if text[at] != "日" or figure is None or _KANJI.match(text[at + 1 : at + 2]):
        return None
    reading = known.days.get(figure[0], "")
    if not reading or (figure[0] == "1" and text[: figure.start()][-1:] != "月"):
        return Piece("日", "にち") if figure[0] not in known.days else None
    return Piece(f"{figure[0]}日", reading)


def _stands_alone(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return not (_KANJI.match(before) or _KANJI.match(after))


def with_furigana(html: str) -> str:
    """A finished page with readings in its Japanese text; tags, attributes and other languages stay as
    they are."""
    silent: list[str] = []
    parts = []
    for part in _TAGS.split(html):
        if part.startswith("<"):
            _note(part, silent)
            parts.append(part)
        elif silent or not _KANJI.search(part):
            parts.append(part)
        else:
            pieces = annotate(part)
            marked = "".join(map(_marked, pieces))
            # One piece of text stays one: a row of parts would set every ruby apart.
            parts.append(f"<span>{marked}</span>" if len(pieces) > 1 else marked)
    return "".join(parts)


def _note(tag: str, silent: list[str]) -> None:
    """Keep count of the elements within which nothing is read."""
    found = _NAME.match(tag)
    if found is None or tag.endswith("/>"):
        return
    name = found[1].lower()
    if tag.startswith("</"):
        if silent and silent[-1] == name:
            silent.pop()
    elif silent:
        if silent[-1] == name:
            silent.append(name)
    elif name in SILENT or ' lang="en"' in tag:
        silent.append(name)


def _marked(piece: Piece) -> str:
    if not piece.reading:
        return piece.text
    return f"<ruby>{piece.text}<rp>(</rp><rt>{piece.reading}</rt><rp>)</rp></ruby>"
