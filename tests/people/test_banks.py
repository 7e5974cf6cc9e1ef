"""Banks and branches are found as people know them; codes and names are the banks' own list's."""

from __future__ import annotations

from typing import Any

import pytest

from common.zengin import UnknownBank, find_banks, find_branches
from tests import factories as make
from tests.people.http import faults, get


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("みずほ", "0001"), ("ミズホ", "0001"), ("ﾐｽﾞﾎ", "0001"), ("みずほ銀行", "0001"), ("0001", "0001"),
        ("０００１", "0001"), ("三井住友銀行", "0009"), ("城南信用金庫", "1344"), ("じょうなん", "1344"),
        ("ゆうちょ銀行", "9900"),
    ],
)  # fmt: skip
def test_a_bank_is_found_however_it_is_written(typed: str, code: str) -> None:
    assert find_banks(typed)[0].code == code


@pytest.mark.parametrize("typed", ["溝の口", "溝ノ口支店", "みぞのくち", "ﾐｿﾞﾉｸﾁ", "388"])
def test_a_branch_is_found_however_it_is_written(typed: str) -> None:
    (found,) = find_branches("0001", typed)
    assert (found.code, found.name, found.kana) == ("388", "溝ノ口", "ﾐｿﾞﾉｸﾁ")


def test_what_begins_with_it_comes_first_and_a_list_has_an_end() -> None:
    names = [bank.name for bank in find_banks("横浜")]
    assert names[0] == "横浜"
    assert len(find_banks("")) == 20
    assert len(find_branches("0001", "")) == 20
    assert find_banks("そんな銀行はない") == []
    with pytest.raises(UnknownBank):
        find_branches("9998", "")


@pytest.mark.django_db
def test_over_http() -> None:
    user: Any = make.user()
    (first, *_) = get(user, "banks/?q=みずほ").json()
    assert first == {"code": "0001", "name": "みずほ", "kana": "ﾐｽﾞﾎ"}
    assert get(user, "bank-branches/?bank=0001&q=溝の口").json()[0]["code"] == "388"
    refused = get(user, "bank-branches/?bank=9998")
    assert (refused.status_code, refused.json()["pointer"]) == (422, "/bank")
    assert set(faults(get(user, "bank-branches/"))) == {"/bank"}
    assert get(user, "banks/?color=red").status_code == 400
    assert get(None, "banks/").status_code == 401
