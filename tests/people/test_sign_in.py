"""Signing up and in by HTTP, as a browser does: codes, passkeys, authenticators, and what is refused."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client

from notices import delivery
from notices.models import Notice
from people.models import User
from tests import factories as make
from tests.people.authenticator import Passkey, totp
from tests.people.sign_in import Browser, code_for, letters

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def counted_here(settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


def with_authenticator(browser: Browser) -> tuple[str, list[str]]:
    """The authenticator's secret and the recovery codes of somebody signed in."""
    browser.get("account/authenticators/totp")
    assert browser.status == 404
    secret = browser.body["meta"]["secret"]
    browser.post("account/authenticators/totp", {"code": totp(secret)})
    assert browser.status == 200, browser.body
    browser.get("account/authenticators/recovery-codes")
    return secret, browser.body["data"]["unused_codes"]


def with_passkey(browser: Browser) -> Passkey:
    passkey = Passkey()
    options = browser.get("account/authenticators/webauthn?passwordless")["data"]["creation_options"]
    browser.post("account/authenticators/webauthn", {"name": "電話", "credential": passkey.create(options)})
    assert browser.status == 200, browser.body
    return passkey


def test_a_new_person_signs_up_with_a_code_and_a_name() -> None:
    browser = Browser()
    browser.sign_up("Aoki@Example.org", "青木")
    user = User.objects.get()
    assert (user.email, user.name, user.has_usable_password()) == ("aoki@example.org", "青木", False)
    assert browser.signed_in
    assert browser.api("groups/").status_code == 200
    assert [row.kind for row in letters("aoki@example.org")] == ["email_code"]


def test_nobody_is_in_before_the_address_is_confirmed() -> None:
    browser = Browser()
    browser.post("auth/signup", {"email": "aoki@example.org", "name": "青木"})
    assert not browser.signed_in
    assert browser.api("groups/").status_code == 401
    browser.post("auth/email/verify", {"key": "000000" if code_for("aoki@example.org") != "000000" else "1"})
    assert browser.status == 400
    assert not browser.signed_in


@pytest.mark.parametrize("form", [{"email": "aoki@example.org"}, {"email": "aoki", "name": "青木"}])
def test_a_sign_up_needs_a_name_and_an_address(form: dict[str, str]) -> None:
    browser = Browser()
    browser.post("auth/signup", form)
    assert browser.status == 400
    assert browser.body["errors"][0]["param"] in ("name", "email")
    assert not User.objects.exists()


def test_a_known_person_signs_in_with_a_code_typed_in_any_width() -> None:
    user = make.user("aoki")
    browser = Browser()
    browser.ask_code(f" {user.email.upper()} ")
    browser.post("auth/code/confirm", {"code": code_for(user.email)})
    assert browser.status == 200
    assert browser.signed_in
    browser.send("delete", "auth/session")
    assert not browser.signed_in


def test_five_wrong_codes_end_the_try() -> None:
    user = make.user("aoki")
    browser = Browser()
    browser.ask_code(user.email)
    right = code_for(user.email)
    wrong = "111111" if right != "111111" else "222222"
    seen = []
    for _ in range(5):
        browser.post("auth/code/confirm", {"code": wrong})
        seen.append(browser.status)
    browser.post("auth/code/confirm", {"code": right})
    assert seen[:4] == [400] * 4
    assert browser.status == 409
    assert not browser.signed_in


def test_an_unknown_address_looks_the_same_and_is_written_to() -> None:
    known, unknown = Browser(), Browser()
    known.ask_code(make.user("aoki").email)
    unknown.ask_code("nobody@example.org")
    assert known.body == unknown.body
    assert [row.kind for row in letters("nobody@example.org")] == ["unknown_account"]
    unknown.post("auth/code/confirm", {"code": "123456"})
    assert unknown.status == 400


def test_signing_up_anew_looks_the_same_and_tells_the_owner() -> None:
    user = make.user("aoki")
    Browser().sign_in(user.email)
    fresh, again = Browser(), Browser()
    fresh.post("auth/signup", {"email": "new@example.org", "name": "新"})
    again.post("auth/signup", {"email": user.email, "name": "にせ"})
    assert fresh.body == again.body
    assert letters(user.email)[-1].kind == "account_exists"
    assert User.objects.get(pk=user.pk).name == user.name


def test_codes_are_wiped_once_they_are_sent() -> None:
    user = make.user("aoki")
    browser = Browser()
    browser.ask_code(user.email)
    code = code_for(user.email)
    delivery.deliver()
    [letter] = mail.outbox
    assert letter.to == [user.email]
    assert code in letter.body
    row = Notice.objects.get()
    assert (row.state, row.context, row.sent_body) == ("sent", {}, "")
    browser.post("auth/code/confirm", {"code": code})
    assert browser.signed_in


def test_an_authenticator_is_asked_for_after_the_code(django_capture_on_commit_callbacks: Any) -> None:
    browser = Browser()
    browser.sign_up("aoki@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        secret, _ = with_authenticator(browser)
    assert secret not in str(Authenticator.objects.get(type="totp").data), "kept encrypted"
    assert letters("aoki@example.org")[-1].kind == "account_changed"

    other = Browser()
    other.sign_in("aoki@example.org")
    assert (other.status, other.pending()) == (401, {"mfa_authenticate"})
    assert not other.signed_in
    assert other.api("groups/").status_code == 401
    other.post("auth/2fa/authenticate", {"code": "000000" if totp(secret) != "000000" else "111111"})
    assert other.status == 400
    # The digits of half a minute work once.
    Browser.forget_used_codes()
    other.post("auth/2fa/authenticate", {"code": totp(secret)})
    assert other.status == 200
    assert other.signed_in


def test_a_lost_device_is_replaced_by_a_recovery_code_that_works_once() -> None:
    browser = Browser()
    browser.sign_up("aoki@example.org")
    _, codes = with_authenticator(browser)
    for wanted in (200, 400):
        other = Browser()
        other.sign_in("aoki@example.org")
        other.post("auth/2fa/authenticate", {"code": codes[0]})
        assert other.status == wanted
        assert other.signed_in is (wanted == 200)
    # Just in again, the lost authenticator is taken off and another one takes its place.
    last = Browser()
    last.sign_in("aoki@example.org")
    last.post("auth/2fa/authenticate", {"code": codes[1]})
    last.send("delete", "account/authenticators/totp")
    assert last.status == 200
    assert not Authenticator.objects.filter(type="totp").exists()
    with_authenticator(last)


def test_what_one_signs_in_with_is_changed_only_soon_after_signing_in(monkeypatch: Any) -> None:
    browser = Browser()
    browser.sign_up("aoki@example.org")
    with_authenticator(browser)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 301)
    browser.send("delete", "account/authenticators/totp")
    assert browser.status == 401
    assert {flow["id"] for flow in browser.body["data"]["flows"]} == {"mfa_reauthenticate"}
    assert Authenticator.objects.filter(type="totp").exists()


def test_a_passkey_signs_in_alone() -> None:
    browser = Browser()
    browser.sign_up("aoki@example.org")
    passkey = with_passkey(browser)

    other = Browser()
    options = other.get("auth/webauthn/login")["data"]["request_options"]
    other.post("auth/webauthn/login", {"credential": passkey.get(options)})
    assert other.status == 200, other.body
    assert other.signed_in

    stranger = Browser()
    options = stranger.get("auth/webauthn/login")["data"]["request_options"]
    forged = Passkey(credential=passkey.credential, owner=passkey.owner)
    stranger.post("auth/webauthn/login", {"credential": forged.get(options)})
    assert stranger.status == 400
    assert not stranger.signed_in


def test_who_is_locked_out_stays_out() -> None:
    user = make.user("aoki")
    browser = Browser()
    browser.sign_in(user.email)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert not browser.signed_in
    other = Browser()
    other.post("auth/code/request", {"email": user.email})
    other.post("auth/code/confirm", {"code": "123456"})
    assert not other.signed_in


def test_ways_that_are_not_offered_are_not_there(settings: Any) -> None:
    browser = Browser()
    for address in ("auth/password/request", "auth/password/reset", "account/password/change"):
        browser.client.post(f"/_allauth/browser/v1/{address}", {}, content_type="application/json")
        assert browser.client.post(f"/_allauth/browser/v1/{address}").status_code == 404


def test_sessions_are_listed_and_ended_from_another_device() -> None:
    phone, desk = Browser(), Browser()
    phone.sign_up("aoki@example.org")
    desk.sign_in("aoki@example.org")
    listed = desk.get("auth/sessions")["data"]
    assert [row["is_current"] for row in listed].count(True) == 1
    [other] = [row for row in listed if not row["is_current"]]
    desk.send("delete", "auth/sessions", {"sessions": [other["id"]]})
    assert desk.signed_in
    assert not phone.signed_in


def test_codes_are_not_asked_for_without_end() -> None:
    user = make.user("aoki")
    seen = []
    for _ in range(10):
        browser = Browser()
        browser.post("auth/code/request", {"email": user.email})
        seen.append(browser.status)
    assert seen == [401] * 3 + [400] * 7
    assert browser.body["errors"][0]["code"] == "too_many_login_attempts"
    assert len(letters(user.email)) == 3


def test_an_office_works_only_with_a_second_factor(settings: Any) -> None:
    settings.OFFICE_SECOND_FACTOR = True
    officer = make.staff(make.fund(), "officer")
    browser = Browser()
    browser.sign_in(officer.email)
    refused = browser.api("groups/")
    assert (refused.status_code, refused.json()["code"]) == (403, "fund.second_factor_missing")
    with_authenticator(browser)
    assert browser.api("groups/").status_code == 200
    Authenticator.objects.exclude(type="recovery_codes").delete()
    assert browser.api("groups/").status_code == 403
    with_passkey(browser)
    assert browser.api("groups/").status_code == 200


def test_what_goes_wrong_is_a_problem_document(settings: Any) -> None:
    browser = Browser()
    browser.client = Client(enforce_csrf_checks=True)
    forged = browser.client.post(
        "/_allauth/browser/v1/auth/code/request", {}, content_type="application/json"
    )
    lost = browser.client.get("/_allauth/browser/v1/nowhere")
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    down = Client().post(
        "/_allauth/browser/v1/auth/code/request", {"email": "a@example.org"}, content_type="application/json"
    )
    seen = [
        (answer.status_code, answer["Content-Type"], answer.json()["code"]) for answer in (forged, lost, down)
    ]
    kind = "application/problem+json"
    assert seen == [
        (403, kind, "common.csrf"),
        (404, kind, "common.not_found"),
        (503, kind, "common.sign_in_later"),
    ]
    assert Notice.objects.count() == 0


def test_an_address_is_changed_with_a_code_at_the_new_one_and_told_to_the_old(monkeypatch: Any) -> None:
    browser = Browser()
    browser.sign_up("aoki@example.org")
    browser.post("account/email", {"email": "aoki.new@example.org"})
    assert browser.status == 200, browser.body
    assert User.objects.get().email == "aoki@example.org", "nothing changes before the code comes back"
    browser.post("auth/email/verify", {"key": "000000"})
    assert browser.status == 400
    browser.post("auth/email/verify", {"key": code_for("aoki.new@example.org")})
    assert browser.status == 200, browser.body
    assert User.objects.get().email == "aoki.new@example.org"
    told = [row for row in letters("aoki@example.org") if row.kind == "account_changed"]
    assert told, "the old address hears of it"

    old, new = Browser(), Browser()
    new.sign_in("aoki.new@example.org")
    assert new.signed_in
    old.ask_code("aoki@example.org")
    assert letters("aoki@example.org")[-1].kind == "unknown_account"
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 301)
    browser.post("account/email", {"email": "thief@example.org"})
    assert browser.status == 401, "a session that is not fresh proves itself anew"


def test_an_address_that_is_taken_looks_like_any_other() -> None:
    baba, aoki = Browser(), Browser()
    baba.sign_up("baba@example.org", "馬場")
    aoki.sign_up("aoki@example.org")
    aoki.post("account/email", {"email": "new@example.org"})
    free = (aoki.status, str(aoki.body).replace("new@", "x@"))
    cache.clear()
    aoki.post("account/email", {"email": "baba@example.org"})
    assert (aoki.status, str(aoki.body).replace("baba@", "x@")) == free
    # Even the right code, read over a shoulder, takes nobody's address away.
    aoki.post("auth/email/verify", {"key": code_for("baba@example.org")})
    assert aoki.status != 200
    assert set(User.objects.values_list("email", flat=True)) == {"aoki@example.org", "baba@example.org"}
