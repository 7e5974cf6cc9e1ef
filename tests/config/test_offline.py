"""What Django serves for the time without signal; what the worker does with it is walked in a browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests import factories as make

DIST = Path(settings.SCREENS_DIR)


def test_the_worker_rules_every_address_and_is_asked_for_anew_each_time() -> None:
    answer = Client().get("/sw.js")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_the_worker_knows_every_file_of_the_release() -> None:
    first = Client().get("/sw.js").content.decode().partition("\n")[0]
    named = set(json.loads(first.removeprefix("self.RELEASE=").removesuffix(";")))
    built = {f"/static/app/{path.relative_to(DIST).as_posix()}" for path in DIST.glob("assets/*.*s*")}
    own = {name for name in built if "/worker-" in name}
    assert len(own) == 1
    assert named == built - own


@pytest.mark.django_db
def test_the_page_says_whether_it_is_somebodys() -> None:
    make.fund()
    client = Client()
    assert client.get("/login").headers["Machitane-Shell"] == "anonymous"
    client.force_login(make.user())
    assert client.get("/login").headers["Machitane-Shell"] == "signed-in"
