"""Every lifecycle of the product, found through the models that follow one, and its diagram."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter

from django.apps import apps
from django.db import models

from common.states import Lifecycle, Transition

HEAD = """# Lifecycles

Drawn by `manage.py draw_lifecycles` from the same tables that the services, the API's `actions` and the
tests use; a test holds this page equal to them. Anything not drawn is forbidden.

Who: G group, O office maker, P approver (never the maker), C committee chair, R reviewer, S system clock,
B bank result, D donor.
"""


def stateful_models() -> list[type[models.Model]]:
    """Every model of ours whose `state` follows a table, in the order of the rooms."""
    return [model for model in apps.get_models() if isinstance(getattr(model, "lifecycle", None), Lifecycle)]


def lifecycles() -> list[Lifecycle]:
    """Each table once, in the order of the rooms."""
    found: dict[str, Lifecycle] = {}
    for model in stateful_models():
        lifecycle: Lifecycle = model.lifecycle  # type: ignore[attr-defined]
        assert found.setdefault(lifecycle.name, lifecycle) is lifecycle, lifecycle.name
    return list(found.values())


def diagram(lifecycle: Lifecycle) -> str:
    """One table as a mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{label}<br/>{state}" as {state}' for state, label in lifecycle.states.items()]
    lines.append(f"    [*] --> {lifecycle.initial}")
    lines += [f"    {row.source} --> {row.target} : {row.label} ({row.who})" for row in lifecycle.transitions]
    ends = [state for state in lifecycle.states if not any(lifecycle.leaving(state))]
    lines += [f"    {state} --> [*]" for state in ends]
    return "\n".join(lines)


def table(lifecycle: Lifecycle) -> str:
    """Verbs with whence, whither, who, guard and notice."""
    lines = ["| verb | from | to | who | guard | notice |", "|---|---|---|---|---|---|"]
    same = attrgetter("verb", "label", "target", "who", "guard", "notice")
    for _, group in groupby(lifecycle.transitions, key=same):
        rows: list[Transition] = list(group)
        row, sources = rows[0], ", ".join(each.source for each in rows)
        cells = (
            f"`{row.verb}` {row.label}",
            sources,
            row.target,
            row.who,
            row.guard or "—",
            row.notice or "—",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def document() -> str:
    """The whole page."""
    parts = [HEAD]
    for lifecycle in lifecycles():
        parts.append(f"## {lifecycle.label} (`{lifecycle.name}`)\n")
        parts.append(f"```mermaid\n{diagram(lifecycle)}\n```\n")
        parts.append(f"{table(lifecycle)}\n")
    return "\n".join(parts)
