"""A call for applications in words (P2), with its results once they are out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.http import HttpResponse

from common import clock
from common.clock import JST
from fund.policy.call import CallSettings, CriterionSetting
from fund.policy.explaining import Section
from fund.policy.phrases import number
from transparency.pages.answers import public_page, show
from transparency.pages.forms import forms_of
from transparency.pages.reading import Reader
from transparency.pages.results import results_of
from transparency.pages.words import day, moment, yen
from transparency.queries.calls import TASKS, CallPage, call_page

HEADING = re.compile(r"【(.+)】")
SHOWN_ELSEWHERE = ("この募集について",)


@dataclass(frozen=True)
class Block:
    """Sentences of one or more departments; of all where no name is given."""

    name: str = ""
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ShownSection:
    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Date:
    """One step of the schedule."""

    label: str
    when: str
    done: bool
    now: bool


@dataclass(frozen=True)
class Criteria:
    """The criteria of departments that are judged alike, with what each is worth."""

    name: str
    rows: tuple[tuple[str, str], ...]
    total: str


@public_page
def round_page(reader: Reader, slug: str) -> HttpResponse:
    """P2, by the call's code or number."""
    item = call_page(slug, reader.request.GET.get("fund", ""))
    call, settings = item.call, item.settings
    sections = tuple(_sections(item.sections))
    criteria = tuple(_criteria(settings)) if settings else ()
    usable, quotes, quote_from = _costs(settings)
    results = results_of(item.results, reader.lang) if item.results else None
    forms = forms_of(call) if item.phase in ("open", "upcoming") else ()
    cap = f"{yen(item.cap, reader.lang)}" if item.cap is not None else ""
    until = moment(call.closes_at, reader.lang)
    described = reader.say(
        f"{call.fund.name} {call.name}の募集要項。{f'上限{cap}。' if cap else ''}締切は{until}です。",
        f"Call {call.name} of {call.fund.name}. {f'Up to {cap}. ' if cap else ''}Closes on {until}.",
    )
    return show(
        reader,
        "round",
        title=f"{call.name} {reader.say('募集要項', 'Call')}",
        description=described,
        structured=[_grant(reader, item, described), _crumbs(reader, item)],
        fund=call.fund,
        here="rounds",
        canonical=f"/rounds/{item.slug}",
        item=item,
        contents=_contents(
            reader, item, sections, bool(criteria), bool(usable), results is not None, bool(forms)
        ),
        schedule=_schedule(reader, item, clock.now()),
        tasks=TASKS,
        needed=[row for row in item.documents if row.required],
        questions=list(call.questions.all()),
        usable=usable,
        quotes="、".join(quotes),
        quote_from=quote_from,
        sections=sections,
        criteria=criteria,
        forms=forms,
        results=results,
        decided_on=day(call.decided_on, reader.lang),
    )


def _sections(sections: Iterable[Section]) -> Iterable[ShownSection]:
    """The call's sentences under their headings; what a department says alone stands under its name."""
    for section in sections:
        title = section.title.partition(" ")[2]
        if title in SHOWN_ELSEWHERE:
            continue
        blocks = [Block()]
        for line in section.lines:
            named = HEADING.fullmatch(line)
            if named:
                blocks.append(Block(named.group(1)))
            else:
                blocks[-1].lines.append(line)
        yield ShownSection(section.key, title, tuple(block for block in blocks if block.lines))


def _criteria(settings: CallSettings) -> Iterable[Criteria]:
    """What is judged, with full marks, once for departments that ask the same."""
    groups: dict[tuple[CriterionSetting, ...], list[str]] = {}
    for row in settings.departments:
        asked = settings.criteria_of(row.code)
        if asked and row.rules.offered and row.rules.scoring.aggregate != "none":
            groups.setdefault(asked, []).append(row.name)
    for asked, names in groups.items():
        marks = [Fraction(item.maximum) * item.factor for item in asked]
        yield Criteria(
            "・".join(names),
            tuple((item.name, number(mark)) for item, mark in zip(asked, marks, strict=True)),
            number(sum(marks, Fraction(0))),
        )


def _costs(settings: CallSettings | None) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """The categories that may be spent on, those that need a quote, and from how many yen."""
    if settings is None:
        return (), (), 0
    standing = settings.standing
    return standing.expense_categories, standing.quote_categories, standing.quote_threshold


def _schedule(reader: Reader, item: CallPage, now: datetime) -> list[Date]:
    call, lang = item.call, reader.lang
    today = now.astimezone(JST).date()
    steps: list[tuple[str, str, bool]] = [
        (reader.say("受付の開始", "Opens"), moment(call.opens_at, lang), now >= call.opens_at),
        (reader.say("受付の締切", "Closes"), moment(call.closes_at, lang), now > call.closes_at),
        (reader.say("審査会", "Committee"), day(call.committee_on, lang), today > call.committee_on),
        (
            reader.say("結果の決定", "Decision"),
            day(call.decided_on, lang),
            call.released_at is not None,
        ),
        (
            reader.say("活動の期間", "Projects"),
            f"{day(call.project_from, lang, weekday=False)}{reader.say('〜', ' – ')}"
            f"{day(call.project_to, lang, weekday=False)}",
            today > call.project_to,
        ),
        (
            reader.say("実績報告の期限", "Reports due"),
            day(call.report_due_on, lang),
            today > call.report_due_on,
        ),
    ]
    if item.phase == "cancelled":
        return [Date(label, when, done=False, now=False) for label, when, _ in steps]
    current = next((n for n, (_, _, done) in enumerate(steps) if not done), None)
    return [Date(label, when, done, n == current) for n, (label, when, done) in enumerate(steps)]


def _contents(
    reader: Reader,
    item: CallPage,
    sections: tuple[ShownSection, ...],
    criteria: bool,
    costs: bool,
    results: bool,
    forms: bool,
) -> list[tuple[str, str]]:
    found = [("changes", reader.say("変更点", "Changes"))] if item.versions else []
    if results:
        found.append(("results", reader.say("審査の結果", "Results")))
    found += [
        ("offers", reader.say("部門と金額", "Departments and amounts")),
        ("dates", reader.say("日程", "Dates")),
    ]
    if item.phase in ("open", "upcoming"):
        found.append(("tasks", reader.say("申請ですること", "What you will do")))
    if costs:
        found.append(("costs", reader.say("何に使えるか", "What it may be spent on")))
    found += [(section.anchor, section.title) for section in sections]
    if criteria:
        found.append(("criteria", reader.say("審査の基準と配点", "Criteria and points")))
    if forms:
        found.append(("forms", reader.say("様式", "Forms")))
    return [*found, ("ask", reader.say("分からないとき", "Questions"))]


def _grant(reader: Reader, item: CallPage, described: str) -> dict[str, Any]:
    """The call as schema.org knows grants."""
    call = item.call
    found: dict[str, Any] = {
        "@type": "MonetaryGrant",
        "name": call.name,
        "description": described,
        "url": reader.absolute(f"/rounds/{item.slug}"),
        "funder": {"@type": "Organization", "name": call.fund.name},
    }
    if item.cap is not None:
        found["amount"] = {"@type": "MonetaryAmount", "currency": "JPY", "maxValue": item.cap}
    return found


def _crumbs(reader: Reader, item: CallPage) -> dict[str, Any]:
    return breadcrumbs(
        reader, [(reader.say("募集", "Calls"), "/rounds"), (item.call.name, f"/rounds/{item.slug}")]
    )


def breadcrumbs(reader: Reader, places: list[tuple[str, str]]) -> dict[str, Any]:
    """The way to a page as schema.org knows it, from the front page on."""
    way = [(reader.say("ホーム", "Home"), "/"), *places]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": name, "item": reader.absolute(path)}
            for n, (name, path) in enumerate(way, 1)
        ],
    }
