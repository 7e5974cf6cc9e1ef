"""Whatever is typed into a form, over-long, half-typed or wrong, comes back as it was typed, over HTTP; and
handing it in names every fault at once and loses nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from tests.applications.forms import form
from tests.applications.scene import DURING, Scene, clock_at, scene

pytestmark = pytest.mark.django_db
ROUNDS = settings(
    max_examples=500 if os.environ.get("PROVE") else 60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=not os.environ.get("PROVE"),
)
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
TEXT = st.text(LETTERS, max_size=40) | st.integers(1, 4).map(lambda n: "字" * n * 3000)
NUMBERS = st.integers(-(10**15), 10**15) | st.floats(-1e9, 1e9, allow_nan=False)
TYPED = st.recursive(
    st.none()
    | st.booleans()
    | NUMBERS
    | TEXT
    | st.sampled_from(["１２，０００円", "12e3", "令和7年8月2日", "-", " "]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from([*form(), "answers", "知らない欄"])


@pytest.fixture
def stage() -> Any:
    with clock_at(DURING):
        yield scene()


def client(stage: Scene) -> APIClient:
    made = APIClient()
    made.force_authenticate(stage.aoki)
    return made


def place(stage: Scene) -> str:
    group = {"department": stage.department.pk, "group": stage.group.pk}
    made = client(stage).post("/api/v1/applications/", group)
    assert made.status_code == 201, made.content
    return f"/api/v1/applications/{made.json()['id']}/"


def spoilt(base: dict[str, Any], changes: list[tuple[str, Any]]) -> dict[str, Any]:
    return deepcopy(base) | dict(changes)


def without_none(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value is not None}


@contextmanager
def for_nothing() -> Iterator[None]:
    """What happens inside is undone: the next example finds no draft."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@ROUNDS
@given(changes=st.lists(st.tuples(FIELDS, TYPED), max_size=6))
def test_a_draft_comes_back_as_it_was_typed(stage: Scene, changes: list[tuple[str, Any]]) -> None:
    with for_nothing():
        own = place(stage)
        typed = spoilt(form(), changes)
        saved = client(stage).patch(f"{own}draft/", typed, headers={"If-Match": "1"})
        assert saved.status_code == 200, saved.content
        shown = client(stage).get(f"{own}draft/").json()
        assert shown["draft"] == json.loads(json.dumps(without_none(typed)))
        assert shown["faults"] == saved.json()["faults"]
        handed_in = client(stage).post(f"{own}submit/", headers={"If-Match": "2"})
        if shown["faults"]:
            assert handed_in.status_code == 422
            told = {fault["pointer"] for fault in handed_in.json()["errors"]}
            assert told >= {fault["pointer"] for fault in shown["faults"]}
            assert all(fault["detail_ja"] and fault["detail_en"] for fault in handed_in.json()["errors"])
            assert client(stage).get(f"{own}draft/").json()["draft"] == shown["draft"]
        else:
            assert handed_in.status_code == 200, handed_in.content


@ROUNDS
@given(first=st.tuples(FIELDS, TYPED), second=st.tuples(FIELDS, TYPED))
def test_of_two_who_save_at_once_neither_loses_anything(
    stage: Scene, first: tuple[str, Any], second: tuple[str, Any]
) -> None:
    """The later one is told of the earlier one's version whole, and still has their own."""
    with for_nothing():
        own = place(stage)
        one, two = spoilt(form(), [first]), spoilt(form(), [second])
        assert client(stage).patch(f"{own}draft/", one, headers={"If-Match": "1"}).status_code == 200
        refused = client(stage).patch(f"{own}draft/", two, headers={"If-Match": "1"})
        assert (refused.status_code, refused.json()["current"]) == (412, 2)
        assert refused.json()["draft"] == json.loads(json.dumps(without_none(one)))
        again = client(stage).patch(f"{own}draft/", two, headers={"If-Match": "2"})
        assert again.status_code == 200
        merged = {key: value for key, value in {**without_none(one), **two}.items() if value is not None}
        assert client(stage).get(f"{own}draft/").json()["draft"] == json.loads(json.dumps(merged))
