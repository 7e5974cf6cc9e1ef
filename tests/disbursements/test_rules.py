"""R4 and R5 worked by hand from domain.md §8, and the name that a transfer carries to the bank (§6.1)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from disbursements.rules import (
    advance_amount,
    designated_amount,
    final_amount,
    is_payable,
    totals_agree,
    transfer_code,
    transfer_fee,
)


# R4: A 100,000 × 1; B 397,000 × 0.8 = 317,600; C 1,703,000 × 0.8 = 1,362,400.
@pytest.mark.parametrize(
    ("award", "rate", "unit", "amount"),
    [
        (100_000, "1", 1000, 100_000),
        (397_000, "0.8", 1000, 317_000),
        (1_703_000, "4/5", 1000, 1_362_000),
        (397_000, "0.8", 1, 317_600),
        (397_000, "0", 1000, 0),
        # 100,001 × 1/3 = 33,333.67
        (100_001, "1/3", 1, 33_333),
        (999, "1", 1000, 0),
    ],
)
def test_the_advance_is_cut_to_the_unit(award: int, rate: str, unit: int, amount: int) -> None:
    working = advance_amount(award, Fraction(rate), unit)
    assert (working.rule, working.kind, working.amount) == ("R4", "advance", amount)
    assert working.terms == {"award": award, "advance_rate": str(Fraction(rate)), "unit": unit}


# R5: B 363,000 − 317,000; C 1,703,000 − 1,362,000; A 87,000 − 100,000 is a refund.
@pytest.mark.parametrize(
    ("fixed", "paid", "amount"),
    [(363_000, 317_000, 46_000), (1_703_000, 1_362_000, 341_000), (87_000, 100_000, 0), (5, 5, 0)],
)
def test_the_final_payment_is_what_the_fixed_amount_leaves(fixed: int, paid: int, amount: int) -> None:
    working = final_amount(fixed, paid)
    assert (working.rule, working.amount) == ("R5", amount)


def test_a_designated_award_is_paid_whole() -> None:
    assert designated_amount(60_000).amount == 60_000


def test_when_an_instalment_may_be_paid() -> None:
    states = ("offered", "active", "change_pending", "reported", "fixed", "abolished", "cancelled", "settled")
    allowed = {
        kind: {state for state in states if is_payable(kind, state)}
        for kind in ("advance", "designated", "final")
    }
    assert allowed == {
        "advance": {"active", "change_pending"},
        "designated": {"active", "change_pending"},
        "final": {"fixed", "abolished"},
    }


@pytest.mark.parametrize(
    ("round_code", "number", "kind", "nth", "code"),
    [
        # The example: R7-05 → 705, application 002, advance 00 or final 01.
        ("R7-05", "R7-05-002", "advance", 1, "0070500200"),
        ("R7-05", "R7-05-002", "final", 1, "0070500201"),
        ("R7-05", "R7-05-003", "designated", 1, "0070500302"),
        ("R7-05", "R7-05-003", "final", 2, "0070500311"),
        # Four digits keep the last three, two are filled up.
        ("R10-05", "R10-05-1234", "advance", 1, "0000523400"),
        ("第12回", "A7", "advance", 1, "0001200700"),
        # Nothing to read: the ids' last three digits.
        ("SPRING", "", "advance", 1, "0076543200"),
    ],
)
def test_customer_codes(round_code: str, number: str, kind: str, nth: int, code: str) -> None:
    made = transfer_code(
        round_code=round_code, round_id=98_765, number=number, application_id=5_432, kind=kind, nth=nth
    )
    assert made == code


def test_the_fee_is_per_transfer() -> None:
    # Three transfers at 440, journal no. 30.
    assert transfer_fee(3, 440) == 1_320


def test_totals_agree_transfer_by_transfer() -> None:
    assert totals_agree(30, [(10, 10), (20, 20)])
    assert not totals_agree(31, [(10, 10), (20, 20)])
    # The same sum, but not the same transfers.
    assert not totals_agree(30, [(20, 10), (10, 20)])
