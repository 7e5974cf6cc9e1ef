"""What goes in and out over HTTP. Amounts are yen; `figure` names what explains one."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.api.actions import ActionOutput
from common.api.serializers import Input, YenField
from disbursements.api.offers import batch_offers, instalment_offers
from disbursements.models import Instalment, PaymentBatch, Transfer


class BatchInput(Input):
    """Approved instalments of one fund, in the order in which the file lists them."""

    fund = serializers.IntegerField(min_value=1)
    pay_on = serializers.DateField()
    instalments = serializers.ListField(
        child=serializers.IntegerField(min_value=1), allow_empty=False, max_length=5000
    )


class PrepareBatchInput(Input):
    """`pay_on` moves the day of payment; without it the day stays."""

    pay_on = serializers.DateField(required=False, allow_null=True, default=None)


class BatchReasonInput(Input):
    reason = serializers.CharField(max_length=2000, allow_blank=True)


class ResultDayInput(Input):
    """The day on which the bank did it; without it today."""

    on = serializers.DateField(required=False, allow_null=True, default=None)


class FailTransferInput(ResultDayInput):
    """Why the bank returned the transfer, and what it took for that."""

    reason = serializers.CharField(max_length=120, allow_blank=True)
    fee = YenField(default=0)


class PayeeOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()


class PaidFundOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()


class PaidAwardOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.SerializerMethodField()
    state = serializers.CharField()

    def get_title(self, award: Any) -> str:
        title: str = award.application.title if award.application else award.group.name
        return title


class InstalmentRow(serializers.ModelSerializer[Instalment]):
    """One line of a list. `account_ready`: the group's account is confirmed and past its hold (R14)."""

    fund = PaidFundOutput(source="award.fund")
    award = PaidAwardOutput()
    group = PayeeOutput(source="award.group")
    kind = serializers.CharField()
    kind_label = serializers.CharField(source="get_kind_display")
    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")
    figure = serializers.SerializerMethodField()
    account_ready = serializers.BooleanField()

    class Meta:
        model = Instalment
        fields = (
            "id",
            "fund",
            "award",
            "group",
            "kind",
            "kind_label",
            "number",
            "amount",
            "figure",
            "state",
            "state_label",
            "requested_at",
            "paid_on",
            "account_ready",
        )

    def get_figure(self, instalment: Instalment) -> str:
        return f"instalment:{instalment.pk}:amount"


class PaidTransferOutput(serializers.ModelSerializer[Transfer]):
    """A transfer as its group may know it: no account, no batch."""

    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")
    pay_on = serializers.DateField(source="batch.pay_on")

    class Meta:
        model = Transfer
        fields = ("id", "amount", "state", "state_label", "pay_on", "result_on", "failure")


class InstalmentDetail(InstalmentRow):
    """An instalment with its transfers; those of a batch given up are not shown."""

    transfers = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta(InstalmentRow.Meta):
        fields = (*InstalmentRow.Meta.fields, "transfers", "actions")  # type: ignore[assignment]

    @extend_schema_field(PaidTransferOutput(many=True))
    def get_transfers(self, instalment: Instalment) -> Any:
        shown = [row for row in instalment.transfers.all() if row.live or row.state == "failed"]
        return PaidTransferOutput(shown, many=True).data

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, instalment: Instalment) -> Any:
        return instalment_offers(instalment, self.context["request"].user, self.context["at"])


class BatchRow(serializers.ModelSerializer[PaymentBatch]):
    fund = PaidFundOutput()
    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")
    transfer_count = serializers.IntegerField()
    figure = serializers.SerializerMethodField()

    class Meta:
        model = PaymentBatch
        fields = (
            "id",
            "fund",
            "number",
            "pay_on",
            "state",
            "state_label",
            "transfer_count",
            "total",
            "figure",
            "fee",
            "sha256",
            "exported_at",
            "exported_count",
        )

    def get_figure(self, batch: PaymentBatch) -> str:
        return f"batch:{batch.pk}:total"


class TransferLineOutput(serializers.ModelSerializer[Transfer]):
    """A transfer as the office sees it, with the account as it was when the batch was prepared."""

    instalment = serializers.IntegerField(source="instalment_id")
    kind = serializers.CharField(source="instalment.kind")
    kind_label = serializers.CharField(source="instalment.get_kind_display")
    award = PaidAwardOutput(source="instalment.award")
    group = PayeeOutput(source="instalment.award.group")
    account_type = serializers.IntegerField()
    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")

    class Meta:
        model = Transfer
        fields = (
            "id",
            "instalment",
            "kind",
            "kind_label",
            "award",
            "group",
            "amount",
            "customer_code",
            "bank_code",
            "branch_code",
            "account_type",
            "account_number",
            "holder_kana",
            "state",
            "state_label",
            "result_on",
            "failure",
        )


class BatchDetail(BatchRow):
    created_by = PayeeOutput()
    prepared_by = PayeeOutput(allow_null=True)
    approved_by = PayeeOutput(allow_null=True)
    transfers = TransferLineOutput(many=True)
    actions = serializers.SerializerMethodField()

    class Meta(BatchRow.Meta):
        fields = (  # type: ignore[assignment]
            *BatchRow.Meta.fields,
            "created_by",
            "prepared_by",
            "approved_by",
            "transfers",
            "actions",
        )

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, batch: PaymentBatch) -> Any:
        return batch_offers(batch, self.context["request"].user, self.context["at"])
