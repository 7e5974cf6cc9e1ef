"""A call is frozen when it is published; what changes afterwards takes two people and a notice."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from common import clock_control
from common.errors import FieldErrors, NotAllowed, ReasonMissing, SamePerson, WrongState
from fund import services as funds
from fund.call_document import call_settings
from fund.models import CallVersion, Department, Fund, Round
from fund.policy.document import sha256_of
from fund.policy.parsing import read_call
from fund.rules import amendment_faults
from fund.services.copying import copy_round
from fund.services.loading import load_call
from fund.services.rounds import early_start
from fund.services.versions import (
    AmendmentOpen,
    ConsentMissing,
    NothingChanged,
    approve_amendment,
    drifted_from_frozen,
    drop_amendment,
    prepare_amendment,
)
from notices.models import Notice
from people.models import User
from tests import factories as make
from tests.fund.policies import GOOD
from trail.models import Event
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db
CAP = "/departments/A/rules/steps/0/cap"


@pytest.fixture
def call(fund: Fund, endo: User, fukuda: User) -> Round:
    with clock_control.at(make.at("2026-04-01 10:00")):
        made = load_call(fund_id=fund.pk, by=endo, data=GOOD).round
        funds.prepare_round(round_id=made.pk, by=endo)
        funds.publish_round(round_id=made.pk, by=fukuda)
    return Round.objects.get(pk=made.pk)


def opened(call: Round) -> Round:
    with clock_control.at(make.at("2026-04-06 09:00")):
        assert [row.pk for row in funds.open_due_rounds()] == [call.pk]
    return Round.objects.get(pk=call.pk)


def change(by: User, call: Round, *changes: tuple[str, Any], **words: str) -> CallVersion:
    with clock_control.at(make.at("2026-04-10 10:00")):
        return prepare_amendment(
            round_id=call.pk,
            by=by,
            changes=[{"pointer": pointer, "value": value} for pointer, value in changes],
            reason=words.get("reason", "寄附が増えたため"),
            notice=words.get("notice", "上限を引き上げました。"),
        )


def test_publishing_freezes_version_one(call: Round) -> None:
    version = CallVersion.objects.get(round=call)
    assert (version.number, version.state) == (1, "in_force")
    assert read_call(version.data) == call_settings(call)
    assert opened(call).state == "open"


def test_a_round_changed_behind_the_services_stays_shut(call: Round) -> None:
    Department.objects.filter(round=call, code="A").update(budget=1)
    with clock_control.at(make.at("2026-04-06 09:00")):
        assert funds.open_due_rounds() == []
        assert funds.open_due_rounds() == []
    assert Round.objects.get(pk=call.pk).state == "published"
    assert (
        Event.objects.filter(verb="refuse_opening").count() == 1
    )  # told once, however often the clock looks


def test_a_round_that_cannot_be_read_keeps_no_other_shut(
    call: Round, fund: Fund, endo: User, fukuda: User
) -> None:
    with clock_control.at(make.at("2026-04-01 11:00")):
        other = load_call(fund_id=fund.pk, by=endo, data=GOOD, code="R9b").round
        funds.prepare_round(round_id=other.pk, by=endo)
        funds.publish_round(round_id=other.pk, by=fukuda)
    Department.objects.filter(round=call, code="A").update(rules_data={"steps": [{"rate": 0.5}]})
    with clock_control.at(make.at("2026-04-06 09:00")):
        assert [row.pk for row in funds.open_due_rounds()] == [other.pk]


def test_opening_costs_the_same_for_any_number_of_rounds_that_hold_back(
    fund: Fund, endo: User, fukuda: User, django_assert_max_num_queries: Any
) -> None:
    for n in range(6):
        with clock_control.at(make.at("2026-04-01 11:00")):
            made = load_call(fund_id=fund.pk, by=endo, data=GOOD, code=f"N{n}").round
            funds.prepare_round(round_id=made.pk, by=endo)
            funds.publish_round(round_id=made.pk, by=fukuda)
    with clock_control.at(make.at("2026-04-01 12:00")), django_assert_max_num_queries(5):
        assert funds.open_due_rounds() == []
    found = {version.round_id for version in CallVersion.objects.all()}
    with django_assert_max_num_queries(6):
        assert drifted_from_frozen(found) == set()


def test_a_call_that_contradicts_itself_is_not_published(fund: Fund, endo: User) -> None:
    with clock_control.at(make.at("2026-04-01 10:00")):
        made = load_call(fund_id=fund.pk, by=endo, data=GOOD).round
        # Each row can be read by itself; only the whole call shows that nobody can reach 500 points.
        rules = {**made.departments.get(code="B").rules_data}
        rules["pass_rule"] = [{"measure": "mean", "operator": ">=", "value": 500}]
        funds.update_department(department_id=made.departments.get(code="B").pk, by=endo, rules=rules)
        with pytest.raises(FieldErrors) as refused:
            funds.prepare_round(round_id=made.pk, by=endo)
    assert [fault.pointer for fault in refused.value.faults] == ["/departments/B/rules/pass_rule/0/value"]


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/call/name", "改めた名"),
        ("/call/guideline", "本文"),
        ("/call/reception/office_closes", "16:00"),
        ("/departments/A/name", "改めた部門"),
        ("/departments/A/budget", 2_000_000),
        ("/departments/A/rules/pass_rule/0/value", 5),
        ("/departments/B/rules/starts_before_decision", True),
        ("/criteria/C1/name", "公共性"),
        ("/criteria/C3/name", "展開"),
        ("/budget_pools/0/amount", 450_000),
        ("/call/dates/project_to", "2027-02-28"),
    ],
)
def test_the_rows_say_what_the_approved_version_says(
    call: Round, endo: User, fukuda: User, pointer: str, value: Any
) -> None:
    with clock_control.at(make.at("2026-04-02 10:00")):
        version = prepare_amendment(
            round_id=call.pk,
            by=endo,
            changes=[{"pointer": pointer, "value": value}],
            reason="改める",
            notice="改めました。",
        )
        approve_amendment(version_id=version.pk, by=fukuda)
    version.refresh_from_db()
    now = Round.objects.get(pk=call.pk)
    assert sha256_of(call_settings(now)) == version.sha256
    assert early_start(now) is pointer.endswith("starts_before_decision")
    assert drifted_from_frozen([call.pk]) == set()


def test_an_amendment_takes_two_people_and_tells_who_relies_on_it(
    call: Round, endo: User, fukuda: User
) -> None:
    group = make.group(members={make.user("aoki"): "representative"})
    call = opened(call)
    make.application(call.departments.get(code="A"), group, state="draft")
    judge = make.member(call, "R1").user
    version = change(endo, call, (CAP, 120_000))
    assert call_settings(Round.objects.get(pk=call.pk)).departments[0].rules.steps[0].cap == 100_000
    make.StaffRole.objects.create(fund=call.fund, user=endo, role="approver")
    with pytest.raises(SamePerson):
        approve_amendment(version_id=version.pk, by=endo)
    with clock_control.at(make.at("2026-04-11 10:00")):
        approve_amendment(version_id=version.pk, by=fukuda)
    now = Round.objects.get(pk=call.pk)
    assert call_settings(now).departments[0].rules.steps[0].cap == 120_000
    version.refresh_from_db()
    assert (version.number, version.state) == (2, "in_force")
    event = Event.objects.get(verb="amend")
    assert event.reason == "寄附が増えたため"
    assert event.data["changes"][0]["ja"] == "はじめる部門 1回目の上限: 100,000円 → 120,000円"
    letters = {row.recipient_id: row for row in Notice.objects.filter(kind="call_amended")}
    assert letters.keys() == {group.memberships.get().user_id, judge.pk}
    for letter in letters.values():
        assert "100,000円 → 120,000円" in letter.context["changes"]
        assert letter.context["notice"] == "上限を引き上げました。"
        assert letter.context["round"] == "見本の募集"
    with pytest.raises(WrongState):
        approve_amendment(version_id=version.pk, by=fukuda)


def test_reason_notice_and_a_change_are_needed(call: Round, endo: User, fukuda: User) -> None:
    for words, refusal in (({"reason": " "}, ReasonMissing), ({"notice": ""}, ConsentMissing)):
        with pytest.raises(refusal):
            change(endo, call, (CAP, 120_000), **words)
    with pytest.raises(NothingChanged):
        change(endo, call, (CAP, 100_000))
    with pytest.raises(NotAllowed):
        change(fukuda, call, (CAP, 120_000))
    version = change(endo, call, (CAP, 120_000))
    with pytest.raises(AmendmentOpen):
        change(endo, call, (CAP, 130_000))
    drop_amendment(version_id=version.pk, by=endo)
    assert change(endo, call, (CAP, 130_000)).number == 3


@pytest.mark.parametrize(
    ("pointer", "value", "pointer_told"),
    [
        (CAP, 90_000, CAP),
        ("/departments/A/rules/pass_rule/0/value", 7, "/departments/A/rules/pass_rule"),
        ("/call/code", "X", "/call/code"),
        ("/criteria/C1/weight", 2, "/criteria/C1/weight"),
        ("/call/dates/closes_at", "2026-05-14 17:00", "/call/dates/closes_at"),
        ("/departments/A/rules/line/limit", "none", "/departments/A/rules/line/limit"),
        ("/budget_pools/0/amount", 450_000, "/budget_pools"),
        ("/departments/A/rules/steps/0/floor", 20_000, "/departments/A/rules/steps/0/floor"),
    ],
)
def test_once_people_apply_nothing_turns_against_them(
    call: Round, endo: User, pointer: str, value: Any, pointer_told: str
) -> None:
    call = opened(call)
    with pytest.raises(FieldErrors) as refused:
        change(endo, call, (pointer, value))
    assert [fault.pointer for fault in refused.value.faults] == [pointer_told]


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/call/dates/closes_at", "2026-05-22 17:00"),
        ("/budget_pools/0/amount", 600_000),
        ("/departments/A/budget", 2_000_000),
        ("/departments/A/rules/steps/0/floor", None),
        ("/departments/A/rules/steps/0/rate", "3/4"),
        ("/departments/A/rules/publication/unit", "man_yen"),
    ],
)
def test_what_helps_them_may_change(call: Round, endo: User, pointer: str, value: Any) -> None:
    dates = [("/call/dates/review_opens_at", "2026-05-25 09:00")] if "closes_at" in pointer else []
    assert change(endo, opened(call), (pointer, value), *dates).number == 2


def test_after_the_decision_nothing_changes() -> None:
    for state in ("decided", "running", "settled", "archived", "cancelled"):
        assert amendment_faults(state, "/departments/A/budget", 1, 2)
    assert not amendment_faults("deciding", "/departments/A/budget", 1, 2)
    assert amendment_faults("deciding", "/departments/A/rules/repeat/limit", 1, 2)


def test_last_years_round_is_copied_with_its_dates_moved(call: Round, endo: User) -> None:
    funds.open_year(fund_id=call.fund_id, year=2027, by=SYSTEM)
    loaded = copy_round(round_id=call.pk, by=endo, code="R10", name="来年の募集", fiscal_year=2027)
    copied = call_settings(Round.objects.get(pk=loaded.round.pk))
    source = call_settings(call)
    assert loaded.round.closes_at == make.at("2027-05-15 17:00")
    assert copied.departments == source.departments
    assert copied.criteria == source.criteria
    assert copied.call.dates.defaulted == source.call.dates.defaulted
    assert call.fund.policies.count() == 1
    with pytest.raises(NotAllowed):
        copy_round(
            round_id=call.pk, by=make.staff(call.fund, "cashier"), code="Z", name="z", fiscal_year=2027
        )


def test_the_command_explains_a_round_and_its_versions(call: Round, endo: User, fukuda: User) -> None:
    def explained(*args: str) -> str:
        out = StringIO()
        call_command("explain_policy", "--fund", "HARA", "--round", "R9", *args, stdout=out)
        return out.getvalue()

    assert "上限100,000円" in explained()
    assert "違いはありません" in explained("--against", "1")
    version = change(endo, opened(call), (CAP, 120_000))
    with clock_control.at(make.at("2026-04-11 10:00")):
        approve_amendment(version_id=version.pk, by=fukuda)
    assert "上限120,000円" in explained()
    assert "上限100,000円" in explained("--number", "1")
    assert "1回目の上限: 100,000円 → 120,000円" in explained("--against", "1")
    with pytest.raises(CommandError):
        explained("--number", "9")
