"""How far drafts are written, many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from applications.models import Application, Attachment
from applications.rules import read_form
from applications.rules.tasks import TASKS, tasks_done
from applications.services.filing import form_setup_of
from fund.models import DocumentType, FormQuestion


@dataclass(frozen=True)
class Progress:
    """How many of the form's tasks lack nothing."""

    done: int
    total: int


def progress_of(applications: Iterable[Application]) -> dict[int, Progress]:
    """By application, for drafts with round, policy, department and group at hand. 4 queries.

    What only the group's history can tell (R3, N5) is not asked here.
    """
    rows = {row.pk: row for row in applications}
    drafts = dict(Application.objects.filter(pk__in=rows).values_list("pk", "draft"))
    calls = {row.round_id for row in rows.values()}
    questions, documents = defaultdict(list), defaultdict(list)
    for question in FormQuestion.objects.filter(round__in=calls):
        questions[question.round_id].append(question)
    for kind in DocumentType.objects.filter(round__in=calls):
        documents[kind.round_id].append(kind)
    attached: dict[int, set[str]] = defaultdict(set)
    live = Attachment.objects.filter(Attachment.LIVE, application__in=rows, document_type__isnull=False)
    usable = live.exclude(state__in=Attachment.UNUSABLE)
    for pk, code in usable.values_list("application_id", "document_type__code"):
        attached[pk].add(code)
    return {
        pk: _progress(
            row, drafts[pk], questions[row.round_id], documents[row.round_id], frozenset(attached[pk])
        )
        for pk, row in rows.items()
    }


def _progress(
    row: Application,
    draft: dict[str, object],
    questions: list[FormQuestion],
    documents: list[DocumentType],
    attached: frozenset[str],
) -> Progress:
    own = (None, row.department_id)
    setup = form_setup_of(
        row,
        attached,
        [item for item in questions if item.department_id in own],
        [item for item in documents if item.department_id in own],
    )
    faults = read_form(draft, setup)[1]
    done = tasks_done([fault.pointer for fault in faults], row.group.snapshot())
    return Progress(len(done), len(TASKS))
