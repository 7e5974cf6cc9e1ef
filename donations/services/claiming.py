"""Gifts made without an account become those of the person whose proven address they were made with."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Lower

from common import clock
from common.errors import FieldFault, NotFound, refuse
from donations.models import Donation, Donor, GiftLink
from donations.services.giving import read_email
from donations.services.links import LinkOver, send_claim_letter
from people.models import User
from people.queries import verified_addresses
from people.services.tokens import digest
from trail.services import note


@transaction.atomic
def claim_gifts(*, by: User, secret: str = "") -> int:
    """Make the gifts given with this person's proven addresses theirs. Returns how many donor records.

    Proven is an address that the person confirmed for signing in, and with `secret` the one that a letter
    of `ask_for_gifts` went to. A record that belongs to somebody, and a typed address that nobody proved,
    stay as they are. Raises NotFound, LinkOver.
    """
    at = clock.now()
    addresses = set(verified_addresses(by))
    if secret:
        addresses.add(_proven(secret, by, at))
    rows = (
        Donor.objects.annotate(address_key=Lower("email"))
        .select_for_update(of=("self",))
        .select_related("fund")
        .filter(user__isnull=True, address_key__in=addresses, kind__in=("individual", "company"))
        .exclude(email="")
        .order_by("pk")
    )
    found = list(rows)
    for donor in found:
        donor.user = by
        note(donor.fund, "claim_donor", by=by, at=at, donor=donor.pk)
    Donor.objects.bulk_update(found, ["user"])
    for donation in Donation.objects.select_related("fund").filter(donor__in=found).order_by("pk"):
        note(donation, "claim", by=by, at=at, donor=donation.donor_id)
    return len(found)


def claim_on_sign_in(user: User) -> None:
    """Whoever signs in finds the gifts made with their address."""
    claim_gifts(by=user)


def _proven(secret: str, by: User, at: datetime) -> str:
    links = GiftLink.objects.select_for_update(of=("self",))
    link = links.filter(sha256=digest(secret), kind="claim", user=by).first()
    if link is None:
        raise NotFound
    if link.ended_at is not None or at >= link.expires_at:
        raise LinkOver
    link.ended_at = at
    link.save(update_fields=["ended_at"])
    return link.email


@transaction.atomic
def ask_for_gifts(*, by: User, email: str) -> None:
    """Write to another address of the person, if gifts nobody has claimed were made with it.

    The asker learns nothing either way. Raises FieldErrors.
    """
    faults: list[FieldFault] = []
    address = read_email(email, faults)
    refuse(faults)
    unclaimed = Donor.objects.select_related("fund").filter(
        user__isnull=True, email__iexact=address, kind__in=("individual", "company")
    )
    donor = unclaimed.order_by("pk").first()
    if donor is not None:
        send_claim_letter(by, address, donor.fund.name, clock.now())
