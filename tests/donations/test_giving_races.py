"""Two presses at the same moment make one pledge; two people at the same moment make two."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connections

from donations.models import Donation
from notices.models import Notice
from tests import factories as make
from tests.donations.test_giving import FORM
from tests.people.http import post

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_is_counted(settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


def pressed(keys: list[str]) -> list[Any]:
    """What comes of presses with these keys at one moment, each over a connection of its own."""
    fund = make.fund()
    gate = threading.Barrier(len(keys))
    answers: list[Any] = [None] * len(keys)

    def press(place: int) -> None:
        try:
            gate.wait(timeout=20)
            body = {**FORM, "sub_fund": "GEN"}
            answers[place] = post(None, f"public/funds/{fund.pk}/gifts/", body, key=keys[place])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(place,)) for place in range(len(keys))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert [answer.status_code for answer in answers] == [201] * len(keys)
    return [answer.json() for answer in answers]


def test_presses_with_one_key_make_one_pledge() -> None:
    answers = pressed(["one"] * 4)
    assert len({str(answer) for answer in answers}) == 1
    assert (Donation.objects.count(), Notice.objects.count()) == (1, 1)


def test_the_control_presses_with_a_key_each_make_a_pledge_each() -> None:
    answers = pressed(["one", "two", "three", "four"])
    assert len({answer["reference"] for answer in answers}) == 4
    assert (Donation.objects.count(), Notice.objects.count()) == (4, 4)
