"""What happens by the clock."""

from __future__ import annotations

import pytest
from celery.schedules import crontab

from config.celery import app


@pytest.mark.parametrize("entry", sorted(app.conf.beat_schedule))
def test_a_scheduled_task_is_known_to_the_worker(entry: str) -> None:
    app.loader.import_default_modules()
    assert app.conf.beat_schedule[entry]["task"] in app.tasks


def test_every_task_of_a_room_that_the_clock_should_do_is_scheduled() -> None:
    """A task nobody schedules would be a deadline that never comes."""
    app.loader.import_default_modules()
    rooms = {"people", "fund", "donations", "applications", "reviews", "awards", "disbursements", "ledger"}
    rooms |= {"notices"}
    ours = {name for name in app.tasks if name.split(".")[0] in rooms}
    assert ours == {entry["task"] for entry in app.conf.beat_schedule.values()} - {"config.tasks.heartbeat"}


@pytest.mark.parametrize(("task", "hour"), [("notices.tasks.send_reminders", 9), ("ledger.tasks.nightly", 2)])
def test_a_daily_task_is_due_at_its_hour_in_japan(task: str, hour: int) -> None:
    [schedule] = [e["schedule"] for e in app.conf.beat_schedule.values() if e["task"] == task]
    assert isinstance(schedule, crontab)
    assert str(app.timezone) == "Asia/Tokyo"
    assert (schedule.hour, schedule.minute) == ({hour}, {0})


def test_a_task_is_ticked_off_only_when_done() -> None:
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.task_time_limit == app.conf.broker_transport_options["visibility_timeout"]
