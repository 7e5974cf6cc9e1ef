"""Receipts, cash, cards, fees, the register and the city's match over HTTP."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.api.lists import CountedList
from common.api.views import PagedList, VerbView
from common.errors import NotFound
from donations import queries, rules, services
from donations.api.filters import ReceiptFilter
from donations.api.money_serializers import (
    CardPayoutInput,
    DepositInput,
    FeeDueOutput,
    FeesInput,
    MatchDayInput,
    MatchOutput,
    ReceiptDetail,
    ReceiptRow,
    RegisterQuery,
    RegisterRow,
)
from donations.api.offers import match_offers
from donations.api.serializers import GiftReasonInput
from donations.models import Donation, Receipt
from donations.permissions import require_register
from donations.services.settling import fees_due
from fund.api.years import PostedVerb
from fund.desk import office_of
from fund.models import Fund, Round
from fund.permissions import live_roles
from fund.queries import book_of_year


def receipt_of(request: Request, receipt_id: int) -> Any:
    """One receipt as its donor or the office sees it. Raises NotFound."""
    found = queries.visible_receipts(request.user).filter(pk=receipt_id).first()
    if found is None:
        raise NotFound
    return ReceiptDetail(found, context={"request": request}).data


class Receipts(CountedList):
    """The receipts of one's own gifts, and those of the funds one works for."""

    serializer_class = ReceiptRow
    filterset_class = ReceiptFilter

    def get_queryset(self) -> QuerySet[Receipt]:
        return queries.visible_receipts(self.request.user)


class ReceiptView(APIView):
    @extend_schema(responses=ReceiptDetail)
    def get(self, request: Request, pk: int) -> Response:
        """One receipt with its text."""
        return Response(receipt_of(request, pk))


class ReceiptVerb(VerbView):
    """A verb that answers with the receipt."""

    Output = ReceiptDetail

    def show(self, request: Request, result: Any) -> Any:
        return receipt_of(request, result.pk)


class IssueReceipt(ReceiptVerb):
    """Certify a gift (§7); after a voided receipt the new one names it."""

    success = status.HTTP_201_CREATED

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.issue_receipt(donation_id=ids["pk"], by=request.user)


class ReissueReceipt(ReceiptVerb):
    """The same number and content once more, marked 再発行."""

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.reissue_receipt(receipt_id=ids["pk"], by=request.user)


class AskForReissue(ReceiptVerb):
    """The donor asks for it once more; while a request is open, asking again changes nothing."""

    persons_only = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.ask_for_reissue(receipt_id=ids["pk"], by=request.user)


class VoidReceipt(ReceiptVerb):
    Input = GiftReasonInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.void_receipt(receipt_id=ids["pk"], by=request.user, reason=values["reason"])


class DepositCash(PostedVerb):
    """Take cash to the bank."""

    Input = DepositInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.deposit_cash(fund_id=ids["pk"], by=request.user, **values)


class SettleCards(PostedVerb):
    """The card company pays these gifts out, less its fee on each."""

    Input = CardPayoutInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.settle_cards(
            fund_id=ids["pk"], donation_ids=values["donations"], on=values["on"], by=request.user
        )


class TakeFees(PostedVerb):
    """Move each sub-fund's fee to operations (R12)."""

    Input = FeesInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.take_fees(fund_id=ids["pk"], by=request.user, **values)

    @extend_schema(parameters=[FeesInput], responses=FeeDueOutput(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """What taking the fees would move now."""
        fund = office_of(request.user, pk)
        asked = FeesInput.read(request.GET.dict())
        book = book_of_year(fund, asked["year"])
        rows = [
            {
                "sub_fund": row.code,
                "fee_rate": row.fee_rate,
                "due": due,
                "taken": before,
                "figure": f"account:{book.pk}:4010:{row.code}",
            }
            for row, due, before in fees_due(fund, book, asked["on"] or clock.today())
        ]
        return Response(FeeDueOutput(rows, many=True).data)


@extend_schema(parameters=[RegisterQuery])
class Register(PagedList):
    """The donor register (寄附者名簿) of a fiscal year, to those who keep or audit it."""

    query_names = ("year",)

    serializer_class = RegisterRow
    queryset = Donation.objects.none()

    def get_queryset(self) -> QuerySet[Donation]:
        fund = Fund.objects.filter(pk=self.kwargs["pk"]).first()
        if fund is None:
            raise NotFound
        require_register(self.request.user, fund.pk)
        asked = {key: self.request.GET[key] for key in ("year",) if key in self.request.GET}
        return queries.donor_register(fund, RegisterQuery.read(asked)["year"])


def match_of(request: Request, round_id: int) -> Any:
    """The city's match of a round as the office sees it. Raises NotFound."""
    user: Any = request.user
    offices = live_roles(user).values("fund_id")
    call = Round.objects.select_related("fund", "policy_version").filter(pk=round_id, fund_id__in=offices)
    found = call.first()
    if found is None:
        raise NotFound
    match = queries.match_of(found)
    policy, proposal = found.policy.city_match, None
    if policy is not None:
        amounts = list(queries.matchable(found, policy).values_list("amount", flat=True))
        proposal = {**vars(rules.city_match(amounts, policy)), "gifts": len(amounts)}
    shown = {
        "round": found.pk,
        "match": match,
        "proposal": proposal,
        "actions": match_offers(match, found.fund_id, user) if policy is not None else [],
    }
    return MatchOutput(shown).data


class MatchView(APIView):
    @extend_schema(responses=MatchOutput)
    def get(self, request: Request, pk: int) -> Response:
        """What the city adds to this round (上乗せ, R11)."""
        return Response(match_of(request, pk))


class MatchVerb(VerbView):
    """A verb that answers with the match."""

    Input = MatchDayInput
    Output = MatchOutput
    moves_money = True

    def show(self, request: Request, result: Any) -> Any:
        return match_of(request, result.round_id)


class PrepareMatch(VerbView):
    """Compute the match of the gifts received so far (起案); again until it is confirmed."""

    Output = MatchOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.prepare_match(round_id=ids["pk"], by=request.user)

    def show(self, request: Request, result: Any) -> Any:
        return match_of(request, result.round_id)


class ConfirmMatch(MatchVerb):
    """Fix the match once for the round, by a second person (R14)."""

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.confirm_match(round_id=ids["pk"], by=request.user, **values)


class ReceiveMatch(MatchVerb):
    """The city pays."""

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.receive_match(round_id=ids["pk"], by=request.user, **values)


class AdjustMatch(MatchVerb):
    """Lower the match to what its gifts still give."""

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.adjust_match(round_id=ids["pk"], by=request.user, **values)


class ReturnMatch(MatchVerb):
    """Owe the city what no award used."""

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.return_unspent_match(round_id=ids["pk"], by=request.user, **values)
