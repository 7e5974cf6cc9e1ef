from __future__ import annotations

import pytest

from common.legal_forms import LegalForm, abbreviate_legal_form
from common.zengin import to_zengin


@pytest.mark.parametrize(
    ("name", "kana", "expected"),
    [
        (
            "特定非営利活動法人こどもの縁側",
            "コドモノエンガワ",
            LegalForm("特定非営利活動法人", "トクヒ", "front", "トクヒ)コドモノエンガワ"),
        ),
        ("ＮＰＯ法人 まちのわ", "マチノワ", LegalForm("NPO法人", "トクヒ", "front", "トクヒ)マチノワ")),
        ("株式会社まちのわ", "カブシキガイシャマチノワ", LegalForm("株式会社", "カ", "front", "カ)マチノワ")),
        ("まちのわ株式会社", "まちのわ かぶしきがいしゃ", LegalForm("株式会社", "カ", "end", "マチノワ(カ")),
        ("㈱まちのわ", "マチノワ", LegalForm("株式会社", "カ", "front", "カ)マチノワ")),
        (
            "みはらし株式会社溝口店",
            "ミハラシカブシキガイシャミゾノクチテン",
            LegalForm("株式会社", "カ", "middle", "ミハラシ(カ)ミゾノクチテン"),
        ),
        ("みはらし株式会社溝口店", "ミハラシミゾノクチテン", LegalForm("株式会社", "カ", "middle", None)),
        ("一般社団法人みはらし", "", LegalForm("一般社団法人", "シヤ", "front", None)),
        ("みはらし緑地を守る会", "ミハラシリョクチヲマモルカイ", None),
    ],
)
def test_legal_form_of_a_name(name: str, kana: str, expected: LegalForm | None) -> None:
    assert abbreviate_legal_form(name, kana) == expected


@pytest.mark.parametrize(
    ("form", "abbreviation"),
    [
        ("株式会社", "カ"),
        ("有限会社", "ユ"),
        ("合名会社", "メ"),
        ("合資会社", "シ"),
        ("合同会社", "ド"),
        ("医療法人", "イ"),
        ("財団法人", "ザイ"),
        ("社団法人", "シヤ"),
        ("一般財団法人", "ザイ"),
        ("公益財団法人", "ザイ"),
        ("一般社団法人", "シヤ"),
        ("公益社団法人", "シヤ"),
        ("社会福祉法人", "フク"),
        ("学校法人", "ガク"),
        ("宗教法人", "シユウ"),
        ("特定非営利活動法人", "トクヒ"),
    ],
)
def test_each_legal_form_has_its_abbreviation(form: str, abbreviation: str) -> None:
    found = abbreviate_legal_form(f"{form}みはらし", "ミハラシ")
    assert found == LegalForm(form, abbreviation, "front", f"{abbreviation})ミハラシ")
    assert to_zengin(found.holder_kana or "").value.endswith(")ﾐﾊﾗｼ")
