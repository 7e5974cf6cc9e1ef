"""The books over HTTP: to those who may read them, page by page, every figure with its link."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from common import clock_control
from fund import services as funds
from fund.models import Fund
from ledger.models import Book
from ledger.posting import Entry, cr, dr, post_many
from people.models import User
from tests import factories as make
from tests.ledger.helpers import award, give
from tests.people.http import faults, get, queries
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund() -> Fund:
    made = make.fund("HARA")
    funds.open_year(fund_id=made.pk, year=2025, by=SYSTEM)
    return made


@pytest.fixture
def book(fund: Fund) -> Book:
    return Book.objects.get(fund_code=fund.code)


@pytest.fixture
def auditor(fund: Fund) -> User:
    return make.staff(fund, "auditor", name="ikeda")


def gifts(book: Book, count: int, day: date = date(2025, 6, 1)) -> None:
    """`count` gifts of 100 yen on one day, posted at once."""
    start = book.entries.count()
    entries = [
        Entry(
            "donation",
            f"gift:{day}:{start + n}",
            day,
            (dr("1020", 100), cr("4010", 100, "GEN")),
            reference=f"donation:{start + n + 1}",
        )
        for n in range(count)
    ]
    post_many(book, entries, by=SYSTEM, at=make.at("2025-06-01 12:00"))


def test_a_funds_books_and_their_net_assets(fund: Fund, book: Book, auditor: User) -> None:
    give(book, 1, 100_000)
    award(book, 7, 60_000)
    with clock_control.on(date(2025, 7, 1)):
        funds.open_year(fund_id=fund.pk, year=2026, by=SYSTEM)
    rows = get(auditor, "books/?fund=HARA").json()
    assert [(row["fiscal_year"], row["state"]) for row in rows] == [(2026, "open"), (2025, "open")]

    shown = get(auditor, f"books/{book.pk}/").json()
    # 100,000 at the bank less 60,000 owed to the group.
    assert shown["net_assets"]["value"] == 40_000
    unfolded = get(auditor, f"explain/{shown['net_assets']['figure']}/").json()
    assert (unfolded["value"], sum(part["value"] for part in unfolded["parts"])) == (40_000, 40_000)
    assert get(auditor, f"explain/{unfolded['parts'][0]['figure']}/").json()["value"] == 40_000


def test_trial_balance_and_sub_funds(book: Book, auditor: User) -> None:
    give(book, 1, 100_000)
    award(book, 7, 60_000)
    trial = get(auditor, f"books/{book.pk}/trial-balance/").json()
    rows = {row["code"]: (row["debits"], row["credits"], row["balance"]) for row in trial["accounts"]}
    assert rows == {
        "1020": (100_000, 0, 100_000),
        "2010": (0, 60_000, -60_000),
        "4010": (0, 100_000, -100_000),
        "5010": (60_000, 0, 60_000),
    }
    assert trial["debits"] == trial["credits"] == 160_000
    assert trial["accounts"][0]["name_en"] == "Bank deposit"
    for row in trial["accounts"]:
        assert get(auditor, f"explain/{row['figure']}/").json()["value"] == row["balance"]

    (only,) = get(auditor, f"books/{book.pk}/sub-funds/").json()
    assert (only["sub_fund"], only["balance"]) == ("GEN", 40_000)
    assert get(auditor, f"explain/{only['figure']}/").json()["value"] == 40_000


def pages(auditor: User, book: Book, size: int, more: str = "") -> list[list[Any]]:
    found, cursor = [], ""
    while cursor is not None:
        after = f"&after={cursor}" if cursor else ""
        answer = get(auditor, f"books/{book.pk}/journal/?page_size={size}{after}{more}").json()
        found.append(answer["results"])
        cursor = answer["cursor"]
    return found


def test_the_journal_comes_in_pages_and_keeps_its_numbers(book: Book, auditor: User) -> None:
    gifts(book, 5, date(2025, 6, 2))
    gifts(book, 2, date(2025, 6, 1))  # posted later, but earlier in the journal
    found = pages(auditor, book, 3)
    assert [len(page) for page in found] == [3, 3, 1]
    rows = [row for page in found for row in page]
    assert [row["no"] for row in rows] == [1, 2, 3, 4, 5, 6, 7]
    assert [row["occurred_on"] for row in rows] == ["2025-06-01"] * 2 + ["2025-06-02"] * 5
    assert len({row["id"] for row in rows}) == 7
    first = rows[0]
    assert [
        (line["account"], line["sub_fund"], line["debit"], line["credit"]) for line in first["lines"]
    ] == [
        ("1020", "", 100, 0),
        ("4010", "GEN", 0, 100),
    ]
    assert (first["kind_label"], first["lines"][0]["account_name"]) == ("寄附受入", "普通預金")
    assert get(auditor, f"explain/{first['figure']}/").json()["value"] == 100


def test_the_journal_can_be_filtered(book: Book, auditor: User) -> None:
    gifts(book, 3)
    award(book, 7, 200)
    path = f"books/{book.pk}/journal/"
    (drawn,) = get(auditor, f"{path}?kind=award").json()["results"]
    assert (drawn["reference"], drawn["no"]) == ("award:7", None)
    assert len(get(auditor, f"{path}?account=2010").json()["results"]) == 1
    # Both lines of nothing else touch GEN twice: an entry is one row.
    assert len(get(auditor, f"{path}?sub_fund=GEN").json()["results"]) == 4
    assert len(get(auditor, f"{path}?reference=donation:1").json()["results"]) == 1
    assert get(auditor, f"{path}?last_day=2025-03-31").json() == {"cursor": None, "results": []}
    assert [len(page) for page in pages(auditor, book, 2, "&kind=donation")] == [2, 1]


def test_what_cannot_be_read_is_told(book: Book, auditor: User) -> None:
    path = f"books/{book.pk}/journal/"
    unknown = get(auditor, f"{path}?colour=red")
    assert (unknown.status_code, unknown.json()["keys"]) == (400, "colour")
    found = faults(get(auditor, f"{path}?kind=gift&page_size=1000&after=yesterday"))
    assert set(found) == {"/kind", "/page_size", "/after"}
    assert set(faults(get(auditor, f"{path}?after=2025-13-01_{'0' * 36}"))) == {"/after"}
    assert set(faults(get(auditor, "books/"))) == {"/fund"}


def test_only_the_office_reads_its_books(fund: Fund, book: Book, auditor: User) -> None:
    give(book, 1, 100)
    entry = book.entries.get()
    fujii = make.user("fujii")
    elsewhere = make.staff(make.fund("OTHER"), "administrator")
    paths = [
        "books/?fund=HARA",
        f"books/{book.pk}/",
        f"books/{book.pk}/journal/",
        f"books/{book.pk}/trial-balance/",
        f"books/{book.pk}/sub-funds/",
        f"explain/entry:{entry.pk}/",
        f"explain/account:{book.pk}:1020/",
        f"explain/sub_fund:{book.pk}:GEN/",
        f"explain/net_assets:{book.pk}/",
    ]
    for path in paths:
        assert get(auditor, path).status_code == 200, path
        assert get(None, path).status_code == 401, path
        for outsider in (fujii, elsewhere):
            hidden = get(outsider, path)
            assert hidden.status_code == 404, path
            assert hidden["Content-Type"] == "application/problem+json"
    # There and not there look alike.
    nowhere = get(fujii, f"books/{book.pk + 1000}/")
    assert nowhere.content == get(fujii, f"books/{book.pk}/").content


@pytest.mark.parametrize("figure", ["moon:1", "entry:1", "award", "sub_fund:1:a/b", "account:1:9999", "x"])
def test_unknown_figures_are_not_found(auditor: User, figure: str) -> None:
    assert get(auditor, f"explain/{figure}/").status_code == 404


def test_pages_cost_the_same_for_any_number(book: Book, auditor: User) -> None:
    paths = ["books/?fund=HARA"] + [
        f"books/{book.pk}/{part}"
        for part in ("", "journal/", "journal/?kind=donation", "trial-balance/", "sub-funds/")
    ]
    paths.append(f"explain/sub_fund:{book.pk}:GEN/")
    seen = []
    for number in (3, 27):
        gifts(book, number)
        seen.append([queries(lambda path=path: get(auditor, path)) for path in paths])
    assert len(get(auditor, paths[2]).json()["results"]) == 30
    assert seen[0] == seen[1]
    last = book.entries.order_by("occurred_on", "id")[20]
    deep = f"{paths[2]}?after={last.occurred_on}_{last.pk}"
    assert queries(lambda: get(auditor, deep)) == seen[0][2] + 1  # how many lie before it
