"""The writers of this room: groups and members, and the accounts groups are paid to."""

from people.queries import usable_account
from people.services.accounts import (
    HOLD,
    account_entered_hooks,
    enter_bank_account,
    preview_bank_account,
    verify_bank_account,
)
from people.services.groups import add_member, create_group, end_membership, update_group

__all__ = [
    "HOLD",
    "account_entered_hooks",
    "add_member",
    "create_group",
    "end_membership",
    "enter_bank_account",
    "preview_bank_account",
    "update_group",
    "usable_account",
    "verify_bank_account",
]
