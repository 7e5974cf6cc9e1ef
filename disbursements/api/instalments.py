"""Instalments over HTTP: what a group may ask for, what the office approves."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request

from common import clock
from common.api.lists import CountedList
from common.api.views import Detail, VerbView
from common.errors import NotFound
from disbursements import queries, services
from disbursements.api.filters import InstalmentFilter
from disbursements.api.serializers import InstalmentDetail, InstalmentRow
from disbursements.models import Instalment


def shown_to(request: Request) -> QuerySet[Instalment]:
    return queries.with_account_ready(queries.visible_to(request.user), clock.now())


def detail_of(request: Request, instalment_id: int) -> Any:
    """One instalment as the asker sees it. Raises NotFound."""
    found = queries.with_transfers(shown_to(request)).filter(pk=instalment_id).first()
    if found is None:
        raise NotFound
    return InstalmentDetail(found, context={"request": request, "at": clock.now()}).data


class Instalments(CountedList):
    """The instalments one may see, with `counts` by state of all that match the other filters.

    `ready=true` are those a batch may take now.
    """

    serializer_class = InstalmentRow
    filterset_class = InstalmentFilter

    def get_queryset(self) -> QuerySet[Instalment]:
        return shown_to(self.request)


class InstalmentView(Detail):
    serializer_class = InstalmentDetail

    def get_queryset(self) -> QuerySet[Instalment]:
        return queries.with_transfers(shown_to(self.request))

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "at": clock.now()}


class InstalmentVerb(VerbView):
    """A verb that answers with the instalment's detail."""

    Output = InstalmentDetail

    def show(self, request: Request, result: Any) -> Any:
        return detail_of(request, result.pk)


class AskFor(InstalmentVerb):
    """The group asks for its money (請求)."""

    moves_money = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.request_instalment(instalment_id=ids["pk"], by=request.user)


class TakeBack(InstalmentVerb):
    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.take_back_request(instalment_id=ids["pk"], by=request.user)


class Approve(InstalmentVerb):
    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.approve_instalment(instalment_id=ids["pk"], by=request.user)


class Retry(InstalmentVerb):
    """Pay a returned instalment once more, to the corrected account."""

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.retry_instalment(instalment_id=ids["pk"], by=request.user)
