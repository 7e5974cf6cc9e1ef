"""Reports, the fixing and refunds over HTTP."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from awards import queries, services
from awards.api.filters import RefundFilter, ReportFilter
from awards.api.inputs import (
    AwardReasonInput,
    JudgeInput,
    PrepareWaiverInput,
    ReceiveRefundInput,
    RefundDayInput,
    ReturnReportInput,
    StartReportInput,
)
from awards.api.refund_outputs import RefundDetail, RefundRow
from awards.api.report_outputs import ReportDetail, ReportListOutput
from awards.api.seeing import AwardVerb, RefundVerb, ReportVerb, refund_of, report_of
from awards.models import Refund, Report
from common.api.lists import CountedList
from common.api.views import version_of


class Reports(CountedList):
    """The reports (中間・実績報告) one may see."""

    serializer_class = ReportListOutput
    filterset_class = ReportFilter

    def get_queryset(self) -> QuerySet[Report]:
        return queries.visible_reports(self.request.user)


class ReportView(APIView):
    @extend_schema(responses=ReportDetail)
    def get(self, request: Request, pk: int) -> Response:
        """One report with its rows and what the asker may do."""
        return Response(report_of(request, pk))


class StartReport(ReportVerb):
    """Begin the report that has fallen due."""

    Input = StartReportInput
    success = status.HTTP_201_CREATED

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.start_report(award_id=ids["pk"], by=request.user, kind=values["kind"])


class SubmitReport(ReportVerb):
    """Hand the report in, as saved in the version that If-Match names."""

    versioned = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.submit_report(report_id=ids["pk"], by=request.user, if_version=version_of(request))


class ResubmitReport(ReportVerb):
    """Hand the mended report in again."""

    versioned = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.resubmit_report(report_id=ids["pk"], by=request.user, if_version=version_of(request))


class JudgeReport(ReportVerb):
    """Give rows their verdict."""

    Input = JudgeInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.judge_rows(report_id=ids["pk"], by=request.user, verdicts=values["verdicts"])


class ReturnReport(ReportVerb):
    """Ask the group to mend rows."""

    Input = ReturnReportInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.return_report(
            report_id=ids["pk"],
            by=request.user,
            rows=values["rows"],
            fields=values["fields_asked"],
            message=values["message"],
        )


class AcceptReport(ReportVerb):
    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.accept_report(report_id=ids["pk"], by=request.user)


class PrepareFixing(AwardVerb):
    """Work the amount out (額の確定, R5)."""

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.prepare_fixing(award_id=ids["pk"], by=request.user)


class SendBackFixing(AwardVerb):
    Input = AwardReasonInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.send_back_fixing(award_id=ids["pk"], by=request.user, reason=values["reason"])


class ApproveFixing(AwardVerb):
    Input = RefundDayInput
    moves_money = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.approve_fixing(award_id=ids["pk"], by=request.user, **values)


class Refunds(CountedList):
    """The refunds (返還) one may see."""

    serializer_class = RefundRow
    filterset_class = RefundFilter

    def get_queryset(self) -> QuerySet[Refund]:
        return queries.visible_refunds(self.request.user).prefetch_related("receipts")


class RefundView(APIView):
    @extend_schema(responses=RefundDetail)
    def get(self, request: Request, pk: int) -> Response:
        """One refund with what came in and the interest on it."""
        return Response(refund_of(request, pk))


class ReceiveRefund(RefundVerb):
    """Book what a group paid back; R6's interest is worked out and booked with it."""

    Input = ReceiveRefundInput
    moves_money = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.receive_refund(refund_id=ids["pk"], by=request.user, **values)


class PrepareWaiver(RefundVerb):
    """Propose to waive interest (免除)."""

    Input = PrepareWaiverInput
    success = status.HTTP_201_CREATED

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.prepare_waiver(refund_id=ids["pk"], by=request.user, **values)


class ApproveWaiver(RefundVerb):
    moves_money = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.approve_waiver(waiver_id=ids["pk"], by=request.user)


class DropWaiver(RefundVerb):
    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.drop_waiver(waiver_id=ids["pk"], by=request.user)
