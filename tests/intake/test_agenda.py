"""Steps run in the order of their moments, each at its own."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from common import clock
from common.clock import JST
from intake.agenda import Agenda

DAY = date(2025, 5, 16)


class Seen(list[tuple[str, datetime]]):
    """What ran, and when."""

    def note(self, name: str) -> None:
        self.append((name, clock.now()))


def test_one_day_runs_by_order_then_place_then_as_planned() -> None:
    """However many gifts a day brings, the cash goes to the bank after the last of them."""
    seen, agenda = Seen(), Agenda()
    agenda.on(DAY, 3, partial(seen.note, "deposit"))
    for place in reversed(range(400)):
        agenda.on(DAY, 2, partial(seen.note, f"gift {place}"), place)
    agenda.on(DAY, 2, partial(seen.note, "refund of gift 7"), 7)

    agenda.run()

    names = [name for name, _ in seen]
    assert names[:8] == [f"gift {place}" for place in range(8)]
    assert names[8:10] == ["refund of gift 7", "gift 8"]
    assert names[-1] == "deposit"
    moments = [moment for _, moment in seen]
    assert moments == sorted(set(moments))
    assert {moment.date() for moment in moments} == {DAY}


def test_a_moment_is_kept_to_the_second() -> None:
    """R7: a filing in the last second of the grace is on time, whatever else happens then."""
    last = datetime(2025, 5, 16, 17, 10, tzinfo=JST)
    seen, agenda = Seen(), Agenda()
    agenda.at(last, partial(seen.note, "second"), order=2)
    agenda.at(last, partial(seen.note, "first"), order=1)
    agenda.at(last - timedelta(hours=1), partial(seen.note, "draft"))

    agenda.run()

    assert seen == [("draft", last - timedelta(hours=1)), ("first", last), ("second", last)]
