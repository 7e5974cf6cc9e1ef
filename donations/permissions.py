"""Who may see and do what with a donation: its donor, and the fund's office."""

from __future__ import annotations

from common.errors import NotAllowed, NotFound
from donations.models import Donation
from fund.permissions import LABELS, has_role, require_role, roles_of
from people.permissions import as_person
from trail.services import SYSTEM, Actor

INTAKE = ("officer", "cashier")
"""Roles that take gifts in and keep cash, card and bank in order."""


def is_donor(user: Actor, donation: Donation) -> bool:
    """Whether the gift is this person's own. The donor must be at hand (select_related)."""
    person = as_person(user)
    return person is not None and donation.donor.user_id == person


def require_donor_or_office(user: Actor, donation: Donation, *roles: str) -> None:
    """The donor themself or one of `roles` in the fund; others: NotFound, or NotAllowed in the office."""
    if not is_donor(user, donation):
        require_role(user, donation.fund_id, *roles)


def may_take_in(user: Actor, fund_id: int) -> bool:
    """Whether the person takes gifts in for the fund. 1 query."""
    return has_role(user, fund_id, *INTAKE)


def require_office(user: Actor, fund_id: int) -> None:
    """Any role in the fund's office, auditors included. Raises NotFound. 1 query."""
    if user is not SYSTEM and not roles_of(user, fund_id):
        raise NotFound


def require_register(user: Actor, fund_id: int) -> None:
    """The donor register is for those who keep or audit it. Raises NotFound, NotAllowed. 1 query."""
    if user is SYSTEM:
        return
    held = roles_of(user, fund_id)
    if not held:
        raise NotFound
    allowed = {"administrator", "officer", "auditor"}
    if not held & allowed:
        raise NotAllowed(role="・".join(LABELS[role] for role in sorted(allowed)))
