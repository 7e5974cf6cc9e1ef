"""`manage.py advance --to DATE`: move a development site's clock forward."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from applications import services as applications
from awards import services as awards
from common import clock, clock_control
from donations import services as donations
from fund import services as fund
from reviews import services as reviews


class Command(BaseCommand):
    help = "Moves the development clock to DATE (2026-12-01 or 2026-12-01T17:00) and does what falls due by then."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", required=True, metavar="DATE")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DEVELOPMENT_CLOCK_FILE is None:
            raise CommandError("本番では時計を進められません。")
        try:
            moment = datetime.fromisoformat(options["to"])
        except ValueError:
            raise CommandError(
                f"日付 {options['to']} を読み取れません。2026-12-01 の形で入れてください。"
            ) from None
        if "T" not in options["to"] and " " not in options["to"]:
            moment = datetime.combine(moment.date(), time(9))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=clock.JST)
        try:
            clock_control.advance_to(moment)
        except RuntimeError:
            raise CommandError("時計は前にしか進められません。") from None
        for due in (
            fund.open_due_rounds,
            fund.close_due_rounds,
            applications.expire_corrections,
            reviews.close_due_reviews,
            awards.lapse_offers,
            awards.start_projects,
            awards.start_reports,
            donations.lapse_pledges,
        ):
            due()
        self.stdout.write(f"時計を {clock.now():%Y-%m-%d %H:%M} に進めました。")
