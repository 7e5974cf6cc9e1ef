"""Donation receipts (§7): gapless numbers, one valid receipt for a gift, voided by a second person."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from common import clock_control
from common.errors import FieldErrors, NotAllowed, NotFound, ReasonMissing, SamePerson, WrongState
from donations import services
from donations.models import Donation, Donor, Receipt
from donations.rules import issuer_lacks, receipt_number
from donations.services.certifying import (
    AddressMissing,
    AlreadyReceipted,
    IssuerIncomplete,
    NoReceipt,
    receipt_text,
)
from donations.services.refunding import ReceiptValid
from fund import services as funds
from notices.models import Notice
from tests import factories
from tests.donations.example import Example, found
from trail.models import Event
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db

DAY = date(2025, 12, 20)


@pytest.fixture
def example() -> Example:
    return found()


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with clock_control.on(DAY):
        yield


def gift(example: Example, kind: str = "individual", name: str = "木村 健", address: str = "") -> Donation:
    return services.record_donation(
        fund_id=example.fund.pk,
        by=example.endo,
        on=DAY,
        donor={"kind": kind, "name": name, "address": address, "email": "kimura@example.jp"},
        sub_fund_code="GEN",
        amount=30_000,
        method="bank",
    )


def issue(example: Example, donation: Donation) -> Receipt:
    return services.issue_receipt(donation_id=donation.pk, by=example.endo)


def test_numbers_run_without_a_gap_by_issuer_and_calendar_year(example: Example) -> None:
    first, second, third = (gift(example) for _ in range(3))
    other = found("SORA")
    assert [str(issue(example, row)) for row in (first, second)] == ["R7-00001", "R7-00002"]
    assert str(issue(other, gift(other))) == "R7-00001"
    with clock_control.on(date(2026, 1, 5)):
        late = issue(example, third)
    # The number is of the year of issue; the day received stays the one that decides the tax year.
    assert (str(late), late.received_on) == ("R8-00001", DAY)
    assert receipt_number(2025, 12) == "R7-00012"


def test_a_number_given_in_vain_is_given_again(example: Example) -> None:
    def issue_and_fail() -> None:
        with transaction.atomic():
            issue(example, gift(example))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        issue_and_fail()
    assert str(issue(example, gift(example))) == "R7-00001"


def test_issue_receipt_certifies_a_gift_once(example: Example) -> None:
    made = gift(example, address="みはらし市本町1-1")
    receipt = issue(example, made)
    made.refresh_from_db()

    assert made.state == "receipted"
    assert (receipt.addressee, receipt.address, receipt.amount) == ("木村 健", "みはらし市本町1-1", 30_000)
    assert Notice.objects.filter(kind="donation_receipt", address="kimura@example.jp").count() == 1
    with pytest.raises(AlreadyReceipted):
        issue(example, made)


def test_issue_receipt_refusals(example: Example) -> None:
    made = gift(example)
    with pytest.raises(NotAllowed):
        services.issue_receipt(donation_id=made.pk, by=example.fukuda)
    with pytest.raises(NotFound):
        services.issue_receipt(donation_id=made.pk, by=factories.user("fujii"))
    with pytest.raises(NoReceipt):
        issue(example, gift(example, kind="unknown", name="募金箱"))
    pledged = services.pledge_donation(
        fund_id=example.fund.pk, by=example.endo, donor_id=made.donor_id, sub_fund_code="GEN", amount=1,
        method="bank",
    )  # fmt: skip
    with pytest.raises(WrongState):
        issue(example, pledged)
    assert Receipt.objects.count() == 0


def test_a_recognised_npo_names_itself_and_the_donors_address(example: Example) -> None:
    issuer = {"kind": "npo_certified", "name": "みはらしまちサポート", "address": "みはらし市1-1"}
    funds.set_issuer(fund_id=example.fund.pk, issuer=issuer, by=SYSTEM)
    with pytest.raises(IssuerIncomplete):
        issue(example, gift(example, address="みはらし市本町1-1"))
    issuer |= {"number": "第1号", "recognised_on": "令和5年4月1日", "authority": "みはらし県"}
    funds.set_issuer(fund_id=example.fund.pk, issuer=issuer, by=SYSTEM)
    with pytest.raises(AddressMissing):
        issue(example, gift(example))

    receipt = issue(example, gift(example, address="みはらし市本町1-1"))

    assert receipt_text(receipt).splitlines() == [
        "寄附金受領証明書",
        "番号 R7-00001",
        "発行日 令和7年12月20日",
        "木村 健 様",
        "みはらし市本町1-1",
        "金額 30,000円",
        "受領日 令和7年12月20日",
        "この寄附金は、当法人の特定非営利活動に係る事業に関連するものです。",
        "認定番号 第1号 認定年月日 令和5年4月1日 所轄庁 みはらし県",
        "みはらしまちサポート",
        "みはらし市1-1",
    ]


def test_a_plain_receipt_says_that_nothing_is_deducted(example: Example) -> None:
    text = receipt_text(issue(example, gift(example)))

    # domain.md §7, word for word.
    assert "本領収書による寄附金控除は受けられません" in text.splitlines()
    assert text.startswith("領収書\n")


def test_a_municipality_names_the_purpose(example: Example) -> None:
    example.fund.legal_mode = "municipal"
    example.fund.operator = "みはらし市長"
    example.fund.save()
    made = gift(example, address="みはらし市本町1-1")
    made.fund.refresh_from_db()

    lines = receipt_text(issue(example, made)).splitlines()
    assert "この寄附金は、地方公共団体に対する寄附金です。" in lines
    assert "使途 GEN" in lines


def test_set_issuer_knows_its_kinds(example: Example) -> None:
    with pytest.raises(FieldErrors):
        funds.set_issuer(fund_id=example.fund.pk, issuer={"kind": "club"}, by=SYSTEM)
    with pytest.raises(NotAllowed):
        funds.set_issuer(fund_id=example.fund.pk, issuer={"kind": "plain"}, by=example.endo)
    assert issuer_lacks({"kind": "public_interest", "name": "x"}) == ["address", "number"]


def test_reissue_keeps_number_and_content(example: Example) -> None:
    receipt = issue(example, gift(example))
    with clock_control.on(date(2026, 1, 5)):
        again = services.reissue_receipt(receipt_id=receipt.pk, by=example.endo)

    assert (str(again), again.reissued, again.amount) == ("R7-00001", 1, 30_000)
    assert "再発行 令和8年1月5日" in receipt_text(again).splitlines()
    with pytest.raises(NotAllowed):
        services.reissue_receipt(receipt_id=receipt.pk, by=example.fukuda)


def test_a_donor_asks_for_a_receipt_again_once(example: Example) -> None:
    donor, other = factories.user("kimura"), factories.user("fujii")
    made = gift(example)
    Donor.objects.filter(pk=made.donor_id).update(user=donor)
    receipt = issue(example, made)
    for _ in range(2):
        asked = services.ask_for_reissue(receipt_id=receipt.pk, by=donor)
        assert asked.reissue_asked_at is not None
    letters = Notice.objects.filter(kind="receipt_reissue_asked")
    assert [letter.recipient_id for letter in letters] == [example.endo.pk]
    assert Event.objects.filter(verb="ask_reissue").count() == 1
    with pytest.raises(NotFound):
        services.ask_for_reissue(receipt_id=receipt.pk, by=other)
    with pytest.raises(NotAllowed):
        services.ask_for_reissue(receipt_id=receipt.pk, by=example.endo)

    again = services.reissue_receipt(receipt_id=receipt.pk, by=example.endo)
    assert (again.reissued, again.reissue_asked_at) == (1, None)
    told = Notice.objects.filter(kind="donation_receipt", recipient=donor)
    assert told.count() == 2  # when it was issued, and when it was issued again as asked
    services.ask_for_reissue(receipt_id=receipt.pk, by=donor)
    assert letters.all().count() == 2

    services.void_receipt(receipt_id=receipt.pk, by=example.fukuda, reason="宛名の誤り")
    assert Receipt.objects.get(pk=receipt.pk).reissue_asked_at is None
    with pytest.raises(WrongState):
        services.ask_for_reissue(receipt_id=receipt.pk, by=donor)


def test_void_needs_another_approver_and_a_reason(example: Example) -> None:  # R14
    both = factories.staff(example.fund, "officer", "approver")
    made = gift(example)
    receipt = services.issue_receipt(donation_id=made.pk, by=both)
    with pytest.raises(SamePerson):
        services.void_receipt(receipt_id=receipt.pk, by=both, reason="宛名の誤り")
    with pytest.raises(NotAllowed):
        services.void_receipt(receipt_id=receipt.pk, by=example.endo, reason="宛名の誤り")
    with pytest.raises(ReasonMissing):
        services.void_receipt(receipt_id=receipt.pk, by=example.fukuda, reason="")
    with pytest.raises(NotFound):
        services.void_receipt(receipt_id=receipt.pk + 1, by=example.fukuda, reason="x")
    services.void_receipt(receipt_id=receipt.pk, by=example.fukuda, reason="宛名の誤り")
    with pytest.raises(WrongState):
        services.void_receipt(receipt_id=receipt.pk, by=example.fukuda, reason="宛名の誤り")
    with pytest.raises(WrongState):
        services.reissue_receipt(receipt_id=receipt.pk, by=example.endo)


def test_the_successor_names_the_void_receipt(example: Example) -> None:
    made = gift(example)
    first = issue(example, made)
    services.void_receipt(receipt_id=first.pk, by=example.fukuda, reason="宛名の誤り")

    second = issue(example, made)

    assert (str(second), second.replaces) == ("R7-00002", first)
    first.refresh_from_db()
    # The void one keeps its number.
    assert (str(first), first.state, first.void_reason) == ("R7-00001", "void", "宛名の誤り")
    assert "(無効)" in receipt_text(first)


def test_a_receipted_gift_goes_back_once_its_receipt_is_void(example: Example) -> None:
    made = gift(example)
    receipt = issue(example, made)
    with pytest.raises(ReceiptValid):
        services.prepare_refund(donation_id=made.pk, by=example.endo, reason="誤り")
    services.void_receipt(receipt_id=receipt.pk, by=example.fukuda, reason="返金のため")
    services.prepare_refund(donation_id=made.pk, by=example.endo, reason="誤り")
    services.approve_refund(donation_id=made.pk, by=example.fukuda, on=DAY)
    made.refresh_from_db()
    assert made.state == "refunded"
    with pytest.raises(WrongState):
        issue(example, made)


def test_a_receipt_issued_after_the_refund_was_prepared_stops_it(example: Example) -> None:
    made = gift(example)
    services.prepare_refund(donation_id=made.pk, by=example.endo, reason="誤り")
    issue(example, made)

    with pytest.raises(ReceiptValid):
        services.approve_refund(donation_id=made.pk, by=example.fukuda, on=DAY)
