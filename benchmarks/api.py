"""Lists and details of the API against bare REST framework views over the same rows.

A request goes through the site's WSGI handler with a session and the office's second factor demanded, on
either side: the floor meets the same middleware and the same sign-in (three queries). The floors
(`benchmarks/bare.py`) are what one would write with REST framework alone: plain serializers with the same
fields, pages by key, `select_related`, `prefetch_related` and `only` as wide as what is shown; no permission,
no filter set, and of a detail only what is kept: no amount, no conditions, no actions. Both answers are
compared before anything is measured.

1,000, 10,000 and 100,000 applications stand in databases of their own, a thousand a round, so that the large
one has 100 rounds; the newest round is alike in all. Its applications under review have three reviews each.
Time may be 1.3 times the floor's for a list and twice for a detail, and a page of 100,000 may take 1.2 times
one of 1,000; the ratios asked are those turned round. What the state counts cost is measured apart, as the
query that they are: the list is asked with `counts=no` and its floor does not count either, unless the line
says “with counts”.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.db.models import Count
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext

from applications import queries
from applications.models import Application
from benchmarks import bare
from benchmarks.harness import Result, compare, report, timed
from benchmarks.seeding import Seeded, drop, seeded, standing_in
from common.queries import state_counts
from people.models import User

SIZES = (1_000, 10_000, 100_000)
API = "/api/v1/"
LIST, DETAIL, GROWTH, COUNTS = 1 / 1.3, 1 / 2, 1 / 1.2, 1 / 2
MOST_QUERIES = 5
ROUNDS, IN_A_ROW = 9, 15


class Asker:
    """A person with a session in one of the grown funds, asking the site's own handler."""

    handler: WSGIHandler

    def __init__(self, place: Seeded, user: User) -> None:
        self.place = place
        with standing_in(place):
            client = Client()
            client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
            self.cookie = client.cookies[settings.SESSION_COOKIE_NAME].value

    def get(self, path: str) -> bytes:
        asked = RequestFactory().get(path, HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}={self.cookie}")
        status: list[str] = []
        answer = self.handler(asked.environ, lambda text, headers: status.append(text))
        body = b"".join(answer)
        answer.close()
        assert status[0].startswith("200"), (path, status, body[:500])
        return body

    def page(self, path: str) -> Any:
        with standing_in(self.place):
            return json.loads(self.get(path))

    def times(self, path: str) -> Callable[[], float]:
        """How many a second."""

        def work() -> float:
            with standing_in(self.place):
                return timed(lambda: sum(1 for _ in range(IN_A_ROW) if self.get(path)))

        return work

    def queries(self, path: str) -> int:
        with standing_in(self.place), CaptureQueriesContext(connection) as made:
            self.get(path)
            return len(made)


def against(who: Asker, name: str, path: str, floor: str, wanted: float) -> Result:
    """The product's answer against the floor's, once both are the same."""
    ours, bare_one = who.page(API + path), who.page(floor)
    if "results" in ours:
        assert ours["results"] == bare_one["results"], f"{name}: not the same rows"
        assert ours.get("counts") == bare_one.get("counts"), f"{name}: not the same counts"
        assert len(ours["results"]) == 50, (name, len(ours["results"]))
    else:
        assert {key: ours[key] for key in bare_one} == _told(ours, bare_one), f"{name}: not the same"
    number = f"{who.place.applications:,}: {name}"
    return compare(number, "bare view", who.times(API + path), who.times(floor), wanted=wanted, rounds=ROUNDS)


def _told(ours: dict[str, Any], bare_one: dict[str, Any]) -> dict[str, Any]:
    """The floor asks nobody who they are; what the asker may not see is null on our side."""
    hidden = {key for key in bare_one if ours[key] is None}
    return {key: None if key in hidden else value for key, value in bare_one.items()}


def counts_of(place: Seeded) -> Result:
    """The office's counts by state, as the query alone."""

    def bare_counts() -> dict[str, int]:
        rows = Application.objects.exclude(state__in=bare.HIDDEN).order_by().values_list("state")
        return dict(rows.annotate(n=Count("*")))

    with standing_in(place):
        # Where the officer stands is read once for the page and its counts.
        seen = queries.listed_to(place.officer)

    def ours() -> dict[str, int]:
        return state_counts(seen, "shown_state")

    def work(count: Callable[[], object]) -> Callable[[], float]:
        def several() -> float:
            with standing_in(place):
                return timed(lambda: sum(1 for _ in range(IN_A_ROW) if count()))

        return several

    with standing_in(place):
        assert ours() == bare_counts(), "not the same counts"
    name = f"{place.applications:,}: counts of the office's list, alone"
    return compare(name, "grouped count", work(ours), work(bare_counts), wanted=COUNTS, rounds=ROUNDS)


def measured(place: Seeded) -> list[Result]:
    """One size: the office's and the group's lists, what is reviewed, and details."""
    officer, member, reviewer = (Asker(place, user) for user in (place.officer, place.member, place.reviewer))
    call, ours = place.call.pk, place.ours.pk
    reviewed = officer.page(f"{API}applications/?round={call}&state=under_review&page_size=9")["results"][8]
    own = member.page(f"{API}applications/?page_size=9")["results"][8]
    for who, path in ((officer, "applications/"), (member, "applications/")):
        assert who.queries(API + path) <= MOST_QUERIES, who.queries(API + path)
    return [
        against(officer, "office's list of 50", "applications/?counts=no", "/bare/applications/", LIST),
        against(
            officer, "office's list of a round, with counts", f"applications/?round={call}",
            f"/bare/counted-applications/?round={call}", LIST,
        ),
        against(
            officer, "office's list of a round and a state",
            f"applications/?round={call}&state=under_review&counts=no",
            f"/bare/applications/?round={call}&state=under_review", LIST,
        ),
        against(
            member, "a group's list of 50, with counts", "applications/",
            f"/bare/counted-applications/?group={ours}", LIST,
        ),
        counts_of(place),
        against(
            officer, "office's reviews of a round, three each, with counts", f"rounds/{call}/reviews/",
            f"/bare/rounds/{call}/reviews/", LIST,
        ),
        against(
            reviewer, "a reviewer's reviews with points and counts", "reviews/?state=submitted",
            "/bare/reviews/?state=submitted", LIST,
        ),
        against(
            officer, "detail for the office", f"applications/{reviewed['id']}/",
            f"/bare/applications/{reviewed['id']}/", DETAIL,
        ),
        against(
            member, "detail for the group", f"applications/{own['id']}/",
            f"/bare/applications/{own['id']}/", DETAIL,
        ),
    ]  # fmt: skip


def growth(small: Seeded, large: Seeded) -> list[Result]:
    """The same pages of the largest fund against those of the smallest."""

    def pair(name: str, path: str, who: str) -> Result:
        here, there = (Asker(place, getattr(place, who)) for place in (large, small))
        floor = f"the same of {small.applications:,}"
        paths = [path.format(call=asker.place.call.pk) for asker in (here, there)]
        return compare(
            f"{large.applications:,}: {name}", floor, here.times(API + paths[0]), there.times(API + paths[1]),
            wanted=GROWTH, rounds=ROUNDS,
        )  # fmt: skip

    def past() -> Result:
        """The oldest round of many against the only one."""
        here, there = Asker(large, large.officer), Asker(small, small.officer)
        with standing_in(large):
            oldest = large.fund.rounds.filter(state="archived").earliest("pk").pk
        only = small.call.pk
        name = f"{large.applications:,}: a page of the oldest round, with counts"
        return compare(
            name, f"of the only round of {small.applications:,}",
            here.times(f"{API}applications/?round={oldest}"), there.times(f"{API}applications/?round={only}"),
            wanted=GROWTH, rounds=ROUNDS,
        )  # fmt: skip

    return [
        pair("office's list of 50", "applications/?counts=no", "officer"),
        pair("office's list of a round, with counts", "applications/?round={call}", "officer"),
        past(),
        pair("a group's list of 50, with counts", "applications/", "member"),
    ]


def run() -> tuple[str, list[Result], str]:
    """Measure; returns the section's title, its results and its text."""
    results: list[Result] = []
    with override_settings(ROOT_URLCONF="benchmarks.bare", OFFICE_SECOND_FACTOR=True):
        Asker.handler = WSGIHandler()
        places = [seeded(size) for size in SIZES]
        for place in places:
            results += measured(place)
        results += growth(places[0], places[-1])
        asked = Asker(places[-1], places[-1].officer).queries(f"{API}applications/")
        seconds = places[-1].seconds
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0].split()[0]
    drop()
    title = "Lists and details"
    notes = (__doc__ or "").partition("\n\n")[2] + (
        f"\nThe office's list with its counts is {asked} queries, sign-in included; the 100,000 applications"
        f" were seeded in {seconds:.0f} s.\n"
    )
    return title, results, report(title, results, f"PostgreSQL {version}", notes)
