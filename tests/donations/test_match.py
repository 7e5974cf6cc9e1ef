"""The city's match (R11): what counts, its terms, two people, and what goes back."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from common import clock_control
from common.errors import NotAllowed, NotFound, SamePerson, WrongState
from donations import services
from donations.models import Donation
from donations.rules import card_fee, city_match, counts_for_match, fee
from donations.services.matching import MatchCarried, MatchChanged, NoMatch
from fund.policy import MatchPolicy
from ledger import queries as ledger
from tests import factories
from tests.donations.example import POLICY, Example, found

JUNE, JULY = date(2025, 6, 30), date(2025, 7, 1)


def terms(ratio: str = "1", cap: int = 1_000_000, unit: int = 1000) -> MatchPolicy:
    return MatchPolicy(Fraction(ratio), cap, date(2025, 4, 1), JUNE, unit)


@pytest.mark.parametrize(
    ("amounts", "policy", "match", "binding"),
    [
        # domain.md §8: 713,450 + 170,000 = 883,450 → 883,000.
        ([713_450, 170_000], terms(), 883_000, ("ratio_term",)),
        # 883,450 × 1/2 = 441,725 → 441,000.
        ([883_450], terms("1/2"), 441_000, ("ratio_term",)),
        # 1,999 × 3/2 = 2,998.5 → 2,998 by the yen, 2,000 by the thousand.
        ([1_999], terms("3/2", unit=1), 2_998, ("ratio_term",)),
        ([1_999], terms("3/2"), 2_000, ("ratio_term",)),
        ([1_200_000], terms(), 1_000_000, ("cap",)),
        ([1_000_999], terms(), 1_000_000, ("ratio_term", "cap")),
        ([999], terms(), 0, ("ratio_term",)),
        ([], terms(), 0, ("ratio_term",)),
    ],
)
def test_city_match_with_its_terms(
    amounts: list[int], policy: MatchPolicy, match: int, binding: tuple[str, ...]
) -> None:  # R11
    working = city_match(amounts, policy)
    assert (working.base, working.match, working.binding) == (sum(amounts), match, binding)


def test_the_window_holds_both_its_ends() -> None:  # R11
    days = [date(2025, 3, 31), date(2025, 4, 1), JUNE, JULY]
    assert [counts_for_match(day, terms()) for day in days] == [False, True, True, False]


def test_fees_are_cut_to_whole_yen() -> None:  # R12
    # 170,000 × 5 % = 8,500; 1,999 × 5 % = 99.95 → 99; a year of refunds bears none.
    assert [fee(x, Fraction(1, 20)) for x in (170_000, 1_999, -5)] == [8_500, 99, 0]
    # 3.6 % of 10,000, 50,000, 20,000 and of 999 (35.964).
    assert [card_fee(x, Fraction("0.036")) for x in (10_000, 50_000, 20_000, 999)] == [360, 1_800, 720, 35]


@pytest.fixture
def example(db: Any) -> Example:
    return found()


def give(example: Example, amount: int, on: date, code: str = "GEN") -> Donation:
    with clock_control.on(on):
        return services.record_donation(
            fund_id=example.fund.pk,
            by=example.endo,
            on=on,
            donor={"kind": "individual", "name": "木村 健"},
            sub_fund_code=code,
            amount=amount,
            method="bank",
        )


def prepared(example: Example) -> Any:
    return services.prepare_match(round_id=example.call.pk, by=example.endo)


def test_only_flagged_gifts_within_the_window_count(example: Example) -> None:
    give(example, 10_000, date(2025, 4, 1))
    give(example, 20_000, JUNE)
    give(example, 40_000, JULY)
    give(example, 80_000, date(2025, 5, 1), "KAN")
    refused = give(example, 160_000, date(2025, 5, 1), "GRN")
    with clock_control.on(JULY):
        services.prepare_refund(donation_id=refused.pk, by=example.endo, reason="誤り")
        services.approve_refund(donation_id=refused.pk, by=example.fukuda, on=JULY)
        match = prepared(example)
    assert (match.base, match.amount) == (30_000, 30_000)


def test_confirm_match_needs_a_second_person_and_unchanged_gifts(example: Example) -> None:  # R14
    both = factories.staff(example.fund, "officer", "approver")
    give(example, 10_000, JUNE)
    with clock_control.on(JULY):
        with pytest.raises(NotFound):
            services.confirm_match(round_id=example.call.pk, by=example.fukuda)
        with pytest.raises(NotAllowed):
            services.prepare_match(round_id=example.call.pk, by=example.fukuda)
        services.prepare_match(round_id=example.call.pk, by=both)
        with pytest.raises(SamePerson):
            services.confirm_match(round_id=example.call.pk, by=both)
        with pytest.raises(NotAllowed):
            services.confirm_match(round_id=example.call.pk, by=example.endo)
    give(example, 5_000, JUNE)
    with clock_control.on(JULY):
        with pytest.raises(MatchChanged):
            services.confirm_match(round_id=example.call.pk, by=example.fukuda)
        assert prepared(example).amount == 15_000
        services.confirm_match(round_id=example.call.pk, by=example.fukuda)
        with pytest.raises(WrongState):
            services.confirm_match(round_id=example.call.pk, by=example.fukuda)
        with pytest.raises(WrongState):
            prepared(example)
    assert ledger.journal_lines(example.book)[-1] == (
        "2025-07-01", [("1040", "", 15_000, 0), ("4020", "MATCH", 0, 15_000)],
    )  # fmt: skip


def test_a_gift_is_matched_for_one_round_only(example: Example) -> None:
    give(example, 10_000, JUNE)
    second = factories.call(example.fund, "R7-06")
    with clock_control.on(JULY):
        prepared(example)
        services.confirm_match(round_id=example.call.pk, by=example.fukuda)
        match = services.prepare_match(round_id=second.pk, by=example.endo)
        assert (match.base, match.amount) == (0, 0)
        # A match of nothing is confirmed without an entry.
        services.confirm_match(round_id=second.pk, by=example.fukuda)
    assert ledger.sub_fund_balances(example.book)["MATCH"] == 10_000


def test_match_runs_through_its_states(example: Example) -> None:
    give(example, 10_000, JUNE)
    with clock_control.on(JULY):
        prepared(example)
        with pytest.raises(WrongState):
            services.receive_match(round_id=example.call.pk, on=JULY, by=example.endo)
        services.confirm_match(round_id=example.call.pk, by=example.fukuda)
        with pytest.raises(WrongState):
            services.return_unspent_match(round_id=example.call.pk, on=JULY, by=example.fukuda)
        with pytest.raises(NotAllowed):
            services.receive_match(round_id=example.call.pk, on=JULY, by=example.fukuda)
        services.receive_match(round_id=example.call.pk, on=JULY, by=example.endo)
        with pytest.raises(NotAllowed):
            services.return_unspent_match(round_id=example.call.pk, on=JULY, by=example.endo)
        assert services.adjust_match(round_id=example.call.pk, by=example.endo).amount == 10_000
        match = services.return_unspent_match(round_id=example.call.pk, on=JULY, by=example.fukuda)
        with pytest.raises(WrongState):
            services.return_unspent_match(round_id=example.call.pk, on=JULY, by=example.fukuda)
    assert (match.state, match.returned) == ("returned", 10_000)


def test_what_was_returned_is_not_taken_back_again(example: Example) -> None:
    kept = give(example, 10_000, JUNE)
    give(example, 5_000, JUNE)
    with clock_control.on(JULY):
        prepared(example)
        services.confirm_match(round_id=example.call.pk, by=example.fukuda)
        services.receive_match(round_id=example.call.pk, on=JULY, by=example.endo)
        services.return_unspent_match(round_id=example.call.pk, on=JULY, by=example.fukuda)
        services.prepare_refund(donation_id=kept.pk, by=example.endo, reason="誤り")
        services.approve_refund(donation_id=kept.pk, by=example.fukuda, on=JULY)
    # All 15,000 went back already; the refund lowers the base to 5,000 and owes the city nothing more.
    assert ledger.trial_balance(example.book)["2030"] == -15_000


def test_no_match_without_a_promise(db: Any) -> None:
    example = found("SORA", {"card_fee_rate": "0"})
    with pytest.raises(NoMatch):
        prepared(example)


def test_carried_match_stays_with_the_fund(db: Any) -> None:  # R11
    match = {**POLICY["city_match"], "unspent": "carry"}  # type: ignore[dict-item]
    example = found("SORA", {**POLICY, "city_match": match})
    give(example, 10_000, JUNE)
    with clock_control.on(JULY):
        prepared(example)
        services.confirm_match(round_id=example.call.pk, by=example.fukuda)
        services.receive_match(round_id=example.call.pk, on=JULY, by=example.endo)
        with pytest.raises(MatchCarried):
            services.return_unspent_match(round_id=example.call.pk, on=JULY, by=example.fukuda)
    assert ledger.sub_fund_balances(example.book)["MATCH"] == 10_000
