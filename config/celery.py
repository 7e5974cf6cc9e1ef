"""The Celery app and everything that happens by the clock, in Japan's time.

Each entry is caught up by the next run of the same task, so a message that waited too long expires.
"""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import after_task_publish, beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("machitane")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

EVERY_MINUTE = 60.0
EVERY_QUARTER = 900.0
HEARTBEAT_SECONDS = 10.0
HEARTBEAT_EXPIRES_SECONDS = 30.0
HEARTBEAT = "config.tasks.heartbeat"

app.conf.beat_schedule = {
    "heartbeat": {
        "task": HEARTBEAT,
        "schedule": HEARTBEAT_SECONDS,
        "options": {"expires": HEARTBEAT_EXPIRES_SECONDS},
    },
    "notices: deliver what is queued": {
        "task": "notices.tasks.deliver",
        "schedule": EVERY_MINUTE,
        "options": {"expires": EVERY_MINUTE},
    },
    **{
        f"by the clock: {task}": {
            "task": task,
            "schedule": EVERY_MINUTE,
            "options": {"expires": EVERY_MINUTE},
        }
        for task in (
            "fund.tasks.turn_rounds",
            "reviews.tasks.close_reviews",
            "applications.tasks.scan_documents",
            "people.tasks.scan_documents",
            "awards.tasks.scan_report_files",
        )
    },
    **{
        f"days gone by: {task}": {
            "task": task,
            "schedule": EVERY_QUARTER,
            "options": {"expires": EVERY_QUARTER},
        }
        for task in (
            "applications.tasks.expire_corrections",
            "awards.tasks.start_projects",
            "awards.tasks.lapse_offers",
            "awards.tasks.start_reports",
            "awards.tasks.expire_waitlists",
            "donations.tasks.lapse_pledges",
        )
    },
    "ledger: prove and seal the day": {"task": "ledger.tasks.nightly", "schedule": crontab(hour=2, minute=0)},
    "notices: remind": {"task": "notices.tasks.send_reminders", "schedule": crontab(hour=9, minute=0)},
}


@beat_init.connect
def _beat_tells_that_it_lives(**_: Any) -> None:
    """In the beat process every heartbeat that goes out is noted; the first one goes out at once."""
    after_task_publish.connect(_note_beat, sender=HEARTBEAT)
    app.send_task(HEARTBEAT, expires=HEARTBEAT_EXPIRES_SECONDS)


def _note_beat(**_: Any) -> None:
    from config import health  # needs Django's settings, which are not read yet when this module is

    health.note("beat")
