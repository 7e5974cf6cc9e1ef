"""A person's gifts with their receipts, for them to take along, and how long they are kept."""

from __future__ import annotations

from datetime import date

from common.calendar import fiscal_year_of
from donations.models import Donation, Receipt
from people.holdings import Holding, Rows, end_of_keeping
from people.models import User


def _gifts(user: User) -> Rows:
    rows = (
        Donation.objects.filter(donor__user=user).select_related("fund", "donor", "sub_fund").order_by("pk")
    )
    return [
        {
            "fund": row.fund.name,
            "number": row.number,
            "donor": row.donor.name,
            "address": row.donor.address,
            "amount": row.amount,
            "method": row.method,
            "sub_fund": row.sub_fund.name if row.sub_fund else "",
            "state": row.state,
            "publicity": row.publicity,
            "received_on": row.received_on.isoformat() if row.received_on else None,
        }
        for row in rows
    ]


def _gifts_until(user: User) -> date | None:
    last = (
        Donation.objects.filter(donor__user=user, received_on__isnull=False)
        .order_by("-received_on")
        .values_list("received_on", flat=True)
        .first()
    )
    return end_of_keeping(fiscal_year_of(last) if last else None)


def _receipts(user: User) -> Rows:
    rows = Receipt.objects.filter(donation__donor__user=user).order_by("pk")
    return [
        {
            "number": str(row),
            "addressee": row.addressee,
            "address": row.address,
            "amount": row.amount,
            "received_on": row.received_on.isoformat(),
            "issued_on": row.issued_on.isoformat(),
            "state": row.state,
        }
        for row in rows
    ]


GIFTS = Holding("寄附の記録", "Your gifts", _gifts, _gifts_until)
RECEIPTS = Holding("受領証明書", "Receipts for your gifts", _receipts)
