"""What a reviewer gets over HTTP, field by field."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from applications.models import Attachment, BudgetRow
from applications.states import SCAN
from common.api.actions import ActionOutput
from common.api.serializers import Shown
from fund.models import Criterion
from reviews.models import Review
from reviews.queries import OpenedReview, review_line
from reviews.rules import ReviewFacts, may_open


class ReviewRound(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    review_closes_at = serializers.DateTimeField()


class ReviewRow(serializers.Serializer[Review]):
    """One line of a reviewer's own list: title and group, and the points once it was opened (R8)."""

    id = serializers.IntegerField()
    round = ReviewRound(source="application.round")
    department = serializers.CharField(source="application.department.name")
    number = serializers.CharField(source="application.number")
    title = serializers.CharField(source="application.title")
    group = serializers.SerializerMethodField(help_text="empty where a blind round hides it")
    state = serializers.CharField()
    state_label = serializers.SerializerMethodField()
    version = serializers.IntegerField()
    points = serializers.SerializerMethodField()

    def get_group(self, review: Review) -> str:
        return review_line(review).group

    def get_state_label(self, review: Review) -> str:
        return review.lifecycle.states[review.state]

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_points(self, review: Review) -> dict[str, str]:
        opened = may_open(ReviewFacts(review.state, handed_in=review.submitted_at is not None))
        scores = review.scores.all() if opened else ()
        return {score.criterion.code: f"{score.points.normalize():f}" for score in scores}


class ReviewCriterion(Shown[Criterion]):
    class Meta:
        model = Criterion
        fields = ("code", "name", "weight", "mark", "minimum", "maximum", "step", "applies_to")


class ReviewBudgetRow(Shown[BudgetRow]):
    class Meta:
        model = BudgetRow
        fields = (
            "side",
            "category",
            "description",
            "unit_price",
            "quantity",
            "unit",
            "amount",
            "eligible",
        )


class ReviewDocument(serializers.Serializer[Attachment]):
    """A file's own name may carry the group's, so a blind round shows only what kind it is."""

    id = serializers.IntegerField()
    name = serializers.SerializerMethodField()
    kind = serializers.SerializerMethodField()
    content_type = serializers.CharField()
    size = serializers.IntegerField()
    scan_state = serializers.ChoiceField(source="state", choices=SCAN.choices)

    def get_name(self, document: Attachment) -> str:
        return "" if self.context.get("blind") else document.name

    def get_kind(self, document: Attachment) -> str:
        return document.document_type.label_ja if document.document_type else ""


class ReviewDetail(serializers.Serializer[OpenedReview]):
    """One review on its reviewer's desk. Before the declaration all but title and group is empty (R8)."""

    id = serializers.IntegerField(source="line.review_id")
    round = ReviewRound(source="review.application.round")
    department = serializers.CharField(source="line.department")
    number = serializers.CharField(source="line.number")
    title = serializers.CharField(source="line.title")
    group = serializers.CharField(source="line.group")
    state = serializers.CharField(source="line.state")
    state_label = serializers.SerializerMethodField()
    version = serializers.IntegerField(source="line.version")
    comment = serializers.CharField(source="review.comment")
    points = serializers.SerializerMethodField()
    criteria = ReviewCriterion(many=True)
    material = serializers.DictField(allow_null=True)
    profile = serializers.DictField(allow_null=True)
    budget = ReviewBudgetRow(many=True)
    documents = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    def get_state_label(self, opened: OpenedReview) -> str:
        return opened.review.lifecycle.states[opened.line.state]

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_points(self, opened: OpenedReview) -> dict[str, str]:
        return opened.points or {}

    @extend_schema_field(ReviewDocument(many=True))
    def get_documents(self, opened: OpenedReview) -> Any:
        blind = opened.review.application.round.blind
        return [ReviewDocument(row, context={"blind": blind}).data for row in opened.documents]

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, opened: OpenedReview) -> Any:
        return self.context["actions"]


class ScoresOutput(serializers.Serializer[Any]):
    """A sheet as saved."""

    version = serializers.IntegerField()
    state = serializers.CharField()
    points = serializers.DictField(child=serializers.CharField())
    comment = serializers.CharField()


class RecusalOutput(serializers.Serializer[Any]):
    """What became of an exclusion: it stands, or it waits for a second person."""

    id = serializers.IntegerField()
    state = serializers.CharField()
    waits_for_approval = serializers.BooleanField()
