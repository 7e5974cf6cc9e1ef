"""Which drawn picture stands for a project without a photo: by its fields, in the order given here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from transparency.queries.projects import ProjectCard

PLATES: Final = {
    "green": ("環境", "緑", "自然", "公園", "農", "花"),
    "children": ("子ども", "こども", "子育て", "教育", "若者", "商店"),
    "history": ("歴史", "文化", "芸術", "観光", "まち歩き", "伝統"),
}
OTHERWISE: Final = "town"


def plate_for(tags: Iterable[str]) -> str:
    """The plate of the first field that has one."""
    for tag in tags:
        for plate, words in PLATES.items():
            if any(word in tag for word in words):
                return plate
    return OTHERWISE


@dataclass(frozen=True)
class PlatedCard:
    """A card with its picture; everything else is the card's."""

    card: ProjectCard
    plate: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.card, name)


def with_plate(card: ProjectCard) -> PlatedCard:
    return PlatedCard(card, plate_for(card.tags))
