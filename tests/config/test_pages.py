"""The pages that belong to no room."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from config import caught_mail, demo, health, security
from config.views import failed

LETTER = """\
From: office@example.jp
To: =?utf-8?b?6Z2S5pyo?= <aoki@example.jp>
Subject: =?utf-8?b?5o6h5oqe44Gu44GK55+l44KJ44Gb?=
Date: Wed, 01 Apr 2026 09:00:00 +0900
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

助成金は363,000円です。<script>alert(1)</script>
"""


@pytest.fixture
def mailbox(tmp_path: Path, settings: Any) -> Path:
    settings.CAUGHT_MAIL_DIR = tmp_path / "mail"
    return tmp_path / "mail"


@pytest.mark.django_db
def test_the_development_page_links_only_to_addresses_that_answer(client: Client, mailbox: Path) -> None:
    page = client.get("/dev/").content.decode()
    for address in ("/api/v1/docs/", "/api/v1/schema/", "/dev/mail/", "/parts"):
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200, address
    assert 'href="/healthz"' in page


@pytest.mark.django_db
def test_the_development_page_is_linked_from_the_footer(client: Client) -> None:
    assert 'href="/dev/"' in client.get("/").content.decode()


def test_the_development_page_shows_the_demo_logins(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cast = [demo.Login("申請団体 代表者", "aoki@example.jp", "pass-<1>")]
    monkeypatch.setattr(demo, "logins", lambda: cast)
    page = client.get("/dev/").content.decode()
    assert "申請団体 代表者" in page
    assert "aoki@example.jp" in page
    assert "pass-&lt;1&gt;" in page


def test_the_terminal_shows_them_in_columns(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cast = [demo.Login("委員長", "chiba@example.jp", "p1"), demo.Login("CPA", "a@example.jp", "p2")]
    monkeypatch.setattr(demo, "logins", lambda: cast)
    call_command("demo_logins")
    # A Japanese letter takes two columns.
    assert capsys.readouterr().out.splitlines() == [
        "  委員長  chiba@example.jp  p1",
        "  CPA     a@example.jp      p2",
    ]


def test_no_logins_where_the_demo_may_not_sign_in(settings: Any) -> None:
    settings.DEMO_SIGN_IN = False
    assert demo.logins() == []


def test_pages_may_load_nothing_from_elsewhere(client: Client) -> None:
    policy = client.get("/dev/").headers[security.HEADER]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    docs = client.get("/api/v1/docs/")
    assert "script-src 'self';" in docs.headers[security.HEADER]
    body = docs.content.decode()
    assert "://" not in body
    assert "<script>" not in body


def test_an_unknown_address_is_a_page_for_people_and_a_problem_for_programs(client: Client) -> None:
    page = client.get("/nowhere")
    assert page.status_code == 404
    assert "ページが見つかりません" in page.content.decode()
    problem = client.get("/api/v1/nowhere")
    assert problem.status_code == 404
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert problem.json()["code"] == "common.not_found"


@pytest.mark.parametrize(
    ("path", "kind"), [("/api/v1/rounds", "application/problem+json"), ("/", "text/html; charset=utf-8")]
)
def test_a_fault_of_ours_says_that_nothing_was_saved(rf: Any, path: str, kind: str) -> None:
    answer = failed(rf.get(path))
    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == kind


@pytest.mark.django_db
def test_health_names_each_part(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {"database": True, "redis": True, "worker": False, "beat": True}
    monkeypatch.setattr(health, "parts", lambda: parts)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "down",
        "parts": {"database": "ok", "redis": "ok", "worker": "down", "beat": "ok"},
    }
    assert "no-store" in answer.headers["Cache-Control"]
    parts["worker"] = True
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_no_redis_is_not_ready_and_no_crash(client: Client, settings: Any) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"] == {"database": "ok", "redis": "down"}
    assert client.get("/healthz").json()["parts"] == {
        "database": "ok",
        "redis": "down",
        "worker": "down",
        "beat": "down",
    }


def test_only_reading_is_possible(client: Client) -> None:
    for address in ("/", "/healthz", "/readyz", "/dev/", "/dev/mail/"):
        assert client.post(address).status_code == 405, address


def test_a_caught_letter_is_listed_and_shown_as_text(client: Client, mailbox: Path) -> None:
    path = caught_mail.store(LETTER.encode())
    listed = client.get("/dev/mail/").content.decode()
    assert "採択のお知らせ" in listed
    assert "青木 &lt;aoki@example.jp&gt;" in listed
    assert "Wed, 01 Apr 2026 09:00:00 +0900" in listed
    shown = client.get(f"/dev/mail/{path.name}").content.decode()
    assert "助成金は363,000円です。&lt;script&gt;" in shown
    assert "<script>" not in shown


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe\x00", b"Date: never\n\nx", b"Content-Type: image/png\n\nx"])
def test_a_broken_letter_breaks_no_page(client: Client, mailbox: Path, raw: bytes) -> None:
    path = caught_mail.store(raw)
    assert client.get("/dev/mail/").status_code == 200
    assert client.get(f"/dev/mail/{path.name}").status_code == 200


@pytest.mark.parametrize("name", ["..%2Fsecret.eml", "%2e%2e/secret.eml", "secret.eml", "1.eml"])
def test_no_other_file_is_shown(client: Client, mailbox: Path, name: str) -> None:
    mailbox.mkdir()
    for place in (mailbox, mailbox.parent):
        (place / "secret.eml").write_bytes(LETTER.encode())
    assert client.get(f"/dev/mail/{name}").status_code == 404


def test_the_oldest_letters_go(mailbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caught_mail, "KEEP", 3)
    names = [caught_mail.store(LETTER.encode()).name for _ in range(5)]
    assert [letter.name for letter in caught_mail.letters()] == names[:1:-1]
