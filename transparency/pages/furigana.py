"""Readings above difficult words (ふりがな), put into a finished page."""

from __future__ import annotations


def with_furigana(html: str) -> str:
    return html
