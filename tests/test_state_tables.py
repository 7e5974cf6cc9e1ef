"""Every lifecycle's table: what it does not allow is refused everywhere, and the diagrams are the tables."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import models

from common.errors import WrongState
from common.states import Lifecycle
from config.lifecycles import diagram, document, lifecycles, stateful_models
from config.management.commands import draw_lifecycles
from tests.factories import at
from trail.models import Event
from trail.services import SYSTEM, move, move_all

TABLES = lifecycles()
AT = at("2025-05-01 10:00")


def pairs(allowed: bool) -> list[Any]:
    """Every (table, state, verb) that the tables allow, or do not."""
    return [
        pytest.param(table, state, verb, id=f"{table.name}-{state}-{verb}")
        for table in TABLES
        for state in table.states
        for verb in table.verbs
        if allowed == any(row.source == state and row.verb == verb for row in table.transitions)
    ]


class Thing:
    """Anything whose state follows a table; it counts how often it was saved."""

    _meta = type("Meta", (), {"model_name": "thing"})
    fund_code = ""
    pk = 1

    def __init__(self, lifecycle: Lifecycle, state: str) -> None:
        self.lifecycle = lifecycle
        self.state = state
        self.saved = 0

    def save(self, update_fields: list[str]) -> None:
        assert update_fields == ["state"]
        self.saved += 1


def test_all_rooms_have_their_tables() -> None:
    """domain.md §3 names these kinds; each is followed by a model with a `state` field of its choices."""
    assert {
        "round",
        "application",
        "award",
        "review",
        "instalment",
        "payment_batch",
        "transfer",
        "report",
        "donation",
    } <= {table.name for table in TABLES}
    for model in stateful_models():
        field = model._meta.get_field("state")
        lifecycle: Lifecycle = model.lifecycle  # type: ignore[attr-defined]
        assert dict(field.choices or []) == lifecycle.states, model
        assert field.default in lifecycle.states, model
    # A model with a state but no table would escape every test here.
    rooms = {config.name for config in apps.get_app_configs() if "." not in config.name}
    for model in apps.get_models():
        has_state = any(isinstance(f, models.Field) and f.name == "state" for f in model._meta.get_fields())
        if has_state and model._meta.app_label in rooms:
            assert model in stateful_models(), model


@pytest.mark.django_db
@pytest.mark.parametrize(("table", "state", "verb"), pairs(allowed=False))
def test_what_the_table_does_not_allow_is_refused(table: Lifecycle, state: str, verb: str) -> None:
    one, several = Thing(table, state), Thing(table, state)

    with pytest.raises(WrongState) as refused:
        move(one, verb, by=SYSTEM, at=AT)
    with pytest.raises(WrongState):
        move_all([several], verb, by=SYSTEM, at=AT)

    assert refused.value.extra["state_code"] == state
    assert (one.state, one.saved, several.state, several.saved) == (state, 0, state, 0)
    assert not Event.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("table", "state", "verb"), pairs(allowed=True))
def test_what_the_table_allows_is_done_and_noted(table: Lifecycle, state: str, verb: str) -> None:
    thing = Thing(table, state)

    step = move(thing, verb, by=SYSTEM, at=AT, reason="why")

    event = Event.objects.get()
    assert (thing.state, thing.saved) == (step.target, 1)
    assert (event.verb, event.from_state, event.to_state, event.reason) == (verb, state, step.target, "why")


def test_an_unknown_verb_is_our_mistake() -> None:
    for table in TABLES:
        with pytest.raises(AssertionError):
            table.step(table.initial, "explode")


def test_every_state_can_be_reached() -> None:
    for table in TABLES:
        reached = {table.initial}
        while more := {row.target for row in table.transitions if row.source in reached} - reached:
            reached |= more
        # A row may be made in another state than the first by the service that creates it.
        starts = {"held"} if table.name == "notice" else set()
        assert reached | starts == set(table.states), table.name


def test_the_page_of_diagrams_is_drawn_from_the_tables() -> None:
    assert draw_lifecycles.PATH.read_text(encoding="utf-8") == document(), "run manage.py draw_lifecycles"
    call_command("draw_lifecycles", "--check")


def test_a_stale_page_is_noticed(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draw_lifecycles, "PATH", tmp_path / "lifecycles.md")
    with pytest.raises(CommandError):
        call_command("draw_lifecycles", "--check")
    call_command("draw_lifecycles")
    (tmp_path / "lifecycles.md").write_text(document() + "\n", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("draw_lifecycles", "--check")


def test_a_diagram_shows_every_row() -> None:
    for table in TABLES:
        drawn = diagram(table)
        assert drawn.count(" --> ") == len(table.transitions) + 1 + drawn.count("--> [*]")
        for row in table.transitions:
            assert f"{row.source} --> {row.target} : {row.label} ({row.who})" in drawn
