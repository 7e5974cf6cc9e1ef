"""`manage.py load_demo`: the demo fund for a development site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from intake import demo


class Command(BaseCommand):
    help = "Loads the demo fund once: last year as it was lived, and a round that is open now."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_SIGN_IN:
            raise CommandError("お試しの基金は本番では使えません。")
        loaded = demo.load()
        self.stdout.write("お試しの基金を用意しました。" if loaded else "お試しの基金はすでにあります。")
