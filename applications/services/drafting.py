"""Drafts (下書き): begun while the call is open, kept as typed, never lost to a second tab."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Protocol

from django.db import transaction

from applications.models import Application
from applications.permissions import require_group, require_way
from applications.services.common import NotEditable, RoundNotOpen, TooLate, lock_application, moment
from common import clock
from common.errors import DomainError, FieldErrors, FieldFault, NotFound, StaleVersion
from fund.models import Department, Round
from people.models import Group, User
from people.permissions import require_member
from trail.services import Actor, move, note

LARGEST_DRAFT: Final = 500_000
"""Bytes of JSON in UTF-8: several times what the longest form needs."""
MOST_DRAFTS: Final = 20


class DraftTooLarge(DomainError):
    """A draft keeps whatever is typed, up to a size no form reaches."""

    code = "applications.draft_too_large"
    status = 422
    ja = "下書きが大きすぎて保存できません({size:,}バイト)。{most:,}バイトまでにしてください。"
    en = "The draft is too large to be kept ({size:,} bytes; at most {most:,})."


class DraftUnstorable(DomainError):
    """Characters that no database keeps."""

    code = "applications.draft_unstorable"
    status = 422
    ja = "保存できない文字が含まれています。その文字を消してください。"
    en = "There is a character that cannot be stored. Please remove it."


class TooManyDrafts(DomainError):
    """Nobody works on so many applications to one department at once."""

    code = "applications.too_many_drafts"
    ja = "この部門の下書きが{most}件あります。使わないものを破棄してください。"
    en = "There are {most} drafts for this department. Please discard those you do not need."


def require_may_begin(call: Round, at: Any) -> None:
    """R7: a draft is begun while the call is open, up to closes_at. Raises RoundNotOpen, TooLate."""
    if call.state == "open" and at > call.closes_at:
        raise TooLate(closes_at=moment(call.closes_at))
    if call.state != "open" or at < call.opens_at:
        raise RoundNotOpen(state=call.lifecycle.states[call.state], state_code=call.state)


@transaction.atomic
def create_application(*, department_id: int, group_id: int, by: Actor) -> Application:
    """Begin a draft for a group in a department (R7: until closes_at).

    Raises NotFound, NotAllowed (viewers), RoundNotOpen, TooLate, TooManyDrafts.
    """
    require_member(by, group_id, writing=True)
    # The group's row keeps two people from going past the limit at once; nobody else waits for it.
    group = Group.objects.select_for_update(of=("self",)).filter(pk=group_id).first()
    department = (
        Department.objects.select_related("round__fund", "round__policy_version")
        .filter(pk=department_id)
        .first()
    )
    if group is None or department is None or department.round.state == "draft":
        raise NotFound
    at = clock.now()
    require_may_begin(department.round, at)
    drafts = Application.objects.filter(group=group, department=department, state="draft")
    if drafts.count() >= MOST_DRAFTS:
        raise TooManyDrafts(most=MOST_DRAFTS)
    made = Application.objects.create(
        round=department.round, department=department, group=group, created_by_id=by.pk, created_at=at
    )
    note(made, "create", by=by, at=at, role="group", to_state=made.state)
    return made


def require_version(application: Application, if_version: int | None) -> None:
    """Raises StaleVersion with what was saved meanwhile, by whom and when; None asks for no check."""
    if if_version is not None and if_version != application.version:
        raise StaleVersion(
            current=application.version, given=if_version, draft=application.draft, **last_save(application)
        )


class Saved(Protocol):
    """Anything whose draft remembers its last save."""

    @property
    def saved_by(self) -> User | None: ...

    @property
    def saved_at(self) -> datetime | None: ...


def last_save(written: Saved) -> dict[str, Any]:
    """Who saved the draft last, and when: `saved_by` {id, name} and `saved_at`, left out before the first
    save. 1 query where the person is not at hand."""
    if written.saved_by is None or written.saved_at is None:
        return {}
    by = {"id": written.saved_by.pk, "name": written.saved_by.name}
    return {"saved_by": by, "saved_at": written.saved_at.astimezone(clock.JST).isoformat()}


KEPT: Final = ("draft", "version", "saved_by", "saved_at")


def keep(application: Application, draft: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """Put a new version of the draft on the row, whose lock the caller holds; the fields of KEPT change."""
    application.draft = draft
    application.version += 1
    application.saved_by_id, application.saved_at = by.pk, at


def require_editable(application: Application) -> None:
    """A form is open as a draft and while a correction is asked. Raises NotEditable."""
    if application.state not in ("draft", "returned"):
        raise NotEditable(application)


def require_may_save(application: Application, by: Actor) -> None:
    """Person and state of saving. Raises as `save_draft`."""
    require_group(by, application)
    require_editable(application)


@transaction.atomic
def save_draft(
    *, application_id: int, by: Actor, data: Mapping[str, Any], if_version: int | None
) -> Application:
    """Keep what was typed: the fields of `data` take the place of those saved, None empties one.

    Over-long and half-finished content is kept as it is. Each save is a new version. Raises NotFound,
    NotAllowed, NotEditable, StaleVersion (with version and content saved meanwhile), DraftTooLarge,
    DraftUnstorable, FieldErrors (not an object).
    """
    application = lock_application(application_id)
    require_may_save(application, by)
    require_version(application, if_version)
    keep(application, merged(application.draft, data), by=by, at=clock.now())
    application.save(update_fields=KEPT)
    return application


def merged(draft: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """The draft with what was typed now. Raises FieldErrors, DraftTooLarge, DraftUnstorable."""
    if not isinstance(data, Mapping):
        fault = FieldFault(
            "", "applications.not_a_form", "様式の形で送ってください。", "Send the form as an object."
        )
        raise FieldErrors([fault])
    result = {key: value for key, value in {**draft, **data}.items() if value is not None}
    try:
        size = len(json.dumps(result, ensure_ascii=False, allow_nan=False).encode())
    except ValueError:
        raise DraftUnstorable from None
    if size > LARGEST_DRAFT:
        raise DraftTooLarge(size=size, most=LARGEST_DRAFT)
    if _holds_nul(result):
        raise DraftUnstorable
    return result


def _holds_nul(value: Any) -> bool:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            if "\x00" in item:
                return True
        elif isinstance(item, dict):
            waiting += [*item.keys(), *item.values()]
        elif isinstance(item, list | tuple):
            waiting += item
    return False


@transaction.atomic
def discard(*, application_id: int, by: Actor) -> Application:
    """Put a draft away for good (破棄). Raises NotFound, NotAllowed, WrongState."""
    application = lock_application(application_id)
    require_may_discard(application, by)
    move(application, "discard", by=by, at=clock.now(), role="group")
    return application


def require_may_discard(application: Application, by: Actor) -> None:
    """Person and state of 破棄する. Raises as `discard`."""
    require_group(by, application)
    require_way(application, "discard")
