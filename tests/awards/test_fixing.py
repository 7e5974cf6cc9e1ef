"""The fixing of the amount (R5): the figures of domain.md §8, who may, what is posted and what follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from awards import checks
from awards.models import AmountFixing, Award, LetterSeries, Refund
from awards.permissions import RelatedParty
from awards.services import fixing, refunding
from awards.services.common import TransferUnderWay
from common import clock_control
from common.errors import FieldErrors, NotAllowed, NotFound, ReasonMissing, SamePerson, WrongState
from ledger import queries as ledger
from ledger.models import JournalEntry
from ledger.posting import Entry, cr, dr, post
from notices.models import Notice
from people.models import Membership
from tests import factories as make
from tests.awards.scene import FIXED, Hooks, Scene, hooks_off, queries, scene
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def above(monkeypatch: pytest.MonkeyPatch) -> Hooks:
    return hooks_off(monkeypatch)


def prepare(here: Scene, name: str = "A", by: Any = None) -> AmountFixing:
    with clock_control.on(FIXED):
        return fixing.prepare_fixing(award_id=here.awards[name].pk, by=by or here.endo)


def approve(here: Scene, name: str = "A", by: Any = None, due_on: date | None = None) -> AmountFixing:
    with clock_control.on(FIXED):
        return fixing.approve_fixing(
            award_id=here.awards[name].pk, by=by or here.fukuda, refund_due_on=due_on
        )


def states(here: Scene, name: str = "A") -> tuple[str, str]:
    return here.award(name).state, here.report(name).state


# The example: A refunds 13,000, B gets 46,000 more, C 341,000.


@pytest.mark.parametrize(
    ("name", "sums", "terms", "fixed", "binding"),
    [
        (
            "A",
            (87_650, 9_200, 6_500, 103_350, 14_000),
            {"award": 100_000, "rate_term": 87_000, "shortfall": 89_350},
            87_000,
            ["rate_term"],
        ),
        (
            "B",
            (484_700, 86_800, 25_200, 596_700, 217_500),
            {"award": 397_000, "rate_term": 363_000, "shortfall": 379_200},
            363_000,
            ["rate_term"],
        ),
        (
            "C",
            (2_655_300, 55_900, 60_000, 2_771_200, 1_057_000),
            {"award": 1_703_000, "rate_term": 1_991_000, "shortfall": 1_714_200},
            1_703_000,
            ["award"],
        ),
    ],
)
def test_r5_of_the_worked_example(
    name: str, sums: tuple[int, ...], terms: dict[str, int], fixed: int, binding: list[str]
) -> None:
    here = scene(name)
    here.accepted(name)
    entries = JournalEntry.objects.count()
    made = prepare(here, name)

    assert (
        made.accepted_eligible,
        made.disallowed,
        made.ineligible,
        made.actual_total,
        made.actual_other_income,
    ) == sums
    assert (made.terms, made.fixed, made.binding, made.state) == (terms, fixed, binding, "prepared")
    assert JournalEntry.objects.count() == entries
    assert states(here, name) == ("reported", "accepted")


def test_a_is_paid_too_much_and_owes_13000_back(above: Hooks) -> None:
    here = scene("A")
    here.accepted()
    prepare(here)
    made = approve(here, due_on=date(2026, 3, 31))

    assert here.lines("A", "fixing") == [
        ("2026-03-13", [("1060", "", 13_000, 0), ("5010", "MATCH", 0, 13_000)])
    ]
    assert made.release == [["MATCH", 13_000]]
    assert (made.state, made.approved_by, made.fixed_on) == ("approved", here.fukuda, FIXED)
    assert states(here) == ("fixed", "fixed")
    refund = here.refund()
    assert (refund.reason, refund.principal, refund.due_on, refund.ordered_on, refund.surcharge_from) == (
        "fixing",
        13_000,
        date(2026, 3, 31),
        FIXED,
        None,
    )
    assert above.told == [(here.awards["A"].pk, "fixed")]
    assert here.balance("5010", "MATCH") == 87_000
    assert here.balance("2010") == 0
    told = Notice.objects.filter(recipient=here.voices["A"], kind__in=["amount_fixed", "refund_ordered"])
    assert sorted(told.values_list("kind", flat=True)) == ["amount_fixed", "refund_ordered"]
    letter = told.get(kind="refund_ordered").context
    assert (letter["refund"], letter["fixed"], letter["paid"]) == ("13,000円", "87,000円", "100,000円")


def test_b_gives_34000_back_to_the_sub_fund_drawn_last_and_waits_for_46000(above: Hooks) -> None:
    here = scene("B")
    above.open_instalment = True
    here.fixed("B")

    assert here.lines("B", "fixing") == [
        ("2026-03-13", [("2010", "", 34_000, 0), ("5010", "MATCH", 0, 34_000)])
    ]
    assert ledger.payable_for(here.awards["B"].reference) == 46_000
    assert (here.balance("5010", "MATCH"), here.balance("5010", "GRN")) == (201_500, 161_500)
    assert not Refund.objects.exists()
    assert states(here, "B") == ("fixed", "fixed")
    letter = Notice.objects.get(kind="amount_fixed").context
    assert (letter["paid"], letter["top_up"]) == ("317,000円", "46,000円")


def test_c_is_fixed_whole_and_nothing_is_posted(above: Hooks) -> None:
    here = scene("C")
    here.fixed("C")

    assert here.lines("C", "fixing") == []
    assert AmountFixing.objects.get().release == []
    assert ledger.payable_for(here.awards["C"].reference) == 341_000
    assert states(here, "C") == ("fixed", "fixed")


def test_a_large_release_goes_through_the_sub_funds_in_reverse_and_partly_from_what_was_paid() -> None:
    """B spends 200,000 only: 3/4 is 150,000. Released 247,000: 235,500 to MATCH, 11,500 to GRN; 317,000
    were paid, so 167,000 come back and 80,000 are never paid."""
    here = scene("B")
    here.spent("B", 200_000)
    prepare(here, "B")
    made = approve(here, "B")

    assert made.fixed == 150_000
    assert made.release == [["MATCH", 235_500], ["GRN", 11_500]]
    assert here.lines("B", "fixing") == [
        (
            "2026-03-13",
            [
                ("1060", "", 167_000, 0),
                ("2010", "", 80_000, 0),
                ("5010", "MATCH", 0, 235_500),
                ("5010", "GRN", 0, 11_500),
            ],
        )
    ]
    refund = here.refund("B")
    assert (refund.principal, refund.due_on) == (167_000, date(2026, 4, 12))  # 30 days after 13 March


def lower(here: Scene, to: int, received: int = 0) -> Refund:
    """B's award lowered by a change, below what was paid: the difference is asked back until 1 October."""
    award, on = here.awards["B"], date(2025, 9, 1)
    excess = 317_000 - to
    lines = (dr("1060", excess), dr("2010", 80_000), cr("5010", award.amount - to, "MATCH"))
    with clock_control.on(on) as at:
        post(
            here.book, Entry("award_change", "change:1", on, lines, "変更", award.reference), by=SYSTEM, at=at
        )
    Award.objects.filter(pk=award.pk).update(amount=to)
    refund = Refund.objects.create(
        award=award, reason="change", principal=excess, due_on=date(2025, 10, 1), ordered_on=on
    )
    if received:
        with clock_control.on(on):
            refunding.receive_refund(refund_id=refund.pk, amount=received, by=here.goto)
    return refund


@pytest.mark.parametrize("received", [0, 7_000, 17_000])
def test_what_a_change_asked_back_is_not_asked_for_twice(received: int) -> None:
    """B lowered to 300,000 after 317,000 were paid: 17,000 are asked back. Then 250,000 are fixed (3/4 of
    334,000 is 250,500): 50,000 more, whatever of the 17,000 is back by now."""
    here = scene("B")
    refund = lower(here, 300_000, received)
    here.spent("B", 334_000)
    prepare(here, "B")
    assert approve(here, "B").fixed == 250_000

    assert here.lines("B", "fixing") == [
        ("2026-03-13", [("1060", "", 50_000, 0), ("5010", "MATCH", 0, 50_000)])
    ]
    owed = here.refund("B")
    assert (owed.principal, owed.due_on) == (67_000 - received, date(2026, 4, 12))
    assert here.balance("1060") == 67_000 - received
    refund.refresh_from_db()
    assert refund.state == ("paid" if received == 17_000 else "void")
    assert (checks.awards_are_booked(), checks.refunds_are_booked()) == ([], [])

    with clock_control.on(date(2026, 3, 30)):
        refunding.receive_refund(refund_id=owed.pk, amount=owed.principal, by=here.goto)
    assert (here.award("B").state, here.balance("1060")) == ("settled", 0)


def test_a_fixing_of_the_whole_lowered_award_leaves_its_refund_as_it_is() -> None:
    here = scene("B")
    refund = lower(here, 300_000)
    here.spent("B", 400_000)
    prepare(here, "B")
    assert approve(here, "B").fixed == 300_000

    assert (here.lines("B", "fixing"), states(here, "B")) == ([], ("fixed", "fixed"))
    owed = here.refund("B")
    assert (owed.pk, owed.principal, owed.due_on) == (refund.pk, 17_000, date(2025, 10, 1))
    assert here.balance("1060") == 17_000


def test_what_was_never_paid_is_only_released() -> None:
    here = scene()
    here.decide("A", paid=False)
    here.fixed()

    assert here.lines("A", "fixing") == [
        ("2026-03-13", [("2010", "", 13_000, 0), ("5010", "MATCH", 0, 13_000)])
    ]
    assert not Refund.objects.exists()


def test_an_award_given_up_is_fixed_without_changing_its_state(above: Hooks) -> None:
    here = scene("A")
    Award.objects.filter(pk=here.awards["A"].pk).update(state="abolished")
    here.accepted()
    prepare(here)
    approve(here)

    assert states(here) == ("abolished", "fixed")
    assert here.refund().reason == "abolition"
    assert here.balance("1060") == 13_000
    assert above.told == [(here.awards["A"].pk, "abolished")]
    with pytest.raises(WrongState):
        approve(here)


def test_a_designated_award_has_neither_rate_nor_department() -> None:
    """100,000 given, 90,000 spent with 20,000 of other income: 70,000 fixed."""
    here = scene("A")
    here.spent("A", 90_000, income=20_000)
    Award.objects.update(
        kind="designated", application=None, sub_fund=here.fund.sub_funds.get(code="MATCH"), rate=""
    )

    made = prepare(here)
    assert made.terms == {"award": 100_000, "shortfall": 70_000}
    assert (made.fixed, made.binding) == (70_000, ["shortfall"])


# Refusals


def test_a_fixing_needs_an_accepted_report() -> None:
    here = scene("A")
    with pytest.raises(WrongState):
        prepare(here)
    here.submitted()
    with pytest.raises(fixing.ReportNotAccepted):
        prepare(here)
    with pytest.raises(fixing.FixingNotPrepared):
        approve(here)
    assert not AmountFixing.objects.exists()


ACTS: dict[str, tuple[Callable[..., object], str]] = {
    "prepare": (lambda here, by: prepare(here, by=by), "officer"),
    "approve": (lambda here, by: approve(here, by=by), "approver"),
    "send_back": (
        lambda here, by: fixing.send_back_fixing(award_id=here.awards["A"].pk, by=by, reason="見直し"),
        "approver",
    ),
}


@pytest.mark.parametrize(("act", "role"), ACTS.values(), ids=ACTS)
def test_each_step_is_for_its_role(act: Callable[..., object], role: str) -> None:
    here = scene("A")
    here.accepted()
    if role == "approver":
        prepare(here)
    others = [here.endo if role == "approver" else here.fukuda, here.goto, here.ikeda, here.voices["A"]]
    for person in others:
        with pytest.raises(NotAllowed):
            act(here, person)
    with pytest.raises(NotFound):
        act(here, here.fujii)
    with pytest.raises(NotFound):
        act(here, make.staff(make.fund(), role))
    assert states(here) == ("reported", "accepted")
    assert here.lines("A", "fixing") == []


@pytest.mark.parametrize("act", ["prepare", "approve"])
def test_nobody_decides_for_a_group_of_their_own(act: str) -> None:
    here = scene("A")
    here.accepted()
    if act == "approve":
        prepare(here)
    for person in (here.endo, here.fukuda):
        Membership.objects.create(
            group=here.groups["A"], user=person, role="viewer", ended_on=date(2024, 3, 31)
        )
    with pytest.raises(RelatedParty):
        prepare(here) if act == "prepare" else approve(here)
    assert states(here) == ("reported", "accepted")


def test_maker_and_approver_are_two_people() -> None:
    here = scene("A")
    here.accepted()
    both = make.staff(here.fund, "officer", "approver")
    prepare(here, by=both)
    with pytest.raises(SamePerson):
        approve(here, by=both)
    assert (states(here), here.lines("A", "fixing")) == (("reported", "accepted"), [])


def test_the_bank_must_have_spoken(above: Hooks) -> None:
    here = scene("A")
    here.accepted()
    prepare(here)
    above.under_way = True
    with pytest.raises(TransferUnderWay):
        approve(here)
    assert (states(here), here.lines("A", "fixing")) == (("reported", "accepted"), [])
    above.under_way = False
    approve(here)
    assert states(here) == ("fixed", "fixed")


def test_a_refund_is_not_due_before_it_is_asked_for() -> None:
    here = scene("A")
    here.accepted()
    prepare(here)
    with pytest.raises(FieldErrors) as error:
        approve(here, due_on=date(2026, 3, 12))
    assert error.value.faults[0].pointer == "/refund_due_on"
    assert (states(here), Refund.objects.count()) == (("reported", "accepted"), 0)


def test_the_same_fixing_is_prepared_and_approved_once() -> None:
    here = scene("A")
    here.accepted()
    prepare(here)
    with pytest.raises(WrongState):
        prepare(here)
    approve(here)
    for again in (prepare, approve):
        with pytest.raises(WrongState):
            again(here)
    assert len(here.lines("A", "fixing")) == 1
    assert Refund.objects.count() == 1


def test_what_was_sent_back_is_prepared_anew() -> None:
    here = scene("A")
    here.accepted()
    prepare(here)
    pk = here.awards["A"].pk
    with clock_control.on(FIXED):
        with pytest.raises(ReasonMissing):
            fixing.send_back_fixing(award_id=pk, by=here.fukuda, reason=" ")
        assert fixing.send_back_fixing(award_id=pk, by=here.fukuda, reason="収入の確認").state == "sent_back"
    with pytest.raises(WrongState):
        approve(here)
    other = make.staff(here.fund, "officer")
    again = prepare(here, by=other)
    assert (again.state, again.prepared_by, AmountFixing.objects.count()) == ("prepared", other, 1)
    approve(here)
    assert states(here) == ("fixed", "fixed")


def test_fixing_costs_the_same_for_three_and_for_thirty_rows() -> None:
    costs = []
    here = scene("A")
    here.decide("X", like="A")
    # The first letter of a year begins its series.
    LetterSeries.objects.create(fund=here.fund, fiscal_year=2025)
    for name, count in (("A", 3), ("X", 30)):
        here.spent(name, *[1_000] * count)
        costs.append((queries(lambda n=name: prepare(here, n)), queries(lambda n=name: approve(here, n))))
    assert costs[0] == costs[1]
