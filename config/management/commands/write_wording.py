"""`manage.py write_wording`: what the browser says of a budget, from what the server says."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from applications.rules.wording import budget_wording

PATH: Final = settings.BASE_DIR / "frontend" / "src" / "lib" / "budget" / "wording.ts"


def document() -> str:
    """The whole file."""
    data = json.dumps(budget_wording(), ensure_ascii=False, indent=2)
    return (
        f"// Written by `manage.py write_wording`; do not edit.\n\nexport const wording = {data} as const;\n"
    )


class Command(BaseCommand):
    help = "Write the words of the budget for the browser; with --check only compare."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when the file is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        text = document()
        if not options["check"]:
            PATH.write_text(text, encoding="utf-8")
        elif not PATH.exists() or PATH.read_text(encoding="utf-8") != text:
            raise CommandError("the browser's wording is out of date: run manage.py write_wording")
