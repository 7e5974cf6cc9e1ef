"""The projects that were granted (P6) and each of them (P7)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse

from common import clock
from common.calendar import fiscal_year_label
from common.money import fraction
from fund.models import Fund, SubFund
from fund.policy.phrases import share
from transparency.pages import csv_file
from transparency.pages.answers import public_page, show
from transparency.pages.calls import breadcrumbs
from transparency.pages.plates import pictured, plate_for
from transparency.pages.reading import Reader, with_query
from transparency.pages.words import called, year, yen
from transparency.queries.calls import slug_of, unique_codes
from transparency.queries.project_page import ProjectPage, Working, project_page
from transparency.queries.projects import (
    STEPS,
    ProjectCard,
    Wanted,
    choices_of,
    matching,
    project_cards,
)

PAGE: Final = 24
CUT: Final = 1000
"""The usual unit to which the rate's term is cut (R5)."""
WORDS_MOST: Final = 100
CSV_HEAD: Final = (
    "番号", "年度", "募集", "部門", "団体名", "事業名", "概要", "分野", "進み具合", "助成額（円）",
    "額の確定", "決定日",
)  # fmt: skip


def wanted_by(reader: Reader) -> Wanted:
    """What the address asks for; what cannot be read asks for nothing."""
    asked = reader.request.GET
    number = asked.get("year", "")
    progress = asked.get("progress", "")
    return Wanted(
        words=asked.get("q", "")[:WORDS_MOST].replace("\x00", ""),
        year=int(number) if number.isascii() and number.isdecimal() and len(number) < 5 else None,
        tag=asked.get("field", "")[:WORDS_MOST],
        progress=progress if progress in STEPS else "",
    )


@public_page
def projects(reader: Reader) -> HttpResponse:
    """P6: found by words, year, field and progress; as cards or as a table."""
    cards = project_cards(reader.fund) if reader.fund else []
    wanted = wanted_by(reader)
    found = matching(cards, wanted)
    pages = max(1, -(-len(found) // PAGE))
    page = _page(reader, pages)
    heading = reader.say("助成した活動", "Projects we granted")
    name = reader.fund.name if reader.fund else "まちたね"
    asked = {
        "q": wanted.words,
        "year": str(wanted.year or ""),
        "field": wanted.tag,
        "progress": wanted.progress,
    }
    kept = {key: value for key, value in (reader.kept() | asked).items() if value}
    return show(
        reader,
        "projects",
        title=heading,
        description=reader.say(
            f"{name}が助成した活動の一覧です。年度・分野・進み具合から探せます。",
            f"The projects that {name} granted, by year, field and progress.",
        ),
        structured=[breadcrumbs(reader, [(heading, "/projects")])],
        here="projects",
        canonical="/projects",
        heading=heading,
        wanted=wanted,
        choices=choices_of(cards),
        kept=reader.kept(),
        total=len(found),
        cards=pictured(found[(page - 1) * PAGE : page * PAGE]),
        as_table=reader.request.GET.get("view") == "table",
        page=page,
        pages=pages,
        page_before=page - 1,
        page_after=page + 1,
        csv_to=with_query(reverse("public-projects-csv"), kept),
        as_of=clock.today(),
    )


def _page(reader: Reader, pages: int) -> int:
    number = reader.request.GET.get("page", "")
    known = number.isascii() and number.isdecimal() and len(number) < 6
    return min(max(int(number), 1), pages) if known else 1


@public_page
def projects_csv(reader: Reader) -> HttpResponse:
    """The projects found, as a table for spreadsheets."""
    cards = matching(project_cards(reader.fund), wanted_by(reader)) if reader.fund else []
    return csv_file.answer("projects.csv", CSV_HEAD, (_csv_row(card) for card in cards))


def _csv_row(card: ProjectCard) -> tuple[Any, ...]:
    return (
        card.id,
        fiscal_year_label(card.year),
        card.round_name,
        card.department,
        card.group,
        card.title,
        card.summary,
        "、".join(card.tags),
        called("progress", card.progress),
        card.granted,
        "済" if card.is_fixed else "",
        card.decided_on.isoformat(),
    )


@public_page
def project(reader: Reader, pk: int) -> HttpResponse:
    """P7: one project, its money and its report."""
    page = project_page(pk)
    card, fund = page.card, next(row for row in reader.funds if row.pk == page.fund_id)
    reader = replace(reader, fund=fund)
    heading = card.name or reader.say("名前を公開していない活動", "A project without a published name")
    described = _described(reader, page, heading)
    difference = None
    if page.budget is not None and page.budget.actual is not None:
        difference = page.budget.actual - page.budget.planned
    today = clock.today()
    return show(
        reader,
        "project",
        title=f"{heading}｜{reader.say('活動の報告', 'Project')}",
        description=described,
        structured=[
            _grant(reader, page, heading, described),
            breadcrumbs(
                reader,
                [(reader.say("助成した活動", "Projects"), "/projects"), (heading, f"/projects/{card.id}")],
            ),
        ],
        here="projects",
        page=page,
        card=card,
        heading=heading,
        state=_state(reader, card),
        plate=plate_for(card.tags),
        photo=next(iter(page.story.photos), None),
        photos=page.story.photos[1:],
        granted=card.granted,
        difference=difference,
        saved=-(difference or 0),
        over=difference or 0,
        late=page.report_from is not None and page.report_from < today,
        explain=f"project-{card.id}",
        terms=_terms(reader, page.working) if page.working else (),
        round_slug=_round_slug(page),
        give_to=_give_to(fund, card),
    )


def _state(reader: Reader, card: ProjectCard) -> str:
    """The state's own word where the matter is settled, otherwise how far the project is."""
    if reader.lang == "ja" and card.progress in ("done", "stopped"):
        return card.state_label
    return called("progress", card.progress, reader.lang)


def _described(reader: Reader, page: ProjectPage, heading: str) -> str:
    card = page.card
    if card.summary:
        return f"{heading}: {card.summary}"
    money = yen(card.granted, reader.lang) if card.granted is not None else ""
    group = f"（{card.group}）" if card.group and card.title else ""
    return reader.say(
        f"{year(card.year)}に助成した活動「{heading}」{group}のお金と報告です。"
        f"{f'助成額 {money}。' if money else ''}",
        f"“{heading}”, a project granted in {year(card.year, 'en')}.{f' Grant {money}.' if money else ''}",
    )


def _terms(reader: Reader, working: Working) -> list[dict[str, Any]]:
    """The terms of the fixing (R5) as they are shown: label, yen, expression, which was the smallest."""
    rate = fraction(working.rate) if working.rate else Fraction(1)
    expressions = {
        "rate_term": _rate_worked(reader, working, rate),
        "shortfall": f"{working.actual:,} − {working.other_income:,}",
    }
    return [
        {
            "label": called("terms", term.name, reader.lang).format(
                rate=share(rate) if reader.lang == "ja" else rate
            ),
            "amount": term.amount,
            "expression": expressions.get(term.name, ""),
            "binds": term.binds,
        }
        for term in working.terms
    ]


def _rate_worked(reader: Reader, working: Working, rate: Fraction) -> str:
    """484,700 × 3/4 = 363,525　千円未満を切り捨て; nothing where the call takes another base."""
    amount = next((term.amount for term in working.terms if term.name == "rate_term"), 0)
    exact = working.accepted * rate
    if not 0 <= exact - amount < CUT:
        return ""
    shown = f"{working.accepted:,} × {rate} = {int(exact):,}{'' if exact.denominator == 1 else '…'}"
    return shown if exact == amount else shown + reader.say("　千円未満を切り捨て", ", cut to ¥1,000")


def _round_slug(page: ProjectPage) -> str:
    if page.round_id is None:
        return ""
    return slug_of(page.round_id, page.round_code, unique_codes())


def _give_to(fund: Fund, card: ProjectCard) -> str:
    """The sub-fund that shares a field with the project, where one takes gifts for it. 1 query."""
    for row in SubFund.objects.filter(fund=fund, kind__in=("theme", "named_company")).order_by(
        "position", "pk"
    ):
        if set(row.tags) & set(card.tags):
            return row.code
    return ""


def _grant(reader: Reader, page: ProjectPage, heading: str, described: str) -> dict[str, Any]:
    """The project as schema.org knows funded projects."""
    card = page.card
    funded: dict[str, Any] = {"@type": "Project", "name": heading}
    if card.group:
        funded["parentOrganization"] = {"@type": "Organization", "name": card.group}
    found: dict[str, Any] = {
        "@type": "MonetaryGrant",
        "name": heading,
        "description": described,
        "url": reader.absolute(f"/projects/{card.id}"),
        "fundedItem": funded,
    }
    if reader.fund is not None:
        found["funder"] = {"@type": "Organization", "name": reader.fund.name}
    if card.granted is not None:
        found["amount"] = {"@type": "MonetaryAmount", "currency": "JPY", "value": card.granted}
    return found
