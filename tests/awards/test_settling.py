"""When an award settles by itself: paid less refunded is what is owed, and nothing is open."""

from __future__ import annotations

from datetime import date

import pytest

from awards import checks
from awards.models import Award, Refund
from awards.services import fixing, refunding
from awards.services.common import lock_award
from awards.services.settling import settle_if_done
from common import clock_control
from ledger.models import JournalEntry
from ledger.posting import reverse
from tests.awards.scene import FIXED, Hooks, Scene, hooks_off, queries, scene
from trail.models import Event

pytestmark = pytest.mark.django_db

TOP_UP, LATER = date(2026, 3, 25), date(2026, 3, 27)


@pytest.fixture(autouse=True)
def above(monkeypatch: pytest.MonkeyPatch) -> Hooks:
    return hooks_off(monkeypatch)


def settle(here: Scene, name: str = "A", on: date = LATER) -> str:
    with clock_control.on(on) as at:
        settle_if_done(lock_award(here.awards[name].pk), at)
    return here.award(name).state


def test_an_award_fixed_at_what_was_paid_settles_at_once() -> None:
    """A paid 87,000 and fixed at 87,000."""
    here = scene()
    here.decide("A", paid=False)
    here.pay("A", 87_000, date(2025, 7, 15))
    assert here.fixed().state == "settled"
    event = Event.objects.get(subject=f"award:{here.awards['A'].pk}", verb="settle")
    assert (event.actor_id, event.from_state) == (None, "fixed")


def test_a_settles_with_its_last_yen() -> None:
    here = scene("A")
    assert here.fixed(due_on=date(2026, 3, 31)).state == "fixed"
    with clock_control.on(LATER):
        for amount, state in ((12_999, "fixed"), (1, "settled")):
            refunding.receive_refund(refund_id=here.refund().pk, amount=amount, on=LATER, by=here.goto)
            assert here.award().state == state
    assert (checks.awards_are_booked(), checks.refunds_are_booked()) == ([], [])


def test_b_and_c_settle_once_their_last_instalment_is_paid(above: Hooks) -> None:
    here = scene("B", "C")
    for name, top_up in (("B", 46_000), ("C", 341_000)):
        assert here.fixed(name).state == "fixed"
        assert settle(here, name) == "fixed"
        here.pay(name, top_up, TOP_UP)
        above.open_instalment = True
        assert settle(here, name) == "fixed"
        above.open_instalment = False
        assert settle(here, name) == "settled"
        assert settle(here, name) == "settled"
    assert here.balance("2010") == 0
    assert checks.awards_are_booked() == []


def test_an_open_refund_keeps_an_award_open() -> None:
    here = scene()
    here.decide("A", paid=False)
    here.pay("A", 86_000, date(2025, 7, 15))
    assert here.fixed().state == "fixed"
    here.pay("A", 1_000, TOP_UP)
    refund = Refund.objects.create(
        award=here.awards["A"], reason="fixing", principal=1, due_on=LATER, ordered_on=TOP_UP
    )
    assert settle(here) == "fixed"
    Refund.objects.filter(pk=refund.pk).update(state="void")
    assert settle(here) == "settled"


def test_a_payment_taken_back_does_not_count() -> None:
    here = scene("B")
    here.fixed("B")
    here.pay("B", 46_000, TOP_UP)
    entry = JournalEntry.objects.filter(kind="payment").latest("id")
    with clock_control.on(TOP_UP) as at:
        reverse(entry, key="returned", occurred_on=TOP_UP, by=here.goto, at=at, reason="組戻し")
    assert settle(here, "B") == "fixed"
    here.pay("B", 46_000, LATER)
    assert settle(here, "B") == "settled"


def test_an_award_given_up_settles_only_after_its_fixing() -> None:
    """Nothing was ever paid for it, and nothing spent."""
    here = scene()
    here.decide("A", paid=False)
    Award.objects.update(state="abolished")
    assert settle(here) == "abolished"
    here.spent("A")
    here.awards["A"].refresh_from_db()

    with clock_control.on(FIXED):
        fixing.prepare_fixing(award_id=here.awards["A"].pk, by=here.endo)
        fixing.approve_fixing(award_id=here.awards["A"].pk, by=here.fukuda)
    assert here.award().state == "settled"
    assert here.lines("A", "fixing") == [
        ("2026-03-13", [("2010", "", 100_000, 0), ("5010", "MATCH", 0, 100_000)])
    ]
    assert checks.awards_are_booked() == []


def test_a_cancelled_award_settles_once_everything_is_back() -> None:
    here = scene("B")
    refund = here.cancelled("B", date(2025, 9, 1), due_on=date(2025, 10, 20))
    assert settle(here, "B") == "cancelled"
    Refund.objects.filter(pk=refund.pk).update(state="void")
    assert settle(here, "B") == "cancelled"
    Refund.objects.filter(pk=refund.pk).update(state="open")
    with clock_control.on(date(2025, 10, 1)):
        refunding.receive_refund(refund_id=refund.pk, amount=317_000, by=here.goto)
    assert here.award("B").state == "settled"


@pytest.mark.parametrize("state", ["offered", "active", "change_pending", "reported", "declined_by_group"])
def test_other_states_never_settle(state: str) -> None:
    here = scene("A")
    Award.objects.update(state=state)
    assert settle(here) == state


def test_settling_costs_the_same_whatever_was_paid() -> None:
    here = scene()
    costs = []
    for name, parts in (("A", 3), ("X", 30)):
        here.decide(name, paid=False, like="A")
        for _ in range(parts):
            here.pay(name, 100, date(2025, 7, 15))
        here.fixed(name, like="A")
        costs.append(queries(lambda n=name: settle(here, n)))
    assert costs[0] == costs[1]
