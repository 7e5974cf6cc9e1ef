from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import text

NAMES = Path(__file__).parents[1] / "data" / "tricky_names.csv"
JAPANESE = st.text(
    st.sampled_from("あかがぱアカガパャッーｰｱｶﾞﾟ・髙𠮷ＡａA1１ 　゛゜\u3099\u309a〜～-"), max_size=12
)


def group_names() -> list[str]:
    with NAMES.open(encoding="utf-8", newline="") as handle:
        return [row["input"] for row in csv.DictReader(handle) if row["kind"] == "group_name"]


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("が", 1),
        ("か\u3099", 1),
        ("👨‍👩‍👧", 1),
        ("\r\n", 1),
        ("\n", 1),
        ("𠮷", 1),
        ("葛\U000e0100", 1),
        ("ｶﾞ", 1),
        ("", 0),
        # ま ち CRLF が(2 code points) 𠮷 space = 6
        ("まち\r\nか\u3099𠮷 ", 6),
        # nothing is trimmed while typing
        ("  ", 2),
    ],
)
def test_count_characters_counts_what_a_person_sees(written: str, count: int) -> None:
    assert text.count_characters(written) == count


def test_count_characters_of_the_family_name_in_the_table() -> None:
    # 👨‍👩‍👧 + 子育てサロン = 1 + 6
    family = next(name for name in group_names() if name.endswith("子育てサロン"))
    assert text.count_characters(family) == 7


@given(st.text())
def test_count_characters_is_the_same_for_both_unicode_forms(written: str) -> None:
    decomposed = unicodedata.normalize("NFD", written)
    assert text.count_characters(decomposed) == text.count_characters(unicodedata.normalize("NFC", written))


@given(st.text())
def test_clusters_lose_nothing(written: str) -> None:
    assert "".join(text.clusters(written)) == written


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("１，２３４，５６７円", 1234567),
        ("1,234", 1234),
        ("1234", 1234),
        ("¥1,000", 1000),
        ("￥１０００", 1000),
        ("△1,000", -1000),
        ("▲500円", -500),
        ("−500", -500),
        ("－５００", -500),
        ("¥-500", -500),
        ("-¥500", -500),
        (" 12 000 円", 12000),
        ("０", 0),
        ("007", 7),
        (42, 42),
    ],
)
def test_parse_integer_reads_what_people_type(typed: str | int, value: int) -> None:
    assert text.parse_integer(typed) == value


@pytest.mark.parametrize(
    "typed",
    [
        1.0,
        True,
        None,
        "",
        "円",
        "1.5",
        "1e3",
        "1,00",
        "1,2,3",
        ",100",
        "①",
        "10²",
        "五百",
        "5万",
        "--5",
        "△-5",
        "٣",
    ],
)
def test_parse_integer_refuses_what_is_no_whole_number(typed: object) -> None:
    with pytest.raises(ValueError, match="whole number"):
        text.parse_integer(typed)  # type: ignore[arg-type]


@given(st.integers())
def test_parse_integer_reads_back_every_way_of_printing(value: int) -> None:
    wide = str.maketrans("0123456789,-", "０１２３４５６７８９，－")
    for printed in (f"{value}", f"{value:,}円", f"{value:,}".translate(wide)):
        assert text.parse_integer(printed) == value
    assert text.parse_integer(f"{'△' if value < 0 else ''}{abs(value):,}円") == value


@pytest.mark.parametrize(
    "typed",
    [
        "03-1234-5678",
        "0312345678",
        "０３－１２３４－５６７８",
        "+81 3-1234-5678",
        "+81312345678",
        "(03)1234-5678",
        "03(1234)5678",
        "+81-(0)3-1234-5678",
        "03ー1234ー5678",
        "03 1234 5678",
    ],
)
def test_phone_has_one_form(typed: str) -> None:
    assert text.normalise_phone(typed) == "03-1234-5678"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("044-000-0001", "044-000-0001"),
        ("0440000001", "044-000-0001"),
        ("09012345678", "090-1234-5678"),
        ("+819012345678", "090-1234-5678"),
        ("0120000111", "0120-000-111"),
        ("08001234567", "0800-123-4567"),
        # 0422 (武蔵野) and 042 (立川) begin alike: the person's hyphens are kept, none are made up
        ("0422-51-0000", "0422-51-0000"),
        ("0422510000", "0422510000"),
    ],
)
def test_phone_is_split_only_where_that_is_certain(typed: str, kept: str) -> None:
    assert text.normalise_phone(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567890", "031234567", "031234567890", "0901234567", "03-1234-567a"]
)
def test_phone_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="phone"):
        text.normalise_phone(typed)


@given(st.from_regex(r"0[1-9][0-9]{8}|0[5789]0[0-9]{8}", fullmatch=True))
def test_phone_keeps_its_digits_and_its_form(digits: str) -> None:
    try:
        once = text.normalise_phone(digits)
    except ValueError:
        return
    assert once.replace("-", "") == digits
    assert text.normalise_phone(once) == once


@pytest.mark.parametrize(
    "typed", ["2130001", "213-0001", "〒213-0001", "２１３－０００１", "213ー0001", " 213 0001 "]
)
def test_postal_code_has_one_form(typed: str) -> None:
    assert text.normalise_postal_code(typed) == "213-0001"


@pytest.mark.parametrize("typed", ["", "213", "213-00012", "21-30001", "abc-defg"])
def test_postal_code_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="postal code"):
        text.normalise_postal_code(typed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("神戸か\u3099んばろう会", "神戸がんばろう会"),
        ("NPO法人 まち～むら", "npo法人まち〜むら"),
        ("ＮＰＯ法人Ａ－Ｂ", "NPO法人A−B"),
        ("葛\U000e0100飾見守り隊", "葛飾見守り隊"),
        ("山本 和子", "山本　和子"),
        ("きょうとスーパー", "ｷﾖｳﾄｽ-ﾊﾟ-"),
        ("ヤマタ゛", "やまだ"),
        ("㈱まちのわ", "(株)まちのわ"),
    ],
)
def test_search_key_is_the_same_for_two_spellings(one: str, other: str) -> None:
    assert text.search_key(one) == text.search_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("カキ", "ガキ"), ("はは", "ぱぱ"), ("髙橋", "山橋"), ("A1", "A2")]
)
def test_search_key_keeps_different_names_apart(one: str, other: str) -> None:
    assert text.search_key(one) != text.search_key(other)


@given(JAPANESE)
def test_search_key_of_a_key_is_the_key(written: str) -> None:
    key = text.search_key(written)
    assert text.search_key(key) == key


@given(JAPANESE)
def test_search_key_is_the_same_for_every_unicode_form(written: str) -> None:
    keys = {text.search_key(unicodedata.normalize(form, written)) for form in ("NFC", "NFD")}
    assert keys == {text.search_key(written)}
