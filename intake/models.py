"""Which folders were taken in."""

from __future__ import annotations

from django.db import models


class TakenIn(models.Model):
    """One fund's year taken in from a folder: its fingerprint, short names, and what it asks to be told."""

    fund = models.OneToOneField("fund.Fund", on_delete=models.PROTECT, related_name="+")
    round = models.OneToOneField("fund.Round", on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64)
    names = models.JSONField(help_text="{申請のID: 短い名前}")
    what_if = models.JSONField(null=True)
    refunds = models.JSONField(default=list, help_text="返還の定めがある申請のID")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.fund} {self.round}"
