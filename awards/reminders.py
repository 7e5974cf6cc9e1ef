"""What the deadline radar watches in this room (R15): offers to accept, reports and refunds that are due."""

from __future__ import annotations

from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from awards.models import Award, Refund, RefundReceipt, Report
from notices.radar import ReminderRule
from people.models import Membership

IN_FORCE = ("active", "change_pending", "abolished")


def offers() -> QuerySet[Award]:
    """Offers not answered yet, once the results are out."""
    return Award.objects.filter(
        kind="application",
        state="offered",
        accepted_at__isnull=True,
        accept_by__isnull=False,
        application__state="approved",
        application__round__released_at__isnull=False,
    )


def reports() -> QuerySet[Report]:
    """Reports not handed in."""
    rows = Report.objects.filter(state__in=("not_due", "due", "draft"), award__state__in=IN_FORCE)
    # Of a project given up only the final report is owed.
    return rows.exclude(kind="interim", award__state="abolished")


def refunds() -> QuerySet[Refund]:
    """Refunds of which something is still owed: `left` yen."""
    came_in = RefundReceipt.objects.filter(refund=OuterRef("pk")).order_by().values("refund")
    received = Subquery(came_in.annotate(sum=Sum("principal")).values("sum"))
    return Refund.objects.filter(state="open").annotate(left=F("principal") - Coalesce(received, Value(0)))


def _rule(name: str, label: str, path: str, unfinished: Any, due: str, facts: dict[str, Any]) -> ReminderRule:
    """The rule `award_NAME_due`, told to those who write for the group of the award at `path`."""
    members = f"{path}group__memberships"
    told = {
        f"{members}__ended_on__isnull": True,
        f"{members}__role__in": Membership.WRITERS,
        f"{members}__user__is_active": True,
    }
    shared = {
        "title": Coalesce(F(f"{path}application__title"), F(f"{path}group__name")),
        "number": F(f"{path}number"),
        "group": F(f"{path}group__name"),
    }
    return ReminderRule(
        f"award_{name}_due",
        f"award_{name}_due",
        label,
        unfinished,
        due=due,
        fund=f"{path}fund",
        call=f"{path}application__round_id",
        who=f"{members}__user_id",
        told=Q(**told),
        facts={**shared, due: F(due), **facts},
        # An offer that is not accepted in time lapses, so nothing is overdue.
        overdue_kind="" if name == "offer" else f"award_{name}_overdue",
    )


RULES = (
    _rule("offer", "内示への返事", "", offers, "accept_by", {"amount": F("amount")}),
    _rule("report", "報告書", "award__", reports, "due_on", {}),
    _rule("refund", "返還", "award__", refunds, "due_on", {"left": F("left")}),
)
