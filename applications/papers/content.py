"""The content of a form as a paper shows it: every answer whole, figures as they are read, sums beside them.

Takes what was submitted as well as a draft with anything typed in it, and needs no database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from applications.rules.fields import field_label
from applications.rules.form import TEXT_LIMITS
from applications.states import SCAN
from common.calendar import era_of, wareki_long
from common.clock import JST
from common.money import yen
from common.text import parse_integer

PROFILE = (
    ("name", "団体名"),
    ("name_kana", "団体名のフリガナ"),
    ("legal_form", "団体の種類"),
    ("corporate_number", "法人番号"),
    ("representative", "代表者の氏名"),
    ("representative_kana", "代表者の氏名のフリガナ"),
    ("founded_on", "設立した日"),
    ("members", "会員数"),
    ("resident_members", "そのうち市内の人"),
    ("households", "世帯数"),
    ("annual_budget", "年間予算"),
    ("postal_code", "郵便番号"),
    ("address", "住所"),
    ("phone", "電話番号"),
    ("email", "メールアドレス"),
)
UNITS = {"members": "人", "resident_members": "人", "households": "世帯"}
SHORT_HASH = 12
"""Characters of a hash that people compare by eye, on paper and on the screen."""


@dataclass(frozen=True)
class Labels:
    """What the form's parts were called when it was shown: the call's questions (code, label), its
    documents and consents by code."""

    questions: Sequence[tuple[str, str]] = ()
    documents: Mapping[str, str] = field(default_factory=dict)
    consents: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    scans: Mapping[str, str] = field(default_factory=dict)


def moment(at: datetime) -> str:
    """令和8年11月29日(日) 12時34分56秒, in Japanese time."""
    local = at.astimezone(JST)
    return f"{wareki_long(local.date())} {local.hour}時{local.minute:02d}分{local.second:02d}秒"


def both_calendars(day: date) -> str:
    """2026年11月29日(令和8年)."""
    era, year = era_of(day)
    return f"{day.year}年{day.month}月{day.day}日({era.name}{'元' if year == 1 else year}年)"


def typed(value: Any) -> str:
    """What somebody typed, as text; nothing for what no form sends."""
    if isinstance(value, bool) or value is None:
        return ""
    return str(value) if isinstance(value, (str, int)) else ""


def money(value: Any) -> str:
    """Yen as read, or as typed where it is no figure."""
    found = figure(value)
    return typed(value) if found is None else yen(found)


def figure(value: Any) -> int | None:
    try:
        return parse_integer(value)
    except ValueError:
        return None


def rows_of(value: Any) -> list[Mapping[str, Any]]:
    """The rows of a table of the form; what is no row is left out."""
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def texts_of(value: Any) -> list[str]:
    return [typed(part) for part in value if typed(part)] if isinstance(value, list) else []


def content(data: Mapping[str, Any], profile: Mapping[str, Any], labels: Labels) -> dict[str, Any]:
    """The facts of `submission.typ` that the form itself holds."""
    return {
        "profile": [
            {"label": label, "value": _profile(key, profile.get(key))}
            for key, label in PROFILE
            if typed(profile.get(key)) or key in ("name", "representative", "address")
        ],
        "project": _project(data),
        "texts": [{"label": field_label(name), "value": typed(data.get(name))} for name in TEXT_LIMITS],
        "schedule": _cells(data.get("schedule"), "date", "what", "place"),
        "indicators": _cells(data.get("indicators"), "name", "target", "unit"),
        **budget(data),
        "answers": _answers(data.get("answers"), labels),
        "documents": [_document(row, labels) for row in rows_of(data.get("documents"))],
        "consents": [_consent(kind, labels) for kind in texts_of(data.get("consents"))],
    }


def _profile(key: str, value: Any) -> str:
    if key == "annual_budget" and value is not None:
        return money(value)
    if key == "founded_on" and isinstance(value, str) and value:
        return both_calendars(date.fromisoformat(value))
    return typed(value) + (UNITS.get(key, "") if value is not None else "")


def _project(data: Mapping[str, Any]) -> list[dict[str, str]]:
    values = {
        "title": typed(data.get("title")),
        "requested": money(data.get("requested")),
        "tags": "、".join(texts_of(data.get("tags"))),
        "continuing": "はい" if data.get("continuing") is True else "いいえ",
    }
    return [{"label": field_label(name), "value": value} for name, value in values.items()]


def _cells(value: Any, *names: str) -> list[list[str]]:
    return [[typed(row.get(name)) for name in names] for row in rows_of(value)]


def budget(data: Mapping[str, Any]) -> dict[str, Any]:
    """Both sides of the budget with their sums. An expense is unit price × quantity, never what was typed
    as its amount; a row whose figures cannot be read has no amount and is in no sum."""
    incomes, expenses = rows_of(data.get("income")), rows_of(data.get("expenses"))
    amounts = [_amount(row) for row in expenses]
    eligible = _sum(amount for row, amount in zip(expenses, amounts, strict=True) if _counts(row))
    other, total = _sum(figure(row.get("amount")) for row in incomes), _sum(amounts)
    requested = figure(data.get("requested")) or 0
    return {
        "income": [["申請額", "", money(data.get("requested"))]]
        + [[*_cells([row], "category", "description")[0], money(row.get("amount"))] for row in incomes],
        "income_sums": [
            {"label": "申請額のほかの収入", "value": yen(other)},
            {"label": "収入合計", "value": yen(other + requested)},
        ],
        "expenses": [_expense(row, amount) for row, amount in zip(expenses, amounts, strict=True)],
        "expense_sums": [
            {"label": "支出合計", "value": yen(total)},
            {"label": "うち対象経費", "value": yen(eligible)},
            {"label": "うち対象外経費", "value": yen(total - eligible)},
        ],
    }


def _counts(row: Mapping[str, Any]) -> bool:
    return row.get("eligible") is not False


def _amount(row: Mapping[str, Any]) -> int | None:
    price, quantity = figure(row.get("unit_price")), figure(row.get("quantity"))
    return None if price is None or quantity is None else price * quantity


def _sum(amounts: Iterable[int | None]) -> int:
    return sum(amount for amount in amounts if amount is not None)


def _expense(row: Mapping[str, Any], amount: int | None) -> list[str]:
    quantity = figure(row.get("quantity"))
    return [
        *_cells([row], "category", "description")[0],
        money(row.get("unit_price")),
        typed(row.get("quantity")) if quantity is None else f"{quantity:,}",
        typed(row.get("unit")),
        "" if amount is None else yen(amount),
        "対象" if _counts(row) else "対象外",
        "あり" if row.get("quote_attached") is True else "",
    ]


def _answers(value: Any, labels: Labels) -> list[dict[str, str]]:
    given: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    asked = list(labels.questions)
    asked += [(code, code) for code in given if code not in dict(asked)]
    return [{"label": label, "value": typed(given.get(code))} for code, label in asked]


def _document(row: Mapping[str, Any], labels: Labels) -> list[str]:
    kind = typed(row.get("type"))
    name = labels.documents.get(kind, kind) or "そのほか"
    if row.get("on_paper") is True:
        return [name, "(紙で受け取りました)", "", "", ""]
    size = row.get("size")
    scan = labels.scans.get(str(row.get("id")), "unscanned")
    return [
        name,
        typed(row.get("name")),
        f"{max(round(size / 1024), 1):,} KB" if isinstance(size, int) else "",
        typed(row.get("sha256"))[:SHORT_HASH],
        SCAN.states[scan],
    ]


def _consent(kind: str, labels: Labels) -> list[str]:
    given = labels.consents.get(kind, {})
    label = given.get("label", kind)
    version = given.get("version", "")
    wording = given.get("text", "")
    told = f"{label}\n{wording}" if wording and wording != label else label
    return [f"{told}\n(文面の版 {version})" if version else told, given.get("by", ""), given.get("at", "")]
