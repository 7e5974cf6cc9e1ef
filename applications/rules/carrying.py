"""Last year's content for this year's form: what the present call still asks for, and what is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applications.rules.faults import Faults, token
from applications.rules.form import FIELDS, FormSetup, Question

ALIKE = FIELDS - {"consents", "income", "expenses", "answers"}
"""Fields that every call asks for in the same way."""


def carry_over(source: Mapping[str, Any], setup: FormSetup) -> tuple[dict[str, Any], Faults]:
    """The fields of a draft that come over from `source`, and what does not, each at its place there.

    Consents are given anew, documents taken over one by one, and quotes are this year's; rows of headings and
    answers to questions that the call does not have are left out.
    """
    left_out = Faults()
    carried = {key: value for key, value in source.items() if key in ALIKE and value not in (None, "", [])}
    known = {"income": setup.policy.income_categories, "expenses": setup.policy.expense_categories}
    for side, categories in known.items():
        rows = _rows(source.get(side), side, categories, left_out)
        if rows:
            carried[side] = rows
    answers = _answers(source.get("answers"), {row.code: row for row in setup.questions}, left_out)
    if answers:
        carried["answers"] = answers
    for name in ("consents", "documents"):
        if source.get(name):
            left_out.add(f"/{name}", f"left_{name}")
    for key in sorted(source.keys() - FIELDS - {"documents"}):
        left_out.add(f"/{token(key)}", "left_field")
    return carried, left_out


def _rows(value: Any, side: str, categories: tuple[str, ...], left_out: Faults) -> list[dict[str, Any]]:
    kept = []
    for index, row in enumerate(value if isinstance(value, list) else []):
        category = row.get("category") if isinstance(row, dict) else None
        # A row without a heading yet may still get one.
        if not isinstance(row, dict) or (category and category not in categories):
            left_out.add(f"/{side}/{index}", "left_category", category=category or "")
            continue
        if row.get("quote_attached"):
            left_out.add(f"/{side}/{index}/quote_attached", "left_quote")
        # An expense's amount is computed, never typed.
        dropped = {"quote_attached", "amount"} if side == "expenses" else {"quote_attached"}
        kept.append({key: item for key, item in row.items() if key not in dropped})
    return kept


def _answers(value: Any, questions: Mapping[str, Question], left_out: Faults) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for code, answer in (value if isinstance(value, dict) else {}).items():
        question = questions.get(code)
        if answer in (None, ""):
            continue
        if question is None:
            left_out.add(f"/answers/{token(code)}", "left_question")
        elif not _fits(question, answer):
            left_out.add(f"/answers/{token(code)}", "left_answer")
        else:
            kept[code] = answer
    return kept


def _fits(question: Question, answer: Any) -> bool:
    """Whether an answer is of the kind that the question asks for now."""
    if question.kind == "choice":
        return isinstance(answer, str) and answer in question.choices
    if question.kind == "number":
        return isinstance(answer, int | str) and not isinstance(answer, bool)
    return isinstance(answer, str)
