"""A site of its own for real processes: embedded (SQLite, packaged Redis) or, in the pass on PostgreSQL
and Redis, a database made for the test and Redis keys under a prefix."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis
from django.conf import settings

from config import processes

UNSET = ("DATABASE_URL", "REDIS_URL", "REDIS_PREFIX", "EMAIL_HOST", "EMAIL_BACKEND", "MACHITANE_PRODUCTION")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what: Callable[[], object], seconds: float, told: Callable[[], object] = str) -> None:
    """Until `what()`; when that does not come within `seconds`, `told()` is shown."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain: {str(told())[-3000:]}"
        time.sleep(0.05)


@dataclass
class Site:
    """Where a test's processes run, and the processes it started."""

    folder: Path
    environment: dict[str, str]
    port: int
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def embedded(self) -> bool:
        return "REDIS_URL" not in self.environment

    def start(self, command: processes.Command | list[str], **extra: str) -> subprocess.Popen[bytes]:
        """The command in a session of its own, its output in the test's folder."""
        line = processes.here(command) if command[0] == "python" else list(command)
        with (self.folder / "output.log").open("ab") as output:
            process = subprocess.Popen(
                line,
                cwd=settings.BASE_DIR,
                env={**self.environment, **extra},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def run(self, command: processes.Command, **extra: str) -> None:
        process = self.start(command, **extra)
        assert process.wait(timeout=240) == 0, self.output()[-3000:]

    def redis(self) -> redis.Redis:
        if self.embedded:
            return redis.Redis(unix_socket_path=str(self.folder / "redis.sock"))
        return redis.Redis.from_url(self.environment["REDIS_URL"])

    def start_stores(self) -> None:
        """The packaged Redis, when none was named."""
        if self.embedded:
            (self.folder / "redis").mkdir()
            self.start(processes.redis(self.folder / "redis.sock", self.folder / "redis"))
            wait_for((self.folder / "redis.sock").exists, 10)

    def health(self) -> tuple[int, dict[str, str]]:
        """Status and parts of /healthz; 0 while nobody listens."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return answer.status, json.load(answer)["parts"]
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)["parts"]
        except OSError:
            return 0, {}

    def alive(self) -> list[str]:
        """Command lines of all processes of this site, told by their environment."""
        mark = f"MACHITANE_VAR={self.folder}".encode()
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:
                continue
        return [line for line in found if line]

    def up(self, run: subprocess.Popen[bytes], seconds: float = 60) -> None:
        """Until this run has told its address."""
        before = self.told_address()
        wait_for(lambda: self.told_address() > before or run.poll() is not None, seconds, self.output)
        assert run.poll() is None, self.output()[-3000:]

    def told_address(self) -> int:
        return self.output().count(f"まちたね  http://127.0.0.1:{self.port}/")

    def output(self) -> str:
        return (self.folder / "output.log").read_text()

    def end(self) -> None:
        for process in reversed(self.started):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def own_site(folder: Path, **extra: str) -> Iterator[Site]:
    """A place for a site's processes in `folder`: SQLite and the packaged Redis, or, in the pass on
    PostgreSQL and Redis, a database made for it and keys under a prefix."""
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if key not in UNSET}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "MACHITANE_VAR": str(folder),
        "PORT": str(port),
        "WEB_PROCESSES": "1",
        "WORKER_PROCESSES": "1",
        "MACHITANE_DEMO": "0",
        **extra,
    }
    if not settings.REDIS_URL:
        made = Site(folder, environment, port)
        yield made
        made.end()
        return
    name = f"machitane_site_{uuid.uuid4().hex[:8]}"
    given = urlsplit(os.environ["DATABASE_URL"])
    prefix = f"{os.environ.get('REDIS_PREFIX', '')}{name}-"
    environment["DATABASE_URL"] = urlunsplit(given._replace(path=f"/{name}"))
    environment |= {"REDIS_URL": settings.REDIS_URL, "REDIS_PREFIX": prefix}
    with psycopg.connect(urlunsplit(given._replace(path="/postgres")), autocommit=True) as office:
        office.execute(f'CREATE DATABASE "{name}"')
        made = Site(folder, environment, port)
        yield made
        made.end()
        office.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    with made.redis() as client:
        for key in client.scan_iter(f"{prefix}*"):
            client.delete(key)
