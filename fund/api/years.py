"""A fund's fiscal years over HTTP: opened, taken over, overflowed, closed by two people."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.views import VerbView
from common.errors import NotFound
from fund import desk, services
from fund.api.office_serializers import BookedDayInput, OpeningInput, YearDetail, YearInput, YearRow
from ledger.api.serializers import PostedOutput
from ledger.queries import entries_by_id


def year_of(request: Request, fund_id: int, year: int) -> Any:
    """One year as the office sees it. Raises NotFound."""
    fund = desk.office_of(request.user, fund_id)
    found = desk.years_of(fund).filter(year=year).first()
    if found is None:
        raise NotFound
    return YearDetail(found, context={"request": request, "books": desk.books_by_year(fund)}).data


class Years(VerbView):
    Input = YearInput
    Output = YearDetail
    success = status.HTTP_201_CREATED

    @extend_schema(responses=YearRow(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """The fund's fiscal years, the latest first."""
        fund = desk.office_of(request.user, pk)
        rows = YearRow(desk.years_of(fund), many=True, context={"books": desk.books_by_year(fund)})
        return Response(rows.data)

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.open_year(fund_id=ids["pk"], year=values["year"], by=request.user)

    def show(self, request: Request, result: Any) -> Any:
        return year_of(request, result.fund_id, result.year)


class YearView(APIView):
    @extend_schema(responses=YearDetail)
    def get(self, request: Request, pk: int, year: int) -> Response:
        """One fiscal year, and what may be done with it now."""
        return Response(year_of(request, pk, year))


class YearVerb(VerbView):
    """A verb that answers with the year."""

    Output = YearDetail

    def show(self, request: Request, result: Any) -> Any:
        return year_of(request, self.kwargs["pk"], self.kwargs["year"])


class PrepareClose(YearVerb):
    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.prepare_year_close(fund_id=ids["pk"], year=ids["year"], by=request.user)


class Close(YearVerb):
    """Close the books and carry the balances forward; by another person than the maker (R14)."""

    moves_money = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.close_fiscal_year(fund_id=ids["pk"], year=ids["year"], by=request.user)


class PostedVerb(VerbView):
    """A verb that answers with what it wrote into the books."""

    Output = PostedOutput
    moves_money = True

    def show(self, request: Request, result: Any) -> Any:
        entries = result if isinstance(result, list) else [result]
        return PostedOutput({"entries": entries_by_id([entry.pk for entry in entries])}).data


class PostOpening(PostedVerb):
    """Take over what each sub-fund held when the books begin."""

    Input = OpeningInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.post_opening(fund_id=ids["pk"], year=ids["year"], by=request.user, **values)


class Overflow(PostedVerb):
    """Move what lies above each named group's payout on (R12)."""

    Input = BookedDayInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.overflow_named_groups(fund_id=ids["pk"], year=ids["year"], by=request.user, **values)
