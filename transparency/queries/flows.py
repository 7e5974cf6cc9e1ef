"""What flowed in a year: from gifts and the city through sub-funds to projects, and what is kept (R12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from fund.models import Fund
from transparency.flow import Edge, Place
from transparency.queries.awards import names_of, public_awards, publication_of
from transparency.queries.unfolding import Line, lines_of
from transparency.queries.years import Headline

MOST_PROJECTS = 12
OUTSIDE = ("operations",)
"""Sub-funds that no grant is paid from: what the office runs on."""
COMES_FROM = {"3000": "opening", "4010": "gifts", "4020": "match"}
SOURCES = ("gifts", "match", "opening", "other_in")
ENDS = ("operations", "moved", "kept")


@dataclass(frozen=True)
class Flow:
    """Three columns of places and the edges between them; each sub-fund gives what it gets. Yen."""

    columns: tuple[tuple[Place, ...], tuple[Place, ...], tuple[Place, ...]]
    edges: tuple[Edge, ...]

    @property
    def through(self) -> int:
        """All that came in, what sub-funds gave each other left out."""
        return sum(edge.amount for edge in self.edges if edge.source in ("gifts", "match", "opening"))

    @property
    def granted(self) -> int:
        return sum(edge.amount for edge in self.edges if edge.target.startswith(("award:", "others")))


def flow(fund: Fund, year: Headline) -> Flow | None:
    """A year's flow; None where a sub-fund stands below zero or nothing moved. 2 queries, any size."""
    shown = {row.code: row for row in year.figures.sub_funds if row.kind not in OUTSIDE}
    if any(row.balance < 0 for row in shown.values()):
        return None
    ways: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines_of(fund, year.figures.year):
        if line.sub_fund in shown and line.code[0] in "3456":
            source, target, amount = _way(line)
            ways[source, target] += amount
    for code, row in shown.items():
        ways[f"sub:{code}", "kept"] += row.balance
    projects = _projects(fund, ways)
    edges = tuple(_positive(ways, projects))
    if not edges:
        return None
    used = {edge.source for edge in edges} | {edge.target for edge in edges}
    return Flow(
        (
            tuple(Place(key, key, key) for key in SOURCES if key in used),
            tuple(
                Place(f"sub:{row.code}", row.name, "sub_fund")
                for row in shown.values()
                if f"sub:{row.code}" in used
            ),
            tuple(place for place in dict.fromkeys(projects.values()) if place.key in used)
            + tuple(Place(key, key, key) for key in ENDS if key in used),
        ),
        edges,
    )


def _way(line: Line) -> tuple[str, str, int]:
    """From where to where a line's yen went; grants and what came back of them are one way."""
    sub_fund = f"sub:{line.sub_fund}"
    if line.code == "5010":
        return sub_fund, line.reference if line.reference.startswith("award:") else "moved", -line.net
    if line.code == "6010":
        return sub_fund, "operations" if line.kind == "fee_transfer" else "moved", -line.net
    if line.code == "5020":
        return sub_fund, "operations", -line.net
    return COMES_FROM.get(line.code, "other_in"), sub_fund, line.net


def _projects(fund: Fund, ways: dict[tuple[str, str], int]) -> dict[str, Place]:
    """The largest projects by their own names, all others under one; so are those whose yen the call does
    not publish, and never one of them alone."""
    yen: dict[str, int] = defaultdict(int)
    for (_, target), amount in ways.items():
        if target.startswith("award:"):
            yen[target] += amount
    named: dict[str, Place] = {}
    for award in public_awards().filter(fund=fund):
        told = publication_of(award)
        if yen.get(award.reference) and "decided" in told.fields:
            group, title = names_of(award, told)
            named[award.reference] = Place(award.reference, title or group, "project", award.pk)
    order = sorted(named, key=lambda key: (-yen[key], key))
    others = [key for key, amount in yen.items() if amount and key not in named]
    kept = order if len(order) + bool(others) <= MOST_PROJECTS else order[: MOST_PROJECTS - 1]
    if len(others) == 1 and len(kept) == len(order):
        kept = kept[:-1]
    found = {key: named[key] for key in kept}
    for key in yen:
        found.setdefault(key, Place("others", "others", "others"))
    return found


def _positive(ways: dict[tuple[str, str], int], projects: dict[str, Place]) -> Iterable[Edge]:
    """Edges above zero; what runs backwards becomes what came in, or went out, otherwise."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for (source, target), amount in ways.items():
        end = projects[target].key if target in projects else target
        if amount >= 0:
            sums[source, end] += amount
        elif source.startswith("sub:"):
            sums["other_in", source] -= amount
        else:
            sums[end, "moved"] -= amount
    return [Edge(source, target, amount) for (source, target), amount in sums.items() if amount]
