"""A small supervisor: starts processes, passes on what they print, restarts what dies, ends all of it."""

from __future__ import annotations

import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

TICK_SECONDS = 0.1
FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 15.0
# A child that lived this long was well; its next restart is quick again.
WELL_AFTER_SECONDS = 30.0
# From the wish to stop (seconds): cold shutdown hands unfinished tasks back; then no more asking.
COLD_AFTER_SECONDS = 1.2
KILL_AFTER_SECONDS = 2.2

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass
class Child:
    """One process to keep alive. `ends_with_us` is the signal it gets should the supervisor be killed."""

    name: str
    command: Sequence[str]
    ends_with_us: signal.Signals = signal.SIGTERM
    cold: signal.Signals | None = None
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    restart_at: float = field(default=0.0)


class Supervisor:
    """Children in the order of their start; they end in the opposite order."""

    def __init__(self, *, folder: Path, environment: Mapping[str, str], say: Callable[[str], None]) -> None:
        self.folder = folder
        self.environment = dict(environment)
        self.say = say
        self.children: list[Child] = []
        self.stopping = False
        self._ending = False
        self._outputs = selectors.DefaultSelector()
        self._unfinished: dict[int, bytes] = {}

    def obey_signals(self) -> None:
        """Ctrl-C, SIGTERM and a closed terminal all mean: stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop_soon)

    def _stop_soon(self, *_: object) -> None:
        self.stopping = True

    def keep(self, child: Child) -> None:
        """Start `child` and keep it alive from now on."""
        self.children.append(child)
        self._start(child)

    def run(self, name: str, command: Sequence[str]) -> int | None:
        """Run a command to its end while watching the children; its exit code, None when told to stop."""
        once = Child(name, command)
        self._start(once)
        assert once.process is not None
        while once.process.poll() is None and not self.stopping:
            self.tick()
        self._drain(once)
        if self.stopping:
            self._kill(once)
            return None
        return once.process.returncode

    def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """Keep the children alive until `until()` or a signal."""
        while not self.stopping and not until():
            self.tick()

    def tick(self) -> None:
        """Pass on output for a moment, then look after the dead."""
        self._pass_output(TICK_SECONDS)
        now = time.monotonic()
        for child in self.children:
            if child.process is None:
                if now >= child.restart_at and not self.stopping:
                    self._start(child)
            elif child.process.poll() is not None and not self.stopping:
                self._note_death(child, now)

    def stop(self) -> None:
        """End everything within three seconds; the first child (the broker of the others) ends last."""
        self.stopping = True
        self._ending = True  # what they say about their own end is no news
        begun = time.monotonic()
        rest, first = self.children[1:], self.children[:1]
        for child in reversed(rest):
            self._signal(child, signal.SIGTERM)
        self._wait(rest, begun + COLD_AFTER_SECONDS)
        for child in rest:
            if child.cold:
                self._signal(child, child.cold)
        self._wait(rest, begun + KILL_AFTER_SECONDS)
        for child in rest:
            self._kill(child)
        for child in first:
            self._signal(child, signal.SIGTERM)
        self._wait(first, begun + KILL_AFTER_SECONDS + 0.5)
        for child in first:
            self._kill(child)
        for key in list(self._outputs.get_map().values()):
            assert not isinstance(key.fileobj, int)
            self._outputs.unregister(key.fileobj)
            key.fileobj.close()  # type: ignore[attr-defined]

    def _start(self, child: Child) -> None:
        def end_with_us() -> None:
            if _libc is not None:
                _libc.prctl(_PR_SET_PDEATHSIG, int(child.ends_with_us))

        # A session of its own keeps Ctrl-C away from it: the order of ending is ours.
        child.process = subprocess.Popen(  # noqa: S603 our own commands
            child.command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=end_with_us,
        )
        child.started = time.monotonic()
        assert child.process.stdout is not None
        os.set_blocking(child.process.stdout.fileno(), False)
        self._outputs.register(child.process.stdout, selectors.EVENT_READ, child.name)

    def _note_death(self, child: Child, now: float) -> None:
        assert child.process is not None
        child.deaths = 1 if now - child.started > WELL_AFTER_SECONDS else child.deaths + 1
        delay = min(FIRST_DELAY_SECONDS * 2 ** (child.deaths - 1), LONGEST_DELAY_SECONDS)
        self.say(
            f"{child.name} が終了しました(状態 {child.process.returncode})。{delay:g} 秒後に起動します。"
        )
        self._drain(child)
        self._kill(child)
        child.process = None
        child.restart_at = now + delay

    def _pass_output(self, seconds: float) -> None:
        if not self._outputs.get_map():
            time.sleep(seconds)
            return
        for key, _ in self._outputs.select(seconds):
            assert not isinstance(key.fileobj, int)
            self._print(key.fileobj, key.data)  # type: ignore[arg-type]

    def _print(self, pipe: IO[bytes], name: str) -> bool:
        """Pass on the whole lines that are there; False at the end of the pipe."""
        try:
            chunk = os.read(pipe.fileno(), 65_536)
        except BlockingIOError:
            return True
        *lines, rest = (self._unfinished.pop(pipe.fileno(), b"") + chunk).split(b"\n")
        if chunk:
            self._unfinished[pipe.fileno()] = rest
        elif rest:
            lines.append(rest)
        if not self._ending:
            for line in lines:
                self.say(f"{name:<7} | {line.decode(errors='replace')}")
        if not chunk:
            self._outputs.unregister(pipe)
            pipe.close()
        return bool(chunk)

    def _drain(self, child: Child) -> None:
        """What a process that ended has still to say."""
        pipe = child.process.stdout if child.process else None
        while pipe and not pipe.closed:
            ready = any(key.fileobj is pipe for key, _ in self._outputs.select(0))
            if not ready or not self._print(pipe, child.name):
                return

    def _signal(self, child: Child, number: signal.Signals) -> None:
        if child.process and child.process.poll() is None:
            child.process.send_signal(number)

    def _wait(self, children: Sequence[Child], deadline: float) -> None:
        while time.monotonic() < deadline and any(c.process and c.process.poll() is None for c in children):
            self._pass_output(0.02)

    def _kill(self, child: Child) -> None:
        """The process and whatever it started."""
        if child.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
