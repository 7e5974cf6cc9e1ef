"""Rounds over HTTP: read by everybody, set up by the office, told no more than one may know."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from common import clock_control
from fund.models import Department, Fund, Round, StaffRole
from people.models import User
from tests import factories as make
from tests.people.http import actions, faults, get, patch, post, queries

pytestmark = pytest.mark.django_db
DURING = make.at("2025-04-01 10:00")
BODY: dict[str, Any] = {
    "fiscal_year": "２０２５",
    "code": "R7-05",
    "name": "第5回募集",
    "opens_at": "2025-04-07T09:00:00+09:00",
    "closes_at": "2025-05-16T17:00:00+09:00",
    "review_opens_at": "2025-06-02T09:00:00+09:00",
    "review_closes_at": "2025-06-20T17:00:00+09:00",
    "committee_on": "R7.6.28",
    "decided_on": "令和7年7月1日",
    "project_from": "2025-07-01",
    "project_to": "2026-01-31",
    "report_due_on": "2026-03-02",
}


@pytest.fixture(autouse=True)
def _before_it_opens() -> Any:
    with clock_control.at(DURING):
        yield


@pytest.fixture
def fund() -> Fund:
    return make.fund("HARA")


@pytest.fixture
def endo(fund: Fund) -> User:
    return make.staff(fund, "officer", name="endo")


@pytest.fixture
def fukuda(fund: Fund) -> User:
    return make.staff(fund, "approver", name="fukuda")


def draft(fund: Fund, endo: User, **changes: Any) -> int:
    made = post(endo, "rounds/", {**BODY, "fund": fund.pk, **changes})
    assert made.status_code == 201, made.content.decode()
    pk: int = made.json()["id"]
    return pk


def complete(fund: Fund, endo: User) -> str:
    one = f"rounds/{draft(fund, endo)}/"
    rules = {"steps": [{"rate": "3/4", "cap": 2_000_000}], "advance_rate": "0.8"}
    body = {"code": "COLLAB", "name": "協働", "budget": "２，１００，０００円", "rules": rules}
    assert post(endo, f"{one}departments/", body).status_code == 200
    assert post(endo, f"{one}criteria/", {"code": "C1", "name": "公益性", "weight": "５"}).status_code == 200
    return one


def test_from_draft_to_published(fund: Fund, endo: User, fukuda: User) -> None:
    one = complete(fund, endo)
    department = Department.objects.get()
    question = {"code": "Q1", "label_ja": "地域の課題", "limit": "８００", "department": department.pk}
    assert post(endo, f"{one}questions/", question).status_code == 200
    document = {"code": "RULES", "label_ja": "規約", "office_only": True}
    shown = post(endo, f"{one}document-types/", document).json()
    assert shown["departments"][0]["budget"] == 2_100_000
    assert shown["departments"][0]["steps"] == [
        {"n_from": 1, "n_to": None, "rate": "3/4", "cap": 2_000_000, "floor": None}
    ]
    assert shown["departments"][0]["advance_rate"] == "4/5"
    assert (shown["criteria"][0]["weight"], shown["criteria"][0]["department"]) == (5, None)
    assert (shown["questions"][0]["limit"], shown["questions"][0]["department"]) == (800, "COLLAB")
    assert shown["document_types"][0]["office_only"] is True
    assert (shown["committee_on"], shown["decided_on"]) == ("2025-06-28", "2025-07-01")
    assert get(None, one).status_code == 404  # in preparation: nobody's yet

    changed = patch(
        endo, f"departments/{department.pk}/", {"budget": None, "rules": {"line": {"limit": "none"}}}
    )
    assert changed.json()["departments"][0]["budget"] is None
    patch(
        endo,
        f"departments/{department.pk}/",
        {"rules": {"steps": [{"rate": "3/4", "cap": 1}], "line": {"limit": "none"}}},
    )
    assert patch(endo, one, {"name": "第5回"}).json()["name"] == "第5回"

    assert post(fukuda, f"{one}publish/").json()["code"] == "fund.not_prepared"
    prepared = post(endo, f"{one}prepare/").json()
    assert prepared["office"]["prepared_by"]["name"] == "endo"
    assert post(endo, f"{one}publish/").status_code == 403
    assert post(fukuda, f"{one}publish/").json()["state"] == "published"
    public = get(None, one).json()
    assert (public["state_label"], public["office"], public["actions"]) == ("公開(募集前)", None, [])
    assert public["settings"]["grace_minutes"] == 10
    assert get(None, "rounds/").json()["counts"] == {"published": 1}
    frozen = patch(endo, one, {"name": "あとから"})
    assert (frozen.status_code, frozen.json()["code"]) == (409, "fund.policy_frozen")


def test_nobody_approves_what_they_prepared(fund: Fund) -> None:  # R14
    both = make.staff(fund, "officer", "approver")
    one = complete(fund, both)
    post(both, f"{one}prepare/")
    refused = post(both, f"{one}publish/")
    assert (refused.status_code, refused.json()["code"]) == (403, "common.same_person")
    assert actions(get(both, one))["publish"][0] is False
    assert Round.objects.get().state == "draft"


def test_faults_of_settings_point_into_the_body(fund: Fund, endo: User) -> None:
    one = complete(fund, endo)
    rules = {"steps": [{"rate": 0.75}], "colour": "red"}
    found = faults(post(endo, f"{one}departments/", {"code": "X", "name": "x", "budget": 1, "rules": rules}))
    assert set(found) == {"/rules/steps/0/rate", "/rules/colour"}
    assert set(faults(patch(endo, one, {"budget_pools": [{"amount": 1}]}))) == {"/budget_pools/0/departments"}
    assert set(faults(patch(endo, one, {"committee_on": "2025-07-02"}))) == {"/decided_on"}
    found = faults(
        post(endo, "rounds/", {**BODY, "fund": fund.pk, "opens_at": "いつか", "decided_on": "2025-13-01"})
    )
    assert set(found) == {"/opens_at", "/decided_on"}
    assert set(faults(post(endo, f"{one}criteria/", {"code": "C2", "name": "x", "weight": 0}))) == {"/weight"}
    again = post(endo, f"{one}criteria/", {"code": "C1", "name": "x"})
    assert (again.status_code, again.json()["pointer"]) == (409, "/code")


def test_prepare_names_what_is_missing(fund: Fund, endo: User) -> None:
    one = f"rounds/{draft(fund, endo)}/"
    assert set(faults(post(endo, f"{one}prepare/"))) == {"/departments"}
    allowed, reason = actions(get(endo, one))["prepare"]
    assert (allowed, reason) == (False, "入力内容を確認してください(1件)。")


def test_cancel_needs_a_reason(fund: Fund, endo: User, fukuda: User) -> None:
    one = complete(fund, endo)
    assert post(fukuda, f"{one}cancel/").json()["code"] == "common.invalid"
    assert post(fukuda, f"{one}cancel/", {"reason": " "}).json()["code"] == "common.reason_missing"
    assert post(endo, f"{one}cancel/", {"reason": "中止"}).status_code == 403
    assert post(fukuda, f"{one}cancel/", {"reason": "予算の都合"}).json()["state"] == "cancelled"
    assert actions(get(fukuda, one)) == {}


VERBS: list[tuple[str, dict[str, Any]]] = [
    ("departments/", {"code": "X", "name": "x", "budget": 1}),
    ("criteria/", {"code": "X", "name": "x"}),
    ("questions/", {"code": "X", "label_ja": "x"}),
    ("document-types/", {"code": "X", "label_ja": "x"}),
    ("choose-policy/", {"number": 1}),
    ("prepare/", {}),
    ("publish/", {}),
    ("cancel/", {"reason": "x"}),
]


@pytest.mark.parametrize(("verb", "body"), VERBS)
def test_only_the_funds_office_sets_a_round_up(fund: Fund, endo: User, verb: str, body: Any) -> None:
    one = complete(fund, endo)
    before = list(Round.objects.values())
    elsewhere = make.staff(make.fund("OTHER"), "officer", "approver", "administrator")
    for outsider in (make.user("fujii"), elsewhere):
        assert post(outsider, one + verb, body).status_code == 404
        assert post(outsider, f"rounds/{10**12}/{verb}", body).status_code == 404
    assert post(make.staff(fund, "auditor"), one + verb, body).status_code == 403
    assert post(None, one + verb, body).status_code == 401
    unknown = post(endo, one + verb, {**body, "colour": "red"})
    assert (unknown.status_code, unknown.json()["keys"]) == (400, "colour")
    assert list(Round.objects.values()) == before
    assert Department.objects.count() == 1


def test_only_an_officer_begins_or_changes_one(fund: Fund, endo: User, fukuda: User) -> None:
    body = {**BODY, "fund": fund.pk}
    assert post(make.user("fujii"), "rounds/", body).status_code == 404
    assert post(fukuda, "rounds/", body).status_code == 403
    assert post(None, "rounds/", body).status_code == 401
    assert not Round.objects.exists()
    one = complete(fund, endo)
    department = f"departments/{Department.objects.get().pk}/"
    for path in (one, department):
        assert patch(make.user(), path, {"name": "x"}).status_code == 404
        assert patch(fukuda, path, {"name": "x"}).status_code == 403
        assert patch(endo, path, {"title": "x"}).status_code == 400


def test_decisions_look_alike_until_their_release(fund: Fund, endo: User) -> None:
    calls = [make.call(fund, state=state, published_by=endo) for state in ("deciding", "decided", "running")]
    reviewing = make.call(fund, state="reviewing", published_by=endo)
    fujii = make.user("fujii")
    for asker in (None, fujii):
        rows = get(asker, "rounds/").json()
        assert rows["counts"] == {"reviewing": 4}
        assert {(row["state"], row["state_label"]) for row in rows["results"]} == {("reviewing", "審査中")}
        assert get(asker, "rounds/?state=decided").json()["results"] == []
        assert len(get(asker, "rounds/?state=reviewing").json()["results"]) == 4
        assert get(asker, f"rounds/{calls[1].pk}/").json()["state"] == "reviewing"
    assert get(endo, "rounds/").json()["counts"] == {
        "deciding": 1, "decided": 1, "running": 1, "reviewing": 1,
    }  # fmt: skip
    assert [row["id"] for row in get(endo, "rounds/?state=decided").json()["results"]] == [calls[1].pk]
    # Another fund's office knows no more than the public.
    elsewhere = make.staff(make.fund("OTHER"), "approver")
    assert get(elsewhere, "rounds/").json()["counts"] == {"reviewing": 4}

    Round.objects.filter(pk=calls[1].pk).update(released_at=DURING)
    assert get(None, f"rounds/{calls[1].pk}/").json()["state"] == "decided"
    assert reviewing.state == "reviewing"


def test_accepting_ends_with_the_announced_closing(fund: Fund) -> None:  # R7
    call = make.call(fund)
    for moment, accepting in (("2025-05-16 17:00", True), ("2025-05-16 17:01", False)):
        with clock_control.at(make.at(moment)):
            assert get(None, f"rounds/{call.pk}/").json()["accepting"] is accepting
            assert get(None, "rounds/").json()["results"][0]["accepting"] is accepting


def test_filters_that_cannot_be_read_are_told(fund: Fund) -> None:
    assert set(faults(get(None, "rounds/?state=nonsense&fund=x"))) == {"/state", "/fund"}
    make.call(fund)
    assert get(None, f"rounds/?fund={fund.pk + 1}").json()["results"] == []
    assert len(get(None, f"rounds/?fund={fund.pk}&fiscal_year=2025").json()["results"]) == 1


def test_who_is_signed_in(fund: Fund, endo: User) -> None:
    StaffRole.objects.create(fund=fund, user=endo, role="cashier")
    StaffRole.objects.create(fund=make.fund("OTHER"), user=endo, role="officer", ended_on=date(2025, 3, 31))
    make.group("里山の会", {endo: "treasurer"})
    answer = get(endo, "me/")
    shown = answer.json()
    assert (shown["name"], shown["email"]) == ("endo", endo.email)
    assert [(seat["code"], [row["role"] for row in seat["roles"]]) for seat in shown["offices"]] == [
        ("HARA", ["officer", "cashier"])
    ]
    assert [(row["name"], row["role_label"]) for row in shown["groups"]] == [("里山の会", "会計")]
    assert shown["donor"] is False
    assert "csrftoken" in answer.cookies
    assert get(None, "me/").status_code == 401


def test_pages_cost_the_same_for_any_number(fund: Fund, endo: User) -> None:
    paths, seen = ["rounds/", "me/"], []
    for number in (3, 27):
        for _ in range(number):
            call = make.call(fund, published_by=endo)
            make.group("", {endo: "viewer"})
            StaffRole.objects.create(fund=make.fund(), user=endo, role="auditor")
        for n in range(number):
            department = make.department(call, f"D{n}")
            make.criterion(call, f"C{n}", department=department)
            call.questions.create(code=f"Q{n}", label_ja="x", department=department)
            call.document_types.create(code=f"T{n}", label_ja="x", department=department)
        one = f"rounds/{call.pk}/"
        seen.append([queries(lambda path=path: get(endo, path)) for path in [*paths, one]])
        seen[-1].append(queries(lambda path=one: get(None, path)))
    assert len(get(endo, "rounds/").json()["results"]) == 30
    assert seen[0] == seen[1]
