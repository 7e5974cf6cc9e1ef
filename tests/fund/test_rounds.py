"""A round: set up as data, prepared and published by two people, turned by the clock."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common import clock_control
from common.errors import FieldErrors, NotAllowed, NotFound, ReasonMissing, SamePerson, WrongState
from fund import services
from fund.models import Fund, Round
from fund.queries import NoPolicy, public_state, rounds_public, visible_rounds, with_setup
from fund.services.common import CodeTaken
from fund.services.turning import NotPrepared, TooLateToPublish
from fund.states import ROUND
from people.models import User
from tests import factories
from tests.factories import at
from trail.queries import timeline

pytestmark = pytest.mark.django_db

BEFORE = at("2025-03-20 09:00")
RULES = {"steps": [{"rate": "3/4", "cap": 100_000, "floor": 30_000}]}


@pytest.fixture
def fund() -> Fund:
    return factories.fund("HARA", {"grace_minutes": 10})


@pytest.fixture
def endo(fund: Fund) -> User:
    return factories.staff(fund, "officer", name="endo")


@pytest.fixture
def fukuda(fund: Fund) -> User:
    return factories.staff(fund, "approver", name="fukuda")


def new_round(fund: Fund, by: User, code: str = "R1", **changes: Any) -> Round:
    values: dict[str, Any] = {
        "fiscal_year": 2025,
        "name": "第1回募集",
        "opens_at": at("2025-04-07 09:00"),
        "closes_at": at("2025-05-16 17:00"),
        "review_opens_at": at("2025-06-02 09:00"),
        "review_closes_at": at("2025-06-20 17:00"),
        "committee_on": date(2025, 6, 28),
        "decided_on": date(2025, 7, 1),
        "project_from": date(2025, 7, 1),
        "project_to": date(2026, 1, 31),
        "report_due_on": date(2026, 3, 2),
        **changes,
    }
    return services.create_round(fund_id=fund.pk, by=by, code=code, **values)


def ready_round(fund: Fund, by: User, code: str = "R1", **changes: Any) -> Round:
    call = new_round(fund, by, code, **changes)
    services.add_department(round_id=call.pk, by=by, code="START", name="はじめ", budget=300_000, rules=RULES)
    services.add_criterion(round_id=call.pk, by=by, code="C1", name="公益性", weight=5)
    return call


def published(fund: Fund, endo: User, fukuda: User, code: str = "R1") -> Round:
    with clock_control.at(BEFORE):
        call = ready_round(fund, endo, code)
        services.prepare_round(round_id=call.pk, by=endo)
        return services.publish_round(round_id=call.pk, by=fukuda)


def test_create_round_takes_the_policy_in_force_when_it_opens(fund: Fund, endo: User) -> None:
    later = fund.policies.create(number=2, effective_from=date(2025, 4, 8), data={"transfer_fee": 1})

    assert new_round(fund, endo).policy_version.number == 1
    assert new_round(fund, endo, "R2", opens_at=at("2025-04-08 00:00")).policy_version == later
    call = services.choose_policy(round_id=Round.objects.get(code="R1").pk, number=2, by=endo)
    assert call.policy.transfer_fee == 1
    with pytest.raises(NoPolicy):
        new_round(fund, endo, "R3", opens_at=at("2025-03-31 23:59"))


def test_create_round_is_for_officers(fund: Fund, endo: User, fukuda: User) -> None:
    with pytest.raises(NotAllowed):
        new_round(fund, fukuda)
    with pytest.raises(NotFound):
        new_round(fund, factories.user("fujii"))
    new_round(fund, endo)
    with pytest.raises(CodeTaken):
        new_round(fund, endo)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("closes_at", at("2025-04-07 09:00")),
        ("review_opens_at", at("2025-05-16 16:59")),
        ("review_closes_at", at("2025-06-02 09:00")),
        ("committee_on", date(2025, 6, 19)),
        ("decided_on", date(2025, 6, 27)),
        ("project_from", date(2025, 6, 30)),
        ("project_to", date(2025, 6, 30)),
        ("report_due_on", date(2026, 1, 30)),
    ],
)
def test_dates_follow_one_another(fund: Fund, endo: User, field: str, value: Any) -> None:
    with pytest.raises(FieldErrors) as refused:
        new_round(fund, endo, **{field: value})
    assert [fault.pointer for fault in refused.value.faults][0] == f"/{field}"
    assert Round.objects.count() == 0


def test_publish_needs_two_people(fund: Fund, endo: User, fukuda: User) -> None:  # R14
    both = factories.staff(fund, "officer", "approver")
    with clock_control.at(BEFORE):
        call = ready_round(fund, endo)
        with pytest.raises(NotPrepared):
            services.publish_round(round_id=call.pk, by=fukuda)
        services.prepare_round(round_id=call.pk, by=both)
        with pytest.raises(SamePerson):
            services.publish_round(round_id=call.pk, by=both)
        with pytest.raises(NotAllowed):
            services.publish_round(round_id=call.pk, by=endo)
        with pytest.raises(NotFound):
            services.publish_round(round_id=call.pk, by=factories.user("fujii"))
        services.publish_round(round_id=call.pk, by=fukuda)
    call.refresh_from_db()
    assert (call.state, call.prepared_by, call.published_by) == ("published", both, fukuda)
    assert [event.verb for event in timeline(call)][-2:] == ["prepare", "publish"]


def test_a_change_after_preparing_has_to_be_prepared_again(fund: Fund, endo: User, fukuda: User) -> None:
    with clock_control.at(BEFORE):
        call = ready_round(fund, endo)
        services.prepare_round(round_id=call.pk, by=endo)
        services.add_department(round_id=call.pk, by=endo, code="X", name="別", budget=1, rules=RULES)
        with pytest.raises(NotPrepared):
            services.publish_round(round_id=call.pk, by=fukuda)


def test_publish_is_refused_once_the_call_is_over(fund: Fund, endo: User, fukuda: User) -> None:  # R7
    with clock_control.at(BEFORE):
        call = ready_round(fund, endo)
        services.prepare_round(round_id=call.pk, by=endo)
    with clock_control.at(call.closes_at):
        with pytest.raises(TooLateToPublish):
            services.publish_round(round_id=call.pk, by=fukuda)
        with pytest.raises(TooLateToPublish):
            services.prepare_round(round_id=call.pk, by=endo)
    with clock_control.at(call.closes_at - timedelta(seconds=1)):
        assert services.publish_round(round_id=call.pk, by=fukuda).state == "published"


@pytest.mark.parametrize(
    ("budget", "rules", "missing"),
    [
        (None, RULES, "/departments/START/budget"),
        (None, {**RULES, "line": {"limit": "none"}}, ""),
        (None, {**RULES, "line": {"limit": "places", "places": 3}}, ""),
        (1, {"steps": [{"rate": None, "cap": None}]}, "/departments/START/steps/0"),
        (1, {"steps": [{"rate": "1/2"}]}, ""),
        (1, {"steps": [{"rate": "1/2"}], "terms": ["rate_term", "cap"]}, "/departments/START/steps/0/cap"),
        (1, {"steps": [{"cap": 5}], "terms": ["rate_term", "cap"]}, "/departments/START/steps/0/rate"),
        (1, {"terms": ["requested", "committee_amount"]}, ""),
        (1, {**RULES, "tie_break": [{"by": "criterion", "criterion": "C9"}]}, "/departments/START/tie_break"),
        (1, {**RULES, "tie_break": [{"by": "criterion", "criterion": "C1"}]}, ""),
    ],
)
def test_prepare_names_what_a_department_lacks(
    fund: Fund, endo: User, budget: int | None, rules: dict[str, Any], missing: str
) -> None:
    with clock_control.at(BEFORE):
        call = new_round(fund, endo)
        services.add_department(
            round_id=call.pk, by=endo, code="START", name="はじめ", budget=budget, rules=rules
        )
        services.add_criterion(round_id=call.pk, by=endo, code="C1", name="公益性", weight=5)
        if not missing:
            services.prepare_round(round_id=call.pk, by=endo)
            return
        with pytest.raises(FieldErrors) as refused:
            services.prepare_round(round_id=call.pk, by=endo)
    assert missing in [fault.pointer for fault in refused.value.faults]


def test_a_pool_may_stand_for_a_departments_budget(fund: Fund, endo: User) -> None:  # N12
    pool = {"amount": 1_000_000, "departments": ["START"], "frames": {}}
    with clock_control.at(BEFORE):
        call = new_round(fund, endo, budget_pools=[pool])
        services.add_department(
            round_id=call.pk, by=endo, code="START", name="はじめ", budget=None, rules=RULES
        )
        services.add_criterion(round_id=call.pk, by=endo, code="C1", name="公益性")
        assert services.prepare_round(round_id=call.pk, by=endo).prepared_by == endo


def test_prepare_needs_departments_and_criteria(fund: Fund, endo: User) -> None:
    with clock_control.at(BEFORE):
        call = new_round(fund, endo)
        with pytest.raises(FieldErrors) as refused:
            services.prepare_round(round_id=call.pk, by=endo)
        assert [fault.pointer for fault in refused.value.faults] == ["/departments"]
        services.add_department(round_id=call.pk, by=endo, code="START", name="は", budget=1, rules=RULES)
        with pytest.raises(FieldErrors) as refused:
            services.prepare_round(round_id=call.pk, by=endo)
        assert [fault.pointer for fault in refused.value.faults] == ["/departments/START/criteria"]


@pytest.mark.parametrize("state", [state for state in ROUND.states if state != "draft"])
def test_nothing_applicants_rely_on_changes_after_publication(fund: Fund, endo: User, state: str) -> None:
    call = ready_round(fund, endo)
    department = call.departments.get()
    Round.objects.filter(pk=call.pk).update(state=state)
    every: list[Any] = [
        lambda: services.add_department(round_id=call.pk, by=endo, code="Y", name="Y", budget=1, rules={}),
        lambda: services.update_department(department_id=department.pk, by=endo, budget=2),
        lambda: services.add_criterion(round_id=call.pk, by=endo, code="C2", name="実現性"),
        lambda: services.add_question(round_id=call.pk, by=endo, code="Q1", label_ja="なぜ"),
        lambda: services.add_document_type(round_id=call.pk, by=endo, code="K", label_ja="規約"),
        lambda: services.choose_policy(round_id=call.pk, number=1, by=endo),
        lambda: services.update_round(round_id=call.pk, by=endo, name="別名"),
    ]

    for change in every:
        with pytest.raises(services.PolicyFrozen):
            change()
    department.refresh_from_db()
    assert department.budget == 300_000


@pytest.mark.parametrize(
    "scale",
    [
        {"weight": 0},
        {"minimum": 5, "maximum": 5},
        {"step": 0},
        {"minimum": 0, "maximum": 10, "step": 3},
        {"step": "x"},
        {"step": "0.001"},
        {"minimum": -1},
    ],
)
def test_a_criterion_needs_a_scale_that_can_be_scored(fund: Fund, endo: User, scale: dict[str, Any]) -> None:
    call = new_round(fund, endo)
    with pytest.raises(FieldErrors):
        services.add_criterion(round_id=call.pk, by=endo, code="C1", name="公益性", **scale)


def test_half_points_and_criteria_of_one_department(fund: Fund, endo: User) -> None:  # N6
    call = ready_round(fund, endo)
    department = call.departments.get()
    made = services.add_criterion(
        round_id=call.pk, by=endo, code="C2", name="発展性", minimum=0, maximum=10, step="0.5",
        department_id=department.pk,
    )  # fmt: skip

    assert (made.department, made.position) == (department, 1)
    with pytest.raises(CodeTaken):
        services.add_criterion(
            round_id=call.pk, by=endo, code="C1", name="重なり", department_id=department.pk
        )
    with pytest.raises(NotFound):
        services.add_criterion(round_id=call.pk, by=endo, code="C3", name="よそ", department_id=0)


def test_questions_and_documents_are_data(fund: Fund, endo: User) -> None:
    call = ready_round(fund, endo)
    services.add_question(
        round_id=call.pk, by=endo, code="area", label_ja="活動地域", kind="choice", choices=["東", "西"]
    )
    services.add_document_type(round_id=call.pk, by=endo, code="roster", label_ja="名簿", office_only=True)

    shown = with_setup(Round.objects.filter(pk=call.pk)).get()
    assert [q.choices for q in shown.questions.all()] == [["東", "西"]]
    assert [d.office_only for d in shown.document_types.all()] == [True]
    with pytest.raises(FieldErrors):
        services.add_question(round_id=call.pk, by=endo, code="x", label_ja="x", kind="choice")
    with pytest.raises(FieldErrors):
        services.add_question(round_id=call.pk, by=endo, code="x", label_ja="x", kind="line", choices=["a"])
    with pytest.raises(NotAllowed):
        services.add_question(round_id=call.pk, by=factories.staff(fund, "auditor"), code="x", label_ja="x")


def test_rounds_turn_by_the_clock(fund: Fund, endo: User, fukuda: User) -> None:  # R7
    call = published(fund, endo, fukuda)
    closing = call.closes_at + timedelta(minutes=10)
    for moment, opened, closed, state in (
        (call.opens_at - timedelta(seconds=1), 0, 0, "published"),
        (call.opens_at, 1, 0, "open"),
        (call.opens_at, 0, 0, "open"),
        (call.closes_at, 0, 0, "open"),
        (closing, 0, 0, "open"),
        (closing + timedelta(seconds=1), 0, 1, "closed"),
        (closing + timedelta(seconds=2), 0, 0, "closed"),
    ):
        with clock_control.at(moment):
            assert len(services.open_due_rounds()) == opened
            assert len(services.close_due_rounds()) == closed
        call.refresh_from_db()
        assert call.state == state
    assert [e.actor_id for e in timeline(call).filter(verb__in=["open", "close"])] == [None, None]


def test_turning_costs_the_same_for_any_number_of_rounds_that_wait(
    fund: Fund, endo: User, fukuda: User
) -> None:
    counts = []
    for wanted in (3, 30):
        while Round.objects.count() < wanted:
            factories.call(fund, state="published")
            factories.call(fund, state="open")
        with clock_control.at(at("2025-04-01 09:00")), CaptureQueriesContext(connection) as queries:
            services.open_due_rounds()
            services.close_due_rounds()
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_cancel_round_needs_an_approver_and_a_reason(fund: Fund, endo: User, fukuda: User) -> None:
    call = published(fund, endo, fukuda)
    with pytest.raises(NotAllowed):
        services.cancel_round(round_id=call.pk, by=endo, reason="台風のため")
    with pytest.raises(ReasonMissing):
        services.cancel_round(round_id=call.pk, by=fukuda, reason=" ")
    services.cancel_round(round_id=call.pk, by=fukuda, reason="台風のため")
    with pytest.raises(WrongState):
        services.cancel_round(round_id=call.pk, by=fukuda, reason="台風のため")
    assert timeline(call).last().reason == "台風のため"


@pytest.mark.parametrize("state", ["decided", "running", "settled", "archived", "cancelled"])
def test_no_round_is_cancelled_after_its_decision(fund: Fund, fukuda: User, state: str) -> None:
    call = factories.call(fund, state=state)
    with pytest.raises(WrongState):
        services.cancel_round(round_id=call.pk, by=fukuda, reason="やめます")


@pytest.mark.parametrize("state", [state for state in ROUND.states if state != "draft"])
def test_publish_from_any_other_state_is_refused(fund: Fund, endo: User, fukuda: User, state: str) -> None:
    call = factories.call(fund, state=state, prepared_by=endo)
    with clock_control.at(BEFORE):
        with pytest.raises(WrongState):
            services.publish_round(round_id=call.pk, by=fukuda)
        with pytest.raises(WrongState):
            services.prepare_round(round_id=call.pk, by=endo)


def test_the_public_sees_published_rounds_and_the_office_its_drafts(
    fund: Fund, endo: User, fukuda: User
) -> None:
    draft = new_round(fund, endo, "R9")
    shown = published(fund, endo, fukuda)
    scrapped = new_round(fund, endo, "R8")
    services.cancel_round(round_id=scrapped.pk, by=fukuda, reason="重複")
    elsewhere = factories.call(factories.fund("SORA"), state="draft")

    assert set(rounds_public()) == {shown}
    assert set(visible_rounds(endo)) == {draft, shown, scrapped}
    assert set(visible_rounds(factories.user("fujii"))) == {shown}
    assert elsewhere not in visible_rounds(endo)


def test_the_public_sees_no_decision_before_its_release(fund: Fund) -> None:
    call = factories.call(fund, state="decided")
    assert public_state(call) == "reviewing"
    call.released_at = at("2025-07-01 10:00")
    assert public_state(call) == "decided"


@pytest.mark.parametrize("rounds", [3, 30])
def test_public_rounds_with_setup_cost_the_same(django_assert_num_queries: Any, rounds: int) -> None:
    fund = factories.fund()
    for _ in range(rounds):
        call = factories.call(fund)
        factories.department(call)
        factories.criterion(call, "C1")

    # Rounds, departments, criteria, questions, documents.
    with django_assert_num_queries(5):
        shown = list(with_setup(rounds_public()))
        assert sum(len(call.departments.all()) + len(call.criteria.all()) for call in shown) == 2 * rounds
        assert {call.fund.code for call in shown} == {fund.code}
