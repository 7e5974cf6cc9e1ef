"""Figures of this room, explained: an instalment by its rule, a batch by the instalments it pays."""

from __future__ import annotations

from typing import Any

from awards.models import AmountFixing
from awards.queries import policy_of, refunded_for
from common.errors import NotFound
from common.money import fraction
from disbursements.models import Instalment, PaymentBatch
from disbursements.queries import payment_keys, visible_batches, visible_to, with_lines, with_transfers
from disbursements.rules import PaymentWorking, advance_amount, designated_amount, final_amount
from fund.permissions import may_read_books
from ledger.explain import Explanation, entry_rows
from ledger.models import JournalLine
from ledger.queries import paid_for
from trail.services import SYSTEM


def explain_instalment(rest: list[str], viewer: Any) -> Explanation:
    """`[id, "amount"]` to whoever may see the instalment; entries to the office alone. Raises NotFound."""
    found = with_transfers(visible_to(viewer)).filter(pk=_id(rest, "amount")).first()
    if found is None:
        raise NotFound
    working = working_of(found)
    entries: list[dict[str, Any]] = []
    if viewer is SYSTEM or may_read_books(viewer, found.fund_code):
        lines = JournalLine.objects.filter(
            entry__book__fund_code=found.fund_code,
            entry__key__in=payment_keys(found.transfers.all()),
            account__code="2010",
        )
        entries = entry_rows(lines)
    return {
        "figure": f"instalment:{found.pk}:amount",
        "value": found.amount,
        "rule": working.rule,
        "inputs": {"kind": working.kind, "number": found.number, **working.terms},
        "parts": [],
        "entries": entries,
    }


def working_of(instalment: Instalment) -> PaymentWorking:
    """The rule's working as it stands for the award now; what this instalment itself paid is no term of
    it. ≤ 3 queries."""
    award = instalment.award
    if instalment.kind == "advance":
        unit = policy_of(award).rounding_unit
        return advance_amount(award.amount, fraction(award.advance_rate), unit)
    if instalment.kind == "designated":
        return designated_amount(award.amount)
    fixing = AmountFixing.objects.filter(award=award, state="approved").first()
    own = instalment.amount if instalment.state == "paid" else 0
    return final_amount(
        fixing.fixed if fixing else 0, paid_for(award.reference) - refunded_for(award.reference) - own
    )


def explain_batch(rest: list[str], viewer: Any) -> Explanation:
    """`[id, "total"]` to the fund's office: the sum of its transfers. Raises NotFound."""
    found: PaymentBatch | None = with_lines(visible_batches(viewer)).filter(pk=_id(rest, "total")).first()
    if found is None:
        raise NotFound
    transfers = list(found.transfers.all())
    lines = JournalLine.objects.filter(
        entry__book__fund_code=found.fund_code, entry__key__in=payment_keys(transfers), account__code="1020"
    )
    return {
        "figure": f"batch:{found.pk}:total",
        "value": found.total,
        "rule": "R14",
        "inputs": {"count": len(transfers), "pay_on": found.pay_on.isoformat(), "sha256": found.sha256},
        "parts": [
            {
                "figure": f"instalment:{row.instalment_id}:amount",
                "label": f"{row.instalment.award.number} {row.instalment.award.group.name}",
                "value": row.amount,
            }
            for row in transfers
        ],
        "entries": entry_rows(lines),
    }


def _id(rest: list[str], name: str) -> int:
    known = len(rest) == 2 and rest[1] == name and rest[0].isascii() and rest[0].isdecimal()
    if not known or len(rest[0]) > 18:
        raise NotFound
    return int(rest[0])
