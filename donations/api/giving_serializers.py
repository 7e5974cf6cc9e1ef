"""A gift without an account, in and out over HTTP: each field named one by one. Amounts are yen."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.api.actions import Action, ActionOutput, actions
from common.api.serializers import Input, YenField
from donations.api.serializers import DonorKindField, PublicityInput, ShownInput
from donations.models import RECEIPT_BY, Donation, GiftLink
from donations.references import payer_line
from donations.services.giving import require_may_mend
from donations.services.links import bank_account_lines, masked

METHODS = [("bank", "銀行振込"), ("cash", "窓口で現金")]


@extend_schema_field(OpenApiTypes.STR)
class WayToPayField(serializers.ChoiceField):
    """bank or cash; a plain text in the schema, where the office's `method` knows cards too."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=METHODS, **kwargs)


class GiveInput(ShownInput):
    """A gift as anybody fills it in. `sub_fund` empty: おまかせ. A company names its `contact`; an address
    is asked for a receipt by post, and where the receipt must state it."""

    sub_fund = serializers.CharField(max_length=20, allow_blank=True, default="")
    amount = YenField(min_value=1)
    method = WayToPayField()
    kind = DonorKindField(default="individual")
    name = serializers.CharField(max_length=200)
    name_kana = serializers.CharField(max_length=200, allow_blank=True, default="")
    contact = serializers.CharField(max_length=80, allow_blank=True, default="")
    email = serializers.CharField(max_length=254)
    phone = serializers.CharField(max_length=40, allow_blank=True, default="")
    invoice_wanted = serializers.BooleanField(default=False)
    receipt_by = serializers.ChoiceField(choices=RECEIPT_BY)
    postal_code = serializers.CharField(max_length=20, allow_blank=True, default="")
    address = serializers.CharField(max_length=270, allow_blank=True, default="")


class GivenOutput(serializers.Serializer[Any]):
    """What a giver gets at once: the reference, and the secret of the gift's page."""

    reference = serializers.CharField()
    token = serializers.CharField()


class LinkPublicityInput(PublicityInput):
    """How the gift is shown from now on."""


class EmailInput(Input):
    email = serializers.CharField(max_length=254)


class FindGiftInput(Input):
    """A reference (full-width digits and spaces as people type them) and the address it was pledged with."""

    reference = serializers.CharField(max_length=40)
    email = serializers.CharField(max_length=254)


class ClaimInput(Input):
    """`secret`: what stands behind the # of the letter's link; without it one's confirmed addresses."""

    secret = serializers.CharField(max_length=100, allow_blank=True, default="")


class ClaimedOutput(serializers.Serializer[Any]):
    claimed = serializers.IntegerField()


class SentOutput(serializers.Serializer[Any]):
    """Always the same, whether there is such a gift or not."""

    sent = serializers.BooleanField()


class GiftPageOutput(serializers.Serializer[GiftLink]):
    """A gift to whoever holds its secret (P5); the address stays masked."""

    fund_name = serializers.CharField(source="donation.fund.name")
    donor_name = serializers.CharField(source="donation.donor.name")
    reference = serializers.CharField(source="donation.reference")
    amount = serializers.IntegerField(source="donation.amount")
    sub_fund_name = serializers.SerializerMethodField()
    method = serializers.CharField(source="donation.method")
    method_label = serializers.CharField(source="donation.get_method_display")
    state = serializers.CharField(source="donation.state")
    state_label = serializers.CharField(source="donation.get_state_display")
    pledged_at = serializers.DateTimeField(source="donation.pledged_at")
    pay_by = serializers.DateField(source="donation.pay_by", allow_null=True)
    received_on = serializers.DateField(source="donation.received_on", allow_null=True)
    account = serializers.SerializerMethodField()
    payer_line = serializers.SerializerMethodField()
    publicity = serializers.CharField(source="donation.publicity")
    alias = serializers.CharField(source="donation.alias")
    show_amount = serializers.BooleanField(source="donation.show_amount")
    receipt_by = serializers.CharField(source="donation.receipt_by")
    email_masked = serializers.SerializerMethodField()
    expires_at = serializers.DateTimeField()
    next_steps = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    def get_sub_fund_name(self, link: GiftLink) -> str:
        sub_fund = self._gift(link).sub_fund
        return sub_fund.name if sub_fund else ""

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_account(self, link: GiftLink) -> Any:
        gift = self._gift(link)
        return bank_account_lines(gift.fund) if gift.method == "bank" else []

    def get_payer_line(self, link: GiftLink) -> str:
        gift = self._gift(link)
        return payer_line(gift.reference, gift.donor.name_kana) if gift.method == "bank" else ""

    def get_email_masked(self, link: GiftLink) -> str:
        return masked(self._gift(link).donor.email)

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_next_steps(self, link: GiftLink) -> Any:
        return next_steps(self._gift(link))

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, link: GiftLink) -> list[Action]:
        gift = self._gift(link)
        offers = [
            ("publicity", "公開のしかたを変える", lambda: None),
            ("mend_email", "メールアドレスを直して送り直す", lambda: require_may_mend(link.kind, gift)),
        ]
        return actions(offers)

    def _gift(self, link: GiftLink) -> Donation:
        assert link.donation is not None
        return link.donation


def next_steps(gift: Donation) -> list[str]:
    """What the donor can expect from here on, in order: pay, received, receipt_email or receipt_post,
    journey; lapsed or over where nothing more comes."""
    if gift.state in ("lapsed", "failed", "refunded"):
        return ["lapsed" if gift.state == "lapsed" else "over"]
    steps = ["pay", "received"] if gift.state in ("pledged", "pending") else []
    if gift.receipt_by != "none" and gift.state != "receipted":
        steps.append(f"receipt_{gift.receipt_by}")
    return [*steps, "journey"]
