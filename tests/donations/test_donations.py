"""A gift: pledged, paid, received, earmarked, given back; who may, and when not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common import clock_control
from common.errors import FieldErrors, NotAllowed, NotFound, ReasonMissing, SamePerson, WrongState
from common.queries import state_counts
from donations import services
from donations.models import Donation, Donor
from donations.queries import donor_register, own_donations, public_donations, visible_to
from donations.services.pledging import NumberTaken, SubFundClosed
from donations.services.receiving import AlreadyEarmarked, AlreadyIdentified, NotIdentified
from donations.services.refunding import RefundNotPrepared
from donations.services.settling import NotSettleable
from donations.states import DONATION
from fund.queries import NoSubFund
from fund.services import FutureDay
from ledger import queries as ledger
from ledger.errors import AccountOverdrawn, GiftDrawn
from ledger.posting import Entry, cr, dr, post
from notices.models import Notice
from people.models import User
from tests import factories
from tests.donations.example import Example, found
from tests.factories import at
from trail.queries import timeline
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db

DAY = date(2025, 4, 10)


@pytest.fixture
def example() -> Example:
    return found()


@pytest.fixture
def kimura() -> User:
    return factories.user("kimura")


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with clock_control.on(DAY):
        yield


def pledge(example: Example, by: User, **changes: Any) -> Donation:
    values: dict[str, Any] = {
        "donor": {"kind": "individual", "name": "木村 健"},
        "sub_fund_code": "GEN",
        "amount": 30_000,
        "method": "bank",
        **changes,
    }
    return services.pledge_donation(fund_id=example.fund.pk, by=by, **values)


def gift(example: Example, **changes: Any) -> Donation:
    """A gift in the books, earmarked."""
    values: dict[str, Any] = {
        "donor": {"kind": "individual", "name": "木村 健", "address": "みはらし市1-1"},
        "sub_fund_code": "GEN",
        "amount": 30_000,
        "method": "bank",
        **changes,
    }
    return services.record_donation(fund_id=example.fund.pk, by=example.endo, on=DAY, **values)


def stand(donation: Donation, state: str) -> Donation:
    Donation.objects.filter(pk=donation.pk).update(state=state)
    donation.refresh_from_db()
    return donation


# Pledges


def test_a_donor_pledges_for_themself(example: Example, kimura: User) -> None:
    made = pledge(example, kimura, publicity="alias", alias="匿名希望の市民")

    assert (made.state, made.donor.user, made.match_eligible) == ("pledged", kimura, True)
    assert made.number == f"D-{made.pk:06d}"
    assert list(own_donations(kimura)) == [made]
    assert pledge(example, kimura).donor == made.donor
    assert Notice.objects.filter(kind="donation_pledged", recipient=kimura).count() == 2
    assert ledger.journal_lines(example.book)[1:] == []


def test_the_office_pledges_for_anybody_with_its_own_number(example: Example) -> None:
    made = pledge(example, example.endo, number="令7-1", note="窓口")

    assert (made.number, made.donor.user, made.note) == ("令7-1", None, "窓口")
    with pytest.raises(NumberTaken):
        pledge(example, example.endo, number="令7-1")


def test_a_donor_cannot_act_as_the_office(example: Example, kimura: User) -> None:
    made = pledge(example, kimura, number="R-1", note="x")
    known = Donor.objects.create(fund=example.fund, kind="individual", name="他人")

    assert (made.number, made.note, made.donor.user) == (f"D-{made.pk:06d}", "", kimura)
    with pytest.raises(NotFound):
        pledge(example, kimura, donor=None, donor_id=known.pk)
    with pytest.raises(FieldErrors):
        pledge(example, kimura, donor={"kind": "unknown", "name": "募金箱"})
    with pytest.raises(NoSubFund):
        pledge(example, kimura, sub_fund_code="")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"amount": 0}, "/amount"),
        ({"amount": -5}, "/amount"),
        ({"amount": 10**12 + 1}, "/amount"),
        ({"method": "gold"}, "/method"),
        ({"publicity": "loud"}, "/publicity"),
        ({"publicity": "alias", "alias": " "}, "/alias"),
        ({"donor": {"kind": "individual", "name": ""}}, "/donor/name"),
        ({"donor": {"kind": "robot", "name": "a"}}, "/donor/kind"),
        ({"donor": {"kind": "company", "name": "あ" * 201}}, "/donor/name"),
    ],
)
def test_pledge_names_the_field_to_mend(
    example: Example, kimura: User, changes: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(FieldErrors) as refused:
        pledge(example, kimura, **changes)
    assert [fault.pointer for fault in refused.value.faults] == [pointer]
    assert Donation.objects.count() == 0


def test_pledge_to_what_takes_no_gifts(example: Example, kimura: User) -> None:
    with pytest.raises(SubFundClosed):
        pledge(example, kimura, sub_fund_code="MATCH")
    with pytest.raises(NoSubFund):
        pledge(example, kimura, sub_fund_code="XYZ")
    with pytest.raises(NotFound):
        services.pledge_donation(fund_id=0, by=kimura, amount=1, method="bank", sub_fund_code="GEN")


def test_pledges_lapse_after_sixty_days(example: Example, kimura: User) -> None:
    with clock_control.at(at("2025-04-01 09:00")):
        old = pledge(example, kimura)
        taken = pledge(example, kimura)
        services.receive_donation(donation_id=taken.pk, by=example.endo, on=date(2025, 4, 1))
    new = pledge(example, kimura)

    with clock_control.at(at("2025-06-01 00:00") - timedelta(seconds=1)):
        assert services.lapse_pledges() == 0
    with clock_control.at(at("2025-06-01 00:00")):
        assert services.lapse_pledges() == 1
        assert services.lapse_pledges() == 0
    assert {d.pk: d.state for d in Donation.objects.all()} == {
        old.pk: "lapsed", taken.pk: "received", new.pk: "pledged",
    }  # fmt: skip


# Receiving


def test_receive_is_for_the_office_and_never_ahead_of_time(example: Example, kimura: User) -> None:
    made = pledge(example, kimura)
    with pytest.raises(NotFound):
        services.receive_donation(donation_id=made.pk, by=kimura, on=DAY)
    with pytest.raises(NotAllowed):
        services.receive_donation(donation_id=made.pk, by=example.fukuda, on=DAY)
    with pytest.raises(FutureDay):
        services.receive_donation(donation_id=made.pk, by=example.endo, on=DAY + timedelta(days=1))
    with pytest.raises(NotFound):
        services.receive_donation(donation_id=made.pk + 1, by=example.endo, on=DAY)
    assert len(ledger.journal_lines(example.book)) == 1

    services.receive_donation(donation_id=made.pk, by=example.endo, on=DAY - timedelta(days=1))

    with pytest.raises(WrongState):
        services.receive_donation(donation_id=made.pk, by=example.endo, on=DAY)
    made.refresh_from_db()
    assert (made.state, made.received_on) == ("received", date(2025, 4, 9))
    assert Notice.objects.filter(kind="donation_thanks", recipient=kimura).count() == 1
    assert len(ledger.journal_lines(example.book)) == 2


@pytest.mark.parametrize(("method", "account"), [("cash", "1010"), ("bank", "1020"), ("card", "1030")])
def test_each_method_has_its_account(example: Example, method: str, account: str) -> None:
    gift(example, method=method)

    assert ledger.journal_lines(example.book)[-1] == (
        "2025-04-10", [(account, "", 30_000, 0), ("4010", "GEN", 0, 30_000)],
    )  # fmt: skip


def test_a_card_gift_counts_once_it_is_authorised(example: Example, kimura: User) -> None:
    made = pledge(example, kimura, method="card")
    services.start_payment(donation_id=made.pk, by=kimura)
    with pytest.raises(WrongState):
        services.start_payment(donation_id=made.pk, by=kimura)
    services.confirm_payment(donation_id=made.pk, by=SYSTEM)

    assert ledger.journal_lines(example.book)[-1][1][0] == ("1030", "", 30_000, 0)
    assert [event.verb for event in timeline(made)] == ["pledge", "start_payment", "receive"]


def test_a_failed_payment_leaves_no_money(example: Example, kimura: User) -> None:
    made = pledge(example, kimura, method="card")
    with pytest.raises(WrongState):
        services.fail_payment(donation_id=made.pk, by=SYSTEM)
    services.start_payment(donation_id=made.pk, by=kimura)
    with pytest.raises(NotFound):
        services.fail_payment(donation_id=made.pk, by=kimura)
    services.fail_payment(donation_id=made.pk, by=SYSTEM)
    with pytest.raises(WrongState):
        services.receive_donation(donation_id=made.pk, by=example.endo, on=DAY)
    assert len(ledger.journal_lines(example.book)) == 1


def test_earmarking_fixes_the_match_flag(example: Example) -> None:  # R11
    made = pledge(example, example.endo, sub_fund_code="KAN")
    services.receive_donation(donation_id=made.pk, by=example.endo, on=DAY)
    with pytest.raises(AlreadyEarmarked):
        services.earmark_donation(donation_id=made.pk, sub_fund_code="GEN", by=example.endo)
    services.earmark_donation(donation_id=made.pk, sub_fund_code="KAN", by=example.endo)
    made.refresh_from_db()
    assert (made.state, made.match_eligible) == ("earmarked", False)
    with pytest.raises(WrongState):
        services.earmark_donation(donation_id=made.pk, sub_fund_code="KAN", by=example.endo)


def test_unknown_money_waits_on_2020_until_its_donor_is_found(example: Example) -> None:
    made = services.record_unidentified(
        fund_id=example.fund.pk, amount=7_000, on=DAY, by=example.endo, note="ヤマモト"
    )
    assert (made.state, made.donor.name, made.sub_fund) == ("received", "依頼人不明", None)
    with pytest.raises(NotIdentified):
        services.earmark_donation(donation_id=made.pk, sub_fund_code="GRN", by=example.endo)
    with pytest.raises(NotAllowed):
        services.identify_donation(donation_id=made.pk, by=example.fukuda, sub_fund_code="GRN")
    with clock_control.on(date(2025, 4, 20)):
        services.identify_donation(
            donation_id=made.pk, by=example.endo, sub_fund_code="GRN", on=date(2025, 4, 20),
            donor={"kind": "individual", "name": "山本 和子"},
        )  # fmt: skip
        with pytest.raises(WrongState):
            services.identify_donation(donation_id=made.pk, by=example.endo, sub_fund_code="GRN")

    assert ledger.journal_lines(example.book)[1:] == [
        ("2025-04-10", [("1020", "", 7_000, 0), ("2020", "", 0, 7_000)]),
        ("2025-04-20", [("2020", "", 7_000, 0), ("4010", "GRN", 0, 7_000)]),
    ]
    made.refresh_from_db()
    # The day received is the day credited, not the day it was recognised.
    assert (made.state, made.donor.name, made.received_on, made.match_eligible) == (
        "earmarked", "山本 和子", DAY, True,
    )  # fmt: skip


def test_identify_is_for_unknown_money_only(example: Example) -> None:
    made = pledge(example, example.endo)
    services.receive_donation(donation_id=made.pk, by=example.endo, on=DAY)
    with pytest.raises(AlreadyIdentified):
        services.identify_donation(
            donation_id=made.pk, by=example.endo, sub_fund_code="GEN",
            donor={"kind": "individual", "name": "山本 和子"},
        )  # fmt: skip


# Refunds


@pytest.mark.parametrize(
    ("method", "moved_on", "account"),
    [("cash", False, "1010"), ("cash", True, "1020"), ("bank", False, "1020"), ("card", False, "1030"),
     ("card", True, "1020")],
)  # fmt: skip
def test_a_refund_goes_back_from_where_the_money_stands(
    example: Example, method: str, moved_on: bool, account: str
) -> None:
    made = gift(example, method=method)
    if moved_on and method == "cash":
        services.deposit_cash(fund_id=example.fund.pk, amount=30_000, on=DAY, by=example.endo)
    elif moved_on:
        services.settle_cards(fund_id=example.fund.pk, donation_ids=[made.pk], on=DAY, by=example.endo)

    services.prepare_refund(donation_id=made.pk, by=example.endo, reason="誤り")
    services.approve_refund(donation_id=made.pk, by=example.fukuda, on=DAY)

    assert ledger.journal_lines(example.book)[-1] == (
        "2025-04-10", [("4010", "GEN", 30_000, 0), (account, "", 0, 30_000)],
    )  # fmt: skip


def test_a_refund_needs_two_people_and_a_reason(example: Example) -> None:  # R14
    both = factories.staff(example.fund, "officer", "approver")
    made = gift(example)
    with pytest.raises(RefundNotPrepared):
        services.approve_refund(donation_id=made.pk, by=example.fukuda, on=DAY)
    with pytest.raises(ReasonMissing):
        services.prepare_refund(donation_id=made.pk, by=example.endo, reason="")
    with pytest.raises(NotAllowed):
        services.prepare_refund(donation_id=made.pk, by=example.fukuda, reason="誤り")
    services.prepare_refund(donation_id=made.pk, by=both, reason="誤り")
    with pytest.raises(SamePerson):
        services.approve_refund(donation_id=made.pk, by=both, on=DAY)
    with pytest.raises(NotAllowed):
        services.approve_refund(donation_id=made.pk, by=example.endo, on=DAY)
    with pytest.raises(NotFound):
        services.approve_refund(donation_id=made.pk, by=factories.user("fujii"), on=DAY)
    with pytest.raises(FutureDay):
        services.approve_refund(donation_id=made.pk, by=example.fukuda, on=DAY + timedelta(days=1))
    made.refresh_from_db()
    assert (made.state, made.refunded_on) == ("earmarked", None)


def test_a_gift_an_award_has_drawn_on_stays(example: Example) -> None:  # R12
    made = gift(example, sub_fund_code="GRN")
    lines = (dr("5010", 1, "GRN"), cr("2010", 1))
    post(
        example.book,
        Entry("award", "award:1", DAY, lines, reference="award:1"),
        by=SYSTEM,
        at=at("2025-04-10 12:00"),
    )
    services.prepare_refund(donation_id=made.pk, by=example.endo, reason="誤り")

    with pytest.raises(GiftDrawn):
        services.approve_refund(donation_id=made.pk, by=example.fukuda, on=DAY)
    made.refresh_from_db()
    assert (made.state, made.refunded_on) == ("earmarked", None)
    assert len(ledger.journal_lines(example.book)) == 3


@pytest.mark.parametrize("state", [s for s in DONATION.states if s not in ("earmarked", "receipted")])
def test_no_refund_from_other_states(example: Example, state: str) -> None:
    made = stand(gift(example), state)
    with pytest.raises(WrongState):
        services.prepare_refund(donation_id=made.pk, by=example.endo, reason="誤り")
    with pytest.raises(WrongState):
        services.approve_refund(donation_id=made.pk, by=example.fukuda, on=DAY)


VERBS: dict[str, Any] = {
    "start_payment": lambda e, d: services.start_payment(donation_id=d.pk, by=e.endo),
    "receive": lambda e, d: services.receive_donation(donation_id=d.pk, by=e.endo, on=DAY),
    "fail": lambda e, d: services.fail_payment(donation_id=d.pk, by=e.endo),
    "earmark": lambda e, d: services.earmark_donation(donation_id=d.pk, sub_fund_code="GEN", by=e.endo),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", DONATION.states)
def test_every_way_that_the_table_does_not_list_is_refused(example: Example, state: str, verb: str) -> None:
    if any(row.verb == verb for row in DONATION.leaving(state)):
        return
    made = stand(pledge(example, example.endo), state)
    with pytest.raises(WrongState):
        VERBS[verb](example, made)
    made.refresh_from_db()
    assert made.state == state


# Cash, cards, fees


def test_deposit_takes_no_more_than_there_is(example: Example) -> None:
    gift(example, method="cash", amount=5_000)
    with pytest.raises(AccountOverdrawn):
        services.deposit_cash(fund_id=example.fund.pk, amount=5_001, on=DAY, by=example.endo)
    with pytest.raises(FieldErrors):
        services.deposit_cash(fund_id=example.fund.pk, amount=0, on=DAY, by=example.endo)
    with pytest.raises(NotAllowed):
        services.deposit_cash(fund_id=example.fund.pk, amount=1, on=DAY, by=example.fukuda)


def test_a_part_deposit_covers_the_oldest_gifts(example: Example) -> None:
    made = [gift(example, method="cash", amount=amount) for amount in (1_000, 2_000, 4_000)]
    services.deposit_cash(fund_id=example.fund.pk, amount=5_000, on=DAY, by=example.endo)

    for row in made:
        row.refresh_from_db()
    assert [row.deposited for row in made] == [True, True, False]
    services.deposit_cash(fund_id=example.fund.pk, amount=2_000, on=DAY, by=example.endo)
    assert ledger.trial_balance(example.book)["1010"] == 0


def test_card_pay_out_refuses_what_is_not_owed(example: Example) -> None:
    card = gift(example, method="card", amount=10_000)
    bank = gift(example)
    pledged = pledge(example, example.endo, method="card")
    for wrong in (bank, pledged):
        with pytest.raises(NotSettleable):
            services.settle_cards(
                fund_id=example.fund.pk, donation_ids=[card.pk, wrong.pk], on=DAY, by=example.endo
            )
    services.settle_cards(fund_id=example.fund.pk, donation_ids=[card.pk], on=DAY, by=example.endo)
    with pytest.raises(NotSettleable):
        services.settle_cards(fund_id=example.fund.pk, donation_ids=[card.pk], on=DAY, by=example.endo)
    with pytest.raises(NotFound):
        services.settle_cards(fund_id=example.fund.pk, donation_ids=[0], on=DAY, by=example.endo)
    # 10,000 × 0.036 = 360.
    assert ledger.journal_lines(example.book)[-1][1] == [
        ("1020", "", 9_640, 0), ("5020", "OPS", 360, 0), ("1030", "", 0, 10_000),
    ]  # fmt: skip


def test_fees_taken_again_take_only_what_came_since(example: Example) -> None:  # R12
    gift(example, sub_fund_code="GRN", amount=1_010)
    for _ in range(2):
        services.take_fees(fund_id=example.fund.pk, year=2025, on=DAY, by=example.endo)
    gift(example, sub_fund_code="GRN", amount=1_010)
    services.take_fees(fund_id=example.fund.pk, year=2025, on=DAY, by=example.endo)

    # 1,010 × 5 % = 50.5 → 50; 2,020 × 5 % = 101, less 50 = 51.
    fees = [lines for _, lines in ledger.journal_lines(example.book) if lines[0][0] == "6010"]
    assert [lines[0][2] for lines in fees] == [50, 51]
    with pytest.raises(NotAllowed):
        services.take_fees(fund_id=example.fund.pk, year=2025, on=DAY, by=example.fukuda)


# Who sees what


def test_a_donor_sees_their_own_and_the_office_all(example: Example, kimura: User) -> None:
    own, other = pledge(example, kimura), gift(example)
    fujii = factories.user("fujii")
    pledge(found("SORA"), fujii)

    assert list(own_donations(kimura)) == [own]
    assert set(visible_to(example.endo)) == {own, other}
    assert state_counts(visible_to(example.endo)) == {"pledged": 1, "earmarked": 1}
    assert visible_to(fujii).filter(fund=example.fund).count() == 0


def test_publicity_can_change_for_the_future(example: Example, kimura: User) -> None:  # R13
    made = pledge(example, kimura, publicity="name")
    services.receive_donation(donation_id=made.pk, by=example.endo, on=DAY)
    assert [row.name for row in public_donations(example.fund)] == ["木村 健"]

    services.set_publicity(donation_id=made.pk, by=kimura, publicity="alias", alias="市民", show_amount=False)
    assert [(row.name, row.amount) for row in public_donations(example.fund)] == [("市民", None)]
    services.set_publicity(donation_id=made.pk, by=kimura, publicity="anonymous")
    assert public_donations(example.fund) == []
    # Anonymous donors appear in the register only.
    assert [row.donor.name for row in donor_register(example.fund, 2025)] == ["木村 健"]
    with pytest.raises(NotFound):
        services.set_publicity(donation_id=made.pk, by=factories.user("fujii"), publicity="name")


@pytest.mark.parametrize("service", ["receive", "refund", "lapse"])
def test_services_cost_the_same_among_many_gifts(example: Example, service: str) -> None:
    counts = []
    for others in (3, 30):
        while Donation.objects.exclude(state="refunded").count() < others:
            pledge(example, example.endo)
        with clock_control.on(DAY):
            made = gift(example)
            services.prepare_refund(donation_id=made.pk, by=example.endo, reason="誤り")
            waiting = pledge(example, example.endo)
            with CaptureQueriesContext(connection) as queries:
                if service == "receive":
                    services.receive_donation(donation_id=waiting.pk, by=example.endo, on=DAY)
                elif service == "refund":
                    services.approve_refund(donation_id=made.pk, by=example.fukuda, on=DAY)
                else:
                    services.lapse_pledges()
        counts.append(len(queries))
    assert counts[0] == counts[1]
