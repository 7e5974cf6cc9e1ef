"""Who may act for a group: its members, by the role they hold in it."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from common.errors import NotAllowed, NotFound
from common.remembering import remembered
from people.models import AccessToken, Membership
from trail.services import SYSTEM, Actor

LABELS: dict[str, str] = dict(Membership.ROLES)


def memberships(user: Actor) -> QuerySet[Membership]:
    """The places a person holds in groups today, each with its group; of a token's, its own. 1 query."""
    rows = Membership.objects.filter(user_id=user.pk, ended_on__isnull=True).select_related("group")
    return rows if token_of(user) is None else rows.filter(group_id=token_place(user, "group"))


def token_of(user: Actor) -> AccessToken | None:
    """The token with which a program acts in the person's name, if one does."""
    return getattr(user, "token", None)


def token_place(user: Actor, kind: str) -> int:
    """The id of the token's place of this kind; 0, which is nobody's, where it has none."""
    token = token_of(user)
    return (token.place_id(kind) if token else None) or 0


def as_person(user: Actor) -> int | None:
    """The id under which somebody reads and does what is theirs alone: gifts, reviews. None for the
    system, for strangers, and for programs, whose tokens open an office's or a group's work only."""
    return user.pk if token_of(user) is None else None


@remembered
def role_in(user: Actor, group_id: int) -> str:
    """The person's role in the group, empty for an outsider. 1 query."""
    role = memberships(user).filter(group_id=group_id).values_list("role", flat=True).first()
    return role or ""


def is_member(user: Actor, group_id: int, *, writing: bool) -> bool:
    """Whether the person belongs to the group, and may write for it when `writing`. The system may."""
    if user is SYSTEM:
        return True
    role = role_in(user, group_id)
    return role in Membership.WRITERS if writing else bool(role)


def require_member(user: Actor, group_id: int, writing: bool = True) -> None:
    """Raises NotFound for outsiders and NotAllowed for viewers who want to write."""
    wanted = Membership.WRITERS if writing else LABELS.keys()
    require_group_role(user, group_id, *wanted)


def require_group_role(user: Actor, group_id: int, *roles: str) -> None:
    """Raises NotFound for outsiders and NotAllowed for members without one of `roles`."""
    if user is SYSTEM:
        return
    role = role_in(user, group_id)
    if not role:
        raise NotFound
    if role not in roles:
        raise NotAllowed(role="・".join(label for key, label in LABELS.items() if key in roles))


def is_related(user: Any, group_id: int) -> bool:
    """R14: whether the person belongs, or belonged, to the group. 1 query."""
    return Membership.objects.filter(user_id=user.pk, group_id=group_id).exists()


def second_factors() -> QuerySet[Any]:
    """Authenticator apps and passkeys; recovery codes alone are none."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    found: QuerySet[Any] = Authenticator.objects.filter(type__in=kinds)
    return found
