"""What the books show over HTTP. Amounts are whole yen; `figure` names what `explain/` unfolds."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.api.serializers import Input
from ledger.chart import CHART
from ledger.kinds import KINDS
from ledger.models import Book, JournalEntry, JournalLine


class BooksQuery(Input):
    fund = serializers.CharField(max_length=40, help_text="the fund's code")


class JournalQuery(Input):
    """Which part of the journal; `after` is the `cursor` of the last page."""

    after = serializers.RegexField(r"^\d{4}-\d{2}-\d{2}_[0-9a-f-]{36}$", required=False)
    page_size = serializers.IntegerField(min_value=1, max_value=200, default=50)
    kind = serializers.ChoiceField(choices=[(code, row.label) for code, row in KINDS.items()], required=False)
    reference = serializers.CharField(max_length=80, required=False)
    account = serializers.ChoiceField(choices=[(code, row.ja) for code, row in CHART.items()], required=False)
    sub_fund = serializers.CharField(max_length=40, required=False)
    first_day = serializers.DateField(required=False)
    last_day = serializers.DateField(required=False)


class BookRow(serializers.ModelSerializer[Book]):
    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()

    class Meta:
        model = Book
        fields = (
            "id",
            "fund_code",
            "fiscal_year",
            "state",
            "state_label",
            "starts_on",
            "ends_on",
            "closed_at",
        )


class FigureOutput(serializers.Serializer[Any]):
    """Yen, and the name under which they are explained."""

    value = serializers.IntegerField()
    figure = serializers.CharField()


class BookDetail(BookRow):
    net_assets = FigureOutput()

    class Meta(BookRow.Meta):
        fields = (*BookRow.Meta.fields, "net_assets")  # type: ignore[assignment]


class TrialRow(serializers.Serializer[Any]):
    """One account, all sub-funds together; `balance` is debits less credits."""

    code = serializers.CharField()
    name_ja = serializers.CharField()
    name_en = serializers.CharField()
    type = serializers.CharField()
    debits = serializers.IntegerField()
    credits = serializers.IntegerField()
    balance = serializers.IntegerField()
    figure = serializers.CharField()


class TrialBalanceOutput(serializers.Serializer[Any]):
    debits = serializers.IntegerField()
    credits = serializers.IntegerField()
    accounts = TrialRow(many=True)


class SubFundBalanceRow(serializers.Serializer[Any]):
    sub_fund = serializers.CharField()
    balance = serializers.IntegerField()
    figure = serializers.CharField()


class LineOutput(serializers.ModelSerializer[JournalLine]):
    account = serializers.CharField(source="account.code")
    account_name = serializers.SerializerMethodField()
    sub_fund = serializers.CharField(source="account.sub_fund")
    debit = serializers.IntegerField()
    credit = serializers.IntegerField()

    class Meta:
        model = JournalLine
        fields = ("account", "account_name", "sub_fund", "debit", "credit")

    def get_account_name(self, line: JournalLine) -> str:
        return CHART[line.account.code].ja


class EntryOutput(serializers.ModelSerializer[JournalEntry]):
    """One slip (振替伝票). `no` is its number in the journal as it stands; null in a filtered one."""

    no = serializers.SerializerMethodField()
    figure = serializers.SerializerMethodField()
    kind_label = serializers.SerializerMethodField()
    actor = serializers.IntegerField(source="actor_id", allow_null=True)
    lines = LineOutput(many=True)

    class Meta:
        model = JournalEntry
        fields = (
            "id",
            "no",
            "figure",
            "occurred_on",
            "posted_at",
            "kind",
            "kind_label",
            "text",
            "reference",
            "actor",
            "reverses",
            "lines",
        )

    def get_no(self, entry: JournalEntry) -> int | None:
        return getattr(entry, "no", None)

    def get_figure(self, entry: JournalEntry) -> str:
        return f"entry:{entry.pk}"

    def get_kind_label(self, entry: JournalEntry) -> str:
        return KINDS[entry.kind].label


class JournalOutput(serializers.Serializer[Any]):
    """`cursor` goes into `after` for the next page; null on the last."""

    cursor = serializers.CharField(allow_null=True)
    results = EntryOutput(many=True)


class PostedOutput(serializers.Serializer[Any]):
    """What a verb wrote into the books; empty when there was nothing to move."""

    entries = EntryOutput(many=True)


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string"}]})
class FigureField(serializers.Field[Any, Any, Any, Any]):
    """Yen as a whole number, or points as text."""

    def to_representation(self, value: int | str) -> int | str:
        return value


class ExplanationOutput(serializers.Serializer[Any]):
    """`parts` add up to `value` (points: before they are rounded); a part with a `figure` unfolds further.
    `inputs` depend on the rule."""

    figure = serializers.CharField()
    value = FigureField(read_only=True)
    rule = serializers.CharField()
    inputs = serializers.DictField()
    parts = serializers.ListField(child=serializers.DictField())
    entries = serializers.ListField(child=serializers.DictField())
