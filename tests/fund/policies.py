"""A good call that uses every kind of setting, for tests to spoil one thing at a time."""

from __future__ import annotations

from typing import Any

GOOD: dict[str, Any] = {
    "format": "machitane-policy/1",
    "legal_mode": "private",
    "call": {
        "code": "R9",
        "name": "見本の募集",
        "fiscal_year": 2026,
        "dates": {"closes_at": "2026-05-15 17:00"},
        "reception": {"channels": ["online", "counter"], "office_closes": "17:00"},
    },
    "departments": [
        {
            "code": "A",
            "name": "はじめる部門",
            "budget": 1_000_000,
            "rules": {
                "steps": [
                    {"n_to": 1, "rate": "2/3", "cap": 100_000, "floor": 10_000, "method": "documents"},
                    {"n_from": 2, "n_to": 3, "rate": "1/2", "cap": 50_000},
                ],
                "terms": ["rate_term", "cap", "requested", "shortfall", "remaining_budget"],
                "repeat": {"limit": 3},
                "eligibility": [
                    {"code": "MEMBERS", "must": {"fact": "members", "operator": ">=", "value": 5}},
                    {
                        "code": "YOUNG",
                        "must": {
                            "fact": "age_years",
                            "operator": "<",
                            "value": 3,
                            "base_date": "fiscal_year_start",
                        },
                    },
                ],
                "scoring": {
                    "components": [
                        {"code": "SHEET", "criteria": ["C1", "C2", "C3"]},
                        {"code": "TOKENS", "kind": "tokens", "per_reviewer": 8, "points_each": 5},
                        {"code": "CROWD", "kind": "audience", "pool": 100, "choices": 2},
                    ]
                },
                "pass_rule": [
                    {"measure": "score", "operator": ">=", "value": 6},
                    {"measure": "zero_share", "operator": "<", "value": "1/2"},
                ],
                "tie_break": [{"by": "criterion", "criterion": "C1"}, {"by": "committee"}],
                "stages": [
                    {
                        "code": "FIRST",
                        "decides": "pass",
                        "when": {"fact": "method", "operator": "=", "value": ["documents"]},
                    },
                    {"code": "SECOND", "kind": "presentation", "components": ["SHEET"]},
                ],
            },
        },
        {
            "code": "B",
            "name": "そだてる部門",
            "rules": {
                "steps": [{"cap": 300_000}],
                "terms": ["cap", "requested"],
                "repeat": {"limit": 3},
                "tie_break": [{"by": "committee"}],
                "access": {"requires_award_in": ["A"]},
                "pass_rule": [{"measure": "mean", "operator": ">=", "value": 10}],
            },
        },
    ],
    "criteria": [
        {"code": "C1", "name": "公益性", "minimum": 0},
        {"code": "C2", "name": "実現性", "minimum": 0, "maximum": 10, "step": "0.5", "mark": 30},
        {
            "code": "C3",
            "name": "新しい展開",
            "department": "A",
            "minimum": 0,
            "applies_if": {"fact": "n", "operator": ">=", "value": 2},
        },
    ],
    "budget_pools": [{"amount": 500_000, "departments": ["B"], "frames": {"B": 400_000}}],
}
