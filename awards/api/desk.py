"""The decision desk over HTTP: the round's sheet, its waitlists, and how the round ends. For the office."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from awards import queries, services
from awards.api.desk_outputs import DecisionSheetOutput, PromotionOutput, WaitlistOutput
from awards.api.filters import PromotionFilter
from awards.api.inputs import AwardReasonInput, ConditionsInput
from awards.api.offers import waitlist_offers
from awards.api.seeing import AwardVerb
from awards.models import Promotion
from common import clock
from common.api.lists import CountedList
from common.api.views import VerbView
from common.errors import NotFound
from fund.models import Department, Round
from fund.permissions import roles_of
from reviews.permissions import excluded_from


def round_of(request: Request, round_id: int) -> Round:
    """A round of a fund one works for, in any role. Raises NotFound. 2 queries."""
    found = Round.objects.select_related("fund", "policy_version", "fiscal_year").filter(pk=round_id).first()
    if found is None or not roles_of(request.user, found.fund_id):
        raise NotFound
    return found


def sheet_of(request: Request, round_id: int) -> Any:
    """The round's sheet as the office sees it. Constant queries. Raises NotFound."""
    sheet = queries.sheet_of(round_of(request, round_id))
    context = {
        "request": request,
        "at": clock.now(),
        "departments": queries.departments_with_decisions(sheet, request.user),
    }
    return DecisionSheetOutput(sheet, context=context).data


class Decisions(APIView):
    @extend_schema(responses=DecisionSheetOutput)
    def get(self, request: Request, pk: int) -> Response:
        """The round's decisions: outcomes, R1's working, what binds, the lines of the draw."""
        return Response(sheet_of(request, pk))


class DeskVerb(VerbView):
    """A verb that answers with the round's sheet."""

    Output = DecisionSheetOutput

    def show(self, request: Request, result: Any) -> Any:
        return sheet_of(request, result.pk if isinstance(result, Round) else result.round_id)


class PrepareDecisions(DeskVerb):
    """Freeze the rankings and draw every department's line (R9, R10)."""

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.prepare_decisions(round_id=ids["pk"], by=request.user)


class SendBackDecisions(DeskVerb):
    Input = AwardReasonInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.send_back_decisions(round_id=ids["pk"], by=request.user, reason=values["reason"])


class ApproveDecisions(DeskVerb):
    """Decide the round and post its awards."""

    moves_money = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.approve_decisions(round_id=ids["pk"], by=request.user)


class PrepareLetters(DeskVerb):
    """Write the letters with the results and hold them in the outbox, to be looked at before the release."""

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        services.prepare_letters(round_id=ids["pk"], by=request.user)
        return round_of(request, ids["pk"])


class ReleaseResults(DeskVerb):
    """Let every applicant know at one moment."""

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.release_results(round_id=ids["pk"], by=request.user)


class SettleRound(DeskVerb):
    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.settle_round(round_id=ids["pk"], by=request.user)


class PrepareArchive(DeskVerb):
    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.prepare_archive(round_id=ids["pk"], by=request.user)


class ApproveArchive(DeskVerb):
    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.approve_archive(round_id=ids["pk"], by=request.user)


class SetConditions(DeskVerb):
    """Conditions of one approval, while the sheet is prepared."""

    Input = ConditionsInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.set_conditions(
            application_id=ids["pk"], by=request.user, conditions=values["conditions"]
        ).sheet


class Waitlist(APIView):
    @extend_schema(responses=WaitlistOutput(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """Each department's waitlist, what is free for it, and who is about to move up.

        The queries depend on the number of departments only.
        """
        call = round_of(request, pk)
        hidden = excluded_from(request.user, call.pk)
        departments = queries.departments_with_waitlist(call)
        shown = [self._row(request, department, hidden) for department in departments]
        return Response(WaitlistOutput(shown, many=True, context={"request": request}).data)

    def _row(self, request: Request, department: Department, hidden: frozenset[int]) -> dict[str, Any]:
        user: Any = request.user
        free = queries.remaining_for(department)
        open_ones: list[Promotion] = department.open_promotions  # type: ignore[attr-defined]
        return {
            "department": department,
            "free_yen": free.yen,
            "free_places": free.places,
            "waiting": [
                {
                    "position": position,
                    "application": candidate.key,
                    "number": candidate.number,
                    "requested": candidate.requested,
                }
                for position, candidate in queries.waiting_in(department)
                if candidate.key not in hidden
            ],
            "promotion": next((row for row in open_ones if row.application_id not in hidden), None),
            "actions": waitlist_offers(department, user),
        }


class Promotions(CountedList):
    """Who moved up, or is about to (繰上げ)."""

    serializer_class = PromotionOutput
    filterset_class = PromotionFilter

    def get_queryset(self) -> QuerySet[Promotion]:
        return queries.visible_promotions(self.request.user)


class PromotionVerb(VerbView):
    """A verb that answers with the promotion."""

    Output = PromotionOutput

    def show(self, request: Request, result: Any) -> Any:
        found = queries.visible_promotions(request.user).get(pk=result.pk)
        return PromotionOutput(found, context={"request": request}).data


class Promote(PromotionVerb):
    """Prepare the next of the waitlist for the freed money (R10)."""

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.promote_waitlist(department_id=ids["pk"], by=request.user)


class DropPromotion(PromotionVerb):
    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.drop_promotion(promotion_id=ids["pk"], by=request.user)


class ApprovePromotion(AwardVerb):
    """Make it an award, offered and posted."""

    moves_money = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.approve_promotion(promotion_id=ids["pk"], by=request.user)
