"""The desk: assessment, acceptance with R3, ineligibility, reopening, and what decisions leave here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from applications import services
from applications.models import Application, AwardHistory, EligibilityCheck
from applications.queries import figures_of, prior_awards
from applications.rules import BudgetFigures
from applications.services.assessing import NotAssessable
from applications.services.office import ChecklistIncomplete, DeskUnfinished
from common.errors import FieldErrors, NotAllowed, NotFound, ReasonMissing, WrongState
from notices.models import Notice
from tests import factories as make
from tests.applications.scene import DURING, Scene, clock_at, queries, scene
from trail.queries import timeline
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Any:
    with clock_at(DURING):
        yield scene()


def history(stage: Scene, department: str, year: int, project: str = "", reference: str = "") -> AwardHistory:
    return services.record_award_history(
        fund=stage.fund,
        group_id=stage.group.pk,
        department_code=department,
        fiscal_year=year,
        project_key=project,
        reference=reference or f"{department}:{year}:{project}",
    )


# Assessment (査定)


def test_example_b_is_assessed_with_the_sponsorship_found(stage: Scene) -> None:
    # domain.md §8, B: eligible 609,600, ineligible 30,400; income 83,000 + 100,000, 60,000 found.
    application = make.application(
        stage.department,
        stage.group,
        state="submitted",
        requested=457_000,
        expenses=[("報償費", 609_600, True), ("その他", 30_400, False)],
        income=[("会費", 83_000), ("事業収入", 100_000)],
    )
    assert figures_of([application.pk]) == {application.pk: BudgetFigures(609_600, 640_000, 183_000, 0)}

    services.assess_budget(
        application_id=application.pk,
        by=stage.endo,
        income_additions=[{"category": "協賛金", "description": "商店会協賛金", "amount": "６０,０００"}],
    )

    assert figures_of([application.pk]) == {application.pk: BudgetFigures(609_600, 640_000, 243_000, 0)}
    assert application.budget_rows.filter(side="income").count() == 2


def test_rows_are_cut_or_found_ineligible_beside_what_was_filed(stage: Scene) -> None:
    application = stage.submitted()  # 60,000 for speakers, 40,000 for materials, 20,000 of fees

    services.assess_budget(
        application_id=application.pk,
        by=stage.endo,
        row_cuts=[{"row": 0, "amount": 45_000, "reason": "単価は15,000円まで"}],
    )
    # 45,000 + 40,000 = 85,000
    assert figures_of([application.pk])[application.pk] == BudgetFigures(85_000, 85_000, 20_000, 0)

    services.assess_budget(
        application_id=application.pk,
        by=stage.endo,
        row_cuts=[{"row": 1, "eligible": False, "reason": "飲食"}],
        income_additions=[{"category": "他の助成金", "description": "県", "amount": 10_000}],
    )
    # Each assessment starts from what was filed: 60,000 of 100,000 eligible, 20,000 + 10,000 of income.
    assert figures_of([application.pk])[application.pk] == BudgetFigures(60_000, 100_000, 30_000, 10_000)
    assert [row.number for row in application.assessments.all()] == [1, 2]
    assert application.budget_rows.get(side="expense", position=0).amount == 60_000


@pytest.mark.parametrize(
    ("additions", "cuts", "pointers"),
    [
        ([{"category": "宝くじ", "amount": 1}], [], ["/income_additions/0/category"]),
        ([{"category": "会費", "amount": 0}], [], ["/income_additions/0/amount"]),
        ([], [{"row": 2, "amount": 1, "reason": "x"}], ["/row_cuts/0/row", "/row_cuts/0/amount"]),
        ([], [{"row": 0, "amount": 60_001, "reason": "x"}], ["/row_cuts/0/amount"]),
        ([], [{"row": 0, "amount": 1}], ["/row_cuts/0/reason"]),
        (["x"], [{"row": 0, "reason": "x", "by": 1}], ["/income_additions/0", "/row_cuts/0/by"]),
    ],
)
def test_assessment_names_its_faults(
    stage: Scene, additions: list[Any], cuts: list[Any], pointers: list[str]
) -> None:
    application = stage.submitted()
    with pytest.raises(FieldErrors) as refused:
        services.assess_budget(
            application_id=application.pk, by=stage.endo, income_additions=additions, row_cuts=cuts
        )
    assert [fault.pointer for fault in refused.value.faults] == pointers
    assert not application.assessments.exists()


@pytest.mark.parametrize("state", ["approved", "declined", "withdrawn", "ineligible"])
def test_nothing_is_assessed_after_the_decision(stage: Scene, state: str) -> None:
    with pytest.raises(NotAssessable):
        services.assess_budget(application_id=stage.in_state(state).pk, by=stage.endo)


# Acceptance (受理) and R3


def test_acceptance_assesses_as_filed_and_checks_r3(stage: Scene) -> None:
    application = stage.submitted()
    services.accept_application(
        application_id=application.pk,
        by=stage.endo,
        checklist=[{"item": "規約", "ok": True, "note": "最新"}],
    )
    application.refresh_from_db()
    assert application.state == "accepted"
    assert figures_of([application.pk])[application.pk] == BudgetFigures(100_000, 100_000, 20_000, 0)
    assert application.assessments.get().other_income == 20_000
    check = EligibilityCheck.objects.get(application=application)
    assert (check.nth_award, check.eligible, check.items) == (
        1,
        True,
        [{"item": "規約", "ok": True, "note": "最新"}],
    )
    assert Notice.objects.filter(kind="application_accepted").count() == 2


def test_an_open_item_of_the_checklist_stops_acceptance(stage: Scene) -> None:
    application = stage.submitted()
    with pytest.raises(ChecklistIncomplete) as refused:
        services.accept_application(
            application_id=application.pk,
            by=stage.endo,
            checklist=[{"item": "規約", "ok": True}, {"item": "名簿", "ok": False}],
        )
    assert "名簿" in refused.value.text()
    assert not application.assessments.exists()


@pytest.mark.parametrize(("awards", "state"), [(0, "accepted"), (1, "accepted"), (2, "ineligible")])
def test_repeat_limit_ends_it_at_the_desk(awards: int, state: str) -> None:
    with clock_at(DURING):
        stage = scene(repeat={"limit": 2})
        for year in range(awards):
            history(stage, "START", 2022 + year)
        history(stage, "COLLAB", 2024)
        application = stage.submitted()
        services.accept_application(application_id=application.pk, by=stage.endo)
    application.refresh_from_db()
    assert application.state == state
    assert application.eligibility.nth_award == awards + 1
    if state == "ineligible":
        reason = "R3: この申請は3回目にあたり、「START」を受けられるのは2回までです。"
        assert application.eligibility.reason == reason
        assert Notice.objects.filter(kind="application_ineligible", context__reason=reason).count() == 2


def test_prior_awards_by_what_the_department_counts(stage: Scene) -> None:
    rules = {
        "A": {"repeat": {"counts": "fund"}},
        "B": {"repeat": {"counts": "project"}},
        "C": {"repeat": {"counts": "department", "counted_since": 2023}},
    }
    departments = {code: make.department(stage.call, code, **each) for code, each in rules.items()}
    history(stage, "START", 2019, "花壇")
    history(stage, "C", 2022, "みどりの観察会")
    history(stage, "C", 2023, "花壇")
    history(stage, "C", 2023, "花壇", reference="C:2023:花壇")  # the same award told twice
    applications = {
        code: make.application(row, stage.group, title="ミドリノ観察会") for code, row in departments.items()
    }

    found = prior_awards(applications.values())

    assert {code: found[row.pk] for code, row in applications.items()} == {"A": 3, "B": 1, "C": 1}


def test_awards_of_others_and_of_itself_do_not_count(stage: Scene) -> None:
    other = scene()
    history(other, "START", 2024)
    application = make.application(stage.department, stage.group)
    services.record_award_history(
        fund=stage.fund,
        group_id=stage.group.pk,
        department_code="START",
        fiscal_year=2025,
        project_key="",
        reference="award:9",
        application_id=application.pk,
    )
    next_one = make.application(stage.department, stage.group)
    assert prior_awards([application, next_one]) == {application.pk: 0, next_one.pk: 1}


def test_ineligible_with_a_reason(stage: Scene) -> None:
    application = stage.submitted()
    with pytest.raises(ReasonMissing):
        services.find_ineligible(application_id=application.pk, by=stage.endo, reason="  ")
    services.find_ineligible(application_id=application.pk, by=stage.endo, reason="市外の団体のため")
    event = timeline(application).last()
    assert event is not None
    assert (event.to_state, event.reason) == ("ineligible", "市外の団体のため")


def test_reopening_is_the_approvers(stage: Scene) -> None:
    application = stage.in_state("ineligible")
    with pytest.raises(NotAllowed):
        services.reopen(application_id=application.pk, by=stage.endo, reason="誤り")
    with pytest.raises(ReasonMissing):
        services.reopen(application_id=application.pk, by=stage.fukuda, reason="")
    services.reopen(application_id=application.pk, by=stage.fukuda, reason="事務局の誤り")
    application.refresh_from_db()
    assert application.state == "accepted"
    assert Notice.objects.filter(kind="application_reopened").count() == 2


def test_reopening_before_the_release_tells_nobody_of_the_result(stage: Scene) -> None:
    application = stage.in_state("declined")
    services.reopen(application_id=application.pk, by=stage.fukuda, reason="集計の誤り")
    assert not Notice.objects.exists()


def test_the_desk_is_the_offices(stage: Scene) -> None:
    application = stage.submitted()
    auditor = make.staff(stage.fund, "auditor")
    elsewhere = make.staff(make.fund(), "officer")
    calls: list[Any] = [
        lambda by: services.accept_application(application_id=application.pk, by=by),
        lambda by: services.find_ineligible(application_id=application.pk, by=by, reason="x"),
        lambda by: services.assess_budget(application_id=application.pk, by=by),
        lambda by: services.ask_correction(
            application_id=application.pk, by=by, fields=["title"], message="x", due_on=DURING.date()
        ),
    ]
    for call in calls:
        for by, refusal in (
            (stage.fujii, NotFound),
            (elsewhere, NotFound),
            (stage.aoki, NotAllowed),
            (auditor, NotAllowed),
        ):
            with pytest.raises(refusal):
                call(by)
    application.refresh_from_db()
    assert application.state == "submitted"


def test_a_draft_does_not_exist_for_the_office(stage: Scene) -> None:
    application = stage.draft()
    with pytest.raises(NotFound):
        services.accept_application(application_id=application.pk, by=stage.endo)
    with pytest.raises(NotAllowed):
        services.accept_application(application_id=application.pk, by=stage.aoki)


# The review begins


def test_review_begins_when_the_desk_is_done(stage: Scene) -> None:
    accepted = [stage.accepted() for _ in range(2)]
    waiting, withdrawn = stage.submitted(), stage.in_state("withdrawn")
    with pytest.raises(DeskUnfinished) as refused:
        services.begin_review(round_id=stage.call.pk, by=stage.endo, at=DURING)
    assert waiting.number in refused.value.text()
    services.find_ineligible(application_id=waiting.pk, by=stage.endo, reason="x")

    assert services.begin_review(round_id=stage.call.pk, by=stage.endo, at=DURING) == 2

    states = dict(Application.objects.values_list("pk", "state"))
    assert [states[row.pk] for row in accepted] == ["under_review"] * 2
    assert states[withdrawn.pk] == "withdrawn"


def test_review_begins_at_the_same_cost_for_any_number(stage: Scene) -> None:
    made = []
    for number in (3, 30):
        other = make.call(stage.fund)
        department = make.department(other)
        for _ in range(number):
            make.application(department, stage.group, state="accepted")
        made.append(
            queries(lambda other=other: services.begin_review(round_id=other.pk, by=SYSTEM, at=DURING))
        )
    assert made[0] == made[1]


def test_outcomes_go_along_the_table_and_tell_nobody(stage: Scene) -> None:
    good = [stage.in_state("under_review"), stage.in_state("shortlisted")]
    services.set_outcomes(good, "approve", by=stage.fukuda, at=DURING + timedelta(days=61))
    one = services.set_outcome(stage.in_state("waitlisted"), "promote", by=stage.fukuda, at=DURING)
    assert {row.state for row in (*good, one)} == {"approved"}
    with pytest.raises(WrongState):
        services.set_outcomes(
            [stage.in_state("under_review"), stage.in_state("draft")], "decline", by=stage.fukuda, at=DURING
        )
    assert not Notice.objects.exists()
