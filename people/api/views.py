"""Groups, their members and their account over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.lists import KanaPages
from common.api.views import Detail, PagedList, VerbView
from common.errors import NotFound
from common.zengin import UnknownBank, UnknownBranch
from people import queries, services
from people.api.serializers import (
    AccountInput,
    AccountOutput,
    AccountPreviewInput,
    AccountPreviewOutput,
    EndMemberInput,
    GroupChangeInput,
    GroupDetail,
    GroupInput,
    GroupRow,
    MemberInput,
)
from people.models import Group
from people.permissions import require_group_role


def detail_of(request: Request, group_id: int) -> Any:
    """One group as its member sees it. Raises NotFound."""
    found = queries.with_members(queries.own_groups(request.user)).filter(pk=group_id).first()
    if found is None:
        raise NotFound
    return GroupDetail(found, context={"request": request}).data


class Groups(PagedList):
    """The groups one belongs to, by kana."""

    serializer_class = GroupRow
    pagination_class = KanaPages

    def get_queryset(self) -> QuerySet[Group]:
        return queries.own_groups(self.request.user)

    @extend_schema(request=GroupInput, responses={201: GroupDetail})
    def post(self, request: Request) -> Response:
        """Found a group's record; whoever does becomes its representative."""
        made = services.create_group(by=request.user, **GroupInput.read(request.data))
        return Response(detail_of(request, made.pk), status=status.HTTP_201_CREATED)


class GroupView(Detail):
    serializer_class = GroupDetail

    def get_queryset(self) -> QuerySet[Group]:
        return queries.with_members(queries.own_groups(self.request.user))

    @extend_schema(request=GroupChangeInput, responses=GroupDetail)
    def patch(self, request: Request, pk: int) -> Response:
        """Change the profile; applications already filed keep theirs."""
        services.update_group(group_id=pk, by=request.user, **GroupChangeInput.read(request.data))
        return Response(detail_of(request, pk))


class GroupVerb(VerbView):
    """A verb that answers with the group's detail."""

    Output = GroupDetail

    def show(self, request: Request, result: Any) -> Any:
        return detail_of(request, self.kwargs["pk"])


class AddMember(GroupVerb):
    """Give somebody who is or was in the group another role in it; others are invited."""

    Input = MemberInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        # Before the address is looked up: who may not add anybody learns of nobody.
        require_group_role(request.user, ids["pk"], "representative")
        person = queries.known_in(ids["pk"], values["email"])
        return services.add_member(group_id=ids["pk"], user=person, role=values["role"], by=request.user)


class EndMember(APIView):
    @extend_schema(request=EndMemberInput, responses={204: None})
    def post(self, request: Request, pk: int) -> Response:
        """End somebody's place in the group; one's own may be ended by oneself."""
        values = EndMemberInput.read(request.data)
        services.end_membership(group_id=pk, user_id=values["user"], by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


@contextmanager
def bank_faults_pointed_out() -> Iterator[None]:
    """Which of the two codes is wrong, for the form."""
    try:
        yield
    except UnknownBank as refusal:
        refusal.pointer = "/bank_code"
        raise
    except UnknownBranch as refusal:
        refusal.pointer = "/branch_code"
        raise


class AccountPreview(VerbView):
    """The account as the bank will read it, before anything is saved; names what a bank file cannot carry."""

    Input = AccountPreviewInput
    Output = AccountPreviewOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        with bank_faults_pointed_out():
            bank, branch, holder = services.preview_bank_account(**values)
        return {"bank": bank, "branch": branch, "holder_kana": holder.value, "changes": holder.changes}


class EnterAccount(VerbView):
    """Enter or change the group's account; it waits seven days and for a second person (R14)."""

    Input = AccountInput
    Output = AccountOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        with bank_faults_pointed_out():
            return services.enter_bank_account(group_id=ids["pk"], by=request.user, **values)

    def show(self, request: Request, result: Any) -> Any:
        return AccountOutput(result, context={"whole_number": True}).data
