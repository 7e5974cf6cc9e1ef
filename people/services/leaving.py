"""A person stops using the site (利用をやめる): every way in is closed, what must be kept stays."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from common import clock
from common.errors import DomainError, NotFound
from people.letters import write
from people.models import AccessToken, CalendarFeed, Membership, User
from people.places import held_by
from people.services.groups import end_membership
from trail.services import note


class HoldsPlace(DomainError):
    """Duties in an office or a committee are handed over first."""

    code = "people.holds_place"
    ja = "「{places}」の役割があります。先に事務局の管理者に、役割を終えてもらってください。"
    en = "You hold a place in {places}. Have the office's administrator end it first."


class SpeaksForGroup(DomainError):
    """A group never stands without somebody who speaks for it."""

    code = "people.speaks_for_group"
    ja = "「{groups}」の代表者です。先に次の代表者を登録してください。"
    en = "You represent {groups}. Please add the next representative first."


def require_may_close(by: User) -> None:
    """Raises HoldsPlace, SpeaksForGroup. A query for each kind of place, and 1."""
    places = [row["name"] for row in held_by(by) if not row["place"].startswith("group:")]
    if places:
        raise HoldsPlace(places="、".join(dict.fromkeys(places)))
    if groups := _spoken_for(by):
        raise SpeaksForGroup(groups="、".join(groups))


def _spoken_for(by: User) -> list[str]:
    """Groups whose only representative this person is."""
    live = Membership.objects.filter(role="representative", ended_on__isnull=True)
    others = live.exclude(user=by).values("group_id")
    alone = live.filter(user=by).exclude(group_id__in=others)
    return list(alone.order_by("pk").values_list("group__name", flat=True))


@transaction.atomic
def close_account(*, by: User) -> None:
    """End one's places, tokens, calendar, passkeys and sessions, and free the address. The name stays with
    what was filed and decided, as long as that is kept. Raises NotFound, HoldsPlace, SpeaksForGroup."""
    found = User.objects.select_for_update().filter(pk=by.pk, is_active=True).first()
    if found is None:
        raise NotFound
    require_may_close(found)
    at, address = clock.now(), found.email
    for group_id in list(
        Membership.objects.filter(user=found, ended_on__isnull=True).values_list("group_id", flat=True)
    ):
        end_membership(group_id=group_id, user_id=found.pk, by=found)
    AccessToken.objects.filter(user=found, revoked_at__isnull=True).update(revoked_at=at)
    for model in (CalendarFeed, Authenticator, EmailAddress, UserSession):
        model.objects.filter(user=found).delete()
    found.email, found.name_kana = f"closed-{found.pk}@closed.invalid", ""
    found.is_active, found.closed_at = False, at
    found.set_unusable_password()
    found.save(update_fields=["email", "name_kana", "is_active", "closed_at", "password"])
    note(found, "close", by=found, at=at)
    words = {"change_ja": "利用をやめる手続きをしました", "change_en": "your account was closed"}
    write("account_changed", address, recipient=None, context=words, at_once=True)
