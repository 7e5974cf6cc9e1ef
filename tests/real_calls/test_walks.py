"""Every example and every edition of it is walked from its file to awards in force, without a line of code of
its own: published, opened, applied for in each department, reviewed, decided, told, accepted."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from applications import services as applications
from applications.models import Application, AwardHistory
from applications.services.paper import reception_of
from awards import services as awards
from awards.models import Award, Decision
from common import clock_control
from common.errors import FieldErrors
from fund import services as funds
from fund.call_files import examples, read_file
from fund.models import Department
from fund.policy.conditions import holds
from ledger.explain import explain
from notices.models import Notice
from notices.texts import render
from people import services as people
from people.models import Group
from reviews import services as reviews
from reviews.queries.sheets import known_facts
from tests.applications.forms import PDF
from tests.real_calls import stage
from tests.real_calls.stage import GROUP, Call
from trail.services import SYSTEM
from transparency.queries import results

pytestmark = pytest.mark.django_db
ALL = [(name, edition) for name in examples() for edition in ["", *(read_file(name).get("editions") or {})]]
AMOUNT = 30_000
TITLE = "花壇づくり"


@pytest.fixture(autouse=True)
def documents_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def entered(call: Call, department: Department, number: int) -> Application:
    """An application of a group that the department lets in: young or old, with the awards it asks for."""
    year = call.round.fiscal_year.year
    for founded in (date(year - 2, 7, 1), date(year - 9, 7, 1)):
        group = people.create_group(by=call.voice, name=f"団体{number}", founded_on=founded, **GROUP)
        for wanted in department.rules.access.requires_award_in:
            AwardHistory.objects.create(
                fund=call.fund, group=group, department_code=wanted, fiscal_year=year - 3, project_key="",
                reference=f"earlier:{group.pk}",
            )  # fmt: skip
        try:
            return filed(call, department, group)
        except FieldErrors as refused:
            if [fault.pointer for fault in refused.faults] != ["/eligibility/AGE"]:
                raise
    raise AssertionError(department.code)


def filed(call: Call, department: Department, group: Group) -> Application:
    floor = max((step.floor or 0 for step in department.rules.steps), default=0)
    amount = max(AMOUNT, floor)
    wanted = list(call.round.document_types.filter(department__in=[None, department]) | (
        call.round.document_types.filter(department=None)))  # fmt: skip
    if "online" not in reception_of(call.round).channels:
        data = {**stage.form(call, amount, title=TITLE), "documents": [row.code for row in wanted]}
        return applications.file_on_paper(
            department_id=department.pk, group_id=group.pk, data=data, by=call.maker,
            received_at=call.round.opens_at + timedelta(hours=1),
        )  # fmt: skip
    made = stage.typed(call, department.code, group, amount, title=TITLE)
    for row in wanted:
        applications.attach_document(
            application_id=made.pk, by=call.voice, name="書類.pdf", content=PDF, document_code=row.code
        )
    return applications.submit_application(application_id=made.pk, by=call.voice)


def judged(call: Call, application: Application, *, fail: bool) -> None:
    """The stages that concern it, in order, and a panel's score where points count; the loser fails the
    last stage, or gets the fewest points."""
    rules = application.department.rules
    facts = known_facts(
        rules, application.department.code, continuing=False, requested=application.requested, prior=0
    )
    steps = [
        step
        for step in rules.stages
        if step.decides == "pass" and (step.when is None or holds(step.when, facts))
    ]
    for step in steps:
        verdict = "fail" if fail and step is steps[-1] else "pass"
        stage.decide_stage(call, application, step, verdict)
        if verdict == "fail":
            return
    if rules.scoring.aggregate != "none":
        by_sum = rules.scoring.aggregate == "sum"
        reviews.record_score(
            application_id=application.pk,
            by=call.maker,
            basis="sum" if by_sum else "score",
            points="3" if fail else "90",
            reviewers=5 if by_sum else None,
        )


@pytest.mark.parametrize(("name", "edition"), ALL)
def test_an_example_is_walked_from_its_file_to_awards_in_force(name: str, edition: str) -> None:
    call = stage.opened(name, edition)
    offered = [row for row in call.round.departments.order_by("position") if row.rules.offered]
    with clock_control.at(call.round.opens_at + timedelta(hours=2)):
        made = [(entered(call, row, 2 * n), entered(call, row, 2 * n + 1)) for n, row in enumerate(offered)]
    with clock_control.at(call.round.closes_at + timedelta(days=1)):
        funds.close_due_rounds()
        for pair in made:
            for application in pair:
                stage.accept_at_the_desk(call, Application.objects.get(pk=application.pk))
        reviews.appoint_member(
            round_id=call.round.pk, user=call.chair, code="V0", role="chair", title="", by=call.maker
        )
        reviews.start_review(round_id=call.round.pk, by=call.maker)
    with clock_control.at(call.round.review_closes_at - timedelta(hours=1)):
        for winner, loser in made:
            for application in (winner, loser):
                fresh = Application.objects.select_related("department").get(pk=application.pk)
                judged(call, fresh, fail=application is loser)
    with call.on("committee_on", hour=18):
        reviews.close_review(round_id=call.round.pk, by=SYSTEM)
    stage.decided(stage.met(call))

    decided = {row.application_id: row for row in Decision.objects.filter(sheet__round=call.round)}
    with call.on("decided_on", days=1):
        for winner, loser in made:
            rules = Department.objects.get(pk=winner.department_id).rules
            award = Award.objects.get(application=winner)
            assert award.amount == decided[winner.pk].amount > 0
            shown = explain(f"award:{award.pk}:amount", call.maker)
            # The terms of this call, and no others.
            assert set(shown["inputs"]["terms"]) <= {*rules.terms}
            if rules.scoring.aggregate == "none":
                assert decided[loser.pk].outcome == "declined_at_stage"
                assert decided[winner.pk].score == ""
            lacking = (winner.requested or 0) - award.amount
            awards.accept_offer(
                award_id=award.pk, by=call.voice,
                revised_budget={"total": winner.requested, "other_income": lacking} if lacking else None,
            )  # fmt: skip
            awards.activate_award(award_id=award.pk, by=call.approver)
    tables = {row.code: row for row in results(call.round.pk).departments}
    assert set(tables) >= {row.code for row in offered}
    for letter in Notice.objects.all():
        for language in ("ja", "en"):
            assert all(render(letter.kind, letter.context, language))
