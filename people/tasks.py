"""What happens to groups by the clock."""

from __future__ import annotations

from celery import shared_task

from people import services


@shared_task(name="people.tasks.scan_documents")
def scan_documents() -> int:
    """Have the scanner look at what waits; while it is away everything waits on."""
    return services.scan_documents()
