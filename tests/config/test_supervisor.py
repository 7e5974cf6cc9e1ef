"""The supervisor with small real children."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.supervisor import Child, Supervisor

pytestmark = pytest.mark.processes

SLEEPER = (sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)")
STUBBORN = (
    sys.executable,
    "-c",
    "import signal, subprocess, sys, time\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
    "print('grandchild', child.pid, flush=True)\n"
    "time.sleep(60)",
)


class Heard(list[str]):
    def says(self, text: str) -> bool:
        return any(text in line for line in self)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def supervisor(tmp_path: Path, heard: Heard) -> Iterator[Supervisor]:
    made = Supervisor(folder=tmp_path, environment=os.environ, say=heard.append)
    yield made
    made.stop()


def within(seconds: float) -> float:
    return time.monotonic() + seconds


def test_output_is_passed_on_line_by_line_with_the_name(supervisor: Supervisor, heard: Heard) -> None:
    code = "for part in ('half ', 'a line\\nand', ' more'): print(part, end='', flush=True)"
    assert supervisor.run("small", [sys.executable, "-c", code]) == 0
    assert heard == ["small   | half a line", "small   | and more"]


def test_a_failing_command_gives_its_exit_code(supervisor: Supervisor) -> None:
    assert supervisor.run("small", [sys.executable, "-c", "raise SystemExit(3)"]) == 3


def test_what_dies_is_started_again_later_each_time(supervisor: Supervisor, heard: Heard) -> None:
    child = Child("short", [sys.executable, "-c", "raise SystemExit(7)"])
    supervisor.keep(child)
    end = within(20)
    supervisor.watch(until=lambda: child.deaths == 3 or time.monotonic() > end)
    assert [line for line in heard if "終了" in line] == [
        "short が終了しました(状態 7)。0.5 秒後に起動します。",
        "short が終了しました(状態 7)。1 秒後に起動します。",
        "short が終了しました(状態 7)。2 秒後に起動します。",
    ]


def test_a_killed_child_comes_back(supervisor: Supervisor) -> None:
    child = Child("sleeper", SLEEPER)
    supervisor.keep(child)
    assert child.process is not None
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    end = within(10)
    supervisor.watch(
        until=lambda: bool(child.process and child.process.pid != first) or time.monotonic() > end
    )
    assert child.process.pid != first


def test_stop_ends_even_what_does_not_listen_and_its_children(supervisor: Supervisor, heard: Heard) -> None:
    broker, stubborn = Child("broker", SLEEPER), Child("stubborn", STUBBORN)
    supervisor.keep(broker)
    supervisor.keep(stubborn)
    end = within(20)
    supervisor.watch(until=lambda: heard.says("grandchild") or time.monotonic() > end)
    grandchild = int(next(line for line in heard if "grandchild" in line).split()[-1])
    began = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - began < 3
    for child in (broker, stubborn):
        assert child.process is not None
        assert child.process.returncode in {-signal.SIGTERM, -signal.SIGKILL}
    end = within(1)
    while is_running(grandchild):
        assert time.monotonic() < end


def is_running(pid: int) -> bool:
    """A zombie that nobody has collected yet is not running."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False
