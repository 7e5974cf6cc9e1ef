"""Changes to a document: `[{pointer, value}]`, as an example's editions and an amendment write them.

Pointers name items of a list by their code (`/departments/START/rules/steps/0/cap`), by their place
where they have none. A value of null at an item of a list takes it away.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from common.errors import FieldErrors
from fund.policy.findings import Finding


def edition_of(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The document as its edition `name` has it. Raises FieldErrors naming what is not there."""
    editions = data.get("editions")
    known = editions if isinstance(editions, dict) else {}
    patch: Any = known.get(name)
    if not isinstance(patch, list) or not all(isinstance(change, dict) for change in patch):
        _refuse(f"/editions/{name}", listed="、".join(map(str, known)))
    return edited(data, patch)


def edited(data: Mapping[str, Any], patch: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """A copy of the document with each change applied in turn. Raises FieldErrors for a pointer whose
    way does not exist; its last name may be new."""
    result = copy.deepcopy(dict(data))
    for change in patch:
        _apply(result, str(change.get("pointer", "")), copy.deepcopy(change.get("value")))
    return result


def _apply(data: dict[str, Any], pointer: str, value: Any) -> None:
    names = pointer.removeprefix("/").split("/")
    if not pointer.startswith("/") or not names[-1]:
        _refuse(pointer)
    place: Any = data
    for name in names[:-1]:
        place = _inside(place, name, pointer)
    last = names[-1]
    if isinstance(place, dict):
        place[last] = value
    elif isinstance(place, list):
        _put(place, last, value, pointer)
    else:
        _refuse(pointer)


def _inside(place: Any, name: str, pointer: str) -> Any:
    if isinstance(place, dict):
        # A table that was left out holds its defaults; it is written out where a change goes into it.
        if place.get(name) is None:
            place[name] = {}
        return place[name]
    if isinstance(place, list):
        found = _index(place, name)
        if found is not None:
            return place[found]
    return _refuse(pointer)


def _index(items: list[Any], name: str) -> int | None:
    for i, item in enumerate(items):
        if isinstance(item, dict) and str(item.get("code", "")) == name:
            return i
    return int(name) if name.isascii() and name.isdigit() and int(name) < len(items) else None


def _put(items: list[Any], name: str, value: Any, pointer: str) -> None:
    found = _index(items, name)
    if found is None:
        if (isinstance(value, dict) and value.get("code") == name) or name == str(len(items)):
            items.append(value)
            return
        _refuse(pointer)
    elif value is None:
        del items[found]
    else:
        items[found] = value


def _refuse(pointer: str, listed: str = "") -> Any:
    raise FieldErrors([Finding(pointer, "no_such_place", {"listed": listed}).fault()])
