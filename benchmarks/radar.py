"""The deadline radar's morning against one bare INSERT … SELECT over the same rows.

100,000 applications in 100 open rounds that close in a week; two people write for each group. The subject is
the whole morning (`notices.radar.remind`): every rule of every room, the steps of R15, the day's own row. The
floor is one statement written by hand that puts the same letters into the outbox: it joins the same tables
and looks neither for other rules nor for letters that are known already. Both are rolled back each time.
Time may be 1.5 times the floor's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction

from applications.models import Application
from benchmarks.harness import Result, compare, report, timed
from benchmarks.seeding import drop, seeded, standing_in
from common import clock_control
from common.clock import JST
from fund.models import Round
from notices import radar
from notices.models import Notice

SIZE = 100_000
SWEEP = 1 / 1.5
MORNING = datetime(2026, 5, 9, 9, 0, tzinfo=JST)

BARE = """
INSERT INTO notices_notice (fund_code, kind, dedupe_key, recipient_id, address, subject_key, scope, context,
  own_subject, own_body, let_go_at, state, message_id, attempts, lease_until, not_before, queued_at, sent_at,
  sent_subject, sent_body, error)
SELECT f.code, 'application_draft_due',
  'application_draft_due:application:' || a.id || ':2026-05-16:7d:' || m.user_id, m.user_id, '',
  'application:' || a.id, 'round:' || r.id,
  jsonb_build_object('fund', f.name, 'round', r.name, 'department', d.name, 'group', g.name,
    'closes_at', r.closes_at, 'days', 7, 'due_day', date '2026-05-16'),
  '', '', NULL, 'queued', '<' || replace(gen_random_uuid()::text, '-', '') || '@example.jp>', 0, NULL, NULL,
  %s, NULL, '', '', ''
FROM applications_application a
JOIN fund_round r ON r.id = a.round_id
JOIN fund_fund f ON f.id = r.fund_id
JOIN fund_department d ON d.id = a.department_id
JOIN people_group g ON g.id = a.group_id
JOIN people_membership m ON m.group_id = g.id
JOIN people_user u ON u.id = m.user_id
WHERE a.state = 'draft' AND r.state = 'open' AND (r.closes_at AT TIME ZONE 'Asia/Tokyo')::date = '2026-05-16'
  AND m.ended_on IS NULL AND m.role IN ('representative', 'treasurer', 'editor') AND u.is_active
"""


def bare() -> int:
    with connection.cursor() as cursor:
        cursor.execute(BARE, [MORNING])
        return int(cursor.rowcount)


def undone(work: Callable[[], int]) -> Callable[[], float]:
    """How many letters a second; nothing of them stays."""

    def once() -> float:
        with transaction.atomic():
            rate = timed(work)
            transaction.set_rollback(True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE notices_notice")
        return rate

    return once


def measured(name: str, rounds: int) -> Result:
    with transaction.atomic():
        wanted = radar.remind()
        assert wanted == Notice.objects.count() > 0
        transaction.set_rollback(True)
    with transaction.atomic():
        assert bare() == wanted
        transaction.set_rollback(True)
    return compare(
        f"{SIZE:,} applications, {name}: {wanted:,} letters", "one INSERT … SELECT",
        undone(radar.remind), undone(bare), wanted=SWEEP, rounds=rounds,
    )  # fmt: skip


def run() -> tuple[str, list[Result], str]:
    """Measure; returns the section's title, its results and its text."""
    results = []
    place = seeded(SIZE)
    with standing_in(place), clock_control.at(MORNING):
        Round.objects.exclude(state="cancelled").update(
            state="open", closes_at=MORNING + timedelta(days=7, hours=8), released_at=None
        )
        results.append(measured("5 in 100 late", 7))
        Application.objects.update(state="draft")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE applications_application")
        results.append(measured("all late", 3))
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            version = cursor.fetchone()[0].split()[0]
    drop()
    title = "Deadline radar"
    notes = (__doc__ or "").partition("\n\n")[2]
    return title, results, report(title, results, f"PostgreSQL {version}", notes)
