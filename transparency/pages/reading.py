"""Who reads a page, as far as its address tells: the language, furigana, and which fund. Never who is signed
in: an answer is the same for everybody, so that anybody may keep it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from common.errors import NotFound
from fund.models import Fund

LANGUAGES = ("ja", "en")
APPLICATION = {
    "public-round-check": "/rounds/{}/check",
    "public-apply": "/apply/new",
    "public-donate": "/donate",
    "public-login": "/login",
}
"""Addresses of the browser application: where people do something."""


@dataclass(frozen=True)
class Reader:
    """What an address asks for. `funds` are those of the site, `fund` the one that is read about, None on
    a site without any."""

    request: HttpRequest
    lang: str
    furigana: bool
    funds: tuple[Fund, ...]
    fund: Fund | None

    @property
    def several(self) -> bool:
        return len(self.funds) > 1

    def say(self, ja: str, en: str) -> str:
        """The one of two texts that is in the reader's language."""
        return en if self.lang == "en" else ja

    def kept(self, **changed: Any) -> dict[str, str]:
        """What links to other pages carry on: language, furigana, and the fund where there are several."""
        kept = {"lang": "en" if self.lang == "en" else "", "furigana": "1" if self.furigana else ""}
        if self.several and self.fund is not None:
            kept["fund"] = self.fund.code
        kept |= {name: str(value) for name, value in changed.items() if value is not None}
        return {name: value for name, value in kept.items() if value}

    def link(self, name: str, *args: Any, **query: Any) -> str:
        """The address of a page of ours for this reader."""
        if name in APPLICATION:
            path = APPLICATION[name].format(*(quote(str(arg), safe="") for arg in args))
        else:
            path = reverse(name, args=args)
        return with_query(path, self.kept(**query))

    def here(self, **changed: Any) -> str:
        """This page's address with something changed; an empty value takes it away."""
        query = {key: self.request.GET[key] for key in self.request.GET} | {
            key: str(value) for key, value in changed.items()
        }
        return with_query(self.request.path, {key: value for key, value in query.items() if value})

    def absolute(self, address: str) -> str:
        return f"{settings.SITE_URL}{address}"


def with_query(path: str, query: dict[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def reader_of(request: HttpRequest) -> Reader:
    """1 query. Raises NotFound for a fund that is not here."""
    lang = request.GET.get("lang", "ja")
    funds = tuple(Fund.objects.order_by("pk"))
    code = request.GET.get("fund", "")
    fund = next((row for row in funds if row.code == code), None) if code else next(iter(funds), None)
    if code and fund is None:
        raise NotFound
    return Reader(
        request,
        lang if lang in LANGUAGES else "ja",
        request.GET.get("furigana") == "1" and lang != "en",
        funds,
        fund,
    )
