"""Policy data: every setting a call may choose, parsed once into frozen values (docs/policies.md).

The JSON lives on `PolicyVersion.data` (the fund's standing rules, 要綱), on the round and on
`Department.rules_data` (what one department's call says, 募集要項). Rates are texts of exact
fractions; unknown keys are refused.
"""

from fund.policy.department import (
    Access,
    BudgetPool,
    Component,
    DepartmentRules,
    Eligibility,
    ExpenseRule,
    Line,
    Pause,
    Publication,
    Repeat,
    Requirement,
    Rounding,
    Scoring,
    Stage,
    Step,
    TieBreak,
)
from fund.policy.formulas import Formula, formula_value, read_formula
from fund.policy.parsing import read_policy, read_pools, read_rules
from fund.policy.standing import FundPolicy, MatchPolicy
from fund.policy.vocabulary import DEFAULT_TERMS, PUBLIC_FIELDS, TERMS

__all__ = [
    "DEFAULT_TERMS",
    "PUBLIC_FIELDS",
    "TERMS",
    "Access",
    "BudgetPool",
    "Component",
    "DepartmentRules",
    "Eligibility",
    "ExpenseRule",
    "Formula",
    "FundPolicy",
    "Line",
    "MatchPolicy",
    "Pause",
    "Publication",
    "Repeat",
    "Requirement",
    "Rounding",
    "Scoring",
    "Stage",
    "Step",
    "TieBreak",
    "formula_value",
    "read_formula",
    "read_policy",
    "read_pools",
    "read_rules",
]
