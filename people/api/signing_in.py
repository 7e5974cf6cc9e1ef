"""Signing in and out with a session. Only where the demo's people may sign in by password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.middleware.csrf import get_token
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.authentication import SessionSignIn
from common.api.views import VerbView
from common.errors import NotFound
from common.text import fold_width
from people.api.limits import count_attempt, forget_attempts
from people.api.serializers import CsrfOutput, SignedInOutput, SignInInput


class SignIn(VerbView):
    """Sign in by e-mail address and password. GET first: it sets the cookie `csrftoken`, whose token
    goes into the X-CSRFToken header. A wrong password and an unknown address look the same (401)."""

    Input = SignInInput
    Output = SignedInOutput
    permission_classes = (AllowAny,)
    limited = True

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not settings.DEMO_SIGN_IN:
            raise NotFound
        if request.method == "POST":
            # The framework asks for the token of signed-in people only; a sign-in must not be forged either.
            SessionSignIn().enforce_csrf(request)

    @extend_schema(responses=CsrfOutput)
    def get(self, request: Request) -> Response:
        """Begin here: the CSRF token, as cookie and in the answer."""
        return Response({"csrf_token": get_token(request._request)})

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        email = fold_width(values["email"]).strip().lower()
        count_attempt(email, request.META.get("REMOTE_ADDR", ""))
        user = authenticate(request._request, username=email, password=values["password"])
        if user is None:
            raise AuthenticationFailed
        forget_attempts(email)
        login(request._request, user)
        return user

    def show(self, request: Request, result: Any) -> Any:
        result.csrf_token = get_token(request._request)
        return super().show(request, result)


class SignOut(APIView):
    before_demands = True

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """End the session."""
        logout(request._request)
        return Response(status=204)
