"""The worker's sign of life."""

from __future__ import annotations

from celery import shared_task

from config import health


@shared_task(name="config.tasks.heartbeat")
def heartbeat() -> None:
    """Beat sends it, a worker runs it: then messages go all the way through."""
    health.note("worker")
