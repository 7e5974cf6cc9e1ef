"""What an office reads at its desk beside its own rounds: groups' accounts, books, the timeline."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from common.errors import NotFound
from fund.models import FiscalYear, Fund, StaffRole, SubFund
from fund.permissions import hidden_subjects, known_groups, live_roles
from fund.queries import book_of_year
from ledger import queries as ledger_queries
from ledger.models import Book
from people.models import BankAccount, User
from people.queries import live_accounts
from trail.models import Event
from trail.services import Actor


def office_of(user: Actor, fund_id: int) -> Fund:
    """The fund, to whoever works in its office. 1 query. Raises NotFound."""
    found = Fund.objects.filter(pk=fund_id, pk__in=live_roles(user).values("fund_id")).first()
    if found is None:
        raise NotFound
    return found


def staff_of(fund: Fund) -> QuerySet[StaffRole]:
    """Who works in the office now, by person. 1 query."""
    rows = StaffRole.objects.filter(fund=fund, ended_on__isnull=True).select_related("user")
    return rows.order_by("user__name_kana", "user_id", "pk")


def years_of(fund: Fund) -> QuerySet[FiscalYear]:
    """The fund's years, the latest first. 1 query."""
    return fund.fiscal_years.select_related("fund", "close_prepared_by").order_by("-year")


def books_by_year(fund: Fund) -> dict[int, int]:
    """The book's id by fiscal year. 1 query."""
    return dict(Book.objects.filter(fund_code=fund.code).values_list("fiscal_year", "pk"))


def sub_funds_with_balance(fund: Fund, year: int | None) -> list[SubFund]:
    """Sub-funds in the order of draws, each with `balance` in yen and `figure`, of the year asked for or
    the latest. 3 queries. Raises NoBook."""
    if year is None:
        year = FiscalYear.objects.filter(fund=fund).order_by("-year").values_list("year", flat=True).first()
    book = book_of_year(fund, year or 0)
    balances = ledger_queries.sub_fund_balances(book)
    rows = list(fund.sub_funds.select_related("overflow_to", "target_group").order_by("position", "pk"))
    for row in rows:
        row.balance = balances.get(row.code, 0)  # type: ignore[attr-defined]
        # A sub-fund that never held anything has no figure to unfold.
        row.figure = f"sub_fund:{book.pk}:{row.code}" if row.code in balances else ""  # type: ignore[attr-defined]
    return rows


def accounts_of_groups(fund: Fund) -> QuerySet[BankAccount]:
    """The live accounts of groups that deal with the fund, those to confirm first. 1 query."""
    groups = Q(group_id__in=SubFund.objects.filter(fund=fund).values("target_group"))
    for source in known_groups:
        groups |= Q(group_id__in=source(fund.pk))
    rows = live_accounts().filter(groups)
    return rows.select_related("group", "entered_by", "verified_by").order_by("-pk")


def timeline_of(user: Actor, subject: str) -> QuerySet[Event]:
    """What happened to one object (`round:3`), oldest first, to the office of its fund. At most 2 queries.

    What the office may not know of yet (a group's draft) has no timeline. Raises NotFound.
    """
    kind, _, number = subject.partition(":")
    if "\x00" in subject:  # no name of ours, and PostgreSQL would stumble over it
        raise NotFound
    hidden = hidden_subjects.get(kind)
    readable = number.isascii() and number.isdecimal() and len(number) < 19
    if hidden is not None and (not readable or hidden(user, int(number))):
        raise NotFound
    codes = live_roles(user).values("fund__code")
    return Event.objects.filter(subject=subject, fund_code__in=codes).exclude(fund_code="").order_by("pk")


def names_of(events: Iterable[Event]) -> dict[int, str]:
    """The names of those who acted. 1 query."""
    ids = {event.actor_id for event in events if event.actor_id is not None}
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))
