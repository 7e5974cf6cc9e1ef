"""Objects of the room as the asker sees them: found among what is visible, shown with what is theirs."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from rest_framework.request import Request

from awards import queries
from awards.api.award_outputs import AwardDetail
from awards.api.refund_outputs import RefundDetail
from awards.api.report_outputs import ReportDetail
from awards.models import Award
from common import clock
from common.api.views import VerbView
from common.errors import NotFound
from fund.permissions import roles_of
from ledger import queries as ledger
from people.permissions import role_in


def eyes_of(request: Request, award: Award) -> dict[str, Any]:
    """What an answer needs to know of who asks about an award. 3 queries."""
    return {
        "request": request,
        "at": clock.now(),
        "office": bool(roles_of(request.user, award.fund_id)),
        "member": bool(role_in(request.user, award.group_id)),
    }


def award_of(request: Request, award_id: int) -> Any:
    """One award as the asker sees it. Raises NotFound. Constant queries."""
    award = queries.with_details(queries.visible_to(request.user)).filter(pk=award_id).first()
    if award is None:
        raise NotFound
    award.paid = ledger.paid_for(award.reference)  # type: ignore[attr-defined]
    return AwardDetail(award, context=eyes_of(request, award)).data


def report_of(request: Request, report_id: int) -> Any:
    """One report as the asker sees it. Raises NotFound. Constant queries."""
    found = queries.visible_reports(request.user).prefetch_related("rows").filter(pk=report_id).first()
    if found is None:
        raise NotFound
    eyes = eyes_of(request, found.award)
    prefetch_related_objects([found], queries.files_shown(eyes["member"]))
    return ReportDetail(found, context=eyes).data


def refund_of(request: Request, refund_id: int) -> Any:
    """One refund as the asker sees it. Raises NotFound. Constant queries."""
    found = queries.with_receipts(queries.visible_refunds(request.user)).filter(pk=refund_id).first()
    if found is None:
        raise NotFound
    return RefundDetail(found, context=eyes_of(request, found.award)).data


class AwardVerb(VerbView):
    """A verb that answers with the award's detail; `act` returns the award or what belongs to it."""

    Output = AwardDetail

    def show(self, request: Request, result: Any) -> Any:
        return award_of(request, result.pk if isinstance(result, Award) else result.award_id)


class ReportVerb(VerbView):
    """A verb that answers with the report's detail."""

    Output = ReportDetail

    def show(self, request: Request, result: Any) -> Any:
        return report_of(request, result.pk)


class RefundVerb(VerbView):
    """A verb that answers with the refund's detail; `act` returns what belongs to it."""

    Output = RefundDetail

    def show(self, request: Request, result: Any) -> Any:
        return refund_of(request, result.refund_id)
