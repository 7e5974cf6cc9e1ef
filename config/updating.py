"""While the site is being updated: one page for people, one answer for programs, nothing else.

The page and its style are files (config/updating/) that a proxy can show as well while no server runs.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from common.errors import DomainError

FOLDER: Final = Path(__file__).parent / "updating"
STYLE: Final = "/updating/updating.css"
# Who watches over the site goes on watching.
GOES_ON: Final = ("/healthz", "/readyz", "/static/")
RETRY_AFTER: Final = "120"


class Updating(DomainError):
    """The site is being updated; whatever was asked was not done."""

    code = "common.updating"
    status = 503
    ja = "サイトを更新しています。数分してから、もう一度お試しください。"
    en = "The site is being updated. Please try again in a few minutes."


class WhileUpdating:
    """Answers 503 to everything while the file `settings.UPDATING_FILE` is there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == STYLE:
            return HttpResponse(
                (FOLDER / "updating.css").read_bytes(), content_type="text/css; charset=utf-8"
            )
        if request.path.startswith(GOES_ON) or not settings.UPDATING_FILE.exists():
            return self.get_response(request)
        return _refused(request)


def _refused(request: HttpRequest) -> HttpResponseBase:
    from config.views import for_programs  # the views load more than this answer needs

    response: HttpResponse
    if for_programs(request):
        from common.api.problems import problem_response

        response = problem_response(request, Updating.status, Updating.code, Updating.ja, Updating.en)
    else:
        response = HttpResponse((FOLDER / "index.html").read_bytes(), status=Updating.status)
    response.headers["Retry-After"] = RETRY_AFTER
    response.headers["Cache-Control"] = "no-store"
    return response
