"""The whole site as real processes: by the start commands one by one, and under the supervisor."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.request

import pytest

from config import processes
from tests.processes.site import Site, wait_for

pytestmark = pytest.mark.processes

WELL = {"database": "ok", "redis": "ok", "worker": "ok", "beat": "ok"}
RUN = ("python", "-m", "config.run")


def test_start_commands_bring_a_site_up_part_by_part(site: Site) -> None:
    """The commands of docker-compose.yml; each part is missed at /healthz until it is there."""
    site.start_stores()
    site.run(processes.PREPARE)
    site.start(processes.WEB)
    wait_for(lambda: site.health()[0] == 503, 40)
    assert site.health() == (503, {**WELL, "worker": "down", "beat": "down"})

    site.start(processes.BEAT)
    wait_for(lambda: site.health()[1]["beat"] == "ok", 40, site.output)
    assert site.health() == (503, {**WELL, "worker": "down"})

    site.start(processes.WORKER)
    wait_for(lambda: site.health() == (200, WELL), 40, site.output)


def test_a_run_restarts_what_dies_ends_without_remains_and_starts_again(site: Site) -> None:
    run = site.start(RUN)
    site.up(run)
    assert site.health() == (200, WELL)

    [worker] = children(run.pid, "worker")
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: children(run.pid, "worker") not in ([], [worker]), 10, site.output)

    end(run, site)

    began = time.monotonic()
    run = site.start(RUN)
    site.up(run)
    # Seconds on a quiet machine (about 5); the bound leaves room for a busy one.
    assert time.monotonic() - began < 30
    end(run, site)


def test_nothing_outlives_a_killed_supervisor(site: Site) -> None:
    run = site.start(RUN)
    wait_for(lambda: site.health()[0], 60, site.output)
    run.kill()
    run.wait()
    wait_for(lambda: not site.alive(), 5, site.alive)


def test_a_second_run_in_the_same_place_is_refused_with_a_sentence(site: Site) -> None:
    site.start(RUN)
    wait_for((site.folder / "run.lock").exists, 20)
    wait_for(lambda: site.alive(), 5)
    time.sleep(0.2)
    second = site.start(RUN, PORT="1")
    assert second.wait(timeout=20) == 1
    assert "Already running in" in site.output()


def test_a_letter_sent_on_a_development_site_is_read_at_dev_mail(site: Site) -> None:
    site.environment |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": "0"}
    site.environment["EMAIL_PORT"] = str(site.port + 1 if site.port < 65_000 else site.port - 1)
    site.start_stores()
    site.run(processes.PREPARE)
    site.start(processes.MAIL)
    site.start(processes.WEB)
    send = (
        "from django.core.mail import send_mail;"
        "send_mail('採択のお知らせ', '𠮷田さま 助成金 363,000円', None, ['aoki@example.jp'])"
    )
    wait_for(lambda: site.health()[0], 40, site.output)
    site.run(("python", "manage.py", "shell", "-v", "0", "-c", send))
    with urllib.request.urlopen(f"http://127.0.0.1:{site.port}/dev/mail/", timeout=5) as answer:
        page = answer.read().decode()
    assert "採択のお知らせ" in page
    assert "aoki@example.jp" in page
    [letter] = (site.folder / "mail").glob("*.eml")
    with urllib.request.urlopen(f"http://127.0.0.1:{site.port}/dev/mail/{letter.name}", timeout=5) as answer:
        assert "𠮷田さま 助成金 363,000円" in answer.read().decode()


def children(pid: int, word: str) -> list[int]:
    """Direct children of `pid` with `word` in their command line."""
    listed = subprocess.run(
        ["ps", "--ppid", str(pid), "-o", "pid=,args="], capture_output=True, text=True, check=False
    ).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if f" {word} " in line]


def end(run: subprocess.Popen[bytes], site: Site) -> None:
    """SIGTERM ends the run and everything of it within three seconds (one more for a busy machine)."""
    run.send_signal(signal.SIGTERM)
    began = time.monotonic()
    assert run.wait(timeout=10) == 0
    assert time.monotonic() - began < 4
    wait_for(lambda: not site.alive(), 1, site.alive)
