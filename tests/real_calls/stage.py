"""A published call walked through the services, from two data files: what was published, and its settings.

Nothing here knows any call: what differs between them is in the files alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml

from applications import services as applications
from applications.models import Application
from awards import services as awards
from awards.models import Award
from common import clock_control
from fund import services as funds
from fund.models import Department, Fund, Round
from people import services as people
from people.models import User
from reviews import services as reviews
from reviews.models import CommitteeMember, Review
from tests import factories as make
from trail.services import SYSTEM

FOLDER = Path(__file__).parent.parent / "data" / "real_calls"
NOT_ON_RECORD = "(記録なし)"


def read(name: str) -> dict[str, Any]:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


@dataclass
class Call:
    """One round of a published call on its way; `day` is where its clock stands."""

    facts: dict[str, Any]
    settings: dict[str, Any]
    code: str
    maker: User
    approver: User
    voice: User
    chair: User
    fund: Fund = field(init=False)
    round: Round = field(init=False)
    groups: dict[str, int] = field(default_factory=dict)

    @property
    def own(self) -> dict[str, Any]:
        """The round's settings."""
        return self.settings["rounds"][self.code]

    @property
    def rows(self) -> list[tuple[str, dict[str, Any]]]:
        """(department, published row) in the order of the page."""
        tables = self.facts["rounds"][self.code]
        return [(code, row) for code, rows in tables.items() if isinstance(rows, list) for row in rows]

    @property
    def expected(self) -> dict[str, Any]:
        return self.facts["expected"][self.code]

    def day(self, name: str) -> date:
        return self.own["dates"][name]

    def department(self, code: str) -> Department:
        return Department.objects.select_related("round__fund", "round__policy_version").get(
            round=self.round, code=code
        )

    def application(self, group: str) -> Application:
        return Application.objects.select_related("decision").get(
            round=self.round, group_id=self.groups[group]
        )

    def award(self, group: str) -> Award:
        return Award.objects.get(application__round=self.round, group_id=self.groups[group])

    @contextmanager
    def on(self, name: str, days: int = 0, hour: int = 12) -> Iterator[date]:
        on = self.day(name) + timedelta(days=days)
        with clock_control.on(on, hour):
            yield on


def moment(text: str) -> datetime:
    return make.at(text)


def prepared(name: str, code: str) -> Call:
    """The call published and open, all of it from its settings."""
    call = Call(
        facts=read(name),
        settings=read(f"{name}_settings"),
        code=code,
        maker=make.user("endo"),
        approver=make.user("fukuda"),
        voice=make.user("aoki"),
        chair=make.user("hara"),
    )
    opens = moment(call.own["dates"]["opens_at"])
    with clock_control.at(opens - timedelta(hours=1)):
        _found(call)
        _set_up(call)
        funds.prepare_round(round_id=call.round.pk, by=call.maker)
        funds.publish_round(round_id=call.round.pk, by=call.approver)
    with clock_control.at(opens):
        funds.open_due_rounds()
    return call


def _found(call: Call) -> None:
    year = call.own["fiscal_year"]
    call.fund = funds.create_fund(**call.settings["fund"], by=SYSTEM)
    for role in ("administrator", "officer"):
        funds.add_staff(fund_id=call.fund.pk, user=call.maker, role=role, by=SYSTEM)
    funds.add_staff(fund_id=call.fund.pk, user=call.approver, role="approver", by=SYSTEM)
    funds.open_year(fund_id=call.fund.pk, year=year, by=call.maker)
    funds.add_sub_fund(fund_id=call.fund.pk, by=call.maker, code="GEN", name="一般", kind="general")
    funds.add_policy(
        fund_id=call.fund.pk,
        data=call.settings["policy"],
        effective_from=date(year, 4, 1),
        by=call.maker,
    )
    funds.post_opening(
        fund_id=call.fund.pk,
        year=year,
        amounts={"GEN": call.settings["opening"]},
        by=call.maker,
        on=date(year, 4, 1),
    )


def _set_up(call: Call) -> None:
    own, dates = call.own, call.own["dates"]
    committee = datetime.combine(dates["committee_on"], time(9), tzinfo=make.JST)
    call.round = funds.create_round(
        fund_id=call.fund.pk,
        by=call.maker,
        fiscal_year=own["fiscal_year"],
        code=call.code,
        name=call.settings["fund"]["name"],
        opens_at=moment(dates["opens_at"]),
        closes_at=moment(dates["closes_at"]),
        review_opens_at=committee - timedelta(days=7),
        review_closes_at=committee,
        committee_on=dates["committee_on"],
        decided_on=dates["decided_on"],
        project_from=dates["decided_on"],
        project_to=date(own["fiscal_year"] + 1, 2, 28),
        report_due_on=date(own["fiscal_year"] + 1, 3, 31),
    )
    departments = {
        row["code"]: funds.add_department(round_id=call.round.pk, by=call.maker, **row).pk
        for row in own["departments"]
    }
    for row in own["criteria"]:
        values = {**row, "department_id": departments.get(row.get("department"))}
        values.pop("department", None)
        funds.add_criterion(round_id=call.round.pk, by=call.maker, **values)


def filed(call: Call) -> Call:
    """Every published application is filed in the page's order and accepted at the desk."""
    opens = moment(call.own["dates"]["opens_at"])
    for place, (department, row) in enumerate(call.rows):
        with clock_control.at(opens + timedelta(hours=1 + place)):
            _file(call, department, row)
    closes = moment(call.own["dates"]["closes_at"])
    with clock_control.at(closes + timedelta(minutes=call.round.policy.grace_minutes + 1)):
        funds.close_due_rounds()
        for application in Application.objects.filter(round=call.round).order_by("pk"):
            applications.accept_application(application_id=application.pk, by=call.maker)
    return call


def requested(call: Call, row: dict[str, Any]) -> int:
    """What was asked for; the settings' stand-in where the page does not say."""
    return row.get("requested", call.own.get("requested"))


def _file(call: Call, department: str, row: dict[str, Any]) -> None:
    group = people.create_group(by=call.voice, name=row["group"], name_kana="", legal_form="任意団体")
    call.groups[row["group"]] = group.pk
    made = applications.create_application(
        department_id=call.department(department).pk, group_id=group.pk, by=call.voice
    )
    amount = requested(call, row)
    form = {
        **dict.fromkeys(
            ("title", "summary", "purpose", "activities", "outcome", "continuation"), NOT_ON_RECORD
        ),
        "tags": ["まちづくり"],
        "continuing": row.get("kind") == "continuing",
        "requested": amount,
        "income": [],
        "expenses": [
            {
                "category": "消耗品費",
                "description": NOT_ON_RECORD,
                "unit_price": amount,
                "quantity": 1,
                "unit": "式",
                "eligible": True,
                "quote_attached": False,
            }
        ],
        "schedule": [
            {"date": call.day("decided_on").isoformat(), "what": NOT_ON_RECORD, "place": NOT_ON_RECORD}
        ],
        "answers": {},
        "consents": list(call.round.policy.consents),
    }
    applications.save_draft(application_id=made.pk, by=call.voice, data=form, if_version=made.version)
    applications.submit_application(application_id=made.pk, by=call.voice)


def scored(call: Call) -> Call:
    """The panel's figures, or single reviewers' points where the rows give them; then the close."""
    single = {row["group"]: row["scores"] for _, row in call.rows if "scores" in row}
    with call.on("committee_on", days=-8):
        reviews.appoint_member(
            round_id=call.round.pk, user=call.chair, code="V0", role="chair", title="", by=call.maker
        )
        _assign(call, single)
        reviews.start_review(round_id=call.round.pk, by=call.maker)
    with call.on("committee_on", days=-1):
        _score_singly(call, single)
        for _, row in call.rows:
            if row["group"] not in single:
                _record(call, row)
    with call.on("committee_on"):
        reviews.close_review(round_id=call.round.pk, by=SYSTEM)
    return call


def _record(call: Call, row: dict[str, Any]) -> None:
    usual = call.own["recorded"]
    reviews.record_score(
        application_id=call.application(row["group"]).pk,
        by=call.maker,
        basis=row.get("basis", usual["basis"]),
        points=str(row["points"] if "points" in row else row["score"]),
        reviewers=row.get("reviewers", usual["reviewers"]),
    )


def _assign(call: Call, single: dict[str, list[list[int]]]) -> None:
    for n in range(max((len(rows) for rows in single.values()), default=0)):
        reviews.appoint_member(
            round_id=call.round.pk,
            user=make.user(f"reviewer{n}"),
            code=f"V{n + 1}",
            role="reviewer",
            title="",
            by=call.maker,
        )
    seats = CommitteeMember.objects.filter(round=call.round, role="reviewer").order_by("code")
    wanted = [
        {"application": call.application(group).pk, "member": seat.pk}
        for group, rows in single.items()
        for seat, _ in zip(seats, rows, strict=False)
    ]
    if wanted:
        reviews.assign_reviews(round_id=call.round.pk, by=call.maker, assignments=wanted)
    for review in Review.objects.filter(application__round=call.round).select_related("member__user"):
        reviews.declare_no_conflict(review_id=review.pk, by=review.member.user)


def _score_singly(call: Call, single: dict[str, list[list[int]]]) -> None:
    for group, rows in single.items():
        application = call.application(group)
        codes = [
            row["code"]
            for row in call.own["criteria"]
            if row.get("department") in (None, application.department.code)
        ]
        found = Review.objects.filter(application=application).select_related("member__user")
        for review, points in zip(found.order_by("member__code"), rows, strict=True):
            given = {code: str(value) for code, value in zip(codes, points, strict=True)}
            reviews.save_scores(
                review_id=review.pk, by=review.member.user, points=given, if_version=review.version
            )
            reviews.submit_review(review_id=review.pk, by=review.member.user)


def met(call: Call) -> Call:
    """The committee sets the amounts it reduced (N1) and signs its minutes."""
    with call.on("committee_on", hour=15):
        for _, row in call.rows:
            if row.get("decided", requested(call, row)) != requested(call, row):
                reviews.set_committee_amount(
                    application_id=call.application(row["group"]).pk,
                    by=call.chair,
                    amount=row["decided"],
                    reason="審査会で減額",
                )
        reviews.write_minutes(
            round_id=call.round.pk,
            by=call.chair,
            held_on=call.day("committee_on"),
            text=NOT_ON_RECORD,
            present=["V0"],
        )
    return call


def decided(call: Call) -> Call:
    with call.on("decided_on"):
        awards.prepare_decisions(round_id=call.round.pk, by=call.maker)
        awards.approve_decisions(round_id=call.round.pk, by=call.approver)
        awards.release_results(round_id=call.round.pk, by=call.maker)
    return call


def accept(call: Call, group: str) -> Award:
    """The group takes the offer, covering what it lacks itself, and the office puts it in force."""
    award = call.award(group)
    asked = award.application.requested if award.application else 0
    other = (asked or 0) - award.amount
    revised = {"total": asked, "other_income": other} if other else None
    awards.accept_offer(award_id=award.pk, by=call.voice, revised_budget=revised)
    return awards.activate_award(award_id=award.pk, by=call.approver)


def played(name: str, code: str) -> Call:
    """From the settings to the released results."""
    return decided(met(scored(filed(prepared(name, code)))))


def settled_offers(call: Call) -> Call:
    """The day after: whoever the page says withdrew declines, everybody else accepts."""
    with call.on("decided_on", days=1):
        for _, row in call.rows:
            award = Award.objects.filter(
                application__round=call.round, group_id=call.groups[row["group"]], state="offered"
            ).first()
            if award is not None and row.get("after_decision") == "withdrawn":
                awards.decline_offer(award_id=award.pk, by=call.voice, reason="辞退")
            elif award is not None:
                accept(call, row["group"])
    return call
