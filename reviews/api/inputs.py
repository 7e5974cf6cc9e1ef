"""What comes in over HTTP."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from common.api.serializers import Input, YenField
from reviews.models import Conflict


class ReviewReasonInput(Input):
    reason = serializers.CharField(max_length=2000, allow_blank=True)


class RecuseInput(Input):
    """The tie to the applicant (R8)."""

    kind = serializers.ChoiceField(choices=Conflict.KINDS)
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")


class ScoresInput(Input):
    """Points by criterion code, typed in half or full width; null or empty takes one back."""

    points = serializers.DictField(
        child=serializers.CharField(max_length=20, allow_null=True, allow_blank=True), default=dict
    )
    comment = serializers.CharField(
        max_length=20_000, allow_blank=True, required=False, trim_whitespace=False
    )


class AppointInput(Input):
    email = serializers.EmailField()
    code = serializers.CharField(max_length=20)
    role = serializers.ChoiceField(choices=["chair", "reviewer"], default="reviewer")
    title = serializers.CharField(max_length=60, allow_blank=True, default="")


class InviteMemberInput(Input):
    """Whom to offer a seat, and under which code they will be known."""

    email = serializers.CharField(max_length=254)
    role = serializers.ChoiceField(choices=["chair", "reviewer"], default="reviewer")
    code = serializers.CharField(max_length=20)
    title = serializers.CharField(max_length=60, allow_blank=True, default="")


class AssignmentInput(serializers.Serializer[Any]):
    application = serializers.IntegerField(min_value=1)
    member = serializers.IntegerField(min_value=1)


class AssignInput(Input):
    """Without `assignments` every member gets every accepted application."""

    assignments = AssignmentInput(many=True, allow_null=True, default=None)


class RecordInput(Input):
    """A panel's figure: the sum of all points of all reviewers, or a score on the department's scale."""

    basis = serializers.ChoiceField(choices=["sum", "score"])
    points = serializers.CharField(max_length=20)
    reviewers = serializers.IntegerField(min_value=1, max_value=100, allow_null=True, default=None)


class TieInput(Input):
    """The tied applications by id, best first."""

    order = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=1000)
    reason = serializers.CharField(max_length=2000, allow_blank=True, default="")


class CommitteeAmountInput(Input):
    """Yen; null takes the amount back."""

    amount = YenField(allow_null=True)
    reason = serializers.CharField(max_length=2000, allow_blank=True)
    minute = serializers.CharField(max_length=20_000, allow_blank=True, default="")


class ShortlistInput(Input):
    applications = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=1000)
    message = serializers.CharField(max_length=4000, allow_blank=True)


class MinutesInput(Input):
    held_on = serializers.DateField()
    text = serializers.CharField(max_length=100_000, allow_blank=True, trim_whitespace=False)
    present = serializers.ListField(child=serializers.CharField(max_length=20), max_length=100)
