"""`manage.py list_errors`: docs/errors.md, from the refusals that the code knows."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.errors import document

PATH: Final = settings.BASE_DIR / "docs" / "errors.md"


class Command(BaseCommand):
    help = "Write docs/errors.md from the classes of refusals; with --check only compare."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when the file is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        text = document()
        if not options["check"]:
            PATH.write_text(text, encoding="utf-8")
        elif not PATH.exists() or PATH.read_text(encoding="utf-8") != text:
            raise CommandError("docs/errors.md is out of date: run manage.py list_errors")
