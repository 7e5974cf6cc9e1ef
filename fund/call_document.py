"""A round read from its tables as the one document that is frozen, compared, copied and explained."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from fund.models import Criterion, Round
from fund.policy.call import FORMAT, CallSettings
from fund.policy.findings import refuse_findings
from fund.policy.parsing import Parsed, parse_call
from fund.rules import DATE_LABELS

CONTINUING = {"fact": "continuing", "operator": "=", "value": True}
# What of a document no table of its own holds.
KEPT = ("reception", "example", "sub_funds")


def document_of(call: Round) -> dict[str, Any]:
    """The round as a document (`machitane-policy/1`). No query for a round from `queries.with_setup`,
    otherwise 4."""
    dates: dict[str, Any] = {name: getattr(call, name).isoformat() for name in DATE_LABELS}
    for name in ("defaulted", "closing_has_time"):
        if name in call.rules_data:
            dates[name] = call.rules_data[name]
    heading = {
        "code": call.code,
        "name": call.name,
        "fiscal_year": call.fiscal_year.year,
        "dates": dates,
        "guideline": call.guideline,
        "blind": call.blind,
    }
    if "reception" in call.rules_data:
        heading["reception"] = call.rules_data["reception"]
    return {
        "format": FORMAT,
        "legal_mode": call.fund.legal_mode,
        "standing": call.policy_version.data,
        "example": call.rules_data.get("example", {}),
        "call": heading,
        "departments": [
            {"code": row.code, "name": row.name, "budget": row.budget, "rules": row.rules_data}
            for row in call.departments.all()
        ],
        "criteria": [_criterion(row) for row in call.criteria.all()],
        "documents": [
            {
                "code": row.code,
                "label_ja": row.label_ja,
                "label_en": row.label_en,
                "required": row.required,
                "office_only": row.office_only,
                "department": row.department.code if row.department else "",
            }
            for row in call.document_types.all()
        ],
        "questions": [
            {
                "code": row.code,
                "label_ja": row.label_ja,
                "label_en": row.label_en,
                "help_ja": row.help_ja,
                "kind": row.kind,
                "choices": row.choices,
                "limit": row.limit,
                "required": row.required,
                "department": row.department.code if row.department else "",
            }
            for row in call.questions.all()
        ],
        "budget_pools": call.budget_pools,
        "sub_funds": call.rules_data.get("sub_funds", []),
    }


def _criterion(row: Criterion) -> dict[str, Any]:
    asked = CONTINUING if row.applies_to == "continuing" else row.applies_if
    return {
        "code": row.code,
        "name": row.name,
        "department": row.department.code if row.department else "",
        "minimum": _exact(row.minimum),
        "maximum": _exact(row.maximum),
        "step": _exact(row.step),
        "weight": row.weight,
        "mark": None if row.mark is None else _exact(row.mark),
        "applies_if": asked,
    }


def _exact(value: Decimal | int | str) -> str:
    return str(value)


def parsed_call(call: Round) -> Parsed:
    """The round's settings with all that is to be said of them. Queries as `document_of`."""
    return parse_call(document_of(call))


def call_settings(call: Round) -> CallSettings:
    """The round's settings. Queries as `document_of`. Raises FieldErrors where its rows were changed, around
    the services, to something that cannot be read."""
    parsed = parsed_call(call)
    if parsed.settings is None:
        refuse_findings(parsed.findings)
    assert parsed.settings is not None
    return parsed.settings
