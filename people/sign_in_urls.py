"""Addresses of django-allauth under `/_allauth/`, without those of ways to sign in that we do not offer."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.headless.account.views import ManageEmailView
from allauth.headless.base.response import ReauthenticationResponse
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path

CLOSED = (
    "auth/password/request",
    "auth/password/reset",
    "account/password/change",
    "auth/phone/verify",
    "auth/phone/verify/resend",
    "account/phone",
)
"""Nobody has a password or gives a phone number here."""


def closed(request: HttpRequest) -> HttpResponseBase:
    raise Http404


class OwnAddresses(ManageEmailView):  # type: ignore[misc]
    """The library asks people with an authenticator or a passkey who they are; those who sign in by code
    alone must have done so just now, so that a change needs a code at the old address and at the new."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        changes = user.is_authenticated and request.method != "GET"
        stale = changes and get_adapter().is_reauthentication_required(app="allauth.account")
        if stale and not get_reauthentication_flows(user):
            answer: HttpResponseBase = ReauthenticationResponse(request)
        else:
            answer = super().dispatch(request, *args, **kwargs)
        return answer


urlpatterns: list[URLPattern | URLResolver] = [
    path(f"browser/v1/{address}", closed)
    for address in (*CLOSED, *(() if settings.DEMO_SIGN_IN else ("auth/login",)))
]
urlpatterns += [path("browser/v1/account/email", OwnAddresses.as_api_view(client="browser"))]
urlpatterns += [path("", include("allauth.headless.urls"))]
