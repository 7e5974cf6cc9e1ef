"""`manage.py zengin_kana`: one account holder name from standard input in the form a bank file carries."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from common.zengin import ZenginRefused, to_zengin


class Command(BaseCommand):
    help = "標準入力の口座名義を全銀の文字に直します。書けない名前は理由を示し、終了コード1で終わります。"
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        # Bytes, because the terminal's encoding must not decide which name was meant.
        try:
            name = sys.stdin.buffer.read().decode("utf-8")
        except UnicodeDecodeError:
            self.stderr.write("UTF-8の文字として読めません。")
            raise SystemExit(1) from None
        try:
            converted = to_zengin(name.removesuffix("\n").removesuffix("\r"))
        except ZenginRefused as refused:
            self.stderr.write(refused.text("ja"))
            raise SystemExit(1) from None
        self.stdout.write(converted.value)
