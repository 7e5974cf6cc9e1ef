"""Who may do what in a fund's office: roles per fund, several of which may meet in one person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, QuerySet, Value

from common.errors import DomainError, NotAllowed, NotFound, SamePerson
from common.remembering import remembered
from fund.models import StaffRole
from people.permissions import memberships, second_factors, token_of, token_place
from trail.services import SYSTEM, Actor

LABELS: dict[str, str] = dict(StaffRole.ROLES)

known_groups: list[Callable[[int], QuerySet[Any]]] = []
"""Rooms above say which groups deal with a fund: each takes its id and gives a queryset of group ids."""

donors: list[Callable[[Actor], bool]] = []
"""Rooms above say whether gifts are recorded in a person's name."""

hidden_subjects: dict[str, Callable[[Actor, int], bool]] = {}
"""Rooms above say what the office may not know of yet: by kind, whether this one is hidden from it."""


class SecondFactorMissing(DomainError):
    """Office roles sign in with more than a code by e-mail."""

    code = "fund.second_factor_missing"
    status = 403
    ja = "事務局の役割がある方は、先に認証アプリかパスキーを登録してください。"
    en = "You hold a role in an office: add an authenticator app or a passkey first."


@dataclass(frozen=True)
class Places:
    """Where a person stands today: ids of the funds in whose office they work and of their groups."""

    funds: frozenset[int]
    groups: frozenset[int]
    second_factor: bool


def places_of(user: Actor) -> Places:
    """A person's places, as read when the request was signed in where it was; otherwise now. 1 query."""
    known: Places | None = getattr(user, "places", None)
    return known or _read_places(user)


def _read_places(user: Actor) -> Places:
    factor = Exists(second_factors().filter(user_id=user.pk))
    offices = live_roles(user).order_by().values_list(Value("fund"), "fund_id", factor)
    groups = memberships(user).order_by().values_list(Value("group"), "group_id", Value(False))
    rows = list(offices.union(groups, all=True))
    return Places(
        funds=frozenset(pk for kind, pk, _ in rows if kind == "fund"),
        groups=frozenset(pk for kind, pk, _ in rows if kind == "group"),
        second_factor=any(has for _, _, has in rows),
    )


def require_second_factor(user: Actor) -> None:
    """Raises SecondFactorMissing for people of an office who sign in by e-mail alone; keeps their places for
    the lists that this request may ask for. 1 query."""
    if not settings.OFFICE_SECOND_FACTOR:
        return
    places = _read_places(user)
    if places.funds and not places.second_factor:
        raise SecondFactorMissing
    user.places = places  # type: ignore[attr-defined]


def live_roles(user: Actor) -> QuerySet[StaffRole]:
    """The office roles a person holds today, in any fund; of a token's, in its own."""
    rows = StaffRole.objects.filter(user_id=user.pk, ended_on__isnull=True)
    return rows if token_of(user) is None else rows.filter(fund_id=token_place(user, "fund"))


@remembered
def roles_of(user: Actor, fund_id: int) -> frozenset[str]:
    """The roles a person holds in the fund's office. 1 query."""
    return frozenset(live_roles(user).filter(fund_id=fund_id).values_list("role", flat=True))


def has_role(user: Actor, fund_id: int, *roles: str) -> bool:
    """Whether the person holds one of `roles` in the fund; the system always does. 1 query."""
    assert set(roles) <= LABELS.keys(), roles
    return user is SYSTEM or bool(roles_of(user, fund_id) & set(roles))


def require_role(user: Actor, fund_id: int, *roles: str) -> None:
    """Raises NotFound for people without any role in the fund, NotAllowed without one of `roles`."""
    assert set(roles) <= LABELS.keys(), roles
    if user is SYSTEM:
        return
    held = roles_of(user, fund_id)
    if not held:
        raise NotFound
    if not held & set(roles):
        raise NotAllowed(role="・".join(LABELS[role] for role in roles))


def require_second_person(user: Actor, *makers: Any) -> None:
    """R14: raises SamePerson when `user` is one of `makers` (user ids; empty ones do not count)."""
    if user.pk is not None and user.pk in makers:
        raise SamePerson


def may_read_books(user: Actor, fund_code: str) -> bool:
    """Whether the person works in the fund's office: everybody there may read its books. 1 query."""
    return user.pk is not None and live_roles(user).filter(fund__code=fund_code).exists()
