"""The part of a year's report that tells how each award ended."""

from __future__ import annotations

from typing import Any

from awards.models import AmountFixing, Award, Cancellation, Interest, Refund
from disbursements.models import Instalment


class Settling:
    """What was paid for some awards, what came back and the interest on it. 4 queries."""

    def __init__(self, awards: list[Award]) -> None:
        self.advances: dict[int, int] = {}
        for row in Instalment.objects.filter(award__in=awards, kind="advance", state="paid"):
            self.advances[row.award_id] = self.advances.get(row.award_id, 0) + row.amount
        refunds = Refund.objects.filter(award__in=awards).exclude(state="void").order_by("pk")
        self.refunds = {(row.award_id, row.reason): row for row in refunds}
        self.interest: dict[tuple[int, str], list[Interest]] = {}
        for item in Interest.objects.filter(receipt__refund__in=refunds, waived=False).select_related(
            "receipt"
        ):
            self.interest.setdefault((item.receipt.refund_id, item.kind), []).append(item)

    def settled(self, award: Award, fixing: AmountFixing, *, with_interest: bool) -> dict[str, Any]:
        advance = self.advances.get(award.pk, 0)
        body: dict[str, Any] = {
            "award": award.amount,
            "advance": advance,
            "cancelled": False,
            "terms": fixing.terms,
            "fixed": fixing.fixed,
            "binding": fixing.binding,
            "refund": max(advance - fixing.fixed, 0),
            "topup": max(fixing.fixed - advance, 0),
            "release": fixing.release,
        }
        if with_interest:
            refund = self.refunds.get((award.pk, "fixing"))
            late = self.interest.get((refund.pk, "late"), []) if refund else []
            body["late_interest"] = sum(item.amount for item in late)
        return body

    def cancelled(self, award: Award, cancellation: Cancellation) -> dict[str, Any]:
        refund = self.refunds.get((award.pk, "cancellation"))
        parts = self.interest.get((refund.pk, "surcharge"), []) if refund else []
        return {
            "award": award.amount,
            "advance": self.advances.get(award.pk, 0),
            "cancelled": True,
            "fixed": 0,
            "refund": refund.principal if refund else 0,
            "topup": 0,
            # Each payment bears its own days; the longest is that of the first.
            "surcharge_days": max((item.days for item in parts), default=0),
            "surcharge": sum(item.amount for item in parts),
            "release": cancellation.release,
        }
