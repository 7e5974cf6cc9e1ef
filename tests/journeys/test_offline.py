"""Without signal the form opens again and what was typed is there; nothing stays for who signed out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Page, Route

from intake.demo import PASSWORD
from intake.demo_content import address
from tests.journeys.conftest import NewVisitor
from tests.journeys.cut_line import CutLine
from tests.journeys.visitor import KEPT, Visitor, wait
from tests.processes.site import Site

pytestmark = pytest.mark.processes

REGISTERED: Final = "async () => (await navigator.serviceWorker.getRegistrations()).length"
TEXTS: Final = (
    "電波のない会議室で書いています。",
    "読み込みなおしても続けます。",
    "新しいタブでも続けます。",
)


@pytest.fixture
def line(demo_site: Site) -> Iterator[CutLine]:
    """The browser's "offline" does not reach its workers, so the line itself is cut."""
    with CutLine(demo_site.port) as made:
        yield made


def kept(page: Page) -> Any:
    return page.evaluate(KEPT)


def at_the_form(visitor: Visitor, *, line: CutLine | None = None, shared: bool = False) -> str:
    """Signed in, at A6 of a draft; its address."""
    if line:
        line.between(visitor)
    if shared:
        visitor.go("/login?next=/my")
        visitor.page.get_by_label("共用のパソコンです").check()
        visitor.sign_in(address("applicant2"))
        visitor.page.get_by_role("heading", name="わたしの申請").wait_for()
    else:
        signed_in(visitor, "applicant2")
    listed = visitor.context.request.get(f"{visitor.address}/api/v1/applications/?state=draft").json()
    path = f"/apply/{listed['results'][0]['id']}/project"
    visitor.go(path)
    visitor.page.locator("#f-purpose").wait_for()
    return path


def signed_in(visitor: Visitor, who: str) -> None:
    """By password, which costs no letter."""
    visitor.go("/login")
    token = next(each["value"] for each in visitor.context.cookies() if each["name"] == "csrftoken")
    answer = visitor.context.request.post(
        f"{visitor.address}/api/v1/sign-in/",
        data={"email": address(who), "password": PASSWORD},
        headers={"X-CSRFToken": token, "Origin": visitor.address},
    )
    assert answer.ok


def ready(page: Page, path: str) -> None:
    """The device has what the form needs, the steps that were not opened yet among it."""
    form = f"/api/v1/screens/applications/{path.split('/')[2]}/"
    wait(lambda: {"/apply", "/api/v1/me/", form} <= set(kept(page)), 10)
    wait(lambda: any("plan-steps" in name for name in kept(page)), 10)


def test_the_form_comes_back_without_signal(new_visitor: NewVisitor, line: CutLine) -> None:
    visitor = new_visitor()
    path = at_the_form(visitor, line=line)
    page = visitor.page
    ready(page, path)
    with line.cut(visitor):
        page.locator("#f-purpose").fill(TEXTS[0])
        page.get_by_text("この端末に保存しました").wait_for()
        page.reload()
        wait(lambda: page.locator("#f-purpose").input_value() == TEXTS[0], 10)
        page.get_by_text("この端末に保存しました").wait_for()
        visitor.look("A6-offline")
        page.locator("#f-purpose").fill(TEXTS[0] + TEXTS[1])
        # A step that was never opened on this device.
        page.goto(visitor.address + path.replace("project", "plan"))
        page.get_by_role("heading", level=1).wait_for()
        assert page.get_by_role("button", name="行を足す").first.is_visible()
        page.close()
        page = visitor.page = visitor.new_page()
        page.goto(visitor.address + path)
        wait(lambda: page.locator("#f-purpose").input_value() == TEXTS[0] + TEXTS[1], 10)
        page.locator("#f-purpose").fill("".join(TEXTS))
        page.get_by_text("この端末に保存しました").wait_for()
        # What has no copy says so in words, a page of the server's as well.
        other = visitor.new_page()
        for unknown in ("/my", "/projects", "/my/donations"):
            other.goto(visitor.address + unknown)
            other.get_by_role("heading", name="電波がありません").wait_for()
        visitor.page = other
        visitor.look("offline")
        visitor.page = page
    draft = f"{visitor.address}/api/v1/applications/{path.split('/')[2]}/draft/"
    saved = wait(
        lambda: visitor.context.request.get(draft).json()["draft"].get("purpose") == "".join(TEXTS), 10
    )
    assert saved
    other.get_by_role("heading", name="電波がありません").wait_for(state="detached")
    page.get_by_text("保存しました").first.wait_for()
    # The browser's console keeps what the screens said of the missing line.
    visitor.errors[:] = [error for error in visitor.errors if "Problem: 通信できませんでした" not in error]


AGED: Final = """async path => {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    const kept = await cache.match(path);
    if (!kept) continue;
    const screen = await kept.json();
    screen.group.phone = '044-000-0000';
    await cache.put(path, new Response(JSON.stringify(screen), { headers: kept.headers }));
  }
}"""


def test_a_profile_is_not_older_than_what_was_saved(new_visitor: NewVisitor, line: CutLine) -> None:
    """The copy of the screen is from before this device saved the telephone number."""
    visitor = new_visitor()
    path = at_the_form(visitor, line=line)
    page = visitor.page
    ready(page, path)
    visitor.go(path.replace("project", "group"))
    phone = page.get_by_label("電話番号")
    before = phone.input_value()
    phone.fill("044-200-1234")
    page.locator("h1").click()
    number = path.split("/")[2]
    read = f"{visitor.address}/api/v1/screens/applications/{number}/"
    wait(lambda: visitor.context.request.get(read).json()["group"]["phone"] == "044-200-1234", 10)
    visitor.settle()
    page.evaluate(AGED, f"/api/v1/screens/applications/{number}/")
    with line.cut(visitor):
        page.reload()
        phone.wait_for()
        page.wait_for_timeout(1_000)
        assert phone.input_value() == "044-200-1234"
    phone.fill(before)
    page.locator("h1").click()
    wait(lambda: visitor.context.request.get(read).json()["group"]["phone"] == before, 10)
    visitor.errors[:] = [error for error in visitor.errors if "Problem: 通信できませんでした" not in error]


def test_nothing_stays_for_who_signed_out(new_visitor: NewVisitor, line: CutLine) -> None:
    visitor = new_visitor()
    path = at_the_form(visitor, line=line)
    page = visitor.page
    ready(page, path)
    assert page.evaluate(REGISTERED) == 1
    visitor.go("/account")
    visitor.press("この端末からログアウトする")
    page.get_by_role("heading", name="ログイン").or_(page.locator("#calls")).first.wait_for()
    visitor.settle()
    assert kept(page) == []
    assert page.evaluate(REGISTERED) == 0
    with line.cut(visitor), pytest.raises(Exception, match="ERR_CONNECTION_REFUSED"):
        page.goto(visitor.address + path)


def test_nothing_is_kept_on_a_shared_computer(new_visitor: NewVisitor) -> None:
    visitor = new_visitor()
    path = at_the_form(visitor, shared=True)
    # A tab of its own knows it too.
    visitor.page = visitor.new_page()
    visitor.go(path)
    visitor.page.locator("#f-purpose").wait_for()
    visitor.page.wait_for_timeout(3_000)
    assert kept(visitor.page) == []
    assert visitor.page.evaluate(REGISTERED) == 0


def test_another_persons_copies_go_when_somebody_signs_in(new_visitor: NewVisitor) -> None:
    visitor = new_visitor()
    path = at_the_form(visitor)
    ready(visitor.page, path)
    visitor.context.clear_cookies(name="sessionid")
    visitor.go("/login?next=/my")
    assert [name for name in kept(visitor.page) if name.startswith("/a")] == []
    signed_in(visitor, "applicant3")
    visitor.go("/my")
    visitor.page.get_by_role("heading", name="わたしの申請").wait_for()
    wait(lambda: "/api/v1/me/" in kept(visitor.page), 10)
    assert f"/api/v1/screens/applications/{path.split('/')[2]}/" not in kept(visitor.page)


def test_a_file_that_is_gone_loads_the_page_anew_once(new_visitor: NewVisitor) -> None:
    visitor = new_visitor(service_workers="block")
    path = at_the_form(visitor)
    page = visitor.page
    page.locator("#f-purpose").fill(TEXTS[0])
    page.get_by_text("保存しました").first.wait_for()
    page.evaluate("window.before = true")
    gone: list[str] = []

    def refuse(route: Route) -> None:
        gone.append(route.request.url)
        route.fulfill(status=404)

    visitor.context.route("**/account-page-*.js", refuse)
    page.locator("a[href='/account']:visible, .menu-btn:visible").first.click()
    page.locator("a[href='/account']:visible").first.click()
    page.get_by_role("button", name="もう一度読み込む").wait_for()
    assert page.evaluate("window.before") is None
    assert 1 < len(gone) < 5
    visitor.context.unroute("**/account-page-*.js")
    visitor.go(path)
    assert page.locator("#f-purpose").input_value() == TEXTS[0]
    visitor.errors.clear()  # the browser's own words about the file
