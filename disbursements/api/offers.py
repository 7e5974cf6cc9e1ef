"""What a person may do now with an instalment or a batch, judged by the services' own guards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from common.api.actions import Action, actions
from disbursements.models import Instalment, PaymentBatch
from disbursements.services import batching, confirming, exporting, requesting
from people.models import User


def instalment_offers(instalment: Instalment, user: User, at: datetime) -> list[Action]:
    """The verbs of people that lead on from here, each with its reason when it is refused now."""
    checks: dict[str, Callable[[], Any]] = {
        "request": lambda: requesting.require_may_request(instalment, user),
        "take_back": lambda: requesting.require_may_take_back(instalment, user),
        "approve": lambda: requesting.require_may_approve(instalment, user, at),
        "retry": lambda: requesting.require_may_retry(instalment, user, at),
    }
    return _offered(instalment, checks)


def batch_offers(batch: PaymentBatch, user: User, at: datetime) -> list[Action]:
    """The verbs of people that lead on from here; a file that was made may be given again."""
    lines = list(batch.transfers.all())
    for line in lines:
        line.batch = batch
    checks: dict[str, Callable[[], Any]] = {
        "prepare": lambda: batching.require_may_prepare(batch, lines, user),
        "send_back": lambda: batching.require_may_send_back(batch, user),
        "approve": lambda: batching.require_may_approve(batch, lines, user, at),
        "export": lambda: exporting.require_may_export(batch, lines, user, at),
        "confirm": lambda: confirming.require_may_confirm(batch, user),
        "void": lambda: batching.require_may_void(batch, user),
    }
    return _offered(batch, checks, again=("export",) if batch.sha256 else ())


def _offered(thing: Any, checks: dict[str, Callable[[], Any]], again: tuple[str, ...] = ()) -> list[Action]:
    labels = {row.verb: row.label for row in thing.lifecycle.leaving(thing.state)}
    labels |= {row.verb: row.label for row in thing.lifecycle.transitions if row.verb in again}
    return actions((verb, labels[verb], check) for verb, check in checks.items() if verb in labels)
