"""Waiving interest (免除): two people, a reason, and only for what comes in afterwards (R6, R14)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from awards.models import Interest, InterestWaiver, Refund
from awards.permissions import RelatedParty
from awards.services import refunding, waiving
from common import clock_control
from common.errors import FieldErrors, NotAllowed, NotFound, ReasonMissing, SamePerson, WrongState
from notices.models import Notice
from people.models import Membership
from tests import factories as make
from tests.awards.scene import Hooks, Scene, hooks_off, scene

pytestmark = pytest.mark.django_db

CANCELLED, DUE, LATE = date(2025, 9, 1), date(2025, 9, 20), date(2025, 10, 1)


@pytest.fixture(autouse=True)
def above(monkeypatch: pytest.MonkeyPatch) -> Hooks:
    return hooks_off(monkeypatch)


@pytest.fixture
def here() -> Scene:
    """B is cancelled and pays 317,000 back 11 days late, 79 days after it had them (both counted)."""
    made = scene("B")
    made.cancelled("B", CANCELLED, due_on=DUE)
    return made


def prepare(here: Scene, kind: str = "late", by: Any = None, reason: str = "災害のため") -> InterestWaiver:
    with clock_control.on(DUE):
        return waiving.prepare_waiver(
            refund_id=Refund.objects.get().pk, by=by or here.endo, kind=kind, reason=reason
        )


def approve(here: Scene, waiver: InterestWaiver, by: Any = None) -> InterestWaiver:
    with clock_control.on(DUE):
        return waiving.approve_waiver(waiver_id=waiver.pk, by=by or here.fukuda)


def drop(here: Scene, waiver: InterestWaiver, by: Any = None) -> InterestWaiver:
    with clock_control.on(DUE):
        return waiving.drop_waiver(waiver_id=waiver.pk, by=by or here.endo)


def receive(here: Scene, amount: int, on: date = LATE) -> None:
    with clock_control.on(on):
        refunding.receive_refund(refund_id=Refund.objects.get().pk, amount=amount, on=on, by=here.goto)


def interest() -> list[tuple[str, int, bool]]:
    return list(Interest.objects.order_by("pk").values_list("kind", "amount", "waived"))


# 317,000 × 0.0003 = 95.1 a day: a surcharge of 79 days is 7,512.9 → 7,512, late interest of 11 days
# 1,046.1 → 1,046.


@pytest.mark.parametrize(
    ("waived", "added"),
    [((), 8_558), (("late",), 7_512), (("surcharge",), 1_046), (("surcharge", "late"), 0)],
)
def test_what_is_waived_is_worked_out_but_not_asked_for(
    here: Scene, waived: tuple[str, ...], added: int
) -> None:
    for kind in waived:
        approve(here, prepare(here, kind))
    receive(here, 317_000)

    assert interest() == [
        ("surcharge", 7_512, "surcharge" in waived),
        ("late", 1_046, "late" in waived),
    ]
    ((_, lines),) = here.lines("B", "refund_received")
    assert lines[0] == ("1020", "", 317_000 + added, 0)
    assert lines[1] == ("1060", "", 0, 317_000)
    assert lines[2:] == ([("4030", "GEN", 0, added)] if added else [])
    for row in Interest.objects.filter(waived=True):
        assert (row.waive_reason, row.waived_by) == ("災害のため", here.fukuda)
    assert (here.award("B").state, Refund.objects.get().state) == ("settled", "paid")


def test_a_waiver_counts_from_its_decision_on(here: Scene) -> None:
    """100,000 on 10 September: 58 days of surcharge, 1,740. The rest after the waiver: nothing of it."""
    receive(here, 100_000, date(2025, 9, 10))
    approve(here, prepare(here, "surcharge"))
    receive(here, 217_000, DUE)
    assert interest() == [("surcharge", 1_740, False), ("surcharge", 4_426, True)]


def test_what_is_only_prepared_or_dropped_waives_nothing(here: Scene) -> None:
    drop(here, prepare(here, "surcharge"))
    prepare(here, "late")
    receive(here, 317_000)
    assert interest() == [("surcharge", 7_512, False), ("late", 1_046, False)]


def test_the_group_is_told(here: Scene) -> None:
    approve(here, prepare(here))
    letter = Notice.objects.get(kind="interest_waived")
    assert (letter.recipient, letter.context["reason"]) == (here.voices["B"], "災害のため")
    assert letter.context["interest"] == "要綱に定める延滞金"


# Refusals


ACTS: dict[str, tuple[Callable[..., object], str]] = {
    "prepare": (lambda here, waiver, by: prepare(here, "surcharge", by=by), "officer"),
    "approve": (approve, "approver"),
    "drop": (drop, "officer"),
}


@pytest.mark.parametrize(("act", "role"), ACTS.values(), ids=ACTS)
def test_each_step_is_for_its_role(here: Scene, act: Callable[..., object], role: str) -> None:
    waiver = prepare(here)
    other = here.endo if role == "approver" else here.fukuda
    for person in (other, here.goto, here.ikeda, here.voices["B"]):
        with pytest.raises(NotAllowed):
            act(here, waiver, person)
    with pytest.raises(NotFound):
        act(here, waiver, here.fujii)
    assert [row.state for row in InterestWaiver.objects.all()] == ["prepared"]


def test_maker_and_approver_are_two_people(here: Scene) -> None:
    both = make.staff(here.fund, "officer", "approver")
    waiver = prepare(here, by=both)
    with pytest.raises(SamePerson):
        approve(here, waiver, by=both)
    assert InterestWaiver.objects.get().state == "prepared"


def test_nobody_waives_for_a_group_of_their_own(here: Scene) -> None:
    waiver = prepare(here)
    for person in (here.endo, here.fukuda):
        Membership.objects.create(
            group=here.groups["B"], user=person, role="viewer", ended_on=date(2024, 3, 31)
        )
    with pytest.raises(RelatedParty):
        prepare(here, "surcharge")
    with pytest.raises(RelatedParty):
        approve(here, waiver)
    assert [row.state for row in InterestWaiver.objects.all()] == ["prepared"]


def test_a_waiver_says_why_and_what(here: Scene) -> None:
    with pytest.raises(ReasonMissing):
        prepare(here, reason="  ")
    with pytest.raises(FieldErrors) as error:
        prepare(here, "principal")
    assert error.value.faults[0].pointer == "/kind"
    assert not InterestWaiver.objects.exists()


def test_there_is_one_waiver_of_each_kind(here: Scene) -> None:
    waiver = prepare(here)
    with pytest.raises(waiving.WaiverThere):
        prepare(here)
    approve(here, waiver)
    for again in (approve, drop):
        with pytest.raises(WrongState):
            again(here, waiver)
    with pytest.raises(waiving.WaiverThere):
        prepare(here)


def test_an_ordinary_refund_has_no_surcharge_to_waive() -> None:
    here = scene("A")
    here.fixed()
    with clock_control.on(date(2026, 3, 20)):
        with pytest.raises(waiving.NoSurcharge):
            waiving.prepare_waiver(refund_id=here.refund().pk, by=here.endo, kind="surcharge", reason="x")
        waiving.prepare_waiver(refund_id=here.refund().pk, by=here.endo, kind="late", reason="x")


def test_what_is_paid_is_past_waiving(here: Scene) -> None:
    waiver = prepare(here)
    receive(here, 317_000)
    with pytest.raises(WrongState):
        approve(here, waiver)
    with pytest.raises(WrongState):
        prepare(here, "surcharge")
    assert InterestWaiver.objects.get().state == "prepared"
