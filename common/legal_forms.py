"""Legal forms (法人格) in a group's name, and the abbreviations banks write for them (法人略語)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

import jaconv

Place = Literal["front", "middle", "end"]


@dataclass(frozen=True)
class LegalForm:
    """A legal form found in a name: its abbreviation (法人略語), where it stands, and, when the kana
    of the name is known, the holder name to propose."""

    form: str
    abbreviation: str
    place: Place
    holder_kana: str | None


# Longest first, so that 一般社団法人 is not taken for 社団法人. Readings as people write them in kana.
_LEGAL_FORMS: Final = (
    ("特定非営利活動法人", "トクヒ", ("トクテイヒエイリカツドウホウジン",)),
    ("NPO法人", "トクヒ", ("エヌピーオーホウジン", "NPOホウジン")),
    ("一般財団法人", "ザイ", ("イッパンザイダンホウジン",)),
    ("公益財団法人", "ザイ", ("コウエキザイダンホウジン",)),
    ("一般社団法人", "シヤ", ("イッパンシャダンホウジン",)),
    ("公益社団法人", "シヤ", ("コウエキシャダンホウジン",)),
    ("社会福祉法人", "フク", ("シャカイフクシホウジン",)),
    ("株式会社", "カ", ("カブシキガイシャ", "カブシキカイシャ")),
    ("有限会社", "ユ", ("ユウゲンガイシャ", "ユウゲンカイシャ")),
    ("合名会社", "メ", ("ゴウメイガイシャ", "ゴウメイカイシャ")),
    ("合資会社", "シ", ("ゴウシガイシャ", "ゴウシカイシャ")),
    ("合同会社", "ド", ("ゴウドウガイシャ", "ゴウドウカイシャ")),
    ("医療法人", "イ", ("イリョウホウジン",)),
    ("財団法人", "ザイ", ("ザイダンホウジン",)),
    ("社団法人", "シヤ", ("シャダンホウジン",)),
    ("学校法人", "ガク", ("ガッコウホウジン",)),
    ("宗教法人", "シユウ", ("シュウキョウホウジン",)),
)
_SHORT_FORMS: Final = {"(株)": "株式会社", "(有)": "有限会社", "(特非)": "特定非営利活動法人"}


def abbreviate_legal_form(name: str, name_kana: str = "") -> LegalForm | None:
    """What the bank writes for the legal form in a group's `name`: カ) in front, (カ behind or inside.

    One form per name; None when there is none. `name_kana` (with or without the form's reading) gives
    the holder name to propose; the name registered with the bank wins over it. Nothing is stored.
    """
    plain = "".join(unicodedata.normalize("NFKC", name).split())
    for short, form in _SHORT_FORMS.items():
        plain = plain.replace(short, form)
    for form, abbreviation, readings in _LEGAL_FORMS:
        if form not in plain:
            continue
        place: Place = "middle"
        if plain.startswith(form):
            place = "front"
        elif plain.endswith(form):
            place = "end"
        return LegalForm(form, abbreviation, place, _holder(name_kana, abbreviation, readings, place))
    return None


def _holder(name_kana: str, abbreviation: str, readings: tuple[str, ...], place: Place) -> str | None:
    kana = jaconv.hira2kata(unicodedata.normalize("NFKC", name_kana)).strip()
    if not kana:
        return None
    reading = "|".join(map(re.escape, readings))
    if place == "front":
        return f"{abbreviation}){re.sub(f'^(?:{reading})', '', kana).lstrip()}"
    if place == "end":
        return f"{re.sub(f'(?:{reading})$', '', kana).rstrip()}({abbreviation}"
    inside = re.split(reading, kana, maxsplit=1)
    return f"{inside[0].rstrip()}({abbreviation}){inside[1].lstrip()}" if len(inside) == 2 else None
