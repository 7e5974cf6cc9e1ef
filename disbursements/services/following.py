"""Instalments follow their award: planned when it is in force, resized when it falls, void when it ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from awards.models import AmountFixing, Award
from awards.queries import policy_of
from awards.services.common import TransferUnderWay
from awards.services.fixing import net_paid
from common.money import fraction
from disbursements.models import Instalment
from disbursements.rules import FIRST_KINDS, PaymentWorking, advance_amount, designated_amount, final_amount
from disbursements.services.common import letters_to_groups, send
from trail.services import SYSTEM, Actor, move, move_all, note

VOIDABLE = ("planned", "requested", "approved")
RESIZABLE = (*VOIDABLE, "failed")
COMMITTED = ("in_batch", "paid")


def follow_award(award: Award, at: datetime) -> None:
    """Bring the instalments of a locked award in line with what has become of it (R4, R5); twice is once.

    Raises TransferUnderWay when an award falls below what is already with the bank.
    """
    rows = list(Instalment.objects.select_for_update(of=("self",)).filter(award=award).order_by("pk"))
    for row in rows:
        row.award = award
    if award.state in ("active", "change_pending"):
        _require_room(award, rows)
        _hold_open(award, rows, first_payment(award), at)
    elif award.state in ("fixed", "abolished"):
        _void(award, [row for row in rows if row.kind in FIRST_KINDS], at)
        working = final_payment(award)
        if working is not None:
            _hold_open(award, rows, working, at)
    elif award.state == "cancelled":
        _void(award, rows, at)


def first_payment(award: Award) -> PaymentWorking:
    """What an award in force is paid before its amount is fixed: R4's advance, or all of a designated one."""
    if award.kind == "designated":
        return designated_amount(award.amount)
    return advance_amount(award.amount, fraction(award.advance_rate), policy_of(award).rounding_unit)


def final_payment(award: Award) -> PaymentWorking | None:
    """R5's payment after the fixing; None as long as nothing is fixed. 3 queries."""
    fixing = AmountFixing.objects.filter(award=award, state="approved").first()
    return None if fixing is None else final_amount(fixing.fixed, net_paid(award))


def _require_room(award: Award, rows: Sequence[Instalment]) -> None:
    under_way = any(row.state == "in_batch" for row in rows)
    if under_way and sum(row.amount for row in rows if row.state in COMMITTED) > award.amount:
        raise TransferUnderWay


def _hold_open(award: Award, rows: Sequence[Instalment], working: PaymentWorking, at: datetime) -> None:
    """Leave one unpaid instalment of the working's kind that completes its amount, or none."""
    own = [row for row in rows if row.kind == working.kind]
    committed = [row for row in own if row.state == "in_batch" or (row.state == "paid" and _counts(row))]
    amount = working.amount - sum(row.amount for row in committed)
    open_ones = [row for row in own if row.state in RESIZABLE]
    if amount <= 0:
        _void(award, open_ones, at)
    elif open_ones:
        _resize(open_ones[0], amount, at)
    else:
        made = Instalment.objects.create(award=award, kind=working.kind, number=len(own) + 1, amount=amount)
        note(made, "plan", by=SYSTEM, at=at, to_state=made.state, amount=amount, rule=working.rule)
        if working.kind == "advance" and award.claimed_by is not None and len(own) == 0:
            _request(made, award.claimed_by, at)


def _request(made: Instalment, by: Actor, at: datetime) -> None:
    """What was asked for with the acceptance (受諾して請求する) is a request from the start."""
    made.requested_by_id, made.requested_at = by.pk, at
    made.save(update_fields=["requested_by", "requested_at"])
    move(made, "request", by=by, at=at, role="group", amount=made.amount)
    send(letters_to_groups([made], "instalment_requested", occasion=at.isoformat()), at)


def _counts(row: Instalment) -> bool:
    """R5's final amount is already net of everything paid."""
    return row.kind in FIRST_KINDS


def _resize(row: Instalment, amount: int, at: datetime) -> None:
    if row.amount == amount:
        return
    before, row.amount = row.amount, amount
    row.save(update_fields=["amount"])
    note(row, "resize", by=SYSTEM, at=at, before=before, amount=amount)


def _void(award: Award, rows: Sequence[Instalment], at: datetime) -> None:
    ending = [row for row in rows if row.state in VOIDABLE]
    reason = f"{award.lifecycle.states[award.state]} {award.number}"
    move_all(ending, "void", by=SYSTEM, at=at, reason=reason)
