"""What the fonts of our papers can show, and what stands in for the rest.

A paper never fails over a character: one that no font has is printed as 〓, and the paper says at its end
which characters those were. Nothing that is stored changes.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont

from common.text import clusters

FONTS: Final = Path(__file__).parent / "fonts"
STAND_IN: Final = "〓"
_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_LONG_RUN: Final = re.compile(r"[!-~\u00a1-\u02af\u0370-\u058f]{25,}")
_SELECTORS: Final = frozenset((*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
BREAK: Final = "\u200b"
"""Where a word that is too long for any line may be broken."""


@cache
def shown() -> frozenset[int]:
    """The code points that every one of our families has; private ones are nobody's, even where a font
    has a picture for them."""
    families = []
    for path in sorted(FONTS.glob("*-Regular.ttf")):
        with TTFont(path, lazy=True) as font:
            families.append(frozenset(font.getBestCmap()))
    together = frozenset.intersection(*families)
    return frozenset(
        point for point in together if unicodedata.category(chr(point)) not in ("Co", "Cc", "Cf")
    )


def printable(text: str, missing: dict[str, int] | None = None) -> str:
    """`text` as our fonts can print it: 〓 for each character (as people count them) that they lack, added
    up in `missing` by its code points. Signs that print nothing are left out; very long words can break."""
    text = _LINE_ENDS.sub("\n", text).replace("\t", "    ")
    known = shown()
    if not all(ord(char) in known or char == "\n" for char in text):
        text = "".join(_printable(cluster, {} if missing is None else missing) for cluster in clusters(text))
    return _LONG_RUN.sub(lambda run: BREAK.join(_pieces(run[0])), text)


def _printable(cluster: str, missing: dict[str, int]) -> str:
    if cluster == "\n":
        return cluster
    seen = "".join(char for char in cluster if unicodedata.category(char) != "Cf")
    if all(ord(char) in shown() or ord(char) in _SELECTORS for char in seen):
        return seen
    name = " ".join(f"U+{ord(char):04X}" for char in cluster)
    missing[name] = missing.get(name, 0) + 1
    return STAND_IN


def _pieces(run: str, length: int = 8) -> list[str]:
    return [run[start : start + length] for start in range(0, len(run), length)]
