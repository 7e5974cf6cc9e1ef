"""Who may do what with decisions and awards, beside the office's roles (fund) and the group's (people)."""

from __future__ import annotations

from collections.abc import Iterable

from awards.models import Award
from common.errors import NotAllowed, NotFound
from fund.permissions import require_role, roles_of
from people.models import Membership
from people.permissions import require_member, role_in
from trail.services import SYSTEM, Actor

GROUP = "助成を受ける団体の担当者"
UNFILED = ("not_due", "due", "draft")
"""States in which a report is the group's draft, of which the office sees nothing."""
OFFICE = "事務局"


class RelatedParty(NotAllowed):
    """R14: nobody prepares or approves what touches a group of their own."""

    code = "awards.related_party"
    ja = "関係する団体の案件のため、起案も承認もできません。別の担当者に頼んでください。"
    en = "You are related to the group concerned. Ask a colleague to do this."


def require_unrelated(user: Actor, group_ids: Iterable[int]) -> None:
    """R14: raises RelatedParty when the person belongs, or belonged, to one of the groups. 1 query."""
    if user is SYSTEM:
        return
    if Membership.objects.filter(user_id=user.pk, group_id__in=set(group_ids)).exists():
        raise RelatedParty


def is_told(award: Award) -> bool:
    """Whether the group may know of the award: the round's results are out, or it is no round's."""
    if award.application is None:
        return award.state != "offered"
    return award.application.round.released_at is not None


def require_group(user: Actor, award: Award, *, writing: bool = True) -> None:
    """The award's own group, once its results are out. Raises NotFound for whoever may not know of the
    award, NotAllowed for viewers who want to write and for the office. At most 3 queries."""
    if user is SYSTEM:
        return
    if not is_told(award) or not role_in(user, award.group_id):
        if roles_of(user, award.fund_id):
            raise NotAllowed(role=GROUP)
        raise NotFound
    require_member(user, award.group_id, writing=writing)


def require_office(user: Actor, award: Award, *roles: str) -> None:
    """One of `roles` in the office of the award's fund. Raises NotFound for whoever may not know of the
    award, NotAllowed for its own group and for others of the office. At most 2 queries."""
    if user is SYSTEM:
        return
    told = is_told(award) and role_in(user, award.group_id)
    if told and not roles_of(user, award.fund_id):
        raise NotAllowed(role=OFFICE)
    require_role(user, award.fund_id, *roles)
