"""How a list is asked for: what it does not have and what cannot be read is refused by name."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from donations.models import Donation
from tests import factories as make
from tests.permissions.routes import description, operation, routes
from tests.permissions.world import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def cashier() -> APIClient:
    client = APIClient()
    client.force_authenticate(world("AAA").people["cashier"])
    return client


def ask(client: APIClient, query: str, at: str = "donations/") -> Any:
    return client.get(f"/api/v1/{at}?{query}")


@pytest.mark.parametrize("name", ["colour", "ordering", "state__in", "page"])
def test_a_filter_nobody_has_is_refused_by_name(cashier: APIClient, name: str) -> None:
    refused = ask(cashier, f"{name}=1&state=received")
    assert (refused.status_code, refused.json()["code"]) == (400, "common.unknown_filter")
    assert name in refused.json()["detail_en"]
    assert "publicity" in refused.json()["detail_en"]  # what it has instead


@pytest.mark.parametrize(("value", "found"), [("true", 0), ("True", 0), ("false", 2), ("", 2)])
def test_yes_and_no(cashier: APIClient, value: str, found: int) -> None:
    assert len(ask(cashier, f"unidentified={value}").json()["results"]) == found


@pytest.mark.parametrize("value", ["1", "yes", "はい", "null", "truee"])
def test_neither_yes_nor_no(cashier: APIClient, value: str) -> None:
    refused = ask(cashier, f"unidentified={value}")
    assert refused.status_code == 422
    assert [fault["pointer"] for fault in refused.json()["errors"]] == ["/unidentified"]


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "x", "２０", ""])
def test_a_page_size_that_is_no_number_above_0(cashier: APIClient, value: str) -> None:
    refused = ask(cashier, f"page_size={value}")
    assert refused.status_code == 422
    assert [fault["pointer"] for fault in refused.json()["errors"]] == ["/page_size"]


@pytest.mark.parametrize(("value", "rows"), [(1, 1), (2, 2), (200, 200), (201, 200), (10**9, 200)])
def test_a_page_holds_at_most_200(cashier: APIClient, value: int, rows: int) -> None:
    gift = Donation.objects.order_by("pk").first()
    assert gift is not None
    Donation.objects.bulk_create(
        Donation(
            fund=gift.fund,
            donor=gift.donor,
            number=f"D{row}",
            amount=1,
            method="cash",
            pledged_at=gift.pledged_at,
        )
        for row in range(200)
    )
    answer = ask(cashier, f"page_size={value}").json()
    assert len(answer["results"]) == rows
    assert answer["next"] is not None


@pytest.mark.parametrize("value", ["x", "cD0x", "%00", "9" * 300])
def test_a_page_made_up(cashier: APIClient, value: str) -> None:
    answer = ask(cashier, f"cursor={value}")
    assert answer.status_code in (200, 404), answer.content
    assert "next" in answer.json() or answer.json()["code"] == "common.not_found"


def test_every_list_refuses_what_it_does_not_have() -> None:
    """Over all lists, as its description names their filters."""
    here = world("AAA")
    client = APIClient()
    client.force_authenticate(here.people["officer"])
    asked = 0
    for route in routes():
        names = [parameter["name"] for parameter in operation(route).get("parameters", ())]
        if route.method != "get" or "cursor" not in names:
            continue
        answer = client.get(route.path(here.ids), {"colour": "red"})
        if answer.status_code not in (403, 404):
            assert (answer.status_code, answer.json()["code"]) == (400, "common.unknown_filter"), route
            asked += 1
    assert asked >= 20


def test_ids_and_years_are_told_as_whole_numbers() -> None:
    for path, methods in description()["paths"].items():
        for told in methods.get("get", {}).get("parameters", ()):
            assert told["schema"].get("type") != "number", (path, told)


def test_a_list_of_nothing_is_no_fault(cashier: APIClient) -> None:
    other = make.fund("ZZZ")
    assert ask(cashier, f"fund={other.pk}").json()["results"] == []
