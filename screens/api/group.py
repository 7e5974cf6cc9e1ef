"""団体の情報 over HTTP."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.errors import NotFound
from people.api.account import InvitationOutput
from people.api.documents import GroupDocumentOutput
from people.api.serializers import GroupDetail, MemberOutput
from people.models import Membership
from people.permissions import LABELS
from people.queries import own_groups, with_members
from screens.queries.group import around


class ProfileMember(MemberOutput):
    """`last_seen_at` is when the person last signed in."""

    last_seen_at = serializers.DateTimeField(source="user.last_login", allow_null=True)

    class Meta(MemberOutput.Meta):
        model = Membership
        fields = (*MemberOutput.Meta.fields, "last_seen_at")  # type: ignore[assignment]


class ProfileGroup(GroupDetail):
    members_present = ProfileMember(source="present_members", many=True)


class GroupRoleOutput(serializers.Serializer[Any]):
    role = serializers.CharField()
    role_label = serializers.CharField()


class PastAwardOutput(serializers.Serializer[Any]):
    """One award so far; `amount` in yen, null of a year that was taken in."""

    fund = serializers.CharField()
    fiscal_year = serializers.IntegerField()
    department = serializers.CharField()
    title = serializers.CharField()
    amount = serializers.IntegerField(allow_null=True)
    state_label = serializers.CharField()


class GroupProfileOutput(serializers.Serializer[Any]):
    group = serializers.SerializerMethodField()
    roles = GroupRoleOutput(many=True)
    documents = GroupDocumentOutput(many=True)
    invitations = InvitationOutput(many=True)
    past_awards = PastAwardOutput(many=True)

    @extend_schema_field(ProfileGroup)
    def get_group(self, shown: dict[str, Any]) -> Any:
        return ProfileGroup(shown["group"], context=self.context).data


class GroupProfile(APIView):
    @extend_schema(responses=GroupProfileOutput)
    def get(self, request: Request, pk: int) -> Response:
        """A group as its own people see it: profile, people, open invitations (for the representative),
        papers, account and awards so far."""
        found = with_members(own_groups(request.user)).filter(pk=pk).first()
        if found is None:
            raise NotFound
        shown = {
            "group": found,
            "roles": [{"role": role, "role_label": label} for role, label in LABELS.items()],
            **vars(around(request.user, pk)),
        }
        return Response(GroupProfileOutput(shown, context={"request": request}).data)
