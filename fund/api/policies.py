"""A call as one document over HTTP: explained to everybody, loaded, copied and amended by the office."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.views import PagedList, VerbView
from common.errors import NotFound
from fund import queries, services
from fund.api.faults import settings_under
from fund.api.policy_serializers import (
    AmendmentInput,
    CallExplanationOutput,
    CopyInput,
    DifferenceOutput,
    DifferenceQuery,
    ExplanationQuery,
    FindingOutput,
    LoadedOutput,
    LoadInput,
    VersionRow,
)
from fund.api.rounds import detail_of, shown_to
from fund.call_document import call_settings
from fund.call_files import read_example, read_text
from fund.models import CallVersion
from fund.permissions import live_roles, require_role
from fund.policy.call import CallSettings
from fund.policy.difference import difference
from fund.policy.editions import edition_of
from fund.policy.explaining import explain
from fund.policy.findings import refuse_findings
from fund.policy.parsing import parse_call, read_call


def versions_of(request: Request, round_id: int) -> dict[int, CallVersion]:
    """The versions of a round that the asker may read, by number. 1 query."""
    found = queries.visible_versions(request.user).filter(round_id=round_id)
    return {version.number: version for version in found}


def version_of_round(request: Request, round_id: int, number: int) -> CallVersion:
    """Raises NotFound. 1 query."""
    found = queries.visible_versions(request.user).filter(round_id=round_id, number=number).first()
    if found is None:
        raise NotFound
    return found


class Explanation(APIView):
    permission_classes = (IsAuthenticatedOrReadOnly,)

    @extend_schema(
        parameters=[OpenApiParameter("version", int, description="an earlier version of the call")],
        responses=CallExplanationOutput,
    )
    def get(self, request: Request, pk: int) -> Response:
        """The round's rules as the sentences of its call document (募集要項)."""
        number = ExplanationQuery.read(request.GET.dict()).get("version")
        sections = explain(self._settings(request, pk, number))
        return Response(CallExplanationOutput({"round": pk, "version": number, "sections": sections}).data)

    def _settings(self, request: Request, pk: int, number: int | None) -> CallSettings:
        if number is not None:
            return read_call(version_of_round(request, pk, number).data)
        found = queries.with_setup(shown_to(request)).filter(pk=pk).first()
        if found is None:
            raise NotFound
        return call_settings(found)


class Versions(PagedList):
    """What a round has said since it was published, the latest first; the office sees waiting amendments."""

    serializer_class = VersionRow
    permission_classes = (IsAuthenticatedOrReadOnly,)
    queryset = CallVersion.objects.none()

    def get_queryset(self) -> QuerySet[CallVersion]:
        if not queries.visible_rounds(self.request.user).filter(pk=self.kwargs["pk"]).exists():
            raise NotFound
        return queries.visible_versions(self.request.user).filter(round_id=self.kwargs["pk"])

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **eyes_of(self.request)}


def eyes_of(request: Request) -> dict[str, Any]:
    """What a version's row needs to know of who asks. 1 query."""
    offices = set(live_roles(request.user).values_list("fund_id", flat=True))
    return {"request": request, "office_funds": offices}


class Difference(APIView):
    permission_classes = (IsAuthenticatedOrReadOnly,)

    @extend_schema(
        parameters=[OpenApiParameter("from", int, description="the version before, unless named")],
        responses=DifferenceOutput,
    )
    def get(self, request: Request, pk: int, number: int) -> Response:
        """What a version says differently from another one."""
        versions = versions_of(request, pk)
        asked = DifferenceQuery.read(request.GET.dict()).get("from")
        before = asked or max((n for n, row in versions.items() if _came_before(row, number)), default=0)
        if number not in versions or before not in versions:
            raise NotFound
        changes = difference(read_call(versions[before].data), read_call(versions[number].data))
        told = [change.as_data() for change in changes]
        return Response(DifferenceOutput({"number": number, "before": before, "changes": told}).data)


def _came_before(version: CallVersion, number: int) -> bool:
    return version.state == "in_force" and version.number < number


class VersionVerb(VerbView):
    """A verb that answers with the version."""

    Output = VersionRow

    def show(self, request: Request, result: Any) -> Any:
        shown = version_of_round(request, result.round_id, result.number)
        return VersionRow(shown, context=eyes_of(request)).data


class Amend(VersionVerb):
    """Prepare a change of a published call (起案), with its reason and what people are told."""

    Input = AmendmentInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.prepare_amendment(round_id=ids["pk"], by=request.user, **values)


class ApproveAmendment(VersionVerb):
    """Put an amendment in force that another person prepared (承認), and tell whoever relies on the call."""

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        version = version_of_round(request, ids["pk"], ids["number"])
        return services.approve_amendment(version_id=version.pk, by=request.user)


class DropAmendment(VersionVerb):
    """Give a prepared amendment up."""

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        version = version_of_round(request, ids["pk"], ids["number"])
        return services.drop_amendment(version_id=version.pk, by=request.user)


class LoadedVerb(VerbView):
    """A verb that answers with the round it made, or found as it is, and with what is worth a look."""

    Output = LoadedOutput

    def show(self, request: Request, result: Any) -> Any:
        return {
            "made": result.made,
            "round": detail_of(request, result.round.pk),
            "warnings": FindingOutput(result.warned, many=True).data,
        }


class Copy(LoadedVerb):
    """Last year's round as the beginning of this year's: a round in preparation, its dates moved."""

    Input = CopyInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.copy_round(round_id=ids["pk"], by=request.user, **values)


class Load(LoadedVerb):
    """Put a round into preparation from a settings document, its YAML text, or an example; `check` only reads
    it and tells. The same document again changes nothing."""

    Input = LoadInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        require_role(request.user, values["fund"], "officer")
        with settings_under("/policy" if "policy" in values else ""):
            data = document_in(values)
            parsed = parse_call(data)
            refuse_findings(parsed.findings)
            assert parsed.settings is not None
            if values["check"]:
                return {"made": False, "round": None, "warnings": parsed.warned}
            year = parsed.settings.call.fiscal_year
            return services.load_call(
                fund_id=values["fund"],
                by=request.user,
                data=data,
                code=values["code"],
                years=(values.get("fiscal_year") or year) - year,
                with_sub_funds=values["with_sub_funds"],
            )

    def show(self, request: Request, result: Any) -> Any:
        if isinstance(result, dict):
            return {**result, "warnings": FindingOutput(result["warnings"], many=True).data}
        return super().show(request, result)


def document_in(values: dict[str, Any]) -> dict[str, Any]:
    """The document of the body, as its edition has it. Raises UnreadableFile, NoSuchFile, FieldErrors."""
    edition = values["edition"]
    if "text" in values:
        return read_text(values["text"], edition)
    if "example" in values:
        return read_example(values["example"], edition)
    data: dict[str, Any] = values["policy"]
    return edition_of(data, edition) if edition else data
