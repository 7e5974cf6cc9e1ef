"""Conditions of an approval (条件つき採択), written while the decisions are prepared."""

from __future__ import annotations

from django.db import transaction

from awards.models import Decision, DecisionSheet
from common import clock
from common.errors import NotFound
from fund.permissions import require_role
from trail.models import Event
from trail.services import Actor, note, subject_of


@transaction.atomic
def set_conditions(*, application_id: int, by: Actor, conditions: str) -> Decision:
    """Conditions of an approval (条件つき採択), shown with the award; while it is prepared (officer).

    Raises NotFound, NotAllowed, WrongState.
    """
    sheet = (
        DecisionSheet.objects.select_for_update(of=("self",))
        .select_related("round__fund")
        .filter(decisions__application_id=application_id)
        .first()
    )
    if sheet is None:
        raise NotFound
    require_role(by, sheet.round.fund_id, "officer")
    at = clock.now()
    sheet.lifecycle.step(sheet.state, "approve")
    decision = sheet.decisions.get(application_id=application_id)
    decision.conditions = conditions.strip()
    decision.save(update_fields=["conditions"])
    note(
        sheet, "set_conditions", by=by, at=at, role="officer",
        application=application_id, conditions=decision.conditions,
    )  # fmt: skip
    return decision


def setters_of(sheet: DecisionSheet) -> list[int | None]:
    """Who has set conditions since the sheet was prepared. 1 query."""
    if sheet.prepared_at is None:
        return []
    set_since = Event.objects.filter(
        subject=subject_of(sheet), verb="set_conditions", at__gte=sheet.prepared_at
    )
    return list(set_since.values_list("actor_id", flat=True))
