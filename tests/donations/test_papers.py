"""Receipts on paper: as issued, marked when issued again or void; a year's gifts as an overview."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common import clock_control
from donations import services
from donations.models import Donation, Donor, Receipt
from donations.papers.setting import receipt_pdf
from fund import services as funds
from fund.models import Fund
from tests import factories
from tests.donations.example import Example, found
from tests.papers import look, read
from tests.people.http import get
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db
DAY = date(2025, 12, 20)
NPO = {
    "kind": "npo_certified", "name": "みはらしまちサポート", "address": "みはらし市1-1", "number": "第1号",
    "recognised_on": "令和5年4月1日", "authority": "みはらし県",
}  # fmt: skip


@pytest.fixture
def example() -> Example:
    return found()


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with clock_control.on(DAY):
        yield


def gift(example: Example, *, amount: int = 30_000, on: date = DAY, **donor: Any) -> Donation:
    person = {"kind": "individual", "name": "髙﨑 𠮷江", "address": "みはらし市本町1-1", **donor}
    return services.record_donation(
        fund_id=example.fund.pk, by=example.endo, on=on, donor=person, sub_fund_code="GEN", amount=amount,
        method="bank",
    )  # fmt: skip


def issued(example: Example, made: Donation) -> Receipt:
    return services.issue_receipt(donation_id=made.pk, by=example.endo)


def text_of(receipt: Receipt, name: str = "") -> str:
    made = receipt_pdf(receipt)
    if name:
        look(made, f"receipt-{name}.pdf")
    text, pages = read(made, f"番号 {receipt}")
    assert pages == 1
    return text


def test_a_receipt_has_all_that_a_recognised_npo_must_state(example: Example) -> None:
    funds.set_issuer(fund_id=example.fund.pk, issuer=NPO, by=SYSTEM)
    text = text_of(issued(example, gift(example)), "npo")
    for expected in (
        "寄附金受領証明書", "番号R7-00001", "発行日令和7年12月20日", "髙﨑𠮷江様", "みはらし市本町1-1",
        "金30,000円", "受領日令和7年12月20日(2025年)", "銀行振込",
        "この寄附金は、当法人の特定非営利活動に係る事業に関連するものです。",
        "認定番号第1号認定年月日令和5年4月1日所轄庁みはらし県", "みはらしまちサポート",
    ):  # fmt: skip
        assert expected in text


@pytest.mark.parametrize(
    ("mode", "issuer", "sentence"),
    [
        ("private", {"kind": "plain", "name": "基金"}, "本領収書による寄附金控除は受けられません"),
        (
            "municipal",
            {"kind": "municipality", "name": "みはらし市長"},
            "この寄附金は、地方公共団体に対する寄附金です。",
        ),
        (
            "private",
            {"kind": "public_interest", "name": "財団", "address": "市1-1", "number": "1234567890123"},
            "この寄附金は、当法人の主たる目的である業務に関連する寄附金です(法人税法第37条第4項)。",
        ),
    ],
)
def test_each_kind_of_issuer_says_what_holds_for_the_tax(
    example: Example, mode: str, issuer: dict[str, str], sentence: str
) -> None:
    Fund.objects.filter(pk=example.fund.pk).update(legal_mode=mode, issuer=issuer)
    assert sentence in text_of(issued(example, gift(example)))


def test_a_company_is_addressed_as_one(example: Example) -> None:
    assert "株式会社みはらし印刷御中" in text_of(
        issued(example, gift(example, kind="company", name="株式会社みはらし印刷"))
    )


def test_a_receipt_stays_as_issued_and_bears_the_mark_of_each_later_step(example: Example) -> None:
    funds.set_issuer(fund_id=example.fund.pk, issuer=NPO, by=SYSTEM)
    receipt = issued(example, gift(example))
    before = receipt_pdf(receipt)
    Fund.objects.update(issuer={**NPO, "name": "あとの名前"}, name="あとの基金")
    Donor.objects.update(name="あとの名前", kind="company")
    assert receipt_pdf(Receipt.objects.get(pk=receipt.pk)) == before

    with clock_control.on(date(2026, 1, 5)):
        again = services.reissue_receipt(receipt_id=receipt.pk, by=example.endo)
    assert "再発行令和8年1月5日" in text_of(again, "again")
    assert "番号R7-00001" in text_of(again)
    void = services.void_receipt(receipt_id=receipt.pk, by=example.fukuda, reason="宛名の誤り")
    assert "この証明書は無効です。" in text_of(void, "void")
    successor = issued(example, Donation.objects.get(pk=receipt.donation_id))
    assert "番号R7-00001に代わるもの" in text_of(successor)


def test_the_donor_and_the_office_have_a_receipt_and_nobody_else(example: Example) -> None:
    donor, other = factories.user("donor"), factories.user("fujii")
    receipt = issued(example, gift(example))
    Donor.objects.filter(pk=receipt.donation.donor_id).update(user=donor)
    address = f"receipts/{receipt.pk}/pdf/"
    for person, status in ((donor, 200), (example.endo, 200), (other, 404)):
        assert get(person, address).status_code == status
    mine = get(donor, "donations/own/2025/pdf/")
    assert mine.status_code == 200
    assert get(donor, "donations/own/2024/pdf/").status_code == 404
    for person in (example.endo, other):
        assert get(person, "donations/own/2025/pdf/").status_code == 404


def test_a_year_adds_up_what_came_in_within_it_and_costs_the_same_for_many(example: Example) -> None:
    donor = factories.user("donor")

    def asked() -> tuple[str, int]:
        Donor.objects.update(user=donor)
        with CaptureQueriesContext(connection) as made:
            answer = get(donor, "donations/own/2025/pdf/")
        paper = b"".join(answer.streaming_content)
        look(paper, "year.pdf")
        return read(paper, "2025年(令和7年)の寄附の合計")[0], len(made)

    first = gift(example, amount=1_000, on=date(2025, 4, 1))
    receipt = issued(example, first)
    _, few = asked()
    for day, amount in ((date(2025, 12, 20), 20_000), (date(2025, 5, 1), 300)):
        gift(example, amount=amount, on=day)
    Donation.objects.filter(pk=gift(example, amount=4_000_000).pk).update(state="refunded")
    text, many = asked()
    assert many == few <= 4
    assert "合計21,300円" in text
    assert "4,000,000円" not in text
    assert str(receipt) in text
    assert "寄附金控除は受けられません" in text
