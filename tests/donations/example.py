"""The donations of domain.md §8, driven through the services at their dates."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from common import clock_control
from donations import services
from donations.models import Donation
from fund import services as funds
from fund.models import Fund, Round
from fund.queries import book_of_year
from ledger.models import Book
from people.models import User
from tests import factories
from trail.services import SYSTEM

POLICY = {
    "card_fee_rate": "0.036",
    "city_match": {
        "ratio": "1",
        "cap": 1_000_000,
        "received_from": "2025-04-01",
        "received_to": "2025-06-30",
        "unit": 1000,
        "unspent": "return",
    },
}

# no, date, method, kind, donor, publicity, yen, sub-fund (domain.md §8; D15 is a pledge only)
GIFTS: tuple[tuple[str, date | None, str, str, str, str, int, str], ...] = (
    ("D01", date(2025, 4, 3), "cash", "individual", "山本 和子", "anonymous", 5_000, "GEN"),
    ("D02", date(2025, 4, 10), "bank", "individual", "木村 健", "name", 30_000, "GEN"),
    ("D03", date(2025, 4, 15), "card", "individual", "佐々木 玲", "name", 10_000, "GEN"),
    ("D04", date(2025, 4, 22), "bank", "company", "株式会社みはらし印刷", "name", 300_000, "GEN"),
    ("D05", date(2025, 5, 1), "cash", "unknown", "募金箱", "anonymous", 18_450, "GEN"),
    ("D06", date(2025, 5, 8), "card", "individual", "松本 彩", "anonymous", 50_000, "GEN"),
    ("D07", date(2025, 5, 14), "bank", "individual", "井上 隆", "name", 100_000, "GEN"),
    ("D08", date(2025, 5, 20), "bank", "company", "みはらし信用組合", "name", 200_000, "GEN"),
    ("D09", date(2025, 5, 22), "card", "individual", "松本 彩", "anonymous", 3_000, "GEN"),
    ("D10", date(2025, 5, 27), "bank", "company", "みどり造園株式会社", "name", 150_000, "GRN"),
    ("D11", date(2025, 5, 30), "cash", "individual", "林 文", "name", 20_000, "GRN"),
    ("D12", date(2025, 6, 2), "bank", "company", "みはらし商事株式会社", "name", 1_000_000, "KAN"),
    ("D13", date(2025, 6, 5), "bank", "individual", "清水 翔", "name", 60_000, "NGO"),
    ("D14", date(2025, 6, 9), "card", "individual", "森 美咲", "anonymous", 20_000, "NGO"),
    ("D15", None, "bank", "company", "みはらし建設株式会社", "name", 100_000, "GEN"),
)


@dataclass
class Example:
    """The fund, its people, its round and its gifts by number."""

    fund: Fund
    call: Round
    endo: User
    fukuda: User
    gifts: dict[str, Donation] = field(default_factory=dict)

    @property
    def book(self) -> Book:
        return book_of_year(self.fund, 2025)

    def gift(self, number: str) -> Donation:
        return Donation.objects.get(pk=self.gifts[number].pk)


def found(code: str = "MIHARASHI", policy: dict[str, Any] | None = None) -> Example:
    """The fund with its sub-funds, books of 2025 and opening balances."""
    fund = factories.fund(code, policy or POLICY)
    fund.sub_funds.all().delete()
    gen = factories.sub_fund(fund, "GEN", "general", match_eligible=True)
    factories.sub_fund(fund, "GRN", "theme", match_eligible=True, fee_rate="0.05", tags=["環境"])
    factories.sub_fund(fund, "KAN", "named_company", fee_rate="0.10", tags=["子ども"])
    factories.sub_fund(fund, "NGO", "named_group", fee_rate="0.10", payout_cap=60_000, overflow_to=gen)
    factories.sub_fund(fund, "MATCH", "city_match")
    factories.sub_fund(fund, "OPS", "operations")
    funds.open_year(fund_id=fund.pk, year=2025, by=SYSTEM)
    endo = factories.staff(fund, "officer", "cashier", name="endo")
    fukuda = factories.staff(fund, "approver", name="fukuda")
    call = factories.call(fund, "R7-05")
    with clock_control.on(date(2025, 4, 1)):
        funds.post_opening(
            fund_id=fund.pk, year=2025, amounts={"GEN": 300_000, "OPS": 50_000}, by=endo, on=date(2025, 4, 1)
        )
    return Example(fund, call, endo, fukuda)


def give(example: Example, number: str) -> Donation:
    """One gift of the table, pledged and, where it came in, received and earmarked on its day."""
    row = next(row for row in GIFTS if row[0] == number)
    _, on, method, kind, donor, publicity, amount, sub_fund = row
    values: dict[str, Any] = {
        "fund_id": example.fund.pk,
        "by": example.endo,
        "number": number,
        "donor": {"kind": kind, "name": donor},
        "sub_fund_code": sub_fund,
        "amount": amount,
        "method": method,
        "publicity": publicity,
    }
    with clock_control.on(on or date(2025, 4, 1)):
        made = services.pledge_donation(**values) if on is None else services.record_donation(**values, on=on)
    example.gifts[number] = made
    return made


def gifts_of_the_year(example: Example) -> None:
    """D01–D15, with D09 given back on 26 May, the cash banked on 2 June and the cards paid out on 16 June."""
    for number, *_ in GIFTS:
        if number == "D10":
            refund(example, "D09", date(2025, 5, 26), "操作誤りによる返金")
        if number == "D13":
            with clock_control.on(date(2025, 6, 2)):
                services.deposit_cash(
                    fund_id=example.fund.pk, amount=43_450, on=date(2025, 6, 2), by=example.endo
                )
        give(example, number)
    cards = [example.gifts[number].pk for number in ("D03", "D06", "D14")]
    with clock_control.on(date(2025, 6, 16)):
        services.settle_cards(
            fund_id=example.fund.pk, donation_ids=cards, on=date(2025, 6, 16), by=example.endo
        )


def refund(example: Example, number: str, on: date, reason: str = "返金") -> Donation:
    with clock_control.on(on):
        services.prepare_refund(donation_id=example.gifts[number].pk, by=example.endo, reason=reason)
        return services.approve_refund(donation_id=example.gifts[number].pk, by=example.fukuda, on=on)


def fees_and_match(example: Example, received: bool = True) -> None:
    """Fees on 30 June; the match confirmed on 1 July and received on 10 July."""
    with clock_control.on(date(2025, 6, 30)):
        services.take_fees(fund_id=example.fund.pk, year=2025, on=date(2025, 6, 30), by=example.endo)
    with clock_control.on(date(2025, 7, 1)):
        services.prepare_match(round_id=example.call.pk, by=example.endo)
        services.confirm_match(round_id=example.call.pk, by=example.fukuda)
    if received:
        with clock_control.on(date(2025, 7, 10)):
            services.receive_match(round_id=example.call.pk, on=date(2025, 7, 10), by=example.endo)
