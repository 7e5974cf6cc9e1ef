"""A person in the browser, who notices what a person would not: foreign requests, errors, what axe finds."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

from tests.journeys.chromium import AXE

PHONE: Final = {"width": 360, "height": 740}
SMALLEST: Final = {"width": 320, "height": 640}
OLD_PC: Final = {"width": 1366, "height": 768}
WIDE: Final = {"width": 1280, "height": 800}
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What the browser itself writes when an answer refuses something; the screens say it to the person.
REFUSED: Final = re.compile(
    r"Failed to load resource: .*(4\d\d|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|ERR_FAILED)"
)

# The paths that the device keeps for the time without signal.
KEPT: Final = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
  return found;
}"""


@dataclass
class Visitor:
    """One browser window; `address` is the site's."""

    context: BrowserContext
    address: str
    mail: Path
    pictures: Path
    page: Page = field(init=False)
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.on("request", self._requested)
        self.page = self.new_page()

    def new_page(self) -> Page:
        page = self.context.new_page()
        page.on("console", self._told)
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        return page

    def _told(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not REFUSED.search(message.text):
            self.errors.append(f"{self.page.url}: {message.text}")

    def _requested(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and not request.url.startswith(f"{self.address}/"):
            self.foreign.append(request.url)

    def go(self, path: str) -> None:
        """Open an address of the site and wait until it stands."""
        self.page.goto(self.address + path)
        self.settle()

    def settle(self) -> None:
        self.page.wait_for_load_state("networkidle")

    def press(self, name: str, *, exact: bool = False) -> None:
        """A button or a link by its words."""
        button = self.page.get_by_role("button", name=name, exact=exact)
        link = self.page.get_by_role("link", name=name, exact=exact)
        button.or_(link).first.click()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label).first.fill(text)

    def enter(self, email: str, password: str) -> None:
        """By password, which demo sites take, and at once: an address gets only so many codes an hour."""
        request, path = self.context.request, f"{self.address}/api/v1/sign-in/"
        headers = {"X-CSRFToken": request.get(path).json()["csrf_token"], "Referer": self.address}
        answer = request.post(path, headers=headers, data={"email": email, "password": password})
        assert answer.ok, answer.text()

    def sign_in(self, email: str) -> None:
        """By code, as everybody does; the page is then where it leads."""
        before = self._codes(email)
        self.fill("メールアドレス", email)
        self.press("確認番号を送る")
        # Other letters may be on their way at the same time.
        [*_, code] = wait(lambda: found if len(found := self._codes(email)) > len(before) else None, 15)
        self.page.get_by_label("確認番号").fill(code)
        self.press("ログインする")
        self.page.get_by_label("確認番号").wait_for(state="detached")

    def code(self, email: str, after: int) -> str:
        """The code in the newest letter to `email`, once there are more than `after`."""
        letters = wait(lambda: found if len(found := self.letters(email)) > after else None, 15)
        [code] = re.findall(r"(?<!\d)\d{6}(?!\d)", letters[-1])[:1]
        return str(code)

    def _codes(self, email: str) -> list[str]:
        """The codes in all letters that bring one on a line of its own, oldest first."""
        found = [re.findall(r"(?m)^\s*(\d{6})\s*$", text) for text in self.letters(email)]
        return [codes[0] for codes in found if codes]

    def letters(self, email: str) -> list[str]:
        """The texts of all letters to an address, oldest first."""
        found = []
        for path in sorted(self.mail.glob("*.eml")):
            message: Any = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
            if email in str(message["To"]):
                body = message.get_body(("plain",))
                found.append(f"{message['Subject']}\n{body.get_content() if body else ''}")
        return found

    def picture(self, name: str) -> None:
        """The whole page as a picture in both widths, and what must hold of every screen."""
        was = self.page.viewport_size
        for size in (PHONE, WIDE):
            self.page.set_viewport_size({"width": size["width"], "height": size["height"]})
            self.page.wait_for_timeout(150)
            self.page.screenshot(path=self.pictures / f"{name}-{size['width']}.png", full_page=True)
        if was:
            self.page.set_viewport_size(was)

    def look(self, name: str) -> None:
        """Pictures of this screen, no sideways scroll at 320 px, nothing for axe to say."""
        self.picture(name)
        was = self.page.viewport_size
        self.page.set_viewport_size({"width": 320, "height": 640})
        self.page.wait_for_timeout(300)  # a screen that is built otherwise when it is narrow
        over = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert over <= 0, f"{name}: {over} px wider than a screen of 320 px"
        if was:
            self.page.set_viewport_size(was)
        assert self.violations() == [], name

    def violations(self) -> list[str]:
        """What axe finds on the page: rule, how bad, where."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        told = self.page.evaluate(
            "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES
        )
        return [
            f"{found['id']} ({found['impact']}): {found['help']}: "
            + "; ".join(node["html"][:160] for node in found["nodes"][:3])
            for found in told["violations"]
        ]

    def clean(self) -> None:
        """Nothing was asked of another host, and nothing went wrong unseen."""
        assert self.foreign == []
        assert self.errors == []


def wait(what: Callable[[], Any], seconds: float) -> Any:
    """The first true answer of `what`."""
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, f"waited {seconds} s in vain"
        time.sleep(0.1)
    return found
