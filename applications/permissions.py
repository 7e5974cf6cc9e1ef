"""Who may act on an application: its group's members, or the fund's office."""

from __future__ import annotations

from applications.models import Application
from common.errors import DomainError, NotAllowed, NotFound
from fund.permissions import require_role, roles_of
from people.permissions import require_member, role_in
from trail.services import SYSTEM, Actor

HIDDEN_FROM_OFFICE = ("draft", "discarded")
HIDDEN_UNTIL_RELEASE = ("approved", "waitlisted", "declined")
CORRESPONDENTS = ("administrator", "officer", "approver", "cashier")
GROUP = "申請団体の担当者"
OFFICE = "事務局"


class ResultsPending(DomainError):
    """Between decision and release the group cannot be answered without telling the result."""

    code = "applications.results_pending"
    ja = "審査の結果をまもなくお知らせします。お知らせのあとで手続きしてください。"
    en = "The results will be announced shortly. Please do this after the announcement."


def shown_state(application: Application) -> str:
    """The state as the group may know it: 審査中 until the results are released."""
    hidden = application.round.released_at is None and application.state in HIDDEN_UNTIL_RELEASE
    return "under_review" if hidden else application.state


def require_way(application: Application, verb: str) -> None:
    """The group's `verb` leads on from the state it may know of. Raises WrongState, ResultsPending."""
    shown = shown_state(application)
    application.lifecycle.step(shown, verb)
    if shown != application.state:
        raise ResultsPending


def require_group(user: Actor, application: Application) -> None:
    """Writing for the group. Raises NotFound for outsiders, NotAllowed for viewers and the office."""
    seen_by_office = application.state not in HIDDEN_FROM_OFFICE and user is not SYSTEM
    if seen_by_office and not role_in(user, application.group_id):
        if roles_of(user, application.round.fund_id):
            raise NotAllowed(role=GROUP)
        raise NotFound
    require_member(user, application.group_id, writing=True)


def require_correspondent(user: Actor, application: Application, *, writing: bool) -> str:
    """Whose side somebody takes in the messages about an application: `group` or `office`. Auditors read
    and leave no mark; with `writing` neither do viewers of a group. Raises NotFound, NotAllowed."""
    if role_in(user, application.group_id):
        require_member(user, application.group_id, writing=writing)
        return "group"
    if application.state in HIDDEN_FROM_OFFICE:
        raise NotFound
    require_role(user, application.round.fund_id, *CORRESPONDENTS)
    return "office"


def require_office(user: Actor, application: Application, *roles: str) -> None:
    """One of `roles` in the fund's office. Raises NotFound where the person sees no application (drafts
    included), NotAllowed otherwise."""
    if user is SYSTEM:
        return
    hidden = application.state in HIDDEN_FROM_OFFICE
    held = roles_of(user, application.round.fund_id)
    if (hidden or not held) and role_in(user, application.group_id):
        raise NotAllowed(role=OFFICE)
    if hidden:
        raise NotFound
    require_role(user, application.round.fund_id, *roles)
