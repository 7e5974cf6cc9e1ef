"""Facts that conditions compare (N5, N8), and how many awards count (R3, N3)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from applications import services
from applications.models import Application
from applications.queries.facts import facts_of
from applications.rules import (
    ApplicationFacts,
    BudgetFigures,
    GroupProfile,
    PriorAward,
    count_prior,
    full_years,
    read_group,
)
from applications.rules.facts import NEVER
from fund.models import DocumentType, FormQuestion
from fund.policy import Repeat
from fund.policy.conditions import Comparison, Value
from fund.policy.formulas import Times
from fund.policy.vocabulary import FACTS
from tests import factories as make
from tests.applications.forms import PDF
from tests.applications.scene import DURING, Scene, clock_at, queries, scene

HISTORY = (
    PriorAward("START", 2021, "花いっぱい運動"),
    PriorAward("COLLAB", 2022, "里山の再生"),
    PriorAward("COLLAB", 2023, "サトヤマの再生"),
    PriorAward("COLLAB", 2023, "花いっぱい運動"),
)


def facts(**changes: Any) -> ApplicationFacts:
    values: dict[str, Any] = {
        "department": "START",
        "fiscal_year": 2025,
        "n": 2,
        "method": "documents",
        "title": "さとやまの再生",
        "group": GroupProfile(8, 6, 3, date(2022, 4, 1), "任意団体", "", 500_000),
        "requested": 80_000,
        "figures": BudgetFigures(90_000, 100_000, 20_000, 5_000),
        "tags": frozenset({"環境"}),
        "answers": {"AGE": 12, "BORN": "1996-04-01", "KIND": "個人", "EMPTY": ""},
        "documents": frozenset({"RULES"}),
        "history": HISTORY,
        "days": {"fiscal_year_start": date(2025, 4, 1), "fiscal_year_end": date(2026, 3, 31)},
        **changes,
    }
    return ApplicationFacts(**values)


def known(fact: str, value: Any = Fraction(0), of: tuple[str, ...] = (), **changes: Any) -> Value | None:
    base = changes.pop("base_date", "")
    next_day = changes.pop("from_next_day", False)
    return facts(**changes).value(Comparison(fact, "=", value, of, base, next_day))


@pytest.mark.parametrize(
    ("fact", "of", "wanted"),
    [
        ("members", (), 8),
        ("resident_members", (), 6),
        ("residents_share", (), Fraction(3, 4)),
        ("households", (), 3),
        ("annual_budget", (), 500_000),
        ("legal_form", (), "任意団体"),
        ("has_corporate_number", (), False),
        ("awards", (), 4),
        ("awards", ("START",), 1),
        ("awards", ("START", "COLLAB"), 4),
        ("awards_of_project", (), 1),  # サトヤマ and さとやま are one name; 里山 is another
        ("years_since_award", (), 2),
        ("years_since_award", ("START",), 4),
        ("years_since_award", ("OTHER",), NEVER),
        ("department", (), "START"),
        ("requested", (), 80_000),
        ("eligible", (), 90_000),
        ("total", (), 100_000),
        ("other_income", (), 20_000),
        ("other_grants", (), 5_000),
        ("continuing", (), False),
        ("n", (), 2),
        ("method", (), "documents"),
        ("tags", (), frozenset({"環境"})),
        ("answer", ("AGE",), 12),
        ("answer", ("EMPTY",), None),
        ("document", ("RULES",), True),
        ("document", ("RULES", "ROLL"), False),
        ("office_check", (), None),
    ],
)
def test_every_fact_of_the_vocabulary(fact: str, of: tuple[str, ...], wanted: Any) -> None:
    assert known(fact, of=of) == wanted


def test_no_fact_of_the_vocabulary_is_left_out() -> None:
    for fact in FACTS:
        known(fact, of=("AGE",), base_date="fiscal_year_start")
    assert known("years_since_founding") is None


def test_an_answer_is_read_as_what_it_is_compared_with() -> None:
    assert known("answer", ("個人",), ("KIND",)) == "個人"
    assert known("answer", ("12",), ("AGE",)) == "12"
    assert known("answer", True, ("KIND",)) is True
    assert known("answer", True, ("EMPTY",)) is False
    assert known("answer", Fraction(1), ("KIND",)) is None
    assert known("answer", Fraction(1), ("KIND",), answers={"KIND": "１,２００"}) == 1200


def test_what_the_profile_leaves_out_is_not_on_record() -> None:
    empty = {"group": GroupProfile(), "figures": None, "requested": None}
    for fact in ("members", "resident_members", "residents_share", "households", "annual_budget"):
        assert known(fact, **empty) is None
    for fact in ("legal_form", "eligible", "requested"):
        assert known(fact, **empty) is None
    assert known("age_years", base_date="fiscal_year_start", **empty) is None
    assert facts(**empty).formula(Times((Fraction(1, 2), "members"))) is None
    assert facts().formula(Times((Fraction(1, 2), "members"))) == 4


@pytest.mark.parametrize(
    ("founded", "base", "next_day", "years"),
    [
        (date(2022, 4, 1), date(2025, 4, 1), False, 3),
        (date(2022, 4, 1), date(2025, 4, 1), True, 2),  # 初日不算入: from 2 April 2022
        (date(2022, 3, 31), date(2025, 4, 1), True, 3),
        (date(2022, 4, 2), date(2025, 4, 1), False, 2),
        (date(2024, 2, 29), date(2025, 2, 28), False, 0),
        (date(2024, 2, 29), date(2025, 3, 1), False, 1),
        (date(2025, 6, 1), date(2025, 4, 1), False, 0),
    ],
)
def test_full_years(founded: date, base: date, next_day: bool, years: int) -> None:
    assert full_years(founded, base, from_next_day=next_day) == years
    profile = {"group": GroupProfile(founded=founded)}
    assert known("age_years", base_date=base.isoformat(), from_next_day=next_day, **profile) == years


def test_a_month_of_founding_counts_from_its_first_and_ages_go_by_named_days() -> None:
    group = read_group({"founded_on": "2022-04"})
    assert known("age_years", base_date="fiscal_year_start", group=group) == 3
    # Born on 1 April 1996: 29 on 31 March 2026, and on 1 April 2025 already.
    assert known("answer_age", of=("BORN",), base_date="fiscal_year_end") == 29
    assert known("answer_age", of=("BORN",), base_date="2025-03-31") == 28
    assert known("answer_age", of=("KIND",), base_date="2025-03-31") is None
    assert known("age_years", base_date="decided_on") is None


@pytest.mark.parametrize(
    ("repeat", "expected"),
    [
        (Repeat(unit="years", departments=("COLLAB",)), 2),  # 2022 and 2023, with two awards
        (Repeat(unit="years", counts="fund"), 3),
        (Repeat(counts="fund", departments=("COLLAB",)), 3),
        (Repeat(departments=("START", "COLLAB")), 4),
        (Repeat(departments=("START", "COLLAB"), counted_since=2022), 3),
        (Repeat(counts="project", unit="years"), 1),
        (Repeat(counts="project", departments=("START",)), 0),
    ],
)
def test_awards_count_by_years_and_over_departments(repeat: Repeat, expected: int) -> None:
    assert count_prior(HISTORY, repeat, department_code="START", project_key="さとやまの再生") == expected


# Out of the tables


@pytest.fixture
def stage(db: None, settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    steps = [{"n_to": 1, "rate": "2/3", "method": "presentation"}, {"n_from": 2, "method": "documents"}]
    with clock_at(DURING):
        made = scene(steps=steps, repeat={"counts": "project"})
        made.group.members, made.group.founded_on = 8, date(2022, 5, 2)
        made.group.save()
        FormQuestion.objects.create(round=made.call, code="HEADS", label_ja="人数", kind="number")
        DocumentType.objects.create(round=made.call, code="RULES", label_ja="規約")
        yield made


def with_rules(stage: Scene) -> Application:
    draft = stage.draft(answers={"HEADS": "１２"})
    services.attach_document(
        application_id=draft.pk, by=stage.aoki, name="規約.pdf", content=PDF, document_code="RULES"
    )
    return draft


def value(application: Application, fact: str, of: tuple[str, ...] = (), base: str = "") -> Any:
    return facts_of([application.pk])[application.pk].value(Comparison(fact, "=", Fraction(0), of, base))


def test_a_draft_is_read_as_typed_and_a_submission_as_filed(stage: Scene) -> None:
    draft = with_rules(stage)
    assert value(draft, "requested") == 80_000
    assert value(draft, "eligible") == 100_000
    assert value(draft, "other_income") == 20_000
    assert value(draft, "answer", ("HEADS",)) == 12
    assert value(draft, "document", ("RULES",)) is True
    assert value(draft, "members") == 8
    # 1 May 2025: the day before the third birthday, by the day of submission.
    assert value(draft, "age_years", base="submitted_on") == 2
    assert value(draft, "age_years", base="closes_on") == 3

    services.submit_application(application_id=draft.pk, by=stage.aoki)
    stage.group.members = 3
    stage.group.save()
    assert value(draft, "members") == 8
    assert value(draft, "answer", ("HEADS",)) == 12
    assert value(draft, "document", ("RULES",)) is True
    assert value(draft, "tags") == frozenset({"環境"})


def test_figures_are_those_assessed(stage: Scene) -> None:
    filed = with_rules(stage)
    services.submit_application(application_id=filed.pk, by=stage.aoki)
    services.assess_budget(
        application_id=filed.pk, by=stage.endo, row_cuts=[{"row": 1, "eligible": False, "reason": "飲食"}]
    )
    assert value(filed, "eligible") == 60_000
    assert value(filed, "total") == 100_000


def test_n_and_method_follow_the_awards_of_the_same_project(stage: Scene) -> None:
    first = make.application(stage.department, stage.group, title="みどりの観察会")
    assert (value(first, "n"), value(first, "method")) == (1, "presentation")
    for project, own in (("ミドリノ観察会", None), ("花壇", None), ("みどりの観察会", first)):
        services.record_award_history(
            fund=stage.fund,
            group_id=stage.group.pk,
            department_code="START",
            fiscal_year=2024,
            project_key=project,
            reference=project,
            application_id=own.pk if own else None,
        )
    # Its own award does not count, nor one of another project.
    assert (value(first, "n"), value(first, "method")) == (2, "documents")
    assert value(first, "awards") == 2
    assert value(first, "years_since_award") == 1


def test_a_draft_of_any_content_has_facts(stage: Scene) -> None:
    draft = services.create_application(
        department_id=stage.department.pk, group_id=stage.group.pk, by=stage.aoki
    )
    typed = {
        "title": 5,
        "tags": "環境",
        "answers": [],
        "requested": "たくさん",
        "expenses": 3,
        "documents": 1,
    }
    services.save_draft(application_id=draft.pk, by=stage.aoki, data=typed, if_version=None)
    assert value(draft, "requested") is None
    assert value(draft, "tags") == frozenset()
    assert value(draft, "total") == 0


def test_facts_cost_the_same_for_any_number(stage: Scene) -> None:
    made = []
    for number in (1, 12):
        for _ in range(number):
            with_rules(stage)
            filed = with_rules(stage)
            services.submit_application(application_id=filed.pk, by=stage.aoki)
            make.application(stage.department)
            Application.objects.filter(state="draft", department=stage.department).update(state="returned")
            stage.draft()
        ids = list(Application.objects.values_list("pk", flat=True))
        made.append(queries(lambda ids=ids: facts_of(ids)))
        assert len(facts_of(ids)) == len(ids)
    assert made[0] == made[1]
    assert made[0] == 5  # and one for the clock, which stands still here
    assert facts_of([]) == {}
