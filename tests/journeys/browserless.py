"""A person at the API with nothing but HTTP: cookies, the CSRF token, JSON in and out."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
import uuid
from http.cookiejar import CookieJar
from typing import Any


class Refused(Exception):
    """The site said no, with its problem document."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(status, problem.get("code"), problem)
        self.status = status
        self.problem = problem
        self.code = str(problem.get("code", ""))


class Person:
    """Someone signed in at `address`. Verbs return the answer's JSON and raise Refused."""

    def __init__(self, address: str, email: str, password: str) -> None:
        self.address = address
        self.email = email
        self._password = password
        self.sign_in()

    def sign_in(self) -> None:
        """A session of one's own; the first answer brings the CSRF cookie."""
        self._jar = CookieJar()
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar)).open
        self.get("sign-in/")
        self.post("sign-in/", {"email": self.email, "password": self._password})

    def get(self, path: str) -> Any:
        return self._send("GET", path)

    def post(self, path: str, body: Any = None, *, version: int | None = None) -> Any:
        """Every post carries a key of its own, so a money request may be sent again as it is."""
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        return self._send("POST", path, body or {}, version, headers)

    def patch(self, path: str, body: Any, *, version: int | None = None) -> Any:
        return self._send("PATCH", path, body, version)

    def put(self, path: str, body: Any, *, version: int | None = None) -> Any:
        return self._send("PUT", path, body, version)

    def raw(self, path: str) -> bytes:
        """The bytes of a download."""
        with self._open(f"{self.address}/api/v1/{path}", timeout=30) as answer:
            content: bytes = answer.read()
        return content

    def _send(
        self,
        method: str,
        path: str,
        body: Any = None,
        version: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> Any:
        request = urllib.request.Request(f"{self.address}/api/v1/{path}", method=method)
        request.add_header("Accept", "application/json")
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        if version is not None:
            request.add_header("If-Match", f'"{version}"')
        if method != "GET":
            request.add_header("Content-Type", "application/json")
            request.add_header("X-CSRFToken", self._token())
            request.add_header("Referer", self.address)
            request.data = json.dumps(body, ensure_ascii=False).encode()
        try:
            with self._open(request, timeout=60) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            text = error.read()
            try:
                problem = json.loads(text)
            except ValueError:
                problem = {"code": "not-json", "text": text[:2000].decode(errors="replace")}
            raise Refused(error.code, problem) from None
        return json.loads(text) if text else None

    def _token(self) -> str:
        return next((cookie.value or "" for cookie in self._jar if cookie.name == "csrftoken"), "")
