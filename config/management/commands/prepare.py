"""`manage.py prepare`: everything before a site can start; safe and quick to repeat."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from config import health

# Pages of packages that we do not serve.
NOT_SERVED = ["redoc", "rest_framework"]


class Command(BaseCommand):
    help = "Migrate the database, load the demo fund (development only), gather static files."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        if settings.DEMO_SIGN_IN and "load_demo" in get_commands():
            call_command("load_demo")
        gather_static_files()
        health.forget()


def gather_static_files() -> None:
    """collectstatic, unless nothing changed since the last time: packing takes seconds."""
    mark = settings.STATIC_ROOT / ".gathered"
    now = _fingerprint()
    if mark.exists() and mark.read_text() == now:
        return
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=NOT_SERVED)
    mark.write_text(now)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(NOT_SERVED):
            digest.update(f"{name} {storage.size(name)} {storage.get_modified_time(name)}\n".encode())
    return digest.hexdigest()
