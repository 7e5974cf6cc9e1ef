"""A seat in a round's committee as a place to be invited to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from common.errors import NotFound
from fund.models import Round
from people.models import User
from people.permissions import as_person
from people.places import Place
from reviews.models import CommitteeMember
from reviews.queries import find_round
from reviews.services.committee import appoint_member, require_may_appoint, require_seat_free
from trail.services import Actor

ROLES: Final = {"chair": "委員長", "reviewer": "審査委員"}


def _name(pk: int) -> str:
    found = Round.objects.select_related("fund").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return f"{found.fund.name} {found.name}の審査会"


def _may_invite(by: Actor, pk: int, role: str, terms: dict[str, Any]) -> None:
    call = find_round(by, pk)
    require_may_appoint(call, by)
    require_seat_free(call, role, terms)


def _join(pk: int, user: User, role: str, terms: dict[str, Any], by: User) -> Any:
    return appoint_member(
        round_id=pk, user=user, role=role, code=terms["code"], title=terms.get("title", ""), by=by
    )


def _held(user: Actor) -> Iterable[tuple[int, str, str]]:
    seats = CommitteeMember.objects.filter(user_id=as_person(user) or 0).order_by("-pk")
    return seats.values_list("round_id", "round__name", "role")


COMMITTEE = Place(ROLES, _name, _may_invite, _join, _held)
