"""A fund in figures, year by year, straight from the journal.

What was decided in a round whose results are not out yet is not in them: neither the awards nor the
money they drew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import CharField, F, QuerySet, Sum, Value
from django.db.models.functions import Cast, Concat

from awards.models import Award
from common.calendar import fiscal_year_label
from common.errors import DomainError
from fund.models import Fund, SubFund
from ledger.chart import CHART
from ledger.models import Book, JournalLine

DECISIONS = ("award", "payout")
TAKEN_BACK = "award_reversal"


class FiguresWithheld(DomainError):
    """A total that does not add up is not shown."""

    code = "transparency.figures_withheld"
    status = 503
    ja = "ただいま金額を確認しています。しばらくしてからご覧ください。"
    en = "The figures are being checked. Please come back later."


@dataclass(frozen=True)
class SubFundFigures:
    """One sub-fund in one year, all in yen: opening + received + matched + other income − awarded
    + released − fees and transfers = balance.

    `received`: gifts, refunds to donors taken off. `matched`: the city's match. `awarded`: decisions
    that stand. `released`: what fixing, changes and cancellations gave back. `moved`: net of transfers,
    fees and costs (below zero: paid away).
    """

    code: str
    name: str
    kind: str
    opening: int = 0
    received: int = 0
    matched: int = 0
    awarded: int = 0
    released: int = 0
    moved: int = 0
    balance: int = 0


@dataclass(frozen=True)
class YearFigures:
    """A fund's year (named by its April). `paid`: grants paid to groups, payments taken back left out;
    `returned`: what groups paid back. Yen."""

    year: int
    label: str
    closed: bool
    sub_funds: tuple[SubFundFigures, ...]
    paid: int
    returned: int

    def total(self, name: str) -> int:
        """The sum of one figure over all sub-funds."""
        return sum(getattr(row, name) for row in self.sub_funds)


@dataclass(frozen=True)
class _Move:
    """Credits − debits of one account of one sub-fund, by the kind of entry (of what it takes back)."""

    code: str
    sub_fund: str
    kind: str
    reversed_kind: str
    net: int


def unreleased_references() -> QuerySet[Award, str]:
    """The ledger's names of awards nobody may know of yet."""
    hidden = Award.objects.filter(application__isnull=False, application__round__released_at__isnull=True)
    name = Concat(Value("award:"), Cast("pk", CharField()), output_field=CharField())
    return hidden.annotate(ledger_name=name).values_list("ledger_name", flat=True)


def figures(fund: Fund, year: int | None = None) -> list[YearFigures]:
    """A fund's years, newest first, or one of them; empty without books. 3 queries, any size.

    Raises FiguresWithheld.
    """
    books = Book.objects.filter(fund_code=fund.code).order_by("-fiscal_year")
    if year is not None:
        books = books.filter(fiscal_year=year)
    names = {row.code: row for row in SubFund.objects.filter(fund=fund).order_by("position", "pk")}
    by_book = _moves(fund, year)
    return [_year(book, by_book[book.fiscal_year], names) for book in books]


def _moves(fund: Fund, year: int | None) -> dict[int, list[_Move]]:
    lines = JournalLine.objects.filter(entry__book__fund_code=fund.code)
    if year is not None:
        lines = lines.filter(entry__book__fiscal_year=year)
    rows = (
        lines.exclude(entry__reference__in=unreleased_references())
        .values(
            "account__code",
            "account__sub_fund",
            "side",
            fiscal_year=F("entry__book__fiscal_year"),
            kind=F("entry__kind"),
            reversed_kind=F("entry__reverses__kind"),
        )
        .annotate(yen=Sum("amount"))
        .order_by()
    )
    moves: dict[int, list[_Move]] = defaultdict(list)
    for row in rows:
        net = row["yen"] if row["side"] == "C" else -row["yen"]
        moves[row["fiscal_year"]].append(
            _Move(
                row["account__code"], row["account__sub_fund"], row["kind"], row["reversed_kind"] or "", net
            )
        )
    return moves


def _year(book: Book, moves: list[_Move], names: dict[str, SubFund]) -> YearFigures:
    if sum(move.net for move in moves):
        raise FiguresWithheld
    by_sub_fund: dict[str, list[_Move]] = defaultdict(list)
    for move in moves:
        if CHART[move.code].by_sub_fund:
            by_sub_fund[move.sub_fund].append(move)
    order = [code for code in names if code in by_sub_fund]
    order += sorted(by_sub_fund.keys() - names.keys())
    # Reversals of payments count as payments that were not made.
    paid = -_sum(m for m in moves if m.code == "2010" and "payment" in (m.kind, m.reversed_kind))
    returned = _sum(m for m in moves if m.code == "1060" and m.kind == "refund_received")
    return YearFigures(
        book.fiscal_year,
        fiscal_year_label(book.fiscal_year),
        book.state == "closed",
        tuple(_sub_fund(code, by_sub_fund[code], names.get(code)) for code in order),
        paid,
        returned,
    )


def _sub_fund(code: str, moves: list[_Move], found: SubFund | None) -> SubFundFigures:
    grants = [move for move in moves if move.code == "5010"]
    decided = [move for move in grants if move.kind in (*DECISIONS, TAKEN_BACK)]
    opening = _sum(move for move in moves if move.code == "3000")
    received = _sum(move for move in moves if move.code == "4010")
    matched = _sum(move for move in moves if move.code == "4020")
    balance = _sum(moves)
    awarded, released = -_sum(decided), _sum(grants) - _sum(decided)
    return SubFundFigures(
        code=code,
        name=found.name if found else code,
        kind=found.kind if found else "",
        opening=opening,
        received=received,
        matched=matched,
        awarded=awarded,
        released=released,
        moved=balance - opening - received - matched + awarded - released,
        balance=balance,
    )


def _sum(moves: Iterable[_Move]) -> int:
    return sum(move.net for move in moves)
