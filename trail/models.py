"""What was done, by whom, when: the append-only timeline."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """One step in the life of one object (記録). Written with the change itself, never edited.

    `subject` is `kind:id` of the object (`application:12`); `actor_id` is the user, empty for the system
    clock or the bank; `at` is the database clock's moment.
    """

    fund_code = models.CharField(max_length=40, db_index=True)
    subject = models.CharField(max_length=60)
    verb = models.CharField(max_length=60)
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40, blank=True)
    actor_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject", "id"], name="trail_event_subject")]

    def __str__(self) -> str:
        return f"{self.subject} {self.verb} {self.from_state}→{self.to_state}"
