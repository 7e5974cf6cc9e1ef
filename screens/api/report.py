"""報告（中間報告・実績報告）over HTTP."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import prefetch_related_objects
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from applications.api.serializers import NamedOutput
from awards import queries
from awards.api.report_drafts import ReportDraftOutput, draft_values
from awards.api.report_outputs import ReportDetail
from awards.api.seeing import eyes_of
from awards.models import Report
from common import clock
from common.errors import NotFound
from people.permissions import memberships

KINDS: Final = {"mid": "interim", "final": "final"}
WRITTEN: Final = ("draft", "returned")


class ReportedAward(serializers.Serializer[Any]):
    """The award that is reported on; `application` is null of a designated one."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    group = NamedOutput()
    application = serializers.IntegerField(allow_null=True)
    state = serializers.CharField()
    project_from = serializers.DateField(allow_null=True)
    project_to = serializers.DateField(allow_null=True)


class ReportScreenOutput(serializers.Serializer[Any]):
    """One report with all around it. `draft` is there while the group may write; `requires` are the parts
    that the call wants: text, people, lessons, results, photos, receipts. `expense_categories` are for
    what fits no line of the budget."""

    now = serializers.DateTimeField()
    award = ReportedAward()
    report = ReportDetail()
    draft = ReportDraftOutput(allow_null=True)
    requires = serializers.ListField(child=serializers.CharField())
    expense_categories = serializers.ListField(child=serializers.CharField())


class AwardReport(APIView):
    @extend_schema(responses=ReportScreenOutput)
    def get(self, request: Request, pk: int, report_kind: str) -> Response:
        """The interim (`mid`) or final report of an award, for the group's own people: as typed while it is
        written, and as handed in."""
        own = memberships(request.user).values("group_id")
        rows = queries.visible_reports(request.user).select_related("saved_by").prefetch_related("rows")
        kind = KINDS.get(report_kind, "")
        found = rows.filter(award_id=pk, award__group_id__in=own, kind=kind).first()
        if found is None:
            raise NotFound
        eyes = eyes_of(request, found.award)
        prefetch_related_objects([found], queries.files_shown(eyes["member"]))
        return Response(_shown(found, eyes))


def _shown(report: Report, eyes: dict[str, Any]) -> dict[str, Any]:
    award = report.award
    draft = ReportDraftOutput(draft_values(report), context=eyes) if report.state in WRITTEN else None
    return {
        "now": eyes["at"].astimezone(clock.JST).isoformat(),
        "award": ReportedAward(
            {
                "id": award.pk,
                "number": award.number,
                "title": award.application.title if award.application else award.group.name,
                "group": award.group,
                "application": award.application_id,
                "state": award.state,
                "project_from": award.project_from,
                "project_to": award.project_to,
            }
        ).data,
        "report": ReportDetail(report, context=eyes).data,
        "draft": draft.data if draft else None,
        "requires": sorted(queries.rules_of(award).report_requires) if report.kind == "final" else [],
        "expense_categories": list(queries.policy_of(award).expense_categories),
    }
