"""Gifts made without an account become those of the person who proves the address, and of nobody else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from common import clock_control
from donations.models import Donation, Donor
from notices.models import Notice
from notices.wording import written
from people.models import User
from tests import factories as make
from tests.donations.example import Example, found
from tests.donations.test_giving import FORM
from tests.people.http import faults, get, post
from trail.models import Event

pytestmark = pytest.mark.django_db
DAY = date(2025, 5, 20)


@pytest.fixture(autouse=True)
def _nothing_is_counted(settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


@pytest.fixture
def example() -> Any:
    made = found()
    with clock_control.on(DAY):
        yield made


def given(example: Example, key: str, email: str) -> Donation:
    body = {**FORM, "email": email}
    assert post(None, f"public/funds/{example.fund.pk}/gifts/", body, key=key).status_code == 201
    return Donation.objects.latest("pk")


def person(email: str, *, verified: bool) -> User:
    made = make.user()
    User.objects.filter(pk=made.pk).update(email=email)
    made.refresh_from_db()
    EmailAddress.objects.create(user=made, email=email, verified=verified, primary=True)
    return made


def own(user: User) -> list[int]:
    return [row["id"] for row in get(user, "donations/own/").json()["results"]]


def test_a_proven_address_brings_its_gifts(example: Example) -> None:
    first, other = given(example, "1", "kimura@example.jp"), given(example, "2", "other@example.jp")
    kimura = person("kimura@example.jp", verified=True)
    assert own(kimura) == []

    assert post(kimura, "donations/claim/").json() == {"claimed": 1}

    assert own(kimura) == [first.pk]
    assert post(kimura, "donations/claim/").json() == {"claimed": 0}
    told = Event.objects.filter(subject=f"donation:{first.pk}", verb="claim").get()
    assert (told.actor_id, told.data["donor"]) == (kimura.pk, first.donor_id)
    assert Event.objects.filter(subject=f"fund:{example.fund.pk}", verb="claim_donor").count() == 1
    other.donor.refresh_from_db()
    assert other.donor.user is None


def test_an_address_nobody_proved_brings_nothing(example: Example) -> None:
    gift = given(example, "1", "kimura@example.jp")
    claimer = person("kimura@example.jp", verified=False)
    assert post(claimer, "donations/claim/").json() == {"claimed": 0}
    # Nor does the address of the account itself, without a proof.
    EmailAddress.objects.all().delete()
    assert post(claimer, "donations/claim/").json() == {"claimed": 0}
    gift.donor.refresh_from_db()
    assert gift.donor.user is None
    assert post(None, "donations/claim/").status_code == 401


def test_nobodys_record_is_taken_over(example: Example) -> None:
    owner = make.user("owner")
    known = Donor.objects.create(
        fund=example.fund, kind="individual", name="山本", email="kimura@example.jp", user=owner
    )
    box = Donor.objects.create(fund=example.fund, kind="unknown", name="募金箱", email="kimura@example.jp")
    bare = Donor.objects.create(fund=example.fund, kind="individual", name="林 文")
    assert post(person("kimura@example.jp", verified=True), "donations/claim/").json() == {"claimed": 0}
    for donor, user in ((known, owner), (box, None), (bare, None)):
        donor.refresh_from_db()
        assert donor.user == user


def test_signing_in_by_code_brings_them_too(example: Example) -> None:
    from people.sign_in import after_sign_in

    gift = given(example, "1", "kimura@example.jp")
    kimura = person("kimura@example.jp", verified=True)
    for follow in after_sign_in:
        follow(kimura)
    assert own(kimura) == [gift.pk]


def ask(user: User, email: str) -> Any:
    return post(user, "donations/ask/", {"email": email})


def secret() -> str:
    return written(Notice.objects.latest("pk"), {})[1].rpartition("/my/donations#")[2].split()[0]


def test_another_address_is_proven_by_a_letter(example: Example) -> None:
    gift = given(example, "1", "old@example.jp")
    kimura, thief = person("kimura@example.jp", verified=True), person("thief@example.jp", verified=True)
    before = Notice.objects.count()
    assert ask(kimura, "nobody@example.jp").json() == ask(kimura, " OLD@example.jp").json() == {"sent": True}
    assert Notice.objects.count() == before + 1
    assert Notice.objects.latest("pk").address == "old@example.jp"
    proof = secret()

    # Somebody else who has the letter's link proves nothing; and it opens no gift.
    assert post(thief, "donations/claim/", {"secret": proof}).status_code == 404
    assert get(None, f"public/gifts/{proof}/").status_code == 404
    assert post(kimura, "donations/claim/", {"secret": proof}).json() == {"claimed": 1}
    assert own(kimura) == [gift.pk]
    # It works once.
    assert post(kimura, "donations/claim/", {"secret": proof}).json()["code"] == "donations.link_over"
    assert set(faults(ask(kimura, "x"))) == {"/email"}


def test_the_letter_of_another_address_is_good_for_a_week(example: Example) -> None:
    given(example, "1", "old@example.jp")
    kimura = person("kimura@example.jp", verified=True)
    ask(kimura, "old@example.jp")
    with clock_control.on(DAY + timedelta(days=7)):
        late = post(kimura, "donations/claim/", {"secret": secret()})
    assert late.json()["code"] == "donations.link_over"


def test_year_totals_count_what_came_in(example: Example) -> None:
    from donations import services

    gifts = [given(example, str(n), "kimura@example.jp") for n in range(3)]
    kimura = person("kimura@example.jp", verified=True)
    post(kimura, "donations/claim/")
    services.receive_donation(donation_id=gifts[0].pk, by=example.endo, on=DAY)
    services.receive_donation(donation_id=gifts[1].pk, by=example.endo, on=date(2025, 4, 2))
    told = get(kimura, "donations/own/").json()
    # The third is only promised.
    assert told["year_totals"] == [{"year": 2025, "amount": 20_000, "gifts": 2}]
    assert [row["receipts"] for row in told["results"]] == [[], [], []]
