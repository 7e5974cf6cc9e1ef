"""What programs read of the site: robots.txt, the sitemap, and a feed of calls and results."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import HttpResponse
from django.urls import reverse

from fund.models import Round
from fund.queries import rounds_public
from transparency.pages.answers import public_page
from transparency.pages.reading import Reader
from transparency.queries.awards import standing_awards
from transparency.queries.calls import slug_of, unique_codes

# Addresses behind a sign-in or for programs; the rest is for everybody.
CLOSED: Final = (
    "/api/", "/_allauth/", "/apply", "/my", "/groups/", "/awards/", "/messages", "/review", "/office",
    "/account", "/login", "/signup", "/donate/thanks/", "/dev/",
)  # fmt: skip
PAGES: Final = (
    "public-home", "public-rounds", "public-projects", "public-numbers", "public-help",
    "public-accessibility", "public-privacy", "public-contact",
)  # fmt: skip
ATOM: Final = "http://www.w3.org/2005/Atom"
SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
FEED_MOST: Final = 50
SITEMAP_MOST: Final = 49_000


@public_page
def robots(reader: Reader) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), ""]
    lines.append(f"Sitemap: {reader.absolute(reverse('public-sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public_page
def sitemap(reader: Reader) -> HttpResponse:
    """Every page for reading, with the day it last changed where that is known. 4 queries."""
    root = Element("urlset", xmlns=SITEMAP)
    for address, changed in _addresses():
        url = SubElement(root, "url")
        SubElement(url, "loc").text = reader.absolute(address)
        if changed is not None:
            SubElement(url, "lastmod").text = changed.isoformat()
    return _xml(root, "application/xml")


def _addresses() -> Iterator[tuple[str, date | None]]:
    yield from ((reverse(name), None) for name in PAGES)
    unique = unique_codes()
    for pk, code, released_at in rounds_public().values_list("pk", "code", "released_at"):
        yield _round(pk, code, unique), released_at.date() if released_at else None
    rows = standing_awards().order_by("-pk").values_list("pk", "decided_on", "fixing__fixed_on")
    for pk, decided_on, fixed_on in rows[:SITEMAP_MOST]:
        yield reverse("public-project-page", args=[pk]), fixed_on or decided_on


def _round(pk: int, code: str, unique: set[str]) -> str:
    return reverse("public-round", args=[slug_of(pk, code, unique)])


@public_page
def feed(reader: Reader) -> HttpResponse:
    """Atom: calls as they open and results as they are released, the newest first. 3 queries."""
    entries = sorted(_entries(reader), key=lambda entry: entry[0], reverse=True)[:FEED_MOST]
    name = reader.fund.name if reader.fund and not reader.several else "まちたね"
    root = Element("feed", {"xmlns": ATOM, "xml:lang": "ja"})
    SubElement(root, "id").text = reader.absolute(reverse("public-feed"))
    SubElement(root, "title").text = f"{name}のお知らせ"
    SubElement(root, "link", rel="self", href=reader.absolute(reverse("public-feed")))
    SubElement(root, "link", href=reader.absolute("/"))
    SubElement(SubElement(root, "author"), "name").text = name
    SubElement(root, "updated").text = (entries[0][0] if entries else EPOCH).isoformat()
    for at, title, text, address in entries:
        entry = SubElement(root, "entry")
        SubElement(entry, "id").text = reader.absolute(address)
        SubElement(entry, "title").text = title
        SubElement(entry, "link", href=reader.absolute(address))
        SubElement(entry, "updated").text = at.isoformat()
        SubElement(entry, "summary").text = text
    return _xml(root, "application/atom+xml")


EPOCH: Final = datetime.fromisoformat("2000-01-01T00:00:00+09:00")


def _entries(reader: Reader) -> Iterator[tuple[datetime, str, str, str]]:
    unique = unique_codes()
    rows: list[Round] = list(rounds_public().exclude(state__in=("published", "cancelled"))[:FEED_MOST])
    for call in rows:
        address = _round(call.pk, call.code, unique)
        yield call.opens_at, f"募集: {call.name}", f"{call.fund.name}の募集をはじめました。", address
        if call.released_at is not None:
            yield (
                call.released_at,
                f"結果: {call.name}",
                f"{call.fund.name}の審査の結果を公開しました。",
                f"{address}#results",
            )


def _xml(root: Element, kind: str) -> HttpResponse:
    return HttpResponse(
        b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="utf-8"),
        content_type=f"{kind}; charset=utf-8",
    )
