"""Corrections (補正): asked for field by field, put off, ended by the clock; what became of each field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from applications.models import Application, CorrectionRequest
from applications.permissions import require_office
from applications.rules import FIELD_LABELS, NAMED, changed_beyond, field_label, without_keys
from applications.services.common import letters_to_group, lock_application, locked, tell_group
from applications.services.filing import check_form
from applications.services.submitting import open_correction
from common import clock
from common.calendar import wareki_long
from common.errors import FieldFault, WrongState, refuse, require_reason
from notices.services import queue_many
from trail.services import SYSTEM, Actor, move, move_all, note

LONGEST: Final = 2000
"""Characters of what is asked about one field."""


@transaction.atomic
def ask_correction(
    *,
    application_id: int,
    by: Actor,
    due_on: date,
    fields: Sequence[str] = (),
    message: str = "",
    requests: Sequence[Mapping[str, str]] = (),
) -> Application:
    """Ask the group to mend named fields (補正) by a day that counts whole (officer).

    `fields` are keys of the form, or `documents`; `requests` [{field, text}] say of each what to mend, and
    where every field has such a text the message may be empty. Raises NotFound, NotAllowed, WrongState,
    FieldErrors.
    """
    application = lock_application(application_id)
    require_office(by, application, "officer")
    at = clock.now()
    application.lifecycle.step(application.state, "ask_correction")
    texts = {row["field"]: row.get("text", "").strip() for row in requests}
    asked = in_order({*fields, *texts})
    refuse(_request_faults(fields, requests, message, due_on, at.date()))
    CorrectionRequest.objects.create(
        application=application,
        number=application.corrections.count() + 1,
        of_submission=application.submissions.aggregate(last=Max("number"))["last"] or 0,
        fields=sorted(asked),
        texts={field: text for field, text in texts.items() if text},
        message=message,
        due_on=due_on,
        asked_by_id=by.pk,
        asked_at=at,
    )
    move(application, "ask_correction", by=by, at=at, role="officer", fields=sorted(asked))
    lines = [f"・{field_label(field)}: {texts[field]}" for field in asked if texts.get(field)]
    tell_group(
        application,
        "application_correction",
        at,
        occasion=str(application.corrections.count()),
        fields="、".join(field_label(field) for field in asked),
        message="\n".join([*lines, *([message] if message.strip() else [])]),
        due_on=wareki_long(due_on),
    )
    return application


def in_order(fields: Iterable[str]) -> list[str]:
    """Fields in the order of the form."""
    places = {field: place for place, field in enumerate(FIELD_LABELS)}
    return sorted(fields, key=lambda field: (places.get(field, len(places)), field))


def _request_faults(
    fields: Sequence[str],
    requests: Sequence[Mapping[str, str]],
    message: str,
    due_on: date,
    today: date,
) -> Iterable[FieldFault]:
    named = [(f"/fields/{index}", field) for index, field in enumerate(fields)]
    named += [(f"/requests/{index}/field", row["field"]) for index, row in enumerate(requests)]
    if not named:
        yield FieldFault(
            "/fields", "applications.missing", "補正する欄を選んでください。", "Please choose the fields."
        )
    for pointer, field in named:
        if field not in NAMED:
            ja, en = "この様式にない項目です。", "The form has no such field."
            yield FieldFault(pointer, "applications.unknown_field", ja, en)
    seen: set[str] = set()
    for index, row in enumerate(requests):
        if row["field"] in seen:
            ja, en = "この欄はもう一度出ています。1つにまとめてください。", "This field is named twice."
            yield FieldFault(f"/requests/{index}/field", "applications.named_twice", ja, en)
        seen.add(row["field"])
        if len(row.get("text", "")) > LONGEST:
            ja, en = f"{LONGEST}文字以内にしてください。", f"At most {LONGEST} characters, please."
            yield FieldFault(f"/requests/{index}/text", "applications.too_long", ja, en)
    told = {row["field"] for row in requests if row.get("text", "").strip()}
    if not message.strip() and not (told and told >= {field for _, field in named}):
        ja, en = "何をどう直すかを書いてください。", "Please say what to mend."
        yield FieldFault("/message", "applications.missing", ja, en)
    if due_on < today:
        ja, en = "今日以降の日にしてください。", "Please choose today or a later day."
        yield FieldFault("/due_on", "applications.past_day", ja, en)


@transaction.atomic
def postpone_correction(*, application_id: int, by: Actor, due_on: date, reason: str) -> Application:
    """Put off the day by which a correction is due, with the reason (officer); the group is told.

    Raises NotFound, NotAllowed, WrongState, ReasonMissing, FieldErrors (not later than it is, or past).
    """
    application = lock_application(application_id)
    require_may_postpone(application, by)
    correction = open_correction(application)
    reason = require_reason(reason)
    at = clock.now()
    if due_on <= correction.due_on or due_on < at.date():
        ja, en = (
            "いまの期限より後の、今日以降の日にしてください。",
            "Please choose a day after the one it is due.",
        )
        refuse([FieldFault("/due_on", "applications.past_day", ja, en)])
    before, correction.due_on = correction.due_on, due_on
    correction.save(update_fields=["due_on"])
    note(
        application,
        "postpone_correction",
        by=by,
        at=at,
        role="officer",
        reason=reason,
        correction=correction.number,
        before=before.isoformat(),
        due_on=due_on.isoformat(),
    )
    tell_group(
        application,
        "application_correction_postponed",
        at,
        occasion=f"{correction.number}-{due_on.isoformat()}",
        due_on=wareki_long(due_on),
        reason=reason,
    )
    return application


def require_may_postpone(application: Application, by: Actor) -> None:
    """Person and state of 補正の期限を延ばす. Raises as `postpone_correction`."""
    require_office(by, application, "officer")
    if application.state != "returned":
        raise WrongState(
            state=application.lifecycle.states[application.state],
            verb="補正の期限を延ばす",
            state_code=application.state,
            verb_code="postpone_correction",
            object=application.lifecycle.name,
        )


@transaction.atomic
def expire_corrections() -> int:
    """What was not corrected by its day is out (R7); run by the clock, twice is once. Constant queries."""
    today = clock.now().date()
    overdue = CorrectionRequest.objects.filter(state="open", due_on__lt=today, application__state="returned")
    rows = list(locked().filter(state="returned", pk__in=overdue.values("application_id")))
    at = clock.now()
    # Read again under the lock: an answer may have come in between.
    requests = list(
        CorrectionRequest.objects.select_for_update(of=("self",))
        .select_related("application__round__fund")
        .filter(application__in=rows, state="open", due_on__lt=at.date())
        .order_by("pk")
    )
    late = {request.application_id for request in requests}
    rows = [row for row in rows if row.pk in late]
    move_all(requests, "expire", by=SYSTEM, at=at)
    reason = "補正の期限までに提出がありませんでした。"
    move_all(rows, "expire_correction", by=SYSTEM, at=at, reason=reason)
    queue_many(letters_to_group(rows, "application_ineligible", occasion="expired", reason=reason), at=at)
    return len(rows)


@dataclass(frozen=True)
class FieldDifference:
    """One field that was asked for: what, its value as filed before, and as it is now. `after` and `changed`
    are None where there is nothing yet that the asker may see."""

    field: str
    request_text: str
    before: Any
    after: Any
    changed: bool | None


@dataclass(frozen=True)
class Difference:
    """What became of a correction. `others` are fields that changed although nobody asked: none ever."""

    items: tuple[FieldDifference, ...]
    others: tuple[str, ...]


def difference_of(correction: CorrectionRequest, *, own: bool) -> Difference:
    """Field by field: as filed before the request; as filed with its answer, or, while it is open, as the
    group (`own`) has it in its draft, which the office does not see.

    No query beside the application's submissions; at most those of `check_form` for the group's open one.
    """
    filed = {row.number: row.data for row in correction.application.submissions.all()}
    before = filed.get(correction.of_submission, {})
    after: Mapping[str, Any] | None = None
    if correction.state == "answered":
        after = filed.get(correction.of_submission + 1)
    elif correction.state == "open" and own:
        after = _typed(correction.application)
    opened = frozenset(correction.fields)
    items = tuple(
        FieldDifference(
            field,
            correction.texts.get(field, ""),
            before.get(field),
            None if after is None else after.get(field),
            None if after is None else before.get(field) != after.get(field),
        )
        for field in in_order(correction.fields)
    )
    return Difference(items, () if after is None else tuple(changed_beyond(before, after, opened)))


def _typed(application: Application) -> dict[str, Any]:
    """The draft in the shape in which it would be filed; a field that cannot be filed yet as it was typed."""
    filed, faults, documents = check_form(application, application.draft)
    typed = {**filed.as_data(), "documents": documents}
    for field in {fault.pointer.split("/")[1] for fault in faults if fault.pointer}:
        if field in application.draft:
            typed[field] = without_keys(application.draft[field])
    return typed
