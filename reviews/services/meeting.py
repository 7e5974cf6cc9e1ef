"""What the committee settles in its meeting (審査会): ties, the mean, amounts, who goes on, minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from django.db import transaction

from applications.models import Application
from applications.services import set_outcomes
from applications.services.common import letters_to_group
from common import clock
from common.errors import DomainError, FieldFault, refuse, require_reason
from fund.models import Department, Round
from fund.services import day_of, lock_round
from notices.services import queue_many
from reviews.models import CommitteeAmount, CommitteeMember, MeanDecision, Minutes, TieDecision
from reviews.permissions import require_presiding, require_presiding_or_officer
from reviews.queries import ranking, true_ties
from reviews.rules import UnequalReviewers
from reviews.services.common import (
    lock_application_in_round,
    lock_round_of,
    require_round_in,
    require_under_review,
)
from trail.services import Actor, note

MOST_YEN = 10**12


class NotATie(DomainError):
    """N11: the committee orders what no rule tells apart, all of it and nothing else."""

    code = "reviews.not_a_tie"
    status = 422
    ja = "同点のまま残った申請だけを、全部、上位から順に選んでください。"
    en = "Order exactly the applications that no rule tells apart, all of them."


class MeanNotNeeded(DomainError):
    """N7: the mean takes the sum's place only where sums do not compare."""

    code = "reviews.mean_not_needed"
    ja = "この部門の採点は、決められた方法のままで比べられます。平均点にする必要はありません。"
    en = "The scores of this department compare as they are. The mean is not needed."


def require_may_decide_tie(department: Department, by: Actor, order: Sequence[int] = ()) -> None:
    """Person and time of 同点の順位を決める. Raises NotFound, NotAllowed, NotNow, AfterDecision."""
    require_presiding(by, department.round, order)
    require_round_in(department.round, "deciding")


@transaction.atomic
def decide_tie(*, department_id: int, by: Actor, order: Sequence[int], reason: str = "") -> TieDecision:
    """The committee's order (application ids, best first) among applications that stay tied (R9), by the
    chair's name. The last word counts.

    Raises NotFound, NotAllowed, NotNow, AfterDecision, TooFewReviewers, UnequalReviewers, NotATie.
    """
    department = lock_round_of(department_id)
    require_may_decide_tie(department, by, order)
    at = clock.now()
    if not any(sorted(order) == sorted(tie) for tie in true_ties(department)):
        raise NotATie(pointer="/order")
    made = TieDecision.objects.create(
        department=department, order=list(order), reason=reason.strip(), by_id=by.pk, at=at
    )
    note(
        department.round,
        "decide_tie",
        by=by,
        at=at,
        role="chair",
        reason=made.reason,
        department=department.code,
        order=made.order,
    )
    return made


def require_may_decide_mean(department: Department, by: Actor) -> None:
    """Person, time and need of 平均点で順位を付ける. Raises as `decide_by_mean`. Constant queries."""
    require_presiding(by, department.round)
    require_round_in(department.round, "deciding")
    try:
        ranking(department)
    except UnequalReviewers:
        return
    raise MeanNotNeeded


@transaction.atomic
def decide_by_mean(*, department_id: int, by: Actor, reason: str) -> MeanDecision:
    """Rank a department by the mean, because sums of unequal numbers of reviewers do not compare (N7;
    chair). Raises NotFound, NotAllowed, NotNow, AfterDecision, TooFewReviewers, MeanNotNeeded,
    ReasonMissing.
    """
    department = lock_round_of(department_id)
    require_may_decide_mean(department, by)
    at = clock.now()
    made = MeanDecision.objects.create(
        department=department, reason=require_reason(reason), by_id=by.pk, at=at
    )
    note(
        department.round,
        "decide_by_mean",
        by=by,
        at=at,
        role="chair",
        reason=made.reason,
        department=department.code,
    )
    return made


@transaction.atomic
def set_committee_amount(
    *, application_id: int, by: Actor, amount: int | None, reason: str, minute: str = ""
) -> CommitteeAmount | None:
    """The most the committee will give one application (N1), in yen, with reason and minute (chair, or
    officer for the chair). It is one more term of R1, so it never raises an award. None takes it back.

    Raises NotFound, NotAllowed, NotNow, AfterDecision, ApplicationOut, FieldErrors, ReasonMissing.
    """
    application = lock_application_in_round(application_id)
    role = require_presiding_or_officer(by, application.round, [application.pk])
    require_round_in(application.round, "deciding")
    require_under_review(application)
    at = clock.now()
    if amount is not None and not 0 <= amount <= MOST_YEN:
        ja, en = "0円以上の整数で入れてください。", "Please enter 0 yen or more."
        refuse([FieldFault("/amount", "reviews.amount", ja, en)])
    reason = require_reason(reason)
    made = None
    if amount is None:
        CommitteeAmount.objects.filter(application=application).delete()
    else:
        made, _ = CommitteeAmount.objects.update_or_create(
            application=application,
            defaults={"amount": amount, "reason": reason, "minute": minute, "by_id": by.pk, "at": at},
        )
    note(
        application.round,
        "set_committee_amount",
        by=by,
        at=at,
        role=role,
        reason=reason,
        application=application.pk,
        amount=amount,
    )
    return made


@transaction.atomic
def shortlist_applications(*, round_id: int, by: Actor, application_ids: Sequence[int], message: str) -> int:
    """Let applications go on to the second stage (一次通過) and invite their groups; `message` says when
    and where (chair). All of them go or none.

    Raises NotFound, NotAllowed, NotNow, AfterDecision, WrongState, FieldErrors, ReasonMissing.
    """
    call = lock_round(round_id)
    require_presiding(by, call, application_ids)
    require_round_in(call, "deciding")
    at = clock.now()
    message = require_reason(message, "/message")
    rows = list(
        Application.objects.select_for_update(of=("self",))
        .select_related("round__fund", "group")
        .filter(round=call, pk__in=list(application_ids))
        .exclude(state__in=("draft", "discarded"))
        .order_by("pk")
    )
    if not rows or len(rows) < len(set(application_ids)):
        ja, en = "この募集回の申請を選んでください。", "Choose applications of this call."
        refuse([FieldFault("/applications", "reviews.not_of_round", ja, en)])
    set_outcomes(rows, "shortlist", by=by, at=at)
    queue_many(letters_to_group(rows, "application_shortlisted", message=message), at=at)
    return len(rows)


def require_may_write_minutes(call: Round, by: Actor) -> None:
    """Person and time of 議事録を記録する. Raises NotFound, NotAllowed, NotNow, AfterDecision."""
    require_presiding(by, call)
    require_round_in(call, "deciding")


@transaction.atomic
def write_minutes(*, round_id: int, by: Actor, held_on: date, text: str, present: Sequence[str]) -> Minutes:
    """The committee's minutes (議事録), signed by the chair; written anew until the round is decided.

    `present` holds members' codes. Raises NotFound, NotAllowed, NotNow, AfterDecision, FutureDay,
    FieldErrors.
    """
    call = lock_round(round_id)
    require_may_write_minutes(call, by)
    at = clock.now()
    day_of(held_on, at)
    known = set(CommitteeMember.objects.filter(round=call).values_list("code", flat=True))
    refuse(_minutes_faults(text, present, known))
    made, _ = Minutes.objects.update_or_create(
        round=call,
        defaults={
            "held_on": held_on,
            "text": text,
            "present": sorted(set(present)),
            "by_id": by.pk,
            "at": at,
        },
    )
    digest = sha256(text.encode()).hexdigest()
    note(call, "write_minutes", by=by, at=at, role="chair", held_on=held_on.isoformat(), sha256=digest)
    return made


def _minutes_faults(text: str, present: Sequence[str], known: set[str]) -> list[FieldFault]:
    faults = []
    if not text.strip():
        ja, en = "議事録を入力してください。", "Please write the minutes."
        faults.append(FieldFault("/text", "reviews.missing", ja, en))
    if not present:
        ja, en = "出席した委員を選んでください。", "Choose who was present."
        faults.append(FieldFault("/present", "reviews.missing", ja, en))
    for index, code in enumerate(present):
        if code not in known:
            ja, en = "この募集回の委員ではありません。", "There is no such member."
            faults.append(FieldFault(f"/present/{index}", "reviews.no_member", ja, en))
    return faults
