"""The projects of a fund as the public finds them: by year, field, progress and words (P6).

Only what a call publishes is shown, and only that is searched: nobody learns a hidden name by trying.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from awards.models import Award
from common.text import search_key
from fund.models import Fund
from transparency.queries.awards import fixed_amount, names_of, publication_of, standing_awards

PROGRESS: Final = {
    "offered": "doing",
    "active": "doing",
    "change_pending": "doing",
    "reported": "reported",
    "fixed": "done",
    "settled": "done",
    "abolished": "stopped",
    "cancelled": "stopped",
}
STEPS: Final = ("doing", "reported", "done", "stopped")


@dataclass(frozen=True)
class ProjectCard:
    """A project in a list. `granted` is the fixed amount once it is fixed, before that what was decided;
    None where the call publishes no yen. `progress` is one of STEPS."""

    id: int
    year: int
    group: str
    title: str
    summary: str
    tags: tuple[str, ...]
    department: str
    round_name: str
    state: str
    state_label: str
    progress: str
    granted: int | None
    is_fixed: bool
    decided_on: date
    reported_on: date | None

    @property
    def name(self) -> str:
        """What it is called where it has to be called something."""
        return self.title or self.group


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for; empty means all."""

    words: str = ""
    year: int | None = None
    tag: str = ""
    progress: str = ""

    @property
    def anything(self) -> bool:
        return bool(self.words.strip() or self.year or self.tag or self.progress)


@dataclass(frozen=True)
class Choices:
    """What there is to choose from, each with how many projects it has among all."""

    years: tuple[tuple[int, int], ...]
    tags: tuple[tuple[str, int], ...]
    progress: tuple[tuple[str, int], ...]


def card_of(award: Award) -> ProjectCard:
    """A `standing_awards` row as a card. No query."""
    told = publication_of(award)
    group, title = names_of(award, told)
    application, fixed = award.application, fixed_amount(award)
    fixing = getattr(award, "fixing", None)
    return ProjectCard(
        id=award.pk,
        year=award.fiscal_year.year,
        group=group,
        title=title,
        summary=application.summary if application and "summary" in told.fields else "",
        tags=tuple(application.tags) if application else (),
        department=application.department.name if application else "",
        round_name=application.round.name if application else "",
        state=award.state,
        state_label=award.lifecycle.states[award.state],
        progress=PROGRESS[award.state],
        granted=(award.amount if fixed is None else fixed) if "decided" in told.fields else None,
        is_fixed=fixed is not None,
        decided_on=award.decided_on,
        reported_on=fixing.fixed_on if fixing is not None and fixed is not None else None,
    )


def project_cards(fund: Fund) -> list[ProjectCard]:
    """All projects of a fund, the newest decision first. 1 query."""
    rows = standing_awards().filter(fund=fund).order_by("-decided_on", "application__number", "pk")
    return [card_of(award) for award in rows]


def latest_reports(fund: Fund, most: int = 3) -> list[ProjectCard]:
    """Projects whose report was accepted and amount fixed, the latest first. 1 query."""
    rows = standing_awards().filter(fund=fund, fixing__state="approved", fixing__fixed_on__isnull=False)
    return [card_of(award) for award in rows.order_by("-fixing__fixed_on", "-amount", "pk")[:most]]


def choices_of(cards: Iterable[ProjectCard]) -> Choices:
    """What a list can be narrowed down by."""
    cards = list(cards)
    years = Counter(card.year for card in cards)
    tags = Counter(tag for card in cards for tag in card.tags)
    steps = Counter(card.progress for card in cards)
    return Choices(
        tuple(sorted(years.items(), reverse=True)),
        tuple(sorted(tags.items(), key=lambda item: (-item[1], item[0]))),
        tuple((step, steps[step]) for step in STEPS if steps[step]),
    )


def matching(cards: Sequence[ProjectCard], wanted: Wanted) -> list[ProjectCard]:
    """The cards that meet every wish; words are looked for in what is shown, whatever their width."""
    words = [search_key(word) for word in wanted.words.split()]
    return [
        card
        for card in cards
        if (wanted.year is None or card.year == wanted.year)
        and (not wanted.tag or wanted.tag in card.tags)
        and (not wanted.progress or card.progress == wanted.progress)
        and all(word in _searched(card) for word in words)
    ]


def _searched(card: ProjectCard) -> str:
    return search_key(" ".join((card.title, card.group, card.summary, *card.tags)))
