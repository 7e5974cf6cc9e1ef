from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import zengin
from common.text import clusters
from common.zengin import Change, ZenginEmpty, ZenginRefused, ZenginRules, ZenginTooLong, to_zengin

NAMES = Path(__file__).parents[1] / "data" / "tricky_names.csv"
# Written out here from the format's description, apart from the tables of the module.
CARRIED = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ().-/,\\｢｣ｦｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝﾞﾟ")
KANA = st.text(
    st.sampled_from("アイウガギパピャッョーｰヴヲンぁがぱっ・（）．－ 　ABzｱｶﾞﾊﾟ1９、髙①\u3099゛ヷ"),
    min_size=1,
    max_size=40,
)


def holder_rows() -> list[tuple[str, str]]:
    with NAMES.open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle)
        return [(row["input"], row["expected"]) for row in rows if row["kind"] == "holder_kana"]


def test_the_table_of_names_is_whole() -> None:
    assert len(holder_rows()) == 41
    assert sum(expected == "ERROR" for _, expected in holder_rows()) == 15


@pytest.mark.parametrize(("name", "expected"), holder_rows())
def test_holder_kana_of_the_table(name: str, expected: str) -> None:
    if expected == "ERROR":
        with pytest.raises(ZenginRefused) as refused:
            to_zengin(name)
        assert refused.value.status == 422
        return
    assert to_zengin(name).value == expected


@given(KANA)
def test_every_result_is_carried_and_stays_as_it_is(name: str) -> None:
    try:
        value = to_zengin(name).value
    except ZenginRefused:
        return
    assert set(value) <= CARRIED
    assert 1 <= len(value.encode("cp932")) == len(value) <= 30
    assert to_zengin(value).value == value
    assert to_zengin(value).changes == ()


@given(st.text(min_size=1))
def test_any_text_is_carried_or_refused_by_character(name: str) -> None:
    try:
        value = to_zengin(name, limit=10_000).value
    except ZenginRefused as error:
        refused = error
    else:
        assert set(value) <= CARRIED
        return
    assert refused.text("ja")
    assert refused.text("en")
    if isinstance(refused, ZenginEmpty):
        assert name.strip(" 　") == ""
    else:
        position = refused.extra["position"]
        assert clusters(name)[position - 1] == refused.extra["character"]


@pytest.mark.parametrize(
    ("name", "character", "position", "proposal"),
    [
        ("ヤマダ①", "①", 4, "1"),
        ("ヤマダ。", "。", 4, "."),
        ("㈱マチ", "㈱", 1, "ｶ)"),
        ("㌔マチ", "㌔", 1, "ｷﾛ"),
        ("ヤマダ\u200bタロウ", "\u200b", 4, ""),
        ("マチ＆ヒト", "＆", 3, None),
        ("高橋", "高", 1, None),
        ("ヰセキ", "ヰ", 1, None),
        ("ヱビス", "ヱ", 1, None),
        ("マチヷ", "ヷ", 3, None),
        ("ﾜﾞ", "ﾜﾞ", 1, None),
        ("アカ\u3099𠮷", "𠮷", 3, None),
        ("　マ👨‍👩‍👧", "👨‍👩‍👧", 3, None),
    ],
)
def test_refusal_names_character_position_and_proposal(
    name: str, character: str, position: int, proposal: str | None
) -> None:
    with pytest.raises(ZenginRefused) as refused:
        to_zengin(name, pointer="/bank_account/holder_kana")
    error = refused.value
    assert error.code == "people.zengin_refused"
    assert error.pointer == "/bank_account/holder_kana"
    assert {k: error.extra[k] for k in ("character", "position", "proposal", "field")} == {
        "character": character,
        "position": position,
        "proposal": proposal,
        "field": "holder_kana",
    }


def test_refusal_sentences_say_what_to_do() -> None:
    def sentence(name: str, language: str = "ja", of: str = "") -> str:
        with pytest.raises(ZenginRefused) as refused:
            to_zengin(name, of=of)
        return refused.value.text(language)

    assert sentence("ヤマダ①") == (
        "口座名義カナの4文字目「①」は銀行のデータに書けません。「1」でよければ直してください。"
    )
    assert sentence("高橋", "en") == (
        "Account holder kana: character 1 “高” cannot be written in a bank file. Please write it in katakana."
    )
    assert sentence("ア\u200b") == (
        "口座名義カナの2文字目「U+200B」は銀行のデータに書けません。取り除いてください。"
    )
    assert sentence("高橋", of="7050020101").startswith("7050020101: 口座名義カナの1文字目")
    assert sentence("　") == "口座名義カナを入力してください。"


def test_too_long_is_counted_after_conversion_and_offers_the_cut() -> None:
    with pytest.raises(ZenginTooLong) as refused:
        to_zengin("ガ" * 16)
    assert refused.value.code == "people.zengin_too_long"
    assert refused.value.extra["length"] == 32
    assert refused.value.extra["limit"] == 30
    assert refused.value.extra["proposal"] == "ｶﾞ" * 15
    assert to_zengin("ガ" * 16, limit=32).value == "ｶﾞ" * 16


def test_changes_are_told_letter_by_letter() -> None:
    assert to_zengin(" きょウ・スーaヲ").changes == (
        Change(1, " きょウ・スーaヲ", "きょウ・スーaヲ", "spaces"),
        Change(3, "ょ", "ﾖ", "small_kana"),
        Change(5, "・", ".", "middle_dot"),
        Change(7, "ー", "-", "long_vowel"),
        Change(8, "a", "A", "upper_case"),
    )
    assert to_zengin("ヤマダ　タロウ").changes == ()


def test_a_bank_without_wo_gets_o_and_the_change_is_told() -> None:
    converted = to_zengin("ヲノ", rules=ZenginRules(keep_wo=False))
    assert converted.value == "ｵﾉ"
    assert converted.changes == (Change(1, "ヲ", "ｵ", "wo"),)


def test_a_bank_with_fewer_signs_refuses_the_others() -> None:
    few = ZenginRules(symbols=frozenset("().-"))
    assert to_zengin("マチ（カ）．", rules=few).value == "ﾏﾁ(ｶ)."
    with pytest.raises(ZenginRefused) as refused:
        to_zengin("マチ「カ」", rules=few)
    assert refused.value.extra["character"] == "「"


def test_yen_sign_is_the_byte_5c() -> None:
    assert to_zengin("￥1").value.encode("cp932") == b"\x5c1"


def test_bank_and_branch_names_are_those_of_the_sample_file() -> None:
    assert zengin.bank_name("0001") == zengin.BankName("0001", "みずほ", "ﾐｽﾞﾎ")
    assert zengin.bank_name("0009").kana == "ﾐﾂｲｽﾐﾄﾓ"
    assert zengin.bank_name("1344").kana == "ｼﾞﾖｳﾅﾝｼﾝｷﾝ"
    assert zengin.branch_name("0001", "388") == zengin.BankName("388", "溝ノ口", "ﾐｿﾞﾉｸﾁ")
    assert zengin.branch_name("１３４４", "０３７").kana == "ﾐｿﾞﾉｸﾁ"


def test_unknown_bank_and_branch_are_refused() -> None:
    with pytest.raises(zengin.UnknownBank) as bank:
        zengin.bank_name("9999")
    assert (bank.value.code, bank.value.status) == ("people.unknown_bank", 422)
    with pytest.raises(zengin.UnknownBank):
        zengin.branch_name("", "001")
    with pytest.raises(zengin.UnknownBranch) as branch:
        zengin.branch_name("0001", "002")
    assert branch.value.code == "people.unknown_branch"
    assert "みずほ" in branch.value.text("ja")


def test_every_bank_and_branch_reading_fits_its_field() -> None:
    banks = zengin._banks()
    branches = sum(len(bank.branches) for bank in banks.values())
    # a master cut short would make this test empty
    assert len(banks) > 1_000
    assert branches > 25_000
    for code, bank in banks.items():
        zengin.bank_name(code)
        for reading in {branch.kana for branch in bank.branches.values()}:
            assert to_zengin(reading, limit=15, field="branch_kana").value
