"""A worker that dies in the middle of a task loses nothing."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from config import processes
from tests.processes.site import Site, wait_for

pytestmark = [pytest.mark.processes, pytest.mark.once]

WORKER = (*processes.WORKER, "--include", "tests.processes.tasks")


def test_a_task_of_a_killed_worker_is_given_out_again_and_finished(site: Site, tmp_path: Path) -> None:
    site.environment["TASK_TIMEOUT_SECONDS"] = "3"
    site.start_stores()
    diary = tmp_path / "diary"

    def lines() -> list[str]:
        return diary.read_text().splitlines() if diary.exists() else []

    first = site.start(WORKER)
    arguments = json.dumps([str(diary), 1.5])
    site.run(
        (
            "python",
            "-m",
            "celery",
            "--app",
            "config",
            "call",
            "tests.processes.tasks.slow",
            "--args",
            arguments,
        )
    )
    wait_for(lambda: len(lines()) == 1, 40, site.output)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    assert len(lines()) == 1, "the worker died in the middle"

    site.start(WORKER)
    # Visibility timeout 3 s, looked at every 5 s, beside the new worker's start.
    wait_for(lambda: lines()[-1] == "ended", 40, lambda: (lines(), site.output()))
    assert len(lines()) == 3
    assert lines()[0] != lines()[1], "another process did it"
    with site.redis() as client:
        prefix = site.environment.get("REDIS_PREFIX", "")
        wait_for(lambda: not client.hlen(f"{prefix}unacked"), 5)


def test_a_stopped_worker_hands_its_task_back(site: Site, tmp_path: Path) -> None:
    """SIGTERM, then SIGQUIT, as the supervisor does: the next worker has it at once, not after 300 s."""
    site.start_stores()
    diary = tmp_path / "diary"

    def lines() -> list[str]:
        return diary.read_text().splitlines() if diary.exists() else []

    first = site.start(WORKER)
    arguments = json.dumps([str(diary), 6])
    site.run(
        (
            "python",
            "-m",
            "celery",
            "--app",
            "config",
            "call",
            "tests.processes.tasks.slow",
            "--args",
            arguments,
        )
    )
    wait_for(lambda: len(lines()) == 1, 40, site.output)
    first.send_signal(signal.SIGTERM)
    first.send_signal(signal.SIGQUIT)
    first.wait(timeout=5)

    site.start(WORKER)
    wait_for(lambda: len(lines()) == 2, 40, lambda: (lines(), site.output()))
