"""One demo site with real server, worker, beat and mail for all journeys of a worker, and browsers for it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.journeys.chromium import ARGUMENTS, chromium
from tests.journeys.tour import Objects
from tests.journeys.visitor import PHONE, Visitor
from tests.processes.site import Site, demo_template, free_port, own_site, shared_folder

PICTURES = Path(os.environ.get("PICTURES") or settings.BASE_DIR / "var" / "pictures")
UNPACKED = settings.BASE_DIR / "var" / "chromium"

NewVisitor = Callable[..., Visitor]


@contextmanager
def site_of_the_demo(tmp_path_factory: pytest.TempPathFactory, **extra: str) -> Iterator[Site]:
    """`make run` with the demo fund, in a place of its own."""
    extra = {"MACHITANE_DEMO": "1", "EMAIL_PORT": str(free_port()), **extra}
    template = demo_template(shared_folder(tmp_path_factory))
    with own_site(tmp_path_factory.mktemp("site"), template=template, **extra) as made:
        made.up(made.start(["python", "-m", "config.run"]), 180)
        yield made


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One for all journeys that leave its clock alone."""
    with site_of_the_demo(tmp_path_factory) as made:
        yield made


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    ready = chromium(UNPACKED)
    started = playwright.chromium.launch(
        executable_path=ready.path, args=list(ARGUMENTS), env={**os.environ, **ready.environment}
    )
    yield started
    started.close()


@pytest.fixture
def new_visitor(browser: Browser, demo_site: Site) -> Iterator[NewVisitor]:
    """`new_visitor(**context)`: a window of its own, checked at the end for errors and foreign requests."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    opened: list[Visitor] = []

    def visitor(*, viewport: Any = PHONE, **more: Any) -> Visitor:
        context = browser.new_context(
            viewport=viewport, locale="ja-JP", timezone_id="Asia/Tokyo", reduced_motion="reduce", **more
        )
        context.set_default_timeout(15_000)
        address = f"http://localhost:{demo_site.port}"
        opened.append(Visitor(context, address, demo_site.folder / "mail", PICTURES))
        return opened[-1]

    yield visitor
    for each in opened:
        each.context.close()
    for each in opened:
        each.clean()


@pytest.fixture
def visitor(new_visitor: NewVisitor) -> Visitor:
    return new_visitor()


@pytest.fixture
def check(demo_site: Site) -> str:
    """P3 of the open round."""
    return f"/rounds/{Objects(f'http://localhost:{demo_site.port}').number('open_round')}/check"


@contextmanager
def offline(visitor: Visitor) -> Iterator[None]:
    """The line is cut while the block runs."""
    visitor.context.set_offline(True)
    yield
    visitor.context.set_offline(False)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser walks once."""
    for item in items:
        if "demo_site" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.once)
