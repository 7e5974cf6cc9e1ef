"""What a group's profile must hold (§4); nothing here refuses a name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from common.errors import FieldErrors, FieldFault
from common.text import count_characters, fold_width, normalise_phone, normalise_postal_code

LIMITS = {
    "name": 60,
    "name_kana": 60,
    "legal_form": 60,
    "representative": 40,
    "representative_kana": 40,
    "address": 200,
    "email": 254,
}
"""User-perceived characters."""

# One character a person sees may be many code points; a column has an end.
CODE_POINTS = {
    "name": 200,
    "name_kana": 200,
    "representative": 120,
    "representative_kana": 120,
    "address": 300,
}
COUNTS = ("members", "resident_members", "households")


def corporate_number_is_valid(digits: str) -> bool:
    """Whether 13 digits carry the right check digit (法人番号): 9 less the weighted sum modulo 9."""
    if len(digits) != 13 or not (digits.isascii() and digits.isdecimal()):
        return False
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits[1:])))
    return int(digits[0]) == 9 - total % 9


class _Faults(list[FieldFault]):
    def add(self, field: str, code: str, ja: str, en: str) -> None:
        self.append(FieldFault(f"/{field}", f"people.{code}", ja, en))


def read_profile(values: dict[str, Any]) -> dict[str, Any]:
    """The profile with numbers, phone and postal code in one way of writing; names stay as written.

    Raises FieldErrors naming every field to mend.
    """
    faults = _Faults()
    clean = dict(values)
    if "name" in clean and not str(clean["name"]).strip():
        faults.add("name", "name_missing", "団体名を入力してください。", "Please enter the group's name.")
    for field, limit in LIMITS.items():
        _check_length(field, clean.get(field) or "", limit, faults)
    number = fold_width("".join(str(clean.get("corporate_number") or "").split()))
    if "corporate_number" in clean:
        clean["corporate_number"] = number
    if number and not corporate_number_is_valid(number):
        faults.add(
            "corporate_number",
            "corporate_number",
            "法人番号は13桁の数字です。番号を確かめてください。ない団体は空欄にしてください。",
            "A corporate number has 13 digits. Please check it, or leave it empty if there is none.",
        )
    _normalise(clean, "phone", normalise_phone, faults, "電話番号", "phone number")
    _normalise(clean, "postal_code", normalise_postal_code, faults, "郵便番号", "postal code")
    for field in COUNTS:
        if clean.get(field) is not None and clean[field] < 1:
            what_ja, what_en = ("世帯数", "households") if field == "households" else ("人数", "people")
            faults.add(
                field, "too_few", f"1以上の{what_ja}を入れてください。", f"Please enter 1 or more {what_en}."
            )
    _check_residents(clean, faults)
    if faults:
        raise FieldErrors(faults)
    return clean


def _check_length(field: str, text: str, limit: int, faults: _Faults) -> None:
    if count_characters(text) > limit or len(text) > CODE_POINTS.get(field, limit):
        faults.add(
            field, "too_long", f"{limit}文字以内で入力してください。", f"At most {limit} characters, please."
        )


def _check_residents(values: dict[str, Any], faults: _Faults) -> None:
    members, residents = values.get("members"), values.get("resident_members")
    if members is not None and residents is not None and residents > members:
        faults.add(
            "resident_members",
            "too_many",
            "会員数より多くなっています。人数を確かめてください。",
            "More than there are members. Please check the number.",
        )


def _normalise(
    values: dict[str, Any], field: str, read: Callable[[str], str], faults: _Faults, ja: str, en: str
) -> None:
    if not values.get(field):
        return
    try:
        values[field] = read(values[field])
    except ValueError:
        faults.add(field, field, f"{ja}を確かめてください。", f"Please check the {en}.")


MAIL_CHOICES: dict[str, tuple[str, str]] = {
    "reminders": ("期限が近いときのお知らせ", "Reminders before a deadline"),
    "messages": ("やりとりが届いたときのお知らせ", "News of a new message"),
    "confirmations": ("受け取ったことの確認", "Confirmations that something came in"),
}
"""What a person may do without, in Japanese and English. Decisions, corrections, money and security always
come."""
