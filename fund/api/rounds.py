"""Rounds over HTTP: read by everybody, set up and published by the office."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.api.lists import CountedList
from common.api.views import Detail, VerbView
from common.errors import NotFound
from fund import queries, services
from fund.api.faults import settings_under
from fund.api.filters import RoundFilter
from fund.api.round_inputs import (
    CancelRoundInput,
    CriterionInput,
    DepartmentChangeInput,
    DepartmentInput,
    DocumentTypeInput,
    PolicyChoiceInput,
    QuestionInput,
    RoundChangeInput,
    RoundInput,
)
from fund.api.round_serializers import RoundDetail, RoundRow
from fund.models import Round
from fund.permissions import live_roles


def shown_to(request: Request) -> QuerySet[Round]:
    return queries.with_shown_state(queries.visible_rounds(request.user), request.user)


def with_everything(rounds: QuerySet[Round]) -> QuerySet[Round]:
    """For a detail. 5 queries."""
    return queries.with_setup(rounds.select_related("prepared_by", "published_by"))


def eyes_of(request: Request) -> dict[str, Any]:
    """What a detail needs to know of who asks. 2 queries."""
    return {
        "request": request,
        "at": clock.now(),
        "office_funds": set(live_roles(request.user).values_list("fund_id", flat=True)),
    }


def detail_of(request: Request, round_id: int) -> Any:
    """One round as the asker sees it. Raises NotFound."""
    found = with_everything(shown_to(request)).filter(pk=round_id).first()
    if found is None:
        raise NotFound
    return RoundDetail(found, context=eyes_of(request)).data


class Rounds(CountedList):
    """Published rounds, and those in preparation of the funds one works for."""

    serializer_class = RoundRow
    filterset_class = RoundFilter
    count_by = "shown_state"
    permission_classes = (IsAuthenticatedOrReadOnly,)

    def get_queryset(self) -> QuerySet[Round]:
        return shown_to(self.request)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "at": clock.now()}

    @extend_schema(request=RoundInput, responses={201: RoundDetail})
    def post(self, request: Request) -> Response:
        """Put a round into preparation."""
        values = RoundInput.read(request.data)
        with settings_under("/budget_pools"):
            made = services.create_round(fund_id=values.pop("fund"), by=request.user, **values)
        return Response(detail_of(request, made.pk), status=status.HTTP_201_CREATED)


class RoundView(Detail):
    serializer_class = RoundDetail
    permission_classes = (IsAuthenticatedOrReadOnly,)

    def get_queryset(self) -> QuerySet[Round]:
        return with_everything(shown_to(self.request))

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **eyes_of(self.request)}

    @extend_schema(request=RoundChangeInput, responses=RoundDetail)
    def patch(self, request: Request, pk: int) -> Response:
        """Change a round in preparation; what was prepared for publication has to be prepared again."""
        with settings_under("/budget_pools"):
            services.update_round(round_id=pk, by=request.user, **RoundChangeInput.read(request.data))
        return Response(detail_of(request, pk))


class RoundVerb(VerbView):
    """A verb that answers with the round's detail."""

    Output = RoundDetail

    def show(self, request: Request, result: Any) -> Any:
        return detail_of(request, self.kwargs["pk"])


class AddDepartment(RoundVerb):
    Input = DepartmentInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        with settings_under("/rules"):
            return services.add_department(round_id=ids["pk"], by=request.user, **values)


class DepartmentView(APIView):
    @extend_schema(request=DepartmentChangeInput, responses=RoundDetail)
    def patch(self, request: Request, pk: int) -> Response:
        """Change name, budget or rules of a department in preparation."""
        with settings_under("/rules"):
            found = services.update_department(
                department_id=pk, by=request.user, **DepartmentChangeInput.read(request.data)
            )
        return Response(detail_of(request, found.round_id))


class AddToRound(RoundVerb):
    """Something asked of one department, or of all."""

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        department = values.pop("department")
        return self.add(round_id=ids["pk"], by=request.user, department_id=department, **values)

    def add(self, **values: Any) -> Any:
        raise NotImplementedError


class AddCriterion(AddToRound):
    Input = CriterionInput

    def add(self, **values: Any) -> Any:
        return services.add_criterion(**values)


class AddQuestion(AddToRound):
    Input = QuestionInput

    def add(self, **values: Any) -> Any:
        return services.add_question(**values)


class AddDocumentType(AddToRound):
    Input = DocumentTypeInput

    def add(self, **values: Any) -> Any:
        return services.add_document_type(**values)


class ChoosePolicy(RoundVerb):
    """Put the round under another version of the standing rules."""

    Input = PolicyChoiceInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.choose_policy(round_id=ids["pk"], by=request.user, number=values["number"])


class Prepare(RoundVerb):
    """Hold the round to be complete (起案)."""

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.prepare_round(round_id=ids["pk"], by=request.user)


class Publish(RoundVerb):
    """Publish what another person prepared (承認)."""

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.publish_round(round_id=ids["pk"], by=request.user)


class Cancel(RoundVerb):
    Input = CancelRoundInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.cancel_round(round_id=ids["pk"], by=request.user, reason=values["reason"])
