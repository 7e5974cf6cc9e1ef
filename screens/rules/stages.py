"""The eight stages of an application's way (受付→形式確認→審査→決定→請求→支払い→報告→精算): which are done,
which is now, which come, and on which day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from screens.rules.matters import ON_THE_WAY, OVER, Grant, Matter, Step, next_step

STAGES: Final = ("received", "check", "review", "decision", "claim", "payment", "report", "settlement")
ENDED: Final = OVER - {"settled"}


@dataclass(frozen=True)
class History:
    """Days of what the group may know to have happened."""

    submitted_at: datetime | None = None
    accepted_on: date | None = None
    corrections: int = 0
    released_on: date | None = None
    requested: int = 0


@dataclass(frozen=True)
class Stage:
    """`state` is done, now, next or ended; `on` the day or moment it was done, `expected_on` when it may be
    (`is_due`: must be). `note` and `facts` say the rest in words."""

    code: str
    state: str
    on: date | datetime | None = None
    expected_on: date | datetime | None = None
    is_due: bool = False
    holder: str = ""
    note: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


def stages(matter: Matter, history: History) -> list[Stage]:
    """All stages in order; what does not follow any more is left out."""
    step = next_step(matter)
    now = STAGES.index(step.stage)
    found = []
    for place, code in enumerate(STAGES):
        if place < now or step.code == "settled":
            found.append(_done(code, matter, history))
        elif place > now:
            if step.code in ENDED or step.code == "waitlisted":
                break
            found.append(_coming(code, matter))
        else:
            found.append(_now(code, step, matter))
    return found


def _done(code: str, matter: Matter, history: History) -> Stage:
    grant, dates = matter.grant, matter.dates
    if code == "received":
        return Stage(code, "done", on=history.submitted_at, note="received")
    if code == "check":
        note = "corrected" if history.corrections else "checked"
        return Stage(code, "done", history.accepted_on, note=note, facts={"count": history.corrections})
    if code == "review":
        return Stage(code, "done", dates.committee_on if dates else None, note="reviewed")
    if grant is None:
        return Stage(code, "done", history.released_on)
    if code == "decision":
        facts = {"amount": grant.amount, "requested": history.requested}
        note = "granted_less" if grant.amount < history.requested else "granted"
        return Stage(code, "done", history.released_on, note=note, facts=facts)
    return _done_with_grant(code, grant)


def _done_with_grant(code: str, grant: Grant) -> Stage:
    if code == "claim":
        return Stage(code, "done", note="accepted")
    if code == "payment":
        paid = [row for row in grant.payments if row.kind != "final" and row.state == "paid"]
        if not paid:
            return Stage(code, "done", note="paid_after")
        day = max((row.paid_on for row in paid if row.paid_on), default=None)
        return Stage(code, "done", day, note="paid", facts={"amount": sum(row.amount for row in paid)})
    if code == "report":
        return Stage(code, "done", note="reported")
    return Stage(code, "done", note="settled", facts={"fixed": grant.fixed or 0})


def _now(code: str, step: Step, matter: Matter) -> Stage:
    grant = matter.grant
    facts: dict[str, Any] = {}
    if grant is not None:
        facts = {"amount": grant.amount, "left": grant.left, "payment": _payment(step, grant)}
    state = "ended" if step.code in ENDED else "now"
    due = step.due if step.due is not None else step.expected_on
    return Stage(code, state, None, due, step.due is not None, step.holder, step.code, facts)


def _payment(step: Step, grant: Grant) -> int:
    """The yen that the step is about: what may be asked for, or what is on its way."""
    wanted = ("planned",) if step.code == "request_payment" else (*ON_THE_WAY, "failed")
    return next((row.amount for row in grant.payments if row.state in wanted), 0)


def _coming(code: str, matter: Matter) -> Stage:
    """What is expected of a later stage, by the round's days and the award's."""
    grant, dates = matter.grant, matter.dates
    if code == "payment" and grant is not None:
        coming = list(_before_fixing(grant))
        note = "will_be_paid" if coming else "paid_after"
        return Stage(code, "next", note=note, facts={"amount": sum(coming)})
    if code == "report" and grant is not None:
        due = next((row.due_on for row in grant.reports if row.state in ("not_due", "due", "draft")), None)
        note = "report_coming" if grant.project_to else ""
        return Stage(code, "next", None, due, due is not None, note=note, facts={"day": grant.project_to})
    if dates is None:
        return Stage(code, "next", note="settlement_coming" if code == "settlement" else "")
    days = {
        "check": dates.review_opens_on,
        "review": dates.committee_on,
        "decision": dates.decided_on,
        "report": dates.report_due_on,
    }
    note = "settlement_coming" if code == "settlement" else ""
    return Stage(code, "next", expected_on=days.get(code), note=note)


def _before_fixing(grant: Grant) -> Iterator[int]:
    return (row.amount for row in grant.payments if row.kind != "final" and row.state != "void")
