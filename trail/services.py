"""The only writers of the trail: change a state along its table, and note what happened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from django.db import models

from common.states import Lifecycle, Transition
from trail.models import Event


class Actor(Protocol):
    """Whoever acts: a user, or `SYSTEM`."""

    @property
    def pk(self) -> Any: ...


class _System:
    """The system's clock and the bank's results act under no person's name."""

    pk = None

    def __repr__(self) -> str:
        return "SYSTEM"


SYSTEM = _System()


class Stateful(Protocol):
    """A model whose `state` follows a lifecycle."""

    pk: Any
    state: str

    @property
    def lifecycle(self) -> Lifecycle: ...

    @property
    def fund_code(self) -> str: ...


def subject_of(thing: Any) -> str:
    """`kind:id`, the name under which the trail, the ledger and notices know an object."""
    return f"{thing._meta.model_name}:{thing.pk}"


def note(
    thing: Any,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    role: str = "",
    reason: str = "",
    from_state: str = "",
    to_state: str = "",
    **data: Any,
) -> Event:
    """Write one event about `thing` (a model with `fund_code`). Runs inside the caller's transaction."""
    return Event.objects.create(
        fund_code=thing.fund_code,
        subject=subject_of(thing),
        verb=verb,
        from_state=from_state,
        to_state=to_state,
        actor_id=by.pk,
        role=role,
        at=at,
        reason=reason,
        data=data,
    )


def move(
    thing: Any, verb: str, *, by: Actor, at: datetime, role: str = "", reason: str = "", **data: Any
) -> Transition:
    """Take `thing` along its lifecycle by `verb` and note it. The caller holds the row's lock.

    Saves `state` only. Raises WrongState when the table has no such way.
    """
    step: Transition = thing.lifecycle.step(thing.state, verb)
    thing.state = step.target
    thing.save(update_fields=["state"])
    note(
        thing,
        verb,
        by=by,
        at=at,
        role=role,
        reason=reason,
        from_state=step.source,
        to_state=step.target,
        **data,
    )
    return step


def move_all(
    things: Iterable[Any], verb: str, *, by: Actor, at: datetime, role: str = "", reason: str = ""
) -> int:
    """Move many objects of one model at once: two statements, whatever their number.

    The caller holds the rows' locks. Raises WrongState if one of them cannot go; then none goes.
    """
    things = list(things)
    events = []
    for thing in things:
        step = thing.lifecycle.step(thing.state, verb)
        thing.state = step.target
        events.append(
            Event(
                fund_code=thing.fund_code,
                subject=subject_of(thing),
                verb=verb,
                from_state=step.source,
                to_state=step.target,
                actor_id=by.pk,
                role=role,
                at=at,
                reason=reason,
            )
        )
    if things:
        model: type[models.Model] = type(things[0])
        model._default_manager.bulk_update(things, ["state"], batch_size=2000)
        Event.objects.bulk_create(events, batch_size=2000)
    return len(things)
