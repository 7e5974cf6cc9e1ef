"""N16 as pure functions: how amounts are printed, who moves up, what comes first."""

from __future__ import annotations

import pytest

from common.errors import FieldErrors
from fund.policy import PUBLIC_FIELDS, read_rules
from transparency.rules import filing_key, kana_key, moved_up, printed


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
