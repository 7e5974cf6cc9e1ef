"""Signing in by HTTP alone, groups, their members and their account."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
from rest_framework.test import APIClient

from common import clock_control
from people import services
from people.api import limits
from people.models import BankAccount, Group, Membership, User
from tests import factories as make
from tests.people.http import API, actions, faults, get, patch, post, queries

pytestmark = pytest.mark.django_db
ACCOUNT: dict[str, Any] = {
    "bank_code": "０００９",
    "branch_code": "596",
    "account_type": "１",
    "number": "１２３４",
    "holder_kana": "みはらしさとやまのかい",
}


@pytest.fixture(autouse=True)
def _counted(settings: Any) -> None:
    """Tries are counted in Redis where the pass has one, in this process otherwise."""
    if not settings.REDIS_URL:
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


def person(password: str = "合言葉 pw", **fields: Any) -> User:
    email = f"aoki.{secrets.token_hex(6)}@example.jp"
    return User.objects.create_user(email=email, password=password, name="青木", **fields)


class Browser:
    """A program with a cookie jar that nobody exempts from CSRF; from an address of its own."""

    def __init__(self) -> None:
        self.http = APIClient(enforce_csrf_checks=True, REMOTE_ADDR=f"2001:db8::{secrets.token_hex(2)}")

    def begin(self) -> str:
        answer = self.http.get(f"{API}sign-in/")
        assert answer.status_code == 200
        assert "csrftoken" in answer.cookies
        token: str = answer.json()["csrf_token"]
        return token

    def sign_in(self, email: str, password: str, token: str = "", **headers: str) -> Any:
        headers["X-CSRFToken"] = token or self.begin()
        body = {"email": email, "password": password}
        return self.http.post(f"{API}sign-in/", body, format="json", headers=headers)

    def post(self, path: str, body: Any, token: str) -> Any:
        return self.http.post(API + path, body, format="json", headers={"X-CSRFToken": token})


def test_a_program_signs_in_acts_and_signs_out() -> None:
    aoki, browser = person(), Browser()
    assert browser.http.get(f"{API}me/").status_code == 401

    answer = browser.sign_in(f" {aoki.email.upper()} ", "合言葉 pw")
    assert answer.status_code == 200
    assert (answer.json()["id"], answer.json()["name"]) == (aoki.pk, "青木")
    token = answer.json()["csrf_token"]
    assert browser.http.get(f"{API}me/").json()["email"] == aoki.email

    assert browser.post("groups/", {"name": "里山の会"}, token).status_code == 201
    assert browser.post("sign-out/", {}, token).status_code == 204
    assert browser.http.get(f"{API}me/").status_code == 401


def test_without_the_token_nothing_is_signed_in_or_written() -> None:
    aoki, browser = person(), Browser()
    refused = browser.http.post(
        f"{API}sign-in/", {"email": aoki.email, "password": "合言葉 pw"}, format="json"
    )
    assert refused.status_code == 403
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["code"] == "common.not_allowed"
    assert browser.http.get(f"{API}me/").status_code == 401

    browser.sign_in(aoki.email, "合言葉 pw")
    forged = browser.http.post(f"{API}groups/", {"name": "里山の会"}, format="json")
    assert (forged.status_code, forged["Content-Type"]) == (403, "application/problem+json")
    assert not Group.objects.exists()


def test_a_wrong_password_and_an_unknown_address_look_the_same() -> None:
    aoki, gone = person(), person(is_active=False)
    browser = Browser()
    answers = [
        browser.sign_in(aoki.email, "wrong"),
        browser.sign_in(f"nobody.{secrets.token_hex(6)}@example.jp", "wrong"),
        browser.sign_in(gone.email, "合言葉 pw"),
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert answers[0].content == answers[1].content == answers[2].content
    problem = answers[0].json()
    assert problem["code"] == "common.sign_in_failed"
    assert "パスワード" in problem["detail_ja"]
    assert "password" in problem["detail_en"]


def test_too_many_tries_have_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_PER_EMAIL", 3)
    aoki, browser = person(), Browser()
    for _ in range(2):
        assert browser.sign_in(aoki.email, "wrong").status_code == 401
    assert browser.sign_in(aoki.email, "合言葉 pw").status_code == 200  # and the count begins anew
    other = Browser()
    for _ in range(3):
        assert other.sign_in(aoki.email, "wrong").status_code == 401
    stopped = other.sign_in(aoki.email, "合言葉 pw")
    assert stopped.status_code == 429
    assert (stopped.json()["code"], stopped["Retry-After"]) == ("common.too_often", "900")
    # An address that nobody has is counted like any other.
    nobody = f"nobody.{secrets.token_hex(6)}@example.jp"
    assert [other.sign_in(nobody, "x").status_code for _ in range(4)] == [401, 401, 401, 429]


def test_one_place_cannot_try_all_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_PER_PLACE", 3)
    browser = Browser()
    tries = [browser.sign_in(f"{secrets.token_hex(6)}@example.jp", "x").status_code for _ in range(4)]
    assert tries == [401, 401, 401, 429]


def test_people_can_sign_in_while_redis_is_away(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    aoki = person()
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    assert Browser().sign_in(aoki.email, "合言葉 pw").status_code == 200
    assert "not counted" in caplog.text


def test_no_password_sign_in_where_the_demo_is_off(settings: Any) -> None:
    aoki, browser = person(), Browser()
    token = browser.begin()
    settings.DEMO_SIGN_IN = False
    assert browser.http.get(f"{API}sign-in/").status_code == 404
    assert browser.sign_in(aoki.email, "合言葉 pw", token).status_code == 404


def test_unknown_addresses_and_keys_are_problems() -> None:
    answer = get(None, "no-such-thing/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    refused = post(make.user(), "groups/", {"name": "会", "leader": "x"})
    assert refused.status_code == 400
    assert refused.json()["code"] == "common.unknown_key"
    assert refused.json()["keys"] == "leader"


def test_a_group_is_founded_and_kept() -> None:
    aoki = make.user("aoki")
    made = post(
        aoki,
        "groups/",
        {
            "name": "みはらし里山の会",
            "name_kana": "ミハラシサトヤマノカイ",
            "members": "２５",
            "annual_budget": "１，２３４，０００円",
            "founded_on": "令和元年5月1日",
            "phone": "０４４-１２３-４５６７",
        },
    )
    assert made.status_code == 201
    shown = made.json()
    assert (shown["members"], shown["annual_budget"], shown["founded_on"]) == (25, 1_234_000, "2019-05-01")
    assert (shown["phone"], shown["role"]) == ("044-123-4567", "representative")
    assert [row["user"]["name"] for row in shown["members_present"]] == ["aoki"]

    one = f"groups/{shown['id']}/"
    assert patch(aoki, one, {"members": 30}).json()["members"] == 30
    assert patch(aoki, one, {}).json()["annual_budget"] == 1_234_000
    assert [row["id"] for row in get(aoki, "groups/").json()["results"]] == [shown["id"]]


def test_faults_of_a_profile_are_all_told() -> None:
    found = faults(post(make.user(), "groups/", {"name": "会", "members": "二十", "founded_on": "昨日"}))
    assert set(found) == {"/members", "/founded_on"}
    assert "令和7年5月16日" in found["/founded_on"][0]
    found = faults(post(make.user(), "groups/", {"name": " ", "phone": "12", "resident_members": 0}))
    assert set(found) == {"/name", "/phone", "/resident_members"}
    assert not Group.objects.exists()


def test_members_come_and_go() -> None:
    aoki, baba, fujii = make.user("aoki"), make.user("baba"), make.user("fujii")
    group = make.group("里山の会", {aoki: "representative"})
    one = f"groups/{group.pk}/"

    # Who was never there is invited; who is there gets another role at once.
    for email in (baba.email, "nobody@example.jp"):
        told = faults(post(aoki, f"{one}add-member/", {"email": email, "role": "viewer"}))
        assert set(told) == {"/email"}
    Membership.objects.create(group=group, user=baba, role="editor")
    added = post(aoki, f"{one}add-member/", {"email": baba.email.upper(), "role": "viewer"})
    assert added.status_code == 200
    assert [row["role"] for row in added.json()["members_present"]] == ["representative", "viewer"]
    assert get(baba, one).json()["role_label"] == "閲覧者"

    assert post(baba, f"{one}add-member/", {"email": fujii.email, "role": "editor"}).status_code == 403
    # Outsiders learn nothing, neither of the group nor of who has an account here.
    for email in (baba.email, "nobody@example.jp"):
        assert post(fujii, f"{one}add-member/", {"email": email, "role": "editor"}).status_code == 404
    assert get(fujii, one).status_code == 404
    assert patch(fujii, one, {"members": 3}).status_code == 404
    assert patch(baba, one, {"members": 3}).status_code == 403

    last = post(aoki, f"{one}end-member/", {"user": aoki.pk})
    assert (last.status_code, last.json()["code"]) == (409, "people.last_representative")
    assert post(aoki, f"{one}end-member/", {"user": baba.pk}).status_code == 204
    assert get(baba, one).status_code == 404
    group.refresh_from_db()
    assert group.members is None


def test_the_account_as_the_bank_will_read_it() -> None:
    aoki = make.user("aoki")
    body = {name: ACCOUNT[name] for name in ("bank_code", "branch_code", "holder_kana")}
    shown = post(aoki, "bank-account-preview/", body).json()
    assert (shown["branch"], shown["holder_kana"]) == ("溝ノ口", "ﾐﾊﾗｼｻﾄﾔﾏﾉｶｲ")
    changed = post(aoki, "bank-account-preview/", {**body, "holder_kana": "キョウト・カイ"}).json()
    # ョ → ﾖ (second letter) and ・ → . (fifth); ガ and the like take two bytes.
    assert changed["holder_kana"] == "ｷﾖｳﾄ.ｶｲ"
    assert [(row["position"], row["after"]) for row in changed["changes"]] == [(2, "ﾖ"), (5, ".")]

    refused = post(aoki, "bank-account-preview/", {**body, "holder_kana": "ミハラシ会"})
    assert (refused.status_code, refused.json()["code"]) == (422, "people.zengin_refused")
    assert (refused.json()["pointer"], refused.json()["position"]) == ("/holder_kana", 5)
    assert "5文字目「会」" in refused.json()["detail_ja"]
    for field, code in (("bank_code", "people.unknown_bank"), ("branch_code", "people.unknown_branch")):
        answer = post(aoki, "bank-account-preview/", {**body, field: "000"})
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert answer.json()["pointer"] == f"/{field}"
    assert post(None, "bank-account-preview/", body).status_code == 401


def test_entering_the_account_is_for_those_who_keep_it() -> None:
    aoki, baba, viewer = make.user("aoki"), make.user("baba"), make.user("viewer")
    group = make.group("里山の会", {aoki: "representative", baba: "editor", viewer: "viewer"})
    path = f"groups/{group.pk}/bank-account/"
    with clock_control.at(make.at("2025-04-01 09:00")):
        assert post(make.user(), path, ACCOUNT).status_code == 404
        assert post(baba, path, ACCOUNT).status_code == 403
        assert not BankAccount.objects.exists()
        entered = post(aoki, path, ACCOUNT)
    assert entered.status_code == 200
    assert entered.json()["number"] == "0001234"
    assert entered.json()["held_until"] == "2025-04-08T09:00:00+09:00"
    # The whole number only for those who keep the account.
    assert get(aoki, f"groups/{group.pk}/").json()["account"]["number"] == "0001234"
    assert get(viewer, f"groups/{group.pk}/").json()["account"]["number"] == "****234"
    found = faults(post(aoki, path, {**ACCOUNT, "number": "12345678", "account_type": 3}))
    assert set(found) == {"/number", "/account_type"}


def test_actions_say_why_not() -> None:
    aoki, viewer = make.user("aoki"), make.user("viewer")
    group = make.group("里山の会", {aoki: "representative", viewer: "viewer"})
    own, seen = (actions(get(user, f"groups/{group.pk}/")) for user in (aoki, viewer))
    assert all(allowed for allowed, _ in own.values())
    assert set(own) == set(seen) == {"update", "invite", "add_member", "end_member", "enter_account"}
    assert seen["add_member"] == (False, "この操作をする権限がありません。必要な役割: 代表者")
    english = get(viewer, f"groups/{group.pk}/", **{"Accept-Language": "en"})
    assert actions(english)["add_member"][1].startswith("You may not do this.")


def test_lists_and_details_cost_the_same_for_any_number() -> None:
    aoki = make.user("aoki")
    lists, details = [], []
    for number in (3, 27):
        for _ in range(number):
            group = make.group("", {aoki: "representative"})
        for n in range(number):
            Membership.objects.create(group=group, user=make.user(f"m{n}"), role="viewer")
        services.enter_bank_account(group_id=group.pk, by=aoki, **{**ACCOUNT, "account_type": 1})
        lists.append(queries(lambda: get(aoki, "groups/")))
        details.append(queries(lambda pk=group.pk: get(aoki, f"groups/{pk}/")))
    assert len(get(aoki, "groups/").json()["results"]) == 30
    assert lists[0] == lists[1]
    assert details[0] == details[1]
