"""What somebody who wants to give has to know (P4): the sub-funds with goal and yen raised, what the city
adds, amounts, ways to pay, and whether the gift is deductible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Sum

from common import clock
from common.calendar import fiscal_year_label, fiscal_year_of
from common.money import fraction
from donations.models import Donation
from donations.services.certifying import issuer_of
from donations.services.giving import CLOSED_KINDS, METHODS, address_needed, is_open, limits_of
from donations.services.links import bank_account_lines
from fund.models import Fund, SubFund
from fund.policy import FundPolicy, MatchPolicy
from fund.queries import policies_on
from transparency.queries.figures import FiguresWithheld, figures


@dataclass(frozen=True)
class Choice:
    """A sub-fund that can be given to. `raised`: gifts of this year in yen, None while the figures are being
    checked; `fee_rate` of it goes to running costs."""

    sub_fund: SubFund
    raised: int | None
    is_open: bool
    fee_rate: Fraction


@dataclass(frozen=True)
class MatchOffer:
    """What the city adds to gifts that come in until a day (R11). `base`: yen that count already."""

    ratio: Fraction
    unit: int
    cap: int
    base: int
    until: date


@dataclass(frozen=True)
class Giving:
    """Everything of one fund for the form. Yen; `pay_days` until a pledge lapses."""

    fund: Fund
    year: int
    year_label: str
    as_of: date
    choices: tuple[Choice, ...]
    default: str
    policy: FundPolicy
    match: MatchOffer | None

    @property
    def presets(self) -> tuple[int, ...]:
        return self.policy.gift_presets

    @property
    def methods(self) -> tuple[tuple[str, int], ...]:
        """The ways to pay with the most yen of each."""
        most = limits_of(self.policy)
        return tuple((method, most[method]) for method in METHODS)

    @property
    def issuer_kind(self) -> str:
        return issuer_of(self.fund)["kind"]

    @property
    def deductible(self) -> bool:
        """Whether the receipt serves for the tax return (§7)."""
        return self.issuer_kind != "plain"

    @property
    def receipt_needs_address(self) -> bool:
        return address_needed(self.fund, "email")

    @property
    def account(self) -> list[str]:
        return bank_account_lines(self.fund)


def giving(fund: Fund) -> Giving:
    """What P4 shows of a fund. At most 8 queries, any size."""
    today = clock.today()
    year = fiscal_year_of(today)
    policy = policies_on(today).get(fund.pk, FundPolicy())
    raised = _raised(fund, year)
    rows = SubFund.objects.filter(fund=fund).exclude(kind__in=CLOSED_KINDS).order_by("position", "pk")
    choices = tuple(
        Choice(
            row,
            None if raised is None else raised.get(row.code, 0),
            is_open(row),
            fraction(row.fee_rate),
        )
        for row in rows
    )
    general = next((row for row in choices if row.sub_fund.kind == "general" and row.is_open), None)
    return Giving(
        fund=fund,
        year=year,
        year_label=fiscal_year_label(year),
        as_of=today,
        choices=choices,
        default=general.sub_fund.code if general else "",
        policy=policy,
        match=_match(fund, policy.city_match, today),
    )


def _raised(fund: Fund, year: int) -> dict[str, int] | None:
    try:
        found = figures(fund, year)
    except FiguresWithheld:
        return None
    return {row.code: row.received for figure in found for row in figure.sub_funds}


def _match(fund: Fund, policy: MatchPolicy | None, today: date) -> MatchOffer | None:
    if policy is None or not policy.received_from <= today <= policy.received_to:
        return None
    counted = Donation.objects.filter(
        fund=fund,
        state__in=Donation.COUNTED,
        match_eligible=True,
        sub_fund__match_eligible=True,
        received_on__gte=policy.received_from,
        received_on__lte=policy.received_to,
    )
    base = counted.aggregate(yen=Sum("amount"))["yen"] or 0
    return MatchOffer(policy.ratio, policy.unit, policy.cap, base, policy.received_to)
