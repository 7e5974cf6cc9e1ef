"""Places offered by letter: to strangers and people with an account alike, once, in time, to one address."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache

from common import clock, clock_control
from fund.models import StaffRole
from notices import delivery
from notices.models import Notice
from people import services
from people.models import Group, Invitation, Membership, User
from reviews.models import CommitteeMember
from tests import factories as make
from tests.people.sign_in import Browser
from tests.reviews.test_api import get, post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def counted_here(settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


def a_group() -> tuple[Group, User]:
    aoki = make.user("aoki")
    return make.group("里山の会", {aoki: "representative"}), aoki


def secret() -> str:
    """What stands behind the # in the last letter."""
    notice = Notice.objects.filter(kind="invitation").last()
    assert notice is not None
    return str(notice.context["link"]).partition("#")[2]


def invited(path: str, by: User, email: str, **more: Any) -> str:
    answer = post(by, f"{path}invitations/", {"email": email, **more})
    assert answer.status_code == 201, answer.json()
    return secret()


def test_a_new_person_signs_up_and_joins_the_group() -> None:
    group, aoki = a_group()
    key = invited(f"groups/{group.pk}/", aoki, "Baba@Example.org", role="treasurer")
    shown = post(None, "invitations/look/", {"secret": key}).json()
    assert (shown["name"], shown["role_label"], shown["email"], shown["inviter"]) == (
        "里山の会", "会計", "baba@example.org", aoki.name)  # fmt: skip
    assert post(None, "invitations/accept/", {"secret": key}).status_code == 401

    browser = Browser()
    browser.sign_up("baba@example.org", "馬場")
    baba = User.objects.get(email="baba@example.org")
    account = post(baba, "invitations/accept/", {"secret": key}).json()
    assert account["places"] == [
        {"place": f"group:{group.pk}", "name": "里山の会", "role": "treasurer", "role_label": "会計"}
    ]
    again = post(baba, "invitations/accept/", {"secret": key})
    assert (again.status_code, again.json()["code"]) == (409, "people.invitation_over")


def test_an_address_with_an_account_is_invited_in_the_same_words() -> None:
    group, aoki = a_group()
    known = make.user("baba")
    answers, letters = [], []
    for email in (known.email, "nobody@example.org"):
        answer = post(aoki, f"groups/{group.pk}/invitations/", {"email": email, "role": "editor"}).json()
        answers.append({**answer, "id": 0, "email": ""})
        row = Notice.objects.last()
        assert row is not None
        letters.append((row.recipient_id, {**row.context, "link": ""}))
    assert answers[0]["by"] == answers[1]["by"] == aoki.name
    assert {key: value for key, value in answers[0].items() if key not in ("at", "expires_at")} == {
        key: value for key, value in answers[1].items() if key not in ("at", "expires_at")
    }
    assert letters[0] == letters[1]
    services.accept_invitation(secret=secret_of(known.email), by=known)
    assert Membership.objects.get(user=known).role == "editor"


def secret_of(email: str) -> str:
    notice = Notice.objects.get(kind="invitation", address=email)
    return str(notice.context["link"]).partition("#")[2]


def test_only_the_address_that_was_written_to_takes_the_place() -> None:
    group, aoki = a_group()
    key = invited(f"groups/{group.pk}/", aoki, "baba@example.org", role="viewer")
    refused = post(make.user("chiba"), "invitations/accept/", {"secret": key})
    assert (refused.status_code, refused.json()["code"]) == (409, "people.invited_elsewhere")
    assert "baba@example.org" in refused.json()["detail"]


@pytest.mark.parametrize("why", ["late", "withdrawn", "inviter gone", "made up", "replaced"])
def test_an_invitation_ends(why: str) -> None:
    group, aoki = a_group()
    baba = make.user("baba")
    key = invited(f"groups/{group.pk}/", aoki, baba.email, role="editor")
    code = "people.invitation_over"
    if why == "withdrawn":
        [row] = get(aoki, f"groups/{group.pk}/invitations/").json()
        services.withdraw_invitation(invitation_id=row["id"], place=f"group:{group.pk}", by=aoki)
    elif why == "inviter gone":
        Membership.objects.create(group=group, user=make.user(), role="representative")
        services.end_membership(group_id=group.pk, user_id=aoki.pk, by=aoki)
    elif why == "made up":
        key, code = key[:-1] + ("A" if key[-1] != "A" else "B"), "common.not_found"
    elif why == "replaced":
        invited(f"groups/{group.pk}/", aoki, baba.email, role="editor")
    moment = clock.now() + (timedelta(days=14, seconds=1) if why == "late" else timedelta())
    with clock_control.at(moment):
        assert post(baba, "invitations/accept/", {"secret": key}).json()["code"] == code
        if why != "inviter gone":
            assert post(None, "invitations/look/", {"secret": key}).json()["code"] == code
    assert not Membership.objects.filter(user=baba).exists()


def test_officers_change_in_april() -> None:
    """The new representative is invited, takes over, and ends the old one's place."""
    group, aoki = a_group()
    key = invited(f"groups/{group.pk}/", aoki, "baba@example.org", role="representative")
    browser = Browser()
    browser.sign_up("baba@example.org", "馬場")
    baba = User.objects.get(email="baba@example.org")
    post(baba, "invitations/accept/", {"secret": key})
    assert post(baba, f"groups/{group.pk}/end-member/", {"user": aoki.pk}).status_code == 204
    assert get(aoki, f"groups/{group.pk}/").status_code == 404
    assert get(baba, f"groups/{group.pk}/").json()["role_label"] == "代表者"


def test_who_may_invite() -> None:
    group, aoki = a_group()
    baba, stranger = make.user("baba"), make.user("stranger")
    Membership.objects.create(group=group, user=baba, role="editor")
    form = {"email": "x@example.org", "role": "viewer"}
    path = f"groups/{group.pk}/invitations/"
    assert [post(who, path, form).status_code for who in (baba, stranger, None)] == [403, 404, 401]
    assert [get(who, path).status_code for who in (baba, stranger, None)] == [403, 404, 401]
    bad = post(aoki, path, {"email": "x@", "role": "king"})
    assert [fault["pointer"] for fault in bad.json()["errors"]] == ["/role", "/email"]
    assert not Invitation.objects.exists()


def test_an_office_role_and_a_seat_are_offered_alike() -> None:
    fund = make.fund()
    call = make.call(fund, state="closed")
    admin, officer = make.staff(fund, "administrator"), make.staff(fund, "officer")
    doi = make.user("doi")
    assert (
        post(officer, f"funds/{fund.pk}/invitations/", {"email": doi.email, "role": "auditor"}).status_code
        == 403
    )
    services.accept_invitation(secret=invited(f"funds/{fund.pk}/", admin, doi.email, role="auditor"), by=doi)
    assert StaffRole.objects.get(user=doi).role == "auditor"

    emoto = make.user("emoto")
    key = invited(f"rounds/{call.pk}/", officer, emoto.email, role="chair", code="V1", title="大学教授")
    services.accept_invitation(secret=key, by=emoto)
    seat = CommitteeMember.objects.get(user=emoto)
    assert (seat.round, seat.role, seat.code, seat.title) == (call, "chair", "V1", "大学教授")
    taken = post(
        officer, f"rounds/{call.pk}/invitations/", {"email": doi.email, "role": "chair", "code": "V1"}
    )
    assert {fault["code"] for fault in taken.json()["errors"]} == {
        "reviews.code_taken", "reviews.chair_taken"}  # fmt: skip


def test_the_letter_says_who_invites_where_and_is_wiped() -> None:
    group, aoki = a_group()
    key = invited(f"groups/{group.pk}/", aoki, "baba@example.org", role="viewer")
    delivery.deliver()
    [letter] = mail.outbox
    assert letter.to == ["baba@example.org"]
    assert letter.subject == "「里山の会」へのご招待(閲覧者)"
    assert re.search(rf"^    http://\S+/join#{re.escape(key)}$", letter.body, re.MULTILINE)
    assert aoki.name in letter.body
    row = Notice.objects.get()
    assert (row.context, row.sent_body) == ({}, "")


def test_only_so_many_letters_an_hour() -> None:
    group, aoki = a_group()
    path = f"groups/{group.pk}/invitations/"
    seen = [post(aoki, path, {"email": f"m{n}@example.org", "role": "viewer"}).status_code for n in range(62)]
    assert seen == [201] * 60 + [429] * 2
