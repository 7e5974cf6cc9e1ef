"""R3b (N4): which departments a group may apply to, by its awards and its other applications of the year."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from applications.rules.faults import Faults
from applications.rules.repeats import PriorAward
from common.calendar import fiscal_year_label
from common.text import search_key
from fund.policy.department import Access, Pause

POINTER = "/department"


@dataclass(frozen=True)
class OtherApplication:
    """Another live application of the group in the same fiscal year of the fund: not a draft, nor
    discarded, withdrawn or found ineligible."""

    department: str
    number: str
    title: str = ""


def access_faults(
    access: Access,
    *,
    department: str,
    fiscal_year: int,
    project_key: str,
    history: Iterable[PriorAward],
    others: Iterable[OtherApplication],
    named: Callable[[str], str] = str,
) -> Faults:
    """Everything that closes a department to an application, each at `/department`; empty when it is open.

    `history` are the group's other awards in the fund (abolished and cancelled ones count, declined
    offers are none), `others` its other live applications of the year, `named` a department's name.
    """
    faults, awards, live = Faults(), list(history), list(others)
    _check_award(access, department, awards, named, faults)
    for pause in access.closed_years_after:
        _check_pause(pause, department, fiscal_year, project_key, awards, named, faults)
    for other in live:
        if other.department in access.exclusive_with:
            faults.add(
                POINTER,
                "access_exclusive",
                department=named(department),
                other=named(other.department),
                number=other.number,
                title=other.title,
            )
    most = access.most_per_year
    if most is not None and len(live) >= most:
        numbers = [other.number for other in live]
        faults.add(
            POINTER,
            "access_most",
            most=most,
            year_ja=fiscal_year_label(fiscal_year),
            year_en=fiscal_year,
            numbers_ja="、".join(numbers),
            numbers_en=", ".join(numbers),
        )
    return faults


def _check_award(
    access: Access,
    department: str,
    awards: list[PriorAward],
    named: Callable[[str], str],
    faults: Faults,
) -> None:
    needed = access.requires_award_in
    if needed and not any(row.department_code in needed for row in awards):
        faults.add(
            POINTER,
            "access_award_missing",
            department=named(department),
            needed_ja="".join(f"「{named(code)}」" for code in needed),
            needed_en=" or ".join(f"“{named(code)}”" for code in needed),
        )


def _check_pause(
    pause: Pause,
    department: str,
    fiscal_year: int,
    project_key: str,
    awards: list[PriorAward],
    named: Callable[[str], str],
    faults: Faults,
) -> None:
    """Closed in the `years` fiscal years after an award of the department (R3b)."""
    closing = [
        row
        for row in awards
        if row.department_code in pause.departments
        and row.fiscal_year < fiscal_year <= row.fiscal_year + pause.years
    ]
    key = search_key(project_key)
    goes_on = bool(key) and any(search_key(row.project_key) == key for row in closing)
    if not closing or (pause.unless == "same_project" and goes_on):
        return
    last = max(closing, key=lambda row: row.fiscal_year)
    opens = last.fiscal_year + pause.years + 1
    faults.add(
        POINTER,
        "access_closed_but_same" if pause.unless == "same_project" else "access_closed",
        department=named(department),
        awarded=named(last.department_code),
        year_ja=fiscal_year_label(last.fiscal_year),
        year_en=last.fiscal_year,
        opens_ja=fiscal_year_label(opens),
        opens_en=opens,
        project=last.project_key,
    )
