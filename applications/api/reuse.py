"""Last year's content and documents over HTTP."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from applications import queries, services
from applications.api.serializers import (
    AttachmentOutput,
    CodedOutput,
    DraftOutput,
    FaultOutput,
    draft_values,
)
from applications.models import Attachment
from common.api.serializers import Input
from common.api.views import PagedList, VerbView, version_of
from common.errors import FieldErrors, FieldFault


class ReuseInput(Input):
    """One of the earlier documents (without `document_code` it is of its old type where the call has it), or
    one that the group keeps."""

    document = serializers.IntegerField(min_value=1, max_value=10**18, required=False)
    group_document = serializers.IntegerField(min_value=1, max_value=10**18, required=False)
    document_code = serializers.CharField(max_length=40, allow_blank=True, allow_null=True, default=None)


class CopyFromInput(Input):
    """Another application of the group. `replace` lets go of what is written, of the version in If-Match."""

    application = serializers.IntegerField(min_value=1, max_value=10**18)
    replace = serializers.BooleanField(default=False)


class FiledIn(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()


class EarlierDocument(AttachmentOutput):
    document_label = serializers.SerializerMethodField()
    round = CodedOutput(source="application.round")
    application = FiledIn()

    class Meta(AttachmentOutput.Meta):
        fields = (*AttachmentOutput.Meta.fields, "document_label", "round", "application")  # type: ignore[assignment]

    def get_document_label(self, attachment: Attachment) -> str:
        return attachment.document_type.label_ja if attachment.document_type else ""


class CopyFromOutput(DraftOutput):
    """The draft as it is now, the fields that came over, what was left out and why, and what was replaced."""

    copied = serializers.ListField(child=serializers.CharField())
    left_out = FaultOutput(many=True)
    replaced = serializers.DictField()


class EarlierDocuments(PagedList):
    """What the group filed with the same fund before, the latest first; for its own people."""

    queryset = Attachment.objects.none()
    serializer_class = EarlierDocument

    def get_queryset(self) -> QuerySet[Attachment]:
        return queries.earlier_documents(self.request.user, self.kwargs["pk"])


class ReuseDocument(VerbView):
    """Attach an earlier document again, or one that the group keeps: a copy of the file, scanned anew."""

    Input = ReuseInput
    Output = AttachmentOutput
    success = status.HTTP_201_CREATED

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        given = [name for name in ("document", "group_document") if name in values]
        if len(given) != 1:
            ja, en = "書類を1つ選んでください。", "Please choose one document."
            raise FieldErrors([FieldFault("/document", "common.required", ja, en)])
        if given == ["group_document"]:
            return services.use_group_document(
                application_id=ids["pk"],
                by=request.user,
                document_id=values["group_document"],
                document_code=values["document_code"] or "",
            )
        return services.reuse_document(
            application_id=ids["pk"],
            by=request.user,
            document_id=values["document"],
            document_code=values["document_code"],
        )


class CopyFrom(APIView):
    @extend_schema(
        request=CopyFromInput,
        responses=CopyFromOutput,
        parameters=[
            OpenApiParameter(
                "If-Match",
                str,
                OpenApiParameter.HEADER,
                description="The version that was looked at; needed to replace what is written.",
            )
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        """Take over the content of another application of the group, as far as the call asks for it."""
        values = CopyFromInput.read(request.data)
        made = services.copy_from(
            application_id=pk,
            by=request.user,
            source_id=values["application"],
            if_version=version_of(request) if "If-Match" in request.headers else None,
            replace=values["replace"],
        )
        application = made.application
        shown = CopyFromOutput(
            {
                **draft_values(application),
                "copied": made.fields,
                "left_out": made.left_out,
                "replaced": made.replaced,
            }
        )
        return Response(shown.data, headers={"ETag": f'"{application.version}"'})
