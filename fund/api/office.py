"""The fund itself over HTTP: what everybody may know, its sub-funds, staff, rules and years."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.fields import WholeNumber
from common.api.lists import filtered
from common.api.serializers import Input
from common.api.views import Detail, KeysetPages, PagedList, VerbView
from common.errors import NotFound
from fund import desk, services
from fund.api.faults import settings_under
from fund.api.filters import FundFilter
from fund.api.office_serializers import (
    EndStaffInput,
    FundDetail,
    FundRow,
    IssuerInput,
    OverflowInput,
    PolicyInput,
    PolicyRow,
    PresentInput,
    StaffInput,
    StaffRow,
    SubFundInput,
    SubFundRow,
)
from fund.models import Fund
from fund.permissions import live_roles, require_role
from people.api.account import Invite, WithdrawInvitation
from people.queries import person_by_email


class YearQuery(Input):
    year = WholeNumber(required=False, max_value=2200)


class FundPages(KeysetPages):
    ordering = "code"


def held_roles(request: Request) -> dict[int, list[str]]:
    """The asker's office roles by fund. 1 query."""
    held: dict[int, list[str]] = {}
    for fund_id, role in live_roles(request.user).order_by("pk").values_list("fund_id", "role"):
        held.setdefault(fund_id, []).append(role)
    return held


def detail_of(request: Request, fund_id: int) -> Any:
    """One fund as the asker sees it. Raises NotFound."""
    found = Fund.objects.prefetch_related("sub_funds").filter(pk=fund_id).first()
    if found is None:
        raise NotFound
    return FundDetail(found, context={"request": request, "roles": held_roles(request)}).data


class Funds(PagedList):
    """Every fund, with the asker's roles in its office."""

    filterset_class = FundFilter

    serializer_class = FundRow
    permission_classes = (AllowAny,)
    pagination_class = FundPages

    def get_queryset(self) -> QuerySet[Fund]:
        return Fund.objects.order_by("code")

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return filtered(FundFilter, queryset, self.request.GET)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "roles": held_roles(self.request)}


class FundView(Detail):
    """A fund, the sub-funds one may give to, and its words for things."""

    serializer_class = FundDetail
    permission_classes = (AllowAny,)

    def get_queryset(self) -> QuerySet[Fund]:
        return Fund.objects.prefetch_related("sub_funds")

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "roles": held_roles(self.request)}


class FundVerb(VerbView):
    """A verb that answers with the fund's detail."""

    Output = FundDetail

    def show(self, request: Request, result: Any) -> Any:
        return detail_of(request, self.kwargs["pk"])


class SetIssuer(FundVerb):
    """Who issues donation receipts (§7)."""

    Input = IssuerInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.set_issuer(fund_id=ids["pk"], by=request.user, **values)


class SubFunds(VerbView):
    """Sub-funds in the order of draws."""

    Input = SubFundInput
    Output = SubFundRow
    success = status.HTTP_201_CREATED

    @extend_schema(parameters=[YearQuery], responses=SubFundRow(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """Every sub-fund with what it holds in the year asked for, or the latest."""
        fund = desk.office_of(request.user, pk)
        year = YearQuery.read(request.GET.dict()).get("year")
        return Response(SubFundRow(desk.sub_funds_with_balance(fund, year), many=True).data)

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        values["overflow_to_id"] = values.pop("overflow_to")
        values["target_group_id"] = values.pop("target_group")
        return services.add_sub_fund(fund_id=ids["pk"], by=request.user, **values)

    def show(self, request: Request, result: Any) -> Any:
        result.balance, result.figure = 0, ""
        return super().show(request, result)


class PresentSubFund(VerbView):
    """What people who give read of a sub-fund, and whether it takes gifts over the site."""

    Input = PresentInput
    Output = FundDetail

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.present_sub_fund(sub_fund_id=ids["pk"], by=request.user, **values)

    def show(self, request: Request, result: Any) -> Any:
        return detail_of(request, result.fund_id)


class SetOverflow(VerbView):
    """Where a named group's surplus goes at the year's end (R12)."""

    Input = OverflowInput
    Output = FundDetail

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.set_overflow(
            sub_fund_id=ids["pk"], by=request.user, overflow_to_id=values["overflow_to"]
        )

    def show(self, request: Request, result: Any) -> Any:
        return detail_of(request, result.fund_id)


class Staff(VerbView):
    """Who works in the office."""

    Input = StaffInput
    Output = StaffRow

    @extend_schema(responses=StaffRow(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """Everybody in the office, each role a row."""
        rows = desk.staff_of(desk.office_of(request.user, pk))
        return Response(StaffRow(rows, many=True).data)

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        require_role(request.user, ids["pk"], "administrator")
        person = person_by_email(values["email"])
        return services.add_staff(fund_id=ids["pk"], user=person, role=values["role"], by=request.user)


class InviteStaff(Invite):
    kind = "fund"


class WithdrawFromStaff(WithdrawInvitation):
    kind = "fund"


class EndStaff(APIView):
    @extend_schema(request=EndStaffInput, responses={204: None})
    def post(self, request: Request, pk: int) -> Response:
        """End one role of a person from today."""
        values = EndStaffInput.read(request.data)
        services.end_staff(fund_id=pk, user_id=values["user"], role=values["role"], by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Policies(VerbView):
    """Versions of the standing rules (要綱)."""

    Input = PolicyInput
    Output = PolicyRow
    success = status.HTTP_201_CREATED

    @extend_schema(responses=PolicyRow(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """Every version, the latest first."""
        rows = desk.office_of(request.user, pk).policies.order_by("-number")
        return Response(PolicyRow(rows, many=True).data)

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        with settings_under("/data"):
            return services.add_policy(fund_id=ids["pk"], by=request.user, **values)
