"""How an award is paid out (R4, R5), and how a transfer names what it pays: pure, each with its working."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from common.money import floor_unit
from disbursements.bank_file import customer_code

FIRST_KINDS: Final = ("advance", "designated")
"""What is paid before the amount is fixed."""

PAYABLE_IN: Final = {
    "advance": frozenset({"active", "change_pending"}),
    "designated": frozenset({"active", "change_pending"}),
    "final": frozenset({"fixed", "abolished"}),
}
"""The states of the award in which an instalment of a kind may be asked for and paid (R4, R5)."""

CODE_OF_KIND: Final = {"advance": 0, "final": 1, "designated": 2}


@dataclass(frozen=True)
class PaymentWorking:
    """What an instalment comes to in yen, by which rule, and the terms it was worked out of."""

    rule: str
    kind: str
    amount: int
    terms: dict[str, int | str]


def advance_amount(award: int, rate: Fraction, unit: int) -> PaymentWorking:
    """R4: floor(award × advance rate) to the unit; the rest follows the fixing."""
    terms: dict[str, int | str] = {"award": award, "advance_rate": str(rate), "unit": unit}
    return PaymentWorking("R4", "advance", floor_unit(award * rate, unit), terms)


def designated_amount(award: int) -> PaymentWorking:
    """R12: a designated award is paid whole."""
    return PaymentWorking("R12", "designated", award, {"award": award})


def final_amount(fixed: int, paid: int) -> PaymentWorking:
    """R5: what the fixed amount leaves over what was paid; nothing when the group owes a refund."""
    return PaymentWorking("R5", "final", max(fixed - paid, 0), {"fixed": fixed, "paid": paid})


def is_payable(kind: str, award_state: str) -> bool:
    """Whether an instalment of `kind` may be asked for and paid while the award stands in this state."""
    return award_state in PAYABLE_IN[kind]


def transfer_code(
    *, round_code: str, round_id: int, number: str, application_id: int, kind: str, nth: int
) -> str:
    """Customer code 1: `00`, round (3), application (3), instalment (2); R7-05 and R7-05-002 give 705, 002.

    The round is the last three digits of its code, the application the last three of its receipt
    number; a code without digits gives way to the id. 0 advance, 1 final, 2 designated; later ones of a
    kind count on by ten. It helps a person to find a returned transfer; it identifies nothing alone.
    """
    return customer_code(
        _three_digits("".join(_DIGITS.findall(round_code)), round_id),
        _three_digits((_DIGITS.findall(number) or [""])[-1], application_id),
        (CODE_OF_KIND[kind] + 10 * (nth - 1)) % 100,
    )


_DIGITS: Final = re.compile("[0-9]+")


def _three_digits(digits: str, instead: int) -> int:
    return int(digits[-3:] or instead % 1000)


def transfer_fee(transfers: int, each: int) -> int:
    """What the bank takes for a file of so many transfers: returned ones are charged, too. Yen."""
    return transfers * each


def totals_agree(total: int, pairs: Iterable[tuple[int, int]]) -> bool:
    """R14: each transfer pays what its instalment says, and together they are the total."""
    rows = list(pairs)
    return all(paid == approved for paid, approved in rows) and total == sum(paid for paid, _ in rows)
