"""The letters a bank file can carry (全銀): kana conversion, and the banks and branches by code.

The conversion never guesses and never loses a letter: what has no byte of its own in the bank's set is
refused by name and position, with a proposal where there is one for a person to accept.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final, Literal

import jaconv

from common.errors import DomainError
from common.text import DASHES, LARGE_KANA, clusters, fold_width, search_key

Reason = Literal["small_kana", "long_vowel", "upper_case", "middle_dot", "wo", "symbol", "spaces"]

_KANA: Final = frozenset("ｦｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ")
_LATIN: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ")
_MARKS: Final = {"\u3099": "ﾞ", "\u309b": "ﾞ", "\u309a": "ﾟ", "\u309c": "ﾟ"}
_TAKES: Final = {"ﾞ": frozenset("ｳｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾊﾋﾌﾍﾎ"), "ﾟ": frozenset("ﾊﾋﾌﾍﾎ")}
_SAME_SIGN: Final[dict[str, tuple[str, Reason | None]]] = {
    "・": (".", "middle_dot"),
    "¥": ("\\", "symbol"),
    "「": ("｢", None),
    "」": ("｣", None),
}
_PROPOSALS: Final = {"。": ".", "、": ",", "\u00a0": " ", "㈱": "カ)", "㍿": "カ)", "㈲": "ユ)"}

FIELDS: Final = {
    "holder_kana": ("口座名義カナ", "Account holder kana"),
    "consignor_kana": ("委託者名カナ", "Consignor kana"),
    "bank_kana": ("銀行名カナ", "Bank name kana"),
    "branch_kana": ("支店名カナ", "Branch name kana"),
    "edi": ("EDI情報", "EDI information"),
}


@dataclass(frozen=True)
class ZenginRules:
    """What one bank takes: the signs beside kana, letters, digits and space; and whether ヲ stays ｦ."""

    symbols: frozenset[str] = frozenset("().-/,\\｢｣")
    keep_wo: bool = True


STANDARD: Final = ZenginRules()


@dataclass(frozen=True)
class Change:
    """One letter that the bank's form writes otherwise. Width and hiragana/katakana are not listed."""

    position: int
    before: str
    after: str
    reason: Reason


@dataclass(frozen=True)
class Converted:
    """The bank's form (one byte each character) and what a person should see was changed."""

    value: str
    changes: tuple[Change, ...]


class ZenginRefused(DomainError):
    """A character that a bank file cannot carry.

    `extra`: field, character, position (user-perceived, from 1), proposal (None when there is none, empty
    when leaving the character out is proposed), and `of`, whose field it is when several were sent.
    """

    code = "people.zengin_refused"
    status = 422
    ja = "{field_ja}の{position}文字目「{shown}」は銀行のデータに書けません。"
    en = "{field_en}: character {position} “{shown}” cannot be written in a bank file."

    def text(self, language: str = "ja") -> str:
        field_ja, field_en = FIELDS.get(self.extra["field"], (self.extra["field"],) * 2)
        shown = _shown(self.extra.get("character", ""))
        template = self.ja if language == "ja" else self.en
        sentence = template.format(**self.extra, field_ja=field_ja, field_en=field_en, shown=shown)
        if of := self.extra.get("of"):
            sentence = f"{of}: {sentence}"
        return sentence + self.advice(language)

    def advice(self, language: str) -> str:
        proposal = self.extra.get("proposal")
        if proposal is None:
            return "カタカナに直してください。" if language == "ja" else " Please write it in katakana."
        if proposal == "":
            return "取り除いてください。" if language == "ja" else " Please take it out."
        if language == "ja":
            return f"「{proposal}」でよければ直してください。"
        return f" If “{proposal}” is right, please write that."


class ZenginEmpty(ZenginRefused):
    """Nothing but spaces."""

    code = "people.zengin_empty"
    ja = "{field_ja}を入力してください。"
    en = "{field_en}: please fill this in."

    def advice(self, language: str) -> str:
        return ""


class ZenginTooLong(ZenginRefused):
    """Over the field's bytes after conversion. `proposal` is the form cut at the limit; the office
    confirms such a cut, it is never made in silence."""

    code = "people.zengin_too_long"
    ja = "{field_ja}が銀行の文字で{length}文字になり、上限の{limit}文字を超えています(濁点も1文字です)。"
    en = "{field_en}: {length} characters in the bank's form, {limit} fit (a voiced mark counts as one)."

    def advice(self, language: str) -> str:
        return ""


class UnknownBank(DomainError):
    """No bank has this code."""

    code = "people.unknown_bank"
    status = 422
    ja = "銀行コード「{bank}」の銀行がありません。通帳の4桁の番号を確かめてください。"
    en = "There is no bank with code “{bank}”. Please check the four digits in the passbook."


class UnknownBranch(DomainError):
    """The bank has no branch with this code."""

    code = "people.unknown_branch"
    status = 422
    ja = "銀行「{bank}」に支店コード「{branch}」の支店がありません。通帳の3桁の番号を確かめてください。"
    en = "Bank “{bank}” has no branch with code “{branch}”. Please check the three digits in the passbook."


def to_zengin(
    text: str,
    *,
    limit: int = 30,
    field: str = "holder_kana",
    rules: ZenginRules = STANDARD,
    pointer: str = "",
    of: str = "",
) -> Converted:
    """`text` in the characters of a bank file; `limit` counts them after conversion (ガ is two).

    Spaces around the text are taken off and told. Converting again changes nothing. Raises ZenginRefused,
    ZenginEmpty or ZenginTooLong, each naming `field` (and `of`, whose it is).
    """
    about: dict[str, Any] = {"field": field, "pointer": pointer, "of": of}
    letters = clusters(text)
    kept = [place for place, letter in enumerate(letters, 1) if letter not in {" ", "\u3000"}]
    if not kept:
        raise ZenginEmpty(**about)
    first, last = kept[0], kept[-1]
    inner = letters[first - 1 : last]
    changes = [Change(1, text, "".join(inner), "spaces")] if len(inner) != len(letters) else []
    value = ""
    for position, letter in enumerate(inner, first):
        written = _write(letter, value, rules)
        if written is None:
            proposal = _proposal(letter, value, rules)
            raise ZenginRefused(**about, character=letter, position=position, proposal=proposal)
        after, reason = written
        value += after
        if reason:
            changes.append(Change(position, letter, after, reason))
    if len(value) > limit:
        raise ZenginTooLong(**about, length=len(value), limit=limit, proposal=value[:limit].rstrip())
    return Converted(value, tuple(changes))


def _write(letter: str, before: str, rules: ZenginRules) -> tuple[str, Reason | None] | None:
    """The bank's form of one user-perceived character after `before`; None when it has none."""
    written, reason = "", None
    for char in unicodedata.normalize("NFD", fold_width(letter)):
        if char in _MARKS:
            mark = _MARKS[char]
            if (before + written)[-1:] not in _TAKES[mark]:
                return None
            written += mark
            continue
        after, why = _write_one(char, rules)
        if after not in _KANA | _LATIN | rules.symbols:
            return None
        written, reason = written + after, why or reason
    return written, reason


def _write_one(char: str, rules: ZenginRules) -> tuple[str, Reason | None]:
    if char in DASHES:
        return "-", None if char == "-" else "long_vowel"
    if char in _SAME_SIGN:
        return _SAME_SIGN[char]
    if "a" <= char <= "z":
        return char.upper(), "upper_case"
    large = LARGE_KANA.get(char, char)
    kana = jaconv.z2h(jaconv.hira2kata(large))
    if kana == "ｦ" and not rules.keep_wo:
        return "ｵ", "wo"
    return kana, "small_kana" if large != char else None


def _proposal(letter: str, before: str, rules: ZenginRules) -> str | None:
    """What a person may have meant; they decide. Old kana (ヰ, ヱ, ヷ) and kanji get none."""
    seen = "".join(char for char in letter if unicodedata.category(char) not in {"Cc", "Cf", "Mn"})
    if not seen:
        return ""
    candidate = _PROPOSALS.get(seen) or unicodedata.normalize("NFKC", seen)
    if candidate == letter:
        return None
    proposed = ""
    for part in clusters(candidate):
        written = _write(part, before + proposed, rules)
        if written is None:
            return None
        proposed += written[0]
    return proposed


def _shown(character: str) -> str:
    """A character as a sentence can name it: one that cannot be seen is called by its number."""
    if all(unicodedata.category(char)[0] in "CZM" for char in character):
        return " ".join(f"U+{ord(char):04X}" for char in character)
    return character


@dataclass(frozen=True)
class BankName:
    """A bank or a branch: code, name, and kana in the bank's form (15 bytes at most)."""

    code: str
    name: str
    kana: str


def bank_name(code: str) -> BankName:
    """The bank with this four-digit code. Raises UnknownBank."""
    wanted = fold_width(code).strip()
    bank = _banks().get(wanted)
    if bank is None:
        raise UnknownBank(bank=code)
    return BankName(wanted, bank.name, to_zengin(bank.kana, limit=15, field="bank_kana").value)


def branch_name(bank: str, branch: str) -> BankName:
    """The branch with this three-digit code at this bank. Raises UnknownBank, UnknownBranch."""
    home = bank_name(bank)
    wanted = fold_width(branch).strip()
    found = _banks()[home.code].branches.get(wanted)
    if found is None:
        raise UnknownBranch(bank=home.name, branch=branch)
    return BankName(wanted, found.name, to_zengin(found.kana, limit=15, field="branch_kana").value)


def find_banks(text: str, limit: int = 20) -> list[BankName]:
    """Banks by the beginning of their code, or by a part of their name or kana however it is written; those
    that begin with it first."""
    return _found(_short(text), ("銀行",), _searchable_banks(), limit)


def find_branches(bank: str, text: str, limit: int = 20) -> list[BankName]:
    """The same for the branches of a bank. Raises UnknownBank."""
    return _found(text, ("支店", "本店"), _searchable_branches(bank_name(bank).code), limit)


# How the banks' own list shortens what stands on a passbook.
_SHORTENED: Final = {
    "信用金庫": "信金",
    "信用組合": "信組",
    "農業協同組合": "農協",
    "漁業協同組合": "漁協",
    "労働金庫": "労金",
    "信託銀行": "信託",
}


def _short(text: str) -> str:
    for whole, short in _SHORTENED.items():
        text = text.replace(whole, short)
    return text


Searchable = tuple[BankName, str, str]


def _found(text: str, endings: tuple[str, ...], rows: tuple[Searchable, ...], limit: int) -> list[BankName]:
    wanted = search_key(text)
    for ending in endings:
        # The bank's own list leaves these words out of most names.
        if wanted != ending and not any(wanted in name for _, name, _ in rows):
            wanted = wanted.removesuffix(ending)
    begin, within = [], []
    for place, name, kana in rows:
        if place.code.startswith(wanted) or name.startswith(wanted) or kana.startswith(wanted):
            begin.append(place)
        elif wanted in name or wanted in kana:
            within.append(place)
    return [_as_the_bank_writes(place) for place in (begin + within)[:limit]]


def _as_the_bank_writes(place: BankName) -> BankName:
    return BankName(place.code, place.name, to_zengin(place.kana, limit=15, field="bank_kana").value)


@cache
def _searchable_banks() -> tuple[Searchable, ...]:
    return tuple(_searchable(code, bank) for code, bank in sorted(_banks().items()))


@lru_cache(maxsize=64)
def _searchable_branches(bank: str) -> tuple[Searchable, ...]:
    return tuple(_searchable(code, branch) for code, branch in sorted(_banks()[bank].branches.items()))


def _searchable(code: str, place: Any) -> Searchable:
    return BankName(code, place.name, place.kana), search_key(place.name), search_key(place.kana)


@cache
def _banks() -> dict[str, Any]:
    # Imported when first asked: the package reads 29,000 branches as it loads.
    import zengin_code

    banks: dict[str, Any] = zengin_code.Bank.all
    return banks
