"""The writers of this room: groups and members, the accounts groups are paid to, invitations and tokens."""

from people.queries import usable_account
from people.services.accounts import (
    HOLD,
    account_entered_hooks,
    enter_bank_account,
    preview_bank_account,
    verify_bank_account,
)
from people.services.calendars import end_calendar, make_calendar, owner_of_calendar
from people.services.documents import keep_document, remove_document, scan_documents
from people.services.groups import add_member, create_group, end_membership, update_group
from people.services.invitations import accept_invitation, invite, offered, withdraw_invitation
from people.services.leaving import close_account, require_may_close
from people.services.profile import update_account
from people.services.tokens import create_token, revoke_token, token_of

__all__ = [
    "HOLD",
    "accept_invitation",
    "account_entered_hooks",
    "add_member",
    "close_account",
    "create_group",
    "create_token",
    "end_calendar",
    "end_membership",
    "enter_bank_account",
    "invite",
    "keep_document",
    "make_calendar",
    "offered",
    "owner_of_calendar",
    "preview_bank_account",
    "remove_document",
    "require_may_close",
    "revoke_token",
    "scan_documents",
    "token_of",
    "update_account",
    "update_group",
    "usable_account",
    "verify_bank_account",
    "withdraw_invitation",
]
