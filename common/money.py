"""Whole yen and exact fractions. No float ever touches money."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

RoundMode = Literal["half_up", "cut"]


def fraction(text: str | int | Fraction) -> Fraction:
    """An exact rate from `'3/4'`, `'0.8'`, `'1'`. Raises ValueError; floats are refused."""
    if isinstance(text, float):
        raise ValueError("a rate is written as a string or a fraction, never a float")
    return Fraction(text)


def floor_unit(value: Fraction | int, unit: int = 1000) -> int:
    """⌊value / unit⌋ × unit in whole yen (`floor1000` of the rules)."""
    return int(value // unit) * unit


def floor_yen(value: Fraction | int) -> int:
    """Cut to whole yen."""
    return int(value // 1)


def round_decimal(value: Fraction, decimals: int, mode: RoundMode = "half_up") -> Decimal:
    """`value` (not negative) with `decimals` places, rounded half up or cut; exact throughout (R9)."""
    scaled = value * 10**decimals
    whole = int(scaled)
    if mode == "half_up" and scaled - whole >= Fraction(1, 2):
        whole += 1
    return Decimal(whole).scaleb(-decimals)


def share_out(amount: int, weights: Sequence[int]) -> list[int]:
    """Split `amount` yen by `weights` (largest remainder; ties go to the earlier one).

    The parts add up to `amount`. All-zero weights raise ValueError unless `amount` is 0.
    """
    total = sum(weights)
    if total <= 0:
        if amount:
            raise ValueError("nothing to share by")
        return [0] * len(weights)
    parts = [amount * weight // total for weight in weights]
    remainders = [amount * weight % total for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-remainders[i], i))
    for i in order[: amount - sum(parts)]:
        parts[i] += 1
    return parts


def yen(amount: int) -> str:
    """`1,234,567円`; a negative figure as `△1,000円`."""
    return f"△{-amount:,}円" if amount < 0 else f"{amount:,}円"
