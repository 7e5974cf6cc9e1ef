"""Lists of the room: reports, refunds and promotions as a person may see them, and the desk's sheet."""

from __future__ import annotations

from django.db.models import Prefetch, Q, QuerySet

from awards.models import Decision, DecisionSheet, OfficialLetter, Promotion, Refund, Report
from awards.queries.awards import visible_to
from fund.models import Department, Round
from fund.permissions import live_roles
from people.permissions import memberships
from reviews.permissions import excluded_from
from trail.services import SYSTEM, Actor

_AWARD = (
    "award__fund",
    "award__group",
    "award__application__department",
    "award__application__round__policy_version",
)


def visible_reports(user: Actor) -> QuerySet[Report]:
    """Reports on the awards a person may see, newest first. 1 query."""
    rows = Report.objects.select_related(*_AWARD).order_by("-pk")
    return rows if user is SYSTEM else rows.filter(award__in=visible_to(user).order_by().values("pk"))


def visible_refunds(user: Actor) -> QuerySet[Refund]:
    """Refunds of the awards a person may see, newest first. 1 query."""
    rows = Refund.objects.select_related(*_AWARD).order_by("-pk")
    return rows if user is SYSTEM else rows.filter(award__in=visible_to(user).order_by().values("pk"))


def with_receipts(refunds: QuerySet[Refund]) -> QuerySet[Refund]:
    """Refunds with what came in, its interest and waivers at hand. 4 queries, any size."""
    return refunds.prefetch_related("receipts__interest", "waivers")


def visible_official_letters(user: Actor) -> QuerySet[OfficialLetter]:
    """The letters issued to a person's groups, and those of the funds they work for, newest first. Before the
    results are out there is none. 1 query."""
    rows = OfficialLetter.objects.select_related("group").order_by("-pk")
    if user is SYSTEM:
        return rows
    told = Q(application__isnull=True) | Q(application__round__released_at__isnull=False)
    own = Q(group_id__in=memberships(user).values("group_id")) & told
    return rows.filter(own | Q(fund_id__in=live_roles(user).values("fund_id")))


def visible_promotions(user: Actor) -> QuerySet[Promotion]:
    """Promotions of the funds a person works for, newest first: the office's alone. 1 query."""
    rows = Promotion.objects.select_related(
        "application__group", "application__round__fund", "application__round__policy_version", "department"
    ).order_by("-pk")
    if user is SYSTEM:
        return rows
    return rows.filter(application__round__fund_id__in=live_roles(user).values("fund_id"))


def sheet_of(call: Round) -> DecisionSheet:
    """The round's decision sheet, not saved where nobody has prepared one yet. 1 query."""
    sheet = DecisionSheet.objects.select_related("prepared_by", "approved_by").filter(round=call).first()
    sheet = sheet or DecisionSheet(round=call)
    sheet.round = call
    return sheet


def departments_with_decisions(sheet: DecisionSheet, user: Actor) -> list[Department]:
    """Departments in order, each with `rows`: its decisions by rank, without those that the person may
    know nothing of (R8). 3 queries, any size."""
    hidden = excluded_from(user, sheet.round_id)
    decisions = (
        Decision.objects.filter(sheet_id=sheet.pk)
        .exclude(application_id__in=hidden)
        .select_related("application__group", "application__award")
        .order_by("rank", "pk")
    )
    by_department: dict[int, list[Decision]] = {}
    for row in decisions:
        by_department.setdefault(row.application.department_id, []).append(row)
    departments = list(Department.objects.filter(round_id=sheet.round_id).order_by("position", "pk"))
    for department in departments:
        department.rows = by_department.get(department.pk, [])  # type: ignore[attr-defined]
    return departments


def departments_with_waitlist(call: Round) -> list[Department]:
    """The round's departments in order, each with its promotion that waits for approval (or none) as
    `open_promotions`. 2 queries."""
    waiting = Promotion.objects.filter(state="prepared").select_related(
        "application__group", "application__round__fund", "application__round__policy_version", "department"
    )
    return list(
        Department.objects.filter(round=call)
        .select_related("round__policy_version")
        .prefetch_related(Prefetch("promotions", queryset=waiting, to_attr="open_promotions"))
        .order_by("position", "pk")
    )


def as_awarded(decision: Decision) -> Decision:
    """The decision with the working under which the award was made: whoever moved up from the waitlist
    (R10) bears the promotion's. Not to be saved. At most 1 query."""
    if decision.outcome != "waitlisted":
        return decision
    promotion = Promotion.objects.filter(application_id=decision.application_id, state="approved").last()
    if promotion is not None:
        decision.outcome, decision.amount = promotion.outcome, promotion.amount
        decision.terms, decision.binding = promotion.terms, promotion.binding
    return decision
