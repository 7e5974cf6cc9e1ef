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
    scope = models.CharField(max_length=60, blank=True, help_text="まとめて保留できる単位(round:12)")
    context = models.JSONField(default=dict)
    own_subject = models.TextField(blank=True, help_text="この1通だけの文面(差込みつき)")
    own_body = models.TextField(blank=True)
    let_go_at = models.DateTimeField(null=True, help_text="事務局が送信を許した時刻")
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
        indexes = [
            models.Index(fields=["state", "id"], name="notice_state"),
            models.Index(fields=["scope", "state"], name="notice_scope_state"),
        ]

    def __str__(self) -> str:
        return self.dedupe_key


class HeldScope(models.Model):
    """Mail of one scope (`round:12`) that waits until the office lets it go (保留)."""

    scope = models.CharField(max_length=60, unique=True)
    fund_code = models.CharField(max_length=40, db_index=True)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.scope


class LetterText(models.Model):
    """How a fund words one kind of letter (文面), in numbered versions of which the last counts.

    The texts hold placeholders (`{title}`) that each letter's context fills. Empty texts mean the words
    that the product brings along (notices.texts).
    """

    fund_code = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    subject_ja = models.CharField(max_length=200, blank=True)
    body_ja = models.TextField(blank=True)
    subject_en = models.CharField(max_length=200, blank=True)
    body_en = models.TextField(blank=True)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["fund_code", "kind", "number"], name="one_letter_text_number")
        ]

    def __str__(self) -> str:
        return f"{self.fund_code} {self.kind} 第{self.number}版"


class ReminderRun(models.Model):
    """A morning on which reminders went out (R15); the next run makes good what lies between."""

    day = models.DateField(unique=True)
    at = models.DateTimeField()
    queued = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.day} {self.queued}"
