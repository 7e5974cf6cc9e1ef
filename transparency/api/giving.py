"""What givers read over HTTP: what they can give to (P4), and where their own gift went (D2)."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.serializers import Input
from common.errors import NotFound
from donations import queries as gifts
from donations.services.links import find_link
from fund.models import Fund, SubFund
from transparency.api.views import PublicView
from transparency.queries.giving import Choice, Giving, giving
from transparency.queries.stories import Story, story_of


class RatioOutput(serializers.Serializer[Any]):
    """An exact fraction."""

    numerator = serializers.IntegerField()
    denominator = serializers.IntegerField()


class ChoiceOutput(serializers.Serializer[Choice]):
    """A sub-fund that can be given to. `raised` in yen of this year's gifts, null while figures are being
    checked; of each gift `fee_rate` goes to running costs, cut to whole yen."""

    code = serializers.CharField(source="sub_fund.code")
    name = serializers.CharField(source="sub_fund.name")
    kind = serializers.CharField(source="sub_fund.kind")
    purpose = serializers.CharField(source="sub_fund.purpose")
    goal = serializers.IntegerField(source="sub_fund.goal", allow_null=True)
    raised = serializers.IntegerField(allow_null=True)
    is_open = serializers.BooleanField()
    match_eligible = serializers.BooleanField(source="sub_fund.match_eligible")
    fee_rate = RatioOutput()


class MatchOfferOutput(serializers.Serializer[Any]):
    """What the city adds to gifts that come in until a day: of all that count (`base` and the gift) `ratio`,
    cut to `unit`, `cap` at most. Yen."""

    ratio = RatioOutput()
    unit = serializers.IntegerField()
    cap = serializers.IntegerField()
    base = serializers.IntegerField()
    until = serializers.DateField()


class PaymentMethodOutput(serializers.Serializer[Any]):
    """A way to pay with the most yen it takes over the site."""

    code = serializers.CharField()
    maximum = serializers.IntegerField()


class GivingFundOutput(serializers.ModelSerializer[Fund]):
    class Meta:
        model = Fund
        fields = ("id", "code", "name", "phone", "hours", "address")


class GivingOutput(serializers.Serializer[Giving]):
    """Everything the form for a gift needs. Yen; `default` is the sub-fund of おまかせ."""

    fund = GivingFundOutput()
    year = serializers.IntegerField()
    year_label = serializers.CharField()
    as_of = serializers.DateField()
    sub_funds = ChoiceOutput(many=True, source="choices")
    default = serializers.CharField()
    presets = serializers.ListField(child=serializers.IntegerField())
    minimum = serializers.IntegerField(source="policy.gift_min")
    methods = serializers.SerializerMethodField()
    match = MatchOfferOutput(allow_null=True)
    deductible = serializers.BooleanField()
    issuer_kind = serializers.CharField()
    receipt_needs_address = serializers.BooleanField()
    account = serializers.ListField(child=serializers.CharField())
    pay_days = serializers.IntegerField(source="policy.pledge_lapse_days")

    @extend_schema_field(PaymentMethodOutput(many=True))
    def get_methods(self, found: Giving) -> Any:
        return [{"code": code, "maximum": maximum} for code, maximum in found.methods]


class GivingQuery(Input):
    fund = serializers.CharField(max_length=40, required=False)


class GivingView(PublicView):
    @extend_schema(parameters=[GivingQuery], responses=GivingOutput)
    def get(self, request: Request) -> Response:
        """What one can give to, how much and how: of the fund named by its code, or the first of the site."""
        code = GivingQuery.read(request.GET.dict()).get("fund", "")
        found = Fund.objects.filter(code=code) if code else Fund.objects.order_by("pk")
        fund = found.first()
        if fund is None:
            raise NotFound
        return Response(GivingOutput(giving(fund)).data)


class JourneyStageOutput(serializers.Serializer[Any]):
    """`code`: received, sub_fund, allocated, paid, reported; `state`: done, now or next."""

    code = serializers.CharField()
    state = serializers.CharField()
    on = serializers.DateField(allow_null=True)


class JourneyPhotoOutput(serializers.Serializer[Any]):
    """A published photo of a project's reports."""

    url = serializers.CharField()
    alt = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class JourneyShareOutput(serializers.Serializer[Any]):
    """A part of the gift in yen. Of an award: `drawn` = `before` + `amount` + `after` is what it drew from
    the gift's sub-fund; null where its call publishes no yen."""

    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    amount = serializers.IntegerField()
    project_id = serializers.IntegerField(allow_null=True)
    group = serializers.CharField()
    decided_on = serializers.DateField(allow_null=True)
    paid_on = serializers.DateField(allow_null=True)
    reported_on = serializers.DateField(allow_null=True)
    report_due_on = serializers.DateField(allow_null=True)
    before = serializers.IntegerField(allow_null=True)
    after = serializers.IntegerField(allow_null=True)
    drawn = serializers.IntegerField(allow_null=True)
    photo = JourneyPhotoOutput(allow_null=True)


class StorySubFundOutput(serializers.ModelSerializer[SubFund]):
    class Meta:
        model = SubFund
        fields = ("code", "name", "kind")


class GiftStoryOutput(serializers.Serializer[Story]):
    """Where one's gift went: shares + left + not_in = amount, in yen."""

    fund_name = serializers.CharField(source="donation.fund.name")
    number = serializers.CharField(source="donation.number")
    reference = serializers.CharField(source="donation.reference")
    amount = serializers.IntegerField(source="donation.amount")
    state = serializers.CharField(source="donation.state")
    state_label = serializers.CharField(source="donation.get_state_display")
    sub_fund = StorySubFundOutput(source="donation.sub_fund", allow_null=True)
    pledged_at = serializers.DateTimeField(source="donation.pledged_at")
    pay_by = serializers.DateField(source="donation.pay_by", allow_null=True)
    received_on = serializers.DateField(source="donation.received_on", allow_null=True)
    stages = JourneyStageOutput(many=True)
    shares = JourneyShareOutput(many=True)
    left = serializers.IntegerField()
    not_in = serializers.IntegerField()
    next_decision_on = serializers.DateField(allow_null=True)


class OwnStory(APIView):
    @extend_schema(responses=GiftStoryOutput)
    def get(self, request: Request, pk: int) -> Response:
        """Where a gift went, to its donor and the fund's office."""
        found = gifts.visible_to(request.user).filter(pk=pk).first()
        if found is None:
            raise NotFound
        return Response(GiftStoryOutput(story_of(found)).data)


class StoryByLink(PublicView):
    @extend_schema(responses=GiftStoryOutput)
    def get(self, request: Request, token: str) -> Response:
        """Where a gift went, to whoever holds the secret of its page."""
        found = find_link(token).donation
        assert found is not None
        return Response(GiftStoryOutput(story_of(found)).data)
