"""The form in tasks (申請ですること): which fields belong to which, and which are done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

TASKS: Final[dict[str, tuple[str, ...]]] = {
    "group": ("group",),
    "project": ("title", "summary", "purpose", "activities", "tags", "continuing", "answers"),
    "plan": ("schedule",),
    "outcome": ("outcome", "indicators", "continuation"),
    "budget": ("requested", "income", "expenses"),
    "files": ("documents",),
    "consents": ("consents",),
}
"""In the order of the form."""
_TASK_OF: Final = {field: task for task, fields in TASKS.items() for field in fields}
PROFILE: Final = ("name", "name_kana", "representative", "representative_kana", "address", "phone", "email")


def task_of(pointer: str) -> str:
    """The task in which a fault is mended; the budget where it belongs to no field alone."""
    return _TASK_OF.get(pointer.removeprefix("/").split("/")[0], "budget")


def tasks_done(pointers: Iterable[str], profile: Mapping[str, Any]) -> frozenset[str]:
    """Tasks that lack nothing: no fault of the form, and a profile that says who the group is."""
    open_tasks = {task_of(pointer) for pointer in pointers}
    if not all(profile.get(name) for name in PROFILE):
        open_tasks.add("group")
    return frozenset(TASKS) - open_tasks
