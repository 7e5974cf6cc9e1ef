"""Letters and groups' accounts on the office's desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.lists import CountedList
from common.api.views import VerbView, version_of
from common.errors import NotFound, refuse
from fund import desk, services
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
from fund.wording import words
from notices.models import LetterText, Notice
from notices.texts import Text, render, text_of
from notices.wording import (
    TEXT_FIELDS,
    WORDED,
    known_placeholders,
    own_texts,
    sample,
    text_as,
    text_faults,
)
from people.models import BankAccount


class Letters(CountedList):
    """The outbox of the funds one works for, newest first, with `counts` by state."""

    serializer_class = LetterRow
    filterset_class = LetterFilter

    def get_queryset(self) -> QuerySet[Notice]:
        return desk.visible_letters(self.request.user)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        page = args[0] if args else []
        context = {**self.get_serializer_context(), "own": words_for(page)}
        return LetterRow(*args, **{**kwargs, "context": context})


def words_for(letters: Iterable[Notice]) -> dict[tuple[str, str], LetterText]:
    """The funds' own words for these letters. 2 queries."""
    return own_texts({row.fund_code for row in letters}, {row.kind for row in letters})


def letter_of(request: Request, letter_id: int) -> Any:
    """One letter as it was or would be sent. Raises NotFound."""
    found = desk.visible_letters(request.user).filter(pk=letter_id).first()
    if found is None:
        raise NotFound
    fund_id = Fund.objects.values_list("pk", flat=True).get(code=found.fund_code)
    context = {"request": request, "fund_id": fund_id, "own": words_for([found])}
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
    found = desk.mail_of_round(user, round_id)
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
        fund = desk.office_of(request.user, pk)
        own = own_texts({fund.code}, WORDED)
        shown = [kind_row(kind, own.get((fund.code, kind))) for kind in WORDED]
        return Response(LetterKindOutput(shown, many=True).data)


def kind_row(kind: str, own: LetterText | None) -> dict[str, Any]:
    text = text_as(own) if own else text_of(kind)
    return {"kind": kind, "subject_ja": text.ja[0], "own": own is not None}


def kind_of(request: Request, fund_id: int, kind: str) -> dict[str, Any]:
    """One kind with its words, the product's words and the versions. 5 queries. Raises NotFound."""
    fund = desk.office_of(request.user, fund_id)
    if kind not in WORDED:
        raise NotFound
    versions = list(LetterText.objects.filter(fund_code=fund.code, kind=kind).select_related("by"))
    last = versions[-1] if versions and versions[-1].body_ja else None
    return {
        **kind_row(kind, last),
        "number": versions[-1].number if versions else 0,
        "words": fields_of(text_as(last) if last else text_of(kind)),
        "product_words": fields_of(text_of(kind)),
        "placeholders": sorted(known_placeholders(kind)),
        "versions": versions[::-1],
        "preview": previewed(fund, kind, text_as(last) if last else None),
    }


def fields_of(text: Text) -> dict[str, str]:
    return dict(zip(TEXT_FIELDS, (*text.ja, *text.en), strict=True))


def previewed(fund: Fund, kind: str, text: Text | None) -> dict[str, str]:
    """A letter of this kind in both languages: the fund's latest one, or an example. 1 query."""
    rows = Notice.objects.filter(fund_code=fund.code, kind=kind).exclude(context={})
    last = rows.order_by("-pk").values_list("context", flat=True).first()
    context = last or sample(kind, words(fund.legal_mode), fund.name)
    shown: dict[str, str] = {}
    for language in ("ja", "en"):
        subject, body = render(kind, context, language, own=text)
        shown |= {f"subject_{language}": subject, f"body_{language}": body}
    return shown


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
        shown = LetterKindDetail(kind_of(request, pk, kind)).data
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
        return previewed(fund, kind, text)


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
