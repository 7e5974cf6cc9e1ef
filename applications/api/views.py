"""Applications over HTTP: thin translation to services and queries."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ParseError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from applications import queries, services
from applications.api.filters import ApplicationFilter
from applications.api.serializers import (
    AcceptInput,
    ApplicationDetail,
    ApplicationRow,
    AssessInput,
    AttachmentOutput,
    BeginInput,
    CorrectionInput,
    CorrectionOutput,
    DraftOutput,
    ExtendInput,
    ExtensionOutput,
    PaperInput,
    PostponeInput,
    ReasonInput,
    ResubmitInput,
    WritingInput,
    WritingOutput,
    draft_values,
)
from applications.models import Application, CorrectionRequest
from common import clock
from common.api.lists import CountedList
from common.api.views import Detail, KeysetPages, PagedList, VerbView, version_of
from common.errors import FieldErrors, FieldFault, NotFound
from common.files import KINDS, LARGEST_FILE, FileTooLarge
from fund.permissions import places_of
from people.permissions import memberships


def eyes_of(request: Request) -> dict[str, Any]:
    """What a detail needs to know of who asks. 2 queries."""
    places = places_of(request.user)
    return {
        "request": request,
        "at": clock.now(),
        "office_funds": places.funds,
        "own_groups": places.groups,
    }


def detail_of(request: Request, application_id: int) -> Any:
    """One application as the asker sees it. Raises NotFound."""
    rows = queries.with_details(queries.visible_to(request.user))
    found = rows.filter(pk=application_id).first()
    if found is None:
        raise NotFound
    return ApplicationDetail(found, context=eyes_of(request)).data


class Applications(CountedList):
    """The applications one may see, with `counts` by state of all that match the other filters."""

    serializer_class = ApplicationRow
    filterset_class = ApplicationFilter
    count_by = "shown_state"
    queryset = Application.objects.none()

    def get_queryset(self) -> QuerySet[Application]:
        return queries.listed_to(self.request.user)

    @extend_schema(request=BeginInput, responses={201: ApplicationDetail})
    def post(self, request: Request) -> Response:
        """Begin a draft."""
        values = BeginInput.read(request.data)
        made = services.create_application(
            department_id=values["department"], group_id=values["group"], by=request.user
        )
        return Response(detail_of(request, made.pk), status=status.HTTP_201_CREATED)


class ApplicationView(Detail):
    serializer_class = ApplicationDetail

    def get_queryset(self) -> QuerySet[Application]:
        return queries.with_details(queries.visible_to(self.request.user))

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **eyes_of(self.request)}


class Draft(APIView):
    """The form while it is written: takes anything that is typed and says what is wrong."""

    versioned = True

    @extend_schema(request=OpenApiTypes.OBJECT, responses=DraftOutput)
    def patch(self, request: Request, pk: int) -> Response:
        """Save fields of the form; If-Match names the version that was edited (412 tells the newer one)."""
        if not isinstance(request.data, dict):
            raise ParseError("an object of the form's fields")
        saved = services.save_draft(
            application_id=pk, by=request.user, data=request.data, if_version=version_of(request)
        )
        return show_draft(saved)

    @extend_schema(responses=DraftOutput)
    def get(self, request: Request, pk: int) -> Response:
        """The form as saved. Only the group's own people have one."""
        own = memberships(request.user).values("group_id")
        rows = queries.visible_to(request.user).select_related("saved_by")
        found = rows.filter(pk=pk, group_id__in=own).first()
        if found is None:
            raise NotFound
        return show_draft(found)


def show_draft(application: Application) -> Response:
    shown = DraftOutput(draft_values(application))
    return Response(shown.data, headers={"ETag": f'"{application.version}"'})


class Writing(VerbView):
    """Say that one is writing, and where; told again every quarter of a minute. Nothing of it is kept longer
    than a minute."""

    Input = WritingInput
    Output = WritingOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.say_writing(application_id=ids["pk"], by=request.user, part=values["part"])


class ApplicationVerb(VerbView):
    """A verb that answers with the application's detail."""

    Output = ApplicationDetail

    def show(self, request: Request, result: Any) -> Any:
        return detail_of(request, result.pk)


class FileOnPaper(ApplicationVerb):
    """File an application that came in on paper."""

    Input = PaperInput
    success = status.HTTP_201_CREATED

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.file_on_paper(
            round_id=ids["pk"],
            department_id=values["department"],
            group_id=values["group"],
            data=values["form"],
            received_at=values["received_at"],
            postmarked_on=values["postmarked_on"],
            by=request.user,
        )


class Submit(ApplicationVerb):
    versioned = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.submit_application(
            application_id=ids["pk"], by=request.user, if_version=version_of(request)
        )


class Resubmit(ApplicationVerb):
    versioned = True
    Input = ResubmitInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.resubmit(
            application_id=ids["pk"],
            by=request.user,
            data=values["changes"],
            if_version=version_of(request),
        )


class TakeBack(ApplicationVerb):
    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.take_back(application_id=ids["pk"], by=request.user)


class Discard(ApplicationVerb):
    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.discard(application_id=ids["pk"], by=request.user)


class Withdraw(ApplicationVerb):
    Input = ReasonInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.withdraw(application_id=ids["pk"], by=request.user, reason=values["reason"])


class AskCorrection(ApplicationVerb):
    Input = CorrectionInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.ask_correction(
            application_id=ids["pk"],
            by=request.user,
            fields=values["fields_asked"],
            requests=values["requests"],
            message=values["message"],
            due_on=values["due_on"],
        )


class PostponeCorrection(ApplicationVerb):
    Input = PostponeInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.postpone_correction(application_id=ids["pk"], by=request.user, **values)


class CorrectionPages(KeysetPages):
    ordering = "-number"


class Corrections(PagedList):
    """What was asked of an application, the latest first, with each field before and after."""

    queryset = CorrectionRequest.objects.none()
    serializer_class = CorrectionOutput
    pagination_class = CorrectionPages

    def get_queryset(self) -> QuerySet[CorrectionRequest]:
        return queries.corrections_of(self.request.user, self.kwargs["pk"])

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **eyes_of(self.request)}


class CorrectionView(APIView):
    @extend_schema(responses=CorrectionOutput)
    def get(self, request: Request, pk: int, number: int) -> Response:
        """One correction, each field before and after."""
        found = queries.corrections_of(request.user, pk).filter(number=number).first()
        if found is None:
            raise NotFound
        return Response(CorrectionOutput(found, context=eyes_of(request)).data)


class Assess(ApplicationVerb):
    Input = AssessInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.assess_budget(application_id=ids["pk"], by=request.user, **values).application


class Accept(ApplicationVerb):
    Input = AcceptInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.accept_application(
            application_id=ids["pk"], by=request.user, checklist=values["checklist"]
        )


class FindIneligible(ApplicationVerb):
    Input = ReasonInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.find_ineligible(application_id=ids["pk"], by=request.user, reason=values["reason"])


class Reopen(ApplicationVerb):
    Input = ReasonInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.reopen(application_id=ids["pk"], by=request.user, reason=values["reason"])


class ExtendDeadline(VerbView):
    """The draft itself stays hidden from the office, so the extension alone is shown."""

    Input = ExtendInput
    Output = ExtensionOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.extend_deadline(application_id=ids["pk"], by=request.user, **values)


class ApproveExtension(VerbView):
    Output = ExtensionOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.approve_extension(application_id=ids["pk"], by=request.user)


class UploadShape(serializers.Serializer[Any]):
    file = serializers.FileField()
    document_code = serializers.CharField(required=False)


class Documents(APIView):
    parser_classes = (MultiPartParser,)

    @extend_schema(request={"multipart/form-data": UploadShape}, responses={201: AttachmentOutput})
    def post(self, request: Request, pk: int) -> Response:
        """Hand in a document: PDF (200 pages), JPEG, PNG, XLSX or DOCX that opens, at most 10 MB."""
        upload = request.FILES.get("file")
        if upload is None:
            raise FieldErrors(
                [FieldFault("/file", "common.required", "ファイルを添えてください。", "Send a file.")]
            )
        if upload.size is None or upload.size > LARGEST_FILE:
            raise FileTooLarge(pointer="/file")
        made = services.attach_document(
            application_id=pk,
            by=request.user,
            name=upload.name or "",
            content=upload.read(),
            document_code=request.POST.get("document_code", ""),
        )
        return Response(AttachmentOutput(made).data, status=status.HTTP_201_CREATED)


class Document(APIView):
    @extend_schema(responses={(200, kind): OpenApiTypes.BINARY for kind in KINDS.values()})
    def get(self, request: Request, pk: int, document_id: int) -> FileResponse:
        """The file itself, to whoever may see the application; never shown inline."""
        found = queries.file_of(request.user, pk, document_id)
        return FileResponse(
            queries.opened(found), as_attachment=True, filename=found.name, content_type=found.content_type
        )

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int, document_id: int) -> Response:
        """Take a document out of the draft."""
        services.remove_document(application_id=pk, attachment_id=document_id, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class RestoreDocument(VerbView):
    """Put back a document that was taken out."""

    Output = AttachmentOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.restore_document(
            application_id=ids["pk"], attachment_id=ids["document_id"], by=request.user
        )
