"""R15: which morning says what. Every case was laid out on a calendar by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.rules import is_silent, retry_after, steps_due

DUE = date(2025, 5, 16)


@pytest.mark.parametrize(
    ("today", "step"),
    [
        (date(2025, 4, 15), None),
        (date(2025, 4, 16), 30),
        (date(2025, 4, 17), None),
        (date(2025, 5, 2), 14),
        (date(2025, 5, 9), 7),
        (date(2025, 5, 15), 1),
        (date(2025, 5, 16), None),
        (date(2025, 5, 17), -1),
        (date(2025, 5, 18), None),
        (date(2025, 5, 23), -7),
        (date(2025, 5, 24), None),
    ],
)
def test_each_step_has_its_day(today: date, step: int | None) -> None:
    assert steps_due(today, today - timedelta(days=1)).get(DUE) == step


def test_nothing_after_the_date_where_a_rule_says_so() -> None:
    assert DUE not in steps_due(date(2025, 5, 17), date(2025, 5, 16), overdue=False)


@pytest.mark.parametrize(
    ("today", "last_run", "step"),
    [
        (date(2025, 5, 3), date(2025, 5, 1), 14),  # one morning missed: a day late
        (date(2025, 5, 10), date(2025, 4, 10), 7),  # 30, 14 and 7 missed: only the nearest
        (date(2025, 5, 16), date(2025, 5, 14), 1),  # the last one missed: on the day itself
        (date(2025, 5, 20), date(2025, 5, 14), -1),  # 1 before and 1 after missed: the overdue one
        (date(2025, 5, 20), date(2025, 5, 17), None),  # it went out on the 17th
        (date(2025, 9, 1), date(2025, 5, 17), -7),  # after a summer's silence
        (date(2025, 5, 3), None, None),  # the first run ever makes nothing good
        (date(2025, 5, 2), date(2025, 5, 2), None),  # the same morning twice
        (date(2025, 5, 2), date(2025, 6, 1), None),  # a clock that went back
    ],
)
def test_missed_mornings_send_the_nearest_step_once(
    today: date, last_run: date | None, step: int | None
) -> None:
    assert steps_due(today, last_run).get(DUE) == step


@pytest.mark.parametrize(
    ("day", "silent"),
    [
        (date(2025, 12, 28), False),
        (date(2025, 12, 29), True),
        (date(2026, 1, 1), True),
        (date(2026, 1, 3), True),
        (date(2026, 1, 4), False),
    ],
)
def test_turn_of_the_year(day: date, silent: bool) -> None:
    assert is_silent(day) is silent
    assert (steps_due(day, day - timedelta(days=1)) == {}) is silent


def test_what_fell_into_the_holidays_is_said_after_them() -> None:
    # 7 days before 8 January is the 1st, 1 day before the 4th is the 3rd; the last run was on the 28th.
    found = steps_due(date(2026, 1, 4), date(2025, 12, 28))
    assert found[date(2026, 1, 8)] == 7
    assert found[date(2026, 1, 4)] == 1
    assert found[date(2026, 1, 2)] == -1
    assert found[date(2026, 1, 5)] == 1


@given(first=st.dates(date(2024, 1, 1), date(2027, 1, 1)), gaps=st.lists(st.integers(1, 20), max_size=12))
def test_however_runs_fall_no_step_is_said_twice(first: date, gaps: list[int]) -> None:
    due = first + timedelta(days=40)
    last, today, said = first - timedelta(days=1), first, []
    for gap in gaps:
        if not is_silent(today):
            step = steps_due(today, last).get(due)
            said += [] if step is None else [step]
            last = today
        today += timedelta(days=gap)
    assert len(said) == len(set(said))
    assert said == sorted(said, reverse=True)


def test_attempts_end_after_five_days() -> None:
    waits = [retry_after(n) for n in range(1, 11)]
    assert waits[0] == timedelta(minutes=1)
    assert waits[9] is None
    # 1 + 5 + 15 + 60 + 240 + 720 + 3 × 1440 = 5,361 minutes
    assert sum((wait for wait in waits if wait is not None), timedelta()) == timedelta(minutes=5_361)
