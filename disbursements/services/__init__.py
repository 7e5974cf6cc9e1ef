"""The writers of this room: instalments asked for and approved, batches, the bank's file, its results."""

from disbursements.services.batching import (
    approve_batch,
    create_batch,
    prepare_batch,
    send_back_batch,
    void_batch,
)
from disbursements.services.confirming import confirm_batch, confirm_transfer, fail_transfer
from disbursements.services.exporting import export_batch
from disbursements.services.following import follow_award
from disbursements.services.requesting import (
    approve_instalment,
    request_instalment,
    retry_instalment,
    take_back_request,
)

__all__ = [
    "approve_batch",
    "approve_instalment",
    "confirm_batch",
    "confirm_transfer",
    "create_batch",
    "export_batch",
    "fail_transfer",
    "follow_award",
    "prepare_batch",
    "request_instalment",
    "retry_instalment",
    "send_back_batch",
    "take_back_request",
    "void_batch",
]
