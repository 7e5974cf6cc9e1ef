"""The fund, its office and what lies on its desk, in and out over HTTP."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common import clock
from common.api.actions import ActionOutput
from common.api.fields import DayField, WholeNumber
from common.api.problems import language
from common.api.serializers import Input, YenField
from common.calendar import fiscal_year_label
from fund.api.offers import fund_offers, year_offers
from fund.models import FiscalYear, Fund, PolicyVersion, StaffRole, SubFund
from fund.wording import words
from people.api.serializers import (
    PersonOutput,
)


class RoleOutput(serializers.Serializer[Any]):
    role = serializers.CharField()
    role_label = serializers.CharField(source="get_role_display")


class GivingTargetOutput(serializers.ModelSerializer[SubFund]):
    """A sub-fund as a donor sees it."""

    kind = serializers.CharField()
    kind_label = serializers.CharField(source="get_kind_display")
    accepts_gifts = serializers.SerializerMethodField()

    class Meta:
        model = SubFund
        fields = ("code", "name", "kind", "kind_label", "match_eligible", "accepts_gifts")

    def get_accepts_gifts(self, sub_fund: SubFund) -> bool:
        return sub_fund.kind != "city_match"


class FundRow(serializers.ModelSerializer[Fund]):
    """A fund as everybody may know it, with the asker's roles in its office."""

    legal_mode = serializers.CharField()
    roles = serializers.SerializerMethodField()

    class Meta:
        model = Fund
        fields = (
            "id",
            "code",
            "name",
            "name_kana",
            "legal_mode",
            "operator",
            "phone",
            "hours",
            "email",
            "address",
            "roles",
        )

    def get_roles(self, fund: Fund) -> list[str]:
        held: dict[int, list[str]] = self.context["roles"]
        return held.get(fund.pk, [])


class FundOfficeOutput(serializers.Serializer[Any]):
    """What the office alone sees of its fund."""

    issuer = serializers.DictField()
    bank_account = serializers.DictField()


class FundDetail(FundRow):
    """`wording`: what this kind of fund calls things, in the language asked for."""

    wording = serializers.SerializerMethodField()
    sub_funds = GivingTargetOutput(many=True)
    office = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta(FundRow.Meta):
        fields = (*FundRow.Meta.fields, "wording", "sub_funds", "office", "actions")  # type: ignore[assignment]

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_wording(self, fund: Fund) -> dict[str, str]:
        return words(fund.legal_mode, language())

    @extend_schema_field(FundOfficeOutput(allow_null=True))
    def get_office(self, fund: Fund) -> Any:
        return FundOfficeOutput(fund).data if self.get_roles(fund) else None

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, fund: Fund) -> Any:
        return fund_offers(fund, self.context["request"].user) if self.get_roles(fund) else []


class TargetGroupOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()


class SubFundRow(serializers.ModelSerializer[SubFund]):
    """A sub-fund as the office sees it (R12). `balance` in yen; `figure` is empty where none was booked."""

    kind = serializers.CharField()
    kind_label = serializers.CharField(source="get_kind_display")
    tags = serializers.ListField(child=serializers.CharField())
    overflow_to = serializers.CharField(source="overflow_to.code", default=None, allow_null=True)
    target_group = TargetGroupOutput(allow_null=True)
    balance = serializers.IntegerField()
    figure = serializers.CharField(allow_blank=True)

    class Meta:
        model = SubFund
        fields = (
            "id",
            "code",
            "name",
            "kind",
            "kind_label",
            "tags",
            "match_eligible",
            "fee_rate",
            "payout_cap",
            "purpose",
            "goal",
            "gifts_open",
            "overflow_to",
            "target_group",
            "balance",
            "figure",
        )


class SubFundInput(Input):
    """`fee_rate` is an exact fraction as text, like '0.05' or '1/20'; sub-funds are named by id."""

    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=120)
    kind = serializers.CharField(max_length=20)
    tags = serializers.ListField(child=serializers.CharField(max_length=60), max_length=50, default=list)
    match_eligible = serializers.BooleanField(default=False)
    fee_rate = serializers.CharField(max_length=20, default="0")
    payout_cap = YenField(allow_null=True, default=None)
    purpose = serializers.CharField(max_length=400, allow_blank=True, default="")
    goal = YenField(min_value=1, allow_null=True, default=None)
    overflow_to = serializers.IntegerField(min_value=1, allow_null=True, default=None)
    target_group = serializers.IntegerField(min_value=1, allow_null=True, default=None)


class PresentInput(Input):
    """What people who give read of a sub-fund; `goal` is of one year, in yen."""

    purpose = serializers.CharField(max_length=400, allow_blank=True)
    goal = YenField(min_value=1, allow_null=True)
    gifts_open = serializers.BooleanField()


class OverflowInput(Input):
    overflow_to = serializers.IntegerField(min_value=1, allow_null=True)


class StaffRow(serializers.ModelSerializer[StaffRole]):
    user = PersonOutput()
    email = serializers.CharField(source="user.email")
    role = serializers.CharField()
    role_label = serializers.CharField(source="get_role_display")
    last_sign_in = serializers.DateTimeField(source="user.last_login", allow_null=True)

    class Meta:
        model = StaffRole
        fields = ("user", "email", "role", "role_label", "last_sign_in")


class StaffInput(Input):
    email = serializers.CharField(max_length=254)
    role = serializers.CharField(max_length=20)


class EndStaffInput(Input):
    user = serializers.IntegerField(min_value=1)
    role = serializers.CharField(max_length=20)


class PolicyRow(serializers.ModelSerializer[PolicyVersion]):
    data = serializers.DictField()  # type: ignore[assignment]

    class Meta:
        model = PolicyVersion
        fields = ("number", "effective_from", "data")


class PolicyInput(Input):
    """A new version of the standing rules; settings as docs/rules.md names them."""

    effective_from = DayField()
    data = serializers.DictField()  # type: ignore[assignment]


class IssuerInput(Input):
    """Who issues receipts: `kind` and what its sentences need."""

    issuer = serializers.DictField(child=serializers.CharField(max_length=300, allow_blank=True))


class YearRow(serializers.ModelSerializer[FiscalYear]):
    label = serializers.SerializerMethodField()  # type: ignore[assignment]
    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")
    book = serializers.SerializerMethodField()
    close_prepared_by = PersonOutput(allow_null=True)

    class Meta:
        model = FiscalYear
        fields = ("year", "label", "state", "state_label", "book", "close_prepared_by")

    def get_label(self, fiscal_year: FiscalYear) -> str:
        return fiscal_year_label(fiscal_year.year)

    def get_book(self, fiscal_year: FiscalYear) -> int | None:
        books: dict[int, int] = self.context["books"]
        return books.get(fiscal_year.year)


class YearDetail(YearRow):
    actions = serializers.SerializerMethodField()

    class Meta(YearRow.Meta):
        fields = (*YearRow.Meta.fields, "actions")  # type: ignore[assignment]

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, fiscal_year: FiscalYear) -> Any:
        return year_offers(fiscal_year, self.context["request"].user, clock.now())


class YearInput(Input):
    year = WholeNumber(min_value=1990, max_value=2200)


class OpeningInput(Input):
    """What each sub-fund held, by its code, in yen."""

    amounts = serializers.DictField(child=YenField())
    on = DayField(required=False, allow_null=True, default=None)


class BookedDayInput(Input):
    """The day it belongs to; without it today."""

    on = DayField(required=False, allow_null=True, default=None)
