"""A reviewer's own reviews over HTTP: nobody else finds them, and excluded reviewers neither (R8)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from applications.queries import opened
from common import clock
from common.api.views import PagedList, VerbView, version_of
from common.errors import FieldErrors, FieldFault
from common.files import KINDS
from common.queries import state_counts
from reviews import queries, services
from reviews.api.inputs import RecuseInput, ScoresInput
from reviews.api.offers import own_offers
from reviews.api.outputs import (
    RecusalOutput,
    ReviewDetail,
    ReviewRow,
    ScoresOutput,
)
from reviews.models import Review
from reviews.services.scoring import saved_points
from reviews.states import REVIEW


def filtered(rows: QuerySet[Review], request: Request, *, state: bool = True) -> QuerySet[Review]:
    """By `?round=` and `?state=`. Raises FieldErrors."""
    wanted = request.GET.get("round", "")
    if wanted:
        if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 18):
            ja, en = "募集回の番号を入れてください。", "Give the round's id."
            raise FieldErrors([FieldFault("/round", "reviews.filter", ja, en)])
        rows = rows.filter(application__round_id=int(wanted))
    states = request.GET.getlist("state") if state else []
    if not set(states) <= REVIEW.states.keys():
        ja, en = "審査の状態を選んでください。", "Choose a state of reviews."
        raise FieldErrors([FieldFault("/state", "reviews.filter", ja, en)])
    return rows.filter(state__in=states) if states else rows


FILTERS = [
    OpenApiParameter("round", int, description="the round's id"),
    OpenApiParameter("state", str, many=True, enum=list(REVIEW.states)),
]


@extend_schema_view(get=extend_schema(parameters=FILTERS, responses=ReviewRow(many=True)))
class OwnReviews(PagedList):
    """One's own reviews, with `counts` by state of all that match the round."""

    query_names = ("round", "state")

    serializer_class = ReviewRow

    def get_queryset(self) -> QuerySet[Review]:
        return queries.with_points(queries.reviews_of(self.request.user))

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return filtered(queryset, self.request)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        answer = super().list(request, *args, **kwargs)
        rows = filtered(queries.reviews_of(request.user), request, state=False)
        answer.data["counts"] = state_counts(rows)
        return answer


def detail_of(request: Request, review_id: int) -> Any:
    """One review as its reviewer sees it. Raises NotFound."""
    opened = queries.opened_review(request.user, review_id)
    offers = own_offers(opened.review, request.user, clock.now())  # type: ignore[arg-type]
    return ReviewDetail(opened, context={"request": request, "actions": offers}).data


class OwnReview(APIView):
    @extend_schema(responses=ReviewDetail)
    def get(self, request: Request, pk: int) -> Response:
        """Title and group before the declaration, everything after it."""
        shown = detail_of(request, pk)
        return Response(shown, headers={"ETag": f'"{shown["version"]}"'})


class OwnVerb(VerbView):
    """A verb that answers with the review's detail."""

    Output = ReviewDetail

    def show(self, request: Request, result: Any) -> Any:
        return detail_of(request, result.pk)


class Declare(OwnVerb):
    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.declare_no_conflict(review_id=ids["pk"], by=request.user)


class Submit(OwnVerb):
    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.submit_review(review_id=ids["pk"], by=request.user)


class Reopen(OwnVerb):
    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.reopen_review(review_id=ids["pk"], by=request.user)


class Recuse(VerbView):
    """By the reviewer it stands at once; by the officer it waits for a second person."""

    Input = RecuseInput
    Output = RecusalOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.recuse_review(review_id=ids["pk"], by=request.user, **values)

    def show(self, request: Request, result: Any) -> Any:
        waits = result.state != "recused"
        return RecusalOutput({"id": result.pk, "state": result.state, "waits_for_approval": waits}).data


class Scores(APIView):
    """The sheet while it is filled in: any part of it may be sent."""

    versioned = True

    @extend_schema(request=ScoresInput, responses=ScoresOutput)
    def patch(self, request: Request, pk: int) -> Response:
        """Save points and comment; If-Match names the version that was edited (412 tells the newer one)."""
        return self._save(request, pk, ScoresInput.read(request.data))

    @extend_schema(request=ScoresInput, responses=ScoresOutput)
    def put(self, request: Request, pk: int) -> Response:
        """Save the whole sheet: criteria not named are emptied."""
        values = ScoresInput.read(request.data)
        version = version_of(request)
        opened = queries.opened_review(request.user, pk)
        emptied = dict.fromkeys(opened.points or {})
        return self._save(request, pk, {**values, "points": {**emptied, **values["points"]}}, version)

    def _save(
        self, request: Request, pk: int, values: dict[str, Any], version: int | None = None
    ) -> Response:
        saved = services.save_scores(
            review_id=pk,
            by=request.user,
            points=values["points"],
            comment=values.get("comment"),
            if_version=version_of(request) if version is None else version,
        )
        shown = {
            "version": saved.version,
            "state": saved.state,
            "points": saved_points(saved),
            "comment": saved.comment,
        }
        return Response(ScoresOutput(shown).data, headers={"ETag": f'"{saved.version}"'})


class ReviewDocumentView(APIView):
    @extend_schema(responses={(200, kind): OpenApiTypes.BINARY for kind in KINDS.values()})
    def get(self, request: Request, pk: int, document_id: int) -> FileResponse:
        """A document of an opened review, never shown inline."""
        found = queries.review_document(request.user, pk, document_id)
        blind = found.application.round.blind
        return FileResponse(
            opened(found),
            as_attachment=True,
            filename=f"{found.pk}" if blind else found.name,
            content_type=found.content_type,
        )
