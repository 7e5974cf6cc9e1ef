"""What a change takes off an award: back to the sub-funds, and asked back where it was paid (R12)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from awards.models import Award, ChangeRequest, Refund
from awards.services.common import book_of, due_day, require_known_payments
from awards.services.fixing import net_paid
from ledger.lots import release_lines
from ledger.posting import Entry, cr, dr, post
from ledger.queries import receivable_for
from trail.services import Actor, note


@dataclass(frozen=True)
class Lowering:
    """`release` as [[sub-fund, yen], …] in the order of the return; `asked_back` in yen, within `refund`."""

    release: list[list[Any]] = field(default_factory=list)
    asked_back: int = 0
    refund: Refund | None = None


def lower(change: ChangeRequest, lowered: int, *, by: Actor, at: datetime) -> Lowering:
    """Take `lowered` yen off the locked award in the books: Dr 1060 what was paid above the new amount,
    Dr 2010 the rest, Cr 5010. Raises TransferUnderWay, NoBook."""
    award = change.award
    require_known_payments(award)
    excess = net_paid(award) - (award.amount - lowered) - receivable_for(award.reference)
    asked_back = min(max(excess, 0), lowered)
    book = book_of(award, at.date())
    release = release_lines(book, award.reference, lowered)
    debits = [dr(code, yen) for code, yen in (("1060", asked_back), ("2010", lowered - asked_back)) if yen]
    lines = (*debits, *(cr("5010", part, code) for code, part in release))
    text = f"交付決定変更 {award.number}"
    key = f"change:{change.pk}"
    post(book, Entry("award_change", key, at.date(), lines, text, award.reference), by=by, at=at)
    refund = _order_refund(award, asked_back, by=by, at=at) if asked_back else None
    return Lowering([list(line) for line in release], asked_back, refund)


def _order_refund(award: Award, amount: int, *, by: Actor, at: datetime) -> Refund:
    """One refund at a time: what an earlier change asked back and is still open grows."""
    today = at.date()
    refund = Refund.objects.select_for_update(of=("self",)).filter(award=award, state="open").first()
    if refund is None:
        refund = Refund.objects.create(
            award=award,
            reason="change",
            principal=amount,
            due_on=due_day(None, today),
            ordered_on=today,
        )
        note(refund, "order", by=by, at=at, role="approver", to_state=refund.state, principal=amount)
        return refund
    refund.principal += amount
    refund.save(update_fields=["principal"])
    note(refund, "raise", by=by, at=at, role="approver", principal=refund.principal, raised_by=amount)
    refund.award = award
    return refund
