"""Applications on paper (N15): handed in at the counter or by post, stamped and typed in by the office."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from applications.models import Application
from applications.rules import Faults, paper_arrival
from applications.services.common import RoundNotOpen, TooLate, moment
from applications.services.drafting import merged
from applications.services.entering import hold_group
from applications.services.filing import (
    WRITTEN,
    acknowledge,
    keep_consents,
    keep_snapshot,
    next_number,
    read_filed,
    write_filed,
)
from common import clock
from common.errors import DomainError, NotFound, refuse
from fund.models import Department, DocumentType, Round
from fund.permissions import require_role
from fund.policy.call import Reception
from fund.policy.reader import Reader
from people.models import Group
from trail.services import Actor, move, note

PAPER = ("counter", "post")


class PaperNotTaken(DomainError):
    """The call says how it takes applications."""

    code = "applications.paper_not_taken"
    ja = "この募集回の受付は{channels}です。紙の申請は受け付けていません。"
    en = "This call takes applications by {channels_en} only, not on paper that came this way."


CHANNELS = {
    "online": ("オンライン", "the site"),
    "counter": ("窓口", "the counter"),
    "post": ("郵送", "post"),
}


def reception_of(call: Round) -> Reception:
    """How the round takes applications; online where nothing is said."""
    found = Reader().read(Reception, call.rules_data.get("reception", {}))
    return found if isinstance(found, Reception) else Reception()


@transaction.atomic
def file_on_paper(
    *,
    department_id: int,
    group_id: int,
    data: Mapping[str, Any],
    received_at: datetime,
    by: Actor,
    postmarked_on: date | None = None,
    round_id: int | None = None,
) -> Application:
    """File a group's paper application as it came in (officer): the same form, number, snapshot and trail
    as online, with the office's stamp `received_at` and, when it came by post, the day of its postmark.
    `data` is the form; its `documents` are the codes of those that came with it on paper.

    In time by the stamp, to the second and without a grace (or by the postmark, where the call says so),
    it may be typed in until the review begins. Raises NotFound, NotAllowed, RoundNotOpen, PaperNotTaken,
    TooLate, DraftTooLarge, DraftUnstorable, FieldErrors.
    """
    department = _locked_department(department_id, round_id)
    group = Group.objects.filter(pk=group_id).first()
    require_role(by, department.round.fund_id, "officer")
    if group is None:
        raise NotFound
    at = clock.now()
    _require_taken(department.round, received_at, postmarked_on, at)
    content = merged({}, data)
    made = Application(
        round=department.round,
        department=department,
        group=group,
        created_by_id=by.pk,
        created_at=at,
        channel="paper",
        received_at=received_at,
        received_by_id=by.pk,
        postmarked_on=postmarked_on,
        paper_documents=_documents(department, content.pop("documents", [])),
        draft=content,
    )
    return _file(made, by=by, at=at)


def _locked_department(department_id: int, round_id: int | None) -> Department:
    """The department, its round held: no review begins while paper is typed in. Raises NotFound."""
    found = Department.objects.filter(pk=department_id).first()
    if found is None or round_id not in (None, found.round_id):
        raise NotFound
    rounds = Round.objects.select_for_update(of=("self",), no_key=True)
    found.round = rounds.select_related("fund", "policy_version", "fiscal_year").get(pk=found.round_id)
    return found


def _documents(department: Department, codes: Any) -> list[str]:
    """The documents that came on paper, known to the call. Raises FieldErrors."""
    own = Q(department__isnull=True) | Q(department=department)
    types = DocumentType.objects.filter(own, round_id=department.round_id)
    known, faults = set(types.values_list("code", flat=True)), Faults()
    if not isinstance(codes, list):
        faults.add("/documents", "not_a_list")
        codes = []
    for index, code in enumerate(codes):
        if not isinstance(code, str) or code not in known:
            faults.add(f"/documents/{index}", "document_unknown", code=code)
    refuse(faults)
    return sorted(set(codes))


def _require_taken(call: Round, received_at: datetime, postmarked_on: date | None, at: datetime) -> None:
    """State, channel, stamp and deadline (R7, N15). Raises as `file_on_paper`."""
    if call.state not in ("open", "closed"):
        raise RoundNotOpen(state=call.lifecycle.states[call.state], state_code=call.state)
    reception = reception_of(call)
    if not set(reception.channels) & (set(PAPER) if postmarked_on is None else {"post"}):
        ja, en = zip(*(CHANNELS[name] for name in reception.channels), strict=True)
        raise PaperNotTaken(channels="・".join(ja), channels_en=", ".join(en))
    faults = Faults()
    if received_at > at:
        faults.add("/received_at", "received_later")
    elif received_at < call.opens_at:
        faults.add("/received_at", "received_before_opening", opens=moment(call.opens_at))
    if postmarked_on is not None and postmarked_on > received_at.astimezone(clock.JST).date():
        faults.add("/postmarked_on", "postmark_after_arrival")
    refuse(faults)
    _require_in_time(call, reception, received_at, postmarked_on)


def _require_in_time(
    call: Round, reception: Reception, received_at: datetime, postmarked_on: date | None
) -> None:
    closes = call.closes_at.astimezone(clock.JST)
    by_postmark = reception.arrival == "postmark" and "post" in reception.channels
    arrival = paper_arrival(received_at, postmarked_on, closes, by_postmark=by_postmark)
    if arrival == "no_postmark":
        faults = Faults()
        faults.add("/postmarked_on", "postmark_missing", closes=moment(closes))
        refuse(faults)
    if arrival == "late":
        raise TooLate(pointer="/received_at", closes_at=moment(closes))


def _file(made: Application, *, by: Actor, at: datetime) -> Application:
    made.save()
    note(made, "create", by=by, at=at, role="officer", to_state=made.state)
    hold_group(made)
    filed, documents = read_filed(made, made.draft)
    write_filed(made, filed)
    made.number = next_number(made)
    made.submitted_at = made.received_at
    made.save(update_fields=[*WRITTEN, "number", "submitted_at"])
    keep_consents(made, filed, by=by, at=at)
    submission = keep_snapshot(made, filed, documents, by=by, at=at)
    move(
        made,
        "submit",
        by=by,
        at=at,
        role="officer",
        number=made.number,
        submission=submission.number,
        sha256=submission.sha256,
        channel=made.channel,
        received_at=made.received_at and made.received_at.isoformat(),
        postmarked_on=made.postmarked_on and made.postmarked_on.isoformat(),
    )
    acknowledge(made, submission, at, made.received_at)
    return made
