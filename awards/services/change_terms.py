"""What a change would change: before and after side by side, and whether a notice is enough (変更承認)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from awards.models import Award, ChangeRequest
from awards.queries import budget_lines, planned_income, policy_of
from awards.rules import ChangeVerdict, judge_change

AIMS: dict[str, str] = dict(ChangeRequest.AIMS)


@dataclass(frozen=True)
class ChangeTerms:
    """What a group asks for. Amounts are yen; None leaves a thing as it is."""

    about: str = "other"
    aims: tuple[str, ...] = ()
    new_amount: int | None = None
    new_budget: Mapping[str, Any] | None = None
    new_project_from: date | None = None
    new_project_to: date | None = None

    @property
    def names_something(self) -> bool:
        """`schedule` and `content` within the same aims are said by the reason alone."""
        rows = (self.new_budget or {}).get("rows")
        return self.about in ("schedule", "content") or rows is not None or self.new_amount is not None


def aims_of(award: Award, terms: ChangeTerms) -> list[str]:
    """What changes of purpose, place and period: as ticked, and by the days given."""
    moved = (terms.new_project_from not in (None, award.project_from)) or (
        terms.new_project_to not in (None, award.project_to)
    )
    wanted = {*terms.aims, *(["period"] if moved else [])}
    return [name for name in AIMS if name in wanted]


def by_category(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Yen by category, in the order of the budget."""
    sums: Counter[str] = Counter()
    for category, amount in rows:
        sums[category] += amount
    return dict(sums)


def judged(award: Award, terms: ChangeTerms) -> ChangeVerdict:
    """Whether the change needs approval. At most 4 queries."""
    before = by_category((line.category, line.planned) for line in budget_lines(award))
    after = None
    if terms.new_budget is not None and terms.new_budget.get("rows") is not None:
        after = by_category((row["category"], int(row["amount"])) for row in terms.new_budget["rows"])
    return judge_change(
        before,
        after,
        policy_of(award).change_threshold,
        aims=aims_of(award, terms),
        lowered=terms.new_amount is not None and terms.new_amount < award.amount,
        named=terms.names_something,
    )


def before_after(award: Award, terms: ChangeTerms) -> list[dict[str, Any]]:
    """Each thing that would differ, as [{name, label, before, after, delta}]; yen and days. 2 queries."""
    found: list[dict[str, Any]] = []

    def add(name: str, label: str, before: Any, after: Any) -> None:
        if before != after:
            both = isinstance(before, int) and isinstance(after, int)
            delta = after - before if both else None
            found.append({"name": name, "label": label, "before": before, "after": after, "delta": delta})

    if terms.new_amount is not None:
        add("amount", "決定額", award.amount, terms.new_amount)
    if terms.new_budget is not None:
        _budget(award, terms.new_budget, add)
    for name, label in (("project_from", "事業の始まり"), ("project_to", "事業の終わり")):
        wanted, held = getattr(terms, f"new_{name}"), getattr(award, name)
        if wanted is not None:
            add(name, label, held.isoformat() if held else None, wanted.isoformat())
    return found


def _budget(award: Award, budget: Mapping[str, Any], add: Any) -> None:
    lines = budget_lines(award)
    rows = budget.get("rows")
    if rows is not None:
        before = by_category((line.category, line.planned) for line in lines)
        after = by_category((row["category"], int(row["amount"])) for row in rows)
        for name in dict.fromkeys([*before, *after]):
            add("category", name, before.get(name, 0), after.get(name, 0))
    add("total", "支出の合計", sum(line.planned for line in lines), int(budget["total"]))
    add("other_income", "ほかの収入", planned_income(award), int(budget["other_income"]))
