"""What the office and the committee get over HTTP of a round's review, field by field."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.api.actions import ActionOutput
from common.api.serializers import Shown
from fund.models import Round
from reviews.models import CommitteeMember, Conflict, Minutes, Review


class CommitteeMemberOutput(Shown[CommitteeMember]):
    name = serializers.CharField(source="user.name")
    role = serializers.CharField()

    class Meta:
        model = CommitteeMember
        fields = ("id", "code", "name", "role", "title")


class ConflictOutput(Shown[Conflict]):
    """`stands` is false while it waits for approval."""

    kind = serializers.CharField()
    stands = serializers.SerializerMethodField()
    by = serializers.CharField(source="by.name")
    approved_by = serializers.CharField(source="approved_by.name", default=None, allow_null=True)
    undo_asked_by = serializers.CharField(source="undo_asked_by.name", default=None, allow_null=True)

    class Meta:
        model = Conflict
        fields = (
            "kind",
            "note",
            "declared_on",
            "after_scoring",
            "stands",
            "by",
            "approved_by",
            "undo_asked_by",
            "undo_reason",
        )

    def get_stands(self, conflict: Conflict) -> bool:
        return conflict.approved_by_id is not None or conflict.by_id == conflict.member.user_id


class ReviewedApplication(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    group = serializers.CharField(source="group.name")
    state = serializers.CharField()


class BoardRow(serializers.Serializer[Review]):
    """A review on the office's board: who, what, where it stands; never a score."""

    id = serializers.IntegerField()
    application = ReviewedApplication()
    member = CommitteeMemberOutput()
    state = serializers.CharField()
    state_label = serializers.SerializerMethodField()
    assigned_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    conflict = serializers.SerializerMethodField()

    def get_state_label(self, review: Review) -> str:
        return review.lifecycle.states[review.state]

    @extend_schema_field(ConflictOutput(allow_null=True))
    def get_conflict(self, review: Review) -> Any:
        found = self.context["conflicts"].get(review.pk)
        return ConflictOutput(found).data if found else None


class BoardDetail(BoardRow):
    actions = serializers.SerializerMethodField()

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, review: Review) -> Any:
        return self.context["actions"]


class MinutesOutput(Shown[Minutes]):
    by = serializers.CharField(source="by.name")

    class Meta:
        model = Minutes
        fields = ("held_on", "text", "present", "by", "at")


class MemberProgress(CommitteeMemberOutput):
    """A member, and for the office how many of their reviews stand where."""

    counts = serializers.SerializerMethodField()

    class Meta(CommitteeMemberOutput.Meta):
        fields = (*CommitteeMemberOutput.Meta.fields, "counts")  # type: ignore[assignment]

    @extend_schema_field(serializers.DictField(child=serializers.IntegerField(), allow_null=True))
    def get_counts(self, member: CommitteeMember) -> dict[str, int] | None:
        counts = self.context["progress"]
        return None if counts is None else counts.get(member.pk, {})


class ReviewDesk(Shown[Round]):
    """A round's review at a glance, for its committee and office."""

    state_label = serializers.SerializerMethodField()
    members = serializers.SerializerMethodField()
    minutes = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta:
        model = Round
        fields = (
            "id",
            "name",
            "state",
            "state_label",
            "blind",
            "review_opens_at",
            "review_closes_at",
            "committee_on",
            "members",
            "minutes",
            "actions",
        )

    def get_state_label(self, call: Round) -> str:
        return call.lifecycle.states[call.state]

    @extend_schema_field(MemberProgress(many=True))
    def get_members(self, call: Round) -> Any:
        return MemberProgress(self.context["members"], many=True, context=self.context).data

    @extend_schema_field(MinutesOutput(allow_null=True))
    def get_minutes(self, call: Round) -> Any:
        found = self.context["minutes"]
        return MinutesOutput(found).data if found else None

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, call: Round) -> Any:
        return self.context["actions"]


class AssignedOutput(serializers.Serializer[Any]):
    new = serializers.IntegerField(help_text="how many reviews are new")


class AdmittedOutput(serializers.Serializer[Any]):
    application = serializers.IntegerField()
    state = serializers.CharField()
