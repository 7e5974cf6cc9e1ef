"""The office's side over HTTP: committee, assignment, the round's turns, exclusions. No score shows."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.api.views import PagedList, VerbView
from common.errors import FieldErrors, FieldFault
from common.queries import state_counts
from fund.permissions import roles_of
from people.api.account import Invite, WithdrawInvitation
from reviews import queries, services
from reviews.api.inputs import (
    AppointInput,
    AssignInput,
    InviteMemberInput,
    MinutesInput,
    ReviewReasonInput,
)
from reviews.api.offers import office_offers, round_offers
from reviews.api.office_outputs import (
    AdmittedOutput,
    AssignedOutput,
    BoardDetail,
    BoardRow,
    CommitteeMemberOutput,
    MinutesOutput,
    ReviewDesk,
)
from reviews.api.views import FILTERS, filtered
from reviews.models import Review
from reviews.services.committee import require_may_appoint


def desk_of(request: Request, round_id: int) -> Any:
    """A round's review as committee or office may see it. Raises NotFound."""
    user: Any = request.user
    call = queries.find_round(user, round_id)
    context = {
        "request": request,
        "members": queries.committee(call),
        "progress": queries.progress(user, call) if roles_of(user, call.fund_id) else None,
        "minutes": queries.minutes_of(call),
        "actions": round_offers(call, user, clock.now()),
    }
    return ReviewDesk(call, context=context).data


class Desk(APIView):
    @extend_schema(responses=ReviewDesk)
    def get(self, request: Request, pk: int) -> Response:
        """Committee, progress and minutes of a round, and what may be done now."""
        return Response(desk_of(request, pk))


class Committee(APIView):
    @extend_schema(responses=CommitteeMemberOutput(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """The round's committee, for itself and the office."""
        call = queries.find_round(request.user, pk)
        return Response(CommitteeMemberOutput(queries.committee(call), many=True).data)

    @extend_schema(request=AppointInput, responses={201: CommitteeMemberOutput})
    def post(self, request: Request, pk: int) -> Response:
        """Give a person who has an account a seat in the committee."""
        values = AppointInput.read(request.data)
        # Who may not appoint must not learn which addresses have an account.
        require_may_appoint(queries.find_round(request.user, pk), request.user)
        person = queries.person_by_email(values.pop("email"))
        if person is None:
            ja, en = "このメールアドレスの利用者はいません。", "Nobody signs in with this address."
            raise FieldErrors([FieldFault("/email", "reviews.no_account", ja, en)])
        made = services.appoint_member(round_id=pk, user=person, by=request.user, **values)
        return Response(CommitteeMemberOutput(made).data, status=status.HTTP_201_CREATED)


class InviteMember(Invite):
    kind = "round"
    Input = InviteMemberInput

    def require_may_see(self, request: Request, pk: int) -> None:
        require_may_appoint(queries.find_round(request.user, pk), request.user)


class WithdrawFromCommittee(WithdrawInvitation):
    kind = "round"


class Member(APIView):
    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Take away a seat to which nothing was assigned."""
        services.dismiss_member(member_id=pk, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Assign(VerbView):
    Input = AssignInput
    Output = AssignedOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        new = services.assign_reviews(round_id=ids["pk"], by=request.user, assignments=values["assignments"])
        return {"new": new}


class RoundVerb(VerbView):
    """A verb that answers with the round's review."""

    Output = ReviewDesk

    def show(self, request: Request, result: Any) -> Any:
        return desk_of(request, result.pk)


class StartReview(RoundVerb):
    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.start_review(round_id=ids["pk"], by=request.user)


class CloseReview(RoundVerb):
    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.close_review(round_id=ids["pk"], by=request.user)


class WriteMinutes(VerbView):
    Input = MinutesInput
    Output = MinutesOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.write_minutes(round_id=ids["pk"], by=request.user, **values)


class Admit(VerbView):
    Output = AdmittedOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.admit_application(application_id=ids["pk"], by=request.user)

    def show(self, request: Request, result: Any) -> Any:
        return AdmittedOutput({"application": result.pk, "state": result.state}).data


@extend_schema_view(get=extend_schema(parameters=FILTERS[1:], responses=BoardRow(many=True)))
class Board(PagedList):
    """The round's reviews for the office, with `counts` by state."""

    query_names = ("state",)

    serializer_class = BoardRow
    queryset = Review.objects.none()

    def get_queryset(self) -> QuerySet[Review]:
        user: Any = self.request.user
        return queries.board_lines(user, queries.find_office_round(user, self.kwargs["pk"]))

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return filtered(queryset, self.request)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = self.get_queryset()
        page: Any = self.paginate_queryset(self.filter_queryset(rows))
        shown = BoardRow(page, many=True, context={"conflicts": queries.conflicts_of(page)})
        answer = self.get_paginated_response(shown.data)
        answer.data["counts"] = state_counts(rows)
        return answer


def board_detail_of(request: Request, review_id: int) -> Any:
    """One review on the office's board. Raises NotFound."""
    user: Any = request.user
    review = queries.office_review(user, review_id)
    context = {"conflicts": queries.conflicts_of([review]), "actions": office_offers(review, user)}
    return BoardDetail(review, context=context).data


class BoardReview(APIView):
    @extend_schema(responses=BoardDetail)
    def get(self, request: Request, pk: int) -> Response:
        """One review as the office may see it, and what may be done with it."""
        return Response(board_detail_of(request, pk))


class BoardVerb(VerbView):
    """A verb that answers with the office's view of the review."""

    Output = BoardDetail

    def show(self, request: Request, result: Any) -> Any:
        return board_detail_of(request, result.pk)


class ApproveRecusal(BoardVerb):
    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.approve_recusal(review_id=ids["pk"], by=request.user)


class DropRecusal(BoardVerb):
    Input = ReviewReasonInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.drop_recusal(review_id=ids["pk"], by=request.user, reason=values["reason"])


class AskUndoRecusal(BoardVerb):
    Input = ReviewReasonInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.ask_undo_recusal(review_id=ids["pk"], by=request.user, reason=values["reason"])


class ApproveUndoRecusal(BoardVerb):
    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.approve_undo_recusal(review_id=ids["pk"], by=request.user)


class Release(BoardVerb):
    Input = ReviewReasonInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.release_review(review_id=ids["pk"], by=request.user, reason=values["reason"])
