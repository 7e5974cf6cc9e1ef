"""Which departments are open to a group (R3b), and what must hold of it and its project (N5)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from applications import services
from applications.models import Application, AwardHistory, EligibilityCheck
from applications.rules import (
    ApplicationFacts,
    BudgetFigures,
    GroupProfile,
    Names,
    OtherApplication,
    PriorAward,
    access_faults,
    eligibility_faults,
    eligibility_results,
)
from applications.services.office import ChecklistIncomplete
from common.errors import FieldErrors
from fund.models import Department
from fund.policy import read_rules
from fund.policy.department import Access, Pause
from notices.models import Notice
from tests import factories as make
from tests.applications.forms import form
from tests.applications.scene import DURING, Scene, clock_at, queries, scene
from tests.people.http import get, post

# R3b


def closed(access: Access, year: int = 2025, project: str = "観察会", **facts: Any) -> list[str]:
    values: dict[str, Any] = {"history": (), "others": (), **facts}
    found = access_faults(
        access, department="STEPUP", fiscal_year=year, project_key=project, named=NAMES.get, **values
    )
    assert {fault.pointer for fault in found} <= {"/department"}
    return [fault.code.removeprefix("applications.") for fault in found]


NAMES: Any = {"START": "はじめの一歩", "STEPUP": "ステップ", "OTHER": "別"}
AWARD = PriorAward("START", 2024, "花壇")


def test_a_department_may_need_an_award_of_another() -> None:
    access = Access(requires_award_in=("START", "OTHER"))
    assert closed(access) == ["access_award_missing"]
    assert closed(access, history=[PriorAward("STEPUP", 2024)]) == ["access_award_missing"]
    assert closed(access, history=[AWARD]) == []


@pytest.mark.parametrize(
    ("years", "year", "is_closed"),
    [
        (1, 2024, False),
        (1, 2025, True),
        (1, 2026, False),
        (2, 2026, True),
        (2, 2027, False),
        (1, 2023, False),
    ],
)
def test_a_pause_covers_the_years_after_the_award(years: int, year: int, is_closed: bool) -> None:
    access = Access(closed_years_after=(Pause(("START",), years),))
    assert closed(access, year, history=[AWARD]) == (["access_closed"] if is_closed else [])


def test_a_pause_spares_the_same_project() -> None:
    access = Access(closed_years_after=(Pause(("START",), 1, "same_project"),))
    award = [PriorAward("START", 2024, "みどりの観察会")]
    assert closed(access, project="ミドリノ 観察会", history=award) == []
    assert closed(access, project="花壇", history=award) == ["access_closed_but_same"]
    assert closed(access, project="", history=[PriorAward("START", 2024)]) == ["access_closed_but_same"]
    strict = Access(closed_years_after=(Pause(("START",)),))
    assert closed(strict, project="みどりの観察会", history=award) == ["access_closed"]


def test_a_pause_tells_the_award_and_the_year_of_the_next_chance() -> None:
    access = Access(closed_years_after=(Pause(("START",), 2),))
    (fault,) = access_faults(
        access,
        department="STEPUP",
        fiscal_year=2025,
        project_key="",
        history=[PriorAward("START", 2023), AWARD],
        others=[],
        named=NAMES.get,
    )
    assert "令和6年度に「はじめの一歩」で採択" in fault.ja
    assert "「ステップ」には令和9年度から" in fault.ja
    assert "open to you again from fiscal year 2027" in fault.en


def test_one_of_two_departments_and_so_many_a_year() -> None:
    mine, other = OtherApplication("STEPUP", "R7-001"), OtherApplication("START", "R7-002", "花壇")
    exclusive, once = Access(exclusive_with=("START",)), Access(most_per_year=1)
    assert closed(exclusive, others=[mine]) == []
    assert closed(exclusive, others=[mine, other]) == ["access_exclusive"]
    assert closed(once) == []
    assert closed(once, others=[other]) == ["access_most"]
    assert closed(Access(most_per_year=2), others=[other]) == []
    both = Access(exclusive_with=("START",), most_per_year=1)
    assert closed(both, others=[other]) == ["access_exclusive", "access_most"]
    (fault,) = access_faults(
        exclusive,
        department="STEPUP",
        fiscal_year=2025,
        project_key="",
        history=[],
        others=[other],
        named=NAMES.get,
    )
    assert "「はじめの一歩」へ申請しています(R7-002 花壇)" in fault.ja


# N5


def facts(**changes: Any) -> ApplicationFacts:
    values: dict[str, Any] = {
        "department": "START",
        "fiscal_year": 2025,
        "n": 1,
        "group": GroupProfile(4, 3, None, date(2020, 4, 1), "任意団体"),
        "requested": 300_000,
        "figures": BudgetFigures(300_000, 400_000, 100_000, 0),
        "days": {"fiscal_year_start": date(2025, 4, 1)},
        **changes,
    }
    return ApplicationFacts(**values)


def must(fact: str, operator: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"fact": fact, "operator": operator, "value": value, **more}


def judged(*rows: dict[str, Any], **changes: Any) -> list[tuple[str, str]]:
    rules = read_rules({"eligibility": list(rows)})
    return [(row.code, row.status) for row in eligibility_results(rules, facts(**changes))]


def told(row: dict[str, Any], **changes: Any) -> tuple[str, str]:
    rules, known = read_rules({"eligibility": [row]}), facts(**changes)
    asked = {"RULES": "規約", "HEADS": "参加人数"}
    names = Names(lambda code: code, lambda code: asked.get(code, code))
    (fault,) = eligibility_faults(eligibility_results(rules, known), known, names)
    assert fault.pointer == f"/eligibility/{row['code']}"
    return fault.ja, fault.en


MEMBERS = {"code": "MEMBERS", "must": must("members", ">=", 5)}


def test_a_condition_holds_fails_or_lacks_its_fact() -> None:
    assert judged(MEMBERS) == [("MEMBERS", "failed")]
    assert judged(MEMBERS, group=GroupProfile(5)) == [("MEMBERS", "ok")]
    assert judged(MEMBERS, group=GroupProfile()) == [("MEMBERS", "unknown")]
    half = {"code": "HALF", "must": must("resident_members", ">=", {"times": ["1/2", "members"]})}
    assert judged(half) == [("HALF", "ok")]
    assert judged(half, group=GroupProfile(8, 3)) == [("HALF", "failed")]


def test_a_condition_concerns_those_of_its_when() -> None:
    large = {**MEMBERS, "when": must("requested", ">", 200_000)}
    assert judged(large) == [("MEMBERS", "failed")]
    assert judged(large, requested=200_000) == []
    # Nobody knows whether it concerns this one: only a condition that holds anyway is settled.
    assert judged(large, requested=None) == [("MEMBERS", "unknown")]
    assert judged(large, requested=None, group=GroupProfile(9)) == [("MEMBERS", "ok")]


def test_a_sentence_says_what_is_needed_and_what_is_on_record() -> None:
    ja, en = told(MEMBERS)
    assert ja == "構成員が5人以上必要です。登録されているのは4人です。団体の情報を直してください。"
    assert en == "Needed: at least 5 (members). On record: 4. Please mend the group's profile."

    ja, en = told(MEMBERS, group=GroupProfile())
    assert (
        ja
        == "構成員が5人以上必要です。団体の情報に「構成員」が入力されていません。団体の情報に入れてください。"
    )
    assert en == (
        "Needed: at least 5 (members). Not on record: members. Please fill it in, in the group's profile."
    )


@pytest.mark.parametrize(
    ("row", "parts_ja", "part_en"),
    [
        (
            {
                "code": "A",
                "must": must("age_years", "<", 3, base_date="fiscal_year_start"),
                "label_ja": "新しい団体",
            },
            ["新しい団体: ", "3年未満であることが必要です。", "登録されているのは5年です。"],
            "less than 3",
        ),
        (
            {"code": "A", "must": must("document", "=", True, of="RULES")},
            ["「規約」", "書類を添付してください。"],
            "“規約”. Please attach it.",
        ),
        (
            {"code": "A", "must": must("answer", ">=", 20, of="HEADS")},
            ["申請書に「参加人数」が入力されていません。", "申請書に入れてください。"],
            "Not on record: “参加人数”",
        ),
        (
            {"code": "A", "must": must("other_income", "<", 100_000)},
            ["申請書にあるのは100,000円です。", "申請書を直してください。"],
            "On record: 100,000.",
        ),
        (
            {"code": "A", "must": must("awards", ">=", 1)},
            ["記録では0回です。", "事務局へお問い合わせください。"],
            "at least 1",
        ),
        (
            {"code": "A", "must": must("legal_form", "in", ["NPO法人"])},
            ["「NPO法人」", "登録されているのは「任意団体」です。"],
            "On record: 任意団体.",
        ),
        (
            {"code": "A", "must": {"all": [must("members", ">=", 3), must("households", ">=", 2)]}},
            ["構成員の世帯が2世帯以上必要です。"],
            "households of the members",
        ),
        (
            {"code": "A", "must": {"not": must("members", "<=", 4)}},
            ["登録されているのは4人です。"],
            "not (at most 4 (members))",
        ),
        (
            {
                "code": "A",
                "must": {"any": [must("members", ">=", 5), must("has_corporate_number", "=", True)]},
            },
            ["、または", "登録されているのは4人です。"],
            " or ",
        ),
    ],
)
def test_sentences_of_every_kind(row: dict[str, Any], parts_ja: list[str], part_en: str) -> None:
    ja, en = told(row)
    for part in parts_ja:
        assert part in ja
    assert part_en in en


def test_of_several_conditions_only_those_that_fail_are_told() -> None:
    both = {"code": "A", "must": {"all": [must("members", ">=", 3), must("households", ">=", 2)]}}
    assert "構成員が3人以上" not in told(both)[0]


def test_the_offices_conditions_are_no_faults_of_the_form() -> None:
    row = {**MEMBERS, "checked_by": "office"}
    rules = read_rules({"eligibility": [row]})
    assert not eligibility_faults(eligibility_results(rules, facts()), facts())


# Through the services

CHECKS: list[dict[str, Any]] = [
    {"code": "MEMBERS", "must": must("members", ">=", 5)},
    {"code": "TALKED", "checked_by": "office", "label_ja": "相談を済ませていること",
     "must": must("office_check", "=", True)},
    {"code": "ASSETS", "checked_by": "office", "label_ja": "純資産",
     "must": must("annual_budget", "<=", 1_000)},
]  # fmt: skip


@pytest.fixture
def stage(db: None) -> Any:
    with clock_at(DURING):
        yield scene()


def set_rules(department: Department, **rules: Any) -> None:
    department.rules_data = rules
    department.save()


def refused(stage: Scene, application: Application) -> dict[str, str]:
    with pytest.raises(FieldErrors) as found:
        services.submit_application(application_id=application.pk, by=stage.aoki)
    application.refresh_from_db()
    assert application.state == "draft"
    assert not application.submissions.exists()
    return {fault.pointer: fault.ja for fault in found.value.faults}


def set_members(stage: Scene, members: int | None) -> None:
    stage.group.members = members
    stage.group.save()


def test_a_submission_waits_until_the_profile_is_mended(stage: Scene) -> None:
    set_rules(stage.department, eligibility=CHECKS)
    set_members(stage, 4)
    draft = stage.draft()
    told = "構成員が5人以上必要です。登録されているのは4人です。団体の情報を直してください。"
    assert refused(stage, draft) == {"/eligibility/MEMBERS": told}
    set_members(stage, 5)
    assert services.submit_application(application_id=draft.pk, by=stage.aoki).state == "submitted"


def test_the_draft_tells_it_while_it_is_written(stage: Scene) -> None:
    set_rules(stage.department, eligibility=CHECKS, access={"requires_award_in": ["COLLAB"]})
    draft = stage.draft()
    shown = get(stage.aoki, f"applications/{draft.pk}/draft/").json()
    assert [fault["pointer"] for fault in shown["faults"]] == ["/department", "/eligibility/MEMBERS"]
    assert shown["faults"][1]["code"] == "applications.eligibility_unknown"


def test_both_of_two_exclusive_departments_cannot_be_filed(stage: Scene) -> None:
    other = make.department(stage.call, "MACHI", access={"exclusive_with": ["START"]})
    set_rules(stage.department, access={"exclusive_with": ["MACHI"]})
    filed = stage.submitted()
    second = services.create_application(department_id=other.pk, group_id=stage.group.pk, by=stage.aoki)
    services.save_draft(application_id=second.pk, by=stage.aoki, data=form(), if_version=None)
    assert filed.number in refused(stage, second)["/department"]

    services.withdraw(application_id=filed.pk, by=stage.aoki)
    services.submit_application(application_id=second.pk, by=stage.aoki)


@pytest.mark.parametrize("state", ["draft", "discarded", "withdrawn", "ineligible"])
def test_what_is_not_live_does_not_count(stage: Scene, state: str) -> None:
    set_rules(stage.department, access={"most_per_year": 1})
    stage.in_state(state)
    stage.submitted()


@pytest.mark.parametrize("state", ["submitted", "accepted", "declined", "approved"])
def test_what_is_live_counts_in_any_round_of_the_year(stage: Scene, state: str) -> None:
    set_rules(stage.department, access={"most_per_year": 1})
    autumn = make.department(make.call(stage.fund), "START")
    found = make.application(autumn, stage.group, state=state)
    assert found.number in refused(stage, stage.draft())["/department"]


def test_applications_of_others_and_of_another_fund_do_not_count(stage: Scene) -> None:
    set_rules(stage.department, access={"most_per_year": 1})
    make.application(stage.department)
    make.application(make.department(make.call(make.fund())), stage.group)
    stage.submitted()


def test_a_correction_does_not_count_against_itself(stage: Scene) -> None:
    set_rules(stage.department, access={"most_per_year": 1})
    returned = stage.returned("title")
    services.resubmit(application_id=returned.pk, by=stage.aoki, data={"title": "みどり"})


def test_the_pause_goes_by_the_history_of_awards(stage: Scene) -> None:
    pause = {"departments": ["START"], "unless": "same_project"}
    set_rules(stage.department, access={"closed_years_after": [pause]})
    AwardHistory.objects.create(
        fund=stage.fund,
        group=stage.group,
        department_code="START",
        fiscal_year=2024,
        project_key="花壇",
        reference="award:1",
    )
    assert "令和8年度から" in refused(stage, stage.draft())["/department"]
    services.submit_application(application_id=stage.draft(title="花壇").pk, by=stage.aoki)


def test_the_office_ticks_its_conditions(stage: Scene) -> None:
    set_rules(stage.department, eligibility=CHECKS)
    set_members(stage, 5)
    filed = stage.submitted()
    with pytest.raises(ChecklistIncomplete) as stopped:
        services.accept_application(
            application_id=filed.pk, by=stage.endo, checklist=[{"item": "相談", "ok": True, "code": "TALKED"}]
        )
    assert stopped.value.extra["items"] == "純資産"
    services.accept_application(
        application_id=filed.pk,
        by=stage.endo,
        checklist=[
            {"item": "相談", "ok": True, "code": "TALKED"},
            {"item": "純資産", "ok": True, "note": "決算書"},
        ],
    )
    check = EligibilityCheck.objects.get(application=filed)
    assert [(row["code"], row["status"]) for row in check.results] == [
        ("MEMBERS", "ok"),
        ("TALKED", "unknown"),
        ("ASSETS", "unknown"),
    ]
    assert check.items[0] == {"item": "相談", "ok": True, "note": "", "code": "TALKED"}


def test_what_is_on_record_needs_no_tick(stage: Scene) -> None:
    set_rules(stage.department, eligibility=CHECKS[2:])
    stage.group.annual_budget = 1_000
    stage.group.save()
    assert services.accept_application(application_id=stage.submitted().pk, by=stage.endo).state == "accepted"


def test_a_condition_that_is_not_met_any_more_ends_it_at_the_desk(stage: Scene) -> None:
    set_rules(stage.department, eligibility=[{"code": "NEW", "must": must("awards", "=", 0)}])
    filed = stage.submitted()
    services.record_award_history(
        fund=stage.fund,
        group_id=stage.group.pk,
        department_code="COLLAB",
        fiscal_year=2024,
        project_key="",
        reference="award:2",
    )
    services.accept_application(application_id=filed.pk, by=stage.endo)
    filed.refresh_from_db()
    assert filed.state == "ineligible"
    assert filed.eligibility.reason.startswith("N5: ")
    assert "記録では1回です" in filed.eligibility.reason
    assert Notice.objects.filter(kind="application_ineligible").count() == 2


def test_the_desk_sees_the_conditions_and_the_group_does_not(stage: Scene) -> None:
    set_rules(stage.department, eligibility=CHECKS)
    set_members(stage, 5)
    filed = stage.submitted()
    shown = get(stage.endo, f"applications/{filed.pk}/").json()["conditions"]
    assert [(row["code"], row["checked_by"], row["status"], row["label_ja"]) for row in shown] == [
        ("MEMBERS", "system", "ok", "構成員が5人以上であること"),
        ("TALKED", "office", "unknown", "相談を済ませていること"),
        ("ASSETS", "office", "unknown", "純資産"),
    ]
    assert get(stage.aoki, f"applications/{filed.pk}/").json()["conditions"] is None
    ticks = [{"item": row["label_ja"], "code": row["code"], "ok": True} for row in shown[1:]]
    answer = post(stage.endo, f"applications/{filed.pk}/accept/", {"checklist": ticks})
    assert answer.json()["eligibility"]["results"] == shown


def test_a_call_without_conditions_costs_no_query_more(stage: Scene) -> None:
    plain, ruled = stage.draft(), stage.draft()
    fresh = Application.objects.select_related(
        "round__fund", "round__policy_version", "round__fiscal_year", "department", "group"
    )
    before = queries(lambda: services.check_form(fresh.get(pk=plain.pk), plain.draft))
    assert before == 4  # the application, its documents, questions, types of document
    set_rules(stage.department, access={"most_per_year": 9, "exclusive_with": ["X"]}, eligibility=CHECKS)
    counted = []
    for number in (1, 15):
        for _ in range(number):
            stage.in_state("accepted")
        counted.append(queries(lambda: services.check_form(fresh.get(pk=ruled.pk), ruled.draft)))
    # History, other applications, names of departments; the sentence needs no name of the call's.
    assert counted == [before + 3] * 2


# Unit prices (N5)

PRICES = [
    {"category": "備品購入費", "unit_price_below": 30_000},
    {"category": "報償費", "unit_price_at_most": 30_000},
]


def row(category: str, price: int, *, eligible: bool = True) -> dict[str, Any]:
    return {"category": category, "unit_price": price, "quantity": 1, "eligible": eligible,
            "quote_attached": True}  # fmt: skip


@pytest.mark.parametrize(
    ("category", "price", "code"),
    [
        ("備品購入費", 29_999, None),
        ("備品購入費", 30_000, "unit_price_below"),
        ("報償費", 30_000, None),
        ("報償費", 30_001, "unit_price_at_most"),
        ("消耗品費", 99_999, None),
    ],
)
def test_a_row_over_the_unit_price_is_not_eligible(
    stage: Scene, category: str, price: int, code: str | None
) -> None:
    set_rules(stage.department, expense_rules=PRICES)
    draft = stage.draft(requested=price, income=[], expenses=[row(category, price)])
    faults = services.check_form(draft, draft.draft)[1]
    wanted = [] if code is None else [("/expenses/0/eligible", f"applications.{code}")]
    assert [(fault.pointer, fault.code) for fault in faults] == wanted
    assert all("30,000円" in fault.ja for fault in faults)

    free = stage.draft(requested=price, income=[], expenses=[row(category, price, eligible=False)])
    assert not services.check_form(free, free.draft)[1]


def test_the_assessment_keeps_to_the_unit_price(stage: Scene) -> None:
    set_rules(stage.department, expense_rules=PRICES)
    filed = stage.submitted(
        requested=60_000,
        income=[],
        expenses=[row("備品購入費", 30_000, eligible=False), row("報償費", 30_000)],
    )
    for cut in ({"eligible": True}, {"eligible": True, "amount": 10_000}):
        with pytest.raises(FieldErrors) as stopped:
            services.assess_budget(
                application_id=filed.pk, by=stage.endo, row_cuts=[{"row": 0, "reason": "認める", **cut}]
            )
        assert [fault.pointer for fault in stopped.value.faults] == ["/row_cuts/0/eligible"]
    services.assess_budget(
        application_id=filed.pk, by=stage.endo, row_cuts=[{"row": 1, "amount": 20_000, "reason": "半額"}]
    )


# When a project runs


def test_a_department_may_begin_before_the_decision(stage: Scene) -> None:
    stage.call.project_from = date(2025, 4, 1)
    stage.call.save()
    early = [{"date": "2025-06-30", "what": "準備", "place": ""}]
    assert "/schedule/0/date" in refused(stage, stage.draft(schedule=early))
    set_rules(stage.department, starts_before_decision=True)
    stage.submitted(schedule=early)


@pytest.mark.parametrize(
    ("dates", "fits"),
    [
        (["2025-07-15", "2025-10-14"], True),
        (["2025-07-15", "2025-10-15"], False),
        (["2025-07", "2025-10"], True),
        (["2025-07-01", "2025-10"], False),
        (["2025-11-30", "2026-01-31"], True),
        (["2025-07-31", "2025-10-30"], True),
        (["2025-07-31", "2025-10-31"], False),
    ],
)
def test_a_project_runs_so_many_months_at_most(stage: Scene, dates: list[str], fits: bool) -> None:
    set_rules(stage.department, project_months=3)
    draft = stage.draft(schedule=[{"date": day, "what": "会", "place": ""} for day in dates])
    found = [fault.pointer for fault in services.check_form(draft, draft.draft)[1]]
    assert found == ([] if fits else ["/schedule"])
