"""Offering a place to an e-mail address, and taking it: nobody learns whether it has an account."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from common import clock
from common.errors import DomainError, FieldFault, NotFound, refuse
from common.text import fold_width
from people.letters import write
from people.models import Invitation, User
from people.places import find
from people.services.tokens import digest
from trail.services import Actor, move, note

DAYS: Final = 14


class InvitationOver(DomainError):
    """An invitation works once, for two weeks, and while whoever sent it may invite."""

    code = "people.invitation_over"
    ja = "この招待は使えなくなりました。送った方に、もう一度招待してもらってください。"
    en = "This invitation is over. Please ask whoever sent it to invite you again."


class InvitedElsewhere(DomainError):
    """A place is offered to an address; whoever takes it signs in with that address."""

    code = "people.invited_elsewhere"
    ja = "この招待は {email} 宛てです。そのアドレスでサインインしてから受けてください。"
    en = "This invitation is for {email}. Sign in with that address to accept it."


@transaction.atomic
def invite(*, place: str, role: str, email: str, by: User, terms: dict[str, Any] | None = None) -> Invitation:
    """Offer a place to an address and write to it; an earlier offer of the same is replaced.

    Raises NotFound, NotAllowed, FieldErrors and what else the place refuses.
    """
    kind, pk = find(place)
    asked = terms or {}
    kind.require_may_invite(by, pk, role, asked)
    address = fold_width(email).strip().lower()
    refuse(_faults(role, kind.roles, address))
    at = clock.now()
    for earlier in Invitation.objects.select_for_update(of=("self",)).filter(
        place=place, role=role, email=address, state="sent"
    ):
        move(earlier, "withdraw", by=by, at=at)
    secret = secrets.token_urlsafe(24)
    made = Invitation.objects.create(
        place=place,
        role=role,
        email=address,
        terms=asked,
        sha256=digest(secret),
        by=by,
        at=at,
        expires_at=at + timedelta(days=DAYS),
    )
    note(made, "send", by=by, at=at, place=place, offered=role)
    write(
        "invitation",
        address,
        context={
            "inviter": by.name,
            "place": kind.name(pk),
            "role": kind.roles[role],
            "link": f"{settings.SITE_URL}/join#{secret}",
            "until": made.expires_at.astimezone(clock.JST).strftime("%Y-%m-%d"),
        },
    )
    return made


def _faults(role: str, roles: dict[str, str], address: str) -> list[FieldFault]:
    found = []
    if role not in roles:
        ja, en = "役割を選んでください。", "Please choose a role."
        found.append(FieldFault("/role", "people.role", ja, en))
    if not 3 <= len(address) <= 254 or address.count("@") != 1 or address.strip("@") != address:
        ja, en = "メールアドレスを確かめてください。", "Please check the e-mail address."
        found.append(FieldFault("/email", "people.email", ja, en))
    return found


def offered(secret: str) -> Invitation:
    """The open invitation behind a letter's secret. Raises NotFound, InvitationOver. 1 query."""
    found = Invitation.objects.select_related("by").filter(sha256=digest(secret)).first()
    if found is None:
        raise NotFound
    _require_open(found)
    return found


def _require_open(invitation: Invitation) -> None:
    if invitation.state != "sent" or clock.now() >= invitation.expires_at:
        raise InvitationOver


@transaction.atomic
def accept_invitation(*, secret: str, by: User) -> Invitation:
    """Take the place, signed in with the address that was written to.

    Raises NotFound, InvitationOver, InvitedElsewhere and what the place refuses.
    """
    found = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("by")
        .filter(sha256=digest(secret))
        .first()
    )
    if found is None:
        raise NotFound
    _require_open(found)
    if by.email != found.email:
        raise InvitedElsewhere(email=found.email)
    kind, pk = find(found.place)
    try:
        kind.require_may_invite(found.by, pk, found.role, found.terms)
    except DomainError:
        raise InvitationOver from None
    kind.grant(pk, by, found.role, found.terms, found.by)
    found.accepted_by = by
    found.save(update_fields=["accepted_by"])
    move(found, "accept", by=by, at=clock.now())
    return found


@transaction.atomic
def withdraw_invitation(*, invitation_id: int, place: str, by: Actor) -> Invitation:
    """Take an offer of this place back (by whoever may invite there). Raises NotFound, NotAllowed,
    WrongState."""
    kind, pk = find(place)
    found = Invitation.objects.select_for_update(of=("self",)).filter(pk=invitation_id, place=place).first()
    if found is None:
        raise NotFound
    kind.require_may_invite(by, pk, found.role, found.terms)
    move(found, "withdraw", by=by, at=clock.now())
    return found
