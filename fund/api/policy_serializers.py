"""A call's versions, differences and sentences over HTTP, and what comes in to load or change one."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.api.actions import ActionOutput
from common.api.fields import WholeNumber
from common.api.serializers import Input
from common.errors import FieldErrors, FieldFault
from fund.api.offers import version_offers
from fund.api.round_serializers import RoundDetail
from fund.models import CallVersion
from people.api.serializers import PersonOutput

SOURCES = ("policy", "text", "example")
# What every database can hold as a version's number.
MOST = 30_000


class SectionOutput(serializers.Serializer[Any]):
    """`key` names the section wherever it stands in the document."""

    key = serializers.CharField()
    title = serializers.CharField()
    lines = serializers.ListField(child=serializers.CharField())


class CallExplanationOutput(serializers.Serializer[Any]):
    """`version` is null for what holds now."""

    round = serializers.IntegerField()
    version = serializers.IntegerField(allow_null=True)
    sections = SectionOutput(many=True)


class SettingChangeOutput(serializers.Serializer[Any]):
    """One setting before and after; null where there is none."""

    pointer = serializers.CharField()
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)
    ja = serializers.CharField()
    en = serializers.CharField()


class DifferenceOutput(serializers.Serializer[Any]):
    """What version `number` says differently from version `before`."""

    number = serializers.IntegerField()
    before = serializers.IntegerField()
    changes = SettingChangeOutput(many=True)


class VersionOfficeOutput(serializers.Serializer[Any]):
    """What the office alone sees of a version."""

    reason = serializers.CharField()
    prepared_by = PersonOutput(allow_null=True)
    prepared_at = serializers.DateTimeField()
    approved_by = PersonOutput(allow_null=True)


class VersionRow(serializers.ModelSerializer[CallVersion]):
    """One version of a call: what it changed, and what people were told."""

    state_label = serializers.SerializerMethodField()
    changes = SettingChangeOutput(many=True)
    office = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta:
        model = CallVersion
        fields = (
            "number",
            "state",
            "state_label",
            "sha256",
            "in_force_at",
            "changes",
            "notice",
            "office",
            "actions",
        )

    def get_state_label(self, version: CallVersion) -> str:
        return version.lifecycle.states[version.state]

    def _is_office(self, version: CallVersion) -> bool:
        return version.round.fund_id in self.context["office_funds"]

    @extend_schema_field(VersionOfficeOutput(allow_null=True))
    def get_office(self, version: CallVersion) -> Any:
        return VersionOfficeOutput(version).data if self._is_office(version) else None

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, version: CallVersion) -> Any:
        return version_offers(version, self.context["request"].user) if self._is_office(version) else []


class FindingOutput(serializers.Serializer[Any]):
    """Something worth a look; `pointer` goes into the document."""

    pointer = serializers.CharField()
    code = serializers.CharField()
    ja = serializers.CharField()
    en = serializers.CharField()


class LoadedOutput(serializers.Serializer[Any]):
    """`made` is false when the same round was there before, or when the document was only checked."""

    made = serializers.BooleanField()
    round = RoundDetail(allow_null=True)
    warnings = FindingOutput(many=True)


class ExplanationQuery(Input):
    version = WholeNumber(required=False, min_value=1, max_value=MOST)


class DifferenceQuery(Input):
    """`from` is a word of Python's, so the field is put in by name."""

    def get_fields(self) -> dict[str, Any]:
        return {"from": WholeNumber(required=False, min_value=1, max_value=MOST)}


class ChangeInput(Input):
    """`pointer` names an item of a list by its code: /departments/START/rules/steps/0/cap."""

    pointer = serializers.CharField(max_length=400)
    value = serializers.JSONField(allow_null=True)


class AmendmentInput(Input):
    changes = serializers.ListField(child=ChangeInput(), min_length=1, max_length=200)
    reason = serializers.CharField(max_length=2000, allow_blank=True)
    notice = serializers.CharField(max_length=4000, allow_blank=True)


class CopyInput(Input):
    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=120)
    fiscal_year = WholeNumber(min_value=1990, max_value=2200)


class DocumentInput(Input):
    """One of `policy` (the document), `text` (as YAML) or `example` (its name), for a fund's office."""

    fund = serializers.IntegerField(min_value=1, max_value=10**18)
    policy = serializers.DictField(required=False)
    text = serializers.CharField(max_length=1_000_000, required=False, trim_whitespace=False)
    example = serializers.CharField(max_length=80, required=False)
    edition = serializers.CharField(max_length=80, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if sum(name in attrs for name in SOURCES) != 1:
            ja = "policy・text・example のどれか1つを入れてください。"
            en = "Please give one of policy, text and example."
            raise FieldErrors([FieldFault("/policy", "fund.one_source", ja, en)])
        return attrs


class LoadInput(DocumentInput):
    """A document to put into preparation. `fiscal_year` moves every date along; `check` only reads."""

    code = serializers.CharField(max_length=20, allow_blank=True, default="")
    fiscal_year = WholeNumber(min_value=1990, max_value=2200, required=False)
    with_sub_funds = serializers.BooleanField(default=False)
    check = serializers.BooleanField(default=False)
