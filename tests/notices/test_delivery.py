"""Delivery through a real mail server: taken once, tried again when it is away, given up when refused."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import connection, connections, transaction

from common import clock, clock_control
from notices import delivery, tasks
from notices.models import Notice
from notices.services import queue
from people.models import User
from tests import factories as make

AT = make.at("2025-05-01 10:00")


class Mailbox:
    """aiosmtpd's handler: keeps what arrives; `answers` are given in turn, then 250."""

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.answers: list[str] = []
        self.refuse: set[str] = set()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refuse:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.append(message_from_bytes(envelope.content))
        return self.answers.pop(0) if self.answers else "250 OK"

    @property
    def ids(self) -> list[str]:
        return [letter["Message-ID"] for letter in self.letters]


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.DEFAULT_FROM_EMAIL = "fund@example.jp"
    try:
        yield box
    finally:
        server.stop()


def letter(key: str = "k", recipient: User | None = None, **more: Any) -> Notice:
    made = queue(
        "application_accepted",
        fund_code="F",
        dedupe_key=key,
        recipient=recipient or make.user("aoki"),
        about="application:1",
        context={"fund": "みはらし基金", "title": "𠮷の会", "number": "R7-05-001"},
        at=clock.now(),
        **more,
    )
    assert made is not None
    return made


@pytest.mark.django_db
def test_a_letter_goes_out_once_as_it_can_be_read_later(mailbox: Mailbox) -> None:
    with clock_control.at(AT):
        row = letter()
        assert tasks.deliver() == 1
        assert tasks.deliver() == 0

    row.refresh_from_db()
    assert (row.state, row.sent_at, row.attempts, row.lease_until) == ("sent", AT, 1, None)
    (sent,) = mailbox.letters
    assert sent["Message-ID"] == row.message_id
    assert sent["To"] == row.address == row.recipient.email
    subject = str(make_header(decode_header(sent["Subject"])))
    assert subject == row.sent_subject == "[みはらし基金] 申請を受理しました(R7-05-001)"
    body = sent.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert body.decode().replace("\r\n", "\n") == row.sent_body
    assert "「𠮷の会」の書類がそろい、受理しました。" in row.sent_body


@pytest.mark.django_db
def test_language_is_the_recipients(mailbox: Mailbox) -> None:
    reader = make.user()
    reader.language = "en"
    reader.save()
    row = letter(recipient=reader)
    tasks.deliver()
    row.refresh_from_db()
    assert row.sent_subject.endswith("Your application is complete (R7-05-001)")


@pytest.mark.django_db
def test_a_server_that_is_away_is_tried_again_under_the_same_id(mailbox: Mailbox, settings: Any) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    with clock_control.at(AT):
        row = letter()
        tasks.deliver()
        row.refresh_from_db()
        assert (row.state, row.not_before) == ("queued", AT + timedelta(minutes=1))
        assert row.error
        settings.EMAIL_PORT = port
        assert tasks.deliver() == 0  # its time has not come
    with clock_control.at(AT + timedelta(minutes=1)):
        assert tasks.deliver() == 1
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error) == ("sent", 2, "")
    assert mailbox.ids == [row.message_id]


@pytest.mark.django_db
def test_a_busy_server_is_tried_again_and_a_refusal_is_final(mailbox: Mailbox) -> None:
    busy, refused, unknown = letter("busy"), letter("refused"), letter("unknown")
    mailbox.refuse = {unknown.recipient.email}
    mailbox.answers = ["451 come back later", "554 not here"]
    tasks.deliver()
    for row in (busy, refused, unknown):
        row.refresh_from_db()
    assert [busy.state, refused.state, unknown.state] == ["queued", "failed", "failed"]
    with clock_control.at(clock.now() + timedelta(minutes=2)):
        tasks.deliver()
    busy.refresh_from_db()
    assert busy.state == "sent"
    assert mailbox.ids.count(busy.message_id) == 2
    assert mailbox.ids.count(refused.message_id) == 1


@pytest.mark.django_db
def test_an_address_no_server_could_take_stops_nobody_else(mailbox: Mailbox) -> None:
    bad, good = letter("bad", address="a\r\nBcc: b@example.jp"), letter("good")
    tasks.deliver()
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, good.state) == ("failed", "sent")
    assert mailbox.ids == [good.message_id]


@pytest.mark.django_db
def test_a_sender_that_died_is_followed_by_another_with_the_same_id(mailbox: Mailbox) -> None:
    with clock_control.at(AT):
        row = letter()
        (claimed,) = delivery.claim()  # and its worker is killed here
        assert tasks.deliver() == 0
    with clock_control.at(AT + delivery.LEASE + timedelta(seconds=1)):
        assert tasks.deliver() == 1
        # The first worker was only slow after all: what it has to say comes too late.
        delivery._refused(claimed, "slow")
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("sent", 2)
    assert mailbox.ids == [claimed.message_id] == [row.message_id]


@pytest.mark.django_db
def test_a_server_that_took_the_letter_but_lost_its_answer_gets_the_same_id_again(mailbox: Mailbox) -> None:
    row = letter()
    mailbox.answers = ["421 closing"]
    tasks.deliver()
    with clock_control.at(clock.now() + timedelta(minutes=2)):
        tasks.deliver()
    row.refresh_from_db()
    assert row.state == "sent"
    assert mailbox.ids == [row.message_id] * 2


@pytest.mark.django_db
def test_after_five_days_the_letter_is_given_up(mailbox: Mailbox) -> None:
    row = letter()
    mailbox.answers = ["451 no"] * 20
    moment = clock.now()
    for _ in range(12):
        moment += timedelta(days=2)
        with clock_control.at(moment):
            tasks.deliver()
    row.refresh_from_db()
    assert (row.state, row.attempts, len(mailbox.ids)) == ("failed", 10, 10)


@pytest.mark.django_db
def test_held_suppressed_and_early_letters_stay(mailbox: Mailbox) -> None:
    with clock_control.at(AT):
        letter("held", hold=True)
        letter("early", not_before=AT + timedelta(hours=1))
        assert tasks.deliver() == 0
    with clock_control.at(AT + timedelta(hours=1)):
        assert tasks.deliver() == 1


@pytest.mark.django_db(transaction=True)
def test_many_workers_send_each_letter_once(mailbox: Mailbox) -> None:
    rows = [letter(str(n)) for n in range(30)]

    def work() -> None:
        try:
            while delivery.deliver(limit=4):
                pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert sorted(mailbox.ids) == sorted(row.message_id for row in rows)
    assert set(Notice.objects.values_list("state", "attempts")) == {("sent", 1)}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_rows_being_claimed_are_passed_over() -> None:
    first, second = letter("1"), letter("2")
    taken: list[int] = []

    def other() -> None:
        try:
            taken.extend(row.pk for row in delivery.claim())
        finally:
            connections.close_all()

    with transaction.atomic():
        Notice.objects.select_for_update().get(pk=first.pk)
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(timeout=10)
        assert not thread.is_alive(), "nobody waits for a row that is being claimed"
    assert taken == [second.pk]
    assert connection.vendor == "postgresql"
