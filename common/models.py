"""Answers already given to requests that carried an Idempotency-Key."""

from __future__ import annotations

from django.db import models


class AnsweredRequest(models.Model):
    """The first answer to a request that carried an Idempotency-Key; a repeat gets it again."""

    actor_id = models.BigIntegerField()
    key = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor_id", "key"], name="one_answer_per_key")]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.key}"
