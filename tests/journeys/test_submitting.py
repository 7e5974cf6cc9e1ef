"""Journey 3 (締切ぎりぎりの提出): T is the deadline with its grace, by the site's own clock.

The site is one of its own, since its clock is moved as `manage.py advance` moves it, and its scanner goes
away while a file still waits for it.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from applications.papers.content import SHORT_HASH
from intake.demo_content import address
from tests import clamd
from tests.journeys.applicant import Applicant
from tests.journeys.conftest import PICTURES, site_of_the_demo
from tests.journeys.filled_form import FILES, FORM, ROWS
from tests.journeys.visitor import PHONE, Visitor, wait
from tests.papers import plain
from tests.processes.site import Site

pytestmark = [pytest.mark.processes, pytest.mark.once]
SHOWN_SECONDS: Final = 3


@dataclass
class LastDay:
    """A site whose round closes soon, and people who sign in there."""

    site: Site
    browser: Browser
    scanner: Any
    clock: Path

    def set(self, moment: datetime) -> None:
        """The site's clock, forward."""
        ahead = moment - datetime.now(UTC)
        self.clock.write_text(str(int(ahead.total_seconds())))

    def person(self, who: str) -> Visitor:
        context = self.browser.new_context(viewport=PHONE, locale="ja-JP", timezone_id="Asia/Tokyo")  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        visitor = Visitor(context, f"http://localhost:{self.site.port}", self.site.folder / "mail", PICTURES)
        visitor.go("/login")
        visitor.sign_in(address(who))
        return visitor

    def draft(self, who: str) -> Applicant:
        visitor = self.person(who)
        listed = visitor.context.request.get(f"{visitor.address}/api/v1/applications/?state=draft").json()
        applicant = Applicant(visitor, int(listed["results"][0]["id"]))
        applicant.fill_in()
        return applicant


@pytest.fixture
def last_day(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[LastDay]:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with clamd.running() as scanner, site_of_the_demo(tmp_path_factory, CLAMAV=scanner.address) as site:
        yield LastDay(site, browser, scanner, site.folder / "clock-offset")


def test_what_is_submitted_in_the_last_seconds_counts_once(last_day: LastDay) -> None:
    call = last_day.draft("applicant").screen()["round"]
    grace = timedelta(minutes=call["settings"]["grace_minutes"])
    end = datetime.fromisoformat(call["closes_at"]) + grace
    # Sessions end with the days that pass, so everybody signs in on the last one.
    last_day.set(end - timedelta(minutes=20))
    applicant, late = last_day.draft("applicant2"), last_day.draft("applicant")
    page = applicant.page
    applicant.open("files")
    applicant.attach(*FILES[:2])
    wait(lambda: states(applicant) == ["clean", "clean"] or None, 20)
    last_day.scanner.shutdown()
    last_day.scanner.server_close()
    applicant.attach(FILES[2])
    wait(lambda: states(applicant) == ["clean", "clean", "waiting"] or None, 20)
    for each in (applicant, late):
        each.open("check")
        each.page.get_by_text("足りないものはありません。").wait_for()

    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/submit/") else None)
    page.get_by_role("button", name="提出する").click()
    last_day.set(end - timedelta(seconds=5))
    began = time.monotonic()
    page.get_by_role("dialog").get_by_role("button", name="提出する").dblclick()
    page.get_by_text("受け付けました").first.wait_for()
    number = page.locator("dd.num").first.inner_text()
    assert time.monotonic() - began <= SHOWN_SECONDS
    applicant.visitor.look("A12-last-second")

    receipt = applicant.get(f"screens/application-receipt/{applicant.application}/")
    assert receipt["number"] == number
    assert receipt["submission"] == len(sent) == 1
    assert datetime.fromisoformat(receipt["received_at"]) <= end
    assert receipt["in_grace"]
    stands_in_full(applicant, number, receipt["pdf_url"])

    # A second after T: refused, with whom to call, and the draft as it was.
    last_day.set(end + timedelta(seconds=1))
    late.visitor.press("提出する")
    late.page.get_by_role("dialog").get_by_role("button", name="提出する").click()
    refusal = late.page.get_by_role("alert").filter(has_text="を過ぎています。受け付けられません。")
    refusal.wait_for()
    assert refusal.get_by_role("link", name="044-000-0000").count() == 1
    assert "下書きは残っています。" in refusal.inner_text()
    late.visitor.look("A11-too-late")
    late.page.reload()
    late.page.locator("h1").wait_for()
    assert late.saved() == late.typed
    assert late.screen()["application"]["number"] == ""
    for each in (applicant, late):
        each.visitor.clean()


def states(applicant: Applicant) -> list[str]:
    return [row["scan_state"] for row in applicant.screen()["documents"]]


def stands_in_full(applicant: Applicant, number: str, path: str) -> None:
    """The paper has the number, every answer unclipped, every row and every file with its hash."""
    answer = applicant.visitor.context.request.get(applicant.visitor.address + path)
    text = plain("".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.body())).pages))
    assert plain(number) in text
    texts = [entry.text for entry in FORM if entry.text and entry.step in {"project", "plan", "outcome"}]
    for words in (*texts, *(row[1] for row in ROWS), *(f"{row[2]:,}" for row in ROWS)):
        assert plain(words) in text, words
    for file in FILES:
        assert plain(file.name) in text
        assert file.hash[:SHORT_HASH] in text, file.name
