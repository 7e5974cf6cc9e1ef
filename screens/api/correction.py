"""補正（書き直しのお願い）over HTTP."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from applications.api.offers import offered
from applications.api.serializers import AttachmentOutput, CodedOutput, NamedOutput
from applications.models import Application, Attachment, CorrectionRequest
from applications.queries import corrections_of
from applications.rules import FIELD_LABELS, field_label
from applications.rules.form import CONSENTS, TEXT_LIMITS, TITLE_LIMIT
from applications.services.correcting import Difference, FieldDifference, difference_of
from applications.services.filing import check_form
from common import clock
from common.api.actions import ActionOutput
from common.api.problems import language
from common.errors import FieldFault, NotFound
from fund.models import DocumentType, FormQuestion
from people.permissions import memberships
from screens.api.parts import days_left, last_moment


class ErrorOutput(serializers.Serializer[Any]):
    """One thing to mend, in the language asked for."""

    pointer = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class CorrectionItemOutput(serializers.Serializer[Any]):
    """One field that was asked for: what, as filed, and as it is now. `max_chars` is of a text."""

    field = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    request_text = serializers.CharField()
    max_chars = serializers.IntegerField(allow_null=True)
    current = serializers.JSONField(allow_null=True)
    new = serializers.JSONField(allow_null=True)
    changed = serializers.BooleanField()
    errors = ErrorOutput(many=True)  # type: ignore[assignment]


class CodeLabelOutput(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class LockedOutput(serializers.Serializer[Any]):
    """A field that stays as it was filed."""

    field = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.JSONField(allow_null=True)


class CorrectionScreenOutput(serializers.Serializer[Any]):
    """`version` goes into If-Match when the answer is saved or sent; `other_errors` belong to no field that
    was asked for. `documents` are the files of the form as it stands."""

    now = serializers.DateTimeField()
    application = serializers.IntegerField()
    number = serializers.IntegerField()
    receipt_number = serializers.CharField()
    title = serializers.CharField()
    group = NamedOutput()
    round = CodedOutput()
    state = serializers.CharField()
    state_label = serializers.CharField()
    message = serializers.CharField()
    asked_at = serializers.DateTimeField()
    due_on = serializers.DateField()
    due_at = serializers.DateTimeField()
    days_left = serializers.IntegerField()
    version = serializers.IntegerField()
    items = CorrectionItemOutput(many=True)
    other_errors = ErrorOutput(many=True)
    locked_sections = LockedOutput(many=True)
    documents = AttachmentOutput(many=True)
    questions = CodeLabelOutput(many=True)
    consents = CodeLabelOutput(many=True)
    document_types = CodeLabelOutput(many=True)
    expense_categories = serializers.ListField(child=serializers.CharField())
    income_categories = serializers.ListField(child=serializers.CharField())
    actions = ActionOutput(many=True)


class ApplicationCorrection(APIView):
    @extend_schema(responses=CorrectionScreenOutput)
    def get(self, request: Request, pk: int, number: int) -> Response:
        """One request to mend, for the group's own people: each field as filed and as it is now, with what is
        still wrong in it; everything else to read."""
        own = memberships(request.user).values("group_id")
        rows = corrections_of(request.user, pk).filter(number=number, application__group_id__in=own)
        found = rows.first()
        if found is None:
            raise NotFound
        return Response(CorrectionScreenOutput(_shown(request, found)).data)


def _shown(request: Request, correction: CorrectionRequest) -> dict[str, Any]:
    application = correction.application
    difference = difference_of(correction, own=True)
    faults = check_form(application, application.draft)[1] if correction.state == "open" else []
    opened = set(correction.fields)
    live = application.attachments.filter(Attachment.LIVE).select_related("document_type").order_by("pk")
    policy = application.round.policy
    return {
        "now": clock.now(),
        "application": application.pk,
        "number": correction.number,
        "receipt_number": application.number,
        "title": application.title,
        "group": application.group,
        "round": application.round,
        "state": correction.state,
        "state_label": correction.lifecycle.states[correction.state],
        "message": correction.message,
        "asked_at": correction.asked_at,
        "due_on": correction.due_on,
        "due_at": _end_of(correction.due_on),
        "days_left": days_left(correction.due_on),
        "version": application.version,
        "items": [_item(item, faults) for item in difference.items],
        "other_errors": [_error(row) for row in faults if _field_of(row) not in opened],
        "locked_sections": _locked(application, correction, difference),
        "documents": live,
        "questions": _named(FormQuestion, application),
        "consents": [{"code": kind, "label": consent_label(kind)} for kind in policy.consents],
        "document_types": _named(DocumentType, application),
        "expense_categories": policy.expense_categories,
        "income_categories": policy.income_categories,
        "actions": offered(application, request.user, clock.now(), member=True, office=False),  # type: ignore[arg-type]
    }


def _named(model: type[FormQuestion] | type[DocumentType], application: Application) -> list[dict[str, str]]:
    """What the department's questions or documents are called. 1 query."""
    own = Q(department__isnull=True) | Q(department_id=application.department_id)
    rows: Any = model.objects.filter(own, round_id=application.round_id)
    return [{"code": row.code, "label": getattr(row, f"label_{language()}") or row.label_ja} for row in rows]


def consent_label(kind: str) -> str:
    return CONSENTS.get(kind, (kind, kind))[0 if language() == "ja" else 1]


def _end_of(day: date) -> datetime | None:
    return last_moment(day)


def _item(item: FieldDifference, faults: Iterable[FieldFault]) -> dict[str, Any]:
    return {
        "field": item.field,
        "label": field_label(item.field, language()),
        "request_text": item.request_text,
        "max_chars": TITLE_LIMIT if item.field == "title" else TEXT_LIMITS.get(item.field),
        "current": item.before,
        "new": item.after,
        "changed": bool(item.changed),
        "errors": [_error(row) for row in faults if _field_of(row) == item.field],
    }


def _field_of(fault: FieldFault) -> str:
    return fault.pointer.removeprefix("/").split("/")[0]


def _error(fault: FieldFault) -> dict[str, str]:
    return {"pointer": fault.pointer, "code": fault.code, "message": getattr(fault, language())}


def _locked(
    application: Application, correction: CorrectionRequest, difference: Difference
) -> list[dict[str, Any]]:
    """What was filed before the request and is not opened, in the order of the form."""
    filed = {row.number: row.data for row in application.submissions.all()}
    before = filed.get(correction.of_submission, {})
    asked = {item.field for item in difference.items}
    return [
        {"field": field, "label": field_label(field, language()), "value": before[field]}
        for field in FIELD_LABELS
        if field in before and field not in asked
    ]
