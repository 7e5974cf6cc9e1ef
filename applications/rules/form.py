"""The application form (§4): everything that must hold at submission, told at once.

A draft takes anything; `read_form` is what stands between it and a submission. Texts stay as written,
numbers become integers.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from applications.rules.budget import Budget, read_budget
from applications.rules.faults import Faults, token
from common.calendar import parse_date
from common.text import fold_width
from fund.policy import FundPolicy
from fund.policy.department import ExpenseRule

TEXT_LIMITS = {"summary": 200, "purpose": 800, "activities": 1200, "outcome": 600, "continuation": 400}
"""User-perceived characters."""
TITLE_LIMIT = 40
FIELDS = frozenset(
    {
        "title",
        *TEXT_LIMITS,
        "tags",
        "continuing",
        "requested",
        "income",
        "expenses",
        "schedule",
        "indicators",
        "answers",
        "consents",
    }
)
SCHEDULE_KEYS = frozenset({"date", "what", "place"})
INDICATOR_KEYS = frozenset({"name", "unit", "target"})
CONSENTS = {
    "antisocial": ("反社会的勢力の排除", "exclusion of organised crime"),
    "tax": ("市税に滞納がないこと", "no city tax in arrears"),
    "personal_data": ("個人情報の取扱い", "handling of personal data"),
    "publication": ("公表", "publication"),
}


@dataclass(frozen=True)
class Question:
    """One question that an office added to the form."""

    code: str
    kind: str
    limit: int
    required: bool
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """One document that the call asks for."""

    code: str
    label_ja: str
    label_en: str
    required: bool


@dataclass(frozen=True)
class FormSetup:
    """What a department's call asks; `attached` holds the codes of documents handed in, `project_months`
    is the longest a project may run."""

    project_from: date
    project_to: date
    policy: FundPolicy
    questions: tuple[Question, ...] = ()
    documents: tuple[Document, ...] = ()
    attached: frozenset[str] = frozenset()
    expense_rules: tuple[ExpenseRule, ...] = ()
    project_months: int | None = None


@dataclass(frozen=True)
class Filed:
    """A form without faults."""

    title: str
    texts: dict[str, str]
    tags: tuple[str, ...]
    continuing: bool
    budget: Budget
    schedule: tuple[dict[str, str], ...]
    indicators: tuple[dict[str, str], ...]
    answers: dict[str, Any]
    consents: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        """The content of a submission: texts as written, numbers as integers, amounts computed."""
        return {
            "title": self.title,
            **self.texts,
            "tags": list(self.tags),
            "continuing": self.continuing,
            "requested": self.budget.requested,
            "income": [asdict(row) for row in self.budget.income],
            "expenses": [asdict(row) for row in self.budget.expenses],
            "schedule": list(self.schedule),
            "indicators": list(self.indicators),
            "answers": self.answers,
            "consents": list(self.consents),
        }


def read_form(data: Mapping[str, Any], setup: FormSetup) -> tuple[Filed, Faults]:
    """The form and everything to mend in it; without faults it may be filed.

    Pointers are those of the draft's data (`/expenses/0/quantity`); a document that is missing is at
    `/documents/CODE`.
    """
    faults = Faults()
    data = dict(data)
    title = faults.text(data.get("title"), "/title", limit=TITLE_LIMIT, one_line=True, code_points=200)
    texts = {name: faults.text(data.get(name), f"/{name}", limit=n) for name, n in TEXT_LIMITS.items()}
    filed = Filed(
        title=title,
        texts=texts,
        tags=_tags(data.get("tags"), faults),
        continuing=faults.truth(data.get("continuing"), "/continuing", default=False),
        budget=read_budget(data, setup.policy, faults, setup.expense_rules),
        schedule=tuple(
            faults.rows(
                data.get("schedule"),
                "/schedule",
                partial(_schedule_row, setup, faults),
                SCHEDULE_KEYS,
                least=1,
                most=24,
                blanks=True,
            )
        ),
        indicators=tuple(
            faults.rows(
                data.get("indicators"),
                "/indicators",
                partial(_indicator, faults),
                INDICATOR_KEYS,
                most=5,
                blanks=True,
            )
        ),
        answers=_answers(data.get("answers"), setup.questions, faults),
        consents=_consents(data.get("consents"), setup.policy, faults),
    )
    _check_length(filed.schedule, setup.project_months, faults)
    for document in setup.documents:
        if document.required and document.code not in setup.attached:
            faults.add(
                f"/documents/{token(document.code)}",
                "document_missing",
                label_ja=document.label_ja,
                label_en=document.label_en or document.label_ja,
            )
    for key in sorted(data.keys() - FIELDS):
        faults.add(f"/{token(key)}", "unknown_field")
    return filed, faults


def _tags(value: Any, faults: Faults) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        faults.add("/tags", "not_a_list")
        return ()
    if len(value) > 3:
        faults.add("/tags", "rows", least=0, most=3, count=len(value))
    return tuple(faults.text(tag, f"/tags/{i}", limit=40, one_line=True) for i, tag in enumerate(value[:3]))


_MONTH = re.compile(r"([0-9]{4})[-/年]([0-9]{1,2})月?")


def read_span(text: str) -> tuple[date, date]:
    """First and last day of what was typed: a day, or a month. Raises ValueError."""
    month = _MONTH.fullmatch(fold_width("".join(text.split())))
    if month is None:
        day = parse_date(text)
        return day, day
    begins = date(int(month[1]), int(month[2]), 1)
    return begins, (begins + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _check_length(schedule: tuple[dict[str, str], ...], months: int | None, faults: Faults) -> None:
    """A project runs `months` at most, from its first date to its last. A date typed as a month is taken
    for the day of it that fits."""
    spans = []
    for row in schedule:
        try:
            spans.append(read_span(row["date"]))
        except ValueError:
            continue  # told at the row itself
    if months is None or not spans:
        return
    begins, last = min(ends for _, ends in spans), max(begins for begins, _ in spans)
    ends = add_months(begins, months) - timedelta(days=1)
    if last > ends:
        faults.add("/schedule", "project_too_long", months=months, begins=begins, ends=ends)


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _schedule_row(setup: FormSetup, faults: Faults, row: dict[str, Any], place: str) -> dict[str, str]:
    typed = faults.text(row.get("date"), f"{place}/date", limit=40, one_line=True)
    if typed.strip():
        try:
            begins, ends = read_span(typed)
        except ValueError:
            faults.add(f"{place}/date", "not_a_date")
        else:
            if ends < setup.project_from or begins > setup.project_to:
                faults.add(
                    f"{place}/date", "outside_project", begins=setup.project_from, ends=setup.project_to
                )
    return {
        "date": typed,
        "what": faults.text(row.get("what"), f"{place}/what", limit=100),
        "place": faults.text(row.get("place"), f"{place}/place", limit=60, required=False),
    }


def _indicator(faults: Faults, row: dict[str, Any], place: str) -> dict[str, str]:
    limits = {"name": 60, "unit": 20, "target": 40}
    return {key: faults.text(row.get(key), f"{place}/{key}", limit=n) for key, n in limits.items()}


def _answers(value: Any, questions: tuple[Question, ...], faults: Faults) -> dict[str, Any]:
    if value is None:
        value = {}
    if not isinstance(value, dict):
        faults.add("/answers", "not_a_row")
        return {}
    known = {question.code for question in questions}
    for code in sorted(value.keys() - known):
        faults.add(f"/answers/{token(code)}", "answer_unknown")
    return {question.code: _answer(question, value.get(question.code), faults) for question in questions}


def _answer(question: Question, value: Any, faults: Faults) -> Any:
    place = f"/answers/{token(question.code)}"
    if question.kind == "number":
        return faults.number(value, place, required=question.required)
    if question.kind == "choice":
        return faults.choice(value, place, question.choices, required=question.required)
    text = faults.text(
        value,
        place,
        limit=question.limit,
        required=question.required,
        one_line=question.kind in ("line", "date"),
    )
    if question.kind == "date" and text.strip():
        try:
            return parse_date(text).isoformat()
        except ValueError:
            faults.add(place, "not_a_date")
    return text


def _consents(value: Any, policy: FundPolicy, faults: Faults) -> tuple[str, ...]:
    """Each consent is given separately; none is taken for granted."""
    given = value if isinstance(value, list) else []
    if value is not None and not isinstance(value, list):
        faults.add("/consents", "not_a_list")
    for index, kind in enumerate(given):
        if not isinstance(kind, str) or kind not in policy.consents:
            faults.add(f"/consents/{index}", "consent_unknown")
    for kind in policy.consents:
        if kind not in given:
            ja, en = CONSENTS.get(kind, (kind, kind))
            faults.add("/consents", "consent_missing", label_ja=ja, label_en=en, kind=kind)
    return tuple(kind for kind in policy.consents if kind in given)


def changed_beyond(before: Mapping[str, Any], after: Mapping[str, Any], opened: frozenset[str]) -> list[str]:
    """Fields that differ although they were not opened for correction, in the order of the form."""
    keys = sorted(before.keys() | after.keys())
    return [key for key in keys if key not in opened and before.get(key) != after.get(key)]


_CONTACT = re.compile(r"[0-9]{2,4}-?[0-9]{2,4}-?[0-9]{4}|[^\s@]+@[^\s@]+\.[^\s@]+")


def shows_contact(summary: str) -> bool:
    """Whether a text that will be published seems to hold a phone number or an e-mail address."""
    return _CONTACT.search(fold_width(summary)) is not None
