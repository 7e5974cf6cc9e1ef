"""What the deadline radar watches in this room (R15): offers to accept, reports and refunds that are due."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from awards.models import Award, Refund, RefundReceipt, Report
from common.calendar import wareki_long
from common.money import yen
from notices.radar import Duty, ReminderRule
from people.models import Membership

IN_FORCE = ("active", "change_pending", "abolished")


def _writers(path: str) -> Q:
    return Q(
        **{
            f"{path}group__memberships__ended_on__isnull": True,
            f"{path}group__memberships__role__in": Membership.WRITERS,
            f"{path}group__memberships__user__is_active": True,
        }
    )


def _facts(path: str, **more: Any) -> dict[str, Any]:
    return {
        "writer": F(f"{path}group__memberships__user_id"),
        "fund_code": F(f"{path}fund__code"),
        "fund_name": F(f"{path}fund__name"),
        "title": Coalesce(F(f"{path}application__title"), F(f"{path}group__name")),
        **more,
    }


def _duty(row: dict[str, Any], item: str, due_on: date, /, **context: str) -> Duty:
    shared = {"title": row["title"], "number": row["number"], "fund": row["fund_name"]}
    return Duty(item, due_on, row["writer"], row["fund_code"], {**shared, **context})


def offers_due(days: Collection[date]) -> Iterable[Duty]:
    """Offers to be accepted by one of `days`, once the results are out. 1 query."""
    rows = Award.objects.filter(
        _writers(""),
        kind="application",
        state="offered",
        accepted_at__isnull=True,
        application__state="approved",
        application__round__released_at__isnull=False,
        accept_by__in=list(days),
    ).order_by("pk")
    found: Any = rows.values("pk", "number", "amount", "accept_by", **_facts(""))
    for row in found:
        context = {"accept_by": wareki_long(row["accept_by"]), "amount": yen(row["amount"])}
        yield _duty(row, f"award:{row['pk']}", row["accept_by"], **context)


def reports_due(days: Collection[date]) -> Iterable[Duty]:
    """Reports due on one of `days` and not handed in. 1 query."""
    rows = Report.objects.filter(
        _writers("award__"),
        state__in=("not_due", "due", "draft"),
        award__state__in=IN_FORCE,
        due_on__in=list(days),
    ).order_by("pk")
    found: Any = rows.values("pk", "due_on", number=F("award__number"), **_facts("award__"))
    for row in found:
        yield _duty(row, f"report:{row['pk']}", row["due_on"], due_on=wareki_long(row["due_on"]))


def refunds_due(days: Collection[date]) -> Iterable[Duty]:
    """Refunds due on one of `days` of which something is still owed. 1 query."""
    came_in = RefundReceipt.objects.filter(refund=OuterRef("pk")).order_by().values("refund")
    received = Subquery(came_in.annotate(sum=Sum("principal")).values("sum"))
    rows = (
        Refund.objects.filter(_writers("award__"), state="open", due_on__in=list(days))
        .annotate(left=F("principal") - Coalesce(received, Value(0)))
        .order_by("pk")
    )
    found: Any = rows.values("pk", "due_on", "left", number=F("award__number"), **_facts("award__"))
    for row in found:
        context = {"due_on": wareki_long(row["due_on"]), "left": yen(row["left"])}
        yield _duty(row, f"refund:{row['pk']}", row["due_on"], **context)


RULES = (
    # An offer that is not accepted in time lapses, so nothing is overdue.
    ReminderRule("award_offer_due", "award_offer_due", offers_due),
    ReminderRule("award_report_due", "award_report_due", reports_due, "award_report_overdue"),
    ReminderRule("award_refund_due", "award_refund_due", refunds_due, "award_refund_overdue"),
)
