"""What the services of a fund share: finding and locking rows, days people enter, codes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Max

from common.errors import DomainError, FieldFault, NotFound, refuse
from fund.models import Criterion, Department, DocumentType, FormQuestion, Fund, Round


class FutureDay(DomainError):
    """A day on which something happened cannot lie ahead."""

    code = "fund.future_day"
    status = 422
    ja = "日付が先の日になっています({on})。今日までの日付を入れてください。"
    en = "The day lies ahead ({on}). Please enter a day up to today."


class CodeTaken(DomainError):
    """A code names one thing only."""

    code = "fund.code_taken"
    ja = "コード「{taken}」はすでに使われています。別のコードにしてください。"
    en = "The code “{taken}” is in use. Please choose another."


def day_of(on: date | None, at: datetime) -> date:
    """The day a person entered, or today (`at`). Raises FutureDay."""
    today = at.date()
    if on is not None and on > today:
        raise FutureDay(pointer="/on", on=on.isoformat())
    return on or today


def find_fund(fund_id: int) -> Fund:
    """The fund; a request never locks its row. Raises NotFound."""
    fund = Fund.objects.filter(pk=fund_id).first()
    if fund is None:
        raise NotFound
    return fund


def lock_round(round_id: int) -> Round:
    """The round's row, locked, with its fund and policy at hand. Raises NotFound."""
    found = (
        Round.objects.select_for_update(of=("self",))
        .select_related("fund", "policy_version", "fiscal_year")
        .filter(pk=round_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def require_free(taken: bool, code: str) -> None:
    """Raises CodeTaken."""
    if taken:
        raise CodeTaken(pointer="/code", taken=code)


def require_fits(**fields: tuple[Any, int]) -> None:
    """Each value is given and no longer than its column: name=(value, limit). Raises FieldErrors."""
    refuse(
        FieldFault(
            f"/{name}",
            "fund.text",
            f"1〜{limit}文字で入力してください。",
            f"Please enter 1 to {limit} characters.",
        )
        for name, (value, limit) in fields.items()
        if not str(value).strip() or len(str(value)) > limit
    )


def next_position(call: Round, model: type[Department | Criterion | FormQuestion | DocumentType]) -> int:
    """The place after the last one of its kind in the round. 1 query."""
    last = model._default_manager.filter(round=call).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
