"""What a submission leaves behind: its checked content, number, snapshot, budget rows and consents.

Receipt numbers come from a counter row of the round, locked last: numbers are gapless, while nobody
who reads or changes the round itself, and no one whose form has faults, waits in that queue.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max, Q

from applications.models import Application, Attachment, BudgetRow, Consent, ReceiptCounter, Submission
from applications.rules import Document, Faults, Filed, FormSetup, Question, read_form
from applications.rules.faults import token
from applications.services.common import moment, tell_group
from applications.services.entering import entry_faults
from applications.services.showing import as_shown
from common.errors import DomainError, refuse
from fund.models import DocumentType, FormQuestion
from trail.services import Actor


class NumberTaken(DomainError):
    """A receipt number names one application."""

    code = "applications.number_taken"
    ja = "受付番号「{number}」はすでに使われています。"
    en = "The number “{number}” is in use."


WRITTEN = ("title", "summary", "tags", "continuing", "requested")
ARRIVAL = ("channel", "received_at", "received_by", "postmarked_on")


def write_filed(application: Application, filed: Filed) -> None:
    """What lists and letters read, from the submission."""
    application.title = filed.title
    application.summary = filed.texts["summary"]
    application.tags = list(filed.tags)
    application.continuing = filed.continuing
    application.requested = filed.budget.requested


def form_setup(application: Application, attached: frozenset[str]) -> FormSetup:
    """What the application's department asks. 2 queries."""
    own = Q(department__isnull=True) | Q(department_id=application.department_id)
    questions = FormQuestion.objects.filter(own, round_id=application.round_id)
    documents = DocumentType.objects.filter(own, round_id=application.round_id)
    return form_setup_of(application, attached, questions, documents)


def form_setup_of(
    application: Application,
    attached: frozenset[str],
    questions: Iterable[FormQuestion],
    documents: Iterable[DocumentType],
) -> FormSetup:
    """The same with the department's questions and documents at hand. No query of its own."""
    call, rules = application.round, application.department.rules
    # The window of the round may open early for one department; the others wait for the decision.
    early = rules.starts_before_decision
    return FormSetup(
        project_from=call.project_from if early else max(call.project_from, call.decided_on),
        project_to=call.project_to,
        policy=call.policy,
        questions=tuple(
            Question(row.code, row.kind, row.limit, row.required, tuple(row.choices)) for row in questions
        ),
        documents=tuple(Document(row.code, row.label_ja, row.label_en, row.required) for row in documents),
        attached=attached,
        expense_rules=rules.expense_rules,
        project_months=rules.project_months,
    )


def documents_of(application: Application) -> tuple[list[dict[str, Any]], list[Attachment]]:
    """The documents handed in, as part of a submission's content, those on paper by their code alone; and
    beside them the files that cannot be used. 1 query."""
    live = application.attachments.filter(Attachment.LIVE).select_related("document_type")
    rows = list(live.order_by("pk"))
    on_paper: list[dict[str, Any]] = [
        {"type": code, "on_paper": True} for code in application.paper_documents
    ]
    usable = on_paper + [
        {
            "id": row.pk,
            "type": row.document_type.code if row.document_type else "",
            "name": row.name,
            "size": row.size,
            "sha256": row.sha256,
        }
        for row in rows
        if row.state not in Attachment.UNUSABLE
    ]
    return usable, [row for row in rows if row.state in Attachment.UNUSABLE]


def check_form(
    application: Application, data: Mapping[str, Any]
) -> tuple[Filed, Faults, list[dict[str, Any]]]:
    """The form with everything to mend, and its documents; changes nothing. 3 queries, and those of
    `entry_faults`."""
    documents, unusable = documents_of(application)
    attached = frozenset(str(row["type"]) for row in documents if row["type"])
    # A slot with an unusable file asks for another one, and need not be called empty besides.
    slots = attached | {row.document_type.code for row in unusable if row.document_type}
    filed, faults = read_form(data, form_setup(application, slots))
    for row in unusable:
        place = row.document_type.code if row.document_type else str(row.pk)
        faults.add(f"/documents/{token(place)}", f"document_{row.state}", file=row.name)
    faults.extend(entry_faults(application, filed, attached))
    return filed, faults, documents


def read_filed(application: Application, data: Mapping[str, Any]) -> tuple[Filed, list[dict[str, Any]]]:
    """What is to be filed, and the documents with it. Raises FieldErrors for what is to be mended."""
    filed, faults, documents = check_form(application, data)
    refuse(faults)
    return filed, documents


def next_number(application: Application) -> str:
    """The round's next receipt number; the counter's row is held until the submission commits."""
    counter = _lock_counter(application)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{application.round.code}-{counter.last:03d}"


def _lock_counter(application: Application) -> ReceiptCounter:
    ReceiptCounter.objects.get_or_create(round_id=application.round_id)
    return ReceiptCounter.objects.select_for_update().get(round_id=application.round_id)


def keep_number(application: Application, number: str) -> str:
    """A number given elsewhere; our own counting goes on behind it. Raises NumberTaken."""
    counter = _lock_counter(application)
    if Application.objects.filter(round_id=application.round_id, number=number).exists():
        raise NumberTaken(number=number)
    counted = re.fullmatch(rf"{re.escape(application.round.code)}-([0-9]{{1,9}})", number)
    if counted and int(counted[1]) > counter.last:
        counter.last = int(counted[1])
        counter.save(update_fields=["last"])
    return number


def canonical(content: Any) -> str:
    """One text for one content: what is hashed."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def fingerprint(number: str, data: Any, profile: Any) -> str:
    """SHA-256 of a submission's number, content and profile."""
    content = canonical({"number": number, "data": data, "profile": profile})
    return hashlib.sha256(content.encode()).hexdigest()


def keep_snapshot(
    application: Application, filed: Filed, documents: list[dict[str, Any]], *, by: Actor, at: datetime
) -> Submission:
    """Keep exactly what was filed, numbered, and write the budget rows from it. Its consents are kept
    before, so that the snapshot can name who gave them."""
    data = {**filed.as_data(), "documents": documents}
    profile = application.group.snapshot()
    last = application.submissions.aggregate(last=Max("number"))["last"] or 0
    submission = Submission.objects.create(
        application=application,
        number=last + 1,
        data=data,
        profile=profile,
        shown=as_shown(application, data, documents, by=by),
        sha256=fingerprint(application.number, data, profile),
        by_id=by.pk,
        at=at,
        in_grace=application.in_grace,
    )
    BudgetRow.objects.filter(application=application).delete()
    rows = [
        BudgetRow(application=application, side="income", position=i, **vars(row))
        for i, row in enumerate(filed.budget.income)
    ]
    rows += [
        BudgetRow(application=application, side="expense", position=i, **vars(row))
        for i, row in enumerate(filed.budget.expenses)
    ]
    BudgetRow.objects.bulk_create(rows)
    return submission


def keep_consents(application: Application, filed: Filed, *, by: Actor, at: datetime) -> None:
    """Each consent with its wording's version and the time at which it was first given."""
    version = str(application.round.policy_version.number)
    Consent.objects.bulk_create(
        [
            Consent(application=application, kind=kind, wording_version=version, by_id=by.pk, at=at)
            for kind in filed.consents
        ],
        ignore_conflicts=True,
    )


def acknowledge(
    application: Application, submission: Submission, at: datetime, received_at: datetime | None = None
) -> None:
    """The receipt, queued at `at`; it tells when the form came in: now, or when paper was stamped."""
    tell_group(
        application,
        "application_submitted",
        at,
        occasion=str(submission.number),
        submitted_at=moment(received_at or at),
        sha256=submission.sha256,
    )
