"""A slow task for a real worker (`celery worker --include tests.processes.tasks`)."""

from __future__ import annotations

import os
import time
from pathlib import Path

from celery import shared_task


@shared_task
def slow(path: str, seconds: float) -> None:
    """Notes in the file at `path` that it began, with its process, and after `seconds` that it ended."""
    with Path(path).open("a") as file:
        file.write(f"began {os.getpid()}\n")
    time.sleep(seconds)
    with Path(path).open("a") as file:
        file.write("ended\n")
