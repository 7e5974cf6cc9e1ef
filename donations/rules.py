"""What the city adds (R11), fees (R12), how a donor is shown (R13), and what a receipt says (§7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from common.calendar import wareki
from common.money import floor_unit, floor_yen, yen
from fund.policy import MatchPolicy


@dataclass(frozen=True)
class MatchWorking:
    """R11 with its terms, in yen. `binding` names the terms equal to the match."""

    base: int
    terms: dict[str, int]
    match: int
    binding: tuple[str, ...]


def city_match(amounts: Iterable[int], policy: MatchPolicy) -> MatchWorking:
    """R11: min( floor_unit(base × ratio), cap ), base being the sum of what counts (yen)."""
    base = sum(amounts)
    terms = {"ratio_term": floor_unit(base * policy.ratio, policy.unit), "cap": policy.cap}
    match = min(terms.values())
    return MatchWorking(base, terms, match, tuple(name for name, value in terms.items() if value == match))


def counts_for_match(received_on: date, policy: MatchPolicy) -> bool:
    """R11: whether a gift of this day lies within the city's window, both ends included."""
    return policy.received_from <= received_on <= policy.received_to


def fee(received: int, rate: Fraction) -> int:
    """R12: what a sub-fund gives to operations of `received` yen, cut to whole yen."""
    return floor_yen(max(received, 0) * rate)


def card_fee(amount: int, rate: Fraction) -> int:
    """What the card company keeps of one payment, cut to whole yen."""
    return floor_yen(amount * rate)


def public_name(publicity: str, name: str, alias: str) -> str | None:
    """R13: the name the public reads; None for a donor who stays out of sight."""
    if publicity == "name":
        return name
    if publicity == "alias":
        return alias
    return None


def receipt_number(calendar_year: int, serial: int) -> str:
    """`R7-00001`: the era's year of the calendar year, then the serial (§7)."""
    return f"R{calendar_year - 2018}-{serial:05d}"


@dataclass(frozen=True)
class ReceiptFacts:
    """What one receipt certifies; `issuer` holds the fund's data of §7 by key."""

    number: str
    issued_on: date
    received_on: date
    addressee: str
    address: str
    amount: int
    purpose: str
    issuer: Mapping[str, str]
    reissued_on: date | None = None
    void: bool = False
    honorific: str = "様"


TITLES = {
    "npo_certified": "寄附金受領証明書",
    "public_interest": "寄附金受領証明書",
    "municipality": "寄附金受領証明書",
    "plain": "領収書",
}

SENTENCES: dict[str, tuple[str, ...]] = {
    "npo_certified": (
        "この寄附金は、当法人の特定非営利活動に係る事業に関連するものです。",
        "認定番号 {number} 認定年月日 {recognised_on} 所轄庁 {authority}",
    ),
    "public_interest": (
        "この寄附金は、当法人の主たる目的である業務に関連する寄附金です(法人税法第37条第4項)。",
        "法人番号 {number}",
    ),
    "municipality": ("この寄附金は、地方公共団体に対する寄附金です。", "使途 {purpose}"),
    "plain": ("本領収書による寄附金控除は受けられません",),
}

NEEDED: dict[str, tuple[str, ...]] = {
    "npo_certified": ("name", "address", "number", "recognised_on", "authority"),
    "public_interest": ("name", "address", "number"),
    "municipality": ("name",),
    "plain": ("name",),
}
"""What the issuer's data must hold before a receipt of its kind can say what the law wants."""


def issuer_lacks(issuer: Mapping[str, str]) -> list[str]:
    """Keys of the issuer's data that are missing for its kind; empty when a receipt can be written."""
    return [key for key in NEEDED[issuer["kind"]] if not str(issuer.get(key, "")).strip()]


def needs_address(kind: str) -> bool:
    """Whether the donor's address belongs on the receipt: always, save on a plain one."""
    return kind != "plain"


def receipt_statements(facts: ReceiptFacts) -> list[str]:
    """What the law wants said about the gift, by the issuer's kind (§7)."""
    words = {**dict.fromkeys(("number", "recognised_on", "authority"), ""), **facts.issuer}
    words["purpose"] = facts.purpose
    return [sentence.format(**words) for sentence in SENTENCES[facts.issuer["kind"]]]


def receipt_lines(facts: ReceiptFacts) -> list[str]:
    """The receipt as lines of plain text, in the order in which they are printed (§7)."""
    kind = facts.issuer["kind"]
    lines = [TITLES[kind]]
    if facts.void:
        lines.append("(無効)")
    if facts.reissued_on is not None:
        lines.append(f"再発行 {wareki(facts.reissued_on)}")
    lines += [
        f"番号 {facts.number}",
        f"発行日 {wareki(facts.issued_on)}",
        f"{facts.addressee} {facts.honorific}",
    ]
    if facts.address:
        lines.append(facts.address)
    lines += [f"金額 {yen(facts.amount)}", f"受領日 {wareki(facts.received_on)}"]
    lines += receipt_statements(facts)
    lines += [part for part in (facts.issuer.get("name", ""), facts.issuer.get("address", "")) if part]
    return lines
