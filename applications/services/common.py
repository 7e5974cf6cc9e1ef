"""What the services of applications share: locking, the refusals of several verbs, telling the group."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from applications.models import Application
from applications.permissions import shown_state
from common.calendar import wareki_moment
from common.errors import DomainError, NotFound, WrongState
from fund.models import StaffRole
from fund.wording import words
from notices.services import Letter, queue_many
from people.models import Membership
from trail.services import subject_of


class TooLate(DomainError):
    """R7: by the database's clock the deadline is over."""

    code = "applications.too_late"
    ja = "締切({closes_at})を過ぎています。受け付けられません。"
    en = "The deadline ({closes_at}) has passed."


class RoundNotOpen(DomainError):
    """The call takes applications only while it is open."""

    code = "applications.round_not_open"
    ja = "この募集回はいま申請を受け付けていません({state})。"
    en = "This call takes no applications now ({state_code})."


class NotEditable(WrongState):
    """What was submitted is never changed."""

    code = "applications.not_editable"
    ja = "いまの状態「{state}」では書き直せません。"
    en = "Nothing can be changed while the state is “{state}”."

    def __init__(self, application: Application) -> None:
        shown = shown_state(application)
        super().__init__(state=application.lifecycle.states[shown], state_code=shown)


def at_hand() -> QuerySet[Application]:
    """Applications with round, policy, fund, department and group at hand."""
    related = ("round__fund", "round__policy_version", "round__fiscal_year", "department", "group")
    return Application.objects.select_related(*related).order_by("pk")


def locked() -> QuerySet[Application]:
    """The same, their rows locked."""
    return at_hand().select_for_update(of=("self",))


def lock_application(application_id: int) -> Application:
    """One application's row, locked. Raises NotFound. 1 query."""
    return _one(locked(), application_id)


def find_application(application_id: int) -> Application:
    """One application, not locked: to refuse early, before long work. Raises NotFound. 1 query."""
    return _one(at_hand(), application_id)


def _one(rows: QuerySet[Application], application_id: int) -> Application:
    found = rows.filter(pk=application_id).first()
    if found is None:
        raise NotFound
    return found


def letters_to_group(
    applications: Iterable[Application], kind: str, *, occasion: str = "", **context: Any
) -> list[Letter]:
    """A letter about each application to everyone who writes for its group. 1 query."""
    rows = list(applications)
    writers: dict[int, list[int]] = {}
    places = Membership.objects.filter(
        group_id__in={row.group_id for row in rows}, ended_on__isnull=True, role__in=Membership.WRITERS
    )
    for group_id, user_id in places.order_by("pk").values_list("group_id", "user_id"):
        writers.setdefault(group_id, []).append(user_id)
    return [
        _letter(row, kind, user_id, occasion, context)
        for row in rows
        for user_id in writers.get(row.group_id, [])
    ]


def _letter(row: Application, kind: str, user_id: int, occasion: str, context: dict[str, Any]) -> Letter:
    return Letter(
        kind,
        row.round.fund.code,
        ":".join(part for part in (kind, str(row.pk), occasion, str(user_id)) if part),
        subject_of(row),
        recipient_id=user_id,
        scope=subject_of(row.round),
        context={
            "fund": row.round.fund.name,
            "round": row.round.name,
            "group": row.group.name,
            "title": row.title,
            "number": row.number,
            "words": words(row.round.fund.legal_mode),
            **context,
        },
    )


def tell_group(
    application: Application, kind: str, at: datetime, *, occasion: str = "", **context: Any
) -> None:
    """Queue a letter to everyone who writes for the group. 3 queries."""
    queue_many(letters_to_group([application], kind, occasion=occasion, **context), at=at)


def tell_office(
    application: Application, kind: str, at: datetime, *, occasion: str = "", **context: Any
) -> None:
    """Queue a letter to the fund's officers. 3 queries."""
    officers = StaffRole.objects.filter(
        fund_id=application.round.fund_id, role="officer", ended_on__isnull=True, user__is_active=True
    )
    letters = [
        _letter(application, kind, user_id, occasion, context)
        for user_id in officers.order_by("pk").values_list("user_id", flat=True)
    ]
    queue_many(letters, at=at)


def moment(at: datetime) -> str:
    return wareki_moment(at)
