"""Founding a group's record, keeping its profile, and who belongs to it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from common import clock
from common.errors import DomainError, FieldErrors, FieldFault, NotFound
from people import rules
from people.models import Group, Membership, User
from people.permissions import LABELS, require_group_role, require_member
from trail.services import SYSTEM, Actor, note

PROFILE = frozenset(
    {
        "name",
        "name_kana",
        "legal_form",
        "corporate_number",
        "representative",
        "representative_kana",
        "founded_on",
        "members",
        "resident_members",
        "households",
        "annual_budget",
        "postal_code",
        "address",
        "phone",
        "email",
    }
)


class LastRepresentative(DomainError):
    """A group never stands without somebody who speaks for it."""

    code = "people.last_representative"
    ja = "代表者がいなくなります。先に次の代表者を登録してください。"
    en = "The group would be left without a representative. Please add the next one first."


def lock_group(group_id: int) -> Group:
    """The group's row, locked. Raises NotFound."""
    group = Group.objects.select_for_update(of=("self",)).filter(pk=group_id).first()
    if group is None:
        raise NotFound
    return group


@transaction.atomic
def create_group(*, by: Actor, **profile: Any) -> Group:
    """A new group's record; whoever makes it becomes its representative (代表者).

    Raises FieldErrors (§4) naming every field to mend.
    """
    assert profile.keys() <= PROFILE, profile.keys() - PROFILE
    group = Group.objects.create(**rules.read_profile({"name": "", **profile}))
    if by is not SYSTEM:
        Membership.objects.create(group=group, user_id=by.pk, role="representative")
    _note(group, "create", by)
    return group


@transaction.atomic
def update_group(*, group_id: int, by: Actor, **profile: Any) -> Group:
    """Change the profile; applications already filed keep their snapshot.

    Raises NotFound, NotAllowed (viewers), FieldErrors.
    """
    assert profile.keys() <= PROFILE, profile.keys() - PROFILE
    group = lock_group(group_id)
    require_member(by, group_id, writing=True)
    counts = {name: getattr(group, name) for name in rules.COUNTS}
    clean = rules.read_profile({**counts, **profile})
    for name in profile:
        setattr(group, name, clean[name])
    group.save(update_fields=sorted(profile))
    _note(group, "update", by, fields=sorted(profile))
    return group


@transaction.atomic
def add_member(*, group_id: int, user: User, role: str, by: Actor) -> Membership:
    """Give a person a place in the group, or another role in it (by the representative).

    Raises NotFound, NotAllowed, FieldErrors (unknown role), LastRepresentative.
    """
    group = lock_group(group_id)
    require_group_role(by, group_id, "representative")
    if role not in LABELS:
        fault = FieldFault("/role", "people.role", "役割を選んでください。", "Please choose a role.")
        raise FieldErrors([fault])
    if role != "representative":
        _require_another_representative(group_id, besides=user)
    place, _ = Membership.objects.update_or_create(
        group=group, user=user, defaults={"role": role, "ended_on": None}
    )
    _note(group, "add_member", by, user=user.pk, role=role)
    return place


@transaction.atomic
def end_membership(*, group_id: int, user_id: int, by: Actor) -> Membership:
    """End a person's place in the group from today (by the representative, or by the person).

    Raises NotFound, NotAllowed, LastRepresentative.
    """
    group = lock_group(group_id)
    if by.pk != user_id:
        require_group_role(by, group_id, "representative")
    place = Membership.objects.filter(group=group, user_id=user_id, ended_on__isnull=True).first()
    if place is None:
        raise NotFound
    _require_another_representative(group_id, besides=place.user)
    place.ended_on = clock.today()
    place.save(update_fields=["ended_on"])
    _note(group, "end_membership", by, user=user_id)
    return place


def _require_another_representative(group_id: int, besides: User) -> None:
    present = Membership.objects.filter(group_id=group_id, role="representative", ended_on__isnull=True)
    if present.filter(user=besides).exists() and not present.exclude(user=besides).exists():
        raise LastRepresentative


def _note(group: Group, verb: str, by: Actor, **data: Any) -> None:
    note(group, verb, by=by, at=clock.now(), **data)
