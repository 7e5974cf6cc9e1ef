"""Readings: right where they are given, none where the list has none, and the page stays what it was."""

from __future__ import annotations

import json
import re

import pytest

from fund.models import Fund
from tests.transparency.pages.reading import get
from transparency.furigana import LIST, Piece, annotate, readings, split, with_furigana

# The browser's tests read the same cases.
CASES = json.loads((LIST.parent / "cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_the_cases_both_sides_hold(text: str, expected: str) -> None:
    pieces = annotate(text)
    assert "".join(f"{p.text}({p.reading})" if p.reading else p.text for p in pieces) == expected
    assert "".join(piece.text for piece in pieces) == text


def test_every_word_of_the_list_meets_its_reading() -> None:
    known = readings()
    for word, reading in (known.words | known.after_digits).items():
        pieces = split(word, reading)
        assert "".join(piece.reading or piece.text for piece in pieces) == reading, word
        assert re.fullmatch(r"[ぁ-ゖー]+", reading), word
    for word in known.words:
        assert re.match(r"[一-鿿]", word), word


def test_kana_inside_a_word_stay_on_the_line() -> None:
    assert split("受け付け", "うけつけ") == [Piece("受", "う"), Piece("け"), Piece("付", "つ"), Piece("け")]


def test_tags_scripts_and_other_languages_stay_as_they_are() -> None:
    html = (
        '<title>助成</title><p title="助成">助成</p><svg><text>助成</text></svg><script>"助成"</script>'
        '<p lang="en">助成</p><option>助成</option><div lang="en"><p>助成</p></div>助成'
    )
    marked = "<ruby>助成<rp>(</rp><rt>じょせい</rt><rp>)</rp></ruby>"
    assert (
        with_furigana(html)
        == html.replace(">助成</p><svg>", f">{marked}</p><svg>", 1).removesuffix("助成") + marked
    )


@pytest.mark.django_db
def test_the_page_reads_the_same_with_and_without(miharashi: Fund) -> None:
    for path in ("/", "/numbers", "/rounds/R7-05", "/help"):
        plain, marked = get(path).html, get(path, furigana=1).html
        assert "<rt>じょせい</rt>" in marked, path
        assert "<ruby>" not in plain
        bare = re.sub(r"<rp>.</rp>|<rt>[^<]*</rt>", "", marked)
        main = re.compile(r"<main.*</main>", re.DOTALL)
        said, expected = (re.sub(r"<[^>]+>", "", main.findall(html)[0]) for html in (bare, plain))
        assert said == expected, path
    assert 'href="/projects?furigana=1"' in get("/", furigana=1).html
    assert "を<ruby>消<rp>(</rp><rt>け</rt><rp>)</rp></ruby>す</span></a>" in get("/", furigana=1).html
    assert "<ruby>" not in get("/", furigana=1, lang="en").html
