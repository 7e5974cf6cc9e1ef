"""Pages that belong to no room: development, health, API description, caught mail, refusals and faults."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularSwaggerSplitView

from config import caught_mail as mail
from config import demo, health, security


@require_safe
def development(request: HttpRequest) -> HttpResponse:
    """What a development site has to try things with: the demo's logins, the caught mail, the API."""
    return render(request, "config/development.html", {"logins": demo.logins()})


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when database, Redis, worker and beat are all alive, else 503; each part is named."""
    return _report(health.parts())


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when requests can be served: database and Redis answer."""
    return _report(health.stores())


def _report(parts: dict[str, bool]) -> JsonResponse:
    well = all(parts.values())
    named = {name: "ok" if answers else "down" for name, answers in parts.items()}
    return JsonResponse({"status": "ok" if well else "down", "parts": named}, status=200 if well else 503)


class ApiDocs(SpectacularSwaggerSplitView):
    """Swagger UI from our own files."""

    def finalize_response(self, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(*args, **kwargs)
        response.headers[security.HEADER] = security.DOCS_POLICY
        return response


@require_safe
def caught_mail(request: HttpRequest) -> HttpResponse:
    """Every letter the development site sent, newest first."""
    return render(request, "config/caught_mail.html", {"letters": mail.letters()})


@require_safe
def caught_letter(request: HttpRequest, name: str) -> HttpResponse:
    letter = mail.letter(name)
    if letter is None:
        raise Http404
    return render(request, "config/caught_letter.html", {"letter": letter})


def for_programs(request: HttpRequest) -> bool:
    """Whether the address answers programs: problem+json, no page."""
    return request.path.startswith(("/api/", "/_allauth/"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """What no address matches: problem+json for programs, a page for people."""
    if for_programs(request):
        return _problem(request, 404, "common.not_found", "見つかりません。", "Not found.")
    return render(request, "config/not_found.html", status=404)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """What is not for whoever asks."""
    if for_programs(request):
        return _problem(
            request, 403, "common.not_allowed", "この操作をする権限がありません。", "Not allowed."
        )
    return render(request, "config/refused.html", status=403)


def failed(request: HttpRequest) -> HttpResponseBase:
    """A fault of ours; nothing was saved."""
    if for_programs(request):
        return _problem(
            request,
            500,
            "common.failed",
            "こちらの不具合で処理できませんでした。入力内容は保存されていません。",
            "Something failed on our side. Nothing was saved.",
        )
    return render(request, "config/failed.html", status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """A request without the page's token."""
    if for_programs(request):
        from common.api.problems import PageExpired as Expired

        return _problem(request, Expired.status, Expired.code, Expired.ja, Expired.en)
    return render(request, "config/expired.html", status=403)


def _problem(request: HttpRequest, status: int, code: str, ja: str, en: str) -> HttpResponseBase:
    from common.api.problems import problem_response  # loads REST framework only when it is needed

    return problem_response(request, status, code, ja, en)
