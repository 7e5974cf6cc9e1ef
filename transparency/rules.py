"""N16: how published results are printed, put in order, and ranked once somebody has withdrawn."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from decimal import Decimal

from common.text import search_key


def printed(amount: int, unit: str) -> str:
    """An amount as the call prints it: `50,000` in yen, `5.0` in 万円 (man_yen), never rounded."""
    if unit == "yen":
        return f"{amount:,}"
    man = (Decimal(amount) / 10_000).normalize()
    places = max(1, -int(man.as_tuple().exponent))
    return f"{man:,.{places}f}"


def moved_up(ranks: Mapping[int, int | None], withdrawn: Collection[int]) -> dict[int, int | None]:
    """Ranks now: whoever withdrew has none, and those behind move up; shared ranks stay shared (N16).

    `ranks` are those frozen with the decision, by application.
    """
    standing = [rank for key, rank in ranks.items() if rank is not None and key not in withdrawn]
    return {
        key: None if rank is None or key in withdrawn else 1 + sum(1 for other in standing if other < rank)
        for key, rank in ranks.items()
    }


def filing_key(number: str) -> tuple[tuple[int, int, str], ...]:
    """Receipt numbers in the order in which they were given: 2 before 10."""
    return tuple(
        (0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part)
        for part in re.split(r"([0-9]+)", number)
        if part
    )


def kana_key(kana: str, name: str) -> tuple[bool, str, str, str]:
    """五十音順: voiced sounds stand with their plain ones; whoever gave no kana comes last, by name."""
    folded = search_key(kana)
    plain = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    return (not kana.strip(), plain, folded, name)
