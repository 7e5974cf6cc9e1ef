"""A role in a fund's office as a place to be invited to, and to make tokens for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from common.errors import NotFound
from fund.models import Fund
from fund.permissions import LABELS, live_roles, require_role, roles_of
from people.models import User
from people.places import Place
from trail.services import Actor


def _name(pk: int) -> str:
    name = Fund.objects.filter(pk=pk).values_list("name", flat=True).first()
    if name is None:
        raise NotFound
    return f"{name}の事務局"


def _may_invite(by: Actor, pk: int, role: str, terms: dict[str, Any]) -> None:
    require_role(by, pk, "administrator")


def _join(pk: int, user: User, role: str, terms: dict[str, Any], by: User) -> Any:
    from fund.services import add_staff  # the services' package is not there yet while this is imported

    return add_staff(fund_id=pk, user=user, role=role, by=by)


def _works_there(user: Actor, pk: int) -> None:
    if not roles_of(user, pk):
        raise NotFound


def _held(user: Actor) -> Iterable[tuple[int, str, str]]:
    return live_roles(user).order_by("pk").values_list("fund_id", "fund__name", "role")


OFFICE = Place(LABELS, _name, _may_invite, _join, _held, _works_there)
