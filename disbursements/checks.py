"""What books and transfers say of each other, for `check_ledger`: one confirmed transfer, paid once."""

from __future__ import annotations

from django.db.models import F, Sum

from disbursements.models import Transfer
from disbursements.queries import payment_key
from ledger.integrity import Rows
from ledger.models import JournalEntry


def payments_are_booked() -> Rows:
    """Each confirmed transfer pays its instalment by one entry of its amount; no other payment is booked.
    2 queries."""
    booked: dict[tuple[str, str], list[int]] = {}
    entries = (
        JournalEntry.objects.filter(kind="payment", key__startswith="transfer:", lines__side="D")
        .annotate(amount=Sum("lines__amount"))
        .values_list("book__fund_code", "key", "amount")
    )
    for fund_code, key, amount in entries:
        booked.setdefault((fund_code, key), []).append(amount)
    faults = []
    confirmed = Transfer.objects.filter(state="confirmed").annotate(
        fund=F("batch__fund__code"), approved=F("instalment__amount"), paid=F("instalment__state")
    )
    for row in confirmed.order_by("pk"):
        found = booked.pop((row.fund, payment_key(row)), [])
        if found != [row.amount] or (row.approved, row.paid) != (row.amount, "paid"):
            faults.append(f"{payment_key(row)} {row.amount}: {row.approved} {row.paid} / {found}")
    return faults + [f"{fund} {key}: 0 / {found}" for (fund, key), found in sorted(booked.items())]
