"""The outbox: one letter for one occasion, kept with its transaction, suppressed while a year is taken in."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from common.errors import WrongState
from notices.models import Notice
from notices.services import Letter, queue, queue_many, release, suppress, suppressed
from tests import factories as make
from tests.applications.scene import queries
from trail.models import Event
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db
AT = make.at("2025-05-01 10:00")


def put(key: str = "k", **more: Any) -> Notice | None:
    values: dict[str, Any] = {"fund_code": "F", "address": "a@example.jp", "about": "application:1", **more}
    return queue("offer", dedupe_key=key, context={"title": "題"}, at=AT, **values)


def test_the_same_occasion_gives_one_letter() -> None:
    first, again = put(), put(address="b@example.jp")
    assert first is not None
    assert again is not None
    assert (again.pk, again.address) == (first.pk, "a@example.jp")
    assert (first.state, first.subject_key, first.queued_at) == ("queued", "application:1", AT)
    assert first.message_id.startswith("<")


def test_nobody_to_write_to() -> None:
    assert put(address="") is None
    assert not Notice.objects.exists()


def test_a_letter_dies_with_its_transaction() -> None:
    with transaction.atomic():
        put()
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_suppressed_letters_are_kept_and_never_sent() -> None:
    with suppressed():
        queue_many([Letter("offer", "F", "a", "x:1", address="a@example.jp")], at=AT)
        inner = put()
    outer = put("other")
    assert inner is not None
    assert outer is not None
    assert (inner.state, outer.state) == ("suppressed", "queued")
    assert set(Notice.objects.values_list("state", flat=True)) == {"suppressed", "queued"}


def test_many_letters_pass_over_known_occasions() -> None:
    put("known")
    letters = [Letter("offer", "F", key, "x:1", address="a@example.jp") for key in ("known", "new", "new2")]
    letters.append(Letter("offer", "F", "nobody", "x:1"))
    assert queue_many(letters, at=AT) == 2
    assert queue_many(letters, at=AT) == 0
    assert Notice.objects.count() == 3


def test_many_letters_cost_the_same() -> None:
    made = []
    for number in (3, 30):
        letters = [
            Letter("offer", "F", f"{number}:{n}", "x:1", address="a@example.jp") for n in range(number)
        ]
        made.append(queries(lambda letters=letters: queue_many(letters, at=AT)))
    assert made[0] == made[1]


def test_held_letters_wait_for_the_office() -> None:
    endo = make.user("endo")
    kept, dropped, sent = put("1", hold=True), put("2", hold=True), put("3")
    assert kept is not None
    assert dropped is not None
    assert sent is not None
    assert release(notice_ids=[kept.pk], by=endo) == 1
    assert suppress(notice_ids=[dropped.pk], by=endo) == 1
    with pytest.raises(WrongState):
        release(notice_ids=[sent.pk, dropped.pk], by=SYSTEM)
    states = dict(Notice.objects.values_list("dedupe_key", "state"))
    assert states == {"1": "queued", "2": "suppressed", "3": "queued"}
    assert set(Event.objects.values_list("verb", "actor_id")) == {("release", endo.pk), ("suppress", endo.pk)}
