"""Instalments of an award, and the batches of bank transfers that pay them. Integer yen."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from common.states import Lifecycle
from disbursements import states


class Instalment(models.Model):
    """One payment of an award: advance (概算払, R4), final (精算払, R5) or designated (団体指定)."""

    KINDS: ClassVar = [("advance", "概算払"), ("final", "精算払"), ("designated", "団体指定")]

    award = models.ForeignKey("awards.Award", on_delete=models.PROTECT, related_name="instalments")
    kind = models.CharField(max_length=12, choices=KINDS)
    number = models.PositiveSmallIntegerField(default=1)
    amount = models.BigIntegerField()
    state = models.CharField(max_length=12, choices=states.INSTALMENT.choices, default="planned")
    requested_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField(null=True)
    request = models.JSONField(null=True, help_text="請求したときの宛先・団体・口座・額")
    approved_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    paid_on = models.DateField(null=True)

    lifecycle: ClassVar[Lifecycle] = states.INSTALMENT

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["award", "kind", "number"], name="one_instalment_number"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="instalment_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.award} {self.kind} {self.amount}"

    @property
    def fund_code(self) -> str:
        return self.award.fund_code


class PaymentBatch(models.Model):
    """A bulk transfer (総合振込). The file's bytes are kept; exporting again gives the same bytes."""

    fund = models.ForeignKey("fund.Fund", on_delete=models.PROTECT, related_name="payment_batches")
    number = models.PositiveIntegerField()
    pay_on = models.DateField()
    state = models.CharField(max_length=12, choices=states.BATCH.choices, default="draft")
    created_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    prepared_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    total = models.BigIntegerField(default=0)
    file = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    exported_at = models.DateTimeField(null=True)
    exported_count = models.PositiveIntegerField(default=0)
    fee = models.BigIntegerField(default=0, help_text="振込手数料の合計(円)")

    lifecycle: ClassVar[Lifecycle] = states.BATCH

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fund", "number"], name="one_batch_number")]

    def __str__(self) -> str:
        return f"{self.fund} 振込{self.number}"

    @property
    def fund_code(self) -> str:
        return self.fund.code


class Transfer(models.Model):
    """One line of a batch with the account as it was when prepared. One live transfer per instalment:
    a retry can never pay twice."""

    batch = models.ForeignKey(PaymentBatch, on_delete=models.PROTECT, related_name="transfers")
    instalment = models.ForeignKey(Instalment, on_delete=models.PROTECT, related_name="transfers")
    amount = models.BigIntegerField()
    customer_code = models.CharField(max_length=10, blank=True)
    bank_code = models.CharField(max_length=4, blank=True)
    branch_code = models.CharField(max_length=3, blank=True)
    account_type = models.PositiveSmallIntegerField(default=1)
    account_number = models.CharField(max_length=7, blank=True)
    holder_kana = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=12, choices=states.TRANSFER.choices, default="listed")
    live = models.BooleanField(default=True)
    result_on = models.DateField(null=True)
    failure = models.CharField(max_length=120, blank=True)

    lifecycle: ClassVar[Lifecycle] = states.TRANSFER

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["instalment"], condition=models.Q(live=True), name="one_live_transfer_per_instalment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.amount}"

    @property
    def fund_code(self) -> str:
        return self.batch.fund_code
