"""Reading what people type: counting it, finding it again, and the numbers inside it.

Nothing here changes a text that is stored: the stored form is what was written, code point for code
point. These functions answer questions about it, or read a number, a phone or a postal code from it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import jaconv
import regex

_CLUSTER: Final = regex.compile(r"\X")

# Every key of a keyboard that people press for a long vowel, a hyphen or a minus sign.
DASHES: Final = frozenset("-ーｰ‐‑‒–—―−－")


def _large_kana() -> dict[str, str]:
    """Small kana to the large letter of the same name (ャ → ヤ, ㇰ → ク), from the Unicode names."""
    table = {}
    for point in (*range(0x3041, 0x3097), *range(0x30A1, 0x30FB), *range(0x31F0, 0x3200)):
        name = unicodedata.name(chr(point))
        if "LETTER SMALL" in name:
            table[chr(point)] = unicodedata.lookup(name.replace("SMALL ", ""))
    return table


LARGE_KANA: Final = _large_kana()


def clusters(text: str) -> list[str]:
    """The user-perceived characters of `text` as they stand (extended grapheme clusters; CRLF is one)."""
    found: list[str] = _CLUSTER.findall(text)
    return found


def count_characters(text: str) -> int:
    """How many characters a person sees: NFC, then extended grapheme clusters. A line break is 1.

    The same number as `Intl.Segmenter` gives in the browser, so that both counters agree.
    """
    return len(clusters(unicodedata.normalize("NFC", text)))


def fold_width(text: str) -> str:
    """Full-width Latin and digits to half-width, half-width kana to full-width, and nothing else.

    NFKC would do more than is meant: it reads ① as 1 and 10² as 102.
    """
    return "".join(map(_fold_one, text))


def _fold_one(char: str) -> str:
    tag, _, point = unicodedata.decomposition(char).partition(" ")
    return chr(int(point, 16)) if tag in {"<wide>", "<narrow>"} else char


_INTEGER: Final = re.compile(
    r"(?P<before>[△▲-]?)[¥\\]?(?P<after>[△▲-]?)(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)円?"
)


def parse_integer(text: str | int) -> int:
    """A whole number (yen, people, sheets) as people type it: １，２３４円, ¥1,234, △500, −500.

    Raises ValueError for floats, fractions, two signs, commas in the wrong place, and anything else.
    """
    if isinstance(text, bool) or not isinstance(text, (str, int)):
        raise ValueError("a whole number is written as digits or an integer, never a float")
    if isinstance(text, int):
        return text
    folded = "".join("-" if c in DASHES else c for c in fold_width("".join(text.split())))
    found = _INTEGER.fullmatch(folded)
    if found is None or (found["before"] and found["after"]):
        raise ValueError(f"not a whole number: {text!r}")
    value = int(found["digits"].replace(",", ""))
    return -value if found["before"] or found["after"] else value


# Numbers whose split is certain: mobile and IP, free and shared-cost ones, and the area codes of
# 東京, 大阪, 札幌, 川崎, 横浜, 名古屋, 京都, 神戸, with which no longer code begins.
_CERTAIN_SPLITS: Final = (
    re.compile(r"(0800|0120|0570)([0-9]{3})([0-9]{3,4})"),
    re.compile(r"(0[5789]0)([0-9]{4})([0-9]{4})"),
    re.compile(r"(0[36])([0-9]{4})([0-9]{4})"),
    re.compile(r"(011|044|045|052|075|078)([0-9]{3})([0-9]{4})"),
)
_PHONE_PARTS: Final = re.compile(r"([0-9]+)[-()]+([0-9]+)[-()]+([0-9]+)")


def normalise_phone(text: str) -> str:
    """One way of writing a Japanese phone number: 03-1234-5678.

    Accepts full-width digits, spaces, brackets, any dash, and +81. Without hyphens in the input they are
    put in where the area code is certain; otherwise the digits stay together rather than be split wrongly.
    Raises ValueError when it is not a number of 10 digits (11 for mobile, IP and 0800).
    """
    folded = "".join("-" if c in DASHES else c for c in fold_width("".join(text.split())))
    folded = re.sub(r"^\+81-?(\(0\))?-?0?", "0", folded).lstrip("(")
    digits = re.sub(r"[-()]", "", folded)
    mobile = re.match(r"0[5789]0|0800", digits) is not None
    if not re.fullmatch(r"0[0-9]{9,10}", digits) or len(digits) != 10 + mobile:
        raise ValueError(f"not a Japanese phone number: {text!r}")
    for pattern in _CERTAIN_SPLITS:
        if found := pattern.fullmatch(digits):
            return "-".join(found.groups())
    typed = _PHONE_PARTS.fullmatch(folded)
    return "-".join(typed.groups()) if typed else digits


def normalise_postal_code(text: str) -> str:
    """A postal code as 213-0001; accepts 〒, full-width digits, no hyphen. Raises ValueError."""
    folded = "".join("-" if c in DASHES else c for c in fold_width("".join(text.split())))
    found = re.fullmatch(r"〒?([0-9]{3})-?([0-9]{4})", folded)
    if found is None:
        raise ValueError(f"not a postal code of seven digits: {text!r}")
    return f"{found[1]}-{found[2]}"


_VARIATION_SELECTORS: Final = re.compile(r"[\uFE00-\uFE0F\U000E0100-\U000E01EF]")
_SEARCH_FOLD: Final = str.maketrans(
    dict.fromkeys(DASHES, "-") | {"・": ".", "〜": "~", "\u309b": "\u3099", "\u309c": "\u309a"}
)


def search_key(text: str) -> str:
    """What two spellings of one name have in common, for lookups and duplicate checks; never shown.

    Width, case, hiragana or katakana, small kana, the kind of dash, spaces and variation selectors
    make no difference; the bank's kana (ｷﾖｳﾄ) meets the person's (きょうと).
    """
    folded = unicodedata.normalize("NFKC", text.translate(_SEARCH_FOLD)).casefold()
    folded = _VARIATION_SELECTORS.sub("", "".join(folded.split()))
    folded = unicodedata.normalize("NFKC", jaconv.hira2kata(folded)).translate(_SEARCH_FOLD)
    return unicodedata.normalize("NFC", "".join(LARGE_KANA.get(char, char) for char in folded))
