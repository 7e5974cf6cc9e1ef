"""Reading the papers that were made, as somebody with a PDF viewer would."""

from __future__ import annotations

import io
import os
from pathlib import Path

from pypdf import PdfReader


def read(made: bytes, foot: str) -> tuple[str, int]:
    """The text of a PDF without blanks and line ends, which a page puts where it likes, and its pages.
    Every page ends with `foot` and its number; an answer goes on from one page to the next between them."""
    pages = PdfReader(io.BytesIO(made)).pages
    text = ""
    for number, page in enumerate(pages, start=1):
        body, found, end = plain(page.extract_text()).rpartition(plain(foot))
        assert found, f"no foot on page {number}"
        assert end.endswith(f"{number}/{len(pages)}ページ")
        text += body
    return text, len(pages)


def plain(text: str) -> str:
    return "".join(text.split()).replace("\u200b", "")


def look(made: bytes, name: str) -> None:
    """Keeps a paper where somebody can look at it (PAPERS=folder)."""
    if folder := os.environ.get("PAPERS"):
        Path(folder, name).write_bytes(made)
