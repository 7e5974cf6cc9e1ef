"""What the services of donations share: finding and locking rows, telling the donor."""

from __future__ import annotations

from datetime import datetime

from common.calendar import wareki
from common.errors import NotFound
from common.money import yen
from donations.models import Donation
from fund.models import StaffRole
from notices.services import Letter, queue, queue_many

METHOD_ACCOUNT = {"cash": "1010", "bank": "1020", "card": "1030"}
"""Where a gift stands when it has come in: cash box, bank, owed by the card company."""


def lock_donation(donation_id: int) -> Donation:
    """The donation's row, locked, with fund, donor and sub-fund at hand. Raises NotFound."""
    found = (
        Donation.objects.select_for_update(of=("self",))
        .select_related("fund", "donor__user", "sub_fund")
        .filter(pk=donation_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def reference_of(donation: Donation) -> str:
    """The name under which the ledger knows a gift and its lot."""
    return f"donation:{donation.pk}"


def _words(donation: Donation) -> dict[str, str]:
    """What every letter about a gift may say of it."""
    return {
        "donor": donation.donor.name,
        "number": donation.number,
        "amount": yen(donation.amount),
        "sub_fund": donation.sub_fund.name if donation.sub_fund else "",
        "received_on": wareki(donation.received_on) if donation.received_on else "",
        "fund": donation.fund.name,
    }


def _key(kind: str, donation: Donation, *more: str) -> str:
    return ":".join(part for part in (kind, str(donation.pk), *more) if part)


def tell_donor(donation: Donation, kind: str, at: datetime, *, occasion: str = "", **context: str) -> None:
    """Put a notice to the donor into the outbox; a donor without an address gets none."""
    donor = donation.donor
    if donor.user is None and not donor.email:
        return
    queue(
        kind,
        fund_code=donation.fund.code,
        dedupe_key=_key(kind, donation, occasion),
        recipient=donor.user,
        address=donor.email,
        about=reference_of(donation),
        context={**_words(donation), **context},
        at=at,
    )


def tell_officers(donation: Donation, kind: str, at: datetime, *, occasion: str = "", **context: str) -> None:
    """Queue a letter about a gift to the fund's officers. 3 queries."""
    officers = StaffRole.objects.filter(
        fund_id=donation.fund_id, role="officer", ended_on__isnull=True, user__is_active=True
    )
    letters = [
        Letter(
            kind,
            donation.fund.code,
            _key(kind, donation, occasion, str(user_id)),
            reference_of(donation),
            recipient_id=user_id,
            context={**_words(donation), **context},
        )
        for user_id in officers.order_by("pk").values_list("user_id", flat=True)
    ]
    queue_many(letters, at=at)
