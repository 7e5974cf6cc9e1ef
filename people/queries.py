"""Reading groups and the accounts they are paid to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from common.errors import DomainError, FieldErrors, FieldFault, NotFound
from common.scanned import require_deliverable
from common.text import fold_width
from people.models import AccessToken, BankAccount, Group, GroupDocument, Invitation, Membership, User
from people.permissions import memberships, require_member
from trail.services import Actor


class NoAccount(DomainError):
    """The group has not named an account yet."""

    code = "people.no_account"
    ja = "振込先の口座が登録されていません。団体に登録を頼んでください。"
    en = "No account is registered. Please ask the group to enter one."


class AccountHeld(DomainError):
    """R14: a new or changed account waits 7 × 24 hours."""

    code = "people.account_held"
    ja = "口座は登録・変更から7日間は使えません。{until} を過ぎてから行ってください。"
    en = "A new or changed account waits seven days. Please do this after {until}."


class AccountUnverified(DomainError):
    """R14: a second person confirms an account before anything is paid to it."""

    code = "people.account_unverified"
    ja = "口座がまだ確認されていません。事務局の二人目の確認が必要です。"
    en = "The account is not verified yet. A second person of the office must confirm it."


def invitations_to(place: str) -> QuerySet[Invitation]:
    """The offers of a place that wait for an answer, latest first; the caller checks the person. 1 query."""
    waiting = Invitation.objects.filter(place=place, state="sent").select_related("by")
    return waiting.order_by("-pk")


def verified_addresses(user: User) -> list[str]:
    """The addresses of which a person has proven that they read them, in lower case. 1 query."""
    rows = EmailAddress.objects.filter(user=user, verified=True)
    return [address.lower() for address in rows.values_list("email", flat=True)]


def own_tokens(user: User) -> QuerySet[AccessToken]:
    """A person's tokens that are not ended, latest first. 1 query."""
    return AccessToken.objects.filter(user=user, revoked_at__isnull=True).order_by("-pk")


def visible_groups(user: Actor) -> QuerySet[Group]:
    """The groups a person belongs to, by kana. 1 query."""
    return Group.objects.filter(pk__in=memberships(user).values("group_id")).order_by(
        "name_kana", "name", "pk"
    )


def own_groups(user: Actor) -> QuerySet[Group]:
    """The same with the person's role in each, as `own_role`. 1 query."""
    own = memberships(user).filter(group_id=OuterRef("pk")).values("role")[:1]
    return visible_groups(user).annotate(own_role=Subquery(own))


def person_by_email(email: str) -> User:
    """The person who signs in with this address. 1 query. Raises FieldErrors."""
    found = User.objects.filter(email=fold_width(email).strip().lower(), is_active=True).first()
    if found is None:
        ja = "このメールアドレスの利用者がいません。先に利用者登録をしてもらってください。"
        en = "Nobody signs in with this e-mail address. Please ask them to register first."
        raise FieldErrors([FieldFault("/email", "people.unknown_person", ja, en)])
    return found


def known_in(group_id: int, email: str) -> User:
    """The person of this address who is or was in the group; anybody else is invited, so that nobody
    learns which addresses have an account. 1 query. Raises FieldErrors."""
    address = fold_width(email).strip().lower()
    found = User.objects.filter(email=address, is_active=True, memberships__group_id=group_id).first()
    if found is None:
        ja = "この団体にいた方ではありません。招待を送ってください。"
        en = "Nobody of this group has this address. Please send an invitation."
        raise FieldErrors([FieldFault("/email", "people.invite_instead", ja, en)])
    return found


def with_members(groups: QuerySet[Group]) -> QuerySet[Group]:
    """Groups with their present members and live account at hand. 3 queries, any size."""
    members = Membership.objects.filter(ended_on__isnull=True).select_related("user").order_by("pk")
    return groups.prefetch_related(
        Prefetch("memberships", queryset=members, to_attr="present_members"),
        Prefetch("bank_accounts", queryset=live_accounts(), to_attr="live_accounts"),
    )


def live_accounts() -> QuerySet[BankAccount]:
    """Accounts not replaced by a later one: at most one for each group."""
    return BankAccount.objects.exclude(state="replaced").order_by("pk")


def contacts_of(group_id: int) -> QuerySet[User]:
    """The people told about a group's account: representatives and treasurers. 1 query."""
    return User.objects.filter(
        memberships__group_id=group_id,
        memberships__ended_on__isnull=True,
        memberships__role__in=["representative", "treasurer"],
    ).order_by("pk")


def documents_of(user: Actor, group_id: int) -> QuerySet[GroupDocument]:
    """The papers that a group keeps, by kind, the latest first; for its people. 2 queries.

    Raises NotFound.
    """
    require_member(user, group_id, writing=False)
    return GroupDocument.objects.filter(GroupDocument.LIVE, group_id=group_id).order_by("kind", "-pk")


def document_of(user: Actor, group_id: int, document_id: int) -> GroupDocument:
    """One of them, to be opened. 2 queries. Raises NotFound, FileInfected."""
    found = documents_of(user, group_id).filter(pk=document_id).first()
    if found is None:
        raise NotFound
    require_deliverable(found, own=True)
    return found


def members_of(group_id: int) -> QuerySet[User]:
    """Everybody in the group today whose account is open. 1 query."""
    return User.objects.filter(
        memberships__group_id=group_id, memberships__ended_on__isnull=True, is_active=True
    ).order_by("pk")


def contact_ids(group_ids: Iterable[int]) -> dict[int, list[int]]:
    """The same of many groups: their people's ids by group. 1 query."""
    found: dict[int, list[int]] = {}
    places = Membership.objects.filter(
        group_id__in=set(group_ids), ended_on__isnull=True, role__in=["representative", "treasurer"]
    )
    for group_id, user_id in places.order_by("pk").values_list("group_id", "user_id"):
        found.setdefault(group_id, []).append(user_id)
    return found


def usable_account(group_id: int, at: datetime) -> BankAccount:
    """The account a batch may pay to at `at` (R14). 1 query.

    Raises NoAccount, AccountHeld, AccountUnverified.
    """
    account = live_accounts().filter(group_id=group_id).first()
    if account is None:
        raise NoAccount
    require_hold_over(account, at)
    if account.state != "verified":
        raise AccountUnverified
    return account


def require_hold_over(account: BankAccount, at: datetime) -> None:
    """Raises AccountHeld while the hold of R14 lasts."""
    if at < account.held_until:
        raise AccountHeld(until=account.held_until.astimezone(at.tzinfo).strftime("%Y-%m-%d %H:%M"))
