"""`manage.py load_fund DIR`: take a fund's year in (docs/case-format.md)."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.errors import DomainError
from intake.loading import FundExists, load


class Command(BaseCommand):
    help = (
        "Takes a fund's year in from a folder: checks all of it first, then replays it through the services."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder in the case format")
        parser.add_argument("--english", action="store_true", help="faults in English")

    def handle(self, *args: Any, **options: Any) -> None:
        language = "en" if options["english"] else "ja"
        try:
            outcome = load(options["folder"])
        except FundExists as refusal:
            raise CommandError(refusal.text(language)) from None
        except DomainError as refusal:
            raise CommandError(f"{refusal.code}: {refusal.text(language)} {refusal.extra}") from None
        if outcome.faults:
            self.stderr.write(outcome.describe(language))
            raise CommandError(
                f"{len(outcome.faults)} 件の誤りがあります。何も取り込んでいません。"
                if language == "ja"
                else f"{len(outcome.faults)} faults. Nothing was taken in."
            )
        assert outcome.fund is not None
        done = "取り込みました" if outcome.loaded else "すでに取り込み済みです。変更はありません"
        self.stdout.write(f"{outcome.fund.code}: {done} 仕訳ハッシュ {outcome.journal_hash}")
