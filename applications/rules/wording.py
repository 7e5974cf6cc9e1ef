"""The words of the budget and of R1 as plain data, so that the browser says what the server says."""

from __future__ import annotations

from typing import Any, Final

from applications.rules.amounts import EXPRESSIONS, GAP_BASES, LABELS, NOT_A_LIMIT, RATE_BASES
from applications.rules.faults import MOST_YEN, SENTENCES
from fund.policy import TERMS

USED: Final = (
    "missing", "not_text", "too_long", "too_many_code_points", "not_a_list", "not_a_row", "rows",
    "not_a_number", "out_of_range", "not_a_truth", "not_a_choice", "unknown_field", "row_amount",
    "row_too_large", "quote_missing", "unit_price_below", "unit_price_at_most", "unbalanced", "above_ceiling",
    "nothing_to_ask", "ceiling_below_floor", "requested_below_floor", "step_missing",
)  # fmt: skip
"""The sentences that a budget can call for."""


def budget_wording() -> dict[str, Any]:
    """Japanese and English of every sentence, label and expression, by name."""
    return {
        "sentences": {name: SENTENCES[name] for name in USED},
        "labels": LABELS,
        "rateBases": RATE_BASES,
        "gapBases": GAP_BASES,
        "expressions": EXPRESSIONS,
        "termOrder": TERMS,
        "notALimit": NOT_A_LIMIT,
        "mostYen": MOST_YEN,
    }
