"""A call as one document over HTTP: explained, compared, amended, copied and loaded."""

from __future__ import annotations

from typing import Any

import pytest

from common import clock, clock_control
from fund import services as funds
from fund.models import CallVersion, Department, Fund, Round
from fund.services.versions import freeze
from people.models import User
from tests import factories as make
from tests.fund.policies import GOOD
from tests.people.http import actions, faults, get, post, queries
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db
CAP = "/departments/A/rules/steps/0/cap"
RAISED = {
    "changes": [{"pointer": CAP, "value": 120_000}],
    "reason": "寄附が増えたため",
    "notice": "上限を引き上げました。",
}
YAML = (
    "format: machitane-policy/1\nlegal_mode: private\ncall: {code: R1, name: 見本, fiscal_year: 2026,"
    " dates: {closes_at: '2026-05-16 17:00'}}\ndepartments:\n- code: A\n  name: 甲\n  budget: 1000\n"
    "  rules: {steps: [{cap: 500}], terms: [cap, requested], tie_break: [{by: committee}]}\n"
    "criteria:\n- {code: C1, name: 公益性}\n"
)


@pytest.fixture(autouse=True)
def _before_it_opens() -> Any:
    with clock_control.at(make.at("2026-04-01 10:00")):
        yield


@pytest.fixture
def draft(fund: Fund, endo: User) -> Round:
    return funds.load_call(fund_id=fund.pk, by=endo, data=GOOD).round


@pytest.fixture
def call(draft: Round, endo: User, fukuda: User) -> Round:
    funds.prepare_round(round_id=draft.pk, by=endo)
    funds.publish_round(round_id=draft.pk, by=fukuda)
    return draft


def raised(call: Round, endo: User, fukuda: User) -> None:
    """Version 2, in force."""
    assert post(endo, f"rounds/{call.pk}/amendments/", RAISED).status_code == 200
    assert post(fukuda, f"rounds/{call.pk}/amendments/2/approve/").status_code == 200


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()
    return "\n".join(line for part in answer.json()["sections"] for line in part["lines"])


READS = ("explanation/", "versions/", "versions/1/difference/?from=1")


def test_nobody_outside_reads_a_call_in_preparation(draft: Round, endo: User) -> None:
    one = f"rounds/{draft.pk}/"
    freeze(draft, by=endo, at=clock.now())
    elsewhere = make.staff(make.fund("OTHER"), "officer")
    for outsider in (None, make.user("fujii"), elsewhere):
        assert [get(outsider, one + path).status_code for path in READS] == [404, 404, 404]
    assert "上限100,000円" in text_of(get(endo, f"{one}explanation/"))
    assert [get(endo, one + path).status_code for path in READS] == [200, 200, 200]


def test_everybody_reads_what_was_published_and_what_changed(call: Round, endo: User, fukuda: User) -> None:
    one = f"rounds/{call.pk}/"
    assert get(None, f"{one}versions/1/difference/").status_code == 404  # nothing came before it
    raised(call, endo, fukuda)
    assert "上限120,000円" in text_of(get(None, f"{one}explanation/"))
    assert "上限100,000円" in text_of(get(None, f"{one}explanation/?version=1"))
    shown = get(None, f"{one}versions/2/difference/").json()
    assert (shown["before"], shown["number"]) == (1, 2)
    assert [(row["pointer"], row["before"], row["after"]) for row in shown["changes"]] == [
        (CAP, 100_000, 120_000)
    ]
    assert shown["changes"][0]["ja"] == "はじめる部門 1回目の上限: 100,000円 → 120,000円"
    back = get(None, f"{one}versions/1/difference/?from=2").json()
    assert [(row["before"], row["after"]) for row in back["changes"]] == [(120_000, 100_000)]
    rows = get(None, f"{one}versions/").json()["results"]
    assert [(row["number"], row["state"], row["notice"]) for row in rows] == [
        (2, "in_force", "上限を引き上げました。"),
        (1, "in_force", ""),
    ]
    assert [(row["office"], row["actions"]) for row in rows] == [(None, []), (None, [])]
    office = get(endo, f"{one}versions/").json()["results"][0]["office"]
    assert (office["reason"], office["approved_by"]["name"]) == ("寄附が増えたため", "fukuda")


def test_what_waits_for_approval_is_the_offices_alone(call: Round, endo: User, fukuda: User) -> None:
    one = f"rounds/{call.pk}/"
    shown = post(endo, f"{one}amendments/", RAISED)
    assert (shown.json()["number"], shown.json()["state"]) == (2, "prepared")
    assert {verb: allowed for verb, (allowed, _) in actions(shown).items()} == {
        "approve": False, "drop": True,
    }  # fmt: skip
    for outsider in (None, make.user("fujii"), make.staff(make.fund("OTHER"), "approver")):
        assert [row["number"] for row in get(outsider, f"{one}versions/").json()["results"]] == [1]
        assert get(outsider, f"{one}versions/2/difference/").status_code == 404
        assert get(outsider, f"{one}explanation/?version=2").status_code == 404
    assert "上限100,000円" in text_of(get(None, f"{one}explanation/"))
    assert [row["number"] for row in get(fukuda, f"{one}versions/").json()["results"]] == [2, 1]
    assert actions(get(endo, one))["amend"][0] is False  # one waits already

    again = post(endo, f"{one}amendments/", RAISED)
    assert (again.status_code, again.json()["code"]) == (409, "fund.amendment_open")
    assert post(endo, f"{one}amendments/2/drop/").json()["state"] == "dropped"
    assert post(fukuda, f"{one}amendments/2/approve/").status_code == 409
    # A dropped one never was the call: the next is compared with what is in force.
    assert post(endo, f"{one}amendments/", RAISED).json()["number"] == 3
    assert post(fukuda, f"{one}amendments/3/approve/").json()["state"] == "in_force"
    for reader in (None, endo):
        assert get(reader, f"{one}versions/3/difference/").json()["before"] == 1


def test_an_amendment_is_refused_where_it_is_wrong(call: Round, draft: Round, endo: User) -> None:
    one = f"rounds/{call.pk}/amendments/"
    assert post(endo, one, {**RAISED, "notice": ""}).json()["code"] == "fund.consent_missing"
    assert post(endo, one, {**RAISED, "reason": " "}).json()["code"] == "common.reason_missing"
    assert set(faults(post(endo, one, {**RAISED, "changes": []}))) == {"/changes"}
    assert set(faults(post(endo, one, {**RAISED, "changes": [{"pointer": CAP}]}))) == {"/changes/0/value"}
    code = {**RAISED, "changes": [{"pointer": "/call/code", "value": "X"}]}
    assert set(faults(post(endo, one, code))) == {"/call/code"}
    nowhere = {**RAISED, "changes": [{"pointer": "/departments/Z/budget", "value": 1}]}
    assert set(faults(post(endo, one, nowhere))) == {"/departments/Z/budget"}
    assert not CallVersion.objects.filter(state="prepared").exists()
    Round.objects.filter(pk=call.pk).update(state="decided")
    assert post(endo, one, RAISED).json()["code"] == "common.wrong_state"


VERBS: list[tuple[str, dict[str, Any]]] = [
    ("amendments/", RAISED),
    ("amendments/2/approve/", {}),
    ("amendments/2/drop/", {}),
    ("copy/", {"code": "R10", "name": "来年", "fiscal_year": 2026}),
]


@pytest.mark.parametrize(("verb", "body"), VERBS)
def test_only_the_funds_office_changes_a_call(
    fund: Fund, call: Round, endo: User, verb: str, body: Any
) -> None:
    one = f"rounds/{call.pk}/"
    if "/2/" in verb:
        post(endo, f"{one}amendments/", RAISED)
    before = (list(Round.objects.values()), list(CallVersion.objects.values()))
    for outsider in (make.user("fujii"), make.staff(make.fund("OTHER"), "officer", "approver")):
        assert post(outsider, one + verb, body).status_code == 404
        assert post(endo, f"rounds/{10**12}/{verb}", body).status_code == 404
    assert post(make.staff(fund, "auditor"), one + verb, body).status_code == 403
    assert post(None, one + verb, body).status_code == 401
    assert post(endo, one + verb, {**body, "colour": "red"}).status_code == 400
    assert (list(Round.objects.values()), list(CallVersion.objects.values())) == before


def test_a_round_is_copied_for_another_year(call: Round, endo: User) -> None:
    funds.open_year(fund_id=call.fund_id, year=2027, by=SYSTEM)
    body = {"code": "R10", "name": "来年の募集", "fiscal_year": "２０２７"}
    shown = post(endo, f"rounds/{call.pk}/copy/", body).json()
    assert (shown["made"], shown["round"]["state"], shown["round"]["name"]) == (True, "draft", "来年の募集")
    assert shown["round"]["closes_at"] == "2027-05-15T17:00:00+09:00"
    # 15 May 2027 is a Saturday.
    assert [row["pointer"] for row in shown["warnings"]] == ["/call/dates/closes_at"]
    taken = post(endo, f"rounds/{call.pk}/copy/", {**body, "name": "別の募集"})
    assert (taken.status_code, taken.json()["code"]) == (409, "fund.code_taken")


def test_a_document_is_checked_and_loaded(fund: Fund, endo: User) -> None:
    body = {"fund": fund.pk, "policy": GOOD}
    checked = post(endo, "policies/load/", {**body, "check": True}).json()
    assert (checked["made"], checked["round"], Round.objects.count()) == (False, None, 0)
    made = post(endo, "policies/load/", body).json()
    assert (made["made"], made["round"]["code"]) == (True, "R9")
    again = post(endo, "policies/load/", body).json()
    assert (again["made"], again["round"]["id"]) == (False, made["round"]["id"])
    assert Department.objects.count() == 2
    from_text = post(endo, "policies/load/", {"fund": fund.pk, "text": YAML, "code": "R2"}).json()
    assert from_text["round"]["code"] == "R2"
    assert [row["pointer"] for row in from_text["warnings"]] == ["/call/dates/closes_at"]


def test_a_document_is_loaded_for_another_year(fund: Fund, endo: User) -> None:
    funds.open_year(fund_id=fund.pk, year=2027, by=SYSTEM)
    body = {"fund": fund.pk, "policy": GOOD, "code": "R10", "fiscal_year": 2027}
    shown = post(endo, "policies/load/", body).json()["round"]
    assert (shown["fiscal_year"], shown["closes_at"]) == (2027, "2027-05-15T17:00:00+09:00")


def test_a_document_that_is_wrong_is_told_with_its_place(fund: Fund, endo: User) -> None:
    wrong = {**GOOD, "criteria": [{"code": "C1", "name": "x", "step": "0.3"}]}
    found = faults(post(endo, "policies/load/", {"fund": fund.pk, "policy": wrong}))
    assert "/policy/criteria/C1/step" in found
    tagged = post(endo, "policies/load/", {"fund": fund.pk, "text": YAML + "criteria: []\n"})
    assert (tagged.status_code, tagged.json()["code"]) == (422, "fund.unreadable_file")
    assert "11行目" in tagged.json()["detail_ja"]
    nowhere = post(endo, "policies/load/", {"fund": fund.pk, "example": "../../etc/passwd"})
    assert nowhere.json()["code"] == "fund.no_such_file"
    for sources in ({}, {"text": YAML, "policy": GOOD}):
        assert set(faults(post(endo, "policies/load/", {"fund": fund.pk, **sources}))) == {"/policy"}
    assert not Round.objects.exists()


def test_only_an_officer_of_the_fund_loads(fund: Fund) -> None:
    body = {"fund": fund.pk, "policy": GOOD, "check": True}
    assert post(make.user("aoki"), "policies/load/", body).status_code == 404
    del body["check"]
    assert post(None, "policies/load/", body).status_code == 401
    assert post(make.user("fujii"), "policies/load/", body).status_code == 404
    assert post(make.staff(make.fund("OTHER"), "officer"), "policies/load/", body).status_code == 404
    assert post(make.staff(fund, "approver"), "policies/load/", body).status_code == 403
    assert not Round.objects.exists()


def test_reading_costs_the_same_for_any_number(call: Round, endo: User, fukuda: User) -> None:
    one = f"rounds/{call.pk}/"
    seen = []
    for number in (3, 20):
        for n in range(number):
            change = {**RAISED, "changes": [{"pointer": CAP, "value": 120_000 + number * 100 + n}]}
            made = post(endo, f"{one}amendments/", change).json()
            assert post(fukuda, f"{one}amendments/{made['number']}/approve/").status_code == 200
        paths = ("explanation/", "explanation/?version=2", "versions/", "versions/2/difference/?from=1")
        seen.append(
            [
                queries(lambda path=path, asker=asker: get(asker, one + path))
                for path in paths
                for asker in (None, endo)
            ]
        )
    assert seen[0] == seen[1]
    assert max(seen[0]) <= 6
