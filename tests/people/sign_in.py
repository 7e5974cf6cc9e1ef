"""A browser that signs up and in over `/_allauth/`, reading its codes out of the outbox."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.test import Client

from notices.models import Notice

ROOT = "/_allauth/browser/v1/"


class Browser:
    """One browser: cookies of its own, JSON bodies, the status and `data` of the last answer."""

    def __init__(self) -> None:
        self.client = Client()
        self.status = 0
        self.body: Any = None

    def send(self, method: str, address: str, data: Any = None, **headers: str) -> Any:
        call = getattr(self.client, method)
        more = {} if data is None else {"data": data, "content_type": "application/json"}
        answer = call(f"{ROOT}{address}", headers=headers, **more)
        self.status = answer.status_code
        self.body = answer.json() if answer.content else None
        return self.body

    def post(self, address: str, data: Any = None) -> Any:
        return self.send("post", address, data or {})

    def get(self, address: str) -> Any:
        return self.send("get", address)

    def pending(self) -> set[str]:
        """Which steps of signing in wait to be done."""
        return {flow["id"] for flow in self.body["data"]["flows"] if flow.get("is_pending")}

    def api(self, address: str) -> Any:
        return self.client.get(f"/api/v1/{address}")

    @staticmethod
    def forget_used_codes() -> None:
        """As if half a minute had passed: an authenticator's digits work once."""
        cache.clear()

    @property
    def signed_in(self) -> bool:
        self.get("auth/session")
        return self.status == 200

    def sign_up(self, email: str, name: str = "青木") -> None:
        self.post("auth/signup", {"email": email, "name": name})
        assert (self.status, self.pending()) == (401, {"verify_email"}), self.body
        self.post("auth/email/verify", {"key": code_for(email)})
        assert self.status == 200, self.body

    def ask_code(self, email: str) -> None:
        self.post("auth/code/request", {"email": email})
        assert (self.status, self.pending()) == (401, {"login_by_code"}), self.body

    def sign_in(self, email: str) -> None:
        """By code; afterwards either in, or at the second factor."""
        self.ask_code(email)
        self.post("auth/code/confirm", {"code": code_for(email)})


def letters(email: str) -> list[Notice]:
    return list(Notice.objects.filter(address=email.lower()).order_by("pk"))


def code_for(email: str) -> str:
    """The code in the last letter to the address."""
    return str(letters(email)[-1].context["code"])
