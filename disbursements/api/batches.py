"""Payment batches over HTTP: made, checked, approved, exported, and what the bank answered."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.api.lists import CountedList
from common.api.views import Detail, VerbView
from common.errors import NotFound
from disbursements import queries, services
from disbursements.api.filters import BatchFilter
from disbursements.api.serializers import (
    BatchDetail,
    BatchInput,
    BatchReasonInput,
    BatchRow,
    FailTransferInput,
    PrepareBatchInput,
    ResultDayInput,
)
from disbursements.models import PaymentBatch
from fund.permissions import require_role


def detail_of(request: Request, batch_id: int) -> Any:
    """One batch as the office sees it. Raises NotFound."""
    found = queries.with_lines(queries.visible_batches(request.user)).filter(pk=batch_id).first()
    if found is None:
        raise NotFound
    return BatchDetail(found, context={"request": request, "at": clock.now()}).data


class Batches(CountedList):
    """The batches of the funds one works for, with `counts` by state of all that match the other filters."""

    serializer_class = BatchRow
    filterset_class = BatchFilter

    def get_queryset(self) -> QuerySet[PaymentBatch]:
        return queries.visible_batches(self.request.user)

    @extend_schema(request=BatchInput, responses={201: BatchDetail})
    def post(self, request: Request) -> Response:
        """Put approved instalments into a new batch."""
        values = BatchInput.read(request.data)
        made = services.create_batch(
            fund_id=values["fund"],
            pay_on=values["pay_on"],
            instalment_ids=values["instalments"],
            by=request.user,
        )
        return Response(detail_of(request, made.pk), status=status.HTTP_201_CREATED)


class BatchView(Detail):
    serializer_class = BatchDetail

    def get_queryset(self) -> QuerySet[PaymentBatch]:
        return queries.with_lines(queries.visible_batches(self.request.user))

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "at": clock.now()}


class BatchVerb(VerbView):
    """A verb that answers with the batch's detail."""

    Output = BatchDetail

    def show(self, request: Request, result: Any) -> Any:
        return detail_of(request, result.pk)


class Prepare(BatchVerb):
    """Check the batch and freeze it (照合)."""

    Input = PrepareBatchInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.prepare_batch(batch_id=ids["pk"], by=request.user, pay_on=values["pay_on"])


class SendBack(BatchVerb):
    Input = BatchReasonInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.send_back_batch(batch_id=ids["pk"], by=request.user, reason=values["reason"])


class Approve(BatchVerb):
    moves_money = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.approve_batch(batch_id=ids["pk"], by=request.user)


class Export(BatchVerb):
    """Make the bank's file, or give the one made before once more; `file/` has its bytes."""

    moves_money = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.export_batch(batch_id=ids["pk"], by=request.user)


class Void(BatchVerb):
    Input = BatchReasonInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.void_batch(batch_id=ids["pk"], by=request.user, reason=values["reason"])


class Confirm(BatchVerb):
    """The bank paid all that is still open."""

    Input = ResultDayInput
    moves_money = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.confirm_batch(batch_id=ids["pk"], by=request.user, on=values["on"])


class TransferVerb(VerbView):
    """A verb of one transfer; it answers with the whole batch."""

    Output = BatchDetail
    moves_money = True

    def show(self, request: Request, result: Any) -> Any:
        return detail_of(request, result.batch_id)


class ConfirmTransfer(TransferVerb):
    Input = ResultDayInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.confirm_transfer(transfer_id=ids["pk"], by=request.user, on=values["on"])


class FailTransfer(TransferVerb):
    """The bank returned the transfer (組戻し)."""

    Input = FailTransferInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.fail_transfer(
            transfer_id=ids["pk"],
            by=request.user,
            on=values["on"],
            reason=values["reason"],
            fee=values["fee"],
        )


class BankFile(APIView):
    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> HttpResponse:
        """The bank's file as it was made (総合振込), to the fund's cashier."""
        found = queries.visible_batches(request.user).filter(pk=pk).defer(None).first()
        if found is None:
            raise NotFound
        require_role(request.user, found.fund_id, "cashier")
        if found.file is None:
            raise NotFound
        answer = HttpResponse(bytes(found.file), content_type="application/octet-stream")
        name = f"sogo_furikomi_{found.pay_on:%Y%m%d}_{found.number}.txt"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        answer["ETag"] = f'"{found.sha256}"'
        return answer
