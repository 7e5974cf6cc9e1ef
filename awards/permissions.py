"""Who may do what with decisions and awards, beside the office's roles (fund) and the group's (people)."""

from __future__ import annotations

from collections.abc import Iterable

from awards.models import Award
from common.errors import NotAllowed, NotFound
from people.models import Membership
from people.permissions import require_member
from trail.services import SYSTEM, Actor


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
    """The award's own group, once its results are out. Raises NotFound, NotAllowed."""
    require_member(user, award.group_id, writing=writing)
    if user is not SYSTEM and not is_told(award):
        raise NotFound
