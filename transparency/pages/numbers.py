"""The fund's money (P8): a year's figures, where they went, and any of them unfolded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse

from common.errors import NotFound
from transparency.pages import csv_file
from transparency.pages.answers import public_page, show
from transparency.pages.bars import per_cent, split_bars
from transparency.pages.calls import breadcrumbs
from transparency.pages.flows import shown_flow
from transparency.pages.reading import Reader, with_query
from transparency.pages.unfolded import shown_unfolded
from transparency.pages.words import percent, year, yen
from transparency.queries.figures import FiguresWithheld
from transparency.queries.flows import flow
from transparency.queries.years import Headline, chosen, headlines

# A sub-fund's columns: opening + received + matched − awarded + released + moved = balance.
COLUMNS: Final = (
    ("opening", "はじめの残り", "Opening"),
    ("received", "寄附", "Gifts"),
    ("matched", "市の負担金", "City match"),
    ("awarded", "決定した助成", "Granted"),
    ("released", "戻ったお金", "Released"),
    ("moved", "運営費・振替など", "Fees and transfers"),
    ("balance", "残り", "Left"),
)
TAKEN_OFF: Final = ("awarded",)


@dataclass(frozen=True)
class Goal:
    """The thermometer: how much of the year's budget for grants was raised."""

    sentence: str
    width: str
    tick: str
    missing: int


@public_page
def numbers(reader: Reader) -> HttpResponse:
    """P8: `year` chooses the year, `explain` the figure to unfold."""
    heading = reader.say("数字で見るファンド", "The fund in figures")
    name = reader.fund.name if reader.fund else "まちたね"
    number = _year_of(reader)
    try:
        years = headlines(reader.fund) if reader.fund else []
        withheld = False
    except FiguresWithheld:
        years, withheld = [], True
    headline = chosen(years, number)
    return show(
        reader,
        "numbers",
        title=heading,
        description=reader.say(
            f"{name}に集まったお金と使い道を、年度ごとに1円まで公開しています。",
            f"What was given to {name} and where every yen went, year by year.",
        ),
        structured=[_dataset(reader, heading), breadcrumbs(reader, [(heading, "/numbers")])],
        here="numbers",
        canonical="/numbers" if number is None else f"/numbers?year={number}",
        heading=heading,
        withheld=withheld,
        years=years,
        asked_year=number,
        headline=headline,
        **(_of_year(reader, headline) if headline else {}),
        **_bars(reader, years),
        **_data_links(reader, headline),
    )


def _year_of(reader: Reader) -> int | None:
    text = reader.request.GET.get("year", "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) == 4):
        raise NotFound
    return int(text)


def _of_year(reader: Reader, headline: Headline) -> dict[str, Any]:
    assert reader.fund is not None
    split = headline.split
    return {
        "year_label": year(headline.figures.year, reader.lang),
        "split": split,
        "split_bars": split_bars(split) if split else (),
        "goal": _goal(reader, headline),
        "flow": shown_flow(reader, headline, flow(reader.fund, headline)),
        **_sub_funds(reader, headline),
        **_unfolding(reader, headline),
    }


def _unfolding(reader: Reader, headline: Headline) -> dict[str, Any]:
    name = reader.request.GET.get("explain", "")
    if not name:
        return {}
    try:
        return {"unfolded": shown_unfolded(reader, headline, name)}
    except FiguresWithheld:
        return {"unfold_withheld": True}


def _goal(reader: Reader, headline: Headline) -> Goal | None:
    if headline.budget <= 0:
        return None
    raised, budget, lang = headline.raised, headline.budget, reader.lang
    longest = max(raised, budget)
    share = percent(raised, budget).replace("%", reader.say("％", "%"))
    return Goal(
        reader.say(
            f"{year(headline.figures.year)}の助成の予算 {yen(budget)}に対して、"
            f"{yen(raised)}（{share}）集まりました",
            f"{yen(raised, lang)} raised towards this year’s budget of {yen(budget, lang)} ({share})",
        ),
        per_cent(raised, longest),
        per_cent(budget, longest) if raised > budget else "",
        max(budget - raised, 0),
    )


def _sub_funds(reader: Reader, headline: Headline) -> dict[str, Any]:
    labels = [(name, reader.say(ja, en)) for name, ja, en in COLUMNS]
    sign = {name: -1 if name in TAKEN_OFF else 1 for name, _ in labels}
    rows = headline.figures.sub_funds
    return {
        "columns": labels,
        "subs": [
            {
                "name": row.name,
                "explain": f"sub-{row.code}",
                "cells": [(label, getattr(row, name) * sign[name]) for name, label in labels],
            }
            for row in rows
        ],
        "totals": [(label, headline.figures.total(name) * sign[name]) for name, label in labels],
    }


def _bars(reader: Reader, years: list[Headline]) -> dict[str, Any]:
    if len(years) < 2:
        return {}
    largest = max((amount for row in years for amount in (row.raised, row.granted)), default=0)
    raised, granted = sum(row.raised for row in years), sum(row.granted for row in years)
    return {
        "bars": [
            {
                "year": row.figures.year,
                "raised": row.raised,
                "granted": row.granted,
                "raised_width": per_cent(max(row.raised, 0), largest),
                "granted_width": per_cent(max(row.granted, 0), largest),
            }
            for row in reversed(years)
        ],
        "bars_sentence": reader.say(
            f"これまでの{len(years)}年度で {yen(raised)}が集まり、{yen(granted)}を助成しました",
            f"In {len(years)} years {yen(raised, 'en')} was raised and {yen(granted, 'en')} granted",
        ),
    }


def _data_links(reader: Reader, headline: Headline | None) -> dict[str, Any]:
    if reader.fund is None:
        return {}
    fund = {"fund": reader.fund.code} if reader.several else {}
    of_year = {"year": str(headline.figures.year)} if headline else {}
    return {
        "csv_numbers": with_query(reverse("public-numbers-csv"), fund | of_year),
        "csv_projects": with_query(reverse("public-projects-csv"), fund),
        "json_figures": reverse("public-figures", args=[reader.fund.pk]),
        "json_gifts": reverse("public-donations", args=[reader.fund.pk]),
    }


def _dataset(reader: Reader, heading: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "Dataset",
        "name": heading,
        "description": heading,
        "url": reader.absolute("/numbers"),
        "isAccessibleForFree": True,
    }
    if reader.fund is not None:
        found["creator"] = {"@type": "Organization", "name": reader.fund.name}
        found["distribution"] = [
            {
                "@type": "DataDownload",
                "encodingFormat": "text/csv",
                "contentUrl": reader.absolute(reverse("public-numbers-csv")),
            },
            {
                "@type": "DataDownload",
                "encodingFormat": "application/json",
                "contentUrl": reader.absolute(reverse("public-figures", args=[reader.fund.pk])),
            },
        ]
    return found


@public_page
def numbers_csv(reader: Reader) -> HttpResponse:
    """The sub-funds of a year, or of all years, as a table for spreadsheets. Not found while withheld."""
    number = _year_of(reader)
    try:
        years = headlines(reader.fund) if reader.fund else []
    except FiguresWithheld:
        raise NotFound from None
    head = ("年度", "枠", "枠の名前", *(ja for _, ja, _ in COLUMNS))
    rows = [
        (
            year(row.figures.year),
            sub.code,
            sub.name,
            *(getattr(sub, name) * (-1 if name in TAKEN_OFF else 1) for name, _, _ in COLUMNS),
        )
        for row in years
        if number in (None, row.figures.year)
        for sub in row.figures.sub_funds
    ]
    return csv_file.answer("numbers.csv", head, rows)
