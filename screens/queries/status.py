"""申請の状況: one application's way from receipt to settlement, as its group may know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from applications.models import Application
from awards.models import Award, Decision
from awards.queries.listing import as_awarded
from common.clock import JST
from common.errors import NotFound
from fund.models import Criterion
from reviews.models import Ranking
from screens.queries.matters import Found, awards_at_hand, matched, own_applications, with_corrections
from screens.rules.matters import Step, next_step
from screens.rules.stages import History, Stage, stages
from trail.models import Event
from trail.services import Actor, subject_of
from transparency.rules import mean_text


@dataclass(frozen=True)
class Feedback:
    """What the committee found, after the release and as far as the call publishes it. Yen."""

    outcome: str
    outcome_label: str
    stage: str
    amount: int
    requested: int
    conditions: str
    score: str = ""
    rank: int | None = None
    waitlist_position: int | None = None
    criterion_means: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Status:
    found: Found
    step: Step
    stages: tuple[Stage, ...]
    feedback: Feedback | None


def own_application(user: Actor, application_id: int) -> Application:
    """One application of the person's own groups, with what is asked now. 2 queries. Raises NotFound."""
    found = with_corrections(own_applications(user)).filter(pk=application_id).first()
    if found is None:
        raise NotFound
    return found


def status_of(user: Actor, application_id: int) -> Status:
    """Where one application stands. At most 15 queries. Raises NotFound."""
    application = own_application(user, application_id)
    awards = awards_at_hand(Award.objects.filter(application=application))
    (found,) = matched([application], awards)
    return Status(
        found,
        next_step(found.matter),
        tuple(stages(found.matter, _history(application))),
        _feedback(application),
    )


def _history(application: Application) -> History:
    call = application.round
    passed = Event.objects.filter(subject=subject_of(application), verb="accept").order_by("pk")
    accepted = passed.values_list("at", flat=True).last()
    first = application.submissions.order_by("number").values_list("at", flat=True).first()
    answered = application.corrections.filter(state="answered").count()
    return History(
        submitted_at=application.received_at or first or application.submitted_at,
        accepted_on=accepted.astimezone(JST).date() if accepted else None,
        corrections=answered,
        released_on=_released_on(call.released_at),
        requested=application.requested or 0,
    )


def _released_on(moment: Any) -> date | None:
    return moment.astimezone(JST).date() if moment else None


def _feedback(application: Application) -> Feedback | None:
    """Nothing before the release, whatever was decided."""
    if application.round.released_at is None:
        return None
    decision = Decision.objects.filter(application=application).first()
    if decision is None:
        return None
    decision = as_awarded(decision)
    fields = application.department.rules.publication.fields
    points = _points(application) if {"score", "criterion_means"} & set(fields) else {}
    return Feedback(
        decision.outcome,
        str(decision.get_outcome_display()),
        decision.stage_failed,
        decision.amount,
        application.requested or 0,
        decision.conditions,
        str(points.get("score", decision.score)) if "score" in fields else "",
        decision.rank if "rank" in fields else None,
        decision.waitlist_position if decision.outcome == "waitlisted" else None,
        _named(application, points.get("criterion_means", {})) if "criterion_means" in fields else (),
    )


def _points(application: Application) -> Mapping[str, Any]:
    """The application's own row of the ranking on which the decision stood."""
    released = application.round.released_at
    frozen = Ranking.objects.filter(department_id=application.department_id, frozen_at__lte=released)
    last = frozen.order_by("number").last()
    rows = last.rows if last else []
    return next((row for row in rows if row["application"] == application.pk), {})


def _named(application: Application, means: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    rows = Criterion.objects.filter(round_id=application.round_id).order_by("position", "pk")
    own = rows.values_list("code", "name", "department_id")
    names = {code: name for code, name, where in own if where in (None, application.department_id)}
    return tuple((names.get(code, code), mean_text(value)) for code, value in means.items())
