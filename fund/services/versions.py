"""A call's versions: frozen when published, amended by two people with a notice, never silently."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from common import clock
from common.errors import DomainError, FieldFault, NotFound, WrongState, refuse, require_reason
from fund.call_document import call_settings, parsed_call
from fund.models import CallVersion, Criterion, Department, Round
from fund.permissions import require_role, require_second_person
from fund.policy.call import CallSettings
from fund.policy.difference import Change, difference
from fund.policy.document import plain, settings_data, sha256_of
from fund.policy.editions import edited
from fund.policy.parsing import read_call
from fund.queries import with_setup
from fund.rules import AMENDABLE, DATE_LABELS, amendment_faults
from fund.services.common import lock_round
from trail.services import Actor, move, note

# Rooms that know who relies on a call tell them of a change: (call, version, at).
TELLERS: list[Callable[[Round, CallVersion, datetime], None]] = []


class ConsentMissing(DomainError):
    """A change of what people rely on is told to them in words."""

    code = "fund.consent_missing"
    status = 422
    ja = "申請者と審査委員へのお知らせの文を入れてください。"
    en = "Please write what applicants and reviewers are told."


class NothingChanged(DomainError):
    """An amendment that says what the call says already."""

    code = "fund.nothing_changed"
    status = 422
    ja = "いまの募集要項と同じ内容です。変える設定を入れてください。"
    en = "This is what the call says already. Please give a setting to change."


class AmendmentOpen(DomainError):
    """One amendment at a time, so that each is compared with what is in force."""

    code = "fund.amendment_open"
    ja = "承認待ちの変更(第{number}版)があります。先に承認するか取りやめてください。"
    en = "Version {number} waits for approval. Approve or drop it first."


def freeze(call: Round, *, by: Actor, at: datetime) -> CallVersion:
    """Version 1: what the call says when it is published. Its row is locked by the caller."""
    settings = _settings(call.pk)
    return CallVersion.objects.create(
        round=call,
        number=1,
        data=plain(settings),
        sha256=sha256_of(settings),
        state="in_force",
        prepared_by=call.prepared_by,
        prepared_at=at,
        approved_by_id=by.pk,
        in_force_at=at,
    )


def _settings(round_id: int) -> CallSettings:
    found = with_setup(
        Round.objects.filter(pk=round_id).select_related("fund", "fiscal_year", "policy_version")
    )
    return call_settings(found.get())


def drifted_from_frozen(round_ids: Iterable[int]) -> set[int]:
    """The rounds whose rows no longer say what their version in force says. 6 queries, any size."""
    ids = list(round_ids)
    if not ids:
        return set()
    frozen = {
        version.round_id: version.sha256
        for version in CallVersion.objects.filter(round_id__in=ids, state="in_force").order_by("number")
    }
    rounds = with_setup(
        Round.objects.filter(pk__in=frozen).select_related("fund", "fiscal_year", "policy_version")
    )
    return {call.pk for call in rounds if _hash_of(call) != frozen[call.pk]}


def _hash_of(call: Round) -> str:
    """Empty for rows that cannot be read any more."""
    settings = parsed_call(call).settings
    return "" if settings is None else sha256_of(settings)


@transaction.atomic
def prepare_amendment(
    *, round_id: int, by: Actor, changes: list[Mapping[str, Any]], reason: str, notice: str
) -> CallVersion:
    """A change of a published call (officer): `changes` [{pointer, value}], why, and what people are told.

    What may change depends on how far the round is (`rules.amendment_faults`). Raises NotFound, NotAllowed,
    WrongState, AmendmentOpen, ConsentMissing, NothingChanged, ReasonMissing, FieldErrors.
    """
    call = lock_round(round_id)
    require_may_amend(call, by)
    at = clock.now()
    reason = require_reason(reason)
    if not notice.strip():
        raise ConsentMissing(pointer="/notice")
    before = _settings(call.pk)
    after = read_call(edited(plain(before), changes))
    found = difference(before, after)
    if not found:
        raise NothingChanged(pointer="/changes")
    _require_amendable(call, found)
    last = CallVersion.objects.filter(round=call).aggregate(last=Max("number"))["last"] or 0
    version = CallVersion.objects.create(
        round=call,
        number=last + 1,
        data=plain(after),
        sha256=sha256_of(after),
        changes=[change.as_data() for change in found],
        reason=reason,
        notice=notice.strip(),
        prepared_by_id=by.pk,
        prepared_at=at,
    )
    note(call, "prepare_amendment", by=by, at=at, version=version.number, sha256=version.sha256)
    return version


def require_may_amend(call: Round, by: Actor) -> None:
    """Role, state, and no other amendment waiting. 2 queries. Raises as `prepare_amendment` does."""
    require_role(by, call.fund_id, "officer")
    if call.state not in AMENDABLE:
        ja, en = call.lifecycle.states[call.state], call.state
        raise WrongState(state=ja, verb="募集要項を変更", state_code=en, verb_code="amend")
    open_one = CallVersion.objects.filter(round=call, state="prepared").first()
    if open_one is not None:
        raise AmendmentOpen(number=open_one.number)


def require_may_approve(version: CallVersion, by: Actor) -> None:
    """Role, second person (R14) and state. 1 query. Raises as `approve_amendment` does."""
    require_role(by, version.round.fund_id, "approver")
    require_second_person(by, version.prepared_by_id)
    version.lifecycle.step(version.state, "approve")


def require_may_drop(version: CallVersion, by: Actor) -> None:
    """Role and state. 1 query. Raises as `drop_amendment` does."""
    require_role(by, version.round.fund_id, "officer", "approver")
    version.lifecycle.step(version.state, "drop")


def _require_amendable(call: Round, changes: tuple[Change, ...]) -> None:
    refuse(
        FieldFault(change.pointer, f"fund.{name}", ja, en)
        for change in changes
        for name, ja, en in amendment_faults(call.state, change.pointer, change.before, change.after)
    )


def _lock_version(version_id: int) -> tuple[Round, CallVersion]:
    """The round first, then its version, so that two amendments never wait for each other."""
    found = CallVersion.objects.filter(pk=version_id).values_list("round_id", flat=True).first()
    if found is None:
        raise NotFound
    call = lock_round(found)
    return call, CallVersion.objects.select_for_update(of=("self",)).select_related("round__fund").get(
        pk=version_id
    )


@transaction.atomic
def approve_amendment(*, version_id: int, by: Actor) -> CallVersion:
    """Put a prepared amendment in force (approver, not its maker; R14) and tell whoever relies on the call.

    The round may have gone on since it was prepared: what may change is looked at again. Raises NotFound,
    NotAllowed, SamePerson, WrongState, FieldErrors.
    """
    call, version = _lock_version(version_id)
    require_may_approve(version, by)
    at = clock.now()
    before, after = _settings(call.pk), read_call(version.data)
    changes = difference(before, after)
    _require_amendable(call, changes)
    _apply(call, before, after)
    version.approved_by_id = by.pk
    version.in_force_at = at
    version.save(update_fields=["approved_by", "in_force_at"])
    move(version, "approve", by=by, at=at, role="approver", number=version.number)
    note(
        call,
        "amend",
        by=by,
        at=at,
        role="approver",
        reason=version.reason,
        version=version.number,
        sha256=version.sha256,
        changes=version.changes,
    )
    for tell in TELLERS:
        tell(call, version, at)
    return version


@transaction.atomic
def drop_amendment(*, version_id: int, by: Actor) -> CallVersion:
    """Give a prepared amendment up (officer or approver). Raises NotFound, NotAllowed, WrongState."""
    _, version = _lock_version(version_id)
    require_may_drop(version, by)
    move(version, "drop", by=by, at=clock.now(), number=version.number)
    return version


def _apply(call: Round, before: CallSettings, after: CallSettings) -> None:
    """The changed document into the rows. Only what `rules.amendment_faults` lets through can differ."""
    heading = after.call
    for name in DATE_LABELS:
        setattr(call, name, getattr(heading.dates, name))
    call.name, call.guideline = heading.name, heading.guideline
    call.budget_pools = [settings_data(pool) for pool in after.budget_pools]
    document = plain(after)
    call.rules_data = {
        **call.rules_data,
        "reception": document["call"]["reception"],
        "defaulted": document["call"]["dates"]["defaulted"],
        "closing_has_time": heading.dates.closing_has_time,
        "starts_before_decision": any(row.rules.starts_before_decision for row in after.departments),
    }
    call.save(update_fields=[*DATE_LABELS, "name", "guideline", "budget_pools", "rules_data"])
    for row in after.departments:
        if row != before.department(row.code):
            Department.objects.filter(round=call, code=row.code).update(
                name=row.name, budget=row.budget, rules_data=settings_data(row.rules)
            )
    names = {(item.department, item.code): item.name for item in before.criteria}
    for item in after.criteria:
        if names[item.department, item.code] != item.name:
            rows = Criterion.objects.filter(round=call, code=item.code)
            rows = (
                rows.filter(department__code=item.department)
                if item.department
                else rows.filter(department__isnull=True)
            )
            rows.update(name=item.name)


__all__ = [
    "TELLERS",
    "AmendmentOpen",
    "ConsentMissing",
    "NothingChanged",
    "approve_amendment",
    "drifted_from_frozen",
    "drop_amendment",
    "freeze",
    "prepare_amendment",
    "require_may_amend",
    "require_may_approve",
    "require_may_drop",
]
