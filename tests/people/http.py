"""Asking the API as a person: signed in by hand, money with a key, queries counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from people.models import User

API = "/api/v1/"


def client(user: User | None) -> APIClient:
    made = APIClient()
    if user is not None:
        made.force_authenticate(user)
    return made


def get(user: User | None, path: str, **headers: str) -> Any:
    return client(user).get(API + path, headers=headers)


def post(user: User | None, path: str, body: Any = None, key: str | None = None, **headers: str) -> Any:
    if key is not None:
        headers["Idempotency-Key"] = key
    return client(user).post(API + path, {} if body is None else body, format="json", headers=headers)


def patch(user: User | None, path: str, body: Any) -> Any:
    return client(user).patch(API + path, body, format="json")


def actions(answer: Any) -> dict[str, tuple[bool, str]]:
    return {row["verb"]: (row["allowed"], row["reason"]) for row in answer.json()["actions"]}


def faults(answer: Any) -> dict[str, tuple[str, str]]:
    """Pointer → both texts; every fault has both."""
    assert answer.status_code == 422, answer.content.decode()
    found = {row["pointer"]: (row["detail_ja"], row["detail_en"]) for row in answer.json()["errors"]}
    assert all(ja and en for ja, en in found.values())
    return found


def queries(act: Callable[[], object]) -> int:
    """How many queries `act` makes."""
    with CaptureQueriesContext(connection) as made:
        act()
    return len(made)
