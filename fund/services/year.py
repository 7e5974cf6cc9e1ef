"""A fund's year in money: the opening, what overflows from named groups (R12), and the closing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from common import clock
from common.errors import DomainError, NotFound
from fund import rules
from fund.models import FiscalYear, Fund, PolicyVersion, SubFund
from fund.permissions import require_role, require_second_person
from fund.queries import NoSubFund, book_of_year
from fund.services.common import day_of, find_fund
from ledger import queries as ledger_queries
from ledger.closing import close_year
from ledger.models import Account, Book, JournalEntry
from ledger.posting import Entry, cr, dr, post, post_many
from trail.services import Actor, move, note


class OutsideYear(DomainError):
    """A day belongs to the year it is booked in."""

    code = "fund.outside_year"
    status = 422
    ja = "{on} は{fiscal_year}年度の日付ではありません。"
    en = "{on} is not a day of fiscal year {fiscal_year}."


class YearNotOver(DomainError):
    """A year is closed once it has passed."""

    code = "fund.year_not_over"
    ja = "{fiscal_year}年度はまだ終わっていません。年度末を過ぎてから締めてください。"
    en = "Fiscal year {fiscal_year} is not over yet."


class YearNotPrepared(DomainError):
    """R14: somebody prepares the closing before somebody else closes."""

    code = "fund.year_not_prepared"
    ja = "年度締めの起案がまだありません。先に担当者が起案してください。"
    en = "Nobody has prepared the closing yet."


class YearUnfinished(DomainError):
    """R11, R12: the match's return and the overflow come before the closing."""

    code = "fund.year_unfinished"
    ja = "年度を締める前に済ませてください: {left}"
    en = "To be done before the year is closed: {left}"


def _day_in_year(on: date, book: Book) -> date:
    if not book.starts_on <= on <= book.ends_on:
        raise OutsideYear(pointer="/on", on=on.isoformat(), fiscal_year=book.fiscal_year)
    return on


@transaction.atomic
def post_opening(
    *, fund_id: int, year: int, amounts: Mapping[str, int], by: Actor, on: date | None = None
) -> JournalEntry:
    """Take over what each sub-fund held (yen by code) when the books begin, all of it at the bank
    (officer). Once a year; the same opening again changes nothing.

    Raises NotFound, NotAllowed, NoBook, NoSubFund, FutureDay, OutsideYear, KeyReused.
    """
    fund = find_fund(fund_id)
    require_role(by, fund_id, "officer")
    at = clock.now()
    book = book_of_year(fund, year)
    on = _day_in_year(day_of(on, at), book)
    codes = list(SubFund.objects.filter(fund=fund).values_list("code", flat=True))
    for unknown in amounts.keys() - set(codes):
        raise NoSubFund(sub_fund=unknown)
    ordered = [(code, amounts[code]) for code in codes if amounts.get(code)]
    total = sum(amount for _, amount in ordered)
    lines = (dr("1020", total), *(cr("3000", amount, code) for code, amount in ordered))
    entry = post(book, Entry("opening", f"opening:{year}", on, lines, "前期繰越"), by=by, at=at)
    note(fund, "post_opening", by=by, at=at, year=year, total=total)
    return entry


def overflows(fund: Fund, book: Book) -> list[tuple[SubFund, rules.Overflow]]:
    """What would leave each named group's sub-fund now (R12). 3 queries, any number of sub-funds."""
    named = SubFund.objects.filter(fund=fund, kind="named_group", overflow_to__isnull=False)
    balances = ledger_queries.sub_fund_balances(book)
    paid = {account.sub_fund: account.balance for account in Account.objects.filter(book=book, code="5010")}
    return [
        (row, rules.overflow(balances.get(row.code, 0), paid.get(row.code, 0), row.payout_cap))
        for row in named.select_related("overflow_to")
    ]


@transaction.atomic
def overflow_named_groups(
    *, fund_id: int, year: int, by: Actor, on: date | None = None
) -> list[JournalEntry]:
    """Move what lies above each named group's payout on to the sub-fund named for it (R12; officer).

    One entry for each sub-fund with anything to move. Raises NotFound, NotAllowed, NoBook, FutureDay,
    OutsideYear, InsufficientFunds.
    """
    fund = find_fund(fund_id)
    require_role(by, fund_id, "officer")
    at = clock.now()
    book = book_of_year(fund, year)
    on = _day_in_year(day_of(on, at), book)
    gone = {account.sub_fund: account.debits for account in Account.objects.filter(book=book, code="6010")}
    entries = []
    for sub_fund, result in overflows(fund, book):
        target = sub_fund.overflow_to
        if result.moved and target is not None:
            lines = (dr("6010", result.moved, sub_fund.code), cr("6020", result.moved, target.code))
            # What had left before is part of the key: two clerks at once move it once.
            key = f"overflow:{fund.pk}:{year}:{sub_fund.code}:{gone.get(sub_fund.code, 0)}"
            text = f"超過分振替 {sub_fund.code}"
            entries.append(Entry("overflow", key, on, lines, text, f"overflow:{sub_fund.code}"))
    if not entries:
        return []
    posted = post_many(book, entries, by=by, at=at)
    note(fund, "overflow", by=by, at=at, year=year, entries=len(posted))
    return posted


def _lock_year(fund_id: int, year: int) -> FiscalYear:
    found = (
        FiscalYear.objects.select_for_update(of=("self",))
        .select_related("fund")
        .filter(fund_id=fund_id, year=year)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _require_year_done(fiscal_year: FiscalYear, today: date) -> Book:
    """The guard of 年度を締める. Raises YearNotOver, YearUnfinished."""
    fund = fiscal_year.fund
    book = book_of_year(fund, fiscal_year.year)
    if today <= book.ends_on:
        raise YearNotOver(fiscal_year=fiscal_year.year)
    left = [f"{row.code} 超過分振替" for row, result in overflows(fund, book) if result.moved]
    if _match_goes_back(fund, book):
        balances = ledger_queries.sub_fund_balances(book)
        held = SubFund.objects.filter(fund=fund, kind="city_match").values_list("code", flat=True)
        left += [f"{code} 市負担金 返納" for code in held if balances.get(code, 0) > 0]
    if left:
        raise YearUnfinished(left="、".join(left))
    return book


def _match_goes_back(fund: Fund, book: Book) -> bool:
    """Whether the policy at the year's end sends unspent match back to the city (R11)."""
    version = (
        PolicyVersion.objects.filter(fund=fund, effective_from__lte=book.ends_on)
        .order_by("-effective_from", "-number")
        .first()
    )
    match = version.policy.city_match if version else None
    return match is not None and match.unspent == "return"


def require_may_prepare_close(fiscal_year: FiscalYear, by: Actor, at: datetime) -> Book:
    """Raises what `prepare_year_close` would raise now; returns the books. ≤ 7 queries."""
    require_role(by, fiscal_year.fund_id, "officer")
    fiscal_year.lifecycle.step(fiscal_year.state, "close")
    return _require_year_done(fiscal_year, at.date())


def require_may_close(fiscal_year: FiscalYear, by: Actor, at: datetime) -> Book:
    """Raises what `close_fiscal_year` would raise now, the carrying forward aside. ≤ 7 queries."""
    require_role(by, fiscal_year.fund_id, "approver")
    require_second_person(by, fiscal_year.close_prepared_by_id)
    fiscal_year.lifecycle.step(fiscal_year.state, "close")
    if fiscal_year.close_prepared_by_id is None:
        raise YearNotPrepared
    return _require_year_done(fiscal_year, at.date())


@transaction.atomic
def prepare_year_close(*, fund_id: int, year: int, by: Actor) -> FiscalYear:
    """The maker holds the year to be complete (officer). Raises NotFound, NotAllowed, WrongState,
    YearNotOver, YearUnfinished."""
    fiscal_year = _lock_year(fund_id, year)
    at = clock.now()
    require_may_prepare_close(fiscal_year, by, at)
    fiscal_year.close_prepared_by_id = by.pk
    fiscal_year.save(update_fields=["close_prepared_by"])
    note(fiscal_year, "prepare_close", by=by, at=at)
    return fiscal_year


@transaction.atomic
def close_fiscal_year(*, fund_id: int, year: int, by: Actor) -> FiscalYear:
    """Close the books of a year and carry them forward (approver, another person than the maker, R14).

    Raises NotFound, NotAllowed, SamePerson, WrongState, YearNotPrepared, YearNotOver, YearUnfinished,
    OpeningDiffers.
    """
    fiscal_year = _lock_year(fund_id, year)
    at = clock.now()
    book = require_may_close(fiscal_year, by, at)
    close_year(book, by=by, at=at)
    move(fiscal_year, "close", by=by, at=at, role="approver")
    return fiscal_year
