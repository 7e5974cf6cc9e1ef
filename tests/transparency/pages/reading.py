"""Reading a page as a person would: its text, its landmarks, its figures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import html5lib
from django.test import Client

NAMESPACE = "{http://www.w3.org/1999/xhtml}"


@dataclass(frozen=True)
class Page:
    """An answer, and its document as a strict parser understands it."""

    status: int
    html: str
    headers: dict[str, str]
    tree: Any
    errors: list[Any]

    def all(self, tag: str) -> list[Any]:
        return list(self.tree.iter(f"{NAMESPACE}{tag}"))

    def text(self, element: Any = None) -> str:
        """What is read, scripts and styles left out, without the white space between."""
        root = self.tree if element is None else element
        return re.sub(r"\s+", "", "".join(_texts(root)))

    def by_id(self, name: str) -> Any:
        return next(node for node in self.tree.iter() if node.get("id") == name)


def _texts(node: Any) -> list[str]:
    if not isinstance(node.tag, str) or node.tag.rpartition("}")[2] in ("script", "style", "head"):
        return [node.tail or ""]
    inner = [node.text or ""]
    for child in node:
        inner += _texts(child)
    return [*inner, node.tail or ""]


def get(path: str, client: Client | None = None, **query: Any) -> Page:
    answer = (client or Client()).get(path, query)
    html = answer.content.decode()
    parser = html5lib.HTMLParser(strict=False)
    tree = parser.parse(html)
    return Page(answer.status_code, html, dict(answer.headers), tree, parser.errors)
