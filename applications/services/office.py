"""The desk: applications accepted, found ineligible, reopened, and put under review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from applications.models import Application, Attachment, EligibilityCheck
from applications.permissions import require_office
from applications.queries import prior_awards
from applications.queries.facts import facts_at_hand
from applications.rules import (
    EligibilityResult,
    eligibility_faults,
    eligibility_results,
    nth_award,
    repeat_ok,
)
from applications.rules.eligibility import title
from applications.services.assessing import assess_as_filed
from applications.services.common import lock_application, locked, tell_group
from applications.services.entering import desk_results, names_of
from common import clock
from common.errors import DomainError, require_reason
from trail.services import Actor, move, move_all


class ChecklistIncomplete(DomainError):
    """An application is accepted once everything on the desk's list is in order."""

    code = "applications.checklist_incomplete"
    ja = "確認が済んでいない項目があります: {items}"
    en = "Not everything is in order yet: {items}"


class DocumentsUnusable(DomainError):
    """Nothing is accepted with a document that nobody can open."""

    code = "applications.documents_unusable"
    ja = "使えないファイルがあります({names})。添付書類の補正を依頼してください。"
    en = "Some files cannot be used: {names}. Please ask the group to correct the documents."


class DeskUnfinished(DomainError):
    """A review starts when the desk is done with every application."""

    code = "applications.desk_unfinished"
    ja = "受理されていない申請が残っています({numbers})。受理・対象外などの処理を終えてください。"
    en = "The desk has not finished with: {numbers}."


@transaction.atomic
def accept_application(
    *, application_id: int, by: Actor, checklist: Sequence[Mapping[str, Any]] = ()
) -> Application:
    """End the desk check (資格審査): accepted, or ineligible where R3 allows no further award, or where a
    condition that the system checks is not met any more (N5; officer).

    `checklist` holds [{item, ok, note, code}]; the conditions that the office checks are items of it, by
    their code, and each must be ticked. Without an assessment the budget counts as filed. Raises NotFound,
    NotAllowed, WrongState, ChecklistIncomplete, DocumentsUnusable, FieldErrors.
    """
    application = lock_application(application_id)
    require_office(by, application, "officer")
    at = clock.now()
    application.lifecycle.step(application.state, "accept")
    items = _checked(checklist)
    _require_usable_documents(application)
    if not application.assessments.exists():
        assess_as_filed(application, by=by, at=at)
    nth = nth_award(prior_awards([application])[application.pk])
    results, reasons = _conditions(application)
    if not repeat_ok(nth, application.department.rules):
        reasons.insert(0, _repeat_reason(application, nth))
    eligible, reason = not reasons, "".join(reasons)
    if eligible:
        _require_ticked(results, items)
    EligibilityCheck.objects.update_or_create(
        application=application,
        defaults={
            "nth_award": nth,
            "items": items,
            "results": results,
            "eligible": eligible,
            "reason": reason,
            "by_id": by.pk,
            "at": at,
        },
    )
    if eligible:
        move(application, "accept", by=by, at=at, role="officer", nth=nth)
        tell_group(application, "application_accepted", at)
    else:
        move(application, "find_ineligible", by=by, at=at, role="officer", reason=reason, nth=nth)
        tell_group(application, "application_ineligible", at, reason=reason)
    return application


def _require_usable_documents(application: Application) -> None:
    """Raises DocumentsUnusable."""
    rows = application.attachments.filter(Attachment.LIVE, state__in=Attachment.UNUSABLE)
    names = list(rows.order_by("pk").values_list("name", flat=True))
    if names:
        raise DocumentsUnusable(names="、".join(names))


def conditions_of(application: Application) -> list[dict[str, Any]]:
    """How the call's conditions stand (N5), as plain values, for an application of `with_details`. At most
    3 queries; none where every condition has its name."""
    rules = application.department.rules
    if not rules.eligibility:
        return []
    names = names_of(application)
    results = eligibility_results(rules, facts_at_hand(application))
    return [_plain(row, title(row, names)) for row in results]


def _conditions(application: Application) -> tuple[list[dict[str, Any]], list[str]]:
    """How the call's conditions stand, as plain values, and why those of the system are not met."""
    results, facts = desk_results(application)
    if facts is None:
        return [], []
    names = names_of(application)
    failed = [row for row in results if row.checked_by == "system" and row.status == "failed"]
    reasons = [f"N5: {fault.ja}" for fault in eligibility_faults(failed, facts, names)]
    return [_plain(row, title(row, names)) for row in results], reasons


def _plain(row: EligibilityResult, label: tuple[str, str]) -> dict[str, Any]:
    return {
        "code": row.code,
        "label_ja": label[0],
        "label_en": label[1],
        "checked_by": row.checked_by,
        "status": row.status,
    }


def _require_ticked(results: Sequence[Mapping[str, Any]], items: Sequence[Mapping[str, Any]]) -> None:
    """Each condition of the office is ticked by its code or its name, or is met by what is on record.
    Raises ChecklistIncomplete."""
    ticked = {row.get("code") for row in items} | {row["item"] for row in items}
    missing = [
        row["label_ja"]
        for row in results
        if row["checked_by"] == "office"
        and row["status"] != "ok"
        and not {row["code"], row["label_ja"]} & ticked
    ]
    if missing:
        raise ChecklistIncomplete(items="、".join(missing))


def _repeat_reason(application: Application, nth: int) -> str:
    limit = application.department.rules.repeat.limit
    most = f"{limit}回まで" if limit is not None and nth > limit else "これより少ない回数まで"
    return f"R3: この申請は{nth}回目にあたり、「{application.department.name}」を受けられるのは{most}です。"


def _checked(checklist: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    items = [
        {
            "item": str(row.get("item", "")),
            "ok": row.get("ok") is True,
            "note": str(row.get("note", "")),
            **({"code": str(row["code"])} if row.get("code") else {}),
        }
        for row in checklist
    ]
    open_items = [row["item"] for row in items if not row["ok"]]
    if open_items:
        raise ChecklistIncomplete(items="、".join(map(str, open_items)))
    return items


@transaction.atomic
def find_ineligible(*, application_id: int, by: Actor, reason: str) -> Application:
    """Find an application to be outside the call (対象外), with the reason (officer).

    Raises NotFound, NotAllowed, WrongState, ReasonMissing.
    """
    application = lock_application(application_id)
    require_office(by, application, "officer")
    application.lifecycle.step(application.state, "find_ineligible")
    reason = require_reason(reason)
    at = clock.now()
    move(application, "find_ineligible", by=by, at=at, role="officer", reason=reason)
    tell_group(application, "application_ineligible", at, reason=reason, occasion=at.isoformat())
    return application


@transaction.atomic
def reopen(*, application_id: int, by: Actor, reason: str) -> Application:
    """Undo an error of ours: declined or ineligible becomes accepted again, with the reason (approver).

    Raises NotFound, NotAllowed, WrongState, ReasonMissing.
    """
    application = lock_application(application_id)
    require_office(by, application, "approver")
    application.lifecycle.step(application.state, "reopen")
    reason = require_reason(reason)
    at = clock.now()
    # A result that nobody was told needs no letter that it was wrong.
    told = application.state == "ineligible" or application.round.released_at is not None
    move(application, "reopen", by=by, at=at, role="approver", reason=reason)
    if told:
        tell_group(application, "application_reopened", at, reason=reason, occasion=at.isoformat())
    return application


def begin_review(*, round_id: int, by: Actor, at: Any) -> int:
    """All accepted applications of a round come under review; returns their number.

    Part of the caller's transaction, which has checked the person. Raises DeskUnfinished while the
    desk is not done. 4 queries, any size.
    """
    rows = list(locked().filter(round_id=round_id, state__in=["submitted", "returned", "accepted"]))
    unfinished = [row.number for row in rows if row.state != "accepted"]
    if unfinished:
        raise DeskUnfinished(numbers="、".join(sorted(unfinished)))
    return move_all(rows, "start_review", by=by, at=at)
