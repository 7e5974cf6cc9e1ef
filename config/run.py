"""`python -m config.run`: a whole site in the foreground. Redis, web, worker, beat and a mail catcher."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

from config import processes
from config.supervisor import Child, Supervisor

PATIENCE_SECONDS = 60.0
ASK_EVERY_SECONDS = 0.3


class CannotStart(Exception):
    """A sentence for the person at the terminal."""


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    started = time.monotonic()
    host, port = os.environ.get("WEB_HOST", "127.0.0.1"), int(os.environ.get("PORT") or "8000")
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    supervisor = Supervisor(folder=settings.BASE_DIR, environment=environment(host, port), say=say)
    supervisor.obey_signals()
    try:
        with only_one(settings.VAR_DIR / "run.lock"):
            require_free(host, port)
            start(supervisor, f"http://127.0.0.1:{port}", started)
            supervisor.watch()
            say("終了しています。")
    except (CannotStart, processes.NoRedis) as reason:
        say(str(reason))
        return 1
    finally:
        supervisor.stop()
    return 0


def start(supervisor: Supervisor, address: str, started: float) -> None:
    """Everything up, then the address and the logins; returns early when told to stop."""
    if not settings.REDIS_URL:
        start_redis(supervisor)
    if own_mail(os.environ):
        supervisor.keep(Child("mail", processes.here(processes.MAIL)))
    if supervisor.run("prepare", processes.here(processes.PREPARE)) not in {0, None}:
        raise CannotStart("準備に失敗しました。上の記録を見てください。")
    if supervisor.stopping:
        return
    supervisor.keep(Child("web", processes.here(processes.WEB)))
    # A warm stop waits for the task; the cold one (SIGQUIT) hands it back to Redis.
    supervisor.keep(
        Child("worker", processes.here(processes.WORKER), ends_with_us=signal.SIGKILL, cold=signal.SIGQUIT)
    )
    supervisor.keep(Child("beat", processes.here(processes.BEAT), ends_with_us=signal.SIGKILL))
    wait_until_well(supervisor, address)
    if not supervisor.stopping:
        tell(supervisor, address, started)


def environment(host: str, port: int) -> dict[str, str]:
    """What the children get: ours, the chosen port, and the caught mail's port."""
    mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(free_port())} if own_mail(os.environ) else {}
    return {
        **os.environ,
        **mail,
        "WEB_HOST": host,
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        # On one's own machine or in a container it is no fault to be root.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
    }


def own_mail(given: Mapping[str, str]) -> bool:
    """A development site that names no mail server catches its letters itself."""
    return not settings.PRODUCTION and not (given.get("EMAIL_HOST") or given.get("EMAIL_BACKEND"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def require_free(host: str, port: int) -> None:
    """Raises CannotStart when somebody listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(
                f"{host}:{port} は使えません({error.strerror})。"
                "PORT=8001 make run のように別の番号を指定してください。\n"
                f"{host}:{port} is taken. Choose another port: PORT=8001 make run"
            ) from error


def only_one(path: Path) -> IO[str]:
    """Held while the site runs: two sites must not share one folder."""
    lock = path.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise CannotStart(
            f"この場所ではもう動いています({path.parent})。\nAlready running in {path.parent}."
        ) from error
    return lock


def start_redis(supervisor: Supervisor) -> None:
    """The packaged Redis on its socket, answering. Raises NoRedis, CannotStart."""
    folder = settings.VAR_DIR / "redis"
    folder.mkdir(exist_ok=True)
    place = settings.REDIS_SOCKET.parent
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    if place.stat().st_uid != os.getuid():
        raise CannotStart(f"{place} は別の利用者のものです。MACHITANE_VAR に短いパスを指定してください。")
    supervisor.keep(Child("redis", processes.redis(settings.REDIS_SOCKET, folder)))
    client = Redis(unix_socket_path=str(settings.REDIS_SOCKET))
    deadline = time.monotonic() + PATIENCE_SECONDS

    def answers() -> bool:
        try:
            return bool(client.ping())
        except RedisError:
            return time.monotonic() > deadline

    supervisor.watch(until=answers)
    client.close()
    if time.monotonic() > deadline:
        raise CannotStart(f"Redis が応答しません。{folder / 'redis.log'} を見てください。")


def wait_until_well(supervisor: Supervisor, address: str) -> None:
    """Until /healthz says ok; says what is missing when that takes long, and goes on waiting."""
    complain_at = time.monotonic() + PATIENCE_SECONDS
    while not supervisor.stopping:
        parts = health(address)
        if parts and set(parts.values()) == {"ok"}:
            return
        if time.monotonic() > complain_at:
            missing = "、".join(name for name, state in parts.items() if state != "ok") or "web"
            say(f"まだ応答がありません: {missing}")
            complain_at += PATIENCE_SECONDS
        again_at = time.monotonic() + ASK_EVERY_SECONDS
        supervisor.watch(until=lambda: time.monotonic() >= again_at)  # noqa: B023 watched at once


def health(address: str) -> dict[str, str]:
    """The parts of /healthz; empty while nobody answers there."""
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:  # noqa: S310 our own address
            body = answer.read()
    except urllib.error.HTTPError as error:
        body = error.read()
    except OSError:
        return {}
    try:
        return dict(json.loads(body)["parts"])
    except (ValueError, KeyError):
        return {}


def tell(supervisor: Supervisor, address: str, started: float) -> None:
    """Where the site is and who can sign in."""
    logins = subprocess.run(  # noqa: S603 our own command
        processes.here(processes.LOGINS),
        cwd=supervisor.folder,
        env=supervisor.environment,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.rstrip()
    say("")
    say(f"まちたね  {address}/  ({time.monotonic() - started:.1f} 秒で起動。Ctrl-C で終了)")
    say(f"API       {address}/api/v1/docs/")
    if own_mail(os.environ):
        say(f"メール    {address}/dev/mail/")
    if logins:
        say("お試しログイン(役割・メールアドレス・パスワード)")
        say(logins)
    say("")


if __name__ == "__main__":
    raise SystemExit(main())
