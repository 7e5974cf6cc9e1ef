"""The budget of a form (収支予算): rows, amounts computed and never typed, quotes, and the balance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from applications.rules.amounts import AmountWorking, BudgetFigures
from applications.rules.faults import MOST_YEN, Faults
from fund.policy import DepartmentRules, FundPolicy
from fund.policy.department import ExpenseRule

MOST_ROWS = 200
INCOME_KEYS = frozenset({"category", "description", "amount"})
EXPENSE_KEYS = frozenset(
    {"category", "description", "unit_price", "quantity", "unit", "amount", "eligible", "quote_attached"}
)


@dataclass(frozen=True)
class IncomeRow:
    """Income other than the amount applied for, in yen."""

    category: str
    description: str
    amount: int


@dataclass(frozen=True)
class ExpenseRow:
    """Unit price (yen) × quantity = amount."""

    category: str
    description: str
    unit_price: int
    quantity: int
    unit: str
    amount: int
    eligible: bool
    quote_attached: bool


@dataclass(frozen=True)
class Budget:
    """What was filed, in yen; `requested` is a line of its own beside the other income."""

    requested: int
    income: tuple[IncomeRow, ...]
    expenses: tuple[ExpenseRow, ...]

    def figures(self, policy: FundPolicy) -> BudgetFigures:
        """R1's inputs as filed."""
        return BudgetFigures(
            eligible=sum(row.amount for row in self.expenses if row.eligible),
            total=sum(row.amount for row in self.expenses),
            other_income=sum(row.amount for row in self.income),
            other_grants=sum(row.amount for row in self.income if is_grant(row.category, policy)),
        )


def is_grant(category: str, policy: FundPolicy) -> bool:
    """Whether an income row is another grant (N2)."""
    return category in policy.grant_income_categories


def price_limit(
    category: str, unit_price: int | None, rules: Sequence[ExpenseRule]
) -> tuple[str, int] | None:
    """The limit that keeps a row of `unit_price` yen from being eligible (N5): its name and yen; None when
    it may be."""
    if unit_price is None:
        return None
    for rule in rules:
        if rule.category != category:
            continue
        if rule.unit_price_below is not None and unit_price >= rule.unit_price_below:
            return "unit_price_below", rule.unit_price_below
        if rule.unit_price_at_most is not None and unit_price > rule.unit_price_at_most:
            return "unit_price_at_most", rule.unit_price_at_most
    return None


def read_budget(
    data: dict[str, Any], policy: FundPolicy, faults: Faults, expense_rules: Sequence[ExpenseRule] = ()
) -> Budget:
    """The budget of the form's data; everything wrong goes to `faults`."""
    before = len(faults)
    requested = faults.number(data.get("requested"), "/requested", least=1)
    income = faults.rows(
        data.get("income"),
        "/income",
        partial(_income, policy, faults),
        INCOME_KEYS,
        most=MOST_ROWS,
        blanks=True,
    )
    expenses = faults.rows(
        data.get("expenses"),
        "/expenses",
        partial(_expense, policy, faults, expense_rules),
        EXPENSE_KEYS,
        least=1,
        most=MOST_ROWS,
        blanks=True,
    )
    budget = Budget(requested or 0, tuple(income), tuple(expenses))
    # A balance of figures that are wrong themselves would only confuse.
    if len(faults) == before:
        _check_balance(budget, policy, faults)
    return budget


def _income(policy: FundPolicy, faults: Faults, row: dict[str, Any], place: str) -> IncomeRow:
    return IncomeRow(
        faults.choice(row.get("category"), f"{place}/category", policy.income_categories),
        _description(row, place, faults),
        faults.number(row.get("amount"), f"{place}/amount") or 0,
    )


def _description(row: dict[str, Any], place: str, faults: Faults) -> str:
    return faults.text(
        row.get("description"), f"{place}/description", limit=60, required=False, code_points=200
    )


def _expense(
    policy: FundPolicy,
    faults: Faults,
    expense_rules: Sequence[ExpenseRule],
    row: dict[str, Any],
    place: str,
) -> ExpenseRow:
    category = faults.choice(row.get("category"), f"{place}/category", policy.expense_categories)
    description = _description(row, place, faults)
    unit_price = faults.number(row.get("unit_price"), f"{place}/unit_price")
    quantity = faults.number(row.get("quantity"), f"{place}/quantity", least=1)
    unit = faults.text(row.get("unit"), f"{place}/unit", limit=10, required=False, code_points=20)
    eligible = faults.truth(row.get("eligible"), f"{place}/eligible", default=True)
    quoted = faults.truth(row.get("quote_attached"), f"{place}/quote_attached", default=False)
    amount = 0 if unit_price is None or quantity is None else unit_price * quantity
    if amount > MOST_YEN:
        faults.add(f"{place}/quantity", "row_too_large")
        amount = 0
    typed = row.get("amount")
    if typed is not None and unit_price is not None and quantity is not None:
        stated = faults.number(typed, f"{place}/amount", required=False)
        if stated is not None and stated != amount:
            faults.add(f"{place}/amount", "row_amount", amount=amount)
    needs_quote = eligible and category in policy.quote_categories and amount >= policy.quote_threshold
    if needs_quote and not quoted:
        faults.add(
            f"{place}/quote_attached", "quote_missing", threshold=policy.quote_threshold, category=category
        )
    limit = price_limit(category, unit_price, expense_rules) if eligible else None
    if limit is not None:
        faults.add(f"{place}/eligible", limit[0], category=category, limit=limit[1])
    return ExpenseRow(category, description, unit_price or 0, quantity or 0, unit, amount, eligible, quoted)


def balance_gap(budget: Budget) -> int:
    """Yen by which requested + other income exceeds the expense; negative when it falls short."""
    income = sum(row.amount for row in budget.income)
    return budget.requested + income - sum(row.amount for row in budget.expenses)


def _check_balance(budget: Budget, policy: FundPolicy, faults: Faults) -> None:
    gap = balance_gap(budget)
    if gap:
        figures = budget.figures(policy)
        faults.add(
            "/requested",
            "unbalanced",
            requested=budget.requested,
            other=figures.other_income,
            total=figures.total,
            gap=abs(gap),
            direction_ja="多いです" if gap > 0 else "少ないです",
            direction_en="more" if gap > 0 else "less",
        )


def budget_hints(requested: int, top: AmountWorking | None, rules: DepartmentRules, nth: int) -> Faults:
    """What of the amount applied for cannot be awarded as the budget stands (R1, R2), by the ceiling `top`.
    It may be filed all the same: these are no faults."""
    hints = Faults()
    if rules.step(nth) is None:
        hints.add("/requested", "step_missing", nth=nth)
    elif top is None or not top.figures.total:
        return hints
    elif top.full < (top.floor or 0):
        hints.add("/requested", "ceiling_below_floor", full=top.full, floor=top.floor)
    elif requested and not top.award:
        hints.add("/requested", "nothing_to_ask")
    elif requested > top.award:
        hints.add("/requested", "above_ceiling", over=requested - top.award, ceiling=top.award)
    elif 0 < requested < (top.floor or 0):
        hints.add("/requested", "requested_below_floor", floor=top.floor)
    return hints
