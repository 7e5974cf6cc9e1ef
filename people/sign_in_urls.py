"""Addresses of django-allauth under `/_allauth/`, without those of ways to sign in that we do not offer."""

from __future__ import annotations

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


urlpatterns: list[URLPattern | URLResolver] = [
    path(f"browser/v1/{address}", closed)
    for address in (*CLOSED, *(() if settings.DEMO_SIGN_IN else ("auth/login",)))
]
urlpatterns += [path("", include("allauth.headless.urls"))]
