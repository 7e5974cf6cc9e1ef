"""Awards over HTTP: lists and details, the offer, the designated award, changes and cancellations."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from awards import queries, services
from awards.api.award_outputs import AwardDetail, AwardRow
from awards.api.change_outputs import ChangeTryOutput, told
from awards.api.filters import AwardFilter
from awards.api.inputs import (
    AcceptOfferInput,
    AskChangeInput,
    AwardReasonInput,
    DesignateInput,
    PrepareCancellationInput,
    RefundDayInput,
    TryChangeInput,
)
from awards.api.seeing import AwardVerb, award_of
from awards.models import Award
from awards.services.change_terms import ChangeTerms
from common.api.lists import CountedList
from common.api.views import VerbView
from ledger.queries import paid_for_each


class Awards(CountedList):
    """The awards one may see: those of one's groups once the results are out, and one's fund's."""

    serializer_class = AwardRow
    filterset_class = AwardFilter

    def get_queryset(self) -> QuerySet[Award]:
        return queries.visible_to(self.request.user)

    def paginate_queryset(self, queryset: Any) -> Any:
        page = super().paginate_queryset(queryset)
        paid = paid_for_each(award.reference for award in page or ())
        for award in page or ():
            award.paid = paid.get(award.reference, 0)
        return page


class AwardView(APIView):
    @extend_schema(responses=AwardDetail)
    def get(self, request: Request, pk: int) -> Response:
        """One award with its working, reports, changes, refunds and what the asker may do."""
        return Response(award_of(request, pk))


class Accept(AwardVerb):
    """The group takes the offer (内示)."""

    Input = AcceptOfferInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.accept_offer(award_id=ids["pk"], by=request.user, **values)


class Decline(AwardVerb):
    """The group does not take it: the money is free again."""

    Input = AwardReasonInput
    moves_money = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.decline_offer(award_id=ids["pk"], by=request.user, reason=values["reason"])


class Activate(AwardVerb):
    """The award comes into force (交付決定)."""

    moves_money = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.activate_award(award_id=ids["pk"], by=request.user)


class Designate(AwardVerb):
    """Prepare the payout of a named sub-fund (団体指定, R12)."""

    Input = DesignateInput
    success = status.HTTP_201_CREATED

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.designate_award(sub_fund_id=ids["pk"], by=request.user, amount=values["amount"])


class ApproveDesignated(AwardVerb):
    moves_money = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.approve_designated(award_id=ids["pk"], by=request.user)


class DropDesignated(AwardVerb):
    Input = AwardReasonInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.drop_designated(award_id=ids["pk"], by=request.user, reason=values["reason"])


class AskChange(AwardVerb):
    """The group asks for a change or for abolition (変更・廃止)."""

    Input = AskChangeInput
    success = status.HTTP_201_CREATED

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        kind, reason = values.pop("kind"), values.pop("reason")
        return services.ask_change(
            award_id=ids["pk"], by=request.user, kind=kind, reason=reason, terms=terms_of(values)
        )


class TryChange(VerbView):
    """Whether a change needs approval, or a notice is enough; nothing is kept."""

    Input = TryChangeInput
    Output = ChangeTryOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        verdict, differs = services.try_change(award_id=ids["pk"], by=request.user, terms=terms_of(values))
        return {"needs_approval": verdict.needs_approval, "reasons": told(verdict), "before_after": differs}


def terms_of(values: dict[str, Any]) -> ChangeTerms:
    return ChangeTerms(**{**values, "aims": tuple(values["aims"])})


class WithdrawChange(AwardVerb):
    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.withdraw_change(change_id=ids["pk"], by=request.user)


class PrepareChange(AwardVerb):
    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.prepare_change(change_id=ids["pk"], by=request.user)


class ApproveChange(AwardVerb):
    moves_money = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.approve_change(change_id=ids["pk"], by=request.user)


class RefuseChange(AwardVerb):
    Input = AwardReasonInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.refuse_change(change_id=ids["pk"], by=request.user, reason=values["reason"])


class PrepareCancellation(AwardVerb):
    """Put the cancellation of an award up for decision (取消)."""

    Input = PrepareCancellationInput
    success = status.HTTP_201_CREATED

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.prepare_cancellation(award_id=ids["pk"], by=request.user, **values)


class ApproveCancellation(AwardVerb):
    Input = RefundDayInput
    moves_money = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.approve_cancellation(cancellation_id=ids["pk"], by=request.user, **values)


class DropCancellation(AwardVerb):
    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.drop_cancellation(cancellation_id=ids["pk"], by=request.user)
