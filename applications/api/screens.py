"""What the screens of the form need at once (A4–A11): the application, its round, its group, its draft."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from applications import queries
from applications.api.offers import offered
from applications.api.serializers import (
    ApplicationRow,
    AttachmentOutput,
    DraftOutput,
    ExtensionOutput,
    draft_values,
)
from applications.api.views import eyes_of
from applications.models import Application
from applications.rules import CONSENT_TEXTS, CONSENTS, PUBLIC_ITEMS, TEXT_LIMITS, TITLE_LIMIT
from common import clock
from common.api.actions import ActionOutput
from common.api.problems import language
from common.errors import NotFound
from fund.api.round_serializers import RoundDetail
from fund.api.rounds import eyes_of as eyes_on_round
from fund.api.rounds import shown_to, with_everything
from people.api.serializers import GroupDetail
from people.permissions import memberships
from people.queries import own_groups, with_members


class ConsentOutput(serializers.Serializer[Any]):
    """One consent that the round asks for, in full; `version` numbers its wording."""

    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    text = serializers.CharField()
    version = serializers.IntegerField()


class FormSetupOutput(serializers.Serializer[Any]):
    """Limits of the form in characters a person sees, its consents, and what becomes public."""

    title_limit = serializers.IntegerField()
    text_limits = serializers.DictField(child=serializers.IntegerField())
    project_from = serializers.DateField()
    project_to = serializers.DateField()
    consents = ConsentOutput(many=True)
    public_items = serializers.ListField(child=serializers.CharField())


class FormApplication(ApplicationRow):
    """The application's own line, with what one may do with it now."""

    extension = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta(ApplicationRow.Meta):
        fields = (*ApplicationRow.Meta.fields, "extension", "actions")  # type: ignore[assignment]

    @extend_schema_field(ExtensionOutput(allow_null=True))
    def get_extension(self, application: Application) -> Any:
        extension = getattr(application, "extension", None)
        return ExtensionOutput(extension).data if extension else None

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, application: Application) -> Any:
        user, at = self.context["request"].user, self.context["at"]
        return offered(application, user, at, member=True, office=False)


class FormScreenOutput(serializers.Serializer[Any]):
    """One form with all around it, for the group's own people."""

    application = FormApplication()
    round = RoundDetail()
    group = GroupDetail()
    form = FormSetupOutput()
    draft = DraftOutput()
    documents = AttachmentOutput(many=True)
    now = serializers.DateTimeField()


class FormScreen(APIView):
    @extend_schema(responses=FormScreenOutput)
    def get(self, request: Request, pk: int) -> Response:
        """Everything that the screens of a form show, at once."""
        own = memberships(request.user).values("group_id")
        found = queries.with_details(queries.visible_to(request.user)).filter(pk=pk, group_id__in=own).first()
        if found is None:
            raise NotFound
        call = with_everything(shown_to(request)).filter(pk=found.round_id).first()
        group = with_members(own_groups(request.user)).filter(pk=found.group_id).first()
        if call is None or group is None:
            raise NotFound
        eyes = {**eyes_of(request), "request": request}
        return Response(
            {
                "application": FormApplication(found, context=eyes).data,
                "round": RoundDetail(call, context=eyes_on_round(request)).data,
                "group": GroupDetail(group, context={"request": request}).data,
                "form": FormSetupOutput(_form_of(found)).data,
                "draft": DraftOutput(draft_values(found)).data,
                "documents": AttachmentOutput(found.live_attachments, many=True).data,  # type: ignore[attr-defined]
                "now": clock.now(),
            },
            headers={"ETag": f'"{found.version}"'},
        )


def _form_of(application: Application) -> dict[str, Any]:
    """What the form asks. No query for one of `with_details`."""
    call, rules = application.round, application.department.rules
    place = 0 if language() == "ja" else 1
    version = call.policy_version.number
    asked = call.policy.consents
    return {
        "title_limit": TITLE_LIMIT,
        "text_limits": TEXT_LIMITS,
        "project_from": call.project_from
        if rules.starts_before_decision
        else max(call.project_from, call.decided_on),
        "project_to": call.project_to,
        "consents": [
            {
                "kind": kind,
                "label": CONSENTS.get(kind, (kind, kind))[place],
                "text": CONSENT_TEXTS.get(kind, ("", ""))[place],
                "version": version,
            }
            for kind in asked
        ],
        "public_items": [names[place] for names in PUBLIC_ITEMS] if "publication" in asked else [],
    }
