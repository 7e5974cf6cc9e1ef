"""R12 over a whole history, yen by yen: slow, plain, and written without a look at the ledger's own way.

Every yen is a token that remembers the lot it came in with. A draw takes tokens first in, first out; a
release gives back the tokens taken last; the fee takes from every lot in proportion.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any


@dataclass
class OracleLot:
    source: str
    order: tuple[Any, ...]
    tokens: int = 0


@dataclass
class Oracle:
    """`lots` by sub-fund, `held` the stack of lots behind each reference (one entry per yen), `debt` what
    facts took beyond what was there."""

    lots: dict[str, list[OracleLot]] = field(default_factory=dict)
    held: dict[str, list[tuple[str, OracleLot]]] = field(default_factory=dict)
    debt: dict[str, int] = field(default_factory=dict)

    def balance(self, code: str) -> int:
        return sum(lot.tokens for lot in self.lots.get(code, [])) - self.debt.get(code, 0)

    def receive(self, code: str, yen: int, source: str, order: tuple[Any, ...]) -> None:
        lot = OracleLot(source, order, yen)
        self.lots.setdefault(code, []).append(lot)
        self.lots[code].sort(key=lambda one: one.order)
        self.settle(code)

    def settle(self, code: str) -> None:
        while self.debt.get(code, 0) and self.first(code):
            self.first(code).tokens -= 1
            self.debt[code] -= 1

    def first(self, code: str) -> Any:
        return next((lot for lot in self.lots.get(code, []) if lot.tokens), None)

    def take(self, code: str, yen: int, reference: str = "") -> None:
        for _ in range(yen):
            lot = self.first(code)
            if lot is None:
                self.debt[code] = self.debt.get(code, 0) + 1
            else:
                lot.tokens -= 1
                if reference:
                    self.held.setdefault(reference, []).append((code, lot))

    def release(self, code: str, yen: int, reference: str) -> None:
        stack = self.held[reference]
        for _ in range(yen):
            last = max(i for i, (where, _) in enumerate(stack) if where == code)
            stack.pop(last)[1].tokens += 1
        self.settle(code)

    def fee(self, code: str, yen: int) -> None:
        lots = [lot for lot in self.lots.get(code, []) if lot.tokens and lot.order[0] == 1]
        total = sum(lot.tokens for lot in lots)
        shared = min(yen, total)
        exact = [Fraction(shared * lot.tokens, total) for lot in lots]
        parts = [int(part) for part in exact]
        # Largest remainder: the yen that are over go, one each, to the largest fractions, the earlier first.
        by_fraction = sorted(range(len(lots)), key=lambda i: (-(exact[i] - parts[i]), i))
        for i in by_fraction[: shared - sum(parts)]:
            parts[i] += 1
        for lot, part in zip(lots, parts, strict=True):
            lot.tokens -= part
        self.take(code, yen - shared)

    def give_back(self, code: str, source: str) -> None:
        for lot in self.lots[code]:
            if lot.source == source:
                lot.tokens = 0

    def left(self) -> dict[tuple[str, str], int]:
        left: dict[tuple[str, str], int] = {}
        for code, lots in self.lots.items():
            for lot in lots:
                left[code, lot.source] = left.get((code, lot.source), 0) + lot.tokens
        return left

    def behind(self, reference: str) -> dict[tuple[str, str], int]:
        behind: dict[tuple[str, str], int] = {}
        for code, lot in self.held.get(reference, []):
            behind[code, lot.source] = behind.get((code, lot.source), 0) + 1
        return behind
