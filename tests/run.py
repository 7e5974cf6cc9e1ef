"""`python -m tests.run`: the tests on SQLite, and again on PostgreSQL + Redis when both answer.

Each pass has a folder, a database and Redis keys of its own. TEST_DATABASE_URL and TEST_REDIS_URL say
where to look; under CI=true both must answer. PROVE=1 adds the tests marked `prove`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis
from psycopg.sql import SQL, Identifier

POSTGRESQL = "postgresql://postgres@127.0.0.1/machitane"
REDIS = "redis://127.0.0.1:6379/15"
# What a developer's shell may hold for the site itself and a test must not see.
SITE = (
    "DATABASE_URL",
    "REDIS_URL",
    "REDIS_PREFIX",
    "MACHITANE_PRODUCTION",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "EMAIL_HOST",
    "EMAIL_PORT",
    "EMAIL_BACKEND",
    "TASK_TIMEOUT_SECONDS",
    "PORT",
    "WEB_HOST",
    "CLAMAV",
    "SITE_URL",
    "OFFICE_SECOND_FACTOR",
    "TRUSTED_PROXIES",
)
# pytest ends with 5 when nothing was chosen: `ARGS=` may name tests of one database only.
FINE = {0, 5}


def main(arguments: list[str]) -> int:
    database_url = os.environ.get("TEST_DATABASE_URL", POSTGRESQL)
    redis_url = os.environ.get("TEST_REDIS_URL", REDIS)
    silent = [fault for fault in (ask_postgresql(database_url), ask_redis(redis_url)) if fault]
    if silent and os.environ.get("CI") == "true":
        tell("CI=true needs PostgreSQL and Redis:", *silent)
        return 1
    # What is counted over all passes (tests/contract) is shared between them.
    passes = {"TEST_PASSES": "1" if silent else "2"}
    results = [one_pass("SQLite", passes, arguments)]
    if silent:
        tell("The pass on PostgreSQL + Redis is left out:", *silent)
    else:
        with own_databases(database_url) as own_url, own_keys(redis_url) as prefix:
            place = {"DATABASE_URL": own_url, "REDIS_URL": redis_url, "REDIS_PREFIX": prefix, **passes}
            results.append(one_pass("PostgreSQL + Redis", place, arguments))
    tell("", *(line for _, line in results))
    return 0 if all(code in FINE for code, _ in results) else 1


def one_pass(name: str, place: dict[str, str], arguments: list[str]) -> tuple[int, str]:
    """Run pytest once; its exit code and a line that says how it ended."""
    clean = {key: value for key, value in os.environ.items() if key not in SITE}
    prove = [] if os.environ.get("PROVE") else ["-m", "not prove"]
    tell(f"== {name}")
    began = time.monotonic()
    closing = "no closing line"
    with tempfile.TemporaryDirectory(prefix="machitane-test-") as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", "-n", "2", *prove, *arguments],
            # Sets come in the same order each time, so that what is drawn at random can be drawn again.
            env={
                **clean,
                **place,
                "MACHITANE_VAR": folder,
                "PYTHONUNBUFFERED": "1",
                "PYTHONHASHSEED": "0",
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        for line in process.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            if re.search(r"\d+ (passed|failed|error|skipped)|no tests ran", line):
                closing = line.strip(" =\n")
        code = process.wait()
    return code, f"{name}: {closing} ({time.monotonic() - began:.0f} s in all)"


def ask_postgresql(url: str) -> str | None:
    """What is wrong, or None. The database itself need not be there: the tests make their own."""
    try:
        psycopg.connect(at(url, "postgres"), connect_timeout=3).close()
    except psycopg.Error as error:
        return f"  {url}: {error}".rstrip()
    return None


def at(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def ask_redis(url: str) -> str | None:
    client = redis.Redis.from_url(url, socket_connect_timeout=3)
    try:
        client.ping()
    except redis.RedisError as error:
        return f"  {url}: {error}"
    finally:
        client.close()
    return None


@contextmanager
def own_databases(url: str) -> Iterator[str]:
    """A URL whose database name nobody else uses; what the tests made of it is gone afterwards, even
    when they broke off."""
    name = f"machitane_{uuid.uuid4().hex[:8]}"
    try:
        yield at(url, name)
    finally:
        with psycopg.connect(at(url, "postgres"), autocommit=True) as office:
            left = office.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"test_{name}%"])
            for (database,) in left.fetchall():
                office.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(database)))


@contextmanager
def own_keys(url: str) -> Iterator[str]:
    """A prefix that nobody else uses; its keys are gone afterwards."""
    prefix = f"test-{uuid.uuid4().hex[:8]}-"
    try:
        yield prefix
    finally:
        with redis.Redis.from_url(url) as client:
            for key in client.scan_iter(f"{prefix}*"):
                client.delete(key)


def tell(*lines: str) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
