"""What a fund's year came to, in the layout of a case's expected.json (docs/case-format.md).

Everything is read: decisions and rankings from their rooms, money from the ledger.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from applications.models import Application
from applications.queries import figures_of
from awards.models import AmountFixing, Award, Cancellation, Decision, Interest, Refund
from awards.rules import surcharge
from common.money import round_decimal
from donations.models import CityMatch
from donations.queries import received_by_sub_fund
from fund.models import Department, Fund, Round
from ledger import queries as ledger
from ledger.models import Book
from reviews.queries import RankedRow, ranking

WhatIf = dict[str, Any]


class YearReport:
    """The report of one round of one fund; `keys` maps an application's id to the case's short name."""

    def __init__(
        self, fund: Fund, round_: Round, keys: dict[int, str], what_if: WhatIf | None = None
    ) -> None:
        self.fund = fund
        self.round = round_
        self.keys = keys
        self.what_if = what_if
        self.book = Book.objects.get(fund_code=fund.code, fiscal_year=round_.fiscal_year.year)
        self.departments = list(round_.departments.all())
        self.rankings = {department: ranking(department) for department in self.departments}
        self.decisions = {
            decision.application_id: decision
            for decision in Decision.objects.filter(sheet__round=round_).select_related("application")
        }

    def build(self) -> dict[str, Any]:
        return {
            "format": "machitane-case/1",
            "fund": self.fund.code,
            "round": self.round.code,
            "city_match": self.city_match(),
            "fees": self.fees(),
            "donations_received": self.donations(),
            "named_group": self.named_groups(),
            "scores": self.scores(),
            "ranking": {
                d.code: [self.keys[row.application_id] for row in self.rows(d)] for d in self.departments
            },
            "decisions": self.outcomes(),
            "waitlist": self.waitlist(),
            "awards": self.awards(),
            "department_left": self.left(),
            "settlements": self.settlements(),
            "what_if_cancellation": self.what_if_result(),
            "journal": self.journal(),
            "trial_balance": ledger.trial_balance(self.book),
            "sub_fund_balances": {code: self.balance(code) for code in self.codes},
            "net_assets": ledger.net_assets(self.book),
        }

    @property
    def codes(self) -> list[str]:
        return [sub.code for sub in self.fund.sub_funds.all()]

    def rows(self, department: Department) -> tuple[RankedRow, ...]:
        return self.rankings[department].rows

    def balance(self, code: str) -> int:
        return ledger.sub_fund_balances(self.book).get(code, 0)

    def city_match(self) -> dict[str, int] | None:
        match = CityMatch.objects.filter(round=self.round).first()
        if match is None:
            return None
        return {"base": match.base, "amount": match.amount, "returned": match.returned}

    def fees(self) -> dict[str, int]:
        return {code: ledger.balance(self.book, "6010", code, kind="fee_transfer") for code in self.codes}

    def donations(self) -> dict[str, int]:
        received = received_by_sub_fund(self.fund, self.round.fiscal_year.year)
        return {code: received.get(code, 0) for code in self.codes}

    def named_groups(self) -> dict[str, dict[str, int]]:
        fees = self.fees()
        received = self.donations()
        result = {}
        for sub in self.fund.sub_funds.filter(kind="named_group"):
            paid = sum(a.amount for a in Award.objects.filter(kind="designated", sub_fund=sub))
            overflow = ledger.balance(self.book, "6010", sub.code, kind="overflow")
            opening = ledger.balance(self.book, "3000", sub.code)
            result[sub.code] = {
                "net": -opening + received[sub.code] - fees[sub.code],
                "payout": paid,
                "overflow": overflow,
            }
        return result

    def scores(self) -> dict[str, Any]:
        result = {}
        for department in self.departments:
            criteria = [t.criterion for t in department.rules.tie_break if t.by == "criterion"]
            for row in self.rows(department):
                result[self.keys[row.application_id]] = {
                    "totals": {code: plain(total) for code, total in sorted(row.totals.items())},
                    "counted": list(row.counted),
                    "excluded": list(row.excluded),
                    "sum": plain(row.total),
                    "count": row.count,
                    "average": str(row.score),
                    "sum_before_exclusion": plain(row.sum_before),
                    "count_before_exclusion": row.count_before,
                    "average_before_exclusion": str(row.average_before),
                    "tiebreak": {code: str(round_decimal(row.criterion_means[code], 4)) for code in criteria},
                }
        return result

    def outcomes(self) -> dict[str, str]:
        result = {}
        for application in Application.objects.filter(round=self.round).order_by("number"):
            key = self.keys[application.pk]
            if application.pk in self.decisions:
                result[key] = self.decisions[application.pk].outcome
            elif application.state == "ineligible":
                result[key] = "declined_ineligible_repeat"
        return result

    def waitlist(self) -> dict[str, list[str]]:
        result: dict[str, list[str]] = {}
        for department in self.departments:
            waiting = [
                d
                for d in self.decisions.values()
                if d.outcome == "waitlisted" and d.application.department_id == department.pk
            ]
            waiting.sort(key=lambda d: d.waitlist_position or 0)
            result[department.code] = [self.keys[d.application_id] for d in waiting]
        return result

    def awards(self) -> dict[str, Any]:
        reached = {
            pk: d
            for pk, d in self.decisions.items()
            if d.full is not None and d.outcome != "declined_below_pass_mark"
        }
        figures = figures_of(list(reached))
        return {
            self.keys[pk]: {
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
        result = {}
        for department in self.departments:
            used = sum(
                d.amount for d in self.decisions.values() if d.application.department_id == department.pk
            )
            result[department.code] = (department.budget or 0) - used
        return result

    def settlements(self) -> dict[str, Any]:
        awards = Award.objects.filter(application__round=self.round).order_by("application__number")
        result = {}
        for award in awards:
            assert award.application_id is not None
            cancellation = Cancellation.objects.filter(award=award, state="approved").first()
            fixing = AmountFixing.objects.filter(award=award, state="approved").first()
            key = self.keys[award.application_id]
            if cancellation is not None:
                result[key] = self.cancelled(award, cancellation)
            elif fixing is not None:
                result[key] = self.settled(award, fixing)
        return result

    def advance(self, award: Award) -> int:
        return sum(i.amount for i in award.instalments.filter(kind="advance", state="paid"))

    def settled(self, award: Award, fixing: AmountFixing) -> dict[str, Any]:
        advance = self.advance(award)
        refund = Refund.objects.filter(award=award, reason="fixing").exclude(state="void").first()
        body = {
            "award": award.amount,
            "advance": advance,
            "cancelled": False,
            "terms": fixing.terms,
            "fixed": fixing.fixed,
            "binding": fixing.binding,
            "refund": max(advance - fixing.fixed, 0),
            "topup": max(fixing.fixed - advance, 0),
            "release": fixing.release,
        }
        if refund is not None and refund.receipts.exists():
            late = Interest.objects.filter(receipt__refund=refund, kind="late", waived=False)
            body["late_interest"] = sum(item.amount for item in late)
        return body

    def cancelled(self, award: Award, cancellation: Cancellation) -> dict[str, Any]:
        refund = Refund.objects.filter(award=award, reason="cancellation").first()
        interest = (
            Interest.objects.filter(receipt__refund=refund, kind="surcharge").first() if refund else None
        )
        return {
            "award": award.amount,
            "advance": self.advance(award),
            "cancelled": True,
            "fixed": 0,
            "refund": refund.principal if refund else 0,
            "topup": 0,
            "surcharge_days": interest.days if interest else 0,
            "surcharge": interest.amount if interest else 0,
            "release": cancellation.release,
        }

    def what_if_result(self) -> dict[str, Any] | None:
        if self.what_if is None:
            return None
        working = surcharge(
            self.what_if["principal"], self.what_if["paid_on"], self.what_if["repaid_on"], self.round.policy
        )
        return {
            "application": self.what_if["application"],
            "principal": self.what_if["principal"],
            "days": working.days,
            "surcharge": working.amount,
        }

    def journal(self) -> list[dict[str, Any]]:
        return [
            {
                "no": number,
                "date": entry.occurred_on.isoformat(),
                "text": entry.text,
                "lines": [
                    {
                        "account": line.account,
                        "sub_fund": line.sub_fund,
                        "debit": line.debit,
                        "credit": line.credit,
                    }
                    for line in entry.lines
                ],
            }
            for number, entry in enumerate(ledger.journal(self.book), 1)
        ]


def plain(value: Fraction | Decimal) -> int | str:
    """A whole total as a number, any other as exact text."""
    fraction = Fraction(value)
    return fraction.numerator if fraction.denominator == 1 else str(round_decimal(fraction, 4))
