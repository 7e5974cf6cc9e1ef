"""The nightly round checks, seals and tells the auditors."""

from __future__ import annotations

from datetime import date

import pytest
from django.core import mail

from common import clock_control
from ledger.models import Account, Seal
from ledger.posting import open_book
from ledger.tasks import nightly
from tests.ledger.helpers import give

pytestmark = pytest.mark.django_db


def test_nightly_seals_each_open_book_and_sends_the_seal(settings: object) -> None:
    settings.SEAL_MAIL_TO = ["kanji@example.jp"]  # type: ignore[attr-defined]
    give(open_book("F", 2025), 1, 100)
    with clock_control.on(date(2025, 6, 2)):
        assert nightly() == {"seals": 1, "faults": 0}
        assert nightly() == {"seals": 1, "faults": 0}
    seal = Seal.objects.get()
    assert (seal.day, seal.total_entries) == (date(2025, 6, 2), 1)
    assert seal.hash in mail.outbox[0].body


def test_nightly_tells_of_faults(settings: object, caplog: pytest.LogCaptureFixture) -> None:
    settings.SEAL_MAIL_TO = ["kanji@example.jp"]  # type: ignore[attr-defined]
    give(open_book("F", 2025), 1, 100)
    Account.objects.filter(code="1020").update(debits=1)
    with clock_control.on(date(2025, 6, 2)):
        assert nightly()["faults"] >= 1
    assert "account_totals" in mail.outbox[0].body
    assert "account_totals" in caplog.text
