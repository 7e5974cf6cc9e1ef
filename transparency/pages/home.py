"""The front page (P1) and the list of calls."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from transparency.pages.answers import public_page, show
from transparency.pages.bars import split_bars
from transparency.pages.plates import pictured
from transparency.pages.reading import Reader
from transparency.pages.words import year
from transparency.queries.calls import calls_of
from transparency.queries.figures import FiguresWithheld
from transparency.queries.projects import latest_reports
from transparency.queries.years import chosen, headlines

MOST_CARDS = 3


@public_page
def home(reader: Reader) -> HttpResponse:
    """P1: what is open, what giving does, the last year's figures, the latest reports."""
    fund = reader.fund
    if fund is None:
        return show(
            reader,
            "empty",
            title=reader.say("まちたね", "Machitane"),
            description=reader.say(
                "このサイトのファンドは準備中です。", "This site’s fund is being prepared."
            ),
        )
    calls = calls_of(fund)
    upcoming = sorted(
        (item for item in calls if item.phase == "upcoming"), key=lambda item: item.call.opens_at
    )
    figures = _figures(reader)
    described = reader.say(
        f"{fund.name}の募集中の助成、寄附のしかた、集まったお金と使い道を、1円までお知らせします。",
        f"Open calls, giving, and where every yen of {fund.name} went.",
    )
    return show(
        reader,
        "home",
        title=reader.say("ホーム", "Home"),
        description=described,
        structured=[_organisation(reader, described)],
        open=[item for item in calls if item.phase == "open"],
        extended=[item for item in calls if item.extended is not None],
        next_opens=upcoming[0] if upcoming else None,
        reports=pictured(latest_reports(fund, MOST_CARDS)),
        **figures,
    )


def _figures(reader: Reader) -> dict[str, Any]:
    assert reader.fund is not None
    try:
        headline = chosen(headlines(reader.fund))
    except FiguresWithheld:
        return {"withheld": True}
    if headline is None:
        return {}
    split = headline.split
    return {
        "headline": headline,
        "year_label": year(headline.figures.year, reader.lang),
        "split": split,
        "split_bars": split_bars(split) if split else (),
        "with_match": headline.matched > 0,
    }


def _organisation(reader: Reader, described: str) -> dict[str, Any]:
    assert reader.fund is not None
    found: dict[str, Any] = {
        "@type": "NGO",
        "name": reader.fund.name,
        "url": reader.absolute("/"),
        "description": described,
    }
    if reader.fund.operator:
        found["parentOrganization"] = {"@type": "Organization", "name": reader.fund.operator}
    return found


@public_page
def rounds(reader: Reader) -> HttpResponse:
    """All published calls, the newest first."""
    calls = calls_of(reader.fund) if reader.fund else []
    heading = reader.say("助成の募集", "Calls for applications")
    return show(
        reader,
        "rounds",
        title=heading,
        description=reader.say(
            "いま募集している助成と、これまでの募集の要項・結果です。",
            "Open calls, and the rules and results of earlier ones.",
        ),
        heading=heading,
        calls=calls,
        here="rounds",
    )
