"""Giving without an account over HTTP: anybody pledges, and whoever holds a gift's secret sees it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.limits import count_try
from common.api.views import VerbView
from donations import services
from donations.api.giving_serializers import (
    ClaimedOutput,
    ClaimInput,
    EmailInput,
    FindGiftInput,
    GiftPageOutput,
    GiveInput,
    GivenOutput,
    LinkPublicityInput,
    SentOutput,
)
from donations.services.links import find_link, page_secret
from people.api.account import person_of

HOUR = 3600
MOST_GIFTS_OF_A_PLACE = 30
MOST_GIFTS_TO_AN_ADDRESS = 10
MOST_LOOKUPS = 20


def place_of(request: Request) -> str:
    """Where a request comes from, for counting."""
    return str(request.META.get("REMOTE_ADDR", ""))


class OpenVerb(VerbView):
    """A verb for everybody; who is signed in makes no difference."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    limited = True


class Give(OpenVerb):
    """Promise a gift without an account. The answer is given once for a press: a repeat gets it again."""

    Input = GiveInput
    Output = GivenOutput
    success = status.HTTP_201_CREATED
    moves_money = True

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        count_try("gift-place", place_of(request), most=MOST_GIFTS_OF_A_PLACE, seconds=HOUR)
        email = values["email"].strip().lower()
        count_try("gift-address", email, most=MOST_GIFTS_TO_AN_ADDRESS, seconds=HOUR)
        key = request.headers["Idempotency-Key"]
        made, secret = services.give(fund_id=ids["pk"], key=key, **values)
        return {"reference": made.reference, "token": secret}

    def kept(self, shown: Any) -> Any:
        return {"reference": shown["reference"]}

    def again(self, request: Request, kept: Any) -> Any:
        key = request.headers["Idempotency-Key"]
        return {**kept, "token": page_secret(key, self.kwargs["pk"], kept["reference"])}


def page_of(secret: str) -> Any:
    """A gift's page. Raises NotFound, LinkOver."""
    return GiftPageOutput(find_link(secret)).data


class GiftPage(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(responses=GiftPageOutput)
    def get(self, request: Request, token: str) -> Response:
        """One gift to whoever holds the secret of its page."""
        return Response(page_of(token))


class PageVerb(OpenVerb):
    """A verb on a gift's page that answers with the page."""

    Output = GiftPageOutput

    def show(self, request: Request, result: Any) -> Any:
        return page_of(self.kwargs["token"])


class PagePublicity(PageVerb):
    """How the public sees the gift from now on (R13)."""

    Input = LinkPublicityInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return services.set_publicity_by_link(secret=ids["token"], **values)


class MendEmail(PageVerb):
    """Mend a mistyped address and have the letter sent again; the same address sends it once more."""

    Input = EmailInput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        count_try("gift-place", place_of(request), most=MOST_GIFTS_OF_A_PLACE, seconds=HOUR)
        return services.mend_email(secret=ids["token"], email=values["email"])


class FindGift(OpenVerb):
    """Send a gift's page to the address it was pledged with. The answer never tells whether there is one."""

    Input = FindGiftInput
    Output = SentOutput
    success = status.HTTP_202_ACCEPTED

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        count_try("find-gift-place", place_of(request), most=MOST_LOOKUPS, seconds=HOUR)
        count_try("find-gift-address", values["email"].strip().lower(), most=5, seconds=HOUR)
        services.send_link(**values)
        return {"sent": True}


class ClaimGifts(VerbView):
    """Make the gifts given with one's proven addresses one's own."""

    persons_only = True
    Input = ClaimInput
    Output = ClaimedOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        return {"claimed": services.claim_gifts(by=person_of(request), secret=values["secret"])}


class AskForGifts(VerbView):
    """Look for gifts made with another address of one's own; a letter goes there if there are some."""

    persons_only = True
    limited = True
    Input = EmailInput
    Output = SentOutput
    success = status.HTTP_202_ACCEPTED

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        count_try("ask-for-gifts", str(request.user.pk), most=MOST_LOOKUPS, seconds=HOUR)
        services.ask_for_gifts(by=person_of(request), email=values["email"])
        return {"sent": True}
