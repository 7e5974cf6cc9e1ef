"""R7 under a lock: who waited past the grace is late, by the database's own clock, read after the lock.

A second connection really holds the application (PostgreSQL: SELECT … FOR UPDATE) or the database's one
writing place (SQLite: BEGIN IMMEDIATE) while the submission waits. The clock is not set here: the
closing time is put a moment ahead of or behind the database's clock.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections, transaction

from applications import services
from applications.models import Application
from applications.rules import on_time
from applications.services.common import TooLate
from common import clock
from common.errors import DomainError
from people.models import User
from tests import factories as make
from tests.applications.forms import form

pytestmark = pytest.mark.django_db(transaction=True)
GRACE = timedelta(minutes=10)


def draft_closing_in(left: timedelta) -> tuple[Application, User]:
    """A complete draft of an open call whose grace ends `left` from now by the database's clock."""
    aoki = make.user("aoki")
    group = make.group(members={aoki: "representative"}, name_kana="ダンタイ")
    call = make.call(make.fund(), closes_at=clock.now() + left - GRACE)
    application = Application.objects.create(
        round=call,
        department=make.department(call),
        group=group,
        created_by=aoki,
        created_at=call.opens_at,
        draft=form(),
    )
    return application, aoki


def locked(application: Application) -> object:
    """A lock that this connection holds until its transaction ends."""
    return Application.objects.select_for_update().get(pk=application.pk)


def begin(work: Callable[[], None]) -> threading.Thread:
    """Run `work` over a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def end(thread: threading.Thread) -> None:
    thread.join(timeout=60)
    assert not thread.is_alive()


def submit_while_locked(application: Application, by: User, held_for: float) -> list[object]:
    """Submit from a second connection while ours holds the lock for `held_for` seconds.

    Returns what came of it, and how long the submission waited.
    """
    outcome: list[object] = []
    started = threading.Event()

    def submit() -> None:
        started.set()
        begun = time.monotonic()
        try:
            outcome.append(services.submit_application(application_id=application.pk, by=by))
        except DomainError as refusal:
            outcome.append(refusal)
        outcome.append(time.monotonic() - begun)

    with transaction.atomic():
        locked(application)
        thread = begin(submit)
        assert started.wait(timeout=10)
        time.sleep(held_for)
        assert thread.is_alive(), "the submission waits for the lock"
    end(thread)
    return outcome


def test_submission_that_waited_past_the_grace_is_refused() -> None:
    application, aoki = draft_closing_in(timedelta(seconds=1))

    refusal, waited = submit_while_locked(application, aoki, held_for=1.6)

    assert isinstance(refusal, TooLate)
    assert isinstance(waited, float)
    assert waited > 1.0
    application.refresh_from_db()
    assert (application.state, application.number) == ("draft", "")
    assert not application.submissions.exists()


def test_a_clock_read_before_the_lock_would_have_let_it_in() -> None:
    """The control: the same wait, with the moment taken where a careless service would take it."""
    application, _ = draft_closing_in(timedelta(seconds=1))
    call = application.round
    moments: dict[str, str] = {}
    started = threading.Event()

    def judge() -> None:
        before = clock.now()
        started.set()
        with transaction.atomic():
            locked(application)
            after = clock.now()
        for name, moment in (("before", before), ("after", after)):
            moments[name] = on_time(moment, call.closes_at, call.policy.grace_minutes)

    with transaction.atomic():
        locked(application)
        thread = begin(judge)
        assert started.wait(timeout=10)
        time.sleep(1.6)
    end(thread)

    assert moments == {"before": "in_grace", "after": "late"}


def test_submission_that_waited_within_the_grace_is_taken_and_flagged() -> None:
    application, aoki = draft_closing_in(timedelta(seconds=60))

    filed, waited = submit_while_locked(application, aoki, held_for=0.5)

    assert isinstance(filed, Application)
    assert isinstance(waited, float)
    assert waited > 0.4
    application.refresh_from_db()
    assert (application.state, application.in_grace) == ("submitted", True)
    assert application.submissions.get().in_grace


def test_submission_that_waited_over_the_closing_is_in_the_grace() -> None:
    """On time when it was sent, in the grace when its turn came: the flag tells the second."""
    application, aoki = draft_closing_in(GRACE + timedelta(seconds=0.5))

    filed, _ = submit_while_locked(application, aoki, held_for=1.0)

    assert isinstance(filed, Application)
    application.refresh_from_db()
    assert application.in_grace


def test_numbers_are_gapless_under_many_hands() -> None:
    first, aoki = draft_closing_in(timedelta(minutes=60))
    drafts = [(first, aoki)]
    for _ in range(5):
        who = make.user()
        application = Application.objects.create(
            round=first.round,
            department=first.department,
            group=make.group(members={who: "representative"}),
            created_by=who,
            created_at=first.created_at,
            draft=form(),
        )
        drafts.append((application, who))

    threads = [
        begin(lambda pk=row.pk, who=who: services.submit_application(application_id=pk, by=who))
        for row, who in drafts
    ]
    for thread in threads:
        end(thread)

    numbers = Application.objects.filter(round=first.round).values_list("number", flat=True)
    assert sorted(numbers) == [f"{first.round.code}-{n:03d}" for n in range(1, 7)]
