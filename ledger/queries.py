"""Reading the books. Nothing here writes; every function says what it costs."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import BigIntegerField, Case, F, Prefetch, Q, QuerySet, Sum, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber

from ledger.models import Account, Allocation, Book, JournalEntry, JournalLine, SubFundBalance

_DEBIT_MINUS_CREDIT = Coalesce(
    Sum(Case(When(side="D", then=F("amount")), default=-F("amount"), output_field=BigIntegerField())),
    Value(0),
)


def balance(book: Book, code: str, sub_fund: str = "") -> int:
    """Debits − credits of one account in yen; 0 for an account never used. 1 query."""
    row = (
        Account.objects.filter(book=book, code=code, sub_fund=sub_fund)
        .values_list("debits", "credits")
        .first()
    )
    return row[0] - row[1] if row else 0


def sub_fund_balances(book: Book) -> dict[str, int]:
    """What each sub-fund has left in yen; below zero: a shortage. 1 query."""
    rows = SubFundBalance.objects.filter(book=book).order_by("pk")
    return dict(rows.values_list("sub_fund", "balance"))


def trial_balance(book: Book) -> dict[str, int]:
    """Debits − credits by account code, all sub-funds together (合計残高). 1 query.

    Holds every account that was ever used, also those that stand at zero.
    """
    rows = (
        Account.objects.filter(book=book)
        .filter(Q(debits__gt=0) | Q(credits__gt=0))
        .values("code")
        .annotate(net=Sum("debits") - Sum("credits"))
        .order_by("code")
    )
    return {row["code"]: row["net"] for row in rows}


def net_assets(book: Book) -> int:
    """Net assets in yen: assets less liabilities, which is what all sub-funds hold. 1 query."""
    rows = Account.objects.filter(book=book, code__lt="3000")
    return int(rows.aggregate(net=Coalesce(Sum(F("debits") - F("credits")), Value(0)))["net"])


def journal(book: Book) -> QuerySet[JournalEntry]:
    """The journal (仕訳帳): by date, then as posted, each with `no` and its lines. 2 queries.

    `no` counts from 1 without a gap in the journal as it now stands.
    """
    lines = JournalLine.objects.select_related("account").order_by("position")
    return (
        JournalEntry.objects.filter(book=book)
        .annotate(no=Window(RowNumber(), order_by=[F("occurred_on").asc(), F("id").asc()]))
        .prefetch_related(Prefetch("lines", queryset=lines))
        .order_by("occurred_on", "id")
    )


def books_of(fund_code: str) -> QuerySet[Book]:
    """A fund's books, the latest year first. 1 query."""
    return Book.objects.filter(fund_code=fund_code).order_by("-fiscal_year")


def account_totals(book: Book) -> list[tuple[str, int, int]]:
    """(code, debits, credits) of every account ever used, all sub-funds together. 1 query."""
    rows = Account.objects.filter(book=book).filter(Q(debits__gt=0) | Q(credits__gt=0)).values_list("code")
    sums = rows.annotate(dr=Sum("debits"), cr=Sum("credits")).order_by("code")
    return list(sums.values_list("code", "dr", "cr"))


def with_lines(entries: QuerySet[JournalEntry]) -> QuerySet[JournalEntry]:
    """Entries with their lines at hand, in the journal's order. 2 queries."""
    lines = JournalLine.objects.select_related("account").order_by("position")
    return entries.prefetch_related(Prefetch("lines", queryset=lines)).order_by("occurred_on", "id")


def entries_by_id(ids: Iterable[UUID]) -> QuerySet[JournalEntry]:
    """These entries with their lines, in the journal's order. 2 queries."""
    return with_lines(JournalEntry.objects.filter(pk__in=list(ids)))


def journal_page(
    book: Book, wanted: Q | None, *, after: tuple[date, UUID] | None, size: int
) -> tuple[list[JournalEntry], bool]:
    """`size` entries of the journal behind the place `after`, and whether more follow. 3 queries.

    Without a filter each has its `no` in the journal. By key, not by offset: days have any number of
    entries.
    """
    entries = JournalEntry.objects.filter(book=book)
    if wanted is not None:
        # Not a join: an entry with two such lines is one entry.
        entries = entries.filter(pk__in=JournalEntry.objects.filter(wanted, book=book).values("pk"))
    before = 0
    if after is not None:
        day, entry_id = after
        behind = Q(occurred_on__gt=day) | Q(occurred_on=day, id__gt=entry_id)
        before = entries.exclude(behind).count() if wanted is None else 0
        entries = entries.filter(behind)
    page = list(with_lines(entries)[: size + 1])
    if wanted is None:
        for position, entry in enumerate(page, start=before + 1):
            entry.no = position  # type: ignore[attr-defined]
    return page[:size], len(page) > size


def entries_about(reference: str) -> QuerySet[JournalEntry]:
    """Every entry about one thing (`award:12`), in any year, with its lines. 2 queries."""
    lines = JournalLine.objects.select_related("account").order_by("position")
    return (
        JournalEntry.objects.filter(reference=reference)
        .select_related("book")
        .prefetch_related(Prefetch("lines", queryset=lines))
        .order_by("occurred_on", "id")
    )


def _net_on(code: str, references: Iterable[str], only: Q | None = None) -> dict[str, int]:
    rows = JournalLine.objects.filter(account__code=code, entry__reference__in=list(references))
    if only is not None:
        rows = rows.filter(only)
    nets = rows.values_list("entry__reference").annotate(net=_DEBIT_MINUS_CREDIT)
    return dict(nets.values_list("entry__reference", "net"))


def paid_for_each(references: Iterable[str]) -> dict[str, int]:
    """What was paid out for each reference in yen, payments taken back not counted. 1 query."""
    paid = Q(entry__kind="payment") | Q(entry__reverses__kind="payment")
    return _net_on("2010", references, paid)


def paid_for(reference: str) -> int:
    """What was paid out for `award:12` in yen: payments on 2010, less those taken back. 1 query."""
    return paid_for_each([reference]).get(reference, 0)


def payable_for_each(references: Iterable[str]) -> dict[str, int]:
    """What is still to be paid for each reference (2010). 1 query."""
    return {reference: -net for reference, net in _net_on("2010", references).items()}


def payable_for(reference: str) -> int:
    """What is still to be paid for `award:12` in yen (2010). 1 query."""
    return payable_for_each([reference]).get(reference, 0)


def receivable_for(reference: str) -> int:
    """What is still to be paid back for `award:12` in yen (1060). 1 query."""
    return _net_on("1060", [reference]).get(reference, 0)


def receivable_for_each(references: Iterable[str]) -> dict[str, int]:
    """What is still to be paid back for each reference (1060). 1 query."""
    return _net_on("1060", references)


def received_by_sub_fund(book: Book, until: date) -> dict[str, int]:
    """Donations received by sub-fund up to and on `until`, refunds taken off (4010). 1 query."""
    rows = (
        JournalLine.objects.filter(account__book=book, account__code="4010", entry__occurred_on__lte=until)
        .values_list("account__sub_fund")
        .annotate(net=_DEBIT_MINUS_CREDIT)
        .order_by("account__sub_fund")
    )
    return {sub_fund: -net for sub_fund, net in rows}


def moved_by(book: Book, code: str, kind: str) -> dict[str, int]:
    """Debits − credits that entries of one kind left on one account in yen, by sub-fund. 1 query."""
    rows = JournalLine.objects.filter(account__book=book, account__code=code, entry__kind=kind)
    nets = rows.values_list("account__sub_fund").annotate(net=_DEBIT_MINUS_CREDIT)
    return dict(nets.values_list("account__sub_fund", "net"))


def journal_lines(book: Book) -> list[tuple[str, list[tuple[str, str, int, int]]]]:
    """(date, [(account, sub_fund, debit, credit)]) per entry in journal order; lines of one account,
    sub-fund and side are one. 1 query."""
    rows = (
        JournalLine.objects.filter(entry__book=book)
        .order_by("entry__occurred_on", "entry_id", "position")
        .values_list("entry_id", "entry__occurred_on", "account__code", "account__sub_fund", "side", "amount")
    )
    days: dict[object, str] = {}
    sums: dict[object, dict[tuple[str, str, str], int]] = defaultdict(lambda: defaultdict(int))
    for entry_id, occurred_on, code, sub_fund, side, amount in rows:
        days[entry_id] = occurred_on.isoformat()
        sums[entry_id][code, sub_fund, side] += amount
    return [
        (
            day,
            [
                (code, sub_fund, amount if side == "D" else 0, amount if side == "C" else 0)
                for (code, sub_fund, side), amount in sums[entry_id].items()
            ],
        )
        for entry_id, day in days.items()
    ]


def journal_hash(book: Book) -> str:
    """SHA-256 over the sorted lines `date|account|sub_fund|debit|credit`, summed per entry: two books
    with the same hash hold the same money movements. Numbers, times and people are no part of it. 1 query.
    """
    lines = [
        f"{day}|{code}|{sub_fund}|{debit}|{credit}"
        for day, entry in journal_lines(book)
        for code, sub_fund, debit, credit in entry
    ]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def credited_for(prefix: str, codes: Iterable[str]) -> dict[str, int]:
    """Credits − debits on these accounts together in yen, by every reference that begins so. 1 query."""
    rows = (
        JournalLine.objects.filter(entry__reference__startswith=prefix, account__code__in=list(codes))
        .values_list("entry__reference")
        .annotate(net=_DEBIT_MINUS_CREDIT)
    )
    return {reference: -net for reference, net in rows.values_list("entry__reference", "net")}


def allocated_for(prefix: str) -> dict[str, int]:
    """Yen that purposes beginning so hold of the lots (R12), by purpose. 1 query."""
    rows = Allocation.objects.filter(purpose__startswith=prefix).values_list("purpose")
    return dict(rows.annotate(net=Sum("amount")).values_list("purpose", "net"))
