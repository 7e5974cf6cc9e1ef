"""What lies on the office's desk and who is signed in, in and out over HTTP."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common import clock
from common.api.actions import ActionOutput
from common.api.serializers import Input
from fund.api.offers import account_offers, letter_offers
from fund.api.office_serializers import RoleOutput, TargetGroupOutput
from notices.models import Notice
from notices.wording import LONGEST_BODY, LONGEST_SUBJECT, placeholders_of, unfilled, written
from people.api.serializers import (
    AccountOutput,
    PersonOutput,
)
from people.models import BankAccount
from trail.models import Event


class GroupAccountRow(AccountOutput):
    """A group's account on the desk."""

    group = TargetGroupOutput()
    entered_by = PersonOutput()

    class Meta(AccountOutput.Meta):
        fields = (*AccountOutput.Meta.fields, "group", "entered_by")  # type: ignore[assignment]


class GroupAccountDetail(GroupAccountRow):
    verified_by = PersonOutput(allow_null=True)
    actions = serializers.SerializerMethodField()

    class Meta(GroupAccountRow.Meta):
        fields = (*GroupAccountRow.Meta.fields, "verified_by", "actions")  # type: ignore[assignment]

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, account: BankAccount) -> Any:
        return account_offers(account, self.context["fund"], self.context["request"].user, clock.now())


class LetterRow(serializers.ModelSerializer[Notice]):
    """A letter of the outbox; `subject` as it was or would be sent."""

    fund = serializers.CharField(source="fund_code")
    recipient = PersonOutput(allow_null=True)
    about = serializers.CharField(source="subject_key")
    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")
    subject = serializers.SerializerMethodField()
    edited = serializers.SerializerMethodField()

    class Meta:
        model = Notice
        fields = (
            "id",
            "fund",
            "kind",
            "recipient",
            "about",
            "scope",
            "edited",
            "state",
            "state_label",
            "subject",
            "queued_at",
            "not_before",
            "sent_at",
            "attempts",
            "error",
        )

    def get_edited(self, notice: Notice) -> bool:
        return bool(notice.own_body)

    def get_subject(self, notice: Notice) -> str:
        return notice.sent_subject or self.written(notice)[0]

    def written(self, notice: Notice) -> tuple[str, str]:
        return written(notice, self.context["own"])


class LetterTextOutput(serializers.Serializer[Any]):
    subject = serializers.CharField()
    body = serializers.CharField()


class LetterDetail(LetterRow):
    address = serializers.SerializerMethodField()
    body = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()
    placeholders = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta(LetterRow.Meta):
        fields = (  # type: ignore[assignment]
            *LetterRow.Meta.fields,
            "address",
            "body",
            "text",
            "placeholders",
            "actions",
        )

    @extend_schema_field(LetterTextOutput)
    def get_text(self, notice: Notice) -> dict[str, str]:
        """The words with their placeholders, as they can be edited."""
        subject, body = unfilled(notice, self.context["own"])
        return {"subject": subject, "body": body}

    def get_placeholders(self, notice: Notice) -> list[str]:
        return sorted(placeholders_of(notice))

    def get_address(self, notice: Notice) -> str:
        return notice.address or (notice.recipient.email if notice.recipient else "")

    def get_body(self, notice: Notice) -> str:
        return notice.sent_body or self.written(notice)[1]

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, notice: Notice) -> Any:
        return letter_offers(notice, self.context["fund_id"], self.context["request"].user)


class LettersInput(Input):
    letters = serializers.ListField(
        child=serializers.IntegerField(min_value=1), allow_empty=False, max_length=2000
    )


class LetterTextInput(Input):
    """The words of one letter; placeholders as `{amount}` stay placeholders."""

    subject = serializers.CharField(allow_blank=True, max_length=10 * LONGEST_SUBJECT)
    body = serializers.CharField(allow_blank=True, max_length=10 * LONGEST_BODY, trim_whitespace=False)


class LetterTextsInput(Input):
    """The words of a kind of letter in both languages."""

    subject_ja = serializers.CharField(allow_blank=True, max_length=10 * LONGEST_SUBJECT)
    body_ja = serializers.CharField(allow_blank=True, max_length=10 * LONGEST_BODY, trim_whitespace=False)
    subject_en = serializers.CharField(allow_blank=True, max_length=10 * LONGEST_SUBJECT)
    body_en = serializers.CharField(allow_blank=True, max_length=10 * LONGEST_BODY, trim_whitespace=False)


class LetterPreviewOutput(serializers.Serializer[Any]):
    subject_ja = serializers.CharField()
    body_ja = serializers.CharField()
    subject_en = serializers.CharField()
    body_en = serializers.CharField()


class LetterKindOutput(serializers.Serializer[Any]):
    """A kind of letter; `own`: the fund words it itself."""

    kind = serializers.CharField()
    subject_ja = serializers.CharField()
    own = serializers.BooleanField()


class LetterVersionOutput(LetterPreviewOutput):
    number = serializers.IntegerField()
    by = PersonOutput()
    at = serializers.DateTimeField()


class LetterKindDetail(LetterKindOutput):
    """`words` with their placeholders, `preview` filled; `number` is what If-Match asks for."""

    number = serializers.IntegerField()
    words = LetterPreviewOutput()
    product_words = LetterPreviewOutput()
    placeholders = serializers.ListField(child=serializers.CharField())
    preview = LetterPreviewOutput()
    versions = LetterVersionOutput(many=True)


class RoundMailOutput(serializers.Serializer[Any]):
    """Whether a round's mail is held, by whom and since when, and its letters by state."""

    held = serializers.BooleanField()
    by = PersonOutput(allow_null=True)
    at = serializers.DateTimeField(allow_null=True)
    counts = serializers.DictField(child=serializers.IntegerField())
    actions = ActionOutput(many=True)


class LettersMovedOutput(serializers.Serializer[Any]):
    moved = serializers.IntegerField()


class EventOutput(serializers.ModelSerializer[Event]):
    """One step in an object's life; `actor` is empty for the system's clock and the bank."""

    actor = serializers.SerializerMethodField()
    data = serializers.DictField()  # type: ignore[assignment]

    class Meta:
        model = Event
        fields = ("id", "at", "verb", "from_state", "to_state", "actor", "role", "reason", "data")

    def get_actor(self, event: Event) -> str:
        names: dict[int, str] = self.context["names"]
        return names.get(event.actor_id or 0, "")


class SeatOutput(serializers.Serializer[Any]):
    """A fund in whose office one works."""

    fund = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    roles = RoleOutput(many=True)


class OwnGroupOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="group.id")
    name = serializers.CharField(source="group.name")
    role = serializers.CharField()
    role_label = serializers.CharField(source="get_role_display")


class MeOutput(serializers.Serializer[Any]):
    """Who is signed in, and where they have a part. Committee seats are told by the reviews."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    name_kana = serializers.CharField()
    email = serializers.CharField()
    language = serializers.CharField()
    groups = OwnGroupOutput(many=True)
    offices = SeatOutput(many=True)
    donor = serializers.BooleanField(help_text="Whether gifts are recorded in their name.")
