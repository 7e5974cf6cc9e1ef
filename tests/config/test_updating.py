"""While the site is being updated, people and programs are told so, and nothing is done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import html5lib
import pytest
from django.test import Client

from config.updating import FOLDER


@pytest.fixture
def updating(settings: Any, tmp_path: Path) -> Path:
    settings.UPDATING_FILE = tmp_path / "updating"
    settings.UPDATING_FILE.touch()
    return settings.UPDATING_FILE


def test_people_read_it_in_both_languages(client: Client, updating: Path) -> None:
    for path in ("/", "/projects/1", "/login", "/nowhere"):
        page = client.get(path)
        assert page.status_code == 503, path
        assert page.headers["Retry-After"] == "120"
        assert page.headers["Cache-Control"] == "no-store"
        text = page.content.decode()
        assert "サイトを更新しています" in text
        assert "The site is being updated" in text


def test_programs_are_told_and_nothing_is_done(client: Client, updating: Path) -> None:
    answer = client.post("/api/v1/donations/", {"amount": 1000}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (503, "common.updating")
    assert answer.headers["Retry-After"] == "120"


def test_the_page_stands_alone(client: Client, updating: Path) -> None:
    html = (FOLDER / "index.html").read_text(encoding="utf-8")
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(html)
    assert parser.errors == []
    assert "<style" not in html
    assert "style=" not in html
    assert "://" not in html
    style = client.get("/updating/updating.css")
    assert (style.status_code, style.headers["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert "url(" not in style.content.decode()


def test_it_goes_on_when_the_file_is_gone(client: Client, updating: Path) -> None:
    assert client.get("/nowhere").status_code == 503
    updating.unlink()
    assert client.get("/nowhere").status_code == 404


@pytest.mark.parametrize(
    ("template", "ja", "en"),
    [
        ("config/not_found.html", "ページが見つかりません", "not found"),
        ("config/refused.html", "この画面を見る権限がありません", "You may not see this page"),
        ("config/too_many.html", "しばらくお待ちください", "Please wait a little"),
        ("429.html", "しばらくお待ちください", "Please wait a little"),
        ("config/failed.html", "こちらの不具合で表示できません", "Something failed on our side"),
        ("config/expired.html", "画面の有効期限が切れました", "This page has expired"),
    ],
)
def test_every_message_is_told_in_both_languages(template: str, ja: str, en: str) -> None:
    from django.template.loader import render_to_string

    html = render_to_string(template)
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(html)
    assert parser.errors == []
    assert ja in html
    assert en in html
    assert html.count("<h1") == 1
    assert 'lang="en"' in html
