"""Money paid back (R6): whole and in parts, with surcharge and late interest, in the books to the yen.

10.95 % a year is 3 yen a day on 10,000 yen: 0.1095 / 365 = 0.0003.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from awards import checks
from awards.models import Interest, Refund, RefundReceipt
from awards.services import refunding
from common import clock_control
from common.errors import FieldErrors, NotAllowed, NotFound, WrongState
from fund import services as funds
from fund.services import FutureDay
from ledger import queries as ledger
from notices.models import Notice
from tests import factories as make
from tests.awards.scene import PAID, Hooks, Scene, hooks_off, queries, scene

pytestmark = pytest.mark.django_db

DUE = date(2026, 3, 20)


@pytest.fixture(autouse=True)
def above(monkeypatch: pytest.MonkeyPatch) -> Hooks:
    return hooks_off(monkeypatch)


@pytest.fixture
def here() -> Scene:
    """A is fixed on 13 March and owes 13,000 back until 20 March."""
    made = scene("A")
    made.fixed(due_on=DUE)
    return made


def receive(refund: Refund, amount: int, on: date, by: Any) -> RefundReceipt:
    with clock_control.on(on):
        return refunding.receive_refund(refund_id=refund.pk, amount=amount, on=on, by=by)


def interest() -> list[tuple[str, int, int, int, str, bool]]:
    """(kind, principal, days, yen, counted from, waived) in the order in which it came."""
    return [
        (row.kind, row.principal, row.days, row.amount, row.counted_from.isoformat(), row.waived)
        for row in Interest.objects.order_by("pk")
    ]


def in_order() -> bool:
    return checks.awards_are_booked() == [] and checks.refunds_are_booked() == []


# After a fixing


def test_13000_come_back_in_time_without_interest(here: Scene) -> None:
    made = receive(here.refund(), 13_000, DUE, here.goto)

    assert here.lines("A", "refund_received") == [
        ("2026-03-20", [("1020", "", 13_000, 0), ("1060", "", 0, 13_000)])
    ]
    assert (made.principal, made.by, interest()) == (13_000, here.goto, [])
    assert Refund.objects.get().state == "paid"
    assert (here.balance("1060"), here.award().state, in_order()) == (0, "settled", True)
    letter = Notice.objects.get(kind="refund_received")
    assert (letter.recipient, letter.context["refund"], letter.context["left"]) == (
        here.voices["A"],
        "13,000円",
        "0円",
    )


def test_late_interest_runs_from_the_day_after_the_due_date(here: Scene) -> None:
    """27 March is 7 days late: 13,000 × 0.0003 × 7 = 27.3 → 27."""
    receive(here.refund(), 13_000, date(2026, 3, 27), here.endo)

    assert interest() == [("late", 13_000, 7, 27, "2026-03-20", False)]
    assert here.lines("A", "refund_received") == [
        ("2026-03-27", [("1020", "", 13_027, 0), ("1060", "", 0, 13_000), ("4030", "GEN", 0, 27)])
    ]
    # The general sub-fund is richer by the interest: 800,000 of its opening and 27.
    assert ledger.sub_fund_balances(here.book)["GEN"] == 800_027
    assert (here.award().state, in_order()) == ("settled", True)


def test_late_interest_is_cut_to_the_yen_for_each_part(here: Scene) -> None:
    """5,000 in time; 4,000 one day late 1.2 → 1; 4,000 three days late 3.6 → 3. As a whole it were 4.8."""
    refund = here.refund()
    receive(refund, 5_000, DUE, here.goto)
    assert (here.award().state, here.refund().state, here.balance("1060")) == ("fixed", "open", 8_000)
    assert Notice.objects.get(kind="refund_received").context["left"] == "8,000円"
    receive(refund, 4_000, date(2026, 3, 21), here.goto)
    receive(refund, 4_000, date(2026, 3, 23), here.goto)

    assert interest() == [
        ("late", 4_000, 1, 1, "2026-03-20", False),
        ("late", 4_000, 3, 3, "2026-03-20", False),
    ]
    assert [sum(line[2] for line in lines) for _, lines in here.lines("A", "refund_received")] == [
        5_000, 4_001, 4_003,
    ]  # fmt: skip
    assert (Refund.objects.get().state, here.award().state, in_order()) == ("paid", "settled", True)


def test_the_policy_may_count_the_due_date_too() -> None:
    """Both days counted: 20 to 27 March are 8 days, 13,000 × 0.0003 × 8 = 31.2 → 31."""
    here = scene("A", policy={"late_interest_day_count": "inclusive"})
    here.fixed(due_on=DUE)
    receive(here.refund(), 13_000, date(2026, 3, 27), here.goto)
    assert interest() == [("late", 13_000, 8, 31, "2026-03-20", False)]


# After a cancellation


def test_b_cancelled_pays_347812_after_324_days() -> None:
    """domain.md §8: 317,000 received on 15 July 2025, repaid on 3 June 2026: 324 days, 30,812."""
    here = scene("B")
    refund = here.cancelled("B", date(2026, 2, 1), due_on=date(2026, 6, 30))
    with clock_control.on(date(2026, 4, 5)):
        funds.open_year(fund_id=here.fund.pk, year=2026, by=make.staff(here.fund, "administrator"))
        funds.prepare_year_close(fund_id=here.fund.pk, year=2025, by=here.endo)
        funds.close_fiscal_year(fund_id=here.fund.pk, year=2025, by=here.fukuda)

    receive(refund, 317_000, date(2026, 6, 3), here.goto)

    assert interest() == [("surcharge", 317_000, 324, 30_812, "2025-07-15", False)]
    assert here.lines("B", "refund_received") == [
        ("2026-06-03", [("1020", "", 347_812, 0), ("1060", "", 0, 317_000), ("4030", "GEN", 0, 30_812)])
    ]
    assert (here.award("B").state, Refund.objects.get().state, in_order()) == ("settled", "paid", True)


def test_parts_belong_to_the_payments_they_come_from() -> None:
    """200,000 received on 15 July, 117,000 on 1 August.

    250,000 back on 1 October: 200,000 for 79 days are 4,740 and 50,000 for 62 days are 930. The other
    67,000 on 31 October: 92 days are 1,849.2 → 1,849, and 11 days after 20 October 221.1 → 221 of late
    interest beside it.
    """
    here = scene()
    here.decide("B", paid=False)
    here.pay("B", 200_000, PAID)
    here.pay("B", 117_000, date(2025, 8, 1))
    refund = here.cancelled("B", date(2025, 9, 1), due_on=date(2025, 10, 20))

    receive(refund, 250_000, date(2025, 10, 1), here.goto)
    assert here.award("B").state == "cancelled"
    receive(refund, 67_000, date(2025, 10, 31), here.goto)

    assert interest() == [
        ("surcharge", 200_000, 79, 4_740, "2025-07-15", False),
        ("surcharge", 50_000, 62, 930, "2025-08-01", False),
        ("surcharge", 67_000, 92, 1_849, "2025-08-01", False),
        ("late", 67_000, 11, 221, "2025-10-20", False),
    ]
    assert here.lines("B", "refund_received") == [
        ("2025-10-01", [("1020", "", 255_670, 0), ("1060", "", 0, 250_000), ("4030", "GEN", 0, 5_670)]),
        ("2025-10-31", [("1020", "", 69_070, 0), ("1060", "", 0, 67_000), ("4030", "GEN", 0, 2_070)]),
    ]
    assert (here.award("B").state, in_order()) == ("settled", True)


def test_two_payments_of_one_day_are_one_part() -> None:
    here = scene()
    here.decide("B", paid=False)
    here.pay("B", 100_000, PAID)
    here.pay("B", 100_000, PAID)
    refund = here.cancelled("B", date(2025, 9, 1), due_on=date(2025, 10, 20))
    receive(refund, 200_000, date(2025, 10, 1), here.goto)
    assert interest() == [("surcharge", 200_000, 79, 4_740, "2025-07-15", False)]


def test_what_came_back_after_the_fixing_bears_no_surcharge_later() -> None:
    """A had 60,000 on 15 July and 40,000 on 1 August; 5,000 of its 13,000 came back before it was cancelled:
    they count against the last payment. On 31 March 260 days of 60,000 are 4,680, 243 days of 35,000 are
    2,551.5 → 2,551."""
    here = scene()
    here.decide("A", paid=False)
    here.pay("A", 60_000, PAID)
    here.pay("A", 40_000, date(2025, 8, 1))
    here.fixed(due_on=DUE)
    receive(here.refund(), 5_000, DUE, here.goto)
    refund = here.cancelled("A", date(2026, 3, 25), due_on=date(2026, 4, 30))
    assert refund.principal == 95_000

    receive(refund, 95_000, date(2026, 3, 31), here.goto)

    assert interest() == [
        ("surcharge", 60_000, 260, 4_680, "2025-07-15", False),
        ("surcharge", 35_000, 243, 2_551, "2025-08-01", False),
    ]
    assert (here.award().state, here.balance("1060"), in_order()) == ("settled", 0, True)


def test_the_policy_may_leave_the_day_of_receipt_out() -> None:
    """Not both counted: 15 July to 1 October are 78 days, 317,000 × 0.0003 × 78 = 7,417.8 → 7,417."""
    here = scene("B", policy={"surcharge_day_count": "exclusive_of_due_date"})
    refund = here.cancelled("B", date(2025, 9, 1), due_on=date(2025, 10, 20))
    with clock_control.on(date(2025, 10, 1)):
        (working,) = refunding.interest_on(refund, 317_000, date(2025, 10, 1))
    assert (working.days, working.amount) == (78, 7_417)


# Refusals


def test_only_officer_and_cashier_book_what_came_in(here: Scene) -> None:
    refund = here.refund()
    for person, error in (
        (here.fukuda, NotAllowed),
        (here.ikeda, NotAllowed),
        (here.voices["A"], NotAllowed),
        (here.fujii, NotFound),
    ):
        with pytest.raises(error):
            receive(refund, 13_000, DUE, person)
    with clock_control.on(DUE), pytest.raises(NotFound):
        refunding.receive_refund(refund_id=refund.pk + 99, amount=1, by=here.goto)
    assert (here.refund().state, here.balance("1060")) == ("open", 13_000)


@pytest.mark.parametrize(
    ("amount", "on", "error", "pointer"),
    [
        (13_001, DUE, refunding.TooMuchRefunded, "/amount"),
        (0, DUE, FieldErrors, "/amount"),
        (-5, DUE, FieldErrors, "/amount"),
        (13_000, date(2026, 3, 12), refunding.BeforeOrder, "/on"),
        (13_000, date(2026, 3, 26), FutureDay, "/on"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(
    here: Scene, amount: int, on: date, error: type[Exception], pointer: str
) -> None:
    with clock_control.on(date(2026, 3, 25)), pytest.raises(error) as refused:
        refunding.receive_refund(refund_id=here.refund().pk, amount=amount, on=on, by=here.goto)
    faults = getattr(refused.value, "faults", [refused.value])
    assert [fault.pointer for fault in faults] == [pointer]
    assert not RefundReceipt.objects.exists()
    assert (here.refund().state, here.lines("A", "refund_received")) == ("open", [])


def test_parts_never_come_to_more_than_was_asked_for(here: Scene) -> None:
    refund = here.refund()
    receive(refund, 9_000, DUE, here.goto)
    with pytest.raises(refunding.TooMuchRefunded) as error:
        receive(refund, 4_001, DUE, here.goto)
    assert error.value.extra["left"] == 4_000
    receive(refund, 4_000, DUE, here.goto)
    with pytest.raises(WrongState):
        receive(refund, 4_000, DUE, here.goto)
    assert here.balance("1060") == 0


def test_a_void_refund_takes_nothing(here: Scene) -> None:
    refund = here.refund()
    Refund.objects.update(state="void")
    with pytest.raises(WrongState):
        receive(refund, 13_000, DUE, here.goto)


def test_without_a_day_it_came_in_today(here: Scene) -> None:
    with clock_control.on(date(2026, 3, 19)):
        made = refunding.receive_refund(refund_id=here.refund().pk, amount=1, by=here.goto)
    assert made.received_on == date(2026, 3, 19)


def test_a_part_costs_the_same_after_three_and_after_thirty(here: Scene) -> None:
    refund = here.refund()
    costs = []
    for before in (3, 30):
        while refund.receipts.count() < before:
            receive(refund, 10, date(2026, 3, 27), here.goto)
        costs.append(queries(lambda: receive(refund, 10, date(2026, 3, 27), here.goto)))
    assert costs[0] == costs[1]
