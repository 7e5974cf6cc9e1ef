"""Who can sign in to a development site."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

from django.conf import settings


class Login(NamedTuple):
    role: str
    email: str
    password: str


def logins() -> list[Login]:
    """One login per role of the demo fund; none in production."""
    if not settings.DEMO_SIGN_IN or find_spec("intake.demo") is None:
        return []
    return [Login(*row) for row in import_module("intake.demo").logins()]
