"""Before anybody signs in: whether a group may apply, and what for, of one call over HTTP."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from applications.api.amounts import BudgetTermsOutput
from applications.queries.amounts import at_hand
from applications.rules import Names, budget_terms, check_questions
from common import clock
from common.errors import NotFound
from fund.call_document import call_settings
from fund.models import Department, Round
from fund.policy.explaining import explain
from fund.queries import is_open_to_applicants, rounds_public, with_setup


class CheckAnswerOutput(serializers.Serializer[Any]):
    """One answer to choose. `status` ok, unknown (ask the office) or failed; `nth` is the award that is then
    applied for (null: says nothing of it)."""

    code = serializers.CharField()
    label_ja = serializers.CharField()
    label_en = serializers.CharField()
    status = serializers.ChoiceField(choices=("ok", "unknown", "failed"))
    reason_ja = serializers.CharField()
    reason_en = serializers.CharField()
    nth = serializers.IntegerField(allow_null=True)


class CheckQuestionOutput(serializers.Serializer[Any]):
    """`items` are sentences the question is about, `article` the key of the section it rests on."""

    code = serializers.CharField()
    text_ja = serializers.CharField()
    text_en = serializers.CharField()
    items = serializers.ListField(child=serializers.CharField())
    article = serializers.CharField()
    answers = CheckAnswerOutput(many=True)


class CheckDepartmentOutput(serializers.Serializer[Any]):
    """`offered` off: not held this year. `terms` are those of a first award."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    offered = serializers.BooleanField()
    questions = CheckQuestionOutput(many=True)
    terms = BudgetTermsOutput()


class ArticleOutput(serializers.Serializer[Any]):
    """A section of the call document: its key and its numbered title."""

    key = serializers.CharField()
    title = serializers.CharField()


class RoundCheckOutput(serializers.Serializer[Any]):
    """What a call asks of who applies, and how it works out an amount. `accepting`: a new draft may be begun
    now."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    fund = serializers.CharField()
    accepting = serializers.BooleanField()
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    articles = ArticleOutput(many=True)
    departments = CheckDepartmentOutput(many=True)


class RoundCheck(APIView):
    """The same for everybody, whoever is signed in."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    http_method_names = ["get", "head", "options"]

    @extend_schema(responses=RoundCheckOutput)
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """The questions and the terms of every department of a published round. 5 queries."""
        found = with_setup(rounds_public()).filter(pk=pk).first()
        if found is None:
            raise NotFound
        shown = RoundCheckOutput(_check(found)).data
        etag = f'"{hashlib.sha256(JSONRenderer().render(shown)).hexdigest()[:32]}"'
        answer = Response(shown, headers={"ETag": etag, "Cache-Control": "public, no-cache"})
        return get_conditional_response(request._request, etag=etag) or answer


def _check(call: Round) -> dict[str, Any]:
    departments = {row.code: row.name for row in call.departments.all()}
    asked = {row.code: row.label_ja for row in call.questions.all()}
    asked |= {row.code: row.label_ja for row in call.document_types.all()}
    names = Names(lambda code: departments.get(code, code), lambda code: asked.get(code, code))
    return {
        "id": call.pk,
        "code": call.code,
        "name": call.name,
        "fund": call.fund.name,
        "accepting": is_open_to_applicants(call, clock.now()),
        "opens_at": call.opens_at,
        "closes_at": call.closes_at,
        "articles": explain(call_settings(call)),
        "departments": [_department(call, row, names) for row in call.departments.all()],
    }


def _department(call: Round, row: Department, names: Names) -> dict[str, Any]:
    left = at_hand(call, row)
    return {
        "id": row.pk,
        "code": row.code,
        "name": row.name,
        "offered": row.rules.offered,
        "questions": check_questions(row.rules, names),
        "terms": budget_terms(call.policy, row.rules, nth=1, remaining_budget=left),
    }
