"""Who is asking: a program with a token (`Authorization: Bearer mt_…`)."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request

from common.errors import DomainError
from people.services import token_of

SAFE = ("GET", "HEAD", "OPTIONS")


class TokenRefused(DomainError):
    """Unknown, expired and revoked tokens look alike."""

    code = "people.token_refused"
    status = 401
    ja = "このトークンは使えません。期限が切れたか、止められています。"
    en = "This token cannot be used: it has expired or was revoked."


class ScopeMissing(DomainError):
    """A token does what it was made for, and no more."""

    code = "people.scope_missing"
    status = 403
    ja = "このトークンにはこの操作の許可({scope})がありません。"
    en = "This token lacks the scope {scope}."


class PersonsOnly(DomainError):
    """One's account, tokens and invitations are for the person, not for programs."""

    code = "people.persons_only"
    status = 403
    ja = "この操作はご本人がサインインして行ってください。"
    en = "This is for the person to do, signed in."


class TokenSignIn(BaseAuthentication):
    """A token's owner, held to its place and its scopes."""

    def authenticate(self, request: Request) -> Any:
        kind, _, secret = get_authorization_header(request).decode("latin-1").partition(" ")
        if kind.lower() != "bearer":
            return None
        token = token_of(secret.strip())
        if token is None:
            raise TokenRefused
        view = request.parser_context.get("view")
        if getattr(view, "persons_only", False):
            raise PersonsOnly
        scope = "read" if request.method in SAFE else "write"
        if scope == "write" and getattr(view, "moves_money", False):
            scope = "money"
        if scope not in token.scopes:
            raise ScopeMissing(scope=scope)
        token.user.token = token
        return token.user, token


class TokenSignInScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "people.api.token_sign_in.TokenSignIn"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
