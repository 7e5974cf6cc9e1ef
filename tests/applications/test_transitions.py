"""Every verb of the application's table tried through its service from every state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from applications import services
from applications.models import Application
from applications.states import APPLICATION
from common.errors import DomainError, NotFound, WrongState
from tests.applications.scene import DURING, Scene, clock_at, scene
from trail.models import Event
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db

SERVICES: dict[str, Callable[[Scene, Application], Any]] = {
    "submit": lambda s, a: services.submit_application(application_id=a.pk, by=s.aoki),
    "discard": lambda s, a: services.discard(application_id=a.pk, by=s.aoki),
    "take_back": lambda s, a: services.take_back(application_id=a.pk, by=s.aoki),
    "ask_correction": lambda s, a: services.ask_correction(
        application_id=a.pk, by=s.endo, fields=["title"], message="直してください", due_on=DURING.date()
    ),
    "resubmit": lambda s, a: services.resubmit(application_id=a.pk, by=s.aoki),
    "accept": lambda s, a: services.accept_application(application_id=a.pk, by=s.endo),
    "find_ineligible": lambda s, a: services.find_ineligible(application_id=a.pk, by=s.endo, reason="x"),
    "withdraw": lambda s, a: services.withdraw(application_id=a.pk, by=s.aoki),
    "reopen": lambda s, a: services.reopen(application_id=a.pk, by=s.fukuda, reason="x"),
    **{
        verb: lambda s, a, verb=verb: services.set_outcome(a, verb, by=SYSTEM, at=DURING)
        for verb in ("start_review", "shortlist", "approve", "waitlist", "decline", "promote")
    },
}
# A whole-table service of the clock: it takes up only what may go, and refuses nothing.
BY_CLOCK = {"expire_correction"}


def test_every_verb_has_its_service() -> None:
    assert SERVICES.keys() | BY_CLOCK == set(APPLICATION.verbs)


@pytest.mark.parametrize(
    ("state", "verb"),
    [
        (state, verb)
        for state in APPLICATION.states
        for verb in SERVICES
        if not any(row.source == state and row.verb == verb for row in APPLICATION.transitions)
    ],
)
def test_forbidden_ways_are_refused_by_the_service(state: str, verb: str) -> None:
    with clock_at(DURING):
        stage = scene()
        # Before the release a group could not be told the state at all.
        stage.call.released_at = DURING
        stage.call.save()
        application = stage.in_state(state)
        office = verb in {"ask_correction", "accept", "find_ineligible", "reopen"}
        # A draft does not exist for the office at all.
        hidden = office and state in {"draft", "discarded"}
        with pytest.raises(NotFound if hidden else WrongState):
            SERVICES[verb](stage, application)
        application.refresh_from_db()
        assert application.state == state
        assert not Event.objects.exists()


@pytest.mark.parametrize("state", [state for state in APPLICATION.states if state != "returned"])
def test_the_clock_ends_only_what_waits_for_a_correction(state: str) -> None:
    with clock_at("2025-12-01 10:00"):
        application = scene().in_state(state)
        assert services.expire_corrections() == 0
        application.refresh_from_db()
        assert application.state == state


def test_refusals_are_sentences_in_two_languages() -> None:
    with clock_at(DURING):
        stage = scene()
        with pytest.raises(DomainError) as refused:
            services.take_back(application_id=stage.in_state("accepted").pk, by=stage.aoki)
    assert refused.value.text("ja") == "いまの状態「受理」では「下書きに戻す」できません。"
    assert refused.value.code == "common.wrong_state"
