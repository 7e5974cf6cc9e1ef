"""Verdicts of the review's stages (N13): who passes a stage, who does not, and who did not come."""

from __future__ import annotations

from django.db import transaction

from applications.models import Application
from applications.services import set_outcome
from applications.services.common import letters_to_group
from common import clock
from common.errors import DomainError, FieldFault, refuse, require_reason
from fund.policy import Stage
from fund.policy.conditions import holds
from notices.services import queue_many
from reviews.models import StageResult
from reviews.permissions import require_not_excluded, require_office, require_presiding_or_officer
from reviews.queries import facts_on_stage
from reviews.rules import failed_stage_of
from reviews.services.common import lock_application_in_round, require_round_in, require_under_review
from trail.services import Actor
from trail.services import note as note_event

OF_THE_MEETING = ("committee", "panel")


class StageOver(DomainError):
    """N13: what failed a stage goes no further."""

    code = "reviews.stage_over"
    ja = (
        "この申請は「{stage}」を通過していないため、その先の審査はありません。"
        "誤りのときは「{stage}」の結果を直してください。"
    )
    en = "This application did not pass “{stage}” and goes no further. If that is wrong, mend it there."


@transaction.atomic
def decide_stage(
    *,
    application_id: int,
    stage: str,
    verdict: str,
    by: Actor,
    note: str = "",
    invitation: str = "",
) -> StageResult:
    """Record whether an application passed a stage (or, where attendance is asked, came to it); the last
    word counts until the decision, and the group hears of it with the results.

    The chair's or officer's word for a stage of the committee or panel, the officer's for any other. A
    failure needs its reason in `note`. With `invitation` (when and where) a group that passed is invited
    to the next stage and its application shortlisted.

    Raises NotFound, NotAllowed, NotNow, AfterDecision, ApplicationOut, StageOver, WrongState, FieldErrors,
    ReasonMissing.
    """
    application = lock_application_in_round(application_id)
    found = next((item for item in application.department.rules.stages if item.code == stage), None)
    role = require_may_decide_stage(application, found, by)
    at = clock.now()
    reason = require_reason(note, "/note") if verdict == "fail" else note.strip()
    refuse(_faults(application, found, stage, verdict, invitation))
    assert found is not None
    _require_not_over(application, found)
    made, _ = StageResult.objects.update_or_create(
        application=application,
        stage=stage,
        defaults={"verdict": verdict, "note": reason, "by_id": by.pk, "at": at},
    )
    _note(application, made, by, role)
    if invitation.strip():
        set_outcome(application, "shortlist", by=by, at=at, role=role)
        queue_many(
            letters_to_group([application], "application_shortlisted", message=invitation.strip()), at=at
        )
    return made


def require_may_decide_stage(application: Application, stage: Stage | None, by: Actor) -> str:
    """Person and time of 段階の結果を記録する; returns the role. Raises NotFound, NotAllowed, NotNow,
    AfterDecision, ApplicationOut."""
    if stage is not None and stage.by in OF_THE_MEETING:
        role = require_presiding_or_officer(by, application.round, [application.pk])
    else:
        require_not_excluded(by, application.round_id, [application.pk])
        require_office(by, application.round, "officer")
        role = "officer"
    require_round_in(application.round, "reviewing", "deciding")
    require_under_review(application)
    return role


def _faults(
    application: Application, found: Stage | None, stage: str, verdict: str, invitation: str
) -> list[FieldFault]:
    if found is None:
        ja = f"この部門に「{stage}」という審査の段階はありません。募集の設定にある名前を入れてください。"
        en = f"This department has no stage “{stage}”. Give a code of the call's settings."
        return [FieldFault("/stage", "reviews.unknown_stage", ja, en)]
    faults = []
    if found.decides != "pass" and not found.attendance:
        ja = "この段階では通過・不通過を決めません。通過を決める段階を選んでください。"
        en = "Nothing is passed or failed at this stage. Choose one that decides it."
        faults.append(FieldFault("/stage", "reviews.stage_decides_nothing", ja, en))
    if found.when is not None and holds(found.when, facts_on_stage(application, found)) is not True:
        ja, en = (
            "この申請はこの段階の対象ではありません。",
            "This application does not go through this stage.",
        )
        faults.append(FieldFault("/stage", "reviews.stage_not_asked", ja, en))
    if verdict not in ("pass", "fail"):
        ja, en = "通過(pass)か不通過(fail)を選んでください。", "Choose pass or fail."
        faults.append(FieldFault("/verdict", "reviews.unknown_verdict", ja, en))
    if invitation.strip() and verdict == "fail":
        ja, en = "不通過の申請を次の段階に招くことはできません。", "What failed cannot be invited further."
        faults.append(FieldFault("/invitation", "reviews.invited_though_failed", ja, en))
    return faults


def _require_not_over(application: Application, stage: Stage) -> None:
    """Raises StageOver when an earlier stage was failed. 1 query."""
    verdicts = dict(StageResult.objects.filter(application=application).values_list("stage", "verdict"))
    stages = application.department.rules.stages
    before = stages[: [item.code for item in stages].index(stage.code)]
    failed = failed_stage_of(verdicts, before)
    if failed:
        name = next(item.label_ja or item.code for item in stages if item.code == failed)
        raise StageOver(stage=name)


def _note(application: Application, made: StageResult, by: Actor, role: str) -> None:
    note_event(
        application.round,
        "decide_stage",
        by=by,
        at=made.at,
        role=role,
        reason=made.note,
        application=application.pk,
        stage=made.stage,
        verdict=made.verdict,
    )
