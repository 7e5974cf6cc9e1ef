"""How the public's pages answer: the same for everybody, cacheable, with title and structured data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.cache import get_conditional_response
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from common.errors import NotFound
from fund.models import Fund
from transparency.furigana import with_furigana
from transparency.pages.reading import Reader, reader_of, with_query

KEPT_FOR = "public, max-age=60"
"""Everybody's caches may keep a page for a minute: the days left change at midnight, the rest more seldom."""
_IN_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}

View = Callable[..., HttpResponse]


def public_page(view: View) -> Callable[..., HttpResponseBase]:
    """A view `(reader, …) -> response` that everybody may read and any cache may keep."""

    @require_safe
    @gzip_page
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(reader_of(request), *args, **kwargs)
        except NotFound:
            raise Http404 from None
        return kept(request, response)

    return answer


def kept(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """The response with its mark (ETag), or 304 for whoever has it. It depends on the address alone."""
    response.headers.setdefault("Cache-Control", KEPT_FOR)
    response.headers["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    found = get_conditional_response(request, etag=response.headers["ETag"], response=response)
    assert found is not None
    found.same_for_all = True  # type: ignore[attr-defined]
    return found


def show(
    reader: Reader,
    template: str,
    *,
    title: str,
    description: str,
    structured: list[dict[str, Any]] | None = None,
    fund: Fund | None = None,
    here: str = "",
    canonical: str = "",
    **context: Any,
) -> HttpResponse:
    """A page. `title` (without the fund's name) and `description` are in the reader's language, `here` the
    place in the menu, `canonical` the address under which the page is to be found, `fund` the one it is
    about where the address alone does not tell."""
    if fund is not None:
        reader = replace(reader, fund=fund)
    path = canonical or reader.request.path
    html: str = render_to_string(
        f"transparency/{template}.html",
        {
            **context,
            "reader": reader,
            "lang": reader.lang,
            "language": reader.lang,
            "fund": reader.fund,
            "kept": with_query("", reader.kept()),
            "furigana": reader.furigana,
            "furigana_to": "" if reader.lang == "en" else reader.here(furigana="" if reader.furigana else 1),
            "language_to": reader.here(lang="" if reader.lang == "en" else "en", furigana=""),
            "development": not settings.PRODUCTION,
            "picture": reader.absolute(static("transparency/card.png")),
            "title": title,
            "description": shortened(description),
            "here": here,
            "canonical": reader.absolute(language_path(path, reader.lang)),
            "alternates": [(lang, reader.absolute(language_path(path, lang))) for lang in ("ja", "en")],
            "structured": [data_block(item) for item in structured or ()],
        },
        request=reader.request,
    )
    if reader.furigana:
        html = with_furigana(html)
    response = HttpResponse(html)
    response.headers["Content-Language"] = reader.lang
    return response


def language_path(path: str, lang: str) -> str:
    if lang != "en":
        return path
    return f"{path}{'&' if '?' in path else '?'}lang=en"


def shortened(text: str, most: int = 120) -> str:
    """One line of at most `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def data_block(item: dict[str, Any]) -> SafeString:
    """Structured data (schema.org) as it may stand inside a script element: nothing in it can end it."""
    text = json.dumps({"@context": "https://schema.org", **item}, ensure_ascii=False)
    return mark_safe(text.translate(_IN_SCRIPT))  # noqa: S308 the three signs that matter are escaped above
