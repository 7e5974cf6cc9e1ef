"""Every room's part of `/api/v1/`, in the order of a yen's journey."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from common.api import paths

ROOMS = (
    "ledger",
    "people",
    "fund",
    "donations",
    "applications",
    "reviews",
    "awards",
    "disbursements",
    "transparency",
    "screens",
)


def has_api(room: str) -> bool:
    return find_spec(f"{room}.api") is not None and find_spec(f"{room}.api.urls") is not None


paths.register()

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"{room}.api.urls")) for room in ROOMS if has_api(room)
]
