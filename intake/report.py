"""What a fund's year came to, in the layout of a case's expected.json (docs/case-format.md).

Everything is read: decisions and rankings from their rooms, money from the ledger. The number of
queries grows with the departments of the round, never with applications, awards or sub-funds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from applications.models import Application
from applications.queries import figures_of
from awards.models import AmountFixing, Award, Cancellation, Decision
from awards.rules import surcharge
from common.money import round_decimal
from donations.models import CityMatch
from donations.queries import received_by_sub_fund
from fund.models import Department, Fund, Round, SubFund
from intake.report_settling import Settling
from ledger import queries as ledger
from ledger.models import Book, JournalLine
from reviews.queries import RankedRow, rankings


@dataclass(frozen=True)
class WhatIf:
    """A cancellation to be reckoned and never booked (R6): `application` is the case's short name."""

    application: str
    principal: int
    paid_on: date
    repaid_on: date


@dataclass(frozen=True)
class Names:
    """What the report calls things: `of` maps an application's id to its name; `refunds` are those
    whose refund has terms of its own, None for all."""

    of: dict[int, str]
    refunds: frozenset[int] | None = None


class YearReport:
    """The report of one round of one fund."""

    def __init__(self, fund: Fund, round_: Round, names: Names, what_if: WhatIf | None = None) -> None:
        self.fund = fund
        self.round = round_
        self.names = names.of
        self.refunds = names.refunds
        self.what_if = what_if
        self.book = Book.objects.get(fund_code=fund.code, fiscal_year=round_.fiscal_year.year)
        self.departments = list(round_.departments.all())
        self.sub_funds = list(fund.sub_funds.all())
        self.rankings = rankings(round_, strict=False)
        self.decisions = {
            decision.application_id: decision
            for decision in Decision.objects.filter(sheet__round=round_).select_related("application")
        }

    def build(self) -> dict[str, Any]:
        fees = self.by_sub_fund(ledger.moved_by(self.book, "6010", "fee_transfer"))
        received = self.by_sub_fund(received_by_sub_fund(self.fund, self.round.fiscal_year.year))
        return {
            "format": "machitane-case/1",
            "fund": self.fund.code,
            "round": self.round.code,
            "city_match": self.city_match(),
            "fees": fees,
            "donations_received": received,
            "named_group": self.named_groups(received, fees),
            "scores": self.scores(),
            "ranking": {
                d.code: [self.names[row.application_id] for row in self.rows(d)] for d in self.departments
            },
            "decisions": self.outcomes(),
            "waitlist": self.waitlist(),
            "awards": self.awards(),
            "department_left": self.left(),
            "settlements": self.settlements(),
            "what_if_cancellation": self.what_if_result(),
            "journal": self.journal(),
            "trial_balance": ledger.trial_balance(self.book),
            "sub_fund_balances": self.by_sub_fund(ledger.sub_fund_balances(self.book)),
            "net_assets": ledger.net_assets(self.book),
        }

    def by_sub_fund(self, sums: dict[str, int]) -> dict[str, int]:
        """Yen for every sub-fund in listed order."""
        return {sub.code: sums.get(sub.code, 0) for sub in self.sub_funds}

    def rows(self, department: Department) -> tuple[RankedRow, ...]:
        return self.rankings[department.pk].rows

    def city_match(self) -> dict[str, int] | None:
        match = CityMatch.objects.filter(round=self.round).first()
        if match is None:
            return None
        return {"base": match.base, "amount": match.amount, "returned": match.returned}

    def named_groups(self, received: dict[str, int], fees: dict[str, int]) -> dict[str, dict[str, int]]:
        """R12: net = opening + received − fee."""
        named: list[SubFund] = [sub for sub in self.sub_funds if sub.kind == "named_group"]
        openings = ledger.moved_by(self.book, "3000", "opening")
        carried = ledger.moved_by(self.book, "3000", "carry_forward")
        payouts = ledger.moved_by(self.book, "5010", "payout")
        overflows = ledger.moved_by(self.book, "6010", "overflow")
        return {
            sub.code: {
                "net": received[sub.code]
                - fees[sub.code]
                - openings.get(sub.code, 0)
                - carried.get(sub.code, 0),
                "payout": payouts.get(sub.code, 0),
                "overflow": overflows.get(sub.code, 0),
            }
            for sub in named
        }

    def scores(self) -> dict[str, Any]:
        result = {}
        for department in self.departments:
            criteria = [t.criterion for t in department.rules.tie_break if t.by == "criterion"]
            for row in self.rows(department):
                result[self.names[row.application_id]] = {
                    "totals": {code: plain(total) for code, total in sorted(row.totals.items())},
                    "counted": list(row.counted),
                    "excluded": list(row.excluded),
                    "sum": plain(row.total),
                    "count": row.count,
                    "average": str(row.score),
                    "sum_before_exclusion": plain(row.sum_before),
                    "count_before_exclusion": row.count_before,
                    "average_before_exclusion": str(row.average_before),
                    "tiebreak": {
                        code: str(round_decimal(row.criterion_means[code], 4))
                        for code in criteria
                        if code in row.criterion_means
                    },
                }
        return result

    def outcomes(self) -> dict[str, str]:
        result = {}
        for application in Application.objects.filter(round=self.round).order_by("number", "pk"):
            if application.pk in self.decisions:
                result[self.names[application.pk]] = self.decisions[application.pk].outcome
            elif application.state == "ineligible":
                result[self.names[application.pk]] = "declined_ineligible_repeat"
        return result

    def waitlist(self) -> dict[str, list[str]]:
        waiting = [d for d in self.decisions.values() if d.outcome == "waitlisted"]
        waiting.sort(key=lambda d: d.waitlist_position or 0)
        return {
            department.code: [
                self.names[d.application_id] for d in waiting if d.application.department_id == department.pk
            ]
            for department in self.departments
        }

    def awards(self) -> dict[str, Any]:
        reached = {
            pk: d
            for pk, d in self.decisions.items()
            if d.full is not None and d.outcome != "declined_below_pass_mark"
        }
        figures = figures_of(list(reached))
        return {
            self.names[pk]: {
                "eligible": figures[pk].eligible,
                "rate": decision.rate,
                "total": figures[pk].total,
                "other_income": figures[pk].other_income,
                "terms": decision.terms,
                "full": decision.full,
                "award": decision.amount,
                "binding": decision.binding,
                "funding": decision.funding,
            }
            for pk, decision in reached.items()
        }

    def left(self) -> dict[str, int]:
        used = {department.pk: 0 for department in self.departments}
        for decision in self.decisions.values():
            used[decision.application.department_id] += decision.amount
        return {d.code: (d.budget or 0) - used[d.pk] for d in self.departments}

    def settlements(self) -> dict[str, Any]:
        awards = list(Award.objects.filter(application__round=self.round).order_by("application__number"))
        cancelled = {
            row.award_id: row for row in Cancellation.objects.filter(award__in=awards, state="approved")
        }
        fixed = {row.award_id: row for row in AmountFixing.objects.filter(award__in=awards, state="approved")}
        money = Settling(awards)
        result = {}
        for award in awards:
            assert award.application_id is not None
            key = self.names[award.application_id]
            if award.pk in cancelled:
                result[key] = money.cancelled(award, cancelled[award.pk])
            elif award.pk in fixed:
                told = self.refunds is None or award.application_id in self.refunds
                result[key] = money.settled(award, fixed[award.pk], with_interest=told)
        return result

    def what_if_result(self) -> dict[str, Any] | None:
        asked = self.what_if
        if asked is None:
            return None
        working = surcharge(asked.principal, asked.paid_on, asked.repaid_on, self.round.policy)
        return {
            "application": asked.application,
            "principal": asked.principal,
            "days": working.days,
            "surcharge": working.amount,
        }

    def journal(self) -> list[dict[str, Any]]:
        return [
            {
                "no": number,
                "date": entry.occurred_on.isoformat(),
                "text": entry.text,
                "lines": merged(entry.lines.all()),
            }
            for number, entry in enumerate(ledger.journal(self.book), 1)
        ]


def merged(lines: Iterable[JournalLine]) -> list[dict[str, Any]]:
    """Lines of one account, sub-fund and side are one line."""
    sums: dict[tuple[str, str, str], int] = {}
    for line in lines:
        key = (line.account.code, line.account.sub_fund, line.side)
        sums[key] = sums.get(key, 0) + line.amount
    return [
        {
            "account": account,
            "sub_fund": sub_fund,
            "debit": amount if side == JournalLine.DEBIT else 0,
            "credit": amount if side == JournalLine.CREDIT else 0,
        }
        for (account, sub_fund, side), amount in sums.items()
    ]


def plain(value: Fraction | Decimal) -> int | str:
    """A whole total as a number, any other as exact text."""
    fraction = Fraction(value)
    return fraction.numerator if fraction.denominator == 1 else str(round_decimal(fraction, 4))
