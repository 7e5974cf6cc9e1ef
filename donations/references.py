"""The 受付番号 of a promised gift: six digits that a donor writes before their name in the bank's form.

The last digit checks the other five (Damm, "Total anti-symmetrische Quasigruppen", 2004): every single
wrong digit and every swap of neighbours is caught.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from common.errors import DomainError
from common.zengin import to_zengin

DIGITS: Final = 6
_TABLE: Final = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip
LONGEST_PAYER: Final = 40
"""How many half-width characters banks carry of a payer's name."""


def check_digit(digits: str) -> str:
    """The digit that makes `digits` whole: with it the Damm sum is 0."""
    state = 0
    for digit in digits:
        state = int(_TABLE[state][int(digit)])
    return str(state)


def reference_of(number: int) -> str:
    """The reference made of a number below 100,000."""
    head = f"{number:05d}"
    return head + check_digit(head)


def is_reference(text: str) -> bool:
    """Whether six digits carry their right check digit."""
    return re.fullmatch(r"[0-9]{6}", text) is not None and check_digit(text) == "0"


def read_reference(text: str) -> str:
    """A reference as people type it: full-width digits, spaces, hyphens. Empty when it is none."""
    folded = re.sub(r"[\s\-‐‑–—−ー]", "", unicodedata.normalize("NFKC", text))
    return folded if is_reference(folded) else ""


def references_in(text: str) -> list[str]:
    """Every reference in a statement's line, in order: runs of exactly six digits that check."""
    runs = re.findall(r"(?<![0-9])[0-9]{6}(?![0-9])", unicodedata.normalize("NFKC", text))
    return [run for run in runs if is_reference(run)]


def payer_line(reference: str, kana: str) -> str:
    """What to write as the payer's name at the bank: the reference first, so that no cut can lose it, then
    the name in half-width kana as far as forty characters go. Without usable kana the reference alone."""
    try:
        name = to_zengin(kana, limit=300).value if kana.strip() else ""
    except DomainError:
        name = ""
    return f"{reference} {name}"[:LONGEST_PAYER].rstrip()
