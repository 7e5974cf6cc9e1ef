"""Budgets as people type them: valid ones, half-typed, wrong, full-width and huge ones, out of one seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from common.text import parse_integer
from fund.policy import DepartmentRules, FundPolicy

FULL_WIDTH = str.maketrans("0123456789,", "０１２３４５６７８９，")
WRONG: tuple[Any, ...] = (
    None, "", " ", "　", "千円", "1.5", "12e3", "1,00", "--5", "¥-¥5", "△△5", "5円円", "①", "10²", "٣",
    True, False, 1.5, [], {}, [1], {"a": 1}, "1" * 61, "−" * 3, "\x1c7", "7\u0085", "\ufeff7", "0x10", "円",
    "1,2345", "1２,３４５", "￥1，2３４円", "−０", "0", 0, -1, "−1", "△1,000", 10**12, 10**15, 2**53, 10**30,
    -(10**30), "9" * 60, "△" + "9" * 59,
)  # fmt: skip
TEXTS: tuple[Any, ...] = (
    "講師謝礼", "", "　", None, 5, True, [], "字" * 60, "字" * 61, "が" * 60, "か\u3099" * 60, "👨‍👩‍👧‍👦" * 9,
    "👨‍👩‍👧‍👦" * 61, "🇯🇵" * 60, "葛󠄀" * 50, "e\u0301" * 61, "a" + "\u0301" * 250, "改\n行", "x" * 200,
    "ﾊﾝｶｸ", "<b>&amp;",
)  # fmt: skip
UNITS: tuple[Any, ...] = ("回", "個", "", None, "十一文字になる単位です", "か\u3099" * 10, 3)
BLANK: tuple[dict[str, Any], ...] = (
    {}, {"key": "k"}, {"key": "k", "category": "", "eligible": True}, {"amount": None, "description": "　"},
    {"eligible": "true"}, {"unit": 0}, {"category": "\ufeff"}, {"note": ""}, {"key": 5, "eligible": False},
)  # fmt: skip
STRAY: tuple[str, ...] = ("note", "key", "~/x", "𠮷", "ﾃ", "", "__proto__", "amounts")


@dataclass(frozen=True)
class Setting:
    """One department's terms: the call they are of, the group's award and what the department may award."""

    name: str
    policy: FundPolicy
    rules: DepartmentRules
    nth: int
    remaining: int | None


def written(random: Random, value: int) -> Any:
    """A number as somebody may type it."""
    ways: Sequence[Callable[[], Any]] = (
        lambda: value,
        lambda: str(value),
        lambda: f"{value:,}",
        lambda: f"{value:,}円",
        lambda: f"¥{value:,}",
        lambda: str(value).translate(FULL_WIDTH),
        lambda: f"　{f'{value:,}'.translate(FULL_WIDTH)} 円",
        lambda: f"\\{value}",
    )
    return random.choice(ways)()


def draft(random: Random, setting: Setting) -> dict[str, Any]:
    """One budget; from a sound one that balances to one in which anything may be anything."""
    care = random.choice((1.0, 1.0, 0.97, 0.9, 0.5))
    size = random.choice((1, 3, 12, 12, 40))
    scale = random.choice((500, 20_000, 20_000, 900_000, 10**9, 10**12))
    expenses = [
        _expense(random, setting, scale, care) for _ in range(random.randint(0 if care < 1 else 1, size))
    ]
    income = [_income(random, setting, scale, care) for _ in range(random.randint(0, 4))]
    made: dict[str, Any] = {
        "requested": _asked(random, expenses, income, scale),
        "income": income,
        "expenses": expenses,
    }
    if care < 1:
        for rows in (expenses, income):
            rows.insert(random.randint(0, len(rows)), random.choice(BLANK).copy())
    if random.random() > care:
        made[random.choice(tuple(made))] = random.choice((*WRONG, expenses * random.choice((1, 60))))
    if random.random() > care:
        made.pop(random.choice(tuple(made)))
    return made


def _asked(random: Random, expenses: list[Any], income: list[Any], scale: int) -> Any:
    """What balances, where every figure can be read; else anything."""
    if random.random() < 0.6:
        try:
            spent = sum(parse_integer(row["unit_price"]) * parse_integer(row["quantity"]) for row in expenses)
            gap = spent - sum(parse_integer(row["amount"]) for row in income)
        except (TypeError, KeyError, ValueError):
            gap = 0
        if 0 < gap < 10**12:
            return written(random, gap)
    return written(random, random.randint(0, scale))


def _expense(random: Random, setting: Setting, scale: int, care: float) -> Any:
    plain = random.random() < 0.7
    price = random.choice(
        (random.randint(0, scale), random.choice((0, 29_999, 30_000, 30_001, 50_000, 100_000)))
    )
    row: dict[str, Any] = {
        "category": random.choice(setting.policy.expense_categories),
        "description": random.choice(TEXTS[:4] if care == 1 else TEXTS),
        "unit_price": price if plain else written(random, price),
        "quantity": random.randint(1, 40) if plain else written(random, random.randint(1, 400)),
        "unit": random.choice(UNITS[:3] if care == 1 else UNITS),
        "eligible": random.random() < 0.8,
        "quote_attached": random.random() < 0.5,
    }
    if random.random() < 0.1:
        row["amount"] = random.choice((price, "0", "", None, written(random, price)))
    return _spoilt(random, row, care)


def _income(random: Random, setting: Setting, scale: int, care: float) -> Any:
    amount = random.randint(0, scale)
    row: dict[str, Any] = {
        "category": random.choice(setting.policy.income_categories),
        "description": random.choice(TEXTS[:4] if care == 1 else TEXTS),
        "amount": amount if random.random() < 0.7 else written(random, amount),
    }
    return _spoilt(random, row, care)


def _spoilt(random: Random, row: dict[str, Any], care: float) -> Any:
    if random.random() > care:
        return random.choice(WRONG)
    if random.random() > care:
        row[random.choice(tuple(row))] = random.choice((*WRONG, *TEXTS))
    if random.random() > care:
        row.pop(random.choice(tuple(row)))
    if random.random() > care:
        row |= dict.fromkeys(random.sample(STRAY, 3))
    return row
