"""The addresses of the browser application (the same as in frontend/src/app), and the page it starts in."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from config import demo, offline
from fund.models import Fund

ADDRESSES: Final = (
    "login",
    "signup",
    "join",
    "account",
    "rounds/<str:round>/check",
    "donate",
    "donate/thanks/<str:token>",
    "my",
    "my/donations",
    "my/donations/<int:id>/journey",
    "groups/<str:id>",
    "messages",
    "apply/new",
    "apply/<int:id>",
    "apply/<int:id>/<str:step>",
    "apply/<int:id>/status",
    "apply/<int:id>/receipt",
    "apply/<int:id>/correction/<int:number>",
    "awards/<int:id>/accept",
    "awards/<int:id>/change",
    "awards/<int:id>/report/<str:kind>",
    "awards/<int:id>/settlement",
)
# The catalogue of parts is for those who build the site.
DEVELOPMENT: Final = ("parts",)
CONTACT: Final = ("id", "code", "name", "operator", "phone", "hours", "email")


@never_cache
@ensure_csrf_cookie
@require_safe
def screen(request: HttpRequest, **named: Any) -> HttpResponse:
    """The page in which the application starts; the API brings what it shows. 1 query, 3 with a session."""
    page = render(request, "config/app.html", {"site": site(request), "language": get_language() or "ja"})
    page.headers[offline.SHELL_HEADER] = "signed-in" if request.user.is_authenticated else "anonymous"
    return page


def site(request: HttpRequest) -> dict[str, Any]:
    """What the frame around every screen needs: the fund and its office, and a trial site's people."""
    fund = Fund.objects.order_by("pk").values(*CONTACT).first()
    people = [login._asdict() for login in demo.logins()]
    return {"fund": fund, "demo": people, "signed_in": request.user.is_authenticated}


def addresses() -> list[URLPattern]:
    return [path(address, screen) for address in (*ADDRESSES, *(() if settings.PRODUCTION else DEVELOPMENT))]
