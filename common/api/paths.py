"""Identifiers in addresses: a positive whole number both databases can hold."""

from __future__ import annotations

from django.urls import register_converter


class IdConverter:
    """`<id:pk>`; anything else is no address of ours (404)."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class SecretConverter:
    """`<secret:secret>`: what opens a door by itself, as `secrets.token_urlsafe` makes it."""

    regex = "[A-Za-z0-9_-]{20,100}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def register() -> None:
    """Called once by the URL configuration before any room's addresses are read."""
    register_converter(SecretConverter, "secret")
    register_converter(IdConverter, "id")
