"""Messages between a group and the office over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from django_filters import rest_framework as filters  # type: ignore[import-untyped]
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from applications import services
from applications.api.serializers import AttachmentOutput, CodedOutput, NamedOutput
from applications.models import Message
from applications.queries.messages import messages_of, threads
from applications.services.messages import MOST_FILES
from common.api.lists import IdFilter, YesNoFilter, filtered
from common.api.parsers import StorableJSONParser
from common.api.problems import KeyMissing
from common.api.serializers import Input
from common.api.views import PagedList, VerbView
from common.calendar import office_days_after
from common.clock import JST
from common.files import LARGEST_FILE, FileTooLarge

DAYS_TO_REPLY = 3


class MessageInput(Input):
    """A message to the other side; `field` names the part of the form that it is about. Files come as
    multipart/form-data."""

    body = serializers.CharField(max_length=100_000, allow_blank=True, trim_whitespace=False)
    field = serializers.CharField(max_length=40, allow_blank=True, default="")
    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), default=list, max_length=MOST_FILES
    )


class ReadInput(Input):
    """The last message that was seen."""

    upto = serializers.IntegerField(min_value=1, max_value=10**18)


class MessageOutput(serializers.ModelSerializer[Message]):
    """`read_at` is when somebody of the other side first read it."""

    author_name = serializers.CharField(source="author.name")
    author_side = serializers.ChoiceField(source="side", choices=Message.SIDES)
    own = serializers.SerializerMethodField()
    sent_at = serializers.DateTimeField(source="at")
    read_at = serializers.DateTimeField(allow_null=True)
    files = AttachmentOutput(many=True)

    class Meta:
        model = Message
        fields = ("id", "author_name", "author_side", "own", "body", "field", "sent_at", "read_at", "files")

    def get_own(self, message: Message) -> bool:
        return bool(message.author_id == self.context["request"].user.pk)


class ThreadApplication(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    group = NamedOutput()
    round = CodedOutput()


class LastMessage(serializers.ModelSerializer[Message]):
    author_name = serializers.CharField(source="author.name")
    author_side = serializers.ChoiceField(source="side", choices=Message.SIDES)
    sent_at = serializers.DateTimeField(source="at")

    class Meta:
        model = Message
        fields = ("id", "author_name", "author_side", "body", "field", "sent_at")


class ThreadOutput(serializers.Serializer[Any]):
    """One application's messages: the last one, how many of the other side's are not read yet, and by when
    the office answers (three days on which it is open), where the group waits for that."""

    application = ThreadApplication()
    last = LastMessage(source="*")
    unread = serializers.IntegerField()
    expected_reply_on = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_expected_reply_on(self, message: Message) -> date | None:
        if message.side == "office":
            return None
        return office_days_after(message.at.astimezone(JST).date(), DAYS_TO_REPLY)


class ThreadFilter(filters.FilterSet):  # type: ignore[misc]
    application = IdFilter(field_name="application_id")
    round = IdFilter(field_name="application__round_id")
    group = IdFilter(field_name="application__group_id")
    unread = YesNoFilter(method="with_unread")

    class Meta:
        model = Message
        fields: tuple[str, ...] = ()

    def with_unread(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        return rows.filter(unread__gt=0) if value else rows.filter(unread=0)


class Threads(PagedList):
    """The applications one may see that have messages, those last written about first."""

    serializer_class = ThreadOutput
    filterset_class: ClassVar[Any] = ThreadFilter

    def get_queryset(self) -> QuerySet[Any]:
        return threads(self.request.user)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return filtered(ThreadFilter, queryset, self.request.GET)


class Messages(PagedList):
    """What was written about an application, the latest first."""

    queryset = Message.objects.none()
    serializer_class = MessageOutput
    parser_classes = (StorableJSONParser, MultiPartParser)

    def get_queryset(self) -> QuerySet[Any]:
        return messages_of(self.request.user, self.kwargs["pk"])

    @extend_schema(
        request={"application/json": MessageInput, "multipart/form-data": MessageInput},
        responses={201: MessageOutput},
        parameters=[
            OpenApiParameter(
                "Idempotency-Key",
                str,
                OpenApiParameter.HEADER,
                description="One key for one message: sent again, it gets the first one.",
            )
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        """Write to the other side, with up to five files (multipart/form-data)."""
        values = MessageInput.read(request.data)
        if any(upload.size > LARGEST_FILE for upload in values["files"]):
            raise FileTooLarge(pointer="/files")
        made = services.post_message(
            application_id=pk,
            by=request.user,
            body=values["body"],
            field=values["field"],
            files=[(upload.name, upload.read()) for upload in values["files"]],
            key=_key_of(request),
        )
        shown = messages_of(request.user, pk).get(pk=made.pk)
        output = MessageOutput(shown, context=self.get_serializer_context())
        return Response(output.data, status=status.HTTP_201_CREATED)


def _key_of(request: Request) -> str:
    """The Idempotency-Key, empty without one. Raises KeyMissing for one that is none."""
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > 120 or not key.isascii() or not (key.isprintable() or not key):
        raise KeyMissing
    return key


class MarkRead(VerbView):
    """Say that one has read the messages up to one of them."""

    Input = ReadInput
    Output = ThreadOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        application = services.mark_read(application_id=ids["pk"], by=request.user, upto=values["upto"])
        return threads(request.user).get(application=application)
