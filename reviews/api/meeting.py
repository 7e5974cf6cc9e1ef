"""The committee's meeting over HTTP: rankings, ties, the mean, amounts, recorded scores, the shortlist."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.views import VerbView
from reviews import queries, services
from reviews.api.inputs import CommitteeAmountInput, RecordInput, ReviewReasonInput, ShortlistInput, TieInput
from reviews.api.meeting_outputs import CommitteeAmountOutput, RankingOutput, RecordedOutput, ShortlistOutput
from reviews.api.offers import ranking_offers


def ranking_of(request: Request, department_id: int) -> Any:
    """A department's ranking as the asker may see it. Raises NotFound, ScoresHidden."""
    user: Any = request.user
    found = queries.shown_ranking(user, department_id)
    department = queries.find_department(department_id)
    rows = (*found.rows, *found.withdrawn)
    shown = {
        "department": department.pk,
        "code": department.code,
        "name": department.name,
        "by_mean": found.by_mean,
        "partial": found.partial,
        "scored": found.scored,
        "rows": found.rows,
        "withdrawn": found.withdrawn,
        "ties": found.ties,
        "frozen": queries.frozen_versions(department.pk),
        "actions": ranking_offers(department, user, bool(found.ties)),
    }
    names = queries.row_names(user, department.round, rows)
    return RankingOutput(shown, context={"names": names}).data


class RankingView(APIView):
    @extend_schema(responses=RankingOutput)
    def get(self, request: Request, pk: int) -> Response:
        """Scores and ranks, from the close of scoring on."""
        return Response(ranking_of(request, pk))


class RankingVerb(VerbView):
    """A verb that answers with the department's ranking."""

    Output = RankingOutput

    def show(self, request: Request, result: Any) -> Any:
        return ranking_of(request, result.department_id)


class DecideTie(RankingVerb):
    Input = TieInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.decide_tie(department_id=ids["pk"], by=request.user, **values)


class DecideByMean(RankingVerb):
    Input = ReviewReasonInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.decide_by_mean(department_id=ids["pk"], by=request.user, **values)


class RecordScore(VerbView):
    Input = RecordInput
    Output = RecordedOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.record_score(application_id=ids["pk"], by=request.user, **values)


class CommitteeAmountView(VerbView):
    Input = CommitteeAmountInput
    Output = CommitteeAmountOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        services.set_committee_amount(application_id=ids["pk"], by=request.user, **values)
        return {"application": ids["pk"], **values}


class Shortlist(VerbView):
    Input = ShortlistInput
    Output = ShortlistOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        moved = services.shortlist_applications(
            round_id=ids["pk"],
            by=request.user,
            application_ids=values["applications"],
            message=values["message"],
        )
        return {"shortlisted": moved}
