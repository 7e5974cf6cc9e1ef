"""Papers that a group keeps for its applications, over HTTP."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.fields import DayField
from common.api.serializers import Input, Shown
from common.errors import FieldErrors, FieldFault
from common.files import KINDS, LARGEST_FILE, FileTooLarge
from common.scanned import opened
from people import queries, services
from people.models import GroupDocument
from people.states import GROUP_DOCUMENT


class GroupDocumentInput(Input):
    """A file with what it is; `dated_on` is the paper's own date."""

    file = serializers.FileField(allow_empty_file=True, required=False)
    kind = serializers.CharField(max_length=20, allow_blank=True, default="")
    dated_on = DayField(allow_null=True, required=False)


class GroupDocumentOutput(Shown[GroupDocument]):
    kind = serializers.ChoiceField(choices=GroupDocument.KINDS)
    kind_label = serializers.CharField(source="get_kind_display")
    scan_state = serializers.ChoiceField(source="state", choices=GROUP_DOCUMENT.choices)
    scan_label = serializers.CharField(source="get_state_display")

    class Meta:
        model = GroupDocument
        fields = (
            "id",
            "kind",
            "kind_label",
            "dated_on",
            "name",
            "content_type",
            "size",
            "pages",
            "sha256",
            "scan_state",
            "scan_label",
            "at",
        )


class GroupDocuments(APIView):
    parser_classes = (MultiPartParser,)

    @extend_schema(request={"multipart/form-data": GroupDocumentInput}, responses={201: GroupDocumentOutput})
    def post(self, request: Request, pk: int) -> Response:
        """Keep a paper of the group: PDF (200 pages), JPEG, PNG, XLSX or DOCX that opens, at most 10 MB."""
        values = GroupDocumentInput.read(_given(request))
        upload = values.get("file")
        if upload is None:
            ja, en = "ファイルを添えてください。", "Send a file."
            raise FieldErrors([FieldFault("/file", "common.required", ja, en)])
        if upload.size > LARGEST_FILE:
            raise FileTooLarge(pointer="/file")
        made = services.keep_document(
            group_id=pk,
            by=request.user,
            kind=values["kind"],
            name=upload.name,
            content=upload.read(),
            dated_on=values.get("dated_on"),
        )
        return Response(GroupDocumentOutput(made).data, status=status.HTTP_201_CREATED)


def _given(request: Request) -> dict[str, Any]:
    """The form's fields; a date left empty says nothing."""
    assert not isinstance(request.data, list)
    return {key: value for key, value in request.data.items() if (key, value) != ("dated_on", "")}


class OneGroupDocument(APIView):
    @extend_schema(responses={(200, kind): OpenApiTypes.BINARY for kind in KINDS.values()})
    def get(self, request: Request, pk: int, document_id: int) -> FileResponse:
        """The file itself, to the group's people; never shown inline."""
        found = queries.document_of(request.user, pk, document_id)
        return FileResponse(
            opened(found), as_attachment=True, filename=found.name, content_type=found.content_type
        )

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int, document_id: int) -> Response:
        """Take a paper out; applications keep their copies."""
        services.remove_document(group_id=pk, document_id=document_id, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
