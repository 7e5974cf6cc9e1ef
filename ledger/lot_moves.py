"""What entries do to the lots of the sub-funds (R12): an in-memory walk between one load and one save.

At every commit the lots of a sub-fund hold what the sub-fund holds, or nothing while it is short: what
comes in then first makes good the shortage (purpose `shortage`).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from common.money import share_out
from ledger import store
from ledger.errors import GiftDrawn
from ledger.ids import new_id
from ledger.lot_loading import LoadedLot, LoadedLots, Step
from ledger.models import Book

SHORTAGE = "shortage"


class LotMoves:
    """Walks through `steps` in order, from the lots as they stand to the rows to be saved.

    `after` holds the sub-funds' balances once all steps are done; the caller holds their locks.
    """

    def __init__(self, book: Book, steps: Sequence[Step], after: Mapping[str, int]) -> None:
        self.book = book
        self.steps = steps
        self.balance = dict(after)
        for step in steps:
            for code, change in step.changes.items():
                self.balance[code] -= change
        self.loaded = LoadedLots(book, steps)
        self.made: list[LoadedLot] = []
        self.allocated: list[tuple[uuid.UUID, str, int, uuid.UUID]] = []
        self.step = steps[0]
        self.mirrored: dict[str, int] = {}

    def run(self) -> None:
        for step in self.steps:
            self.step = step
            self._mirror()
            # Losses first, in the order of the lines, which is the order of the draw (R12).
            for code, change in sorted(step.changes.items(), key=lambda item: item[1] > 0):
                if change < 0:
                    self._lose(code, -change)
                else:
                    self._gain(code, change)
                self.balance[code] += change
                self._make_good(code)
        self._save()

    def _move(self, lot: LoadedLot, amount: int, purpose: str) -> None:
        """Give `amount` yen of a lot to a purpose; below zero: the purpose returns them."""
        if amount:
            lot.left -= amount
            self.allocated.append((lot.id, purpose, amount, self.step.entry_id))

    def _in_order(self, sub_fund: str) -> list[LoadedLot]:
        return sorted(
            (lot for lot in self.loaded.open[sub_fund].values() if lot.left), key=lambda lot: lot.order
        )

    def _first_out(self, sub_fund: str, amount: int, purpose: str) -> None:
        for lot in self._in_order(sub_fund):
            if not amount:
                return
            part = min(amount, lot.left)
            self._move(lot, part, purpose)
            amount -= part

    def _lose(self, sub_fund: str, amount: int) -> None:
        rule = self.step.rule
        if self.step.reverses:
            amount -= self.mirrored.get(sub_fund, 0)
        elif rule.loss == "share":
            amount -= self._share(sub_fund, amount)
        elif rule.loss == "own":
            amount -= self._own(sub_fund, amount)
        self._first_out(sub_fund, amount, self.step.purpose)

    def _share(self, sub_fund: str, amount: int) -> int:
        """The fee takes its share of every lot; the opening balance bears none (R12)."""
        lots = [lot for lot in self._in_order(sub_fund) if not lot.is_opening]
        amount = min(amount, sum(lot.left for lot in lots))
        for lot, part in zip(lots, share_out(amount, [lot.left for lot in lots]), strict=True):
            self._move(lot, part, self.step.purpose)
        return amount

    def _own(self, sub_fund: str, amount: int) -> int:
        """A gift is paid back from its own lot; a fee taken in the meantime is no hindrance, an award is."""
        lots = [lot for lot in self.loaded.open[sub_fund].values() if lot.source == self.step.reference]
        fees = self.loaded.fees_of(lots) if sum(lot.left for lot in lots) < amount else 0
        available = sum(lot.left for lot in lots) + fees
        if available < amount:
            raise GiftDrawn(source=self.step.reference, available=available, wanted=amount)
        taken = 0
        for lot in sorted(lots, key=lambda lot: lot.order):
            part = min(amount - taken, lot.left)
            self._move(lot, part, self.step.purpose)
            taken += part
        return taken

    def _gain(self, sub_fund: str, amount: int) -> None:
        rule = self.step.rule
        if self.step.reverses:
            amount -= self.mirrored.get(sub_fund, 0)
        elif rule.gain == "release":
            amount -= self._release(sub_fund, amount)
        elif rule.gain == "carry":
            amount -= self._carry(sub_fund, amount)
        if amount:
            self._receive(sub_fund, amount)

    def _receive(self, sub_fund: str, amount: int) -> None:
        """A lot of its own for what came in."""
        step = self.step
        givers = [code for code, change in step.changes.items() if change < 0]
        if givers:
            source = f"{step.purpose}:{'+'.join(sorted(givers))}"
        else:
            source = step.rule.source + (step.reference or step.kind)
        self._make(sub_fund, step.occurred_on, amount, source, is_opening=step.kind == "opening")

    def _make(
        self,
        sub_fund: str,
        received_on: date,
        amount: int,
        source: str,
        *,
        is_opening: bool = False,
        origin_id: uuid.UUID | None = None,
    ) -> LoadedLot:
        lot = LoadedLot(
            new_id(), self.book.pk, sub_fund, received_on, is_opening, amount, amount, source,
            origin_id, self.step.entry_id, is_new=True,
        )  # fmt: skip
        self.loaded.add(lot)
        self.made.append(lot)
        return lot

    def _release(self, sub_fund: str, amount: int) -> int:
        """What an award gives back returns to the lots it used last."""
        purpose, returned = self.step.reference, 0
        for lot_id, net in self._net(purpose, sub_fund):
            part = min(amount - returned, net)
            if part:
                self._move(self._here(self.loaded.lots[lot_id]), -part, purpose)
                returned += part
        return returned

    def _net(self, purpose: str, sub_fund: str) -> list[tuple[uuid.UUID, int]]:
        """What a purpose still holds of each lot (by its first lot's line), the one used last first."""
        net: dict[uuid.UUID, int] = {}
        where: dict[uuid.UUID, uuid.UUID] = {}
        rows = [(past.lot_id, past.purpose, past.amount) for past in self.loaded.past]
        for lot_id, name, moved in rows + [row[:3] for row in self.allocated]:
            lot = self.loaded.lots[lot_id]
            if name != purpose or lot.sub_fund != sub_fund:
                continue
            held = net.pop(lot.first_id, 0) if moved > 0 else net.get(lot.first_id, 0)
            net[lot.first_id] = held + moved
            where[lot.first_id] = lot_id
        return [(where[first], net[first]) for first in reversed(net) if net[first] > 0]

    def _here(self, lot: LoadedLot) -> LoadedLot:
        """The lot itself, or what continues it in this year's book: it may have been used up before."""
        if lot.book_id == self.book.pk:
            return lot
        for other in self.loaded.open[lot.sub_fund].values():
            if other.origin_id == lot.first_id:
                return other
        return self._make(
            lot.sub_fund, lot.received_on, 0, lot.source, is_opening=True, origin_id=lot.first_id
        )

    def _carry(self, sub_fund: str, amount: int) -> int:
        """Last year's lots go on in this year's book, each for what it has left."""
        carried = 0
        last_year = [
            lot
            for lot in self.loaded.lots.values()
            if lot.book_id != self.book.pk and lot.sub_fund == sub_fund and lot.left
        ]
        for lot in sorted(last_year, key=lambda lot: lot.order):
            part = min(amount - carried, lot.left)
            if part:
                self._make(
                    sub_fund, lot.received_on, part, lot.source, is_opening=True, origin_id=lot.first_id
                )
                carried += part
        return carried

    def _mirror(self) -> None:
        """Undo, lot by lot, what the reversed entry did, as far as the lots still allow."""
        self.mirrored = {}
        step = self.step
        if not step.reverses:
            return
        here = [lot for lots in self.loaded.open.values() for lot in lots.values()]
        made = [lot for lot in here if lot.entry_id == step.reverses]
        moves = [(lot, -lot.left, step.purpose) for lot in made if lot.left]
        moves += [
            (self._here(self.loaded.lots[past.lot_id]), past.amount, past.purpose)
            for past in reversed(self.loaded.past)
            if past.entry_id == step.reverses
        ]
        for lot, back, purpose in moves:
            change = step.changes.get(lot.sub_fund, 0)
            room = abs(change) - self.mirrored.get(lot.sub_fund, 0)
            part = min(abs(back), room, lot.left if back < 0 else room)
            if part > 0 and (back > 0) == (change > 0):
                self._move(lot, part if back < 0 else -part, purpose)
                self.mirrored[lot.sub_fund] = self.mirrored.get(lot.sub_fund, 0) + part

    def _make_good(self, sub_fund: str) -> None:
        """While a sub-fund is short its lots are empty: what came in covers the shortage first."""
        balance = self.balance[sub_fund]
        change = self.step.changes[sub_fund]
        if change > 0 and balance - change < 0:
            self._first_out(sub_fund, min(change, change - balance), SHORTAGE)

    def _save(self) -> None:
        """Three statements at most."""
        store.insert_lots(
            [
                (lot.id, lot.book_id, lot.sub_fund, lot.received_on, lot.is_opening, lot.amount, lot.left,
                 lot.source, lot.origin_id, lot.entry_id)
                for lot in self.made
            ]
        )  # fmt: skip
        store.insert_allocations(self.allocated)
        changed = {
            pk: self.loaded.lots[pk].left
            for pk, left in self.loaded.before.items()
            if self.loaded.lots[pk].left != left
        }
        if changed:
            store.set_left(changed)
