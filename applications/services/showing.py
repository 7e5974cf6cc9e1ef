"""What a submission looked like: names of questions, documents and consents, and who gave them, kept beside
its content. A call may be amended and people renamed; the paper of a submission stays the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from applications.models import Application, Attachment
from applications.rules.consents import consent_wording
from applications.rules.form import CONSENTS
from common.clock import JST
from fund.models import DocumentType, FormQuestion
from trail.services import Actor


def as_shown(
    application: Application, data: Mapping[str, Any], documents: list[dict[str, Any]], *, by: Actor
) -> dict[str, Any]:
    """The names and people of one submission, as plain values; its consents are kept already. 4 queries."""
    call = application.round
    return {
        "by": str(getattr(by, "name", "")),
        "fund": call.fund.name,
        "legal_mode": call.fund.legal_mode,
        "round": call.name,
        "department": application.department.name,
        "channel": application.channel,
        "received_at": application.received_at and application.received_at.astimezone(JST).isoformat(),
        **labels_of(application),
        "scans": _scans(documents),
        "consents": {
            row.kind: {
                "label": CONSENTS.get(row.kind, (row.kind, row.kind))[0],
                "text": consent_wording(row.kind),
                "version": row.wording_version,
                "by": row.by.name,
                "at": row.at.astimezone(JST).isoformat(),
            }
            for row in application.consents.select_related("by").order_by("pk")
            if row.kind in data["consents"]
        },
    }


def labels_of(application: Application) -> dict[str, Any]:
    """What the department's questions and documents are called now. 2 queries."""
    own = Q(department__isnull=True) | Q(department_id=application.department_id)
    questions = FormQuestion.objects.filter(own, round_id=application.round_id)
    documents = DocumentType.objects.filter(own, round_id=application.round_id)
    return {
        "questions": [list(pair) for pair in questions.values_list("code", "label_ja")],
        "documents": dict(documents.values_list("code", "label_ja")),
    }


def _scans(documents: list[dict[str, Any]]) -> dict[str, str]:
    ids = [row["id"] for row in documents if "id" in row]
    found = Attachment.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "state")
    return {str(pk): state for pk, state in found}
