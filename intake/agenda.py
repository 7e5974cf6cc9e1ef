"""What happens when: steps are noted in any order and run in the order of their moments, each at its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from common import clock_control
from common.clock import JST


@dataclass(frozen=True, order=True)
class Step:
    """One thing that happens at `at`; on one moment the smaller `order` comes first, then the smaller
    `place`, then what was planned first. `exact`: not a second later, whatever else happens then."""

    at: datetime
    order: int
    place: int
    serial: int
    exact: bool = field(compare=False)
    do: Callable[[], object] = field(compare=False)


class Agenda:
    """The steps of a year in the order in which they happened."""

    def __init__(self) -> None:
        self._steps: list[Step] = []

    def at(self, moment: datetime, do: Callable[[], object], order: int = 0) -> None:
        """At exactly this moment (R7 counts seconds)."""
        self._steps.append(Step(moment, order, 0, len(self._steps), True, do))

    def on(self, day: date, order: int, do: Callable[[], object], place: int = 0) -> None:
        """On `day` about noon, by `order` and `place` among that day's steps."""
        noon = datetime.combine(day, time(12), tzinfo=JST)
        self._steps.append(Step(noon, order, place, len(self._steps), False, do))

    def run(self) -> None:
        noon, later = None, timedelta()
        for step in sorted(self._steps):
            if step.exact:
                moment = step.at
            else:
                # A second each, so that one day's steps keep their order by the clock, too.
                later = later + timedelta(seconds=1) if step.at == noon else timedelta()
                noon, moment = step.at, step.at + later
            with clock_control.at(moment):
                step.do()
