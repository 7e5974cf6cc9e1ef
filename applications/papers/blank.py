"""A department's blank form, to fill in by hand or on a spreadsheet: its own questions, limits, categories,
documents and consents."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from applications.papers.content import PROFILE
from applications.rules.budget import MOST_ROWS
from applications.rules.consents import consent_wording
from applications.rules.fields import field_label
from applications.rules.form import CONSENTS, TEXT_LIMITS, TITLE_LIMIT
from applications.services.filing import canonical
from common.calendar import wareki, wareki_moment
from common.money import yen
from common.papers.typesetting import render
from fund.models import Department, DocumentType, FormQuestion
from fund.wording import wording

TEMPLATE = "applications/papers/blank.typ"
EDITION = 1
"""Counts up when a form of the same content is laid out anew."""
SCHEDULE_ROWS, INDICATOR_ROWS, EXPENSE_ROWS, INCOME_ROWS = 12, 5, 15, 8


@dataclass(frozen=True)
class Question:
    """One question as it is printed; `limit` in characters, None for what is no text."""

    label: str
    help: str
    kind: str
    limit: int | None
    required: bool
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class BlankForm:
    """What a department's call asks, as plain values. `at` is when the form was opened to the public."""

    title: str
    fund: str
    call: str
    department: str
    closes: str
    period: str
    limits: tuple[tuple[str, str], ...]
    questions: tuple[Question, ...]
    documents: tuple[tuple[str, bool], ...]
    consents: tuple[tuple[str, str], ...]
    expense_categories: tuple[str, ...]
    income_categories: tuple[str, ...]
    at: datetime

    @property
    def name(self) -> str:
        """What a downloaded file is called, without its ending."""
        return f"{self.title}_{self.call}_{self.department}"

    @property
    def fingerprint(self) -> str:
        """One text for one content: while it is the same, so are the files."""
        content = canonical({**asdict(self), "at": self.at.isoformat(), "edition": EDITION})
        return hashlib.sha256(content.encode()).hexdigest()[:32]


def blank_form(
    department: Department, questions: Sequence[FormQuestion], documents: Sequence[DocumentType]
) -> BlankForm:
    """The form of a department with round, fund and policy at hand. No query."""
    call = department.round
    early = department.rules.starts_before_decision
    begins = call.project_from if early else max(call.project_from, call.decided_on)
    return BlankForm(
        title=wording(call.fund.legal_mode, "application_form"),
        fund=call.fund.name,
        call=call.name,
        department=department.name,
        closes=wareki_moment(call.closes_at),
        period=f"{wareki(begins)}から{wareki(call.project_to)}まで",
        limits=_limits(department),
        questions=tuple(
            Question(
                row.label_ja,
                row.help_ja,
                row.kind,
                row.limit if row.kind in ("text", "line") else None,
                row.required,
                tuple(str(choice) for choice in row.choices),
            )
            for row in questions
        ),
        documents=tuple((row.label_ja, row.required) for row in documents),
        consents=tuple(
            (CONSENTS.get(kind, (kind, kind))[0], consent_wording(kind)) for kind in call.policy.consents
        ),
        expense_categories=call.policy.expense_categories,
        income_categories=call.policy.income_categories,
        at=call.opens_at,
    )


def _limits(department: Department) -> tuple[tuple[str, str], ...]:
    """Rate, cap and floor by the number of the award (N3), each once."""
    rows = []
    steps = department.rules.steps
    for step in steps:
        which = "" if len(steps) == 1 else f"({step.n_from}回目{'から' if step.n_to is None else ''})"
        if step.cap is not None:
            rows.append((f"上限{which}", yen(step.cap)))
        if step.floor:
            rows.append((f"下限{which}", yen(step.floor)))
        if step.rate is not None and step.rate != 1:
            rows.append((f"対象経費に対する割合{which}", f"{step.rate.numerator}/{step.rate.denominator}"))
    return tuple(rows)


@lru_cache(maxsize=64)
def blank_pdf(form: BlankForm) -> bytes:
    """The form to fill in by hand; the same bytes while its content is the same, and made once by a process
    while it is asked for. Raises PaperTooLong."""
    return render(TEMPLATE, _facts(form), at=form.at)


def _facts(form: BlankForm) -> dict[str, Any]:
    return {
        "title": form.title,
        "issuer": form.fund,
        "foot": f"{form.call}　{form.department}",
        "to": form.fund,
        "about": [{"label": label, "value": value} for label, value in about(form)],
        "profile": [label for _, label in PROFILE],
        "name": {"label": field_label("title"), "limit": TITLE_LIMIT},
        "texts": [{"label": field_label(name), "limit": limit} for name, limit in TEXT_LIMITS.items()],
        "questions": [
            {
                "label": row.label,
                "help": row.help,
                "limit": row.limit or 0,
                "choices": list(row.choices),
                "required": row.required,
                "lines": _lines(row),
            }
            for row in form.questions
        ],
        "expense_categories": list(form.expense_categories),
        "income_categories": list(form.income_categories),
        "rows": {
            "schedule": SCHEDULE_ROWS,
            "indicators": INDICATOR_ROWS,
            "expenses": EXPENSE_ROWS,
            "income": INCOME_ROWS,
            "most": MOST_ROWS,
        },
        "documents": [
            [label, "必ず添える" if required else "あれば添える"] for label, required in form.documents
        ],
        "consents": [{"label": label, "text": text} for label, text in form.consents],
    }


def about(form: BlankForm) -> list[tuple[str, str]]:
    """What the form belongs to and by when it is due."""
    return [
        ("募集", f"{form.call}　{form.department}"),
        ("締切", form.closes),
        ("事業の期間", form.period),
        *form.limits,
    ]


def _lines(row: Question) -> int:
    """Lines to write on: some 30 characters go into one."""
    if row.kind == "text":
        return max(3, (row.limit or 0) // 30)
    return 0 if row.choices else 1
