"""Pages of plain text: help, accessibility, personal data, contact."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from transparency.pages.answers import public_page, show
from transparency.pages.reading import Reader

# By the page's name: Japanese and English title and description.
TEXTS: Final = {
    "help": (
        ("ヘルプ", "Help"),
        ("応募と寄附のしかた、困ったときの手引きです。", "How to apply and give, and what to do when stuck."),
    ),
    "accessibility": (
        ("アクセシビリティ", "Accessibility"),
        (
            "だれもが使えるサイトにするために、していることです。",
            "What we do so that everybody can use this site.",
        ),
    ),
    "privacy": (
        ("個人情報の取扱い", "Personal data"),
        (
            "お預かりする情報と、公開する情報についてのご説明です。",
            "What we keep about you, why, and what is published.",
        ),
    ),
    "contact": (
        ("お問い合わせ", "Contact"),
        ("事務局へのお問い合わせの方法です。", "How to reach the office."),
    ),
}


def _page(name: str) -> Callable[..., HttpResponseBase]:
    (title_ja, title_en), (ja, en) = TEXTS[name]

    @public_page
    def view(reader: Reader) -> HttpResponse:
        heading = reader.say(title_ja, title_en)
        return show(
            reader,
            name,
            title=heading,
            description=reader.say(ja, en),
            heading=heading,
            here=name,
        )

    return view


help_page = _page("help")
accessibility = _page("accessibility")
privacy = _page("privacy")
contact = _page("contact")
