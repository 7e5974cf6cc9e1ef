"""受付票 over HTTP."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from applications.api.serializers import CodedOutput, NamedOutput
from applications.models import Attachment, Submission
from applications.papers.content import SHORT_HASH
from applications.states import SCAN
from common import clock
from common.api.problems import language
from common.errors import NotFound
from screens.api.home import title
from screens.api.status import WayStageOutput, stage_as_shown
from screens.queries.status import status_of


class ReceiptFile(serializers.Serializer[Any]):
    """One file as it was filed; its scan as it stands now, empty for one that came on paper."""

    name = serializers.CharField()
    size = serializers.IntegerField(allow_null=True)
    hash_short = serializers.CharField()
    scan_state = serializers.CharField()
    scan_label = serializers.CharField()


class ReceiptOutput(serializers.Serializer[Any]):
    """`received_at` to the second; `submission` counts 1 for the first, more after corrections."""

    now = serializers.DateTimeField()
    application = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    group = NamedOutput()
    round = CodedOutput()
    department = CodedOutput()
    submission = serializers.IntegerField()
    received_at = serializers.DateTimeField()
    in_grace = serializers.BooleanField()
    content_hash_short = serializers.CharField()
    files = ReceiptFile(many=True)
    pdf_url = serializers.CharField()
    slip_url = serializers.CharField()
    next_steps = WayStageOutput(many=True)


class ApplicationReceipt(APIView):
    @extend_schema(responses=ReceiptOutput)
    def get(self, request: Request, pk: int) -> Response:
        """What was received last, for the group's own people: number, time, hashes, and what follows when."""
        status = status_of(request.user, pk)
        application = status.found.application
        assert application is not None
        last = application.submissions.order_by("number").last()
        if last is None:
            raise NotFound
        one = f"/api/v1/applications/{application.pk}/submissions/{last.number}/"
        shown = {
            "now": clock.now(),
            "application": application.pk,
            "number": application.number,
            "title": title(application),
            "group": application.group,
            "round": application.round,
            "department": application.department,
            "submission": last.number,
            "received_at": application.received_at or last.at,
            "in_grace": last.in_grace,
            "content_hash_short": last.sha256[:SHORT_HASH],
            "files": files_of(last),
            "pdf_url": f"{one}pdf/",
            "slip_url": f"{one}slip/",
            "next_steps": [stage_as_shown(row) for row in status.stages if row.state in ("now", "next")],
        }
        return Response(ReceiptOutput(shown).data)


def files_of(submission: Submission) -> list[dict[str, Any]]:
    """The files of a submission with their scan now. 1 query."""
    rows = submission.data.get("documents", [])
    ids = [row["id"] for row in rows if "id" in row]
    states = dict(Attachment.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "state"))
    return [_file(row, states.get(row.get("id"), "")) for row in rows]


def _file(row: dict[str, Any], state: str) -> dict[str, Any]:
    on_paper = {"ja": f"紙の書類（{row['type']}）", "en": f"on paper ({row['type']})"}[language()]
    return {
        "name": row.get("name", on_paper),
        "size": row.get("size"),
        "hash_short": row.get("sha256", "")[:SHORT_HASH],
        "scan_state": state,
        "scan_label": SCAN.states.get(state, ""),
    }
