"""A report while it is written: the draft, what is wrong with it, and what it comes to against the budget."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from applications.api.serializers import FaultOutput, NamedOutput
from awards import queries, services
from awards.api.report_files import ReportFileOutput
from awards.models import Report, ReportFile
from awards.rules import ReportPeriod, SpentRow, budget_actual, day_warning
from awards.services.report_form import asked_of, read_report
from common import clock
from common.api.problems import language
from common.api.views import version_of
from common.calendar import wareki
from common.errors import NotFound
from people.permissions import memberships

WARNINGS: Final[dict[str, tuple[str, str]]] = {
    "before_decision": (
        "交付決定日({decided_on})より前の支払いです。対象になりません。",
        "Paid before the decision of {decided_on}: it cannot count.",
    ),
    "after_end": (
        "廃止の日({ended_on})より後の支払いです。対象になりません。",
        "Paid after the project was given up on {ended_on}: it cannot count.",
    ),
    "before_project": (
        "事業期間(はじまりは{project_from})より前の支払いです。対象にならないことがあります。",
        "Paid before the project began on {project_from}: it may not count.",
    ),
    "after_project": (
        "事業期間(おわりは{project_to})より後の支払いです。対象にならないことがあります。",
        "Paid after the project ended on {project_to}: it may not count.",
    ),
    "no_receipt": ("領収書がない支払いは、対象になりません。", "Without a receipt it cannot count."),
    "same_receipt": (
        "同じ画像が、ほかのところでも使われています。二重に入れていないか確かめてください。",
        "The same picture is used elsewhere too. Please check that nothing is entered twice.",
    ),
}


class WarningOutput(serializers.Serializer[Any]):
    """What the office will ask about; it keeps nobody from handing in."""

    pointer = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class BudgetLineOutput(serializers.Serializer[Any]):
    """A line of the award's budget in yen; `id` is null in a budget revised since, where `category` tells
    lines apart. What fits no line comes last, without a category."""

    id = serializers.IntegerField(allow_null=True)
    category = serializers.CharField()
    description = serializers.CharField()
    eligible = serializers.BooleanField()
    planned = serializers.IntegerField()
    actual = serializers.IntegerField()


class IndicatorOutput(serializers.Serializer[Any]):
    name = serializers.CharField()
    unit = serializers.CharField()
    target = serializers.CharField()


class ReportDraftOutput(serializers.Serializer[Any]):
    """The draft as saved; `faults` would keep it from being handed in now, `warnings` would not. `saved_by`
    and `saved_at` are null before the first save."""

    version = serializers.IntegerField()
    draft = serializers.DictField()
    saved_by = NamedOutput(allow_null=True)
    saved_at = serializers.DateTimeField(allow_null=True)
    faults = FaultOutput(many=True)
    warnings = WarningOutput(many=True)
    files = ReportFileOutput(many=True)
    budget_actual = BudgetLineOutput(many=True)
    planned_income = serializers.IntegerField()
    total = serializers.IntegerField()


class ReportDraft(APIView):
    """The report while it is written: takes anything that is typed and says what is wrong."""

    versioned = True

    @extend_schema(request=OpenApiTypes.OBJECT, responses=ReportDraftOutput)
    def patch(self, request: Request, pk: int) -> Response:
        """Save fields of the report; If-Match names the version that was edited (412 tells the newer)."""
        if not isinstance(request.data, dict):
            raise ParseError("an object of the report's fields")
        saved = services.save_report(
            report_id=pk, by=request.user, data=request.data, if_version=version_of(request)
        )
        return _show(request, saved)

    @extend_schema(responses=ReportDraftOutput)
    def get(self, request: Request, pk: int) -> Response:
        """The report as typed. Only the group's own people have one."""
        own = memberships(request.user).values("group_id")
        rows = queries.visible_reports(request.user).select_related("saved_by")
        found = rows.filter(pk=pk, award__group_id__in=own).first()
        if found is None:
            raise NotFound
        return _show(request, found)


def _show(request: Request, report: Report) -> Response:
    shown = ReportDraftOutput(draft_values(report), context={"request": request})
    return Response(shown.data, headers={"ETag": f'"{report.version}"'})


def draft_values(report: Report) -> dict[str, Any]:
    """What `ReportDraftOutput` shows of a report. Constant queries."""
    asked = asked_of(report, clock.now().date())
    filed, faults = read_report(report.draft, asked)
    spent = [SpentRow(row["amount"], row["category"], row["budget_row_id"]) for row in filed.rows]
    return {
        "version": report.version,
        "draft": report.draft,
        "saved_by": report.saved_by,
        "saved_at": report.saved_at,
        "faults": faults,
        "warnings": list(_warnings(report, filed.rows, asked.files)),
        "files": queries.own_files(report),
        "budget_actual": lines_shown(report, spent),
        "planned_income": queries.planned_income(report.award),
        "total": sum(row.amount for row in spent),
    }


def lines_shown(report: Report, spent: list[SpentRow]) -> list[dict[str, Any]]:
    """Each line of the budget with what was spent on it. ≤ 1 query."""
    return [
        {
            "id": row.line.id if row.line else None,
            "category": row.line.category if row.line else "",
            "description": row.line.description if row.line else "",
            "eligible": row.line.eligible if row.line else True,
            "planned": row.line.planned if row.line else 0,
            "actual": row.actual,
        }
        for row in budget_actual(queries.budget_lines(report.award), spent)
    ]


def _warnings(
    report: Report, rows: list[dict[str, Any]], files: tuple[ReportFile, ...]
) -> Iterator[dict[str, str]]:
    period = queries.period_of(report.award)
    twice = queries.same_receipts(report, files, of_fund=False)
    for place, row in enumerate(rows):
        yield from _row_warnings(f"/rows/{place}", row, period, files, twice)


def _row_warnings(
    pointer: str,
    row: dict[str, Any],
    period: ReportPeriod,
    files: tuple[ReportFile, ...],
    twice: set[int],
) -> Iterator[dict[str, str]]:
    if code := day_warning(row["paid_on"], period):
        yield _warning(f"{pointer}/paid_on", code, period)
    if not row["voucher"] and row["amount"]:
        yield _warning(f"{pointer}/voucher", "no_receipt", period)
    own = {file.pk for file in files if row["key"] and file.kind == "receipt" and file.row == row["key"]}
    if own & twice:
        yield _warning(f"{pointer}/files", "same_receipt", period)


def _warning(pointer: str, code: str, period: ReportPeriod) -> dict[str, str]:
    ja = language() == "ja"
    days = {
        name: (wareki(day) if ja else day.isoformat()) if isinstance(day, date) else ""
        for name, day in vars(period).items()
    }
    return {"pointer": pointer, "code": code, "message": WARNINGS[code][0 if ja else 1].format(**days)}
