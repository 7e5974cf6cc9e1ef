"""A number in a list's address is told what is wrong with it, never a failure of ours."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from tests import factories as make

pytestmark = pytest.mark.django_db

LISTS = [
    "public/rounds/?fund={}",
    "applications/?round={}",
    "awards/?group={}",
    "batches/?fund={}",
    "donations/?donor={}",
    "receipts/?calendar_year={}",
    "rounds/?fiscal_year={}",
]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "value", ["-1.7976931348623157e+308", "1e400", "-1", "0", "1.5", "1.0", "x", "9" * 40]
)
def test_an_impossible_number_is_refused_by_name(path: str, value: str) -> None:
    client = APIClient()
    client.force_login(make.user())

    answer = client.get(f"/api/v1/{path.format(value)}")

    assert answer.status_code == 422, answer.content
    [fault] = answer.json()["errors"]
    assert fault["pointer"] == "/" + path.partition("?")[2].partition("=")[0]
    assert fault["detail_ja"] != fault["detail_en"]


@pytest.mark.parametrize("path", LISTS)
def test_a_number_nobody_has_finds_nothing(path: str) -> None:
    client = APIClient()
    client.force_login(make.user())
    assert client.get(f"/api/v1/{path.format(10**18)}").json()["results"] == []
