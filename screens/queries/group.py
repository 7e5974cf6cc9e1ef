"""What a group's own people see of it beside its profile: papers, open invitations, awards so far."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from applications.models import AwardHistory
from awards.models import Award
from awards.permissions import is_told
from people.models import GroupDocument, Invitation
from people.permissions import role_in
from people.queries import documents_of, invitations_to
from trail.services import Actor

HELD = ("active", "change_pending", "reported", "fixed", "settled", "abolished")


@dataclass(frozen=True)
class PastAward:
    """One award: year, department and title as far as they are known, and yen (None of a year taken in)."""

    fund: str
    fiscal_year: int
    department: str
    title: str
    amount: int | None
    state_label: str


@dataclass(frozen=True)
class AroundGroup:
    documents: QuerySet[GroupDocument]
    invitations: tuple[Invitation, ...]
    past_awards: tuple[PastAward, ...]


def around(user: Actor, group_id: int) -> AroundGroup:
    """Papers, invitations (for the representative) and awards, latest first. 5 queries. Raises NotFound."""
    invites = role_in(user, group_id) == "representative"
    return AroundGroup(
        documents_of(user, group_id),
        tuple(invitations_to(f"group:{group_id}")) if invites else (),
        past_awards(group_id),
    )


def past_awards(group_id: int) -> tuple[PastAward, ...]:
    """The group's awards, and those of earlier years that were taken in. 2 queries."""
    related = ("fund", "fiscal_year", "application__department", "application__round")
    awards = Award.objects.filter(group_id=group_id, state__in=HELD).select_related(*related)
    ours = [_of_award(row) for row in awards.defer("application__draft") if is_told(row)]
    rows = AwardHistory.objects.filter(group_id=group_id).exclude(reference__startswith="award:")
    taken_in = [
        PastAward(row.fund.name, row.fiscal_year, row.department_code, row.project_key, None, "")
        for row in rows.select_related("fund")
    ]
    return tuple(sorted(ours + taken_in, key=lambda row: (-row.fiscal_year, row.fund, row.title)))


def _of_award(award: Award) -> PastAward:
    application = award.application
    return PastAward(
        award.fund.name,
        award.fiscal_year.year,
        application.department.name if application else "",
        application.title if application else str(award.get_kind_display()),
        award.amount,
        award.lifecycle.states[award.state],
    )
