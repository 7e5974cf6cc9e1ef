"""A project's picture: a photo that may be shown, otherwise a drawing by its fields in this order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from awards.queries.reporting import PublishedPhoto, published_photos_of
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
class PicturedCard:
    """A card with its photo, or the drawing that stands for it; everything else is the card's."""

    card: ProjectCard
    plate: str
    photo: PublishedPhoto | None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.card, name)


def pictured(cards: Iterable[ProjectCard]) -> list[PicturedCard]:
    """Cards with their pictures. 2 queries."""
    cards = list(cards)
    photos = published_photos_of(card.id for card in cards)
    return [
        PicturedCard(card, plate_for(card.tags), next(iter(photos.get(card.id, ())), None)) for card in cards
    ]
