"""A fund with money, one decided round with results still held back, and gifts of every publicity."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from applications.models import Application
from awards import services as awards
from awards.models import Award
from common import clock_control
from donations import services as donations
from donations.models import Donation
from fund import services as funds
from fund.models import Department, Fund, Round
from people.models import User
from reviews.models import CommitteeAmount, Minutes, RecordedScore
from tests import factories as make
from trail.services import SYSTEM

DECIDED = date(2025, 7, 1)
GIVEN = date(2025, 4, 10)
FIELDS = ["number", "group", "title", "requested", "score", "rank", "outcome", "decided"]


@dataclass
class Scene:
    fund: Fund
    call: Round
    department: Department
    endo: User
    fukuda: User
    aoki: User
    rows: dict[str, Application] = field(default_factory=dict)

    def apply(self, name: str, points: int, requested: int = 100_000, **fields: Any) -> Application:
        """An application under review with the panel's figure."""
        group = make.group(f"団体{name}", {self.aoki: "representative"}, name_kana=fields.pop("kana", ""))
        made = make.application(
            fields.pop("department", self.department),
            group,
            state="under_review",
            requested=requested,
            title=f"事業{name}",
            number=fields.pop("number", f"R7-{len(self.rows) + 1:03d}"),
            **fields,
        )
        RecordedScore.objects.create(
            application=made, basis="sum", points=points, by=self.endo, at=self.call.review_closes_at
        )
        self.rows[name] = made
        return made

    def reduce(self, name: str, amount: int) -> None:
        CommitteeAmount.objects.create(
            application=self.rows[name],
            amount=amount,
            reason="減額",
            by=self.endo,
            at=self.call.review_closes_at,
        )

    def decide(self) -> None:
        Minutes.objects.create(
            round=self.call,
            held_on=date(2025, 6, 28),
            text="議事録",
            by=self.endo,
            at=self.call.review_closes_at,
        )
        with clock_control.on(DECIDED):
            awards.prepare_decisions(round_id=self.call.pk, by=self.endo)
            awards.approve_decisions(round_id=self.call.pk, by=self.fukuda)

    def release(self) -> None:
        with clock_control.on(DECIDED):
            awards.release_results(round_id=self.call.pk, by=self.endo)

    def award(self, name: str) -> Award:
        return Award.objects.get(application=self.rows[name])

    def decline(self, name: str) -> None:
        with clock_control.on(DECIDED):
            awards.decline_offer(award_id=self.award(name).pk, by=self.aoki, reason="辞退")

    def give(self, name: str, amount: int, publicity: str = "name", **fields: Any) -> Donation:
        """A bank gift to the general sub-fund, received on 10 April."""
        with clock_control.on(GIVEN):
            made = donations.pledge_donation(
                fund_id=self.fund.pk,
                by=self.endo,
                donor={"kind": "individual", "name": name, "address": "ひみつ町1-2-3"},
                sub_fund_code="GEN",
                amount=amount,
                method="bank",
                publicity=publicity,
                **fields,
            )
            donations.receive_donation(donation_id=made.pk, by=self.endo, on=GIVEN)
            return donations.earmark_donation(donation_id=made.pk, sub_fund_code="GEN", by=self.endo)


def scene(opening: int = 0, **publication: Any) -> Scene:
    fund = make.fund("T")
    endo, fukuda = make.staff(fund, "officer", name="endo"), make.staff(fund, "approver", name="fukuda")
    with clock_control.on(date(2025, 4, 1)):
        funds.open_year(fund_id=fund.pk, year=2025, by=SYSTEM)
        if opening:
            funds.post_opening(fund_id=fund.pk, year=2025, amounts={"GEN": opening}, by=endo)
    call = make.call(fund, "R7", state="deciding")
    department = make.department(
        call,
        "D",
        steps=[{"cap": 300_000}],
        terms=["cap", "requested", "committee_amount", "remaining_budget"],
        scoring={"aggregate": "sum", "decimals": 0},
        pass_rule=[{"measure": "score", "operator": ">=", "value": "50"}],
        publication={"fields": FIELDS, **publication},
    )
    return Scene(fund, call, department, endo, fukuda, make.user("aoki"))


def get(path: str, **query: Any) -> Any:
    return APIClient().get(f"/api/v1/public/{path}", query)


def queries(act: Any) -> int:
    with CaptureQueriesContext(connection) as made:
        act()
    return len(made)
