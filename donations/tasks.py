"""What happens to donations by the clock."""

from __future__ import annotations

from celery import shared_task

from donations import services


@shared_task(name="donations.tasks.lapse_pledges")
def lapse_pledges() -> None:
    """Let pledges lapse that nobody paid in time; running twice changes nothing."""
    services.lapse_pledges()
