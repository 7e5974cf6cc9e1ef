"""A real worker that delivers at once: `celery worker --include tests.processes.hurry`.

A dead worker's letters are free again at once instead of after minutes, and batches are small, so that it
can be killed in the middle many times.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from celery import current_app, shared_task
from celery.signals import worker_ready

from notices import delivery, tasks

delivery.LEASE = timedelta(milliseconds=300)  # type: ignore[misc]
delivery.BATCH = 20  # type: ignore[misc]


@shared_task(ignore_result=True)
def deliver_on_and_on() -> None:
    while True:
        tasks.deliver()
        time.sleep(0.05)


@worker_ready.connect
def _begin(**_: Any) -> None:
    current_app.send_task("tests.processes.hurry.deliver_on_and_on")
