"""Of two hundred people exactly those who are late get exactly their reminders, through a real mail server,
while the worker is killed in the middle again and again."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection

from applications.models import Application, CorrectionRequest
from config import processes
from notices import radar, tasks
from notices.models import Notice
from people.models import User
from tests import factories as make
from tests.applications.scene import clock_at
from tests.processes.site import Site

pytestmark = pytest.mark.once

KILLS = 50 if os.environ.get("PROVE") else 6
PEOPLE, DRAFTS, FILED, CORRECTIONS = 200, 80, 60, 40
ROOT = Path(__file__).parents[2]
MORNING = "2025-05-09 09:00"  # 7 days before 16 May, and before the corrections' day


class Mailbox:
    """What the mail server took: (recipient, Message-ID) in the order of arrival."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.arrived = threading.Condition()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        letter = message_from_bytes(envelope.content)
        time.sleep(0.002)
        with self.arrived:
            self.taken.append((envelope.rcpt_tos[0], letter["Message-ID"]))
            self.arrived.notify_all()
        return "250 OK"

    def has(self, number: int, seconds: float) -> bool:
        """Whether so many came within the time."""
        with self.arrived:
            return self.arrived.wait_for(lambda: len(self.taken) >= number, seconds)


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield box, port
    finally:
        server.stop()


def database() -> str:
    """The test's own database, for another process."""
    place = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{place['NAME']}"
    return f"postgresql://{place['USER']}@{place['HOST']}:{place['PORT']}/{place['NAME']}"


class Worker:
    """A Celery worker on the test's database, with its Redis."""

    def __init__(self, site: Site, port: int) -> None:
        self.site = site
        self.process: subprocess.Popen[bytes] | None = None
        self.mail = {"DATABASE_URL": database(), "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(port)}
        site.start_stores()

    def start(self) -> None:
        command = (*processes.WORKER, "--include", "tests.processes.hurry")
        self.process = self.site.start(command, **self.mail)

    def kill(self) -> None:
        """Parent and pool, with −9."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


class Sender:
    """A process of its own on the test's database."""

    def __init__(self, port: int, *ways: str) -> None:
        self.port, self.ways = port, ways
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        environment = {
            **os.environ,
            "DATABASE_URL": database(),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.port),
            "MACHITANE_VAR": str(settings.VAR_DIR),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.processes.sender", *self.ways],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def kill(self) -> None:
        """Nothing of it is left; killing what is not there is nothing."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.communicate()
            self.process = None


@pytest.fixture
def sender_of(request: pytest.FixtureRequest) -> Callable[..., Sender]:
    """Makes a sender that does not outlive the test."""

    def make_sender(port: int, *ways: str) -> Sender:
        made = Sender(port, *ways)
        request.addfinalizer(made.kill)
        return made

    return make_sender


def people() -> dict[str, list[User]]:
    """Two hundred people: with a draft, with an application filed, with a correction open, with nothing."""
    fund = make.fund()
    department = make.department(make.call(fund, state="open"))
    made: dict[str, list[User]] = {"draft": [], "filed": [], "correction": [], "nothing": []}
    for n in range(PEOPLE):
        person = make.user(f"p{n}")
        group = make.group(f"団体{n}", {person: "representative"})
        if n < DRAFTS:
            kind, state = "draft", "draft"
        elif n < DRAFTS + FILED:
            kind, state = "filed", "submitted"
        elif n < DRAFTS + FILED + CORRECTIONS:
            kind, state = "correction", "returned"
        else:
            kind, state = "nothing", ""
        made[kind].append(person)
        if state:
            row = make.application(department, group, state=state, created_by=person)
            if state == "returned":
                CorrectionRequest.objects.create(
                    number=1, of_submission=1,
                    application=row, fields=["summary"], message="直してください",
                    due_on=make.at("2025-05-16 00:00").date(), asked_by=person,
                    asked_at=make.at("2025-05-02 09:00"),
                )  # fmt: skip
    return made


def queued() -> set[str]:
    """The morning's reminders, as the dry run said; five people finish in between and get nothing."""
    made = people()
    with clock_at(MORNING):
        said = {plan.recipient_id for plan in radar.planned(make.at(MORNING).date(), None)}
        late = made["draft"] + made["correction"]
        assert said == {person.pk for person in late}
        done = made["draft"][:5]
        Application.objects.filter(group__memberships__user__in=done).update(state="submitted")
        assert tasks.send_reminders() == len(late) - 5
        assert tasks.send_reminders() == 0
    return {person.email for person in late if person not in done}


def until_all_is_sent(seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while Notice.objects.exclude(state="sent").exists():
        assert time.monotonic() < end, Counter(Notice.objects.values_list("state", flat=True))
        time.sleep(0.1)


def killed_again_and_again(box: Mailbox, sender: Sender | Worker, letters: int) -> int:
    """Kill the sender after one to three more letters, KILLS times or until all have gone out once."""
    draw, kills = random.Random(7), 0
    while kills < KILLS and len({address for address, _ in box.taken}) < letters - 3:
        sender.start()
        more = box.has(len(box.taken) + draw.randint(1, 3), seconds=60)
        sender.kill()
        if not more:
            break
        kills += 1
        time.sleep(0.35)
    return kills


@pytest.mark.django_db(transaction=True)
def test_exactly_who_is_late_is_written_to_though_the_worker_dies(
    mailbox: tuple[Mailbox, int], site: Site
) -> None:
    box, port = mailbox
    late = queued()
    sender = Worker(site, port)
    kills = killed_again_and_again(box, sender, len(late))
    assert kills >= min(KILLS, 6)
    sender.start()
    until_all_is_sent()
    got = Counter(address for address, _ in box.taken)
    assert set(got) == late, "none lost, and nobody else"
    twice = sum(number - 1 for number in got.values())
    assert twice <= kills, (twice, kills)
    by_person: dict[str, set[str]] = {}
    for address, key in box.taken:
        by_person.setdefault(address, set()).add(key)
    assert all(len(keys) == 1 for keys in by_person.values()), "a repeat keeps its Message-ID"
    sys.stdout.write(f"{len(late)} late people, {kills} kills, {twice} letters twice, none lost\n")


@pytest.mark.django_db(transaction=True)
def test_marking_first_would_lose_some(
    mailbox: tuple[Mailbox, int], sender_of: Callable[..., Sender]
) -> None:
    """The control: a sender that marks before it sends loses what it had in hand when it died."""
    box, port = mailbox
    late = queued()
    sender = sender_of(port, "marks first")
    killed_again_and_again(box, sender, len(late))
    sender.start()
    until_all_is_sent()
    time.sleep(1)
    assert {address for address, _ in box.taken} < late
