"""What happens to rounds by the clock."""

from __future__ import annotations

from celery import shared_task

from fund import services


@shared_task(name="fund.tasks.turn_rounds")
def turn_rounds() -> None:
    """Open and close rounds whose time has come; running twice changes nothing."""
    services.open_due_rounds()
    services.close_due_rounds()
