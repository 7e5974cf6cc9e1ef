"""Every error under /api/ as application/problem+json (RFC 9457), in the language asked for and in both.

The only place that knows both the domain's refusals and HTTP. `detail` follows Accept-Language;
`detail_ja` and `detail_en` are always there; `errors[]` names each field by JSON pointer.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import get_language
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from common.errors import DomainError, FieldErrors

CONTENT_TYPE = "application/problem+json"

# What the framework itself refuses: exception → code, Japanese, English.
FRAMEWORK: tuple[tuple[type[Exception], str, str, str], ...] = (
    (
        exceptions.ParseError,
        "common.unreadable",
        "送られた内容を読み取れません: {why}",
        "The body cannot be read: {why}",
    ),
    (exceptions.NotAuthenticated, "common.sign_in", "サインインしてください。", "Please sign in."),
    (
        exceptions.AuthenticationFailed,
        "common.sign_in_failed",
        "サインインできません。メールアドレスとパスワードを確かめてください。",
        "Sign-in failed. Check the e-mail address and the password.",
    ),
    (
        exceptions.PermissionDenied,
        "common.not_allowed",
        "この操作をする権限がありません({why})。",
        "You may not do this ({why}).",
    ),
    (exceptions.NotFound, "common.not_found", "見つかりません。", "Not found."),
    (Http404, "common.not_found", "見つかりません。", "Not found."),
    (PermissionDenied, "common.not_allowed", "この操作をする権限がありません。", "You may not do this."),
    (
        exceptions.MethodNotAllowed,
        "common.method",
        "このアドレスではこの方法(メソッド)は使えません。",
        "This method is not possible at this address.",
    ),
    (
        exceptions.UnsupportedMediaType,
        "common.media_type",
        "内容は application/json で送ってください。",
        "Send the body as application/json.",
    ),
    (
        exceptions.NotAcceptable,
        "common.not_acceptable",
        "JSON で受け取ってください。",
        "Accept JSON, please.",
    ),
    (
        RequestDataTooBig,
        "common.too_large",
        "送られた内容が大きすぎます。",
        "The body is too large.",
    ),
    (
        exceptions.Throttled,
        "common.too_often",
        "回数が多すぎます。しばらく待ってからもう一度送ってください。",
        "Too often. Wait a little and send again.",
    ),
)


# Django's own exceptions carry no status.
OF_DJANGO: dict[type[Exception], int] = {Http404: 404, PermissionDenied: 403, RequestDataTooBig: 413}


class UnknownKeys(DomainError):
    """The body has keys nobody knows."""

    code = "common.unknown_key"
    status = 400
    ja = "知らない項目があります: {keys}。この項目を除いて送り直してください。"
    en = "Unknown keys: {keys}. Send again without them."


class UnknownFilters(DomainError):
    """A list is asked for with a filter or an order that it does not have."""

    code = "common.unknown_filter"
    status = 400
    ja = "この一覧にない絞り込みです: {names}。使えるもの: {known}。"
    en = "This list has no such filter: {names}. It has: {known}."


class KeyMissing(DomainError):
    """A money request needs its Idempotency-Key."""

    code = "common.key_missing"
    status = 428
    ja = "お金を動かす操作には Idempotency-Key ヘッダー(1〜120字の英数字と記号)が必要です。"
    en = "A request that moves money needs an Idempotency-Key header (1 to 120 printable ASCII characters)."


class VersionMissing(DomainError):
    """A change of a long-edited object needs If-Match with the version it is based on."""

    code = "common.version_missing"
    status = 428
    ja = "If-Match ヘッダーに、もとにした版の番号を入れてください。"
    en = "Put the version you started from into the If-Match header."


class PageExpired(DomainError):
    """A request without the page's token: from another site, or from a page that was open too long."""

    code = "common.csrf"
    status = 403
    ja = "画面の有効期限が切れました。読み込み直して、もう一度送ってください。"
    en = "This page has expired. Reload it and send again."


class SignInLater(DomainError):
    """Tries to sign in are counted in Redis; while it does not answer nobody may guess."""

    code = "common.sign_in_later"
    status = 503
    ja = "ただいまサインインできません。1分ほどしてから、もう一度お試しください。"
    en = "Signing in is not possible right now. Please try again in a minute."


def language() -> str:
    """`ja` or `en`, as asked for."""
    return "en" if (get_language() or "ja").startswith("en") else "ja"


def body(status: int, code: str, ja: str, en: str, **extra: Any) -> dict[str, Any]:
    """A problem document."""
    text = ja if language() == "ja" else en
    return {
        "type": f"/problems/{code}",
        "title": text,
        "status": status,
        "detail": text,
        "code": code,
        "detail_ja": ja,
        "detail_en": en,
        **extra,
    }


def of_domain(error: DomainError) -> dict[str, Any]:
    """The problem document of a refusal of the domain."""
    extra = {key: value for key, value in error.extra.items() if isinstance(value, str | int | list | dict)}
    reserved = {"type", "title", "status", "detail", "code", "detail_ja", "detail_en", "errors", "pointer"}
    extra = {key: value for key, value in extra.items() if key not in reserved}
    if error.pointer:
        extra["pointer"] = error.pointer
    if isinstance(error, FieldErrors):
        extra["errors"] = [
            {
                "pointer": fault.pointer,
                "code": fault.code,
                "detail": fault.text(language()),
                "detail_ja": fault.ja,
                "detail_en": fault.en,
            }
            for fault in error.faults
        ]
    return body(error.status, error.code, error.text("ja"), error.text("en"), **extra)


def handle(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. What it does not know becomes a plain 500 elsewhere."""
    if isinstance(exc, DomainError):
        set_rollback()
        return Response(of_domain(exc), status=exc.status, content_type=CONTENT_TYPE)
    for kind, code, ja, en in FRAMEWORK:
        if isinstance(exc, kind):
            set_rollback()
            status = getattr(exc, "status_code", OF_DJANGO.get(kind, 0))
            why = str(getattr(exc, "detail", ""))
            headers = {}
            if getattr(exc, "auth_header", None):
                headers["WWW-Authenticate"] = exc.auth_header  # type: ignore[attr-defined]
            if getattr(exc, "wait", None):
                headers["Retry-After"] = str(int(exc.wait))  # type: ignore[attr-defined]
            return Response(
                body(status, code, ja.format(why=why), en.format(why=why)),
                status=status,
                headers=headers,
                content_type=CONTENT_TYPE,
            )
    return None


def problem_response(request: HttpRequest, status: int, code: str, ja: str, en: str) -> JsonResponse:
    """A problem outside DRF's reach: an unknown address, a failure of ours, a refused CSRF token."""
    return JsonResponse(body(status, code, ja, en), status=status, content_type=CONTENT_TYPE)
