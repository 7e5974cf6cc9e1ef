"""What the meeting gets over HTTP: rankings, recorded scores, amounts, field by field."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from common.api.actions import ActionOutput
from reviews.models import Ranking, RecordedScore


class RankingRowOutput(serializers.Serializer[Any]):
    """One place of a ranking (R9). Sums, means and components are exact fractions, the score is rounded.

    Where a committee decides without points, and where the call names no components or stages, the
    fields that would hold them are left out.
    """

    # What has no meaning without points (N7).
    OF_POINTS = (
        "score",
        "total",
        "count",
        "totals",
        "counted",
        "score_before",
        "criterion_means",
        "failed",
        "recorded",
    )

    application = serializers.IntegerField(source="application_id")
    number = serializers.CharField()
    title = serializers.SerializerMethodField()
    group = serializers.SerializerMethodField()
    rank = serializers.IntegerField(allow_null=True)
    tied = serializers.BooleanField()
    score = serializers.CharField(required=False)
    total = serializers.CharField(required=False)
    count = serializers.IntegerField(required=False)
    totals = serializers.DictField(child=serializers.CharField(), required=False)
    counted = serializers.ListField(child=serializers.CharField(), required=False)
    excluded = serializers.ListField(child=serializers.CharField())
    score_before = serializers.CharField(
        source="average_before", required=False, help_text="with the scores that are not counted"
    )
    criterion_means = serializers.DictField(child=serializers.CharField(), required=False)
    components = serializers.DictField(
        child=serializers.CharField(), required=False, help_text="by code, where the call names components"
    )
    stage_failed = serializers.CharField(required=False, help_text="the stage that was not passed")
    passes = serializers.BooleanField()
    failed = serializers.ListField(
        child=serializers.IntegerField(), required=False, help_text="indices into the pass rule"
    )
    requested = serializers.IntegerField(allow_null=True)
    prior_awards = serializers.IntegerField()
    committee_amount = serializers.IntegerField(allow_null=True)
    recorded = serializers.CharField(required=False)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(instance)
        hidden = {name for name in ("components", "stage_failed") if not shown[name]}
        if not instance.scored:
            hidden.update(self.OF_POINTS)
        return {name: value for name, value in shown.items() if name not in hidden}

    def get_title(self, row: Any) -> str:
        return str(self.context["names"][row.application_id][0])

    def get_group(self, row: Any) -> str:
        return str(self.context["names"][row.application_id][1])


class FrozenOutput(serializers.ModelSerializer[Ranking]):
    class Meta:
        model = Ranking
        fields = ("number", "sha256", "frozen_at")


class RankingOutput(serializers.Serializer[Any]):
    """A department's ranking. `partial`: rows the reader is excluded from are left out, and ranks are
    counted among those shown (R8)."""

    department = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    by_mean = serializers.BooleanField()
    partial = serializers.BooleanField()  # type: ignore[assignment]
    scored = serializers.BooleanField(help_text="off: a committee decides without points")
    rows = RankingRowOutput(many=True)
    withdrawn = RankingRowOutput(many=True)
    ties = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))
    frozen = FrozenOutput(many=True)
    actions = ActionOutput(many=True)


class RecordedOutput(serializers.ModelSerializer[RecordedScore]):
    application = serializers.IntegerField(source="application_id")
    basis = serializers.CharField()

    class Meta:
        model = RecordedScore
        fields = ("application", "basis", "points", "reviewers", "at")


class CommitteeAmountOutput(serializers.Serializer[Any]):
    """The amount as it stands; null when there is none."""

    application = serializers.IntegerField()
    amount = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()
    minute = serializers.CharField()


class ShortlistOutput(serializers.Serializer[Any]):
    shortlisted = serializers.IntegerField()
