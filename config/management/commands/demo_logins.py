"""`manage.py demo_logins`: who can sign in to this development site."""

from __future__ import annotations

from typing import Any
from unicodedata import east_asian_width

from django.core.management.base import BaseCommand

from config import demo


class Command(BaseCommand):
    help = "Print a demo login for each role (development only)."

    def handle(self, *args: Any, **options: Any) -> None:
        rows = demo.logins()
        widths = [max((_width(row[column]) for row in rows), default=0) for column in range(3)]
        for row in rows:
            cells = (text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True))
            self.stdout.write("  " + "  ".join(cells).rstrip())


def _width(text: str) -> int:
    """Columns on a terminal."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
