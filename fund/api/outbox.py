"""Letters and groups' accounts on the office's desk."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.lists import CountedList
from common.api.views import VerbView, version_of
from common.errors import NotFound, refuse
from fund import desk, letters, services
from fund.api.desk_serializers import (
    GroupAccountDetail,
    GroupAccountRow,
    LetterDetail,
    LetterKindDetail,
    LetterKindOutput,
    LetterPreviewOutput,
    LetterRow,
    LettersInput,
    LettersMovedOutput,
    LetterTextInput,
    LetterTextsInput,
    RoundMailOutput,
)
from fund.api.filters import AccountFilter, LetterFilter
from fund.api.offers import mail_offers
from fund.models import Fund
from notices.models import Notice
from notices.texts import Text
from notices.wording import WORDED, known_placeholders, text_faults
from people.models import BankAccount


class Letters(CountedList):
    """The outbox of the funds one works for, newest first, with `counts` by state."""

    serializer_class = LetterRow
    filterset_class = LetterFilter

    def get_queryset(self) -> QuerySet[Notice]:
        return letters.visible_letters(self.request.user)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        page = args[0] if args else []
        context = {**self.get_serializer_context(), "own": letters.words_for(page)}
        return LetterRow(*args, **{**kwargs, "context": context})


def letter_of(request: Request, letter_id: int) -> Any:
    """One letter as it was or would be sent. Raises NotFound."""
    found = letters.visible_letters(request.user).filter(pk=letter_id).first()
    if found is None:
        raise NotFound
    fund_id = Fund.objects.values_list("pk", flat=True).get(code=found.fund_code)
    context = {"request": request, "fund_id": fund_id, "own": letters.words_for([found])}
    return LetterDetail(found, context=context).data


class LetterView(APIView):
    @extend_schema(responses=LetterDetail)
    def get(self, request: Request, pk: int) -> Response:
        """One letter as it was or would be sent."""
        return Response(letter_of(request, pk))


class EditLetter(VerbView):
    """Word one letter that has not gone out in its own way. It is held until it is let go; placeholders
    (`{amount}`) keep following the facts."""

    Input = LetterTextInput
    Output = LetterDetail

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.edit_letter(letter_id=ids["pk"], by=request.user, **values)

    def show(self, request: Request, result: Any) -> Any:
        return letter_of(request, result.pk)


class MoveLetters(VerbView):
    """All of the letters named, or none."""

    Input = LettersInput
    Output = LettersMovedOutput
    verb: ClassVar[str]

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        moved = services.move_letters(letter_ids=values["letters"], verb=self.verb, by=request.user)
        return {"moved": moved}


class ReleaseLetters(MoveLetters):
    """Let held letters go."""

    verb = "release"


class HoldLetters(MoveLetters):
    """Keep waiting letters until they are let go."""

    verb = "hold"


class SuppressLetters(MoveLetters):
    """Keep held or waiting letters from being sent."""

    verb = "suppress"


class SendLettersAgain(MoveLetters):
    """Try letters anew that the mail server refused, once the address is mended."""

    verb = "send_again"


def mail_of(request: Request, round_id: int) -> dict[str, Any]:
    """The round's mail with what may be done with it. Raises NotFound."""
    user: Any = request.user
    found = letters.mail_of_round(user, round_id)
    return {**found, "actions": mail_offers(found["call"], found["held"], user)}


class RoundMail(VerbView):
    """Hold the round's mail: whatever is written about it waits in the outbox."""

    Output = RoundMailOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        services.hold_round_mail(round_id=ids["pk"], by=request.user)
        return mail_of(request, ids["pk"])

    @extend_schema(responses=RoundMailOutput)
    def get(self, request: Request, pk: int) -> Response:
        """Whether the round's mail is held, and its letters by state. To its office. 3 queries."""
        return Response(RoundMailOutput(mail_of(request, pk)).data)


class LetRoundMailGo(VerbView):
    """End the hold and send what waits. Letters with results wait for the release of the results."""

    Output = RoundMailOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        services.let_round_mail_go(round_id=ids["pk"], by=request.user)
        return mail_of(request, ids["pk"])


class LetterTexts(APIView):
    @extend_schema(responses=LetterKindOutput(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """Every kind of letter with its Japanese subject, and which the fund words itself. 3 queries."""
        shown = letters.letter_kinds(desk.office_of(request.user, pk))
        return Response(LetterKindOutput(shown, many=True).data)


class LetterTextView(APIView):
    versioned = True

    @extend_schema(responses=LetterKindDetail)
    def get(self, request: Request, pk: int, kind: str) -> Response:
        """How the fund words one kind of letter, which placeholders it may use, and how it reads."""
        return self._show(request, pk, kind)

    @extend_schema(request=LetterTextsInput, responses=LetterKindDetail)
    def put(self, request: Request, pk: int, kind: str) -> Response:
        """The fund's own words from now on; all four empty: the product's again. If-Match names the
        version that was edited (0: none yet). Every version is kept."""
        desk.office_of(request.user, pk)
        number = version_of(request)
        texts = LetterTextsInput.read(request.data)
        services.word_letters(fund_id=pk, kind=kind, texts=texts, number=number, by=request.user)
        return self._show(request, pk, kind)

    def _show(self, request: Request, pk: int, kind: str) -> Response:
        shown = LetterKindDetail(letters.letter_kind(desk.office_of(request.user, pk), kind)).data
        return Response(shown, headers={"ETag": f'"{shown["number"]}"'})


class PreviewLetterText(VerbView):
    """How words would read, on the fund's latest letter of the kind or an example. Nothing is kept."""

    Input = LetterTextsInput
    Output = LetterPreviewOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        fund = desk.office_of(request.user, ids["pk"])
        kind = ids["kind"]
        if kind not in WORDED:
            raise NotFound
        refuse(text_faults({f"/{name}": text for name, text in values.items()}, known_placeholders(kind)))
        text = Text((values["subject_ja"], values["body_ja"]), (values["subject_en"], values["body_en"]))
        return letters.previewed(fund, kind, text)


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
