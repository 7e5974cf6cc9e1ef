"""Interest declared, reviewers excluded (除斥, R8), and mistaken exclusions undone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from common import clock
from common.errors import DomainError, FieldFault, refuse, require_reason
from fund.permissions import require_second_person
from reviews.models import Conflict, Review
from reviews.permissions import is_own, require_office_on, require_own
from reviews.services.common import (
    BEFORE_DECISION,
    lock_review,
    lock_review_in_round,
    require_no_own_group,
    require_round_in,
    tell_of_recusal,
)
from trail.services import Actor, move, note


class RecusalPrepared(DomainError):
    """One exclusion waits for its approval at a time."""

    code = "reviews.recusal_prepared"
    ja = "この審査の除斥はすでに起案されています。承認を待ってください。"
    en = "An exclusion from this review waits for approval already."


class NothingPrepared(DomainError):
    """R14: somebody prepares before somebody else approves."""

    code = "reviews.nothing_prepared"
    ja = "承認を待つ起案がありません。先に担当者が起案してください。"
    en = "Nothing was prepared for approval."


def live_conflict(review: Review) -> Conflict | None:
    """The conflict that stands, or waits to be approved. 1 query."""
    return Conflict.objects.filter(
        application_id=review.application_id, member_id=review.member_id, undone_at__isnull=True
    ).first()


def require_may_declare(review: Review, by: Actor) -> None:
    """Person, time and state of 利害関係なしと申告する. Raises as `declare_no_conflict`."""
    require_own(by, review)
    require_round_in(review.application.round, "closed", "reviewing")
    review.lifecycle.step(review.state, "declare")
    require_no_own_group(review)


@transaction.atomic
def declare_no_conflict(*, review_id: int, by: Actor) -> Review:
    """The reviewer declares to have no interest in the application; only then is it opened (R8).

    Raises NotFound, NotNow, AfterDecision, WrongState, OwnGroup.
    """
    review = lock_review(review_id)
    require_may_declare(review, by)
    move(review, "declare", by=by, at=clock.now(), role="reviewer")
    return review


def require_may_recuse(review: Review, by: Actor) -> None:
    """Person, time and state of 除斥とする.

    Raises NotFound, NotAllowed, NotNow, AfterDecision, WrongState.
    """
    if is_own(by, review):
        require_own(by, review)
    else:
        require_office_on(by, review, "officer")
    require_round_in(review.application.round, *BEFORE_DECISION)
    review.lifecycle.step(review.state, "recuse")


def require_may_prepare_recusal(review: Review, by: Actor) -> None:
    """The same for the office, with nothing waiting yet. Raises RecusalPrepared besides."""
    require_may_recuse(review, by)
    if live_conflict(review) is not None:
        raise RecusalPrepared


@transaction.atomic
def recuse_review(*, review_id: int, by: Actor, kind: str, note: str) -> Review:
    """Exclude a reviewer from an application (R8). Declared by the reviewer it stands at once; found by
    the officer it is prepared, and stands when another person approved it.

    `kind` is one of Conflict.KINDS, `note` says what the tie is. Scores given stay on record and are not
    counted. Raises NotFound, NotAllowed, NotNow, AfterDecision, WrongState, RecusalPrepared, FieldErrors.
    """
    review = lock_review_in_round(review_id)
    require_may_recuse(review, by)
    at = clock.now()
    refuse(_conflict_faults(kind, note))
    prepared = live_conflict(review)
    own = is_own(by, review)
    if prepared is not None and not own:
        raise RecusalPrepared
    conflict = prepared or Conflict(application_id=review.application_id, member_id=review.member_id)
    conflict.kind, conflict.note, conflict.by_id = kind, note.strip(), by.pk
    conflict.declared_on = at.date()
    conflict.after_scoring = review.submitted_at is not None
    conflict.save()
    if own:
        _exclude(review, conflict, by, at, "reviewer")
    else:
        _note_prepared(review, conflict, by, at)
    return review


def _conflict_faults(kind: str, text: str) -> list[FieldFault]:
    faults = []
    if kind not in dict(Conflict.KINDS):
        ja, en = "利害関係の種類を選んでください。", "Choose the kind of interest."
        faults.append(FieldFault("/kind", "reviews.unknown_kind", ja, en))
    if kind == "other" and not text.strip():
        ja, en = "どのような関係かを書いてください。", "Please say what the tie is."
        faults.append(FieldFault("/note", "reviews.missing", ja, en))
    return faults


def _note_prepared(review: Review, conflict: Conflict, by: Actor, at: datetime) -> None:
    note(review, "prepare_recusal", by=by, at=at, role="officer", kind=conflict.kind)


def _exclude(review: Review, conflict: Conflict, by: Actor, at: datetime, role: str) -> None:
    move(review, "recuse", by=by, at=at, role=role, kind=conflict.kind, after_scoring=conflict.after_scoring)
    tell_of_recusal(review, "review_recused", at)


def require_may_approve_recusal(review: Review, by: Actor) -> Conflict:
    """Person, time and state of approving an exclusion. Raises as `approve_recusal`."""
    require_office_on(by, review, "approver")
    require_round_in(review.application.round, *BEFORE_DECISION)
    review.lifecycle.step(review.state, "recuse")
    conflict = live_conflict(review)
    if conflict is None:
        raise NothingPrepared
    require_second_person(by, conflict.by_id, review.member.user_id)
    return conflict


@transaction.atomic
def approve_recusal(*, review_id: int, by: Actor) -> Review:
    """Let the exclusion stand that the officer prepared (approver, another person).

    Raises NotFound, NotAllowed, SamePerson, NotNow, AfterDecision, WrongState, NothingPrepared.
    """
    review = lock_review_in_round(review_id)
    conflict = require_may_approve_recusal(review, by)
    at = clock.now()
    conflict.approved_by_id = by.pk
    conflict.after_scoring = review.submitted_at is not None
    conflict.save(update_fields=["approved_by", "after_scoring"])
    _exclude(review, conflict, by, at, "approver")
    return review


def require_may_drop_recusal(review: Review, by: Actor) -> Conflict:
    """Person and state of dropping what waits for approval. Raises as `drop_recusal`."""
    require_office_on(by, review, "officer", "approver")
    conflict = live_conflict(review)
    if conflict is None or review.state == "recused":
        raise NothingPrepared
    require_second_person(by, review.member.user_id)
    return conflict


@transaction.atomic
def drop_recusal(*, review_id: int, by: Actor, reason: str) -> Review:
    """Drop an exclusion that was prepared and not approved, with the reason (officer or approver).

    Raises NotFound, NotAllowed, SamePerson, NothingPrepared, ReasonMissing.
    """
    review = lock_review_in_round(review_id)
    conflict = require_may_drop_recusal(review, by)
    at = clock.now()
    reason = require_reason(reason)
    conflict.undone_at = at
    conflict.save(update_fields=["undone_at"])
    note(review, "drop_recusal", by=by, at=at, role="officer", reason=reason)
    return review


def require_may_ask_undo(review: Review, by: Actor) -> Conflict:
    """Person, time and state of asking to undo an exclusion. Raises as `ask_undo_recusal`."""
    require_office_on(by, review, "officer")
    conflict = _require_undoable(review)
    require_second_person(by, review.member.user_id)
    return conflict


def _require_undoable(review: Review) -> Conflict:
    require_round_in(review.application.round, "closed", "reviewing")
    review.lifecycle.step(review.state, "undo_recusal")
    conflict = live_conflict(review)
    assert conflict is not None, review
    return conflict


@transaction.atomic
def ask_undo_recusal(*, review_id: int, by: Actor, reason: str) -> Review:
    """Prepare to undo an exclusion made by mistake, before the scores are locked (officer).

    Raises NotFound, NotAllowed, SamePerson, NotNow, AfterDecision, WrongState, ReasonMissing.
    """
    review = lock_review_in_round(review_id)
    conflict = require_may_ask_undo(review, by)
    at = clock.now()
    conflict.undo_reason = require_reason(reason)
    conflict.undo_asked_by_id = by.pk
    conflict.save(update_fields=["undo_reason", "undo_asked_by"])
    note(review, "ask_undo_recusal", by=by, at=at, role="officer", reason=conflict.undo_reason)
    return review


def require_may_approve_undo(review: Review, by: Actor) -> Conflict:
    """Person, time and state of approving it. Raises as `approve_undo_recusal`."""
    require_office_on(by, review, "approver")
    conflict = _require_undoable(review)
    if conflict.undo_asked_by_id is None:
        raise NothingPrepared
    require_second_person(by, conflict.undo_asked_by_id, review.member.user_id)
    return conflict


@transaction.atomic
def approve_undo_recusal(*, review_id: int, by: Actor) -> Review:
    """Undo a mistaken exclusion (approver, another person); scores kept are handed in anew to count.

    Raises NotFound, NotAllowed, SamePerson, NotNow, AfterDecision, WrongState, NothingPrepared.
    """
    review = lock_review_in_round(review_id)
    conflict = require_may_approve_undo(review, by)
    at = clock.now()
    conflict.undone_at = at
    conflict.save(update_fields=["undone_at"])
    review.submitted_at = None
    review.save(update_fields=["submitted_at"])
    move(review, "undo_recusal", by=by, at=at, role="approver", reason=conflict.undo_reason)
    tell_of_recusal(review, "review_recusal_undone", at)
    return review
