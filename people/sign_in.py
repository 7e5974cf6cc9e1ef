"""How people sign in: what django-allauth does for us, in our words, over our outbox.

Codes by e-mail, passkeys, authenticators and recovery codes are the library's; here are the letters they
send, the name a new person gives, and how their secrets are kept.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from typing import Any, Final

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import get_language

from common.text import fold_width
from people.letters import write
from people.models import User

# The library's letters → ours. What is not here is a notice of security with the library's name in it.
LETTERS: Final = {
    "login_code": "sign_in_code",
    "email_confirmation": "email_code",
    "email_confirmation_signup": "email_code",
    "unknown_account": "unknown_account",
    "account_already_exists": "account_exists",
}
CHANGES: Final = {
    "email_changed": ("メールアドレスが変わりました", "your e-mail address was changed"),
    "email_confirm": ("メールアドレスが確認されました", "your e-mail address was confirmed"),
    "email_deleted": ("メールアドレスが削除されました", "an e-mail address was removed"),
    "totp_activated": ("認証アプリが登録されました", "an authenticator app was added"),
    "totp_deactivated": ("認証アプリが外されました", "the authenticator app was removed"),
    "webauthn_added": ("パスキーが登録されました", "a passkey was added"),
    "webauthn_removed": ("パスキーが外されました", "a passkey was removed"),
    "recovery_codes_generated": ("回復コードが新しくなりました", "new recovery codes were made"),
    "password_changed": ("パスワードが変わりました", "your password was changed"),
    "password_set": ("パスワードが決められました", "a password was set"),
}

after_sign_in: list[Callable[[User], Any]] = []
"""Rooms above say what follows when somebody has proven who they are and signed in."""

SIGNED_IN_AT: Final = "signed_in_at"
CHANGED: Final = ("登録内容が変わりました", "it was changed")


class SignUpForm(forms.Form):
    """What a new person tells besides the address: a name, and the language they read."""

    name = forms.CharField(max_length=80)
    name_kana = forms.CharField(max_length=80, required=False)

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by the library with the saved person."""
        user.name = self.cleaned_data["name"].strip()
        user.name_kana = self.cleaned_data["name_kana"].strip()
        user.language = "en" if (get_language() or "ja").startswith("en") else "ja"
        user.save(update_fields=["name", "name_kana", "language"])


class AccountAdapter(DefaultAccountAdapter):
    """Addresses as we keep them, letters over the outbox."""

    def clean_email(self, email: str) -> str:
        return str(super().clean_email(fold_width(email).strip().lower()))

    def pre_login(self, request: HttpRequest, user: User, **details: Any) -> Any:
        """Whom an office or an import has entered has no address of the library's yet: with the code in
        hand that was sent there, it is theirs."""
        proven = {row.get("email") for row in get_authentication_records(request, user)}
        if user.email in proven and not EmailAddress.objects.filter(user=user).exists():
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return super().pre_login(request, user, **details)

    def is_reauthentication_required(self, *, app: str) -> bool:
        """A change of what one signs in with asks who it is again, unless this session has just begun."""
        began = context.request.session.get(SIGNED_IN_AT, 0)
        return bool(time.time() - float(began) >= app_settings.REAUTHENTICATION_TIMEOUT)

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> Any:
        request.session[SIGNED_IN_AT] = time.time()
        for follow in after_sign_in:
            follow(user)
        return super().post_login(request, user, **details)

    def send_mail(self, template_prefix: str, email: str, told: dict[str, Any]) -> None:
        """Queue the letter and have it sent at once; nobody waits for the mail server here."""
        name = template_prefix.rpartition("/")[2]
        kind = LETTERS.get(name, "account_changed")
        known = told.get("user")
        recipient = known if isinstance(known, User) and known.email == email else None
        words: dict[str, Any] = {}
        if "code" in told:
            words["code"] = told["code"]
        if kind == "account_changed":
            words["change_ja"], words["change_en"] = CHANGES.get(
                name, ("登録内容が変わりました", "it was changed")
            )
        with transaction.atomic():
            write(kind, email, recipient=recipient, context=words, at_once=True)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of authenticators are kept encrypted under the site's key."""

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises InvalidToken when the site's key has changed: the authenticator must be set up anew."""
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            raise InvalidToken("SECRET_KEY is not the one this authenticator was kept under") from None


def _fernet() -> Fernet:
    key = HKDF(SHA256(), 32, salt=None, info=b"machitane second factor").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))
