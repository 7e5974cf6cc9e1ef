"""Receipts and photos of a report over HTTP, and the photos that everybody may see."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from awards import queries, services
from awards.api.inputs import AwardReasonInput
from awards.models import ReportFile
from common.api.serializers import Input
from common.api.views import VerbView
from common.errors import FieldErrors, FieldFault
from common.files import LARGEST_FILE, FileTooLarge
from common.scanned import opened


class ReportFileInput(Input):
    """A receipt of the row that the group calls `row`, or a photo. `key` is the sender's own: sent again, it
    gets the file that is there."""

    kind = serializers.ChoiceField(choices=ReportFile.KINDS)
    key = serializers.CharField(max_length=40)
    row = serializers.CharField(max_length=40, allow_blank=True, default="")
    file = serializers.FileField(allow_empty_file=True)


class ReportFileOutput(serializers.ModelSerializer[ReportFile]):
    """A receipt or a photo. `pages` is of a PDF, `width` and `height` are of a photo as it is kept; what is
    said of a photo is as handed in."""

    kind = serializers.CharField()
    kind_label = serializers.CharField(source="get_kind_display")
    scan_state = serializers.CharField(source="state")
    scan_state_label = serializers.CharField(source="get_state_display")
    url = serializers.SerializerMethodField()

    class Meta:
        model = ReportFile
        fields = (
            "id",
            "kind",
            "kind_label",
            "key",
            "row",
            "name",
            "content_type",
            "size",
            "sha256",
            "pages",
            "width",
            "height",
            "scan_state",
            "scan_state_label",
            "at",
            "alt",
            "consent",
            "publish",
            "url",
        )

    @extend_schema_field(OpenApiTypes.STR)
    def get_url(self, file: ReportFile) -> str:
        return f"/api/v1/reports/{file.report_id}/files/{file.pk}/"


class FiledFileOutput(ReportFileOutput):
    """With `same_elsewhere`: the same receipt was sent a second time, by the group, or as far as the office
    sees by anybody of the fund."""

    same_elsewhere = serializers.SerializerMethodField()

    class Meta(ReportFileOutput.Meta):
        fields = (*ReportFileOutput.Meta.fields, "same_elsewhere")  # type: ignore[assignment]

    def get_same_elsewhere(self, file: ReportFile) -> bool:
        return file.pk in self.context["twice"]


class ReportFiles(APIView):
    parser_classes = (MultiPartParser,)

    @extend_schema(request={"multipart/form-data": ReportFileInput}, responses={201: ReportFileOutput})
    def post(self, request: Request, pk: int) -> Response:
        """Add a receipt (PDF, JPEG, PNG) or a photo (JPEG, PNG), at most 10 MB."""
        if request.FILES.get("file") is None:
            ja, en = "ファイルを添えてください。", "Send a file."
            raise FieldErrors([FieldFault("/file", "common.required", ja, en)])
        values = ReportFileInput.read(request.data)
        upload = values["file"]
        if upload.size is None or upload.size > LARGEST_FILE:
            raise FileTooLarge(pointer="/file")
        made = services.attach_file(
            report_id=pk,
            by=request.user,
            name=upload.name or "",
            content=upload.read(),
            kind=values["kind"],
            key=values["key"],
            row=values["row"],
        )
        return Response(ReportFileOutput(made).data, status=status.HTTP_201_CREATED)


class ReportFileView(APIView):
    @extend_schema(
        responses={
            (200, kind): OpenApiTypes.BINARY for kind in ("application/pdf", "image/jpeg", "image/png")
        }
    )
    def get(self, request: Request, pk: int, file_id: int) -> FileResponse:
        """The file itself, to its group, and once it was handed in to the office."""
        found = queries.report_file(request.user, pk, file_id)
        answer = FileResponse(
            opened(found),
            as_attachment=True,
            filename=found.name,
            content_type=found.content_type,
        )
        answer["Cache-Control"] = "private, no-cache"
        return answer

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int, file_id: int) -> Response:
        """Take a file out of the report."""
        services.remove_file(report_id=pk, file_id=file_id, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class UnpublishPhoto(VerbView):
    """Take a photo back from the public at once: somebody in it has changed their mind."""

    Input = AwardReasonInput
    Output = ReportFileOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.unpublish_photo(
            report_id=ids["pk"], file_id=ids["file_id"], by=request.user, reason=values["reason"]
        )


class PublicPhoto(APIView):
    """A photo that everybody may see."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(responses={(200, "image/jpeg"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int, width: int) -> FileResponse:
        """One width of a published photo: of an accepted report, with everybody's consent."""
        answer = FileResponse(queries.public_photo(pk, width), content_type="image/jpeg")
        # It can be taken back, so that nobody shows it without asking again.
        answer["Cache-Control"] = "public, max-age=300"
        return answer
