"""The places that people hold: in a group, in a fund's office, in a committee. Each room registers its own,
so that invitations and tokens need not know them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from common.errors import NotFound
from people.models import Group, User
from people.permissions import LABELS, memberships, require_group_role, require_member
from trail.services import Actor


@dataclass(frozen=True)
class Place:
    """One kind of place, by the id behind `kind:`.

    `name` says what it is called; `require_may_invite(by, id, role, terms)` raises what inviting would;
    `grant(id, user, role, terms, by)` gives it in the inviter's name; `held(user)` are the places of this
    kind that somebody holds, as (id, name, role); `require_there(user, id)` raises NotFound for people
    without it, None where no token is given out for it.
    """

    roles: dict[str, str]
    name: Callable[[int], str]
    require_may_invite: Callable[[Actor, int, str, dict[str, Any]], None]
    grant: Callable[[int, User, str, dict[str, Any], User], Any]
    held: Callable[[Actor], Iterable[tuple[int, str, str]]]
    require_there: Callable[[Actor, int], None] | None = None


PLACES: dict[str, Place] = {}


def held_by(user: Actor) -> list[dict[str, Any]]:
    """All places that somebody holds. A query for each kind."""
    return [
        {"place": f"{kind}:{pk}", "name": name, "role": role, "role_label": place.roles[role]}
        for kind, place in PLACES.items()
        for pk, name, role in place.held(user)
    ]


def register(kind: str, place: Place) -> None:
    PLACES[kind] = place


def find(place: str) -> tuple[Place, int]:
    """The kind and id of `kind:id`. Raises NotFound."""
    kind, _, pk = place.partition(":")
    found = PLACES.get(kind)
    if found is None or not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        raise NotFound
    return found, int(pk)


def _group_name(pk: int) -> str:
    name = Group.objects.filter(pk=pk).values_list("name", flat=True).first()
    if name is None:
        raise NotFound
    return name


def _may_invite(by: Actor, pk: int, role: str, terms: dict[str, Any]) -> None:
    require_group_role(by, pk, "representative")


def _join(pk: int, user: User, role: str, terms: dict[str, Any], by: User) -> Any:
    from people.services import add_member  # the services' package imports this module

    return add_member(group_id=pk, user=user, role=role, by=by)


def _belongs(user: Actor, pk: int) -> None:
    require_member(user, pk, writing=False)


def _held(user: Actor) -> Iterable[tuple[int, str, str]]:
    return memberships(user).order_by("pk").values_list("group_id", "group__name", "role")


register("group", Place(LABELS, _group_name, _may_invite, _join, _held, _belongs))
