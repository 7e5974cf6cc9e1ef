"""Answers that are the same for everybody say so: caches need not tell their readers apart."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# What differs between readers and may not be in such an answer's Vary.
READERS = ("cookie", "accept-language")


class SameForAll:
    """Takes the reader out of `Vary` where the view says that its answer does not depend on them
    (`response.same_for_all`). It stands before everything that puts one in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(response, "same_for_all", False):
            assert not response.cookies, "an answer for everybody sets no cookie"
            names = [name.strip() for name in response.headers.get("Vary", "").split(",") if name.strip()]
            kept = [name for name in names if name.lower() not in READERS]
            if kept:
                response.headers["Vary"] = ", ".join(kept)
            elif names:
                del response.headers["Vary"]
        return response
