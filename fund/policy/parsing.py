"""Documents to settings: one department's rules, the standing rules, pools, and a whole call.

What parses the same is parsed once: settings are frozen, so sharing them is safe.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from fund.policy.checks import check_rules
from fund.policy.department import BudgetPool, DepartmentRules
from fund.policy.findings import refuse_findings
from fund.policy.reader import Reader
from fund.policy.standing import FundPolicy

KEPT = 512


def _canonical(data: Any) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, default=str)


def read_policy(data: dict[str, Any]) -> FundPolicy:
    """The fund's standing rules from JSON. Raises FieldErrors naming every setting to mend."""
    return _read_policy(_canonical(data))


@lru_cache(KEPT)
def _read_policy(text: str) -> FundPolicy:
    reader = Reader()
    policy = reader.read(FundPolicy, json.loads(text))
    refuse_findings(reader.findings)
    assert isinstance(policy, FundPolicy)
    return policy


def read_rules(data: dict[str, Any]) -> DepartmentRules:
    """One department's rules from JSON. Raises FieldErrors naming every setting to mend."""
    return _read_rules(_canonical(data))


@lru_cache(KEPT)
def _read_rules(text: str) -> DepartmentRules:
    reader = Reader()
    rules = reader.read(DepartmentRules, json.loads(text))
    if rules is not None:
        check_rules(rules, reader)
    refuse_findings(reader.findings)
    assert isinstance(rules, DepartmentRules)
    return rules


def read_pools(data: list[Any]) -> tuple[BudgetPool, ...]:
    """The round's budget pools from JSON. Raises FieldErrors."""
    return _read_pools(_canonical(data))


@lru_cache(KEPT)
def _read_pools(text: str) -> tuple[BudgetPool, ...]:
    reader = Reader()
    pools = tuple(reader.read(BudgetPool, item, f"/{i}") for i, item in enumerate(json.loads(text)))
    refuse_findings(reader.findings)
    return pools
