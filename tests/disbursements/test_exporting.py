"""The bank's file: made once, kept, and given again as the same bytes."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from common import clock_control
from common.errors import DomainError, NotAllowed, NotFound, WrongState
from disbursements import services
from disbursements.models import Instalment, PaymentBatch, Transfer
from disbursements.services import checking
from fund.models import Fund
from tests.disbursements.scene import BEFORE, PAY_DAY, TOP_UP_DAY, Scene, account, everything, scene
from trail.models import Event

pytestmark = pytest.mark.django_db
SAMPLE = Path(settings.BASE_DIR, "intake/data/miharashi_r7/sogo_furikomi_20260325.txt")


@pytest.fixture
def stage() -> Any:
    with clock_control.at(BEFORE):
        yield scene()


def export(stage: Scene, batch: PaymentBatch, by: Any = None) -> PaymentBatch:
    services.export_batch(batch_id=batch.pk, by=by or stage.goto)
    return PaymentBatch.objects.get(pk=batch.pk)


def refused(error: type[DomainError], act: Any) -> None:
    before = everything()
    with pytest.raises(error) as refusal:
        act()
    assert type(refusal.value) is error
    assert everything() == before


def top_up(stage: Scene) -> PaymentBatch:
    """B's 46,000 and C's 341,000 of §8, due on 25 March 2026, from the ledger's own figures (R5)."""
    awards = [
        stage.award(stage.green, 397_000, number="R7-05-002"),
        stage.award(stage.porch, 1_703_000, number="R7-05-003"),
    ]
    advances = stage.batch(*[stage.instalment(award, "approved") for award in awards], state="exported")
    with clock_control.on(PAY_DAY):
        services.confirm_batch(batch_id=advances.pk, by=stage.goto, on=PAY_DAY)
    for award, fixed in zip(awards, (363_000, 1_703_000), strict=True):
        stage.fix(award, fixed)
    return stage.batch(
        *[stage.instalment(award, "approved") for award in awards], state="approved", pay_on=TOP_UP_DAY
    )


def test_the_top_up_file_of_the_example_byte_for_byte(stage: Scene) -> None:
    due = top_up(stage)
    with clock_control.on(TOP_UP_DAY):
        batch = export(stage, due)
    assert bytes(batch.file or b"") == SAMPLE.read_bytes()
    assert batch.sha256 == hashlib.sha256(SAMPLE.read_bytes()).hexdigest()
    assert (batch.state, batch.total, batch.exported_count) == ("exported", 387_000, 1)


def test_exporting_again_gives_the_same_bytes_and_counts(stage: Scene) -> None:
    batch = export(stage, stage.batch(state="approved"))
    first, exported_at = bytes(batch.file or b""), batch.exported_at
    assert {row.state for row in Transfer.objects.all()} == {"exported"}
    # Whatever is entered later has no part in what the bank already has.
    account(stage.green, "B", stage, number="0000299")
    Fund.objects.update(bank_account={})
    with clock_control.on(PAY_DAY + timedelta(days=30)):
        again = export(stage, batch)
    assert (bytes(again.file or b""), again.exported_at, again.exported_count) == (first, exported_at, 2)
    assert list(Event.objects.filter(verb__startswith="export", subject__startswith="paymentbatch:")
                .order_by("pk").values_list("verb", flat=True)) == ["export", "export_again"]  # fmt: skip
    with clock_control.on(PAY_DAY):
        services.confirm_batch(batch_id=batch.pk, by=stage.goto)
    assert bytes(export(stage, batch).file or b"") == first


def test_who_exports(stage: Scene) -> None:
    batch = stage.batch(state="approved")
    for person in (stage.endo, stage.fukuda, stage.ikeda):
        refused(NotAllowed, lambda person=person: export(stage, batch, by=person))
    for person in (stage.aoki, stage.fujii):
        refused(NotFound, lambda person=person: export(stage, batch, by=person))
    with pytest.raises(NotFound):
        services.export_batch(batch_id=10**9, by=stage.goto)


@pytest.mark.parametrize("state", ["draft", "prepared"])
def test_nothing_leaves_before_it_is_approved(stage: Scene, state: str) -> None:
    batch = stage.batch(state=state)
    refused(WrongState, lambda: export(stage, batch))


def test_what_changed_since_the_approval_does_not_leave(stage: Scene) -> None:
    batch = stage.batch(state="approved")
    with clock_control.on(PAY_DAY + timedelta(days=1)):
        refused(checking.PayDayPassed, lambda: export(stage, batch))
    Transfer.objects.update(amount=317_001)
    refused(checking.TotalsDiffer, lambda: export(stage, batch))
    Transfer.objects.update(amount=317_000)
    Instalment.objects.update(amount=316_999)
    refused(checking.TotalsDiffer, lambda: export(stage, batch))
    Instalment.objects.update(amount=317_000)
    Transfer.objects.update(account_number="9999999")
    refused(checking.AccountChanged, lambda: export(stage, batch))
