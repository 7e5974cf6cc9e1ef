"""What goes in and out over HTTP about people and groups."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.api.actions import ActionOutput
from common.api.fields import DayField, WholeNumber
from common.api.serializers import Input, YenField
from common.zengin import UnknownBank, UnknownBranch, bank_name, branch_name
from people.api.offers import group_offers
from people.models import BankAccount, Group, Membership


class SignInInput(Input):
    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=200, trim_whitespace=False)


class CsrfOutput(serializers.Serializer[Any]):
    """The token to send back in the X-CSRFToken header; the cookie `csrftoken` goes with it."""

    csrf_token = serializers.CharField()


class SignedInOutput(CsrfOutput):
    id = serializers.IntegerField()
    name = serializers.CharField()
    email = serializers.CharField()


class GroupInput(Input):
    """A group's profile; what is left out stays as it is. Names stay as they are written."""

    name = serializers.CharField(max_length=200, allow_blank=True, trim_whitespace=False)
    name_kana = serializers.CharField(max_length=200, allow_blank=True, required=False)
    legal_form = serializers.CharField(max_length=60, required=False)
    corporate_number = serializers.CharField(max_length=40, allow_blank=True, required=False)
    representative = serializers.CharField(max_length=120, allow_blank=True, required=False)
    representative_kana = serializers.CharField(max_length=120, allow_blank=True, required=False)
    founded_on = DayField(allow_null=True, required=False)
    members = WholeNumber(allow_null=True, required=False, max_value=1_000_000)
    resident_members = WholeNumber(allow_null=True, required=False, max_value=1_000_000)
    households = WholeNumber(allow_null=True, required=False, max_value=1_000_000)
    annual_budget = YenField(allow_null=True, required=False)
    postal_code = serializers.CharField(max_length=20, allow_blank=True, required=False)
    address = serializers.CharField(max_length=300, allow_blank=True, required=False)
    phone = serializers.CharField(max_length=40, allow_blank=True, required=False)
    email = serializers.EmailField(allow_blank=True, required=False)


class GroupChangeInput(GroupInput):
    name = serializers.CharField(max_length=200, allow_blank=True, trim_whitespace=False, required=False)


class MemberInput(Input):
    """A person by e-mail address, and the place they get."""

    email = serializers.CharField(max_length=254)
    role = serializers.CharField(max_length=20)


class EndMemberInput(Input):
    user = WholeNumber(min_value=1)


class AccountPreviewInput(Input):
    bank_code = serializers.CharField(max_length=10)
    branch_code = serializers.CharField(max_length=10)
    holder_kana = serializers.CharField(max_length=200, trim_whitespace=False)


class AccountInput(AccountPreviewInput):
    account_type = WholeNumber(max_value=9)
    number = serializers.CharField(max_length=20)


class PersonOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()


class KanaChangeOutput(serializers.Serializer[Any]):
    """One letter the bank's form writes otherwise, from position 1."""

    position = serializers.IntegerField()
    before = serializers.CharField()
    after = serializers.CharField()
    reason = serializers.CharField()


class AccountPreviewOutput(serializers.Serializer[Any]):
    """The account as the bank will read it."""

    bank = serializers.CharField()
    branch = serializers.CharField()
    holder_kana = serializers.CharField()
    changes = KanaChangeOutput(many=True)


class AccountOutput(serializers.ModelSerializer[BankAccount]):
    """A group's account. `number` is whole for those who keep it or confirm it, else its end only."""

    bank = serializers.SerializerMethodField()
    branch = serializers.SerializerMethodField()
    account_type = serializers.IntegerField()
    account_type_label = serializers.CharField(source="get_account_type_display")
    number = serializers.SerializerMethodField()
    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")

    class Meta:
        model = BankAccount
        fields = (
            "id",
            "bank_code",
            "bank",
            "branch_code",
            "branch",
            "account_type",
            "account_type_label",
            "number",
            "holder_kana",
            "state",
            "state_label",
            "entered_at",
            "held_until",
            "verified_at",
        )

    def get_bank(self, account: BankAccount) -> str:
        try:
            return bank_name(account.bank_code).name
        except UnknownBank:  # merged away since
            return ""

    def get_branch(self, account: BankAccount) -> str:
        try:
            return branch_name(account.bank_code, account.branch_code).name
        except (UnknownBank, UnknownBranch):
            return ""

    def get_number(self, account: BankAccount) -> str:
        return account.number if self.context.get("whole_number") else f"****{account.number[-3:]}"


class MemberOutput(serializers.ModelSerializer[Membership]):
    user = PersonOutput()
    role = serializers.CharField()
    role_label = serializers.CharField(source="get_role_display")

    class Meta:
        model = Membership
        fields = ("user", "role", "role_label")


class GroupRow(serializers.ModelSerializer[Group]):
    """A group one belongs to, with one's role in it."""

    role = serializers.CharField(source="own_role")
    role_label = serializers.SerializerMethodField()

    class Meta:
        model = Group
        fields = ("id", "name", "name_kana", "legal_form", "role", "role_label")

    def get_role_label(self, group: Group) -> str:
        labels: dict[str, str] = dict(Membership.ROLES)
        return labels.get(group.own_role, "")  # type: ignore[attr-defined]


class GroupDetail(GroupRow):
    members_present = MemberOutput(source="present_members", many=True)
    account = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta(GroupRow.Meta):
        fields = (  # type: ignore[assignment]
            *GroupRow.Meta.fields,
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
            "members_present",
            "account",
            "actions",
        )

    @extend_schema_field(AccountOutput(allow_null=True))
    def get_account(self, group: Group) -> Any:
        live = group.live_accounts  # type: ignore[attr-defined]
        keeps = group.own_role in ("representative", "treasurer")  # type: ignore[attr-defined]
        return AccountOutput(live[0], context={"whole_number": keeps}).data if live else None

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, group: Group) -> Any:
        return group_offers(group, self.context["request"].user)
