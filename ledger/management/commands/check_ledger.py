"""`manage.py check_ledger`: prove the books, list every fault, exit 1 if there is one."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from ledger.integrity import CHECKS, failures, shortages


class Command(BaseCommand):
    help = "帳簿の整合を確かめます。問題があれば一覧にして、終了コード1で終わります。"

    def handle(self, *args: Any, **options: Any) -> None:
        found = failures()
        for name, check in CHECKS.items():
            rows = found.get(name, [])
            self.stdout.write(f"{'NG' if rows else 'OK'}  {name}  {check.ja}")
            for row in rows:
                self.stdout.write(f"      {row}")
        for (fund, year, code), balance in shortages().items():
            self.stdout.write(f"--  shortage  {fund} {year} {code}: {balance:,}円 (補填が必要です)")
        if found:
            self.stderr.write(f"{sum(map(len, found.values()))} faults in {len(found)} checks")
            sys.exit(1)
