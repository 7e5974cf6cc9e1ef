"""Telling people outside the office: a changed account is told to the whole group at once (R14)."""

from __future__ import annotations

from datetime import datetime

from notices.services import queue
from people.models import BankAccount
from people.queries import members_of
from trail.services import subject_of


def tell_account_entered(account: BankAccount, old: BankAccount | None, at: datetime) -> None:
    """A notice to everybody in the group, viewers too, and to whoever entered the old account."""
    recipients = {user.pk: user for user in members_of(account.group_id)}
    if old is not None:
        recipients.setdefault(old.entered_by_id, old.entered_by)
    for user in recipients.values():
        queue(
            "bank_account_changed",
            fund_code="",
            dedupe_key=f"bank_account_changed:{account.pk}:{user.pk}",
            recipient=user,
            about=subject_of(account),
            context={"group": account.group.name, "number": f"***{account.number[-3:]}"},
            at=at,
        )
