"""Tokens, the visitors' votes and the verdicts of stages over HTTP (N9, N13)."""

from __future__ import annotations

from functools import partial
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.api.actions import ActionOutput, actions
from common.api.serializers import Input
from common.api.views import VerbView
from common.errors import FieldFault, refuse
from reviews import queries, services
from reviews.models import StageResult
from reviews.services.components import require_may_give_tokens
from reviews.services.stages import require_may_decide_stage


def by_application(name: str, typed: dict[str, int]) -> dict[int, int]:
    """Whole numbers by application id, from JSON keys. Raises FieldErrors."""
    ja, en = "申請の番号(ID)を入れてください。", "Give the application's id."
    refuse(
        [
            FieldFault(f"/{name}/{key[:20]}", "reviews.application_id", ja, en)
            for key in typed
            if not (key.isascii() and key.isdecimal() and len(key) < 18)
        ]
    )
    return {int(key): number for key, number in typed.items()}


class TokensInput(Input):
    """All of one's tokens in the component, by application id; what is not named has none."""

    component = serializers.CharField(max_length=40)
    tokens = serializers.DictField(child=serializers.IntegerField(min_value=0, max_value=10_000))


class TokensOutput(serializers.Serializer[Any]):
    """One's own tokens; `per_reviewer` null where their number is free."""

    department = serializers.IntegerField()
    component = serializers.CharField()
    tokens = serializers.DictField(child=serializers.IntegerField(), help_text="by application id")
    given = serializers.IntegerField()
    per_reviewer = serializers.IntegerField(allow_null=True)
    at_most_on_one = serializers.IntegerField(allow_null=True)


class AudienceInput(Input):
    """The votes of every application under review, by application id."""

    component = serializers.CharField(max_length=40)
    votes = serializers.DictField(child=serializers.IntegerField(min_value=0))


class AudienceOutput(serializers.Serializer[Any]):
    component = serializers.CharField()
    votes = serializers.DictField(child=serializers.IntegerField(), help_text="by application id")


class StageInput(Input):
    """pass or fail, with the reason of a failure; `invitation` (when and where) invites to the next stage."""

    stage = serializers.CharField(max_length=40)
    verdict = serializers.ChoiceField(choices=["pass", "fail"])
    note = serializers.CharField(max_length=4000, allow_blank=True, default="")
    invitation = serializers.CharField(max_length=4000, allow_blank=True, default="")


class StageOutput(serializers.ModelSerializer[StageResult]):
    application = serializers.IntegerField(source="application_id")
    stage = serializers.CharField()
    verdict = serializers.ChoiceField(choices=["pass", "fail"])

    class Meta:
        model = StageResult
        fields = ("application", "stage", "verdict", "note", "at")


class Tokens(VerbView):
    """A reviewer's own tokens: given, and looked at again."""

    Input = TokensInput
    Output = TokensOutput

    @extend_schema(
        responses=TokensOutput, parameters=[OpenApiParameter("component", str, description="its code")]
    )
    def get(self, request: Request, pk: int) -> Response:
        """One's own tokens in a component, while they may still be changed."""
        return Response(self.show(request, (pk, request.GET.get("component", ""))))

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        services.give_tokens(
            department_id=ids["pk"],
            by=request.user,
            component=values["component"],
            tokens=by_application("tokens", values["tokens"]),
        )
        return ids["pk"], values["component"]

    def show(self, request: Request, result: Any) -> Any:
        department_id, code = result
        department = queries.find_department(department_id)
        member = require_may_give_tokens(department, request.user, clock.now())
        component = services.component_of(department, code, "tokens")
        tokens = queries.own_tokens(member, department, code)
        shown = {
            "department": department.pk,
            "component": code,
            "tokens": tokens,
            "given": sum(tokens.values()),
            "per_reviewer": queries.tokens_per_reviewer(department, component),
            "at_most_on_one": component.at_most_on_one,
        }
        return TokensOutput(shown).data


class RecordAudience(VerbView):
    Input = AudienceInput
    Output = AudienceOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        votes = by_application("votes", values["votes"])
        services.record_audience(
            department_id=ids["pk"], by=request.user, component=values["component"], votes=votes
        )
        return {"component": values["component"], "votes": votes}


class DecideStage(VerbView):
    Input = StageInput
    Output = StageOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.decide_stage(application_id=ids["pk"], by=request.user, **values)


class StageLineOutput(serializers.Serializer[Any]):
    """A stage of an application. `applies` is null where what its condition asks is not on record; `verdict`
    is empty until somebody has said it. `actions` hold `decide_stage` where something is decided there."""

    code = serializers.CharField(source="stage.code")
    label = serializers.SerializerMethodField()  # type: ignore[assignment]
    by = serializers.CharField(source="stage.by")
    kind = serializers.CharField(source="stage.kind")
    decides = serializers.CharField(source="stage.decides")
    public = serializers.BooleanField(source="stage.public")
    applies = serializers.BooleanField(allow_null=True)
    verdict = serializers.CharField(source="result.verdict", default="")
    note = serializers.CharField(source="result.note", default="")
    decided_by = serializers.CharField(source="result.by.name", default="")
    decided_at = serializers.DateTimeField(source="result.at", default=None, allow_null=True)
    actions = serializers.SerializerMethodField()

    def get_label(self, line: queries.StageLine) -> str:
        return line.stage.label_ja or line.stage.code

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, line: queries.StageLine) -> Any:
        stage, application = line.stage, self.context["application"]
        if line.applies is False or (stage.decides != "pass" and not stage.attendance):
            return []
        user = self.context["request"].user
        label = "段階の結果を記録する"
        check = partial(require_may_decide_stage, application, stage, user)
        return ActionOutput(actions([("decide_stage", label, check)]), many=True).data


class Stages(APIView):
    @extend_schema(responses=StageLineOutput(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """Where an application stands in the stages of its review, for committee and office."""
        application = queries.staged_application(request.user, pk)
        context = {"request": request, "application": application}
        lines = queries.stage_lines(application)
        return Response(StageLineOutput(lines, many=True, context=context).data)
