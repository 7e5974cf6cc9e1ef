"""The flow of a year as it is shown: a drawing, the same as lists for a narrow screen, and a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from transparency.flow import Drawing, Edge, Place, draw, passing
from transparency.pages.bars import INK, LEAF, per_cent
from transparency.pages.reading import Reader
from transparency.pages.words import called, percent, yen
from transparency.queries.flows import Flow
from transparency.queries.years import Headline

GREY: Final = "#767676"
FILLS: Final = {"operations": INK, "moved": GREY, "other_in": GREY, "kept": "#9bd4b5", "opening": "#9bd4b5"}
LONGEST: Final = 19
"""So many characters of a label fit beside its node; the table has it whole."""


@dataclass(frozen=True)
class ShownNode:
    x: int
    y: float
    height: float
    fill: str
    label: str
    label_x: int
    label_y: float
    amount: str
    amount_y: float


@dataclass(frozen=True)
class ShownDrawing:
    width: int
    height: int
    nodes: tuple[ShownNode, ...]
    ribbons: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class ShownFlow:
    sentence: str
    drawing: ShownDrawing
    lists: tuple[dict[str, Any], ...]
    table: tuple[dict[str, Any], ...]


def shown_flow(reader: Reader, headline: Headline, found: Flow | None) -> ShownFlow | None:
    """The flow in the reader's language; None where there is none to show."""
    if found is None:
        return None
    places = {place.key: place for column in found.columns for place in column}
    names = {key: _name(place, reader.lang) for key, place in places.items()}
    return ShownFlow(
        _sentence(reader, headline, found),
        _drawing(draw(found.columns, found.edges), names, reader.lang),
        tuple(_lists(reader, found, names)),
        tuple(_table(reader, found, names, places)),
    )


def _name(place: Place, lang: str) -> str:
    return place.label if place.kind in ("sub_fund", "project") else called("places", place.kind, lang)


def _sentence(reader: Reader, headline: Headline, found: Flow) -> str:
    through, granted, count = found.through, found.granted, headline.projects
    if granted <= 0:
        return reader.say(
            f"寄附と繰越など {yen(through)}を、これからの活動のために預かっています",
            f"{yen(through, 'en')} is kept for the projects to come",
        )
    return reader.say(
        f"寄附と市の負担金、繰越を合わせた {yen(through)}のうち、{yen(granted)}を{count}の活動へ",
        f"Of {yen(through, 'en')} given, matched and carried over, "
        f"{yen(granted, 'en')} went to {count} projects",
    )


def _drawing(drawing: Drawing, names: dict[str, str], lang: str) -> ShownDrawing:
    return ShownDrawing(
        drawing.width,
        drawing.height,
        tuple(
            ShownNode(
                node.x,
                node.y,
                node.height,
                _fill(node.place),
                _short(names[node.place.key]),
                node.label_x,
                node.label_y,
                yen(node.amount, lang),
                round(node.label_y + 21, 1),
            )
            for node in drawing.nodes
        ),
        tuple({"path": ribbon.path, "fill": _edge_fill(ribbon.edge)} for ribbon in drawing.ribbons),
    )


def _fill(place: Place) -> str:
    return FILLS.get(place.kind, LEAF)


def _edge_fill(edge: Edge) -> str:
    return FILLS.get(edge.target) or FILLS.get(edge.source) or LEAF


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _lists(reader: Reader, found: Flow, names: dict[str, str]) -> list[dict[str, Any]]:
    """What each sub-fund gave, as bars of one scale."""
    largest = max((edge.amount for edge in found.edges), default=0)
    return [
        {
            "name": names[place.key],
            "amount": yen(passing(place.key, found.edges), reader.lang),
            "rows": [
                {
                    "name": names[edge.target],
                    "amount": yen(edge.amount, reader.lang),
                    "width": per_cent(edge.amount, largest),
                    "fill": _edge_fill(edge),
                }
                for edge in found.edges
                if edge.source == place.key
            ],
        }
        for place in found.columns[1]
    ]


def _table(
    reader: Reader, found: Flow, names: dict[str, str], places: dict[str, Place]
) -> list[dict[str, Any]]:
    order = {place.key: (n, m) for n, column in enumerate(found.columns) for m, place in enumerate(column)}
    edges = sorted(found.edges, key=lambda edge: (order[edge.source], order[edge.target]))
    given = {key: sum(edge.amount for edge in edges if edge.source == key) for key in names}
    return [
        {
            "source": names[edge.source],
            "target": names[edge.target],
            "to": places[edge.target].project,
            "amount": yen(edge.amount, reader.lang),
            "share": percent(edge.amount, given[edge.source]),
        }
        for edge in edges
    ]
