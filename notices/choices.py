"""Letters that a person may do without. Whatever decides, orders, pays or guards an account always comes."""

from __future__ import annotations

from typing import Final

from notices.models import Notice

CHOICE_OF: Final[dict[str, str]] = {
    **dict.fromkeys(
        (
            "application_draft_due",
            "application_correction_due",
            "review_due",
            "award_offer_due",
            "award_report_due",
            "award_refund_due",
        ),
        "reminders",
    ),
    **dict.fromkeys(("message_to_group", "message_to_office"), "messages"),
    **dict.fromkeys(
        ("report_received", "instalment_requested", "refund_received", "donation_thanks"), "confirmations"
    ),
}
"""By kind, the choice of `people.rules.MAIL_CHOICES` it belongs to."""


def is_unwanted(row: Notice) -> bool:
    """Whether the recipient has chosen to do without a letter of this kind. The recipient is at hand."""
    person = row.recipient
    return person is not None and CHOICE_OF.get(row.kind) in person.mail_off
