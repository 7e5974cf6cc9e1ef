"""State tables: a lifecycle is data, declared once, and drives services, actions, diagrams and tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from common.errors import WrongState


@dataclass(frozen=True)
class Transition:
    """One row of a lifecycle: from `source` to `target` by `verb`.

    `who` holds role letters of docs/rules.md (G group, O maker, P approver, C chair, R reviewer, S system
    clock, B bank result, D donor); `guard` and `notice` are the words of the table, for the diagram.
    """

    source: str
    target: str
    verb: str
    label: str
    who: str
    guard: str = ""
    notice: str = ""


@dataclass(frozen=True)
class Lifecycle:
    """All states of one kind of object (code → Japanese label) and every way between them."""

    name: str
    label: str
    states: dict[str, str]
    initial: str
    transitions: tuple[Transition, ...]

    def __post_init__(self) -> None:
        seen = set()
        for row in self.transitions:
            assert {row.source, row.target} <= self.states.keys(), (self.name, row)
            assert (row.source, row.verb) not in seen, ("one verb, one target", self.name, row)
            seen.add((row.source, row.verb))
        assert self.initial in self.states

    @property
    def choices(self) -> list[tuple[str, str]]:
        """For a model field."""
        return list(self.states.items())

    @property
    def verbs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.verb for row in self.transitions))

    def step(self, state: str, verb: str) -> Transition:
        """The row for `verb` from `state`. Raises WrongState; a verb unknown to the table asserts."""
        assert verb in self.verbs, (self.name, verb)
        for row in self.transitions:
            if row.source == state and row.verb == verb:
                return row
        label = next(row.label for row in self.transitions if row.verb == verb)
        raise WrongState(
            state=self.states[state], verb=label, state_code=state, verb_code=verb, object=self.name
        )

    def leaving(self, state: str) -> Iterable[Transition]:
        return (row for row in self.transitions if row.source == state)


def rows(
    sources: str, target: str, verb: str, label: str, who: str, guard: str = "", notice: str = ""
) -> tuple[Transition, ...]:
    """The same verb from several states (`sources` separated by blanks)."""
    return tuple(Transition(s, target, verb, label, who, guard, notice) for s in sources.split())
