"""What happens to awards by the clock; each task run twice changes nothing more."""

from __future__ import annotations

from celery import shared_task

from awards import services


@shared_task(name="awards.tasks.start_projects")
def start_projects() -> int:
    """Decided rounds whose projects begin today."""
    return len(services.start_projects())


@shared_task(name="awards.tasks.lapse_offers")
def lapse_offers() -> int:
    """Offers that nobody accepted in time (R10)."""
    return len(services.lapse_offers())


@shared_task(name="awards.tasks.start_reports")
def start_reports() -> int:
    """Reports whose time has come."""
    return services.start_reports()


@shared_task(name="awards.tasks.expire_waitlists")
def expire_waitlists() -> int:
    """Waitlists of rounds whose projects are over (R10)."""
    return services.expire_waitlists()


@shared_task(name="awards.tasks.scan_report_files")
def scan_report_files() -> int:
    """Have the scanner look at receipts and photos that wait; while it is away everything waits on."""
    return services.scan_report_files()
