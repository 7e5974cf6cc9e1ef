"""The books: accounts with running totals, entries with their lines, and the lots behind each sub-fund.

Entries, lines, allocations and seals are append-only; the database itself refuses anything else
(migration 0002). Only `ledger.posting` and `ledger.closing` write here.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from common.states import Lifecycle
from ledger import states
from ledger.ids import new_id


class Book(models.Model):
    """The books of one fund for one fiscal year (1 April–31 March, named by its April)."""

    fund_code = models.CharField(max_length=40)
    fiscal_year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, choices=states.BOOK.choices, default=states.BOOK.initial)
    opened_on = models.DateField()
    closed_at = models.DateTimeField(null=True)

    lifecycle: ClassVar[Lifecycle] = states.BOOK

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fund_code", "fiscal_year"], name="one_book_per_year")]

    def __str__(self) -> str:
        return f"{self.fund_code} {self.fiscal_year}"

    @property
    def starts_on(self) -> date:
        return date(self.fiscal_year, 4, 1)

    @property
    def ends_on(self) -> date:
        return date(self.fiscal_year + 1, 3, 31)


class Account(models.Model):
    """One account of the chart in one book, for one sub-fund where the chart splits it ("" elsewhere)."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="accounts", db_index=False)
    code = models.CharField(max_length=4)
    sub_fund = models.CharField(max_length=40, blank=True, default="")
    debits = models.BigIntegerField(default=0)
    credits = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "code", "sub_fund"], name="one_account_per_code")
        ]

    def __str__(self) -> str:
        return f"{self.code}@{self.sub_fund}" if self.sub_fund else self.code

    @property
    def balance(self) -> int:
        """Debits − credits in yen."""
        return self.debits - self.credits


class SubFundBalance(models.Model):
    """What a sub-fund has left: credits − debits over its accounts 3xxx–6xxx, kept by posting."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="sub_funds", db_index=False)
    sub_fund = models.CharField(max_length=40)
    balance = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "sub_fund"], name="one_balance_per_sub_fund")]

    def __str__(self) -> str:
        return f"{self.sub_fund}: {self.balance}"


class JournalEntry(models.Model):
    """One slip (振替伝票). Written after its lines; the database then compares the sums and shuts it.

    `key` names the intent: one intent, one entry. `reference` names what it is about (`award:12`).
    `fingerprint` is the hash of its content, by which a repeat is told from a misuse of the key.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="entries", db_index=False)
    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=160)
    occurred_on = models.DateField()
    posted_at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    text = models.TextField(blank=True)
    reference = models.CharField(max_length=80, blank=True)
    reverses = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="reversed_by", db_index=False
    )
    fingerprint = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "key"], name="one_entry_per_key"),
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(reverses__isnull=False), name="reversed_once"
            ),
        ]
        indexes = [
            models.Index(fields=["book", "occurred_on", "id"], name="ledger_entry_journal"),
            models.Index(fields=["reference"], name="ledger_entry_reference", condition=~Q(reference="")),
        ]

    def __str__(self) -> str:
        return f"{self.occurred_on} {self.kind} {self.text}"


class JournalLine(models.Model):
    """One side of an entry on one account; the amount is always above zero."""

    DEBIT, CREDIT = "D", "C"
    SIDES: ClassVar = [(DEBIT, "借方"), (CREDIT, "貸方")]

    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="lines", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="lines")
    side = models.CharField(max_length=1, choices=SIDES)
    amount = models.BigIntegerField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "position"], name="one_line_per_position"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="line_amount_above_zero"),
            models.CheckConstraint(condition=Q(side__in=["D", "C"]), name="line_has_a_side"),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.amount}"

    @property
    def debit(self) -> int:
        return self.amount if self.side == self.DEBIT else 0

    @property
    def credit(self) -> int:
        return self.amount if self.side == self.CREDIT else 0


class Lot(models.Model):
    """One gift, match or opening balance as received by a sub-fund (R12).

    `source` names what it came from (`donation:5`, `match:1`, `opening`, `overflow:NGO`). `left` is
    what no allocation has taken; nothing else of a lot ever changes. A lot carried into the next
    year's book points with `origin` to the first lot of its line.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="lots", db_index=False)
    sub_fund = models.CharField(max_length=40)
    received_on = models.DateField()
    is_opening = models.BooleanField(default=False)
    amount = models.BigIntegerField()
    left = models.BigIntegerField()
    source = models.CharField(max_length=120)
    origin = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="carried_as")
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="lots")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(left__gte=0), name="lot_never_below_zero")]
        indexes = [
            models.Index(
                fields=["book", "sub_fund", "received_on"], name="ledger_lot_open", condition=Q(left__gt=0)
            ),
            models.Index(fields=["source"], name="ledger_lot_source"),
        ]

    def __str__(self) -> str:
        return f"{self.source}@{self.sub_fund} {self.left}/{self.amount}"


class Allocation(models.Model):
    """Yen of one lot given to a purpose (above zero) or returned by it (below zero), and by which entry."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="allocations")
    purpose = models.CharField(max_length=80, db_index=True)
    amount = models.BigIntegerField()
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="allocations")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="allocation_moves_something")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.amount}"


class Seal(models.Model):
    """A day's seal: the hash of the entries that no earlier seal covers, chained to the seal before."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="seals", db_index=False)
    day = models.DateField()
    entries = models.PositiveIntegerField()
    total_entries = models.PositiveIntegerField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "day"], name="one_seal_per_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.hash[:12]}"


class SealedEntry(models.Model):
    """Which seal covers an entry."""

    entry = models.OneToOneField(
        JournalEntry, on_delete=models.PROTECT, primary_key=True, related_name="sealed"
    )
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="covered")

    def __str__(self) -> str:
        return f"{self.entry_id} {self.seal_id}"
