"""What one person typed is neither kept nor read under the session of another (`X-Person`)."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from tests import factories as make

pytestmark = pytest.mark.django_db

PROFILE = "/api/v1/groups/{}/"


def test_under_another_session_a_text_is_refused_and_the_name_told() -> None:
    aoki, baba = make.user("aoki"), make.user("baba")
    path = PROFILE.format(make.group("里山の会", {aoki: "representative", baba: "representative"}).pk)
    client = APIClient()
    client.force_login(baba)
    written = {"phone": "042-000-0001"}

    refused = client.patch(path, written, format="json", headers={"X-Person": str(aoki.pk)})
    assert (refused.status_code, refused.json()["code"]) == (409, "common.another_person")
    assert refused.json()["detail_ja"] == f"ほかの人（{baba.name}さん）でログインしています。"
    assert client.get(path).json()["phone"] != written["phone"]
    assert client.get(path, headers={"X-Person": str(aoki.pk)}).status_code == 409

    own = client.patch(path, written, format="json", headers={"X-Person": str(baba.pk)})
    assert (own.status_code, own.json()["phone"]) == (200, written["phone"])


@pytest.mark.parametrize("header", ["", "x", "-1", "9" * 200])
def test_what_is_nobodys_number_is_nobody(header: str) -> None:
    client = APIClient()
    client.force_login(make.user())
    assert client.get("/api/v1/me/", headers={"X-Person": header}).status_code == 409


def test_without_a_session_one_signs_in_first() -> None:
    assert APIClient().get("/api/v1/me/", headers={"X-Person": "1"}).status_code == 401
