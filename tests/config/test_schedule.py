"""What happens by the clock."""

from __future__ import annotations

import pytest
from celery.schedules import crontab

from config.celery import app


@pytest.mark.parametrize("entry", sorted(app.conf.beat_schedule))
def test_a_scheduled_task_is_known_to_the_worker(entry: str) -> None:
    app.loader.import_default_modules()
    assert app.conf.beat_schedule[entry]["task"] in app.tasks


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
