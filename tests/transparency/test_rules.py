"""N16 as pure functions: how amounts are printed, who moves up, what comes first."""

from __future__ import annotations

import pytest

from common.errors import FieldErrors
from fund.policy import PUBLIC_FIELDS, read_rules
from transparency.rules import Filed, Sums, added, filing_key, kana_key, moved_up, printed, sums_of


@pytest.mark.parametrize(
    ("amount", "unit", "text"),
    [
        (50_000, "yen", "50,000"),
        (0, "yen", "0"),
        (50_000, "man_yen", "5.0"),
        (0, "man_yen", "0.0"),
        (100_000, "man_yen", "10.0"),
        (52_500, "man_yen", "5.25"),
        (12_345, "man_yen", "1.2345"),  # nothing is rounded away
        (12_345_000, "man_yen", "1,234.5"),
    ],
)
def test_an_amount_is_printed_in_the_call_s_unit(amount: int, unit: str, text: str) -> None:
    assert printed(amount, unit) == text


def test_later_ranks_move_up_behind_a_withdrawal() -> None:
    assert moved_up({1: 1, 2: 2, 3: 3, 4: 4}, {2}) == {1: 1, 2: None, 3: 2, 4: 3}


def test_shared_ranks_stay_shared() -> None:
    # 1, 2, 2, 4 less the first: 1, 1, 3
    assert moved_up({1: 1, 2: 2, 3: 2, 4: 4}, {1}) == {1: None, 2: 1, 3: 1, 4: 3}
    # less one of the two: 1, 2, 3
    assert moved_up({1: 1, 2: 2, 3: 2, 4: 4}, {3}) == {1: 1, 2: 2, 3: None, 4: 3}


def test_what_has_no_rank_gets_none() -> None:
    assert moved_up({1: None, 2: 1}, set()) == {1: None, 2: 1}


def test_receipt_numbers_in_the_order_given() -> None:
    numbers = ["R7-10", "R7-9", "R7-2", "R7-010", "R6-11"]
    assert sorted(numbers, key=filing_key) == ["R6-11", "R7-2", "R7-9", "R7-10", "R7-010"]


def test_kana_in_the_order_of_the_fifty_sounds() -> None:
    names = ["サクラ", "ガンバロウ", "カンガエル", "", "がく", "アオゾラ"]
    ordered = sorted(names, key=lambda kana: kana_key(kana, "名"))
    # ガ stands with カ: ガク < カンガエル < ガンバロウ; whoever gave none comes last.
    assert ordered == ["アオゾラ", "がく", "カンガエル", "ガンバロウ", "サクラ", ""]


def test_only_known_fields_can_be_published() -> None:
    assert (
        read_rules({"publication": {"fields": list(PUBLIC_FIELDS), "rows": "all"}}).publication.rows == "all"
    )
    for fields in (["address"], ["group", "bank_account"]):
        with pytest.raises(FieldErrors) as refused:
            read_rules({"publication": {"fields": fields}})
        place = f"/publication/fields/{len(fields) - 1}"
        assert [fault.pointer for fault in refused.value.faults] == [place]
    with pytest.raises(FieldErrors):
        read_rules({"publication": {"rows": "declined"}})
    assert read_rules({}).publication.rows == "awarded"


def test_sums_add_up_and_a_heading_is_the_sum_of_its_departments() -> None:
    """34 = 4 withdrawn + 24 adopted + 6 declined, department by department, as published."""

    def department(withdrawn: int, adopted: int, declined: int, budget: int | None = None) -> Sums:
        states = ["withdrawn"] * withdrawn + ["approved"] * adopted + ["declined"] * declined
        return sums_of([Filed(state, 1_000, 500) for state in states], budget)

    a, new, continuing = department(0, 7, 2, 1_000_000), department(3, 9, 2), department(1, 8, 2)
    heading = added([new, continuing])
    assert (heading.applications, heading.withdrawn, heading.adopted, heading.declined) == (25, 4, 17, 4)
    whole = added([a, new, continuing])
    assert (whole.applications, whole.withdrawn, whole.adopted, whole.declined) == (34, 4, 24, 6)
    assert (whole.requested, whole.decided) == (34_000, 12_000)
    assert (a.remainder, whole.budget, whole.remainder) == (1_000_000 - 3_500, None, None)
    for part in (a, new, continuing, whole):
        counted = part.withdrawn + part.adopted + part.declined + part.ineligible + part.waiting
        assert part.applications == counted


def test_what_waits_or_was_never_eligible_is_neither_adopted_nor_declined() -> None:
    found = sums_of([Filed("waitlisted", 1, 0), Filed("ineligible", 2, 0), Filed("expired", 3, 0)], 10)
    assert (found.waiting, found.ineligible, found.adopted, found.declined) == (1, 2, 0, 0)
    assert (found.requested, found.decided, found.remainder) == (6, 0, 10)


def test_man_yen_with_the_places_that_the_call_prints() -> None:
    assert printed(50_000, "man_yen") == "5.0"
    assert printed(50_000, "man_yen", 0) == "5"
    assert printed(50_000, "man_yen", 2) == "5.00"
    assert printed(123_456, "man_yen", 1) == "12.3456"
