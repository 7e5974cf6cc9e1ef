"""What letters say: every kind that the product queues has its words, and no context breaks them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.conf import settings

from fund.wording import words
from notices.texts import GENERAL, TEXTS, render

ROOMS = ("fund", "donations", "applications", "reviews", "awards", "disbursements")
TELLERS = {"queue", "tell_group", "tell_donor", "letters_to_group"}


def kinds_queued() -> dict[str, str]:
    """Every kind written out where a room queues a letter, with the file that does."""
    found = {}
    for room in ROOMS:
        for path in sorted(Path(settings.BASE_DIR, room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                name = getattr(getattr(node, "func", None), "id", "")
                if isinstance(node, ast.Call) and name in TELLERS:
                    values = [
                        arg.value
                        for arg in node.args[:2]
                        if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
                    ]
                    found |= {value: str(path) for value in values if value}
    return found


def test_every_kind_that_is_queued_has_words() -> None:
    found = kinds_queued()
    assert {"application_submitted", "offer", "donation_thanks"} <= found.keys()
    missing = {kind: path for kind, path in found.items() if kind not in TEXTS}
    assert not missing


@pytest.mark.parametrize("kind", sorted(TEXTS))
def test_every_kind_is_readable_with_and_without_its_context(kind: str) -> None:
    for language in ("ja", "en"):
        subject, body = render(kind, {}, language, name="青木 花子")
        assert subject
        assert "{" not in subject + body
        assert body.endswith("\n")
    ja, en = render(kind, {}, "ja"), render(kind, {}, "en")
    assert ja != en


@pytest.mark.parametrize(
    ("mode", "subject"),
    [("municipal", "[F] 交付決定通知書(R7-05-001)"), ("private", "[F] 助成決定通知書(R7-05-001)")],
)
def test_words_follow_the_legal_mode(mode: str, subject: str) -> None:
    context = {"fund": "F", "number": "R7-05-001", "words": words(mode), "amount": "100,000円"}
    assert render("decision_letter", context, "ja")[0] == subject


def test_a_title_cannot_write_headers_or_ask_for_more() -> None:
    context = {
        "title": "題\r\nBcc: all@example.jp {words} {0.__class__}",
        "number": "1\nSubject: x",
        "fund": "F\r\nX: y",
    }
    subject, body = render("application_submitted", context, "ja")
    assert "\n" not in subject + "".join(subject.splitlines(keepends=True)[1:])
    assert subject == "[F X: y] 申請を受け付けました(1 Subject: x)"
    assert "{words} {0.__class__}" in body


def test_a_kind_without_words_is_told_in_general() -> None:
    subject, body = render("something_new", {"title": "題"}, "ja", name="青木")
    assert subject == GENERAL.ja[0]
    assert body.startswith("青木 様\n\n題\n")
