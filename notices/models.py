"""The outbox: every letter and mail as a row written in the transaction that caused it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from common.states import Lifecycle
from notices import states


class Notice(models.Model):
    """One message to one person (お知らせ). `dedupe_key` is unique: one message per occasion.

    `message_id` stays the same over retries, so a mail server can tell a repeat.
    """

    fund_code = models.CharField(max_length=40, db_index=True)
    kind = models.CharField(max_length=40)
    dedupe_key = models.CharField(max_length=160, unique=True)
    recipient = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="notices")
    address = models.EmailField(blank=True)
    subject_key = models.CharField(max_length=60, blank=True, help_text="何について(application:12)")
    context = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=states.NOTICE.choices, default="queued")
    message_id = models.CharField(max_length=200, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    sent_subject = models.TextField(blank=True)
    sent_body = models.TextField(blank=True)
    error = models.TextField(blank=True)

    lifecycle: ClassVar[Lifecycle] = states.NOTICE

    class Meta:
        indexes = [models.Index(fields=["state", "id"], name="notice_state")]

    def __str__(self) -> str:
        return self.dedupe_key


class ReminderRun(models.Model):
    """A morning on which reminders went out (R15); the next run makes good what lies between."""

    day = models.DateField(unique=True)
    at = models.DateTimeField()
    queued = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.day} {self.queued}"
