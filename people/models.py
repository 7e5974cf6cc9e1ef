"""People, citizen groups (団体), who belongs to them, and the accounts they are paid to."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from common.states import Lifecycle
from people import states


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """A person who signs in by e-mail address. What they may do comes from their roles in a fund,
    a committee or a group, never from a flag here."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80)
    name_kana = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=2, default="ja", choices=[("ja", "日本語"), ("en", "English")])
    is_active = models.BooleanField(default=True)
    single_keys = models.BooleanField(default=True, help_text="1文字のキーで操作できる画面で、それを使う")
    mail_off = models.JSONField(default=list, help_text="受け取らないと決めたお知らせの種類(MAIL_CHOICES)")
    closed_at = models.DateTimeField(null=True, help_text="本人が利用をやめた時")
    created_at = models.DateTimeField(auto_now_add=True)

    # A person belongs to no fund.
    fund_code = ""

    USERNAME_FIELD = "email"
    # Set where a program acts in the person's name: it may do so in the token's place only.
    token: AccessToken | None = None
    # Set when a session signs in: in which offices and groups, as fund.permissions.Places.
    places: Any = None
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.name


class Group(models.Model):
    """An applicant group (団体), often without legal personality. Its profile is copied as a snapshot
    into each submission, so later edits never change a filed application."""

    name = models.CharField(max_length=200)
    name_kana = models.CharField(max_length=200, blank=True)
    legal_form = models.CharField(max_length=60, default="任意団体")
    corporate_number = models.CharField(max_length=13, blank=True)
    representative = models.CharField(max_length=120, blank=True)
    representative_kana = models.CharField(max_length=120, blank=True)
    founded_on = models.DateField(null=True, blank=True)
    members = models.PositiveIntegerField(null=True, blank=True)
    resident_members = models.PositiveIntegerField(null=True, blank=True)
    households = models.PositiveIntegerField(null=True, blank=True)
    annual_budget = models.BigIntegerField(null=True, blank=True)
    postal_code = models.CharField(max_length=8, blank=True)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    # A group belongs to no fund: it may apply to several.
    fund_code = ""

    def __str__(self) -> str:
        return self.name

    def snapshot(self) -> dict[str, Any]:
        """The profile as plain values, for a submission."""
        return {
            "name": self.name,
            "name_kana": self.name_kana,
            "legal_form": self.legal_form,
            "corporate_number": self.corporate_number,
            "representative": self.representative,
            "representative_kana": self.representative_kana,
            "founded_on": self.founded_on.isoformat() if self.founded_on else None,
            "members": self.members,
            "resident_members": self.resident_members,
            "households": self.households,
            "annual_budget": self.annual_budget,
            "postal_code": self.postal_code,
            "address": self.address,
            "phone": self.phone,
            "email": self.email,
        }


class Membership(models.Model):
    """A person's place in a group: representative, treasurer, editor or viewer."""

    ROLES: ClassVar = [
        ("representative", "代表者"),
        ("treasurer", "会計"),
        ("editor", "担当者"),
        ("viewer", "閲覧者"),
    ]
    WRITERS: ClassVar = frozenset({"representative", "treasurer", "editor"})

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=ROLES)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "user"], name="one_place_per_group")]

    def __str__(self) -> str:
        return f"{self.user} @ {self.group} ({self.role})"


class BankAccount(models.Model):
    """The account a group is paid to. A new or changed account is a new row: held 7 × 24 h and
    verified by a second person before a batch can use it (R14)."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="bank_accounts")
    bank_code = models.CharField(max_length=4)
    branch_code = models.CharField(max_length=3)
    account_type = models.PositiveSmallIntegerField(
        choices=[(1, "普通"), (2, "当座"), (4, "貯蓄"), (9, "その他")]
    )
    number = models.CharField(max_length=7)
    holder_kana = models.CharField(max_length=60, help_text="銀行に届けた名義。全銀の半角カナで30バイトまで")
    state = models.CharField(
        max_length=20, choices=states.BANK_ACCOUNT.choices, default=states.BANK_ACCOUNT.initial
    )
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    held_until = models.DateTimeField()
    verified_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    verified_at = models.DateTimeField(null=True)

    lifecycle: ClassVar[Lifecycle] = states.BANK_ACCOUNT
    fund_code = ""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group"],
                condition=models.Q(state__in=["entered", "verified"]),
                name="one_live_account_per_group",
            )
        ]

    def __str__(self) -> str:
        return f"{self.bank_code}-{self.branch_code} {self.number} {self.holder_kana}"


class GroupDocument(models.Model):
    """A paper that a group keeps for its applications (規約, 名簿, …), used again each year. An application
    takes a copy; nobody outside the group sees it here."""

    KINDS: ClassVar = [
        ("rules", "規約・会則"),
        ("register", "役員・会員名簿"),
        ("budget", "予算書"),
        ("accounts", "決算書"),
        ("other", "その他"),
    ]
    LIVE: ClassVar = models.Q(removed_at__isnull=True)

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=12, choices=KINDS)
    dated_on = models.DateField(null=True, help_text="書類の日付(規約の施行日、名簿の作成日など)")
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to="groups/%Y/%m/")
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="バイト")
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField(null=True, help_text="PDFのページ数")
    state = models.CharField(max_length=12, choices=states.GROUP_DOCUMENT.choices, default="unscanned")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    lifecycle: ClassVar[Lifecycle] = states.GROUP_DOCUMENT
    fund_code = ""

    class Meta:
        indexes = [
            models.Index(
                fields=["state", "id"],
                condition=models.Q(state__in=["unscanned", "waiting"]),
                name="group_document_to_scan",
            )
        ]

    def __str__(self) -> str:
        return self.name


class AccessToken(models.Model):
    """A program's key to one place: a fund's office or a group, with what its owner may do there.

    Only a hash of it is kept. `place` is `fund:3` or `group:12`; beyond its place a token opens nothing.
    """

    SCOPES: ClassVar = ("read", "write", "money")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="access_tokens")
    name = models.CharField(max_length=60)
    place = models.CharField(max_length=40)
    scopes = models.JSONField(default=list)
    start = models.CharField(max_length=12, help_text="はじめの数文字(見分けるため)")
    sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    fund_code = ""

    def __str__(self) -> str:
        return f"{self.start}… {self.name}"

    def place_id(self, kind: str) -> int | None:
        """The id of its place when that is of this kind."""
        of, _, pk = self.place.partition(":")
        return int(pk) if of == kind else None


class Invitation(models.Model):
    """A place offered to an e-mail address: in a group, in a fund's office or in a committee.

    The letter holds the secret; only its hash is kept. Whoever accepts signs in with the address that was
    written to. `terms` hold what else the place needs (a reviewer's code).
    """

    place = models.CharField(max_length=40, help_text="group:12、fund:3、round:5")
    role = models.CharField(max_length=20)
    email = models.EmailField()
    terms = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(
        max_length=12, choices=states.INVITATION.choices, default=states.INVITATION.initial
    )
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    lifecycle: ClassVar[Lifecycle] = states.INVITATION
    fund_code = ""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "role", "email"],
                condition=models.Q(state="sent"),
                name="one_open_invitation_per_place",
            )
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.role} {self.email}"


class CalendarFeed(models.Model):
    """The calendar a person subscribes to by a secret address; only the secret's digest is kept."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_feed")
    sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    fund_code = ""

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"
