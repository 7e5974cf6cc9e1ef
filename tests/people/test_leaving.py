"""One's own choices, one's data to take along, and stopping to use the site."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notices import delivery
from notices.choices import CHOICE_OF
from notices.models import Notice
from notices.services import queue
from notices.texts import TEXTS
from people import services
from people.models import Membership, User
from people.rules import MAIL_CHOICES
from tests import factories as make
from tests.applications.scene import DURING, Scene, clock_at, scene
from tests.people.http import get, patch, post
from tests.people.sign_in import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def counted_here(settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def stage() -> Scene:
    return scene()


def letter(to: User, kind: str, **context: Any) -> Notice:
    made = queue(
        kind, fund_code="F", dedupe_key=f"{kind}:{to.pk}", recipient=to, about="application:1", at=DURING,
        context={"fund": "基金", "title": "題", "number": "1", "group": "会", "words": {}, **context},
    )  # fmt: skip
    assert made is not None
    return made


def test_choices_are_kept_and_only_known_ones_are_taken() -> None:
    aoki = make.user("aoki")
    account = get(aoki, "account/").json()
    assert account["single_keys"] is True
    assert [(row["code"], row["wanted"]) for row in account["mail"]] == [
        (code, True) for code in MAIL_CHOICES
    ]
    changed = patch(aoki, "account/", {"mail_off": ["messages"], "single_keys": False}).json()
    assert changed["single_keys"] is False
    assert {row["code"]: row["wanted"] for row in changed["mail"]}["messages"] is False
    refused = patch(aoki, "account/", {"mail_off": ["decision_letter"]})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "people.mail_off")


def test_what_one_does_without_is_not_sent_and_all_else_is() -> None:
    aoki = make.user("aoki")
    aoki.mail_off = ["messages"]
    aoki.save()
    with clock_at(DURING):
        spared = letter(aoki, "message_to_group", field="")
        sent = letter(aoki, "application_withdrawn")
        delivery.deliver()
    states = dict(Notice.objects.values_list("pk", "state"))
    assert (states[spared.pk], states[sent.pk]) == ("suppressed", "sent")
    assert len(mail.outbox) == 1


def test_what_decides_orders_or_pays_cannot_be_switched_off() -> None:
    assert CHOICE_OF.keys() <= TEXTS.keys()
    assert set(CHOICE_OF.values()) == MAIL_CHOICES.keys()
    legal = {
        "sign_in_code", "email_code", "account_changed", "application_submitted", "application_correction",
        "application_ineligible", "offer", "decision_letter", "result_waitlisted", "result_declined",
        "change_decided", "abolition_approved", "cancellation_and_refund", "award_refund_overdue",
        "award_report_overdue", "report_returned", "amount_fixed", "refund_ordered", "payment_made",
        "payment_failed", "bank_account_changed", "donation_receipt", "donation_refunded", "call_amended",
    }  # fmt: skip
    assert legal <= TEXTS.keys()
    assert not legal & CHOICE_OF.keys()


def test_ones_data_is_ones_own_and_costs_the_same_for_much(stage: Scene) -> None:
    def taken() -> tuple[dict[str, Any], int]:
        with CaptureQueriesContext(connection) as made:
            answer = get(stage.aoki, "account/data/")
        assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
        return {code: part["rows"] for code, part in answer.json()["records"].items()}, len(made)

    with clock_at(DURING):
        stage.submitted(title="青木の事業")
        records, few = taken()
        assert records["person"][0]["email"] == stage.aoki.email
        assert [row["content"]["title"] for row in records["submissions"]] == ["青木の事業"]
        assert records["memberships"] == [{"group": "みどりの会", "role": "representative", "ended_on": None}]
        for _ in range(3):
            stage.submitted()
        records, many = taken()
    assert len(records["submissions"]) == 4
    assert many == few
    assert "青木の事業" not in get(stage.baba, "account/data/").content.decode()


def test_who_speaks_for_a_group_or_works_for_the_fund_hands_over_first(stage: Scene) -> None:
    for person, code in ((stage.aoki, "people.speaks_for_group"), (stage.endo, "people.holds_place")):
        told = get(person, "account/closing/").json()
        assert told["allowed"] is False
        refused = post(person, "account/closing/")
        assert (refused.status_code, refused.json()["code"]) == (409, code)
        assert refused.json()["detail_ja"] == told["reason"]
        person.refresh_from_db()
        assert person.is_active


def test_closing_shuts_every_way_in_and_keeps_what_was_filed(stage: Scene) -> None:
    with clock_at(DURING):
        application = stage.submitted()
        services.add_member(group_id=stage.group.pk, user=stage.fujii, role="representative", by=stage.aoki)
        token, secret = services.create_token(
            by=stage.aoki, name="x", place=f"group:{stage.group.pk}", scopes=["read"], days=9
        )
        told = get(stage.aoki, "account/closing/").json()
        assert told["allowed"] is True
        assert {"label": "提出した申請", "until": "2031-03-31"} in told["kept"]
        before = stage.aoki.email
        assert post(stage.aoki, "account/closing/").status_code == 204
    closed = User.objects.get(pk=stage.aoki.pk)
    assert (closed.is_active, closed.closed_at, closed.email) == (
        False, DURING, f"closed-{closed.pk}@closed.invalid",
    )  # fmt: skip
    assert not Membership.objects.filter(user=closed, ended_on__isnull=True).exists()
    token.refresh_from_db()
    assert token.revoked_at == DURING
    assert services.token_of(secret) is None
    assert application.submissions.get().by == closed
    assert closed.name == "aoki"
    assert Notice.objects.filter(kind="account_changed", address=before).exists()


def test_whoever_left_may_come_back_as_somebody_new() -> None:
    browser = Browser()
    browser.sign_up("aoki@example.org")
    user = User.objects.get()
    services.close_account(by=user)
    assert not browser.signed_in
    cache.clear()  # one letter to an address in ten seconds
    again = Browser()
    again.sign_up("aoki@example.org")
    assert again.signed_in
    assert User.objects.filter(is_active=True).get().pk != user.pk
