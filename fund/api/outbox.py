"""Letters and groups' accounts on the office's desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.lists import CountedList
from common.api.views import VerbView
from common.errors import NotFound
from fund import desk, services
from fund.api.desk_serializers import (
    GroupAccountDetail,
    GroupAccountRow,
    LetterDetail,
    LetterRow,
    LettersInput,
    LettersMovedOutput,
)
from fund.api.filters import AccountFilter, LetterFilter
from fund.models import Fund
from fund.permissions import require_role
from notices import services as notices
from notices.models import Notice
from people.models import BankAccount


class Letters(CountedList):
    """The outbox of the funds one works for, newest first, with `counts` by state."""

    serializer_class = LetterRow
    filterset_class = LetterFilter

    def get_queryset(self) -> QuerySet[Notice]:
        return desk.visible_letters(self.request.user)


class LetterView(APIView):
    @extend_schema(responses=LetterDetail)
    def get(self, request: Request, pk: int) -> Response:
        """One letter as it was or would be sent."""
        found = desk.visible_letters(request.user).filter(pk=pk).first()
        if found is None:
            raise NotFound
        fund_id = Fund.objects.values_list("pk", flat=True).get(code=found.fund_code)
        return Response(LetterDetail(found, context={"request": request, "fund_id": fund_id}).data)


class MoveLetters(VerbView):
    """All of the letters named, or none."""

    Input = LettersInput
    Output = LettersMovedOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        wanted = set(values["letters"])
        mine = desk.visible_letters(request.user).filter(pk__in=wanted)
        codes = dict(mine.values_list("pk", "fund_code"))
        if codes.keys() != wanted:
            raise NotFound
        for fund_id in Fund.objects.filter(code__in=set(codes.values())).values_list("pk", flat=True):
            require_role(request.user, fund_id, "officer")
        return {"moved": self.move()(notice_ids=sorted(wanted), by=request.user)}

    def move(self) -> Callable[..., int]:
        raise NotImplementedError


class ReleaseLetters(MoveLetters):
    """Let held letters go."""

    def move(self) -> Callable[..., int]:
        return notices.release


class SuppressLetters(MoveLetters):
    """Keep held or waiting letters from being sent."""

    def move(self) -> Callable[..., int]:
        return notices.suppress


class GroupAccounts(CountedList):
    """Accounts of the groups that deal with the fund; `state=entered` wait to be confirmed (R14)."""

    serializer_class = GroupAccountRow
    filterset_class = AccountFilter
    queryset = BankAccount.objects.none()

    def get_queryset(self) -> QuerySet[BankAccount]:
        return desk.accounts_of_groups(desk.office_of(self.request.user, self.kwargs["pk"]))

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "whole_number": True}


def account_of(request: Request, fund_id: int, account_id: int) -> Any:
    """One group's account as the office sees it. Raises NotFound."""
    fund = desk.office_of(request.user, fund_id)
    found = desk.accounts_of_groups(fund).filter(pk=account_id).first()
    if found is None:
        raise NotFound
    context = {"request": request, "fund": fund, "whole_number": True}
    return GroupAccountDetail(found, context=context).data


class GroupAccountView(APIView):
    @extend_schema(responses=GroupAccountDetail)
    def get(self, request: Request, pk: int, account_id: int) -> Response:
        """One group's account, to compare with its passbook."""
        return Response(account_of(request, pk, account_id))


class VerifyAccount(VerbView):
    """The office's second look at a group's account, once its hold is over (R14)."""

    Output = GroupAccountDetail

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        account_of(request, ids["pk"], ids["account_id"])
        return services.verify_group_account(fund_id=ids["pk"], account_id=ids["account_id"], by=request.user)

    def show(self, request: Request, result: Any) -> Any:
        return account_of(request, self.kwargs["pk"], self.kwargs["account_id"])
