"""The deadline radar on the desk, the dry run, and one's own calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar  # type: ignore[import-untyped]

from applications import services
from notices import delivery, radar, tasks
from notices.models import Notice
from people.models import CalendarFeed
from tests import factories as make
from tests.applications.scene import DURING, Scene, clock_at, scene
from tests.people.http import client, faults, get, post, queries

pytestmark = pytest.mark.django_db
WEEK_BEFORE = "2025-05-09 09:00"


@pytest.fixture
def stage() -> Any:
    with clock_at(DURING):
        yield scene()


def listed(stage: Scene, asked: str = "") -> list[tuple[str, str, int]]:
    found = get(stage.endo, f"funds/{stage.fund.pk}/deadlines/{asked}").json()["results"]
    return [(row["rule"], row["due_on"], row["days_left"]) for row in found]


def dry_run(stage: Scene, asked: str = "") -> Any:
    return get(stage.endo, f"funds/{stage.fund.pk}/reminders/{asked}").json()


def test_what_is_due_and_overdue_by_day(stage: Scene) -> None:
    stage.returned("summary", due_on=date(2025, 5, 20))
    stage.returned("summary", due_on=date(2025, 5, 8))
    stage.returned("summary", due_on=date(2025, 9, 1))
    stage.draft()
    rule = "application_correction_due"
    with clock_at("2025-05-10 10:00"):
        assert listed(stage) == [(rule, "2025-05-08", -2), (rule, "2025-05-20", 10)]
        assert listed(stage, "?last=2025-05-09") == [(rule, "2025-05-08", -2)]
        assert listed(stage, "?first=R7.8.1&last=2025-12-31") == [(rule, "2025-09-01", 114)]
        assert listed(stage, f"?rule={rule}")[0] == (rule, "2025-05-08", -2)
        assert listed(stage, "?rule=award_report_due") == []
        found = get(stage.endo, f"funds/{stage.fund.pk}/deadlines/").json()["results"][1]
    assert found["reminders_on"] == ["2025-05-13", "2025-05-19"]
    assert found["title"]


def test_what_cannot_be_asked_for(stage: Scene) -> None:
    path = f"funds/{stage.fund.pk}/deadlines/"
    assert set(faults(get(stage.endo, f"{path}?first=soon"))) == {"/first"}
    assert set(faults(get(stage.endo, f"{path}?rule=moon"))) == {"/rule"}
    for place in ("x", "2025-05-20/rule/x", "2025-13-01/rule/1", "//1"):
        assert set(faults(get(stage.endo, f"{path}?after={place}"))) == {"/after"}
    assert get(stage.endo, f"{path}?order=due").status_code == 400
    assert set(faults(get(stage.endo, f"funds/{stage.fund.pk}/reminders/?page_size=0"))) == {"/page_size"}
    for outsider in (stage.aoki, stage.fujii, make.staff(make.fund("OTHER"), "officer")):
        assert get(outsider, path).status_code == 404
        assert get(outsider, f"funds/{stage.fund.pk}/reminders/").status_code == 404


@pytest.mark.parametrize("path", ["funds/{}/deadlines/", "account/deadlines/"])
def test_pages_hold_everything_once(stage: Scene, path: str) -> None:
    made = [stage.returned("summary", due_on=date(2025, 5, 20 + n // 4)) for n in range(8)]
    who = stage.endo if "funds" in path else stage.aoki
    path, after, seen = path.format(stage.fund.pk), "", []
    for _ in range(4):
        page = get(who, f"{path}?page_size=3&after={after}").json()
        seen += [row["item"] for row in page["results"]]
        after = page["next"]
        if not after:
            break
    assert seen == [f"application:{row.pk}" for row in made]


def test_the_dry_run_is_what_is_sent(stage: Scene) -> None:
    stage.draft()
    stage.returned("summary", due_on=date(2025, 5, 16))
    with clock_at("2025-05-08 10:00"):
        said = dry_run(stage, "?day=2025-05-09")
    assert said["counts"]["application_draft_due"] == 2
    with clock_at(WEEK_BEFORE):
        assert tasks.send_reminders() == len(said["results"]) == 4
        assert dry_run(stage)["results"] == [], "what is queued is not planned any more"
        delivery.deliver()
    sent = Notice.objects.filter(state="sent", kind__in=said["counts"])
    assert {(row.recipient_id, row.sent_subject, row.sent_body) for row in sent} == {
        (row["recipient"]["id"], row["subject"], row["body"]) for row in said["results"]
    }


def test_the_dry_run_comes_in_pages_and_knows_silent_days(stage: Scene) -> None:
    for _ in range(3):
        stage.draft()
    with clock_at(WEEK_BEFORE):
        keys, after = [], ""
        for _ in range(9):
            page = dry_run(stage, f"?page_size=2&after={after}")
            keys += [(row["item"], row["recipient"]["id"]) for row in page["results"]]
            after = page["next"]
            if not after:
                break
        assert len(keys) == len(set(keys)) == 6
        silent = dry_run(stage, "?day=2025-12-30")
    assert (silent["silent"], silent["results"]) == (True, [])


def test_a_draft_is_told_of_without_what_it_says(stage: Scene) -> None:
    stage.draft(title="秘密の計画")
    with clock_at(WEEK_BEFORE):
        shown = dry_run(stage)
        tasks.send_reminders()
        outbox = get(stage.endo, "letters/").content.decode()
    assert len(shown["results"]) == 2
    assert "秘密の計画" not in str(shown) + outbox
    assert listed(stage) == []


def test_whoever_finishes_after_the_morning_gets_nothing(stage: Scene) -> None:
    """Finished, put off, or no longer in the group between queueing and sending."""
    done, waiting, moved = stage.draft(), stage.draft(), stage.returned("summary", due_on=date(2025, 5, 16))
    with clock_at(WEEK_BEFORE):
        assert tasks.send_reminders() == 6
        services.submit_application(application_id=done.pk, by=stage.aoki)
        moved.corrections.update(due_on=date(2025, 5, 30))
        stage.group.memberships.filter(user=stage.baba).update(ended_on=date(2025, 5, 9))
        delivery.deliver()
    rows = Notice.objects.filter(kind__in=("application_draft_due", "application_correction_due"))
    assert {(row.subject_key, row.recipient_id) for row in rows if row.state == "sent"} == {
        (f"application:{waiting.pk}", stage.aoki.pk)
    }
    assert {row.state for row in rows} == {"sent", "suppressed"}


def test_asking_again_costs_one_query_for_each_rule(stage: Scene) -> None:
    costs = []
    for number in (2, 12):
        for _ in range(number):
            stage.draft()
        with clock_at(WEEK_BEFORE):
            tasks.send_reminders()
            letters = list(Notice.objects.filter(kind="application_draft_due", state="queued"))
            costs.append(queries(lambda letters=letters: radar.overtaken(letters)))  # type: ignore[misc]
    assert costs == [1, 1]


def test_the_desk_costs_the_same_for_any_number(stage: Scene) -> None:
    costs = []
    address = post(stage.aoki, "account/calendar/").json()["address"]
    for number in (2, 16):
        for _ in range(number):
            stage.draft()
            stage.returned("summary", due_on=date(2025, 5, 16))
        with clock_at(WEEK_BEFORE):
            paths = [f"funds/{stage.fund.pk}/{name}/" for name in ("deadlines", "reminders")]
            paths += ["account/deadlines/", f"calendar/{address.rpartition('/')[2]}"]
            costs.append(
                [queries(lambda p=p, u=u: get(u, p)) for p in paths for u in (stage.endo, stage.aoki)]  # type: ignore[misc]
            )
    assert costs[0] == costs[1]


def test_ones_own_deadlines(stage: Scene) -> None:
    stage.draft()
    stage.returned("summary", due_on=date(2025, 5, 20))
    found = get(stage.aoki, "account/deadlines/").json()["results"]
    assert [(row["rule"], row["due_on"]) for row in found] == [
        ("application_draft_due", "2025-05-16"),
        ("application_correction_due", "2025-05-20"),
    ]
    assert {row["fund"] for row in found} == {stage.fund.name}
    for other in (stage.viewer, stage.endo, stage.fujii):
        assert get(other, "account/deadlines/").json()["results"] == []


def feed(address: str) -> Any:
    return client(None).get("/" + address.split("/", 3)[3])


def test_a_calendar_to_subscribe_to(stage: Scene) -> None:
    application = stage.returned("summary", due_on=date(2025, 5, 20))
    address = post(stage.aoki, "account/calendar/").json()["address"]
    answer = feed(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    read = Calendar.from_ical(answer.content)
    (event,) = read.walk("VEVENT")
    assert (event.decoded("dtstart"), str(event["summary"])) == (
        date(2025, 5, 20),
        f"申請の補正 {application.title}",
    )
    assert event.walk("VALARM")[0].decoded("trigger") == timedelta(days=-7)
    uid = str(event["uid"])
    application.corrections.update(due_on=date(2025, 5, 22))
    (again,) = Calendar.from_ical(feed(address).content).walk("VEVENT")
    assert (str(again["uid"]), again.decoded("dtstart")) == (uid, date(2025, 5, 22))

    new = post(stage.aoki, "account/calendar/").json()["address"]
    assert [feed(address).status_code, feed(new).status_code] == [404, 200]
    assert address.rpartition("/")[2].removesuffix(".ics") not in CalendarFeed.objects.get().sha256
    stage.aoki.is_active = False
    stage.aoki.save()
    assert feed(new).status_code == 404
    stage.aoki.is_active = True
    stage.aoki.save()
    assert client(stage.aoki).delete("/api/v1/account/calendar/").status_code == 204
    assert feed(new).status_code == 404
    assert not CalendarFeed.objects.exists()


def test_long_titles_are_folded_and_escaped(stage: Scene) -> None:
    title = "森、川; 海\\空" + "のとても長い題" * 20
    stage.returned("summary", due_on=date(2025, 5, 20), title=title[:40])
    address = post(stage.aoki, "account/calendar/").json()["address"]
    raw = feed(address).content
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    assert str(event["summary"]).endswith(title[:40])


def test_another_fund_has_its_own(stage: Scene) -> None:
    other = scene()
    for there in (stage, other):
        there.draft()
        there.returned("summary", due_on=date(2025, 5, 16))
    with clock_at(WEEK_BEFORE):
        for there in (stage, other):
            shown = dry_run(there)
            mine = {there.aoki.pk, there.baba.pk}
            assert {row["recipient"]["id"] for row in shown["results"]} == mine
            assert (shown["counts"]["application_draft_due"], len(shown["results"])) == (2, 4)
            assert len(listed(there)) == 1


def test_reminders_wait_while_the_rounds_mail_is_held(stage: Scene) -> None:
    stage.draft()
    other = scene()
    other.draft()
    with clock_at(WEEK_BEFORE):
        post(stage.endo, f"rounds/{stage.call.pk}/mail/")
        tasks.send_reminders()
        delivery.deliver()
    states = Notice.objects.filter(kind="application_draft_due").values_list("recipient_id", "state")
    assert dict(states) == {
        **dict.fromkeys((stage.aoki.pk, stage.baba.pk), "held"),
        **dict.fromkeys((other.aoki.pk, other.baba.pk), "sent"),
    }
