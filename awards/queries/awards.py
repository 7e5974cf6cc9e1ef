"""Awards as a person may see them, and what the ledger says about one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet, Sum

from awards.models import AmountFixing, Award, ChangeRequest, Refund, Report
from awards.rules import PaidPart, RowFacts
from fund.permissions import live_roles
from fund.policy import DepartmentRules, FundPolicy
from fund.queries import policy_on
from ledger.models import JournalLine
from people.models import User
from people.permissions import memberships
from trail.models import Event
from trail.services import SYSTEM, Actor


def visible_to(user: Actor) -> QuerySet[Award]:
    """Awards of the person's groups once their results are out, and all of the funds they work for.

    Newest first. 1 query.
    """
    found = Award.objects.select_related(
        "fund", "fiscal_year", "group", "sub_fund", "application__department", "application__round"
    ).order_by("-pk")
    if user is SYSTEM:
        return found
    told = Q(application__round__released_at__isnull=False) | (Q(kind="designated") & ~Q(state="offered"))
    own = Q(group_id__in=memberships(user).values("group_id")) & told
    office = Q(fund_id__in=live_roles(user).values("fund_id"))
    return found.filter(own | office)


def with_details(awards: QuerySet[Award]) -> QuerySet[Award]:
    """Awards with reports, changes, refunds, receipts and fixing at hand. 9 queries, any size."""
    return awards.select_related("application__decision").prefetch_related(
        Prefetch("reports", queryset=Report.objects.order_by("due_on", "pk")),
        "reports__rows",
        Prefetch("change_requests", queryset=ChangeRequest.objects.select_related("asked_by").order_by("pk")),
        Prefetch("refunds", queryset=Refund.objects.order_by("pk")),
        "refunds__receipts__interest",
        "refunds__waivers",
        "cancellations",
        Prefetch("fixing", queryset=AmountFixing.objects.all()),
    )


def policy_of(award: Award) -> FundPolicy:
    """The standing rules an award is under: its round's, or those of the day it was decided. ≤ 3 queries."""
    if award.application is not None:
        return award.application.round.policy
    return policy_on(award.fund_id, award.decided_on)


def rules_of(award: Award) -> DepartmentRules:
    """What its department's call says; a designated award has the defaults."""
    return DepartmentRules() if award.application is None else award.application.department.rules


def refunded_for_each(references: Iterable[str]) -> dict[str, int]:
    """Principal that came back for each reference in yen: refunds received on 1060. 1 query."""
    rows = JournalLine.objects.filter(
        account__code="1060",
        side="C",
        entry__kind="refund_received",
        entry__reference__in=list(references),
    ).values_list("entry__reference")
    return dict(rows.annotate(total=Sum("amount")).values_list("entry__reference", "total"))


def refunded_for(reference: str) -> int:
    """The same of one award (`award:12`). 1 query."""
    return refunded_for_each([reference]).get(reference, 0)


def payments_of(reference: str) -> list[PaidPart]:
    """What the group was paid, by the day of each payment; payments taken back are not there. 1 query."""
    rows = (
        JournalLine.objects.filter(
            account__code="2010",
            side="D",
            entry__kind="payment",
            entry__reference=reference,
            entry__reversed_by__isnull=True,
        )
        .order_by("entry__occurred_on", "entry_id", "position")
        .values_list("entry__occurred_on", "amount")
    )
    return [PaidPart(day, amount) for day, amount in rows]


def committed(awards: QuerySet[Award]) -> dict[int, int]:
    """Yen that awards still hold of their budget: nothing once declined or cancelled, the fixed amount
    once fixed, otherwise the whole. 1 query."""
    held = {}
    for award in awards.select_related("fixing"):
        if award.state in ("declined_by_group", "cancelled"):
            held[award.pk] = 0
            continue
        fixing = getattr(award, "fixing", None)
        held[award.pk] = fixing.fixed if fixing is not None and fixing.state == "approved" else award.amount
    return held


def final_report(award: Award) -> Report | None:
    """The award's final report (実績報告). 1 query."""
    return Report.objects.filter(award=award, kind="final").first()


def actual_rows(report: Report) -> list[RowFacts]:
    """The report's rows with the office's verdicts, for R5. 1 query."""
    return [RowFacts(row.amount, row.verdict, row.accepted) for row in report.rows.all()]


@dataclass(frozen=True)
class Answer:
    """How and when an offer was answered, and by whom; nobody where it lapsed."""

    verb: str
    at: datetime
    by: str


def answer_to(award: Award) -> Answer | None:
    """The group's answer to the offer. 2 queries at most."""
    event = (
        Event.objects.filter(subject=f"award:{award.pk}", verb__in=("accept", "decline", "lapse"))
        .order_by("-pk")
        .first()
    )
    if event is None:
        return None
    by = User.objects.filter(pk__in=[event.actor_id]) if event.actor_id else User.objects.none()
    name = by.values_list("name", flat=True).first()
    return Answer(event.verb, event.at, name or "")
