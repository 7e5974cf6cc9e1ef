"""A dry run of a round over HTTP: ranking, line and amounts for pasted scores. Nothing is written."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from awards.rules.trial import trial
from awards.rules.trial_csv import MOST_BYTES, read_scores
from awards.rules.trial_text import as_data
from common.api.serializers import Input
from common.api.views import VerbView
from common.errors import NotFound
from fund.call_document import parsed_call
from fund.permissions import require_role
from fund.policy.findings import refuse_findings
from fund.queries import visible_rounds, with_setup


class TryInput(Input):
    """`scores`: a table as text, one row for each application and reviewer (docs/policies.md)."""

    scores = serializers.CharField(max_length=MOST_BYTES, trim_whitespace=False)


class TriedRow(serializers.Serializer[Any]):
    """One application; only what the policy uses is there. `award` in yen."""

    application = serializers.CharField()
    rank = serializers.IntegerField(allow_null=True)
    tied = serializers.BooleanField()
    score = serializers.CharField(required=False)
    components = serializers.DictField(child=serializers.CharField(), required=False)
    passes = serializers.BooleanField()
    failed = serializers.ListField(child=serializers.CharField())
    stage_failed = serializers.CharField(required=False)
    outcome = serializers.CharField()
    award = serializers.IntegerField()
    binding = serializers.ListField(child=serializers.CharField())
    binding_labels = serializers.ListField(child=serializers.CharField(), required=False)


class TriedDepartment(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    left = serializers.IntegerField(allow_null=True)
    rows = TriedRow(many=True)


class TriedWarning(serializers.Serializer[Any]):
    department = serializers.CharField()
    name = serializers.CharField()
    ja = serializers.CharField()
    en = serializers.CharField()


class TriedOutput(serializers.Serializer[Any]):
    departments = TriedDepartment(many=True)
    warnings = TriedWarning(many=True)


class TryRound(VerbView):
    """What the round's settings make of pasted scores (officer)."""

    Input = TryInput
    Output = TriedOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        call = with_setup(visible_rounds(request.user)).filter(pk=ids["pk"]).first()
        if call is None:
            raise NotFound
        require_role(request.user, call.fund_id, "officer")
        parsed = parsed_call(call)
        if parsed.settings is None:
            refuse_findings(parsed.findings)
        assert parsed.settings is not None
        found = as_data(
            parsed.settings, trial(parsed.settings, read_scores(parsed.settings, values["scores"]))
        )
        told = [
            {"department": item.pointer, "name": item.name, "ja": item.ja, "en": item.en}
            for item in parsed.findings
        ]
        return {**found, "warnings": [*told, *found["warnings"]]}
