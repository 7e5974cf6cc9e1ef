"""A worker that delivers what is queued until it is killed: `python -m tests.processes.sender`.

`marks first` is the control: it marks each letter as sent and only then sends it.
"""

from __future__ import annotations

import sys
import time
from datetime import timedelta

import django


def main(ways: list[str]) -> None:
    django.setup()
    from django.core.mail import get_connection

    from notices import delivery, tasks
    from notices.models import Notice

    # A dead sender's letters are free again at once instead of after minutes.
    delivery.LEASE = timedelta(milliseconds=300)  # type: ignore[misc]
    delivery.BATCH = 20  # type: ignore[misc]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        if "marks first" in ways:
            rows = delivery.claim(20)
            Notice.objects.filter(pk__in=[row.pk for row in rows]).update(state="sent")
            mail = get_connection()
            for row in rows:
                delivery.send(row, mail, {})
        else:
            tasks.deliver()
        time.sleep(0.05)


if __name__ == "__main__":
    main(sys.argv[1:])
