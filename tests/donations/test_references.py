"""The 受付番号: what its check digit catches, how it is read back, and what a bank's form can carry."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common import clock_control
from donations import services
from donations.models import Donation
from donations.references import (
    is_reference,
    payer_line,
    read_reference,
    reference_of,
    references_in,
)
from donations.services import pledging
from donations.services.pledging import NoReference, free_reference
from tests.donations.example import Example, found

NUMBERS = st.integers(0, 99_999)


@given(NUMBERS)
@settings(max_examples=500)
def test_every_single_wrong_digit_is_caught(number: int) -> None:
    reference = reference_of(number)
    assert is_reference(reference)
    for place, digit in itertools.product(range(6), "0123456789"):
        wrong = reference[:place] + digit + reference[place + 1 :]
        assert is_reference(wrong) == (wrong == reference), (reference, wrong)


@given(NUMBERS)
@settings(max_examples=500)
def test_every_swap_of_neighbours_is_caught(number: int) -> None:
    reference = reference_of(number)
    for place in range(5):
        swapped = reference[:place] + reference[place + 1] + reference[place] + reference[place + 2 :]
        assert is_reference(swapped) == (swapped == reference), (reference, swapped)


def test_the_check_digit_is_damms() -> None:
    # The published example of the method: 572 has the check digit 4; leading zeros change nothing.
    assert reference_of(572) == "005724"


@pytest.mark.parametrize(
    "text", ["005724", "００５７２４", "005 724", "005-724", " ００５－７２４ ", "005ー724"]
)
def test_a_reference_is_read_as_people_type_it(text: str) -> None:
    assert read_reference(text) == "005724"


@pytest.mark.parametrize("text", ["", "005725", "05724", "0057240", "00572A", "五七二"])
def test_what_is_no_reference_reads_as_nothing(text: str) -> None:
    assert read_reference(text) == ""


def test_a_statement_line_is_searched_for_references() -> None:
    assert references_in("005724 ｷﾑﾗｹﾝ") == ["005724"]
    assert references_in("ﾌﾘｺﾐ ００５７２４ｷﾑﾗ") == ["005724"]
    # Seven digits in a row are no reference, nor are six that do not check.
    assert references_in("1005724 ｷﾑﾗ 005725") == []


def test_the_payers_line_puts_the_reference_first_and_fits_the_bank() -> None:
    assert payer_line("005724", "キムラ　ケン") == "005724 ｷﾑﾗ ｹﾝ"
    assert payer_line("005724", "") == "005724"
    assert payer_line("005724", "木村") == "005724"
    long = payer_line("005724", "ガ" * 60)
    # Two half-width characters each: the cut loses the end of the name, never the reference.
    assert len(long) <= 40
    assert references_in(long) == ["005724"]


@pytest.fixture
def example() -> Example:
    return found()


def pledged(example: Example, **changes: Any) -> Donation:
    values: dict[str, Any] = {
        "donor": {"kind": "individual", "name": "木村 健"}, "sub_fund_code": "GEN", "amount": 3_000,
        "method": "bank", **changes,
    }  # fmt: skip
    return services.pledge_donation(fund_id=example.fund.pk, by=example.endo, **values)


@pytest.mark.django_db
def test_no_two_open_pledges_share_a_reference(example: Example, monkeypatch: Any) -> None:
    # A space of ten numbers is given out to the last one, and then says so.
    monkeypatch.setattr(pledging, "REFERENCES", 10)
    monkeypatch.setattr(pledging, "CANDIDATES", 400)
    with clock_control.on(date(2025, 4, 10)):
        made = [pledged(example).reference for _ in range(10)]
        assert len(set(made)) == 10
        assert all(is_reference(text) for text in made)
        with pytest.raises(NoReference):
            pledged(example)
        # One that nobody waits for any more can be given again.
        first = Donation.objects.get(reference=made[0])
        services.receive_donation(donation_id=first.pk, by=example.endo, on=date(2025, 4, 10))
        assert pledged(example).reference == made[0]


@pytest.mark.django_db
def test_a_number_used_before_is_not_given_while_there_are_fresh_ones(
    example: Example, monkeypatch: Any
) -> None:
    monkeypatch.setattr(pledging, "REFERENCES", 2)
    with clock_control.on(date(2025, 4, 10)):
        first = pledged(example)
        services.receive_donation(donation_id=first.pk, by=example.endo, on=date(2025, 4, 10))
        assert {free_reference(example.fund) for _ in range(20)} == (
            {reference_of(0), reference_of(1)} - {first.reference}
        )


@pytest.mark.django_db
def test_another_pledge_that_took_the_number_at_the_same_moment_is_no_trouble(
    example: Example, monkeypatch: Any
) -> None:
    drawn = iter(["005724", "005724", reference_of(7)])
    monkeypatch.setattr(pledging, "free_reference", lambda fund: next(drawn))
    with clock_control.on(date(2025, 4, 10)):
        assert [pledged(example).reference, pledged(example).reference] == ["005724", reference_of(7)]


@pytest.mark.django_db
def test_what_comes_in_at_the_desk_needs_no_reference(example: Example) -> None:
    with clock_control.on(date(2025, 4, 10)):
        taken = services.record_donation(
            fund_id=example.fund.pk, by=example.endo, on=date(2025, 4, 10), amount=500, method="cash",
            sub_fund_code="GEN", donor={"kind": "individual", "name": "林 文"},
        )  # fmt: skip
        assert taken.reference == ""
        assert pledged(example).pay_by == date(2025, 4, 10) + timedelta(days=60)
