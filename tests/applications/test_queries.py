"""What a person may see, what it costs, and what must not show before the results are out."""

from __future__ import annotations

from typing import Any

import pytest

from applications import queries as reading
from applications import services
from applications.models import Application
from applications.queries.amounts import preview
from common.errors import NotFound
from common.queries import state_counts
from ledger.explain import explain
from tests import factories as make
from tests.applications.scene import DURING, Scene, clock_at, end_place, queries, scene
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Any:
    with clock_at(DURING):
        yield scene()


def seen(user: Any) -> set[int]:
    return set(reading.visible_to(user).values_list("pk", flat=True))


def test_who_sees_what(stage: Scene) -> None:
    draft, filed, gone = stage.draft(), stage.submitted(), stage.in_state("discarded")
    other = scene().submitted()
    auditor = make.staff(stage.fund, "auditor")

    for member in (stage.aoki, stage.baba, stage.viewer):
        assert seen(member) == {draft.pk, filed.pk, gone.pk}
    for staff in (stage.endo, auditor):
        assert seen(staff) == {filed.pk}
    assert seen(stage.fujii) == set()
    assert seen(SYSTEM) == {draft.pk, filed.pk, gone.pk, other.pk}
    end_place(stage.baba, stage.group)
    assert seen(stage.baba) == set()


@pytest.mark.parametrize("state", ["approved", "waitlisted", "declined"])
def test_results_stay_hidden_until_they_are_released(stage: Scene, state: str) -> None:
    application = stage.in_state(state)
    stage.in_state("under_review")

    group, office = reading.visible_to(stage.aoki), reading.visible_to(stage.endo)
    assert group.get(pk=application.pk).shown_state == "under_review"
    assert not group.filter(shown_state=state).exists()
    assert state_counts(group, "shown_state") == {"under_review": 2}
    assert state_counts(office, "shown_state") == {"under_review": 1, state: 1}

    stage.call.released_at = DURING
    stage.call.save()
    assert state_counts(reading.visible_to(stage.aoki), "shown_state") == {"under_review": 1, state: 1}


def test_lists_and_details_cost_the_same_for_any_number(stage: Scene) -> None:
    def look() -> None:
        rows = reading.visible_to(stage.endo)
        for row in reading.with_details(rows):
            [item.amount for item in row.budget_rows.all()]
            [item.eligible for item in row.assessments.all()]
            [item.sha256 for item in row.submissions.all()]
            [item.state for item in row.corrections.all()]
            [item.fiscal_year for item in row.group.award_history.all()]
            [item.name for item in row.live_attachments]
            str((row.group.name, row.department.name, row.round.code, row.round.policy.rounding_unit))
        state_counts(rows, "shown_state")
        reading.figures_of(row.pk for row in rows)
        reading.prior_awards(rows)

    made = []
    for number in (3, 27):
        for _ in range(number):
            stage.accepted()
        made.append(queries(look))
    assert Application.objects.filter(state="accepted").count() == 30
    assert made[0] == made[1]


def test_figures_read_the_last_assessment(stage: Scene) -> None:
    filed, assessed = stage.submitted(), stage.submitted()
    for amount in (5_000, 7_000):
        services.assess_budget(
            application_id=assessed.pk,
            by=stage.endo,
            income_additions=[{"category": "協賛金", "amount": amount}],
        )
    found = reading.figures_of([filed.pk, assessed.pk])
    # 20,000 of fees; 20,000 + 7,000 with what was found last.
    assert [found[row.pk].other_income for row in (filed, assessed)] == [20_000, 27_000]


def test_preview_of_a_draft_reads_what_is_typed_so_far() -> None:
    with clock_at(DURING):
        stage = scene(steps=[{"rate": "1/2", "cap": 100_000}])
        application = stage.draft(requested="８０,０００", title="", consents=[])
        # 100,000 × 1/2 = 50,000; shortfall 100,000 − 20,000 = 80,000; the department's whole budget.
        assert preview(application).terms == {
            "rate_term": 50_000,
            "cap": 100_000,
            "requested": 80_000,
            "shortfall": 80_000,
            "remaining_budget": 300_000,
        }
        empty = services.create_application(
            department_id=stage.department.pk, group_id=stage.group.pk, by=stage.aoki
        )
        assert preview(empty).award == 0


def test_preview_after_submission_reads_the_assessed_figures(stage: Scene) -> None:
    application = stage.submitted()
    assert preview(application).award == 80_000
    services.assess_budget(
        application_id=application.pk,
        by=stage.endo,
        income_additions=[{"category": "協賛金", "amount": 30_000}],
    )
    # 100,000 − 20,000 − 30,000
    assert preview(application).award == 50_000


def test_figures_are_explained_down_to_the_budget_rows(stage: Scene) -> None:
    application = stage.submitted()
    services.assess_budget(
        application_id=application.pk,
        by=stage.endo,
        income_additions=[{"category": "協賛金", "description": "商店会", "amount": 30_000}],
        row_cuts=[{"row": 1, "amount": 25_000, "reason": "半分でよい"}],
    )

    def parts(name: str) -> tuple[int, list[tuple[str, int]]]:
        found = explain(f"application:{application.pk}:{name}", stage.endo)
        return found["value"], [(part["label"], part["value"]) for part in found["parts"]]

    assert parts("eligible") == (85_000, [("報償費 講師", 60_000), ("消耗品費 文具", 25_000)])
    assert parts("other_income") == (50_000, [("会費 会費から", 20_000), ("商店会", 30_000)])
    assert parts("requested") == (80_000, [])
    for rest in ("title", "", "eligible:x"):
        with pytest.raises(NotFound):
            explain(f"application:{application.pk}:{rest}", stage.endo)
    with pytest.raises(NotFound):
        explain(f"application:{application.pk}:eligible", stage.fujii)
