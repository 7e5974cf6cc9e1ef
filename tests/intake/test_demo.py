"""The demo fund: loads on any day, once, and its open round can be walked to the last yen."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction

from applications.models import Application, Message
from awards.models import Award
from common import clock, clock_control
from common.calendar import fiscal_year_of
from common.clock import JST
from donations.models import Donation
from fund.models import Fund, StaffRole
from intake import demo, loading
from intake.demo_days import Days
from ledger import queries as ledger
from ledger.integrity import failures, shortages
from ledger.models import Book, JournalEntry
from notices.models import Notice
from notices.services import suppressed
from people.models import User
from reviews.models import CommitteeMember
from tests.intake.walking import ONCE_ONLY, Walk, set_today
from trail.models import Event
from trail.services import subject_of

pytestmark = pytest.mark.django_db

# New Year's Eve, New Year, a leap day, both sides of the fiscal year's end, gifts on both sides of it.
ODD_DAYS = (
    date(2026, 12, 31),
    date(2027, 1, 1),
    date(2028, 2, 29),
    date(2027, 3, 31),
    date(2027, 4, 1),
    date(2027, 4, 20),
)


def test_it_loads_on_any_day_of_the_calendar() -> None:
    fund = loading.load(demo.FOLDER).fund
    assert fund is not None
    for day in ODD_DAYS:
        with transaction.atomic():
            with clock_control.on(day, 10), suppressed():
                demo.Demo(fund, Days(day)).build()
            call = fund.rounds.latest("opens_at")
            assert (call.state, call.opens_at.astimezone(JST).date()) == ("open", day - timedelta(days=14))
            assert Application.objects.filter(round=call, state="submitted").count() == 3, day
            assert failures() == {}, day
            transaction.set_rollback(True)


@pytest.mark.parametrize("offset", range(366))
def test_the_open_round_lies_in_one_fiscal_year_on_every_day(offset: int) -> None:
    day = date(2027, 6, 1) + timedelta(days=offset)
    dates = Days(day).call()
    order = [dates[name] for name in ("decided_on", "project_from", "project_to", "report_due_on")]
    assert order == sorted(order)
    assert dates["committee_on"] <= dates["decided_on"]
    assert {fiscal_year_of(each) for each in order[:3]} == {fiscal_year_of(dates["decided_on"])}
    assert dates["project_to"] - dates["project_from"] >= timedelta(days=20)


def test_everyone_signs_in_nothing_was_sent_and_loading_again_changes_nothing() -> None:
    assert demo.load() is True

    for _, email, password in demo.logins():
        assert authenticate(username=email, password=password) == User.objects.get(email=email)
    assert not Notice.objects.exclude(state="suppressed").exists()
    call = Fund.objects.get(code="MIHARASHI").rounds.latest("opens_at")
    assert CommitteeMember.objects.filter(round=call).count() == 6
    assert Counter(call.applications.values_list("state", flat=True)) == {"draft": 2, "submitted": 3}
    assert list(Message.objects.order_by("pk").values_list("side", flat=True)) == ["group", "office", "group"]
    gifts = Donation.objects.filter(pledged_at__gte=call.opens_at - timedelta(days=20))
    assert set(gifts.values_list("state", flat=True)) == {"pledged", "received", "earmarked", "receipted"}
    office = StaffRole.objects.filter(ended_on__isnull=True).values_list("user__email", flat=True)
    assert set(office) <= {email for _, email, _ in demo.logins()}
    before = (JournalEntry.objects.count(), User.objects.count(), Application.objects.count())

    assert demo.load() is False

    assert (JournalEntry.objects.count(), User.objects.count(), Application.objects.count()) == before


# An ordinary day; reports due after the year's end; the decision itself in the new year.
@pytest.mark.parametrize("day", [date(2026, 11, 25), date(2027, 2, 3), date(2027, 2, 24)])
def test_the_open_round_can_be_walked_to_its_end(day: date) -> None:
    """緑地を守る会: asked 200,000, R1 min(206,000; 200,000; 330,000 − 130,000) = 200,000; カフェ: 70,000.
    Everything is spent as planned, so both are fixed at what they were awarded and 270,000 are paid."""
    set_today(day)
    assert demo.load() is True
    walk = Walk()

    walk.to_the_end()

    assert walk.ineligible() == [ONCE_ONLY]
    awards = Award.objects.filter(application__round=walk.call).order_by("-amount")
    assert [(award.amount, award.state) for award in awards] == [(200_000, "settled"), (70_000, "settled")]
    assert walk.paid == 270_000
    assert walk.call.state == "settled"
    assert failures() == {}
    assert shortages() == {}
    years = Book.objects.filter(fund_code="MIHARASHI", state="open").order_by("fiscal_year")
    assert years[0].fiscal_year == fiscal_year_of(clock.today())
    assert ledger.balance(years[0], "2010") == 0


def test_advance_does_day_by_day_what_the_clock_would_have_done() -> None:
    """The round closes once its grace of ten minutes is over, whoever has a draft is reminded seven days and
    one day before (14 days before it was too late already: the clock started that day at ten), and the
    pledges of the demo lapse after 60 days."""
    set_today(date(2026, 11, 25))
    assert demo.load() is True
    walk = Walk()
    closes = walk.call.closes_at.astimezone(JST)
    draft = Application.objects.get(round=walk.call, group__name="はらっぱ文庫")

    assert walk.advance(closes + timedelta(minutes=9)).state == "open"
    assert walk.advance(closes + timedelta(days=2)).state == "closed"

    closed = Event.objects.get(subject=subject_of(walk.call), verb="close")
    assert timedelta() < closed.at - (closes + timedelta(minutes=10)) < timedelta(minutes=1)
    told = Notice.objects.filter(subject_key__endswith=f":{draft.pk}", kind="application_draft_due")
    days = {closes.date() - notice.queued_at.astimezone(JST).date() for notice in told}
    assert days == {timedelta(days=7), timedelta(days=1)}
    walk.advance(date(2027, 2, 1))
    assert not Donation.objects.filter(state="pledged").exists()


def test_advance_refuses_to_go_back_and_what_is_no_date() -> None:
    for wrong in ("2020-01-01", "someday"):
        with pytest.raises(CommandError):
            call_command("advance", to=wrong, stdout=io.StringIO())


def test_advance_is_for_development_only(settings: Any) -> None:
    settings.DEVELOPMENT_CLOCK_FILE = None
    with pytest.raises(CommandError, match="本番"):
        call_command("advance", to="2030-01-01", stdout=io.StringIO())
