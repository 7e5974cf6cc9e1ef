"""The public's reading over HTTP: nobody signs in, nothing is written."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django_filters import rest_framework as filters  # type: ignore[import-untyped]
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.lists import IdFilter, filtered
from common.api.views import KeysetPages, PagedList
from common.calendar import fiscal_year_bounds
from common.errors import NotFound
from donations.models import Donation
from fund.models import Fund, Round
from transparency import queries
from transparency.api.serializers import (
    GiftJourneyOutput,
    ProjectOutput,
    PublicFund,
    PublicGift,
    ReleasedRound,
    RoundResultsOutput,
    YearFiguresOutput,
)

EARLIEST, LATEST = 1990, 2200


class PublicView(APIView):
    """Open to everybody, whoever is signed in."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    http_method_names = ["get", "head", "options"]


class PublicList(PublicView, PagedList):
    """A list open to everybody; a filter that cannot be read is named."""

    filterset_class: ClassVar[Any] = None

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.filterset_class is None:
            return queryset
        return filtered(self.filterset_class, queryset, self.request.GET)


def fund_of(pk: int) -> Fund:
    """Raises NotFound. 1 query."""
    found = Fund.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


class PublicFunds(PublicList):
    """The funds of this site."""

    serializer_class = PublicFund
    queryset = Fund.objects.all()


class Figures(PublicView):
    """A fund in figures, year by year, newest first."""

    @extend_schema(responses=YearFiguresOutput(many=True))
    def get(self, request: Request, pk: int) -> Response:
        return Response(YearFiguresOutput(queries.figures(fund_of(pk)), many=True).data)


class FiguresOfYear(PublicView):
    """A fund's figures of one fiscal year (named by its April)."""

    @extend_schema(responses=YearFiguresOutput)
    def get(self, request: Request, pk: int, year: int) -> Response:
        found = queries.figures(fund_of(pk), year)
        if not found:
            raise NotFound
        return Response(YearFiguresOutput(found[0]).data)


class GiftPages(KeysetPages):
    ordering = ("-received_on", "-pk")  # type: ignore[assignment]


class GiftFilter(filters.FilterSet):  # type: ignore[misc]
    year = IdFilter(method="of_year", min_value=EARLIEST, max_value=LATEST, label="年度(4月の西暦)")

    class Meta:
        model = Donation
        fields: tuple[str, ...] = ()

    def of_year(self, rows: QuerySet[Donation], name: str, value: Any) -> QuerySet[Donation]:
        first, last = fiscal_year_bounds(int(value))
        return rows.filter(received_on__gte=first, received_on__lte=last)


class Gifts(PublicList):
    """A fund's gifts whose donors show a name or an alias (R13)."""

    serializer_class = PublicGift
    filterset_class = GiftFilter
    pagination_class = GiftPages

    def get_queryset(self) -> QuerySet[Donation]:
        if getattr(self, "swagger_fake_view", False):
            return Donation.objects.none()
        return queries.public_gifts(fund_of(self.kwargs["pk"]).pk)


class Journey(PublicView):
    """Where a public gift went (R12)."""

    @extend_schema(responses=GiftJourneyOutput)
    def get(self, request: Request, pk: int) -> Response:
        return Response(GiftJourneyOutput(queries.gift_journey(pk)).data)


class ProjectView(PublicView):
    """A grant and where its yen came from."""

    @extend_schema(responses=ProjectOutput)
    def get(self, request: Request, pk: int) -> Response:
        return Response(ProjectOutput(queries.project(pk)).data)


class RoundFilter(filters.FilterSet):  # type: ignore[misc]
    fund = IdFilter(field_name="fund_id")
    fiscal_year = IdFilter(field_name="fiscal_year__year")

    class Meta:
        model = Round
        fields: tuple[str, ...] = ()


class ReleasedRounds(PublicList):
    """Rounds whose results are out."""

    serializer_class = ReleasedRound
    filterset_class = RoundFilter

    def get_queryset(self) -> QuerySet[Round]:
        return queries.released_rounds()


class Results(PublicView):
    """A round's results as its call publishes them; not found before they are released (N16)."""

    @extend_schema(responses=RoundResultsOutput)
    def get(self, request: Request, pk: int) -> Response:
        return Response(RoundResultsOutput(queries.results(pk)).data)
