"""What is scored beside criteria (N9): tokens that reviewers hand out, and the visitors' votes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction

from applications.models import Application
from common import clock
from common.calendar import wareki_moment
from common.errors import FieldFault, NotFound, refuse
from fund.models import Department
from fund.policy import Component
from reviews.models import AudienceCount, CommitteeMember, Review, TokenScore
from reviews.permissions import require_not_excluded, require_office, seat_of
from reviews.queries import tokens_per_reviewer
from reviews.rules import ReviewFacts, may_open
from reviews.services.common import UNDER_REVIEW, ReviewOver, lock_round_of, require_round_in
from trail.services import Actor, note

MOST_VOTES: Final = 1_000_000


@transaction.atomic
def give_tokens(
    *, department_id: int, by: Actor, component: str, tokens: Mapping[int, int]
) -> list[TokenScore]:
    """One reviewer's tokens by application id, all of them at once: what is not named has none (N9).

    Never on an application from which the reviewer is excluded, or to which no declaration was made (R8);
    together at most `per_reviewer`, on one at most `at_most_on_one`; until the close.
    Raises NotFound, NotNow, AfterDecision, ReviewOver, FieldErrors.
    """
    department = lock_round_of(department_id)
    member = require_may_give_tokens(department, by, at := clock.now())
    require_not_excluded(by, department.round_id, tokens)
    found = component_of(department, component, "tokens")
    refuse(_token_faults(department, member, found, tokens))
    TokenScore.objects.filter(member=member, component=component, application__department=department).delete()
    made = TokenScore.objects.bulk_create(
        TokenScore(member=member, application_id=pk, component=component, tokens=number, at=at)
        for pk, number in sorted(tokens.items())
        if number
    )
    note(
        department.round,
        "give_tokens",
        by=by,
        at=at,
        role="reviewer",
        department=department.code,
        component=component,
        member=member.code,
    )
    return made


def require_may_give_tokens(department: Department, by: Actor, at: datetime) -> CommitteeMember:
    """Person and time of シールを配る. Raises NotFound, NotNow, AfterDecision, ReviewOver."""
    member = seat_of(by, department.round_id)
    if member is None:
        raise NotFound
    require_round_in(department.round, "reviewing")
    if at > department.round.review_closes_at:
        raise ReviewOver(closes_at=wareki_moment(department.round.review_closes_at))
    return member


def component_of(department: Department, code: str, kind: str) -> Component:
    """The component of that code and kind. Raises FieldErrors."""
    for item in department.rules.scoring.components:
        if item.code == code and item.kind == kind:
            return item
    refuse(
        [
            FieldFault(
                "/component",
                "reviews.unknown_component",
                f"この部門の採点に「{code}」はありません。募集の設定にある名前を入れてください。",
                f"The scoring of this department has no “{code}”. Give a code of the call's settings.",
            )
        ]
    )
    raise AssertionError


def _token_faults(
    department: Department, member: CommitteeMember, component: Component, tokens: Mapping[int, int]
) -> list[FieldFault]:
    opened = {
        pk
        for pk, state, submitted_at in Review.objects.filter(
            member=member,
            application__department=department,
            application__state__in=UNDER_REVIEW,
        ).values_list("application_id", "state", "submitted_at")
        if may_open(ReviewFacts(state, handed_in=submitted_at is not None))
    }
    faults = []
    for pk, number in tokens.items():
        if pk not in opened:
            ja = "割り当てられ、利害関係なしと申告した申請から選んでください。"
            en = "Choose an application assigned to you, after declaring no interest."
            faults.append(FieldFault(f"/tokens/{pk}", "reviews.not_to_judge", ja, en))
        most = component.at_most_on_one
        if number < 0 or (most is not None and number > most):
            ja = f"1件には0〜{most}個で入れてください。" if most is not None else "0以上で入れてください。"
            en = f"Give 0 to {most} to one application." if most is not None else "Give 0 or more."
            faults.append(FieldFault(f"/tokens/{pk}", "reviews.tokens_on_one", ja, en))
    given, allowed = sum(tokens.values()), tokens_per_reviewer(department, component)
    if allowed is not None and given > allowed:
        ja = f"合わせて{allowed}個までです。いまは{given}個になっています。"
        en = f"{allowed} tokens at most in all; this makes {given}."
        faults.append(FieldFault("/tokens", "reviews.too_many_tokens", ja, en))
    return faults


@transaction.atomic
def record_audience(
    *, department_id: int, by: Actor, component: str, votes: Mapping[int, int]
) -> list[AudienceCount]:
    """The visitors' votes as counted, by application id, all at once; the last count stands until the
    decision (officer). Raises NotFound, NotAllowed, NotNow, AfterDecision, FieldErrors.
    """
    department = lock_round_of(department_id)
    require_may_record_audience(department, by)
    require_not_excluded(by, department.round_id, votes)
    component_of(department, component, "audience")
    refuse(_vote_faults(department, votes))
    at = clock.now()
    AudienceCount.objects.filter(component=component, application__department=department).delete()
    made = AudienceCount.objects.bulk_create(
        AudienceCount(application_id=pk, component=component, votes=number, by_id=by.pk, at=at)
        for pk, number in sorted(votes.items())
    )
    note(
        department.round,
        "record_audience",
        by=by,
        at=at,
        role="officer",
        department=department.code,
        component=component,
        votes={str(pk): number for pk, number in sorted(votes.items())},
    )
    return made


def require_may_record_audience(department: Department, by: Actor) -> None:
    """Person and time of 来場者の票を記録する. Raises NotFound, NotAllowed, NotNow, AfterDecision."""
    require_office(by, department.round, "officer")
    require_round_in(department.round, "deciding")


def _vote_faults(department: Department, votes: Mapping[int, int]) -> list[FieldFault]:
    known = set(
        Application.objects.filter(department=department, state__in=UNDER_REVIEW).values_list("pk", flat=True)
    )
    faults = []
    for pk, number in votes.items():
        if pk not in known:
            ja, en = "この部門で審査中の申請を選んでください。", "Choose an application under review here."
            faults.append(FieldFault(f"/votes/{pk}", "reviews.not_of_department", ja, en))
        if not 0 <= number <= MOST_VOTES:
            ja, en = f"0〜{MOST_VOTES:,}票で入れてください。", f"Enter 0 to {MOST_VOTES:,} votes."
            faults.append(FieldFault(f"/votes/{pk}", "reviews.votes", ja, en))
    missing = sorted(known - votes.keys())
    if missing and not faults:
        ja = "審査中の申請すべての票を入れてください(なければ0)。"
        en = "Give the votes of every application under review (0 for none)."
        faults.append(FieldFault("/votes", "reviews.votes_missing", ja, en))
    return faults
