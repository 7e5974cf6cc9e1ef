"""A site of its own for real processes: embedded (SQLite, packaged Redis) or, in the pass on PostgreSQL
and Redis, a database made for the test and Redis keys under a prefix."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import uuid
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis
from django.conf import settings
from psycopg.sql import SQL, Identifier

from config import processes
from tests.run import at

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
def own_site(folder: Path, *, template: Path | None = None, **extra: str) -> Iterator[Site]:
    """A place for a site's processes in `folder`: SQLite and the packaged Redis, or, in the pass on
    PostgreSQL and Redis, a database made for it and keys under a prefix. Begins as a copy of `template`."""
    if template is not None:
        shutil.copytree(
            template, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("redis*", "*.log")
        )
    site = Site(folder, environment_of(folder, **extra), free_port())
    site.environment["PORT"] = str(site.port)
    if not settings.REDIS_URL:
        yield site
        site.end()
        return
    name = f"machitane_site_{uuid.uuid4().hex[:8]}"
    site.environment |= {"REDIS_URL": settings.REDIS_URL, "REDIS_PREFIX": f"{prefix_of_pass()}{name}-"}
    with database(name, template and template_name(template)) as url:
        site.environment["DATABASE_URL"] = url
        yield site
        site.end()
    with site.redis() as client:
        for key in client.scan_iter(f"{site.environment['REDIS_PREFIX']}*"):
            client.delete(key)


def environment_of(folder: Path, **extra: str) -> dict[str, str]:
    return {
        **{key: value for key, value in os.environ.items() if key not in UNSET},
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "MACHITANE_VAR": str(folder),
        "WEB_PROCESSES": "1",
        "WORKER_PROCESSES": "1",
        "MACHITANE_DEMO": "0",
        **extra,
    }


def prefix_of_pass() -> str:
    return os.environ.get("REDIS_PREFIX", "")


def beside(database: str) -> str:
    """The address of a database beside the pass's own."""
    return at(os.environ["DATABASE_URL"], database)


@contextmanager
def database(name: str, template: str | None) -> Iterator[str]:
    """A database's address while the block runs."""
    with psycopg.connect(beside("postgres"), autocommit=True) as office:
        office.execute(
            SQL("CREATE DATABASE {} TEMPLATE {}").format(
                Identifier(name), Identifier(template or "template1")
            )
        )
        yield beside(name)
        office.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def template_name(folder: Path) -> str:
    """The database that belongs to a template's folder; `tests.run` drops it by the beginning of its name."""
    pass_name = urlsplit(os.environ["DATABASE_URL"]).path.strip("/")
    return f"test_{pass_name}_demo_{zlib.crc32(str(folder).encode()):08x}"


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all processes of a run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


def demo_template(shared: Path) -> Path:
    """A place with the demo fund in it, loaded once for all processes that share a folder: loading takes
    longer than many a test that starts from it."""
    folder = shared / "demo"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            folder.mkdir()
            with own_site(folder, MACHITANE_DEMO="1") as site:
                site.start_stores()
                site.run(processes.PREPARE)
                if settings.REDIS_URL:
                    keep_database(site.environment["DATABASE_URL"], template_name(folder))
            (folder / "ready").touch()
    return folder


def keep_database(address: str, name: str) -> None:
    """A copy of the database at `address`, in place of those of runs before this one."""
    source = urlsplit(address).path.strip("/")
    with psycopg.connect(beside("postgres"), autocommit=True) as office:
        found = office.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [name.rpartition("_")[0] + "%"]
        )
        for (left,) in found.fetchall():
            office.execute(SQL("DROP DATABASE {}").format(Identifier(left)))
        office.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(source)))
