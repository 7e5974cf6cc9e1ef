"""The single door into the books: `post`, its bulk form and `reverse`.

An entry either is in the books whole, or not at all: running totals, balances of sub-funds, lots,
lines and entry are one transaction, and the database proves the entry when its row comes in.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction

from common.errors import KeyReused
from ledger import store, triggers
from ledger.chart import BALANCE_SHEET, CHART
from ledger.entries import Entry, Line, checked, cr, dr
from ledger.errors import (
    AccountOverdrawn,
    AlreadyReversed,
    BookClosed,
    InsufficientFunds,
)
from ledger.ids import new_id
from ledger.kinds import KINDS
from ledger.lot_loading import Step
from ledger.lot_moves import LotMoves
from ledger.models import Account, Book, JournalEntry, SubFundBalance
from trail.services import Actor

__all__ = ["Entry", "InsufficientFunds", "Line", "cr", "dr", "open_book", "post", "post_many", "reverse"]


@dataclass
class _Draft:
    """An entry on its way into the books."""

    entry: Entry
    fingerprint: str
    reverses: JournalEntry | None = None
    id: uuid.UUID = field(default_factory=new_id)

    def changes(self) -> dict[str, int]:
        """By how much each sub-fund changes (credits − debits)."""
        changes: dict[str, int] = {}
        for line in self.entry.lines:
            if line.sub_fund:
                changes[line.sub_fund] = changes.get(line.sub_fund, 0) + line.credit - line.debit
        return changes


class _AccountsMissing(Exception):
    """An account is used for the first time, or somebody else's posting let this one through between being
    refused and asking why: take back this attempt, make the accounts, and try again."""


class _KeyTaken(Exception):
    """Somebody posted the same intent in between: take back this attempt and find theirs."""


@transaction.atomic
def open_book(fund_code: str, fiscal_year: int) -> Book:
    """The books of a fund for a fiscal year, opened with the accounts of its balance sheet if new."""
    book, created = Book.objects.get_or_create(
        fund_code=fund_code, fiscal_year=fiscal_year, defaults={"opened_on": date(fiscal_year, 4, 1)}
    )
    if created:
        store.create_accounts(book.pk, [(code, "") for code in BALANCE_SHEET])
    return book


def post(book: Book, entry: Entry, *, by: Actor, at: datetime) -> JournalEntry:
    """Post one entry, once: the same key with the same content returns the first entry.

    Runs in the caller's transaction (or its own). Raises Unbalanced, BadLine, UnknownKind, KeyReused,
    InsufficientFunds (a draw beyond its sub-fund, R12), AccountOverdrawn, GiftDrawn, BookClosed; then
    nothing has changed.
    """
    return post_many(book, [entry], by=by, at=at)[0]


def post_many(book: Book, entries: Sequence[Entry], *, by: Actor, at: datetime) -> list[JournalEntry]:
    """Post many entries in one transaction, in a constant number of statements, in the order given.

    All or none; what each entry meets is what the ones before it left. Raises as `post` does.
    """
    if not entries:
        return []
    return _post(book, [_Draft(entry, checked(entry)) for entry in entries], by=by, at=at)


def reverse(
    entry: JournalEntry, *, key: str, occurred_on: date, by: Actor, at: datetime, reason: str
) -> JournalEntry:
    """Take an entry back by its mirror image (逆仕訳), in the fund's open year if its own is closed.

    What it drew returns to the lots it came from; what it brought is taken from its own lot first.
    Raises AlreadyReversed, and what `post` raises.
    """
    book = (
        Book.objects.filter(
            fund_code=entry.book.fund_code, fiscal_year__gte=entry.book.fiscal_year, state="open"
        )
        .order_by("fiscal_year")
        .first()
    ) or entry.book
    mirror = Entry(
        kind="award_reversal" if entry.kind in {"award", "payout"} else "correction",
        key=key,
        occurred_on=occurred_on,
        lines=tuple(
            Line(line.account.code, line.account.sub_fund, debit=line.credit, credit=line.debit)
            for line in entry.lines.select_related("account").order_by("position")
        ),
        text=reason,
        reference=entry.reference,
    )
    there = JournalEntry.objects.filter(reverses=entry).first()
    if there is not None:
        if there.key != key:
            raise AlreadyReversed
        book = there.book
    return _post(book, [_Draft(mirror, mirror.fingerprint(), reverses=entry)], by=by, at=at)[0]


def _post(book: Book, drafts: list[_Draft], *, by: Actor, at: datetime) -> list[JournalEntry]:
    accounts_first = False
    for _ in range(4):
        try:
            with transaction.atomic():
                if accounts_first:
                    keys = {(line.account, line.sub_fund) for draft in drafts for line in draft.entry.lines}
                    store.create_accounts(book.pk, keys)
                return _attempt(book, drafts, by=by, at=at)
        except _AccountsMissing:
            accounts_first = True
        except _KeyTaken:
            continue
        except IntegrityError as error:
            if triggers.CLOSED_BOOK in str(error):
                raise BookClosed(fiscal_year=book.fiscal_year) from error
            if "reversed_once" in str(error) or "ledger_journalentry.reverses_id" in str(error):
                raise AlreadyReversed from error
            raise
    raise AssertionError(("an entry that neither went in nor was there", [d.entry.key for d in drafts]))


def _attempt(book: Book, drafts: list[_Draft], *, by: Actor, at: datetime) -> list[JournalEntry]:
    found = _already_there(book, drafts)
    fresh: dict[str, _Draft] = {}
    for draft in drafts:
        if draft.entry.key in found:
            continue
        if fresh.setdefault(draft.entry.key, draft).fingerprint != draft.fingerprint:
            raise KeyReused(key=draft.entry.key)
    if fresh:
        found |= _write(book, list(fresh.values()), by=by, at=at)
    return [found[draft.entry.key] for draft in drafts]


def _already_there(book: Book, drafts: list[_Draft]) -> dict[str, JournalEntry]:
    keys = store.keys_there(book.pk, [draft.entry.key for draft in drafts])
    if not keys:
        return {}
    found = {row.key: row for row in JournalEntry.objects.filter(book=book, key__in=keys)}
    for draft in drafts:
        first = found.get(draft.entry.key)
        if first is not None and first.fingerprint != draft.fingerprint:
            raise KeyReused(key=draft.entry.key)
    return found


def _write(book: Book, drafts: list[_Draft], *, by: Actor, at: datetime) -> dict[str, JournalEntry]:
    after = _move_sub_funds(book, drafts)
    accounts = _move_accounts(book, drafts)
    _move_lots(book, drafts, after)
    store.insert_lines(
        [
            (
                draft.id,
                accounts[line.account, line.sub_fund],
                "D" if line.debit else "C",
                line.debit or line.credit,
                position,
            )
            for draft in drafts
            for position, line in enumerate(draft.entry.lines, start=1)
        ]
    )
    written: dict[str, JournalEntry] = {}
    rows = []
    for draft in drafts:
        entry, reverses = draft.entry, draft.reverses
        row = (
            draft.id, book.pk, entry.kind, entry.key, entry.occurred_on, at, by.pk, entry.text,
            entry.reference, reverses.pk if reverses else None, draft.fingerprint,
        )  # fmt: skip
        rows.append(row)
        written[entry.key] = JournalEntry.from_db("default", _FIELDS, row)
        written[entry.key].book = book
    if store.insert_entries(rows) < len(rows):
        raise _KeyTaken
    return written


_FIELDS = [
    "id", "book_id", "kind", "key", "occurred_on", "posted_at", "actor_id", "text", "reference",
    "reverses_id", "fingerprint",
]  # fmt: skip


def _move_sub_funds(book: Book, drafts: list[_Draft]) -> dict[str, int]:
    """Change the balances; returns them as they stand after all drafts. Raises InsufficientFunds."""
    change: dict[str, int] = {}
    need: dict[str, int] = {}
    for draft in drafts:
        is_draw = KINDS[draft.entry.kind].is_draw
        for sub_fund, amount in draft.changes().items():
            change[sub_fund] = change.get(sub_fund, 0) + amount
            if is_draw and amount < 0:
                need[sub_fund] = max(need.get(sub_fund, store.ANY), -change[sub_fund])
    if not change:
        return {}
    rows = [(code, change[code], need.get(code, store.ANY)) for code in sorted(change)]
    after = store.move_sub_funds(book.pk, rows)
    if len(after) < len(rows):
        _refuse_draw(book, need, [code for code in change if code not in after])
    return after


def _refuse_draw(book: Book, need: Mapping[str, int], refused: list[str]) -> None:
    there = dict(
        SubFundBalance.objects.filter(book=book, sub_fund__in=refused).values_list("sub_fund", "balance")
    )
    short = [code for code in refused if code in there and there[code] < need.get(code, store.ANY)]
    if len(there) < len(refused) or not short:
        raise _AccountsMissing
    code = short[0]
    raise InsufficientFunds(sub_fund=code, available=there[code], wanted=need[code])


def _move_accounts(book: Book, drafts: list[_Draft]) -> dict[store.AccountKey, int]:
    """Add to the running totals; returns the accounts' ids. Raises AccountOverdrawn."""
    sums: dict[store.AccountKey, list[int]] = {}
    for draft in drafts:
        for line in draft.entry.lines:
            key = (line.account, line.sub_fund)
            row = sums.get(key)
            if row is None:
                row = sums[key] = [0, 0, CHART[line.account].guard_sign, store.ANY]
            row[0] += line.debit
            row[1] += line.credit
            if row[2] and row[2] * (line.debit - line.credit) < 0:
                row[3] = max(row[3], -row[2] * (row[0] - row[1]))
    ids = store.move_accounts(book.pk, [(*key, *sums[key]) for key in sorted(sums)])  # type: ignore[misc]
    if len(ids) < len(sums):
        _refuse_overdraft(book, sums, [key for key in sums if key not in ids])
    return ids


def _refuse_overdraft(
    book: Book, sums: Mapping[store.AccountKey, list[int]], refused: list[store.AccountKey]
) -> None:
    there = {
        (account.code, account.sub_fund): account
        for account in Account.objects.filter(book=book, code__in={code for code, _ in refused})
    }
    for key in refused:
        sign, need = sums[key][2:]
        if key in there and sign * there[key].balance < need:
            available = sign * there[key].balance
            raise AccountOverdrawn(account=key[0], name=CHART[key[0]].ja, available=available, wanted=need)
    raise _AccountsMissing


def _move_lots(book: Book, drafts: list[_Draft], after: Mapping[str, int]) -> None:
    """Carry each entry's gains and losses through to the lots (R12)."""
    if not after:
        return
    steps = [
        Step(
            entry_id=draft.id,
            kind=draft.entry.kind,
            reference=draft.entry.reference,
            occurred_on=draft.entry.occurred_on,
            changes={code: amount for code, amount in draft.changes().items() if amount},
            reverses=draft.reverses.pk if draft.reverses else None,
        )
        for draft in drafts
    ]
    LotMoves(book, steps, after).run()
