"""A program's token: what it opens, what it never does, and how it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from common import clock, clock_control
from donations.models import Donation, Donor
from fund.models import Fund, StaffRole
from people.models import AccessToken, Membership, User
from tests import factories as make
from tests.reviews.test_api import get, post

pytestmark = pytest.mark.django_db
API = "/api/v1/"


def token(by: User, place: str, *scopes: str, days: int = 30) -> str:
    answer = post(
        by, "tokens/", {"name": "集計", "place": place, "scopes": list(scopes or ("read",)), "days": days}
    )
    assert answer.status_code == 201, answer.json()
    return str(answer.json()["token"])


def by(secret: str) -> APIClient:
    return APIClient(HTTP_AUTHORIZATION=f"Bearer {secret}")


def office() -> tuple[Fund, User]:
    fund = make.fund()
    return fund, make.staff(fund, "officer")


def test_a_token_reads_its_own_fund_and_no_other() -> None:
    fund, endo = office()
    other = make.fund()
    StaffRole.objects.create(fund=other, user=endo, role="officer")
    ours, theirs = (make.application(make.department(make.call(row))) for row in (fund, other))
    group = make.group("里山の会", {endo: "representative"})
    assert get(endo, f"applications/{theirs.pk}/").status_code == 200
    program = by(token(endo, f"fund:{fund.pk}"))
    assert program.get(f"{API}applications/{ours.pk}/").status_code == 200
    assert program.get(f"{API}applications/{theirs.pk}/").status_code == 404
    assert program.get(f"{API}groups/{group.pk}/").status_code == 404
    listed = program.get(f"{API}applications/").json()["results"]
    assert [row["id"] for row in listed] == [ours.pk]


def test_a_groups_token_opens_the_group_only() -> None:
    fund, endo = office()
    group, another = (make.group(name, {endo: "representative"}) for name in ("里山", "川辺"))
    program = by(token(endo, f"group:{group.pk}", "read", "write"))
    assert [row["id"] for row in program.get(f"{API}groups/").json()["results"]] == [group.pk]
    assert program.get(f"{API}groups/{another.pk}/").status_code == 404
    assert program.get(f"{API}funds/{fund.pk}/staff/").status_code == 404
    assert program.patch(f"{API}groups/{group.pk}/", {"phone": "044-000-0000"}).status_code == 200


@pytest.mark.parametrize(
    ("scopes", "wanted"),
    [
        (("read",), (200, 403, 403)),
        (("write",), (403, 422, 403)),
        (("read", "write", "money"), (200, 422, 422)),
    ],
)
def test_scopes(scopes: tuple[str, ...], wanted: tuple[int, ...]) -> None:
    fund, _ = office()
    kai = make.staff(fund, "cashier")
    program = by(token(kai, f"fund:{fund.pk}", *scopes))
    seen = [
        program.get(f"{API}funds/{fund.pk}/staff/").status_code,
        program.post(f"{API}rounds/", {}).status_code,
        program.post(f"{API}funds/{fund.pk}/years/2025/opening/", {}).status_code,
    ]
    assert tuple(seen) == wanted


def test_own_gifts_and_reviews_are_not_a_programs() -> None:
    fund, endo = office()
    call = make.call(fund, state="reviewing")
    make.member(call, "V1", who=endo)
    donor = Donor.objects.create(fund=fund, user=endo, name="遠藤")
    Donation.objects.create(fund=fund, donor=donor, amount=1_000, method="cash", pledged_at=clock.now())
    program = by(token(endo, f"group:{make.group('里山', {endo: 'editor'}).pk}"))
    assert program.get(f"{API}reviews/").json()["results"] == []
    assert program.get(f"{API}donations/").json()["results"] == []
    assert get(endo, "donations/").json()["results"] != []


@pytest.mark.parametrize("path", ["account/", "tokens/", "groups/1/invitations/"])
def test_what_is_the_persons_own_is_closed_to_programs(path: str) -> None:
    fund, endo = office()
    refused = by(token(endo, f"fund:{fund.pk}", "read", "write", "money")).get(f"{API}{path}")
    assert (refused.status_code, refused.json()["code"]) == (403, "people.persons_only")


@pytest.mark.parametrize("why", ["made up", "expired", "revoked", "locked out"])
def test_a_token_that_is_over_is_refused_in_the_same_words(why: str) -> None:
    fund, endo = office()
    secret = token(endo, f"fund:{fund.pk}")
    moment = clock.now()
    if why == "made up":
        secret = f"{secret[:-1]}{'A' if secret[-1] != 'A' else 'B'}"
    elif why == "expired":
        moment += timedelta(days=30, seconds=1)
    elif why == "revoked":
        [row] = get(endo, "tokens/").json()
        client = APIClient()
        client.force_authenticate(endo)
        assert client.delete(f"{API}tokens/{row['id']}/").status_code == 204
    else:
        User.objects.filter(pk=endo.pk).update(is_active=False)
    with clock_control.at(moment):
        refused = by(secret).get(f"{API}applications/")
    assert (refused.status_code, refused.json()["code"]) == (401, "people.token_refused")


def test_a_role_that_ended_is_the_tokens_end() -> None:
    fund, endo = office()
    program = by(token(endo, f"fund:{fund.pk}"))
    assert program.get(f"{API}funds/{fund.pk}/staff/").status_code == 200
    endo.staff_roles.update(ended_on=clock.today())
    assert program.get(f"{API}funds/{fund.pk}/staff/").status_code == 404


def test_only_its_hash_is_kept_and_only_its_start_is_shown() -> None:
    fund, endo = office()
    secret = token(endo, f"fund:{fund.pk}")
    kept = AccessToken.objects.get()
    assert secret not in str(vars(kept))
    [shown] = get(endo, "tokens/").json()
    assert secret not in str(shown)
    assert secret.startswith(shown["start"])
    assert shown["last_used_on"] is None
    by(secret).get(f"{API}applications/")
    kept.refresh_from_db()
    assert kept.last_used_on == clock.today()


@pytest.mark.parametrize(
    ("change", "pointer"),
    [({"name": " "}, "/name"), ({"scopes": ["all"]}, "/scopes"), ({"scopes": []}, "/scopes"),
     ({"days": 0}, "/days"), ({"days": 367}, "/days")],
)  # fmt: skip
def test_a_token_that_cannot_be(change: dict[str, Any], pointer: str) -> None:
    fund, endo = office()
    form = {"name": "集計", "place": f"fund:{fund.pk}", "scopes": ["read"], "days": 30, **change}
    answer = post(endo, "tokens/", form)
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize("place", ["fund:{other}", "round:1", "group:0", "moon:1", "fund:x", ""])
def test_a_place_one_does_not_hold_is_not_found(place: str) -> None:
    _, endo = office()
    form = {"name": "集計", "place": place.format(other=make.fund().pk), "scopes": ["read"]}
    assert post(endo, "tokens/", form).status_code in (404, 422)
    assert not AccessToken.objects.exists()


def test_nobody_ends_anothers_token() -> None:
    fund, endo = office()
    token(endo, f"fund:{fund.pk}")
    client = APIClient()
    client.force_authenticate(make.staff(fund, "administrator"))
    assert client.delete(f"{API}tokens/{AccessToken.objects.get().pk}/").status_code == 404
    assert Membership.objects.count() == 0
