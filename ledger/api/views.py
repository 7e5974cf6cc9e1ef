"""The books over HTTP, to those who may read them; nothing here writes."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.errors import FieldErrors, FieldFault, NotFound
from ledger import queries
from ledger.api.serializers import (
    BookDetail,
    BookRow,
    BooksQuery,
    ExplanationOutput,
    JournalOutput,
    JournalQuery,
    SubFundBalanceRow,
    TrialBalanceOutput,
)
from ledger.chart import CHART
from ledger.explain import explain, require_reader
from ledger.models import Book


def readable_book(request: Request, book_id: int) -> Book:
    """The book, to those who may read it. Raises NotFound."""
    found = Book.objects.filter(pk=book_id).first()
    if found is None:
        raise NotFound
    require_reader(request.user, found.fund_code)
    return found


class Explain(APIView):
    @extend_schema(responses=ExplanationOutput)
    def get(self, request: Request, figure: str) -> Response:
        """Where a figure comes from: its rule, its inputs, its parts, and the entries that it sums."""
        if "\x00" in figure:  # no name of ours, and PostgreSQL would stumble over it
            raise NotFound
        return Response(ExplanationOutput(explain(figure, request.user)).data)


class Books(APIView):
    @extend_schema(parameters=[BooksQuery], responses=BookRow(many=True))
    def get(self, request: Request) -> Response:
        """A fund's books, the latest year first."""
        code = BooksQuery.read(request.GET.dict())["fund"]
        require_reader(request.user, code)
        return Response(BookRow(queries.books_of(code), many=True).data)


class BookView(APIView):
    @extend_schema(responses=BookDetail)
    def get(self, request: Request, pk: int) -> Response:
        """The books of one year, and the net assets that they show."""
        book: Any = readable_book(request, pk)
        book.net_assets = {"value": queries.net_assets(book), "figure": f"net_assets:{book.pk}"}
        return Response(BookDetail(book).data)


class TrialBalance(APIView):
    @extend_schema(responses=TrialBalanceOutput)
    def get(self, request: Request, pk: int) -> Response:
        """Every account ever used, with debits, credits and balance (合計残高試算表)."""
        book = readable_book(request, pk)
        totals = queries.account_totals(book)
        rows = [
            {
                "code": code,
                "name_ja": CHART[code].ja,
                "name_en": CHART[code].en,
                "type": CHART[code].type,
                "debits": debits,
                "credits": credited,
                "balance": debits - credited,
                "figure": f"account:{book.pk}:{code}",
            }
            for code, debits, credited in totals
        ]
        shown = {
            "debits": sum(debits for _, debits, _ in totals),
            "credits": sum(credited for _, _, credited in totals),
            "accounts": rows,
        }
        return Response(TrialBalanceOutput(shown).data)


class SubFunds(APIView):
    @extend_schema(responses=SubFundBalanceRow(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """What each sub-fund has left; below zero: a shortage."""
        book = readable_book(request, pk)
        rows = [
            {"sub_fund": code, "balance": left, "figure": f"sub_fund:{book.pk}:{code}"}
            for code, left in queries.sub_fund_balances(book).items()
        ]
        return Response(SubFundBalanceRow(rows, many=True).data)


class Journal(APIView):
    @extend_schema(parameters=[JournalQuery], responses=JournalOutput)
    def get(self, request: Request, pk: int) -> Response:
        """The journal (仕訳帳) in its order, page by page; a page costs the same wherever it lies."""
        book = readable_book(request, pk)
        asked = JournalQuery.read(request.GET.dict())
        after = cursor_of(asked.get("after"))
        page, more = queries.journal_page(book, wanted(asked), after=after, size=asked["page_size"])
        last = f"{page[-1].occurred_on.isoformat()}_{page[-1].pk}" if more else None
        return Response(JournalOutput({"cursor": last, "results": page}).data)


def cursor_of(text: str | None) -> tuple[date, UUID] | None:
    """The place in the journal that `after` names. Raises FieldErrors."""
    if text is None:
        return None
    try:
        day, _, entry = text.partition("_")
        return date.fromisoformat(day), UUID(entry)
    except ValueError:
        ja, en = "前のページの cursor を入れてください。", "Put in the cursor of the page before."
        raise FieldErrors([FieldFault("/after", "ledger.cursor", ja, en)]) from None


def wanted(asked: dict[str, Any]) -> Q | None:
    """The filter asked for; None for the whole journal."""
    terms = {
        "kind": "kind",
        "reference": "reference",
        "account": "lines__account__code",
        "sub_fund": "lines__account__sub_fund",
        "first_day": "occurred_on__gte",
        "last_day": "occurred_on__lte",
    }
    chosen = {term: asked[name] for name, term in terms.items() if name in asked}
    return Q(**chosen) if chosen else None
