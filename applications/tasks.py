"""What happens to applications by the clock."""

from __future__ import annotations

from celery import shared_task

from applications import services


@shared_task(name="applications.tasks.expire_corrections")
def expire_corrections() -> int:
    """End what was not corrected by its day (R7); running twice changes nothing."""
    return services.expire_corrections()


@shared_task(name="applications.tasks.scan_documents")
def scan_documents() -> int:
    """Have the scanner look at what waits; while it is away everything waits on."""
    return services.scan_documents()
