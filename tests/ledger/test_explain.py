"""Every figure unfolds into its parts, for those who may read the books."""

from __future__ import annotations

from typing import Any

import pytest

from common.errors import NotFound
from ledger import explain
from ledger.posting import open_book
from tests.ledger.helpers import award, give
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rule_of_the_rooms_above_comes_back() -> Any:
    before = list(explain._may_read)
    yield
    explain._may_read[:] = before


def test_figures_of_the_ledger_add_up() -> None:
    book = open_book("F", 2025)
    give(book, 1, 100)
    drawn = award(book, 7, 60)
    sub_fund = explain.explain(f"sub_fund:{book.pk}:GEN", SYSTEM)
    assert sub_fund["value"] == 40
    assert sum(part["value"] for part in sub_fund["parts"]) == 40
    assert len(sub_fund["entries"]) == 2

    account = explain.explain(f"account:{book.pk}:5010", SYSTEM)
    assert account["value"] == 60
    assert explain.explain(account["parts"][0]["figure"], SYSTEM)["value"] == 60

    shown = explain.explain(f"entry:{drawn.pk}", SYSTEM)
    assert shown["value"] == 60
    assert [(part["label"], part["value"]) for part in shown["parts"]] == [("donation:1", 60)]
    lot = explain.explain(shown["parts"][0]["figure"], SYSTEM)
    assert lot["value"] == 40
    assert lot["inputs"]["amount"] + sum(part["value"] for part in lot["parts"]) == 40


@pytest.mark.parametrize(
    "figure",
    ["", "entry", "entry:1", "account:x:1010", "account:1:9999", "sub_fund:999:GEN", "moon:1", "lot:?"],
)
def test_unknown_figures_are_not_found(figure: str) -> None:
    with pytest.raises(NotFound):
        explain.explain(figure, SYSTEM)


def test_who_may_not_read_the_books_finds_nothing() -> None:
    book = open_book("F", 2025)
    give(book, 1, 100)
    explain.let_read(lambda viewer, fund_code: (viewer, fund_code) == ("office", "F"))
    assert explain.explain(f"sub_fund:{book.pk}:GEN", "office")["value"] == 100
    with pytest.raises(NotFound):
        explain.explain(f"sub_fund:{book.pk}:GEN", "Fujii")


def test_rooms_above_register_their_own() -> None:
    def two(rest: list[str], viewer: Any) -> explain.Explanation:
        return {"figure": "two", "value": 2, "rule": "R5", "inputs": {}, "parts": [], "entries": []}

    explain.register("two", two)
    try:
        assert explain.explain("two:1:fixed", None)["value"] == 2
    finally:
        del explain._explainers["two"]
