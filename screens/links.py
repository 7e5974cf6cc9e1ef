"""Where in the browser a step is done: the addresses of docs/screens, filled with ids."""

from __future__ import annotations

from typing import Final

from screens.queries.matters import Found
from screens.rules.matters import Step

DOING: Final = {
    "continue_draft": "/apply/{application}",
    "answer_correction": "/apply/{application}/correction/{correction}",
    "answer_offer": "/awards/{award}/accept",
    "request_payment": "/awards/{award}/accept",
    "fix_account": "/groups/{group}",
    "write_interim_report": "/awards/{award}/report/mid",
    "write_final_report": "/awards/{award}/report/final",
    "mend_interim_report": "/awards/{award}/report/mid",
    "mend_final_report": "/awards/{award}/report/final",
    "pay_refund": "/awards/{award}/settlement",
}


def place_of(step: Step, found: Found, *, acting: bool = True) -> str:
    """The address of what comes next; where nobody of the group acts, the one that shows how it stands."""
    ids = {
        "application": found.application.pk if found.application else 0,
        "correction": found.matter.correction.number if found.matter.correction else 0,
        "award": found.award.pk if found.award else 0,
        "group": found.group.pk,
    }
    if acting and step.code in DOING:
        return DOING[step.code].format(**ids)
    if found.application is None:
        return "/awards/{award}/settlement".format(**ids)
    return (
        "/apply/{application}" if step.code == "continue_draft" else "/apply/{application}/status"
    ).format(**ids)
