"""Gifts over HTTP: promised, received, earmarked, given back; thin translation to services and queries."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.lists import CountedList, filtered
from common.api.views import KeysetPages, PagedList, VerbView
from common.errors import NotFound
from donations import queries, services
from donations.api.filters import DonationFilter, DonorFilter
from donations.api.serializers import (
    DonationDetail,
    DonationRow,
    DonorChangeInput,
    DonorOutput,
    EarmarkInput,
    GiftDayInput,
    GiftInput,
    GiftReasonInput,
    IdentifyInput,
    OwnGiftRow,
    PublicityInput,
    TakenInInput,
    UnidentifiedInput,
)
from donations.models import Donation, Donor
from fund.permissions import live_roles


def detail_of(request: Request, donation_id: int) -> Any:
    """One gift as its donor or the office sees it. Raises NotFound."""
    rows = queries.with_receipts(queries.visible_to(request.user)).select_related("refund_prepared_by")
    found = rows.filter(pk=donation_id).first()
    if found is None:
        raise NotFound
    context = {
        "request": request,
        "journeys": queries.known_journeys(request.user, [found]),
        "office_funds": set(live_roles(request.user).values_list("fund_id", flat=True)),
    }
    return DonationDetail(found, context=context).data


def gift_of(values: dict[str, Any]) -> dict[str, Any]:
    """The body's values by the services' names."""
    values["fund_id"] = values.pop("fund")
    values["sub_fund_code"] = values.pop("sub_fund")
    return values


class Donations(CountedList):
    """One's own gifts, and every gift to the funds one works for, with `counts` by state."""

    serializer_class = DonationRow
    filterset_class = DonationFilter

    def get_queryset(self) -> QuerySet[Donation]:
        return queries.visible_to(self.request.user)

    @extend_schema(request=GiftInput, responses={201: DonationDetail})
    def post(self, request: Request) -> Response:
        """Promise a gift (寄附の申込); nothing is booked before it comes in."""
        made = services.pledge_donation(by=request.user, **gift_of(GiftInput.read(request.data)))
        return Response(detail_of(request, made.pk), status=status.HTTP_201_CREATED)


class OwnPages(KeysetPages):
    """Pages of one's own gifts that also tell what one gave in each calendar year."""

    def get_paginated_response_schema(self, schema: Any) -> Any:
        shape = super().get_paginated_response_schema(schema)
        whole = {"type": "integer"}
        shape["required"] = [*shape["required"], "year_totals"]
        shape["properties"]["year_totals"] = {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["year", "amount", "gifts"],
                "properties": {"year": whole, "amount": whole, "gifts": whole},
            },
        }
        return shape


class OwnDonations(PagedList):
    """One's own gifts with their journeys and receipts, and `year_totals` of what came in, in yen."""

    serializer_class = OwnGiftRow
    pagination_class = OwnPages

    def get_queryset(self) -> QuerySet[Donation]:
        return queries.with_receipts(queries.own_donations(self.request.user))

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.get_queryset()) or []
        context = {**self.get_serializer_context(), "journeys": queries.known_journeys(request.user, page)}
        answer = self.get_paginated_response(OwnGiftRow(page, many=True, context=context).data)
        answer.data["year_totals"] = [vars(total) for total in queries.own_year_totals(request.user)]
        return answer


class DonationView(APIView):
    @extend_schema(responses=DonationDetail)
    def get(self, request: Request, pk: int) -> Response:
        """One gift: its journey, its receipts, and what may be done with it now."""
        return Response(detail_of(request, pk))


class DonationVerb(VerbView):
    """A verb that answers with the gift's detail."""

    Output = DonationDetail

    def show(self, request: Request, result: Any) -> Any:
        return detail_of(request, result.pk)


class Record(DonationVerb):
    """The office takes in cash or a credit of a known donor at one go."""

    Input = TakenInInput
    success = status.HTTP_201_CREATED
    moves_money = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.record_donation(by=request.user, **gift_of(values))


class RecordUnidentified(DonationVerb):
    """Money of an unknown payer (依頼人不明): booked, never a guess."""

    Input = UnidentifiedInput
    success = status.HTTP_201_CREATED
    moves_money = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.record_unidentified(fund_id=values.pop("fund"), by=request.user, **values)


class StartPayment(DonationVerb):
    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.start_payment(donation_id=ids["pk"], by=request.user)


class ConfirmPayment(DonationVerb):
    """The card company authorised the payment."""

    Input = GiftDayInput
    moves_money = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.confirm_payment(donation_id=ids["pk"], by=request.user, on=values["on"])


class FailPayment(DonationVerb):
    Input = GiftReasonInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.fail_payment(donation_id=ids["pk"], by=request.user, reason=values["reason"])


class Receive(DonationVerb):
    """The gift was credited or handed over."""

    Input = GiftDayInput
    moves_money = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.receive_donation(donation_id=ids["pk"], by=request.user, on=values["on"])


class Earmark(DonationVerb):
    """Settle the sub-fund, and with it fee and match (R11, R12)."""

    Input = EarmarkInput
    moves_money = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.earmark_donation(
            donation_id=ids["pk"], by=request.user, sub_fund_code=values.pop("sub_fund"), **values
        )


class Identify(DonationVerb):
    """The payer of unknown money is found."""

    Input = IdentifyInput
    moves_money = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.identify_donation(
            donation_id=ids["pk"], by=request.user, sub_fund_code=values.pop("sub_fund"), **values
        )


class PrepareRefund(DonationVerb):
    """Propose to give the gift back (起案)."""

    Input = GiftReasonInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.prepare_refund(donation_id=ids["pk"], by=request.user, reason=values["reason"])


class ApproveRefund(DonationVerb):
    """Give back what another person prepared (承認, R14), while no award drew on it (R12)."""

    Input = GiftDayInput
    moves_money = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.approve_refund(donation_id=ids["pk"], by=request.user, on=values["on"])


class SetPublicity(DonationVerb):
    """How the public sees the gift from now on (R13)."""

    Input = PublicityInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.set_publicity(donation_id=ids["pk"], by=request.user, **values)


class Donors(PagedList):
    """One's own records as a donor, and those of the funds whose donors one keeps."""

    filterset_class = DonorFilter

    serializer_class = DonorOutput

    def get_queryset(self) -> QuerySet[Donor]:
        return queries.visible_donors(self.request.user)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return filtered(DonorFilter, queryset, self.request.GET)


class DonorView(APIView):
    @extend_schema(responses=DonorOutput)
    def get(self, request: Request, pk: int) -> Response:
        return Response(self.show(request, pk))

    @extend_schema(request=DonorChangeInput, responses=DonorOutput)
    def patch(self, request: Request, pk: int) -> Response:
        """Mend name and address; receipts already issued stay as they are."""
        services.update_donor(donor_id=pk, by=request.user, **DonorChangeInput.read(request.data))
        return Response(self.show(request, pk))

    def show(self, request: Request, pk: int) -> Any:
        found = queries.visible_donors(request.user).filter(pk=pk).first()
        if found is None:
            raise NotFound
        return DonorOutput(found).data
