"""What goes in and out over HTTP."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from applications import services
from applications.api.amounts import AmountOutput, BudgetTermsOutput
from applications.api.offers import offered
from applications.models import (
    Application,
    AssessedBudget,
    Attachment,
    BudgetRow,
    CorrectionRequest,
    DeadlineExtension,
    EligibilityCheck,
    Submission,
)
from applications.queries.amounts import amounts_of, preview
from applications.rules import field_label
from applications.services import office
from applications.services.correcting import FieldDifference, difference_of
from applications.states import SCAN
from common.api.actions import ActionOutput
from common.api.problems import language
from common.api.serializers import Input, Shown


class BeginInput(Input):
    """A new draft."""

    department = serializers.IntegerField(min_value=1)
    group = serializers.IntegerField(min_value=1)


class PaperInput(Input):
    """An application on paper: the form as typed in by the office, and its stamp. `documents` of the form
    are the codes of those that came with it."""

    department = serializers.IntegerField(min_value=1)
    group = serializers.IntegerField(min_value=1)
    form = serializers.DictField(child=serializers.JSONField(allow_null=True))
    received_at = serializers.DateTimeField()
    postmarked_on = serializers.DateField(allow_null=True, default=None)


class ReasonInput(Input):
    reason = serializers.CharField(max_length=2000, allow_blank=True, default="")


class FieldRequestInput(serializers.Serializer[Any]):
    field = serializers.CharField(max_length=40)
    text = serializers.CharField(max_length=4000, allow_blank=True, default="")


class CorrectionInput(Input):
    """What the group is asked to mend, by when: fields, or of each field what, and a message for them all."""

    fields_asked = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=30, default=list
    )
    requests = FieldRequestInput(many=True, default=list)
    message = serializers.CharField(max_length=4000, allow_blank=True, default="")
    due_on = serializers.DateField()


class PostponeInput(Input):
    due_on = serializers.DateField()
    reason = serializers.CharField(max_length=2000, allow_blank=True)


class CheckedItemInput(serializers.Serializer[Any]):
    item = serializers.CharField(max_length=200)
    code = serializers.CharField(max_length=40, allow_blank=True, default="")
    ok = serializers.BooleanField()
    note = serializers.CharField(max_length=1000, allow_blank=True, default="")


class AcceptInput(Input):
    checklist = CheckedItemInput(many=True, default=list)


class AssessInput(Input):
    """Found incomes and cut rows, as `assess_budget` reads them; its faults name each row and field."""

    income_additions = serializers.ListField(child=serializers.JSONField(), default=list, max_length=100)
    row_cuts = serializers.ListField(child=serializers.JSONField(), default=list, max_length=100)


class ExtendInput(Input):
    until = serializers.DateTimeField()
    reason = serializers.CharField(max_length=2000, allow_blank=True)


class ResubmitInput(Input):
    """Fields of the form to be saved first; empty to file the draft as it is."""

    changes = serializers.DictField(child=serializers.JSONField(allow_null=True), default=dict)


class NamedOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()


class CodedOutput(NamedOutput):
    code = serializers.CharField()


class FaultOutput(serializers.Serializer[Any]):
    """One thing to mend before the draft can be filed."""

    pointer = serializers.CharField()
    code = serializers.CharField()
    ja = serializers.CharField()
    en = serializers.CharField()


class ApplicationRow(Shown[Application]):
    """One line of a list. `state` is what the asker may know."""

    state = serializers.CharField(source="shown_state")
    state_label = serializers.SerializerMethodField()
    group = NamedOutput()
    department = CodedOutput()
    round = CodedOutput()

    class Meta:
        model = Application
        fields = (
            "id",
            "number",
            "title",
            "state",
            "state_label",
            "group",
            "department",
            "round",
            "requested",
            "continuing",
            "created_at",
            "submitted_at",
            "in_grace",
            "version",
        )

    def get_state_label(self, application: Application) -> str:
        shown: str = application.shown_state  # type: ignore[attr-defined]
        return application.lifecycle.states[shown]


class BudgetRowOutput(Shown[BudgetRow]):
    class Meta:
        model = BudgetRow
        fields = (
            "side",
            "position",
            "category",
            "description",
            "unit_price",
            "quantity",
            "unit",
            "amount",
            "eligible",
            "quote_attached",
        )


class SubmissionOutput(Shown[Submission]):
    class Meta:
        model = Submission
        fields = ("number", "at", "sha256", "in_grace", "data", "profile")


class CorrectionItem(serializers.Serializer[Any]):
    """One field side by side. `after` is as filed with the answer; while the correction is open, the group
    sees its draft there, and the office nothing yet (`changed` is null)."""

    field = serializers.CharField()
    label = serializers.SerializerMethodField()  # type: ignore[assignment]
    request_text = serializers.CharField()
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)
    changed = serializers.BooleanField(allow_null=True)

    def get_label(self, item: FieldDifference) -> str:
        return field_label(item.field, language())


class CorrectionOutput(Shown[CorrectionRequest]):
    """What was asked, and what became of each field. `others_changed` names fields that changed although
    they were not asked for; in an answer there are none."""

    fields_asked = serializers.ListField(source="fields", child=serializers.CharField())
    items = serializers.SerializerMethodField()
    others_changed = serializers.SerializerMethodField()

    class Meta:
        model = CorrectionRequest
        fields = (
            "number",
            "fields_asked",
            "message",
            "due_on",
            "state",
            "asked_at",
            "items",
            "others_changed",
        )

    def to_representation(self, correction: CorrectionRequest) -> Any:
        own = correction.application.group_id in self.context["own_groups"]
        correction.difference = difference_of(correction, own=own)  # type: ignore[attr-defined]
        return super().to_representation(correction)

    @extend_schema_field(CorrectionItem(many=True))
    def get_items(self, correction: Any) -> Any:
        return CorrectionItem(correction.difference.items, many=True).data

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_others_changed(self, correction: Any) -> list[str]:
        return list(correction.difference.others)


class AssessmentOutput(Shown[AssessedBudget]):
    class Meta:
        model = AssessedBudget
        fields = (
            "number",
            "eligible",
            "total",
            "other_income",
            "other_grants",
            "income_additions",
            "row_cuts",
            "at",
        )


class EligibilityOutput(Shown[EligibilityCheck]):
    class Meta:
        model = EligibilityCheck
        fields = ("nth_award", "eligible", "reason", "items", "results", "at")


class ConditionOutput(serializers.Serializer[Any]):
    """One condition of the call (N5) as it stands by what was filed: ok, failed, or unknown (for the
    office to check)."""

    code = serializers.CharField()
    label_ja = serializers.CharField()
    label_en = serializers.CharField()
    checked_by = serializers.CharField()
    status = serializers.CharField()


class AttachmentOutput(Shown[Attachment]):
    document_code = serializers.SerializerMethodField()
    scan_state = serializers.ChoiceField(source="state", choices=SCAN.choices)
    scan_label = serializers.SerializerMethodField()

    class Meta:
        model = Attachment
        fields = (
            "id",
            "document_code",
            "name",
            "content_type",
            "size",
            "pages",
            "sha256",
            "scan_state",
            "scan_label",
            "at",
        )

    def get_scan_label(self, attachment: Attachment) -> str:
        return attachment.lifecycle.states[attachment.state]

    def get_document_code(self, attachment: Attachment) -> str:
        return attachment.document_type.code if attachment.document_type else ""


class ExtensionOutput(Shown[DeadlineExtension]):
    approved = serializers.SerializerMethodField()

    class Meta:
        model = DeadlineExtension
        fields = ("until", "reason", "approved")

    def get_approved(self, extension: DeadlineExtension) -> bool:
        return extension.approved_by_id is not None


class ApplicationDetail(ApplicationRow):
    """Everything about one application that the asker may see; parts that are not theirs are null."""

    draft = serializers.SerializerMethodField()
    budget = BudgetRowOutput(source="budget_rows", many=True)
    submissions = SubmissionOutput(many=True)
    corrections = CorrectionOutput(many=True)
    documents = AttachmentOutput(source="live_attachments", many=True)
    assessments = serializers.SerializerMethodField()
    eligibility = serializers.SerializerMethodField()
    conditions = serializers.SerializerMethodField()
    extension = serializers.SerializerMethodField()
    amount = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta(ApplicationRow.Meta):
        fields = (
            *ApplicationRow.Meta.fields,
            "summary",
            "tags",
            "channel",
            "received_at",
            "postmarked_on",
            "paper_documents",
            "draft",
            "budget",
            "submissions",
            "corrections",
            "documents",
            "assessments",
            "eligibility",
            "conditions",
            "extension",
            "amount",
            "actions",
        )  # type: ignore[assignment]

    def _is_office(self, application: Application) -> bool:
        return application.round.fund_id in self.context["office_funds"]

    def _is_member(self, application: Application) -> bool:
        return application.group_id in self.context["own_groups"]

    @extend_schema_field(serializers.DictField(allow_null=True))
    def get_draft(self, application: Application) -> dict[str, Any] | None:
        """The form as it is being written: the group's own."""
        return application.draft if self._is_member(application) else None

    def _tells_assessment(self, application: Application) -> bool:
        return self._is_office(application) or application.round.released_at is not None

    @extend_schema_field(AssessmentOutput(many=True, allow_null=True))
    def get_assessments(self, application: Application) -> Any:
        if not self._tells_assessment(application):
            return None
        return AssessmentOutput(application.assessments.all(), many=True).data

    @extend_schema_field(EligibilityOutput(allow_null=True))
    def get_eligibility(self, application: Application) -> Any:
        check = getattr(application, "eligibility", None)
        return EligibilityOutput(check).data if check and self._is_office(application) else None

    @extend_schema_field(ConditionOutput(many=True, allow_null=True))
    def get_conditions(self, application: Application) -> Any:
        """The conditions of the call, for the office's desk."""
        if not self._is_office(application):
            return None
        return ConditionOutput(office.conditions_of(application), many=True).data

    @extend_schema_field(ExtensionOutput(allow_null=True))
    def get_extension(self, application: Application) -> Any:
        extension = getattr(application, "extension", None)
        return ExtensionOutput(extension).data if extension else None

    @extend_schema_field(AmountOutput)
    def get_amount(self, application: Application) -> Any:
        return preview(application, assessed=self._tells_assessment(application)).as_data()

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, application: Application) -> Any:
        return offered(
            application,
            self.context["request"].user,
            self.context["at"],
            member=self._is_member(application),
            office=self._is_office(application),
        )


class DraftOutput(serializers.Serializer[Any]):
    """The draft as saved, by whom and when last; what it still lacks, and R1's preview on what is typed so
    far. `saved_by` and `saved_at` are null before the first save. `ceiling` is the most that may be applied
    for (null: the call sets no limit), `hints` what of the amount applied for could not be awarded (it may be
    filed all the same), `terms` what the same is worked out with."""

    version = serializers.IntegerField()
    draft = serializers.DictField()
    saved_by = NamedOutput(allow_null=True)
    saved_at = serializers.DateTimeField(allow_null=True)
    faults = FaultOutput(many=True)
    amount = AmountOutput()
    ceiling = AmountOutput(allow_null=True)
    hints = FaultOutput(many=True)
    terms = BudgetTermsOutput()


def draft_values(application: Application) -> dict[str, Any]:
    """What DraftOutput shows. The queries of `check_form` and `amounts_of`, and 1 for who saved last where
    the person is not at hand."""
    amounts = amounts_of(application, assessed=False)
    return {
        "version": application.version,
        "draft": application.draft,
        "saved_by": application.saved_by,
        "saved_at": application.saved_at,
        "faults": services.check_form(application, application.draft)[1],
        "amount": amounts.working.as_data(),
        "ceiling": amounts.ceiling and amounts.ceiling.as_data(),
        "hints": amounts.hints,
        "terms": amounts.terms,
    }


class WritingInput(Input):
    """Where in the form somebody writes: a word of the screen's own, such as `budget`; empty: no longer."""

    part = serializers.RegexField("^[a-z-]*$", max_length=40, allow_blank=True, default="")


class WriterOutput(NamedOutput):
    """Another person of the group who has the form open for writing."""

    part = serializers.CharField()
    at = serializers.DateTimeField()


class WritingOutput(serializers.Serializer[Any]):
    """Who else is writing, and the version that the draft has now."""

    version = serializers.IntegerField()
    writers = WriterOutput(many=True)
