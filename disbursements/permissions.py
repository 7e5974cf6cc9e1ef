"""Who may ask for money and who may order, check and confirm transfers."""

from __future__ import annotations

from typing import Final

from awards.models import Award
from awards.permissions import is_told
from common.errors import NotAllowed, NotFound
from fund.permissions import require_role, roles_of
from people.permissions import require_group_role, role_in
from trail.services import SYSTEM, Actor

PAYEES: Final = ("representative", "treasurer")
PAYEE_LABEL: Final = "団体の代表者・会計"
OFFICE_LABEL: Final = "事務局"


def require_payee(user: Actor, award: Award) -> None:
    """The representative or treasurer of the award's group. Raises NotFound for those who do not see it,
    NotAllowed for the group's others and the office."""
    if user is SYSTEM:
        return
    if not role_in(user, award.group_id):
        if roles_of(user, award.fund_id):
            raise NotAllowed(role=PAYEE_LABEL)
        raise NotFound
    if not is_told(award):
        raise NotFound
    require_group_role(user, award.group_id, *PAYEES)


def require_office(user: Actor, award: Award, *roles: str) -> None:
    """One of `roles` in the fund's office. Raises NotAllowed for the group, which sees the instalment,
    NotFound for outsiders."""
    if user is SYSTEM:
        return
    if not roles_of(user, award.fund_id) and role_in(user, award.group_id) and is_told(award):
        raise NotAllowed(role=OFFICE_LABEL)
    require_role(user, award.fund_id, *roles)
