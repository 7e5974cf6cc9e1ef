"""What every test stands on: a place of its own under var/, and a flush that may pass the guards."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import TransactionTestCase

from common import guards


def pytest_configure(config: pytest.Config) -> None:
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What a test tells of a run that went well (`record_property("told", …)`): its seed and counts."""
    for report in terminalreporter.getreports("passed"):
        for name, words in report.user_properties:
            if name == "told":
                terminalreporter.write_line(words)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`@pytest.mark.postgres` tests speak of row locks, which SQLite has not; `once` tests prove the same on
    either database, and run in the pass that is like production where there are both."""
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return
    locks = pytest.mark.skip(reason="row locks: PostgreSQL only (make test runs it there too)")
    again = pytest.mark.skip(reason="the same on either database: run in the pass on PostgreSQL")
    for item in items:
        if "postgres" in item.keywords:
            item.add_marker(locks)
        if "once" in item.keywords and os.environ.get("TEST_PASSES") == "2":
            item.add_marker(again)


@pytest.fixture(autouse=True, scope="session")
def _flush_passes_the_guards() -> Iterator[None]:
    """The append-only tables refuse a transactional test's flush; only here are they lifted."""
    original = TransactionTestCase._fixture_teardown

    def teardown(self: Any) -> None:
        with guards.lifted():
            original(self)

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = original  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _clock_stands_where_the_test_puts_it(tmp_path: Any, settings: Any) -> None:
    settings.DEVELOPMENT_CLOCK_FILE = tmp_path / "clock-offset"
