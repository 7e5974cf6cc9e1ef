"""What happens to letters by the clock."""

from __future__ import annotations

from celery import shared_task

from notices import delivery, radar

MOST_BATCHES = 20
"""A run ends well within the broker's patience; the next one goes on."""


@shared_task(name="notices.tasks.deliver")
def deliver() -> int:
    """Send what is queued; running twice sends nothing twice. Returns how many were taken up."""
    taken = 0
    for _ in range(MOST_BATCHES):
        batch = delivery.deliver()
        taken += batch
        if batch < delivery.BATCH:
            break
    return taken


@shared_task(name="notices.tasks.send_reminders")
def send_reminders() -> int:
    """Queue this morning's reminders (R15); a second run the same day adds none."""
    return radar.remind()
