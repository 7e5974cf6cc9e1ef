"""Whose turn it is, and at which stage: a table over the lives of an application and its award."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from screens.rules.matters import CallDates, Correction, Grant, Matter, Payment, Reporting, next_step
from screens.rules.stages import STAGES, History, stages
from screens.words import ACTIONS, HOLDERS, NOTES, STAGE_LABELS, note
from tests.factories import at

DATES = CallDates(
    at("2025-05-16 17:00"), date(2025, 6, 2), date(2025, 6, 28), date(2025, 7, 1), date(2026, 1, 31),
    date(2026, 3, 2),
)  # fmt: skip
DUE = date(2026, 4, 1)
ADVANCE = Payment("advance", "planned", 317_000)
FINAL = Payment("final", "planned", 46_000)
REPORT = Reporting("final", "not_due", date(2026, 3, 2))
GRANT = Grant("active", 397_000, date(2025, 7, 15), True, date(2026, 1, 31), (ADVANCE,), (REPORT,))


def grant(**changes: Any) -> Grant:
    return replace(GRANT, **changes)


def paid(**changes: Any) -> Grant:
    return grant(payments=(replace(ADVANCE, state="paid", paid_on=date(2025, 7, 15)),), **changes)


def report(state: str, kind: str = "final") -> tuple[Reporting, ...]:
    return (replace(REPORT, state=state, kind=kind),)


@pytest.mark.parametrize(
    ("state", "given", "code", "stage", "holder"),
    [
        ("draft", None, "continue_draft", "received", "group"),
        ("submitted", None, "checking", "check", "office"),
        ("returned", None, "answer_correction", "check", "group"),
        ("accepted", None, "await_review", "review", "committee"),
        ("under_review", None, "reviewing", "review", "committee"),
        ("shortlisted", None, "reviewing", "review", "committee"),
        ("waitlisted", None, "waitlisted", "decision", "office"),
        ("declined", None, "declined", "decision", ""),
        ("ineligible", None, "ineligible", "check", ""),
        ("withdrawn", None, "withdrawn", "received", ""),
        ("approved", grant(state="offered", accepted=False), "answer_offer", "claim", "group"),
        ("approved", grant(state="offered"), "activating", "claim", "office"),
        ("approved", grant(state="declined_by_group"), "given_up", "claim", ""),
        ("approved", GRANT, "request_payment", "claim", "group"),
        ("approved", grant(payments=(replace(ADVANCE, state="requested"),)), "paying", "payment", "office"),
        ("approved", grant(payments=(replace(ADVANCE, state="in_batch"),)), "paying", "payment", "bank"),
        ("approved", grant(payments=(replace(ADVANCE, state="failed"),)), "fix_account", "payment", "group"),
        ("approved", paid(), "project_running", "report", ""),
        ("approved", paid(reports=report("due", "interim")), "write_interim_report", "report", "group"),
        ("approved", paid(reports=report("draft")), "write_final_report", "report", "group"),
        ("approved", paid(reports=report("returned")), "mend_final_report", "report", "group"),
        ("approved", paid(reports=report("submitted")), "report_checked", "report", "office"),
        ("approved", paid(state="change_pending"), "change_pending", "report", "office"),
        ("approved", paid(state="reported", reports=report("accepted")), "fixing", "settlement", "office"),
        ("approved", paid(state="fixed", refund_due_on=DUE), "pay_refund", "settlement", "group"),
        ("approved", grant(state="fixed", payments=(FINAL,)), "request_payment", "settlement", "group"),
        ("approved", grant(state="settled", fixed=363_000), "settled", "settlement", ""),
        ("approved", grant(state="cancelled", payments=()), "ended", "settlement", ""),
        ("", GRANT, "request_payment", "claim", "group"),
    ],
)  # fmt: skip
def test_whose_turn_it_is(state: str, given: Grant | None, code: str, stage: str, holder: str) -> None:
    correction = Correction(1, date(2025, 5, 20)) if state == "returned" else None
    step = next_step(Matter(state, DATES, correction, given))
    assert (step.code, step.stage, step.holder) == (code, stage, holder)
    # Everything has its words, in both languages, with whatever they are filled with.
    for row in stages(Matter(state, DATES, correction, given), History(requested=457_000)):
        for language in ("ja", "en"):
            assert "{" not in note(row.note, row.facts, language)
        assert row.note in NOTES
        assert row.holder in HOLDERS
        assert row.code in STAGE_LABELS
    assert holder != "group" or code in ACTIONS


def test_a_report_that_came_back_goes_before_a_payment() -> None:
    both = grant(reports=report("returned"))
    assert next_step(Matter("approved", DATES, None, both)).code == "mend_final_report"


def way(matter: Matter, **history: Any) -> list[tuple[str, str]]:
    return [(row.code, row.state) for row in stages(matter, History(**history))]


def test_a_way_has_eight_stages_with_their_days() -> None:
    found = stages(Matter("submitted", DATES), History(submitted_at=at("2025-05-16 16:58")))
    assert [row.code for row in found] == list(STAGES)
    assert [row.state for row in found] == ["done", "now"] + ["next"] * 6
    days = {row.code: row.expected_on for row in found if row.expected_on}
    assert days == {
        "check": date(2025, 6, 2), "review": date(2025, 6, 28), "decision": date(2025, 7, 1),
        "report": date(2026, 3, 2),
    }  # fmt: skip


def test_the_worked_example_b_on_the_day_of_its_offer() -> None:
    """domain.md §8: 457,000 asked, 397,000 offered, 317,000 in advance."""
    offered = grant(state="offered", accepted=False)
    history = History(at("2025-05-16 16:58"), date(2025, 5, 30), 1, date(2025, 7, 1), 457_000)
    found = {row.code: row for row in stages(Matter("approved", DATES, None, offered), history)}
    decision, claim, payment = found["decision"], found["claim"], found["payment"]
    assert note(decision.note, decision.facts, "ja") == "助成額は397,000円です。希望は457,000円でした。"
    assert (decision.on, claim.expected_on, claim.is_due) == (date(2025, 7, 1), date(2025, 7, 15), True)
    assert note(payment.note, payment.facts, "ja") == "317,000円をお支払いします。"
    assert note(found["check"].note, found["check"].facts, "ja") == "補正が1回ありました。"
    assert note(found["report"].note, found["report"].facts, "ja") == "活動は2026年1月31日までです。"


@pytest.mark.parametrize(
    ("state", "last"), [("declined", "decision"), ("ineligible", "check"), ("withdrawn", "received")]
)
def test_nothing_follows_an_end(state: str, last: str) -> None:
    assert way(Matter(state, DATES))[-1] == (last, "ended")


def test_everything_is_done_in_the_end() -> None:
    settled = paid(state="settled", fixed=363_000)
    assert way(Matter("approved", DATES, None, settled)) == [(code, "done") for code in STAGES]
