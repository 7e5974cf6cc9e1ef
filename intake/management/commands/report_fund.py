"""`manage.py report_fund CODE --round CODE`: a fund's year as JSON on standard output."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fund.models import Fund, Round
from intake.loading import report_of


class Command(BaseCommand):
    help = "Prints what a round and its year came to, in the layout of a case's expected.json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fund")
        parser.add_argument("--round", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            round_ = Round.objects.select_related("fund", "fiscal_year", "policy_version").get(
                fund__code=options["fund"], code=options["round"]
            )
        except (Fund.DoesNotExist, Round.DoesNotExist):
            raise CommandError(f"基金 {options['fund']} の募集回 {options['round']} はありません。") from None
        self.stdout.write(json.dumps(report_of(round_), ensure_ascii=False, indent=1))
