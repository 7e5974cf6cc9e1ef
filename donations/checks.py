"""What the books and the gifts say of each other, for `check_ledger`: one gift, its yen, once."""

from __future__ import annotations

from donations.models import Donation
from ledger.integrity import Rows
from ledger.queries import credited_for

INCOME_OR_WAITING = ("4010", "2020")


def gifts_are_booked() -> Rows:
    """Gifts that count stand in the books with their amount, all others with nothing. 2 queries."""
    booked = credited_for("donation:", INCOME_OR_WAITING)
    rows = Donation.objects.order_by("pk").values_list("pk", "number", "amount", "state")
    return [
        f"{number} {state}: {amount if state in Donation.COUNTED else 0} / {booked.get(f'donation:{pk}', 0)}"
        for pk, number, amount, state in rows
        if booked.get(f"donation:{pk}", 0) != (amount if state in Donation.COUNTED else 0)
    ]
