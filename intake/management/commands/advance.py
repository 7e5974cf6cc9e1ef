"""`manage.py advance --to DATE`: move a development site's clock forward."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from applications import services as applications
from awards import services as awards
from common import clock, clock_control
from donations import services as donations
from fund import services as fund
from fund.models import Round
from intake.demo_year import turn_years
from notices import radar
from reviews import services as reviews

MORNING = time(9)

# What the clock does by itself, in an order that lets one day's changes follow from each other.
BY_THE_CLOCK: tuple[Callable[[], object], ...] = (
    turn_years,
    fund.open_due_rounds,
    fund.close_due_rounds,
    applications.expire_corrections,
    reviews.close_due_reviews,
    awards.lapse_offers,
    awards.expire_waitlists,
    awards.start_projects,
    awards.start_reports,
    donations.lapse_pledges,
)


class Command(BaseCommand):
    help = (
        "Moves the development clock to DATE (2026-12-01 or 2026-12-01T17:00) and does, day by day, "
        "what falls due by then."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", required=True, metavar="DATE")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DEVELOPMENT_CLOCK_FILE is None:
            raise CommandError("本番では時計を進められません。")
        target = moment_of(options["to"])
        now = clock.now()
        if target < now:
            raise CommandError(f"時計は前にしか進められません。いまは {now:%Y-%m-%d %H:%M} です。")
        for stop in stops(now, target):
            # A second later than the stop: whatever is due at it is due then.
            if stop > clock.now():
                clock_control.advance_to(stop + timedelta(seconds=1))
            for due in BY_THE_CLOCK:
                due()
            if stop.time() >= MORNING:
                radar.remind()
        self.stdout.write(f"時計を {clock.now():%Y-%m-%d %H:%M} に進めました。")


def moment_of(text: str) -> datetime:
    """A day at nine in the morning, or the moment that is written. Raises CommandError."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"日付 {text} を読み取れません。2026-12-01 の形で入れてください。") from None
    if "T" not in text and " " not in text:
        moment = datetime.combine(moment.date(), MORNING)
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.JST)


def stops(now: datetime, target: datetime) -> list[datetime]:
    """Where the clock stops on its way: every morning, every turn of a round, and at the end."""
    found = {target}
    day = now.date()
    while day <= target.date():
        found.add(datetime.combine(day, MORNING, tzinfo=clock.JST))
        day += timedelta(days=1)
    for call in Round.objects.select_related("policy_version"):
        found |= {
            call.opens_at,
            call.closes_at + timedelta(minutes=call.policy.grace_minutes),
            call.review_closes_at,
        }
    return sorted(moment.astimezone(clock.JST) for moment in found if now < moment <= target)
