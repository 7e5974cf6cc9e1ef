"""Any text at all can go on paper; what was written is there, and what no font has is marked."""

from __future__ import annotations

import io
import unicodedata
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from common import clock
from common.papers.glyphs import STAND_IN, printable, shown
from common.papers.typesetting import MOST_CELLS, MOST_CHARACTERS, PaperTooLong, render
from tests.papers import plain

AT = datetime(2026, 11, 29, 12, 34, 56, 789, tzinfo=clock.JST)


def slip(**differs: object) -> bytes:
    facts = {"title": "受付票", "issuer": "基金", "number": "1", "name": "会", "record": [], "foot": "1"}
    return render("applications/papers/slip.typ", {**facts, **differs}, at=AT)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=80))
def test_any_text_can_be_printed(text: str) -> None:
    assert slip(name=text, title=text or "x").startswith(b"%PDF-")


@pytest.mark.parametrize(
    "text", ["髙﨑𠮷葛\U000e0100辻", "㈱①㊤㍻㋿℡", "か\u3099", "〜－ー―‖", "é ß Œ", "①\ufe0f", "☎"]
)
def test_what_japanese_names_need_is_there(text: str) -> None:
    missing: dict[str, int] = {}
    assert printable(text, missing) == text
    assert missing == {}


@pytest.mark.parametrize(
    ("text", "printed", "named"),
    [
        ("🦊", STAND_IN, {"U+1F98A": 1}),
        ("👨‍👩‍👧x👨‍👩‍👧", f"{STAND_IN}x{STAND_IN}", {"U+1F468 U+200D U+1F469 U+200D U+1F467": 2}),
        ("\ue000", STAND_IN, {"U+E000": 1}),
        ("a\u202eb\ufeffc\u200bd", "abcd", {}),
        ("a\r\nb\rc\u2028d\te", "a\nb\nc\nd    e", {}),
    ],
)
def test_what_no_font_has_is_marked_once_for_each_character(
    text: str, printed: str, named: dict[str, int]
) -> None:
    missing: dict[str, int] = {}
    assert printable(text, missing) == printed
    assert missing == named


def test_a_very_long_word_can_break_and_says_the_same() -> None:
    word = "https://example.org/" + "a" * 300
    assert printable(word).replace("\u200b", "") == word
    assert max(map(len, printable(word).split("\u200b"))) <= 8
    assert printable("short words stay") == "short words stay"


def test_markup_is_only_text() -> None:
    text = '#panic("x") $ \\ * _ ` <a> @b [c] // d'
    reader = PdfReader(io.BytesIO(slip(name=text)))
    assert plain(text) in plain(reader.pages[0].extract_text())


def test_the_same_facts_give_the_same_bytes_and_the_file_bears_its_day() -> None:
    assert slip() == slip()
    assert slip() != slip(number="2")
    document = PdfReader(io.BytesIO(slip(title="表題")))
    assert document.metadata is not None
    assert document.metadata.title == "表題"
    assert document.metadata.creation_date == AT.replace(microsecond=0)
    described = document.xmp_metadata
    assert described is not None
    assert "pdfaid:part" in described.stream.get_data().decode()
    assert "pdfuaid:part" in described.stream.get_data().decode()


@pytest.mark.parametrize(
    "record",
    [
        [{"label": "x", "value": ""}] * MOST_CELLS,
        [{"label": "x", "value": "\n" * MOST_CELLS}],
        [{"label": "x", "value": "\r" * MOST_CELLS}],
        [{"label": "x", "value": "a" * (MOST_CHARACTERS + 1)}],
    ],
    ids=["cells", "lines", "old lines", "characters"],
)
def test_there_is_an_end_to_one_paper(record: list[dict[str, str]]) -> None:
    with pytest.raises(PaperTooLong):
        slip(record=record)


def test_no_private_or_control_character_is_taken_for_one_we_have() -> None:
    assert not [point for point in shown() if unicodedata.category(chr(point)) in ("Co", "Cc", "Cf", "Cn")]
