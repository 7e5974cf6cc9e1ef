"""Who is asking: the browser's session. Without one the answer is 401, not 403."""

from __future__ import annotations

from drf_spectacular.authentication import SessionScheme
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request


class SessionSignIn(SessionAuthentication):
    """Session sign-in with CSRF protection."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"


class SessionSignInScheme(SessionScheme):  # type: ignore[no-untyped-call]
    target_class = "common.api.authentication.SessionSignIn"
    name = "session"
    priority = 1
