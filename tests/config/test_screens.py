"""The application's addresses are the same on both sides, and its page holds what it needs and no more."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from config import screens
from fund.models import Fund
from tests import factories as make

ROUTES = Path(settings.BASE_DIR) / "frontend" / "src" / "app" / "routes"
CATCH = re.compile(r"<(?:\w+:)?\w+>")


def addresses_of_the_application() -> set[str]:
    """The `path: "…"` of all routes, a parameter as `*`."""
    told = "\n".join(path.read_text(encoding="utf-8") for path in sorted(ROUTES.glob("*.ts*")))
    return {re.sub(r"\$\w+", "*", path.lstrip("/")) for path in re.findall(r'path: "(/[^"]*)"', told)}


def test_every_screen_can_be_opened_by_its_address() -> None:
    """A route that the server does not know would be lost when the page is loaded again."""
    known = {CATCH.sub("*", address) for address in (*screens.ADDRESSES, *screens.DEVELOPMENT)}
    assert addresses_of_the_application() <= known


@pytest.mark.django_db
def test_the_page_tells_the_fund_and_whether_somebody_is_signed_in() -> None:
    fund = make.fund()
    Fund.objects.filter(pk=fund.pk).update(name="</script><b>基金")
    client = Client()
    page = client.get("/login")
    assert page.status_code == 200
    assert page.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert "csrftoken" in page.cookies
    text = page.content.decode()
    assert text.count("</script><b>") == 0
    told = site_of(text)
    assert (told["fund"]["id"], told["fund"]["name"]) == (fund.pk, "</script><b>基金")
    assert told["signed_in"] is False
    client.force_login(make.user())
    assert site_of(client.get("/login").content.decode())["signed_in"] is True


@pytest.mark.django_db
def test_the_page_has_no_script_and_no_style_of_its_own() -> None:
    page = Client().get("/login")
    text = page.content.decode()
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "style=" not in text
    assert re.findall(r"<style", text) == []
    scripts = re.findall(r"<script([^>]*)>", text)
    assert [tag for tag in scripts if "src=" not in tag and "application/json" not in tag] == []
    assert re.findall(r"https?://", re.sub(r"http://www\.w3\.org/2000/svg", "", text)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("funds", [1, 3])
def test_the_page_costs_the_same_with_any_number_of_funds(funds: int, django_assert_num_queries: Any) -> None:
    first, *_ = [make.fund() for _ in range(funds)]
    client = Client()
    with django_assert_num_queries(1):
        page = client.get("/login")
    assert site_of(page.content.decode())["fund"]["id"] == first.pk
    client.force_login(make.user())
    with django_assert_num_queries(3):  # session, person, fund
        client.get("/login")


@pytest.mark.django_db
def test_an_unknown_address_is_no_screen() -> None:
    assert Client().get("/apply/x").status_code == 404
    assert Client().get("/nowhere").status_code == 404


@pytest.mark.django_db
def test_nobody_is_offered_to_sign_in_without_a_password_in_production(settings: Any) -> None:
    settings.DEMO_SIGN_IN = False
    assert site_of(Client().get("/login").content.decode())["demo"] == []


def site_of(text: str) -> Any:
    [told] = re.findall(r'<script id="site" type="application/json">(.*?)</script>', text)
    return json.loads(told)
