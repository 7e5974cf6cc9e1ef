"""A round on its way: prepared and published by two people, opened and closed by the clock, cancelled."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction

from common import clock
from common.errors import DomainError, FieldErrors, ReasonMissing
from fund import rules
from fund.call_document import parsed_call
from fund.models import Criterion, Department, Round
from fund.permissions import require_role, require_second_person
from fund.policy.findings import refuse_findings
from fund.queries import with_setup
from fund.services.common import lock_round
from fund.services.rounds import DATES, early_start
from fund.services.versions import drifted_from_frozen, freeze
from trail.models import Event
from trail.services import SYSTEM, Actor, move, note, subject_of

logger = logging.getLogger(__name__)


class NotPrepared(DomainError):
    """R14: somebody prepares before somebody else publishes."""

    code = "fund.not_prepared"
    ja = "公開の起案がまだありません。先に担当者が起案してください。"
    en = "Nobody has prepared the publication yet."


class TooLateToPublish(DomainError):
    """R7: a call that is over by its own dates is not published."""

    code = "fund.too_late_to_publish"
    ja = "募集締切を過ぎています。日程を直してから公開してください。"
    en = "The closing time has passed. Mend the dates before publishing."


def require_ready(call: Round) -> None:
    """The guard of 公開する: what is missing, then whatever of the whole call contradicts itself. 8 queries.

    Raises FieldErrors naming every setting to mend.
    """
    departments = [
        rules.DepartmentSetup(row.code, row.budget, row.rules, tuple(row.rules_data.get("terms", ())))
        for row in Department.objects.filter(round=call)
    ]
    scales = [
        rules.Scale(
            row.code,
            row.department.code if row.department else "",
            row.weight,
            row.minimum,
            row.maximum,
            row.step,
        )
        for row in Criterion.objects.filter(round=call).select_related("department")
    ]
    dates = rules.RoundDates(**{name: getattr(call, name) for name in DATES})
    faults = rules.date_faults(dates, early=early_start(call))
    faults += rules.publication_faults(departments, scales, call.pools)
    if faults:
        raise FieldErrors(faults)
    found = with_setup(Round.objects.filter(pk=call.pk)).select_related(
        "fund", "fiscal_year", "policy_version"
    )
    refuse_findings(parsed_call(found.get()).findings)


@transaction.atomic
def prepare_round(*, round_id: int, by: Actor) -> Round:
    """The maker holds the round to be complete (officer). Raises NotFound, NotAllowed, WrongState,
    TooLateToPublish, FieldErrors."""
    call = lock_round(round_id)
    at = clock.now()
    require_may_prepare(call, by, at)
    call.prepared_by_id = by.pk
    call.save(update_fields=["prepared_by"])
    note(call, "prepare", by=by, at=at)
    return call


@transaction.atomic
def publish_round(*, round_id: int, by: Actor) -> Round:
    """Publish what another person prepared (approver, R14).

    Raises NotFound, NotAllowed, SamePerson, WrongState, NotPrepared, TooLateToPublish, FieldErrors.
    """
    call = lock_round(round_id)
    require_may_publish(call, by)
    at = clock.now()
    require_in_time(call, at)
    require_ready(call)
    call.published_by_id = by.pk
    call.save(update_fields=["published_by"])
    freeze(call, by=by, at=at)
    move(call, "publish", by=by, at=at, role="approver")
    return call


def require_in_time(call: Round, at: datetime) -> None:
    """R7: the call is not over yet by its own dates. Raises TooLateToPublish."""
    if at >= call.closes_at:
        raise TooLateToPublish


def require_may_prepare(call: Round, by: Actor, at: datetime) -> None:
    """Raises what `prepare_round` would raise now."""
    require_role(by, call.fund_id, "officer")
    call.lifecycle.step(call.state, "publish")
    require_in_time(call, at)
    require_ready(call)


def require_may_publish(call: Round, by: Actor) -> None:
    """Role, second person and state of 公開する. Raises as `publish_round` does."""
    require_role(by, call.fund_id, "approver")
    require_second_person(by, call.prepared_by_id)
    call.lifecycle.step(call.state, "publish")
    if call.prepared_by_id is None:
        raise NotPrepared


@transaction.atomic
def open_due_rounds() -> list[Round]:
    """Open every published round whose time has come; run by the clock, twice is once.

    A round that no longer says what was published stays shut, and the log says so: whoever changed its
    rows went around the services.
    """
    published = Round.objects.select_for_update(of=("self",)).select_related("fund").filter(state="published")
    locked = list(published.order_by("pk"))
    at = clock.now()
    due = [call for call in locked if call.opens_at <= at]
    drifted = drifted_from_frozen([call.pk for call in due])
    for call in due:
        if call.pk in drifted:
            _tell_of_drift(call, at)
        else:
            move(call, "open", by=SYSTEM, at=at)
    return [call for call in due if call.pk not in drifted]


def _tell_of_drift(call: Round, at: datetime) -> None:
    """Into the log each time the clock looks, into the trail once."""
    logger.error("round %s differs from its published version and stays shut", call.pk)
    if not Event.objects.filter(subject=subject_of(call), verb="refuse_opening").exists():
        reason = "公開した内容と登録されている設定が違うため、募集を始めません。"
        note(call, "refuse_opening", by=SYSTEM, at=at, reason=reason)


@transaction.atomic
def close_due_rounds() -> list[Round]:
    """Close every open round once the announced grace is over (R7); run by the clock, twice is once."""
    locked = list(
        Round.objects.select_for_update(of=("self",))
        .select_related("fund", "policy_version")
        .filter(state="open")
        .order_by("pk")
    )
    at = clock.now()
    due = [call for call in locked if at > call.closes_at + timedelta(minutes=call.policy.grace_minutes)]
    for call in due:
        move(call, "close", by=SYSTEM, at=at)
    return due


@transaction.atomic
def cancel_round(*, round_id: int, by: Actor, reason: str) -> Round:
    """Call the round off before its decision, with a reason (approver).

    Raises NotFound, NotAllowed, ReasonMissing, WrongState.
    """
    call = lock_round(round_id)
    require_role(by, call.fund_id, "approver")
    call.lifecycle.step(call.state, "cancel")
    if not reason.strip():
        raise ReasonMissing(pointer="/reason")
    move(call, "cancel", by=by, at=clock.now(), role="approver", reason=reason)
    return call
