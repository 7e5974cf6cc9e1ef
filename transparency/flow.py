"""Where money flows, as a drawing: columns of nodes and the ribbons between them, in whole units of an SVG.

Pure layout; what flows is `queries.flows`. Heights are in proportion to yen; a node too small to see is
given two units, which the table beside the drawing puts right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, NODE, GAP, SLOT, TALLEST = 1136, 14, 12, 46, 520
COLUMNS_AT = (0, 400, 800)
SMALLEST = 2.0


@dataclass(frozen=True)
class Place:
    """What money comes from or goes to: a source, a sub-fund, a project. `kind` chooses its colour."""

    key: str
    label: str
    kind: str
    project: int | None = None


@dataclass(frozen=True)
class Edge:
    """Yen that go from one place to another, by key; above zero."""

    source: str
    target: str
    amount: int


@dataclass(frozen=True)
class Node:
    """A place as it is drawn; `amount` is what passes through it."""

    place: Place
    amount: int
    x: int
    y: float
    height: float

    @property
    def label_x(self) -> int:
        return self.x + NODE + 8

    @property
    def label_y(self) -> float:
        return round(self.y + 16, 1)


@dataclass(frozen=True)
class Ribbon:
    """The path of one edge, closed, to be filled."""

    path: str
    edge: Edge


@dataclass(frozen=True)
class Drawing:
    """The whole drawing; every edge has one ribbon."""

    height: int
    nodes: tuple[Node, ...]
    ribbons: tuple[Ribbon, ...]
    width: int = WIDTH


def passing(key: str, edges: Sequence[Edge]) -> int:
    """Yen through a place: what comes in, or where nothing does what goes out."""
    coming = sum(edge.amount for edge in edges if edge.target == key)
    return coming or sum(edge.amount for edge in edges if edge.source == key)


def draw(columns: Sequence[Sequence[Place]], edges: Sequence[Edge]) -> Drawing:
    """Three columns of places, and the ribbons between neighbours in the places' order."""
    amounts = {place.key: passing(place.key, edges) for column in columns for place in column}
    largest = max((sum(amounts[place.key] for place in column) for column in columns), default=0)
    scale = TALLEST / largest if largest else 0.0
    nodes: dict[str, Node] = {}
    for x, column in zip(COLUMNS_AT, columns, strict=True):
        y = 0.0
        for place in column:
            height = max(amounts[place.key] * scale, SMALLEST)
            nodes[place.key] = Node(place, amounts[place.key], x, round(y, 1), round(height, 1))
            y += max(height, SLOT) + GAP
    bottom = max((node.y + max(node.height, SLOT) for node in nodes.values()), default=0.0)
    return Drawing(int(bottom) + 2, tuple(nodes.values()), tuple(_ribbons(columns, edges, nodes, scale)))


def _ribbons(
    columns: Sequence[Sequence[Place]], edges: Sequence[Edge], nodes: dict[str, Node], scale: float
) -> list[Ribbon]:
    order = {place.key: (n, m) for n, column in enumerate(columns) for m, place in enumerate(column)}
    leaving, arriving = dict.fromkeys(nodes, 0.0), dict.fromkeys(nodes, 0.0)
    starts: dict[Edge, float] = {}
    for edge in sorted(edges, key=lambda edge: (order[edge.source], order[edge.target])):
        starts[edge] = leaving[edge.source]
        leaving[edge.source] += edge.amount * scale
    ribbons = []
    for edge in sorted(edges, key=lambda edge: (order[edge.target], order[edge.source])):
        end, thick = arriving[edge.target], max(edge.amount * scale, 1.0)
        arriving[edge.target] += edge.amount * scale
        ribbons.append(Ribbon(_path(nodes[edge.source], starts[edge], nodes[edge.target], end, thick), edge))
    return ribbons


def _path(source: Node, start: float, target: Node, end: float, thick: float) -> str:
    x1, x2 = source.x + NODE, target.x
    y1, y2 = source.y + start, target.y + end
    bend = (x1 + x2) // 2
    return (
        f"M{x1} {y1:.1f}C{bend} {y1:.1f} {bend} {y2:.1f} {x2} {y2:.1f}"
        f"V{y2 + thick:.1f}C{bend} {y2 + thick:.1f} {bend} {y1 + thick:.1f} {x1} {y1 + thick:.1f}Z"
    )
