"""A published call walked through the services: loaded from its example file, fed with what was published.

Nothing here knows any call: what differs between them is in the files alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from applications import services as applications
from applications.models import Application
from awards import services as awards
from awards.models import Award
from common import clock_control
from fund import services as funds
from fund.call_files import read_file
from fund.models import Department, Fund, Round
from fund.policy import Stage
from fund.policy.parsing import read_call
from people import services as people
from people.models import Group, User
from reviews import services as reviews
from reviews.models import CommitteeMember, Review
from tests import factories as make
from trail.services import SYSTEM

FOLDER = Path(__file__).parent.parent / "data" / "real_calls"
NOT_ON_RECORD = "(記録なし)"
OPENING = 5_000_000
# A group that any of the calls lets in.
GROUP = {"name_kana": "", "legal_form": "任意団体", "members": 10, "resident_members": 10}


def read(name: str) -> dict[str, Any]:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


@dataclass
class Call:
    """One round of a published call on its way."""

    facts: dict[str, Any]
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
        """What is published of the round, with its edition and what stands in for the unknown."""
        return self.facts["rounds"][self.code] if self.facts else {}

    @property
    def rows(self) -> list[tuple[str, dict[str, Any]]]:
        """(department, published row) in the order of the page."""
        return [(code, row) for code, rows in self.own.items() if isinstance(rows, list) for row in rows]

    @property
    def expected(self) -> dict[str, Any]:
        return self.facts["expected"][self.code]

    def day(self, name: str) -> date:
        return getattr(self.round, name)

    def department(self, code: str) -> Department:
        return Department.objects.select_related("round__fund", "round__policy_version").get(
            round=self.round, code=code
        )

    def application(self, group: str) -> Application:
        return Application.objects.select_related("decision", "department").get(
            round=self.round, group_id=self.groups[group]
        )

    def award(self, group: str) -> Award:
        return Award.objects.get(application__round=self.round, group_id=self.groups[group])

    @contextmanager
    def on(self, name: str, days: int = 0, hour: int = 12) -> Iterator[date]:
        on = self.day(name) + timedelta(days=days)
        with clock_control.on(on, hour):
            yield on


def prepared(name: str, code: str) -> Call:
    """A round of which results are published, open, all of it from its example's file."""
    facts = read(name)
    return opened(name, facts["rounds"][code].get("edition", ""), facts=facts, code=code)


def opened(name: str, edition: str = "", *, facts: dict[str, Any] | None = None, code: str = "") -> Call:
    """An example's round loaded, published and open."""
    call = Call(
        facts=facts or {},
        code=code,
        maker=make.user("endo"),
        approver=make.user("fukuda"),
        voice=make.user("aoki"),
        chair=make.user("hara"),
    )
    data = read_file(name, edition)
    settings = read_call(data)
    opens = settings.call.dates.opens_at
    with clock_control.at(opens - timedelta(hours=1)):
        _found(call, settings.call.fiscal_year, settings.legal_mode)
        call.round = funds.load_call(
            fund_id=call.fund.pk, by=call.maker, data=data, with_sub_funds=True
        ).round
        funds.prepare_round(round_id=call.round.pk, by=call.maker)
        funds.publish_round(round_id=call.round.pk, by=call.approver)
    with clock_control.at(opens):
        funds.open_due_rounds()
    year = settings.call.fiscal_year
    first = date(year, 4, 1)
    with clock_control.on(first, 12):
        codes = call.fund.sub_funds.values_list("code", flat=True)
        amounts = dict.fromkeys(codes, OPENING)
        funds.post_opening(fund_id=call.fund.pk, year=year, amounts=amounts, by=call.maker, on=first)
    call.round = Round.objects.select_related("fund", "policy_version").get(pk=call.round.pk)
    return call


def _found(call: Call, year: int, legal_mode: str) -> None:
    call.fund = funds.create_fund(
        code=f"F{Fund.objects.count()}", name="基金", operator="基金", legal_mode=legal_mode, by=SYSTEM
    )
    for role in ("administrator", "officer"):
        funds.add_staff(fund_id=call.fund.pk, user=call.maker, role=role, by=SYSTEM)
    funds.add_staff(fund_id=call.fund.pk, user=call.approver, role="approver", by=SYSTEM)
    funds.open_year(fund_id=call.fund.pk, year=year, by=call.maker)
    funds.add_sub_fund(fund_id=call.fund.pk, by=call.maker, code="GEN", name="一般", kind="general")
    funds.add_policy(fund_id=call.fund.pk, data={}, effective_from=date(year - 1, 4, 1), by=call.maker)


def filed(call: Call) -> Call:
    """Every published application is filed in the page's order and accepted at the desk."""
    for place, (department, row) in enumerate(call.rows):
        with clock_control.at(call.round.opens_at + timedelta(hours=1 + place)):
            _file(call, department, row)
    with clock_control.at(call.round.closes_at + timedelta(minutes=call.round.policy.grace_minutes + 1)):
        funds.close_due_rounds()
        for application in Application.objects.filter(round=call.round).order_by("pk"):
            accept_at_the_desk(call, application)
    return call


def accept_at_the_desk(call: Call, application: Application) -> None:
    """The desk has nothing to object to: every condition that the office checks is ticked."""
    asked = [item for item in application.department.rules.eligibility if item.checked_by == "office"]
    ticked = [{"item": item.label_ja, "ok": True, "code": item.code} for item in asked]
    applications.accept_application(application_id=application.pk, by=call.maker, checklist=ticked)


def requested(call: Call, row: dict[str, Any]) -> int:
    """What was asked for; the settings' stand-in where the page does not say."""
    return row.get("requested", call.own.get("requested"))


def _file(call: Call, department: str, row: dict[str, Any]) -> None:
    founded = date(call.round.fiscal_year.year - 1, 7, 1)
    group = people.create_group(by=call.voice, name=row["group"], founded_on=founded, **GROUP)
    call.groups[row["group"]] = group.pk
    made = typed(call, department, group, requested(call, row), continuing=row.get("kind") == "continuing")
    applications.submit_application(application_id=made.pk, by=call.voice)


def typed(
    call: Call,
    department: str,
    group: Group,
    amount: int,
    *,
    continuing: bool = False,
    title: str = NOT_ON_RECORD,
) -> Application:
    """A draft with everything that has to be in it."""
    made = applications.create_application(
        department_id=call.department(department).pk, group_id=group.pk, by=call.voice
    )
    data = form(call, amount, continuing=continuing, title=title)
    applications.save_draft(application_id=made.pk, by=call.voice, data=data, if_version=made.version)
    return made


def form(call: Call, amount: int, *, continuing: bool = False, title: str = NOT_ON_RECORD) -> dict[str, Any]:
    """A whole form: one expense of `amount` yen, asked for in full."""
    return {
        **dict.fromkeys(("summary", "purpose", "activities", "outcome", "continuation"), NOT_ON_RECORD),
        "title": title,
        "tags": ["まちづくり"],
        "continuing": continuing,
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


def scored(call: Call) -> Call:
    """The panel's figures, or single reviewers' points where the rows give them; then the close."""
    single = {row["group"]: row["scores"] for _, row in call.rows if "scores" in row}
    with call.on("committee_on", days=-8):
        reviews.appoint_member(
            round_id=call.round.pk, user=call.chair, code="V0", role="chair", title="", by=call.maker
        )
        _assign(call, single)
        reviews.start_review(round_id=call.round.pk, by=call.maker)
    with clock_control.at(call.round.review_closes_at - timedelta(days=1)):
        _pass_stages(call)
        _score_singly(call, single)
        for _, row in call.rows:
            if row["group"] not in single:
                _record(call, row)
    with call.on("committee_on"):
        reviews.close_review(round_id=call.round.pk, by=SYSTEM)
    return call


def _pass_stages(call: Call) -> None:
    """Whoever is on the page of points got there through the stages before."""
    for application in Application.objects.filter(round=call.round).select_related("department"):
        for step in application.department.rules.stages:
            if step.decides == "pass":
                decide_stage(call, application, step)


def decide_stage(call: Call, application: Application, step: Stage, verdict: str = "pass") -> None:
    """A stage's word, said by whom the call wants to hear."""
    by = call.chair if step.by in ("committee", "panel") else call.maker
    note = NOT_ON_RECORD if verdict == "fail" else ""
    reviews.decide_stage(application_id=application.pk, stage=step.code, verdict=verdict, by=by, note=note)


def _record(call: Call, row: dict[str, Any]) -> None:
    usual = call.own.get("recorded", {})
    reviews.record_score(
        application_id=call.application(row["group"]).pk,
        by=call.maker,
        basis="sum" if "points" in row and row.get("basis") != "score" else "score",
        points=str(row["points"] if "points" in row else row["score"]),
        reviewers=row.get("reviewers", usual.get("reviewers")),
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
        asked = [row for row in call.round.criteria.order_by("position")
                 if row.department_id in (None, application.department_id)]  # fmt: skip
        codes = [row.code for row in asked]
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
