"""Who is asking: the browser's session. Without one the answer is 401, not 403."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.authentication import SessionScheme
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request

from common.errors import AnotherPerson

demands: list[Callable[[Any], None]] = []
"""Rooms above say what a person must have done before anything else: each takes the person and raises a
refusal. A view with `before_demands` is open all the same (one's account, signing out)."""


class SessionSignIn(SessionAuthentication):
    """Session sign-in with CSRF protection. A page that was open before somebody else signed in says in
    `X-Person` whose it is; under another's session nothing of it is read or kept."""

    def authenticate(self, request: Request) -> Any:
        found = super().authenticate(request)
        writer = request.headers.get("X-Person")
        if found is not None and writer is not None and writer != str(found[0].pk):
            raise AnotherPerson(name=found[0].name)
        if found is not None and not getattr(request.parser_context.get("view"), "before_demands", False):
            for demand in demands:
                demand(found[0])
        return found

    def authenticate_header(self, request: Request) -> str:
        return "Session"


class SessionSignInScheme(SessionScheme):  # type: ignore[no-untyped-call]
    target_class = "common.api.authentication.SessionSignIn"
    name = "session"
    priority = 1
