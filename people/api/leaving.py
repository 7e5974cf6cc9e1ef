"""Taking one's data along, and stopping to use the site."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth import logout
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.api.limits import count_try
from common.api.problems import language
from common.errors import DomainError
from people.api.account import HOUR, person_of
from people.holdings import HOLDINGS
from people.services import close_account, require_may_close


class OwnData(APIView):
    persons_only = True
    limited = True

    @extend_schema(responses={(200, "application/json"): OpenApiTypes.OBJECT})
    def get(self, request: Request) -> HttpResponse:
        """All that is on record about oneself, as a JSON file to keep."""
        person = person_of(request)
        count_try("own-data", str(person.pk), most=20, seconds=HOUR)
        told = {
            "made_at": clock.now().isoformat(),
            "records": {
                code: {"label_ja": one.label_ja, "label_en": one.label_en, "rows": one.rows(person)}
                for code, one in HOLDINGS.items()
            },
        }
        return HttpResponse(
            json.dumps(told, ensure_ascii=False, indent=1),
            content_type="application/json",
            headers={
                "Content-Disposition": 'attachment; filename="my-data.json"',
                "Cache-Control": "private, no-store",
            },
        )


class KeptOutput(serializers.Serializer[Any]):
    """What outlasts the account, and until which day."""

    label = serializers.CharField()  # type: ignore[assignment]
    until = serializers.DateField()


class ClosingOutput(serializers.Serializer[Any]):
    """Whether one may close one's account now, why not, and what is kept when one does."""

    allowed = serializers.BooleanField()
    reason = serializers.CharField()
    kept = KeptOutput(many=True)


class Closing(APIView):
    persons_only = True

    @extend_schema(responses=ClosingOutput)
    def get(self, request: Request) -> Response:
        """What closing one's account would mean."""
        person, reason = person_of(request), ""
        try:
            require_may_close(person)
        except DomainError as refusal:
            reason = refusal.text(language())
        kept = [
            {"label": one.label_ja if language() == "ja" else one.label_en, "until": until}
            for one in HOLDINGS.values()
            if (until := one.kept_until(person)) is not None
        ]
        return Response(ClosingOutput({"allowed": not reason, "reason": reason, "kept": kept}).data)

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Stop using the site: every way in is closed at once. There is no way back."""
        close_account(by=person_of(request))
        logout(request._request)
        return Response(status=status.HTTP_204_NO_CONTENT)
