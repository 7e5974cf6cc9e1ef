"""One person who applies and gives: two menus that never mix, and the way from one to the other."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.journeys.conftest import NewVisitor
from tests.journeys.tour import Objects
from tests.journeys.visitor import WIDE, Visitor, wait
from tests.processes.site import Site

pytestmark = pytest.mark.processes

APPLICANT, DONOR = ["わたしの申請", "団体", "やりとり"], ["寄附の記録"]
SWITCH = "役割を切りかえる"


@pytest.fixture
def objects(demo_site: Site) -> Objects:
    return Objects(f"http://localhost:{demo_site.port}")


def menu(visitor: Visitor) -> list[str]:
    visitor.page.get_by_role("navigation", name="主なメニュー").get_by_role("link").first.wait_for()
    return visitor.page.locator(".gnav ul a").all_inner_texts()


def current(visitor: Visitor) -> list[str]:
    return visitor.page.locator(".roles a[aria-current=true]").all_inner_texts()


def give(objects: Objects, email: str) -> None:
    anybody = objects.person("applicant2")
    fund = anybody.get("public/giving/")["fund"]["id"]
    gift = {"amount": 3_000, "method": "bank", "name": "高橋 恵", "email": email, "receipt_by": "none"}
    anybody.post(f"public/funds/{fund}/gifts/", gift)


def enter_as_donor(visitor: Visitor, objects: Objects) -> None:
    """Somebody who gave without an account signs up with the same address."""
    email = f"{uuid4().hex}@example.org"
    give(objects, email)
    wait(lambda: visitor.letters(email) or None, 15)
    visitor.go("/login?next=/my/donations")
    visitor.page.get_by_role("link", name="はじめての方はこちら").click()
    visitor.fill("お名前", "高橋 恵")
    visitor.fill("メールアドレス", email)
    visitor.press("登録して進む")
    visitor.page.get_by_label("確認番号").fill(visitor.code(email, 1))
    visitor.press("ログインする")
    visitor.page.get_by_role("heading", name="寄附の記録と受領証明書").wait_for()


def begin_group(visitor: Visitor) -> None:
    cookies = {cookie["name"]: cookie["value"] for cookie in visitor.context.cookies()}  # type: ignore[typeddict-item]
    made: Any = visitor.context.request.post(
        f"{visitor.address}/api/v1/groups/",
        data={"name": "緑道の会"},
        headers={"X-CSRFToken": cookies["csrftoken"], "Referer": visitor.address},
    )
    assert made.status == 201, made.text()


def test_menus_never_mix_and_one_switches(new_visitor: NewVisitor, objects: Objects) -> None:
    visitor = new_visitor(viewport=WIDE)
    page = visitor.page
    enter_as_donor(visitor, objects)
    assert menu(visitor) == DONOR
    assert page.get_by_text(SWITCH).count() == 0, "one role, nothing to switch"

    begin_group(visitor)
    visitor.go("/my/donations")
    assert (menu(visitor), current(visitor)) == (DONOR, ["寄附者"])
    visitor.look("D1-two-roles")
    page.get_by_role("group", name=SWITCH).get_by_role("link", name="申請者").click()
    page.get_by_role("heading", name="わたしの申請").wait_for()
    assert (menu(visitor), current(visitor)) == (APPLICANT, ["申請者"])
    assert page.locator(".gnav ul a[aria-current=page]").all_inner_texts() == ["わたしの申請"]

    # A screen of no role keeps the last one; a screen opened by its address brings its own.
    visitor.go("/account")
    assert (menu(visitor), current(visitor)) == (APPLICANT, ["申請者"])
    visitor.go("/my/donations")
    assert menu(visitor) == DONOR
    visitor.go("/account")
    assert (menu(visitor), current(visitor)) == (DONOR, ["寄附者"])


def test_on_a_phone_the_switch_is_in_the_menu(new_visitor: NewVisitor, objects: Objects) -> None:
    visitor = new_visitor()
    page = visitor.page
    enter_as_donor(visitor, objects)
    begin_group(visitor)
    visitor.go("/my/donations")
    switch = page.get_by_role("group", name=SWITCH)
    assert not switch.is_visible()
    page.get_by_role("button", name="メニュー").click()
    for link in switch.get_by_role("link").all():
        box = link.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
    visitor.look("D1-two-roles-menu")
    switch.get_by_role("link", name="申請者").click()
    page.get_by_role("heading", name="わたしの申請").wait_for()

    page.get_by_role("button", name="メニュー").click()
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("group", name="Switch role").get_by_role("link", name="Donor").wait_for()
