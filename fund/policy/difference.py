"""What two versions of a call say differently, for people to read and for a patch to apply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from common.calendar import wareki, wareki_moment
from fund.policy.call import CallSettings
from fund.policy.dates import DAYS, MOMENTS
from fund.policy.document import plain
from fund.policy.labels import WORDS, YEN, label, word
from fund.policy.phrases import METHODS, NAMES, base_date, percent, share
from fund.policy.vocabulary import FACTS


@dataclass(frozen=True)
class Change:
    """One setting before and after, as JSON values; None where an item is not there.

    `pointer` is one that `editions.edited` understands.
    """

    pointer: str
    label_ja: str
    label_en: str
    before: Any
    after: Any

    def ja(self) -> str:
        """「はじめる部門 1回目の上限: 100,000円 → 120,000円」."""
        name = self.pointer.rpartition("/")[2]
        return f"{self.label_ja}: {_shown(name, self.before, 'ja')} → {_shown(name, self.after, 'ja')}"

    def en(self) -> str:
        name = self.pointer.rpartition("/")[2]
        return f"{self.label_en}: {_shown(name, self.before, 'en')} → {_shown(name, self.after, 'en')}"

    def as_data(self) -> dict[str, Any]:
        """The change as plain values for the trail and the API."""
        return {
            "pointer": self.pointer,
            "before": self.before,
            "after": self.after,
            "ja": self.ja(),
            "en": self.en(),
        }


def difference(a: CallSettings, b: CallSettings) -> tuple[Change, ...]:
    """Every setting in which `b` differs from `a`, defaults filled in; items of lists are met by their
    code. Empty exactly when both say the same."""
    return tuple(_tables(plain(a), plain(b), "", (), ()))


def as_patch(changes: tuple[Change, ...]) -> list[dict[str, Any]]:
    """The changes as a patch for `editions.edited`."""
    return [{"pointer": change.pointer, "value": change.after} for change in changes]


def _tables(
    a: dict[str, Any], b: dict[str, Any], pointer: str, ja: tuple[str, ...], en: tuple[str, ...]
) -> Iterator[Change]:
    for name in dict.fromkeys((*a, *b)):
        before, after = a.get(name), b.get(name)
        own_ja, own_en = label(name)
        place = f"{pointer}/{name}"
        if before == after:
            continue
        if isinstance(before, dict) and isinstance(after, dict) and set(before) == set(after):
            yield from _tables(before, after, place, _deeper(ja, name, own_ja), _deeper(en, name, own_en))
        elif isinstance(before, list) and isinstance(after, list) and _coded(before) and _coded(after):
            yield from _lists(before, after, place, (*ja, own_ja), (*en, own_en))
        elif name == "steps" and before and after and len(before) == len(after):
            for i, (one, other) in enumerate(zip(before, after, strict=True)):
                steps = (*ja, f"{one['n_from']}回目の"), (*en, f"award {one['n_from']}")
                yield from _tables(one, other, f"{place}/{i}", *steps)
        else:
            yield Change(place, _joined(*ja, own_ja), ", ".join((*en, own_en)), before, after)


def _deeper(labels: tuple[str, ...], name: str, own: str) -> tuple[str, ...]:
    """Tables that only group settings say nothing to a person."""
    return labels if name in ("rules", "call", "dates") else (*labels, own)


def _joined(*labels: str) -> str:
    text = ""
    for part in labels:
        text += part if not text or text.endswith("の") else f" {part}"
    return text


def _coded(value: list[Any]) -> bool:
    return all(isinstance(item, dict) and "code" in item for item in value)


def _lists(
    a: list[Any], b: list[Any], pointer: str, ja: tuple[str, ...], en: tuple[str, ...]
) -> Iterator[Change]:
    before = {item["code"]: item for item in a}
    after = {item["code"]: item for item in b}
    kept = [code for code in before if code in after]
    if len(before) < len(a) or len(after) < len(b) or _order(after, kept) != kept or _moved(before, after):
        yield Change(pointer, _joined(*ja), ", ".join(en), a, b)
        return
    for code in before:
        named = str(before[code].get("name") or before[code].get("label_ja") or code)
        own = ((*ja[:-1], named), (*en[:-1], code))
        if code in after:
            yield from _tables(before[code], after[code], f"{pointer}/{code}", *own)
        else:
            yield Change(f"{pointer}/{code}", _joined(*ja, named), ", ".join((*en, code)), before[code], None)
    for code in after:
        if code not in before:
            named = str(after[code].get("name") or after[code].get("label_ja") or code)
            yield Change(f"{pointer}/{code}", _joined(*ja, named), ", ".join((*en, code)), None, after[code])


def _order(items: dict[str, Any], codes: list[str]) -> list[str]:
    return [code for code in items if code in codes]


def _moved(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether a new item stands anywhere but at the end, which a patch cannot say item by item."""
    fresh = [code for code in after if code not in before]
    return bool(fresh) and list(after)[-len(fresh) :] != fresh


def _shown(name: str, value: Any, language: str) -> str:
    if value is None or value in ([], {}) or (value == "" and name not in WORDS):
        return "なし" if language == "ja" else "none"
    if isinstance(value, bool):
        return ("はい" if value else "いいえ") if language == "ja" else ("yes" if value else "no")
    if isinstance(value, dict):
        return _named(value, language)
    if isinstance(value, list):
        return ("、" if language == "ja" else ", ").join(_shown(name, item, language) for item in value)
    if isinstance(value, int) and name in YEN:
        return f"{value:,}円" if language == "ja" else f"{value:,} yen"
    return _in_japanese(name, str(value)) if language == "ja" else (str(value) or "none")


def _named(value: dict[str, Any], language: str) -> str:
    """An item by its name, or all that it says."""
    named = value.get("name") or value.get("label_ja") or value.get("code")
    if named:
        return str(named)
    place = 0 if language == "ja" else 1
    parts = [
        f"{label(k)[place]} {_shown(k, v, language)}" for k, v in value.items() if v not in (None, "", [], {})
    ]
    return ("、" if language == "ja" else ", ").join(parts)


def _in_japanese(name: str, text: str) -> str:
    """A value as a person says it: 和暦, 3分の2, 消印有効."""
    if name in MOMENTS and "T" in text:
        return wareki_moment(datetime.fromisoformat(text))
    if name in (*DAYS, "received_from", "received_to"):
        return wareki(date.fromisoformat(text))
    if name in ("rate", "advance_rate", "change_threshold"):
        return share(Fraction(text))
    if name in ("penalty_rate", "card_fee_rate"):
        return percent(Fraction(text))
    spoken = {
        "fact": FACTS[text].ja if text in FACTS else "",
        "base_date": base_date(text) if name == "base_date" else "",
        "method": METHODS.get(text, ""),
        "defaulted": label(text)[0],
    }
    if name in ("value", "scale_to", "per_reviewer", "pool", "times", "plus", "minus"):
        return NAMES.get(text, text)
    return spoken.get(name) or word(name, text)
