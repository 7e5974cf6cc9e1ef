"""The bank's file: made once by the cashier and kept; exporting again gives the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from common import clock
from disbursements.models import PaymentBatch, Transfer
from disbursements.services import checking
from disbursements.services.common import lock_batch, lock_transfers
from fund.permissions import require_role
from trail.services import Actor, move, move_all, note

CASHIER = "cashier"


def require_may_export(batch: PaymentBatch, transfers: Sequence[Transfer], by: Actor, at: datetime) -> None:
    """Raises what `export_batch` would raise now."""
    require_role(by, batch.fund_id, CASHIER)
    if not batch.sha256:
        batch.lifecycle.step(batch.state, "export")
        checking.require_unchanged(batch, transfers, at)


@transaction.atomic
def export_batch(*, batch_id: int, by: Actor) -> PaymentBatch:
    """Make the bank's file of an approved batch, or give the one made before again, counted (cashier).

    Raises NotFound, NotAllowed, WrongState, PayDayPassed, TotalsDiffer, AwardNotInForce,
    AccountsNotUsable, AccountChanged.
    """
    batch = lock_batch(batch_id)
    require_role(by, batch.fund_id, CASHIER)
    transfers = lock_transfers(batch) if not batch.sha256 else []
    at = clock.now()
    require_may_export(batch, transfers, by, at)
    batch.exported_count += 1
    if batch.sha256:
        batch.save(update_fields=["exported_count"])
        note(batch, "export_again", by=by, at=at, role=CASHIER, count=batch.exported_count)
        return batch
    batch.file, batch.sha256 = checking.file_of(batch, transfers)
    batch.exported_at = at
    batch.save(update_fields=["file", "sha256", "exported_at", "exported_count"])
    move_all(transfers, "export", by=by, at=at, role=CASHIER)
    move(batch, "export", by=by, at=at, role=CASHIER, sha256=batch.sha256, total=batch.total)
    return batch
