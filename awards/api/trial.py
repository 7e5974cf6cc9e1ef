"""A dry run of a round over HTTP: ranking, line and amounts for pasted scores. Nothing is written."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from awards.rules.trial import trial
from awards.rules.trial_csv import MOST_BYTES, read_scores
from awards.rules.trial_text import as_data
from common.api.limits import count_try
from common.api.serializers import Input
from common.api.views import VerbView
from common.errors import FieldErrors, NotFound
from fund.api.faults import settings_under
from fund.api.policies import document_in
from fund.api.policy_serializers import DocumentInput
from fund.call_document import parsed_call
from fund.permissions import require_role
from fund.policy.call import CallSettings
from fund.policy.parsing import Parsed, parse_call
from fund.queries import visible_rounds, with_setup


class TryInput(Input):
    """`scores`: a table as text, one row for each application and reviewer (docs/policies.md)."""

    scores = serializers.CharField(max_length=MOST_BYTES, trim_whitespace=False)


class TryPolicyInput(DocumentInput):
    """A document (`policy`, `text` or `example`), the fund whose office asks, and the table."""

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


def _count(request: Request) -> None:
    """A trial may keep a process busy for a second: so many an hour are enough for any office."""
    count_try("trials", str(request.user.pk), most=300, seconds=3600)


class TryRound(VerbView):
    """What the round's settings make of pasted scores (officer)."""

    limited = True
    Input = TryInput
    Output = TriedOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        call = with_setup(visible_rounds(request.user)).filter(pk=ids["pk"]).first()
        if call is None:
            raise NotFound
        require_role(request.user, call.fund_id, "officer")
        _count(request)
        return _tried(parsed_call(call), values["scores"])


class TryPolicy(VerbView):
    """What a document that is not loaded yet makes of pasted scores (officer)."""

    limited = True
    Input = TryPolicyInput
    Output = TriedOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        require_role(request.user, values["fund"], "officer")
        _count(request)
        with settings_under("/policy" if "policy" in values else ""):
            parsed = parse_call(document_in(values))
            _require_readable(parsed)
        return _tried(parsed, values["scores"])


def _require_readable(parsed: Parsed) -> CallSettings:
    """The settings, or everything that keeps them from being read. Raises FieldErrors."""
    if parsed.settings is None:
        raise FieldErrors([found.fault() for found in parsed.refused])
    return parsed.settings


def _tried(parsed: Parsed, scores: str) -> dict[str, Any]:
    """The result, with what is to be said of the settings before what the scores bring to light. Raises
    FieldErrors."""
    settings = _require_readable(parsed)
    found = as_data(settings, trial(settings, read_scores(settings, scores)))
    told = [
        {"department": item.pointer, "name": item.name, "ja": item.ja, "en": item.en}
        for item in parsed.findings
    ]
    return {**found, "warnings": [*told, *found["warnings"]]}
