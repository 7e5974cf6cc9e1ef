"""The list that is planned for size shows each person what `visible_to` lets them see, and no more."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import QuerySet

from applications import queries as reading
from applications.models import Application
from applications.states import APPLICATION
from common.queries import state_counts
from fund.permissions import places_of, require_second_factor
from people.models import AccessToken, Membership, User
from tests import factories as make
from tests.applications.scene import DURING, Scene, clock_at, end_place, queries, scene
from tests.people.http import API, client, faults, get
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Any:
    with clock_at(DURING):
        yield scene()


def shown(rows: QuerySet[Application]) -> dict[int, str]:
    return dict(rows.values_list("pk", "shown_state"))


def in_every_state(stage: Scene) -> None:
    for state in APPLICATION.states:
        stage.in_state(state)


def with_token(user: User, place: str) -> User:
    """The person as a program of theirs acts."""
    found = User.objects.get(pk=user.pk)
    found.token = AccessToken(user=user, place=place)
    return found


@pytest.mark.parametrize("released", [False, True])
def test_the_list_shows_what_one_may_see(stage: Scene, released: bool) -> None:
    other = scene()
    for one in (stage, other):
        in_every_state(one)
    both = make.staff(stage.fund, "officer")
    make.group("", {both: "editor"})
    Membership.objects.create(group=stage.group, user=both, role="editor")
    Membership.objects.create(group=other.group, user=both, role="viewer")
    if released:
        type(stage.call).objects.update(released_at=DURING)
    end_place(stage.baba, stage.group)
    people = {
        "member": stage.aoki, "member no more": stage.baba, "office": stage.endo, "outsider": stage.fujii,
        "member and office": both, "system": SYSTEM,
        "office by token": with_token(both, f"fund:{stage.fund.pk}"),
        "group by token": with_token(both, f"group:{other.group.pk}"),
    }  # fmt: skip
    seen = {}
    for name, person in people.items():
        found = reading.listed_to(person)
        seen[name] = shown(found)
        assert seen[name] == shown(reading.visible_to(person)), name
        assert state_counts(found, "shown_state") == state_counts(
            reading.visible_to(person), "shown_state"
        ), name
    assert {name: len(rows) for name, rows in seen.items()} == {
        "member": 12, "member no more": 0, "office": 10, "outsider": 0, "member and office": 24,
        "system": 24, "office by token": 10, "group by token": 12,
    }  # fmt: skip
    assert sorted(seen["member"].values()).count("under_review") == (1 if released else 4)


def test_an_ended_role_shows_nothing_any_more(stage: Scene) -> None:
    stage.submitted()
    assert len(shown(reading.listed_to(stage.endo))) == 1
    stage.fund.staff_roles.filter(user=stage.endo).update(ended_on=DURING.date())
    assert shown(reading.listed_to(stage.endo)) == {}


def test_signing_in_reads_the_places_once(stage: Scene, settings: Any) -> None:
    settings.OFFICE_SECOND_FACTOR = True
    stage.submitted()
    aoki = User.objects.get(pk=stage.aoki.pk)
    assert queries(lambda: require_second_factor(aoki)) == 1
    assert places_of(aoki).groups == {stage.group.pk}
    assert queries(lambda: list(reading.listed_to(aoki))) == 1
    asking = client(None)
    asking.force_login(stage.aoki, backend=settings.AUTHENTICATION_BACKENDS[0])
    # Session, person, places, page, counts.
    assert queries(lambda: asking.get(f"{API}applications/")) == 5


def test_counts_can_be_spared(stage: Scene) -> None:
    stage.submitted()
    with_them, without = get(stage.endo, "applications/"), get(stage.endo, "applications/?counts=no")
    assert with_them.json()["counts"] == {"submitted": 1}
    assert "counts" not in without.json()
    assert without.json()["results"] == with_them.json()["results"]
    assert get(stage.endo, "applications/?counts=yes").json() == with_them.json()
    assert "/counts" in faults(get(stage.endo, "applications/?counts=maybe"))
    costs = [
        queries(lambda path=path: get(stage.endo, path))
        for path in ("applications/", "applications/?counts=no")
    ]
    assert costs[0] == costs[1] + 1


def test_a_line_needs_no_query_of_its_own(stage: Scene) -> None:
    made = []
    for number in (2, 8):
        for _ in range(number):
            stage.in_state("submitted")
        made.append(queries(lambda: get(stage.endo, "applications/?state=submitted&continuing=false")))
    assert made == [3, 3]
