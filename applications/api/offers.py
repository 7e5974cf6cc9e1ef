"""What a person may do now with an application, judged by the services' own guards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from applications.models import Application
from applications.permissions import require_office, shown_state
from applications.services import assessing, correcting, drafting, submitting
from applications.services.filing import check_form
from common.api.actions import Action, actions
from common.errors import refuse
from people.models import User

OFFICE_VERBS = {
    "ask_correction": "officer",
    "accept": "officer",
    "find_ineligible": "officer",
    "reopen": "approver",
}


def offered(
    application: Application, user: User, at: datetime, *, member: bool, office: bool
) -> list[Action]:
    """The verbs that lead on from what the person sees, each with its reason when it is refused now."""
    state = application.state if office else shown_state(application)
    labels = {row.verb: row.label for row in application.lifecycle.leaving(state)}
    checks: dict[str, Callable[[], Any]] = {}
    if member:
        checks |= _group_checks(application, user, at)
    if office:
        checks |= {
            verb: lambda verb=verb, role=role: _office_check(application, user, verb, role)  # type: ignore[misc]
            for verb, role in OFFICE_VERBS.items()
        }
    offers = [(verb, labels[verb], check) for verb, check in checks.items() if verb in labels]
    if member and state in ("draft", "returned"):
        offers.insert(0, ("save", "保存する", lambda: drafting.require_may_save(application, user)))
    if office and state == "returned":
        postpone = lambda: correcting.require_may_postpone(application, user)  # noqa: E731
        offers.append(("postpone_correction", "補正の期限を延ばす", postpone))
    if office and state in assessing.ASSESSABLE:
        offers.append(("assess", "査定する", lambda: require_office(user, application, "officer")))
    return actions(offers)


def _group_checks(application: Application, user: User, at: datetime) -> dict[str, Callable[[], Any]]:
    def submit() -> None:
        submitting.require_may_submit(application, user, at)
        refuse(check_form(application, application.draft)[1])

    return {
        "submit": submit,
        "resubmit": lambda: submitting.require_may_resubmit(application, user, at),
        "take_back": lambda: submitting.require_may_take_back(application, user, at),
        "withdraw": lambda: submitting.require_may_withdraw(application, user),
        "discard": lambda: drafting.require_may_discard(application, user),
    }


def _office_check(application: Application, user: User, verb: str, role: str) -> None:
    require_office(user, application, role)
    application.lifecycle.step(application.state, verb)
