"""Where an application stands in the review's stages (N13), for the committee and the office."""

from __future__ import annotations

from dataclasses import dataclass

from applications.models import Application
from applications.queries.facts import facts_of
from common.errors import NotFound
from fund.policy import Stage
from fund.policy.conditions import holds
from reviews.models import StageResult
from reviews.permissions import require_committee_or_office, require_not_excluded
from reviews.queries.sheets import RANKED
from trail.services import Actor


@dataclass(frozen=True)
class StageLine:
    """One stage of an application: whether it goes through it (None: not known yet), and the last word."""

    stage: Stage
    applies: bool | None
    result: StageResult | None


def staged_application(user: Actor, application_id: int) -> Application:
    """An application under review or decided, for its committee and office, without those from which the
    person is excluded (R8). At most 5 queries. Raises NotFound."""
    rows = Application.objects.select_related("department", "round__fund", "round__policy_version")
    found = rows.filter(pk=application_id, state__in=RANKED).first()
    if found is None:
        raise NotFound
    require_committee_or_office(user, found.round)
    require_not_excluded(user, found.round_id, [found.pk])
    return found


def stage_lines(application: Application) -> list[StageLine]:
    """The stages of its department in order. At most 7 queries, 1 where no stage has a condition."""
    stages = application.department.rules.stages
    results = {
        row.stage: row for row in StageResult.objects.filter(application=application).select_related("by")
    }
    asked = any(stage.when is not None for stage in stages)
    facts = facts_of([application.pk]).get(application.pk) if asked else None
    return [
        StageLine(
            stage,
            True if stage.when is None else holds(stage.when, facts) if facts is not None else None,
            results.get(stage.code),
        )
        for stage in stages
    ]
