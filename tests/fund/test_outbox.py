"""The office's mail: held by round, worded by the fund, edited one by one, let go, tried again."""

from __future__ import annotations

from typing import Any

import pytest

from applications.services.common import tell_group
from common import clock_control
from fund.models import Round
from notices import delivery
from notices.models import Notice
from notices.services import Letter, queue_many
from notices.wording import WORDED
from people.models import User
from tests import factories as make
from tests.people.http import actions, client, faults, get, post, queries

pytestmark = pytest.mark.django_db
NOON = make.at("2025-05-01 12:00")
KIND = "application_accepted"


@pytest.fixture(autouse=True)
def _noon() -> Any:
    with clock_control.at(NOON):
        yield


@pytest.fixture
def call() -> Round:
    return make.call(make.fund("HARA"), state="open")


@pytest.fixture
def endo(call: Round) -> User:
    return make.staff(call.fund, "officer", name="endo")


def told(call: Round, occasion: str = "", kind: str = KIND) -> Notice:
    """A letter about an application of the round to its one writer."""
    writer = make.user()
    group = make.group("みはらし里山の会", {writer: "representative"})
    application = make.application(make.department(call), group, title="里山の手入れ", created_by=writer)
    tell_group(application, kind, NOON, occasion=occasion)
    return Notice.objects.latest("pk")


def state_of(notice: Notice) -> str:
    return Notice.objects.values_list("state", flat=True).get(pk=notice.pk)


def put(user: User, path: str, body: Any, version: int | None) -> Any:
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return client(user).put(f"/api/v1/{path}", body, format="json", headers=headers)


def test_a_rounds_mail_is_held_and_let_go(call: Round, endo: User) -> None:
    before, other = told(call), told(make.call(call.fund, "OTHER", state="open"))
    path = f"rounds/{call.pk}/mail/"
    assert get(endo, path).json()["held"] is False
    held = post(endo, path).json()
    assert (held["held"], held["by"]["name"], held["counts"]) == (True, "endo", {"held": 1})
    assert post(endo, path).status_code == 200
    after = told(call)
    delivery.deliver()
    assert [state_of(row) for row in (before, after, other)] == ["held", "held", "sent"]

    # One of them may go by itself, and stays let go.
    post(endo, "letters/release/", {"letters": [before.pk]})
    delivery.deliver()
    assert [state_of(row) for row in (before, after)] == ["sent", "held"]

    let_go = post(endo, f"{path}let-go/").json()
    assert (let_go["held"], let_go["counts"]) == (False, {"queued": 1, "sent": 1})
    delivery.deliver()
    assert state_of(after) == "sent"
    assert actions(get(endo, path))["hold"][0]


def test_holding_is_the_officers(call: Round) -> None:
    auditor, fujii = make.staff(call.fund, "auditor"), make.user("fujii")
    for path in (f"rounds/{call.pk}/mail/", f"rounds/{call.pk}/mail/let-go/"):
        assert post(auditor, path).status_code == 403
        assert post(fujii, path).status_code == 404
    assert get(auditor, f"rounds/{call.pk}/mail/").json()["actions"][0]["allowed"] is False
    assert get(fujii, f"rounds/{call.pk}/mail/").status_code == 404


def test_a_letter_is_edited_and_its_figures_keep_following(call: Round, endo: User) -> None:
    notice = told(call)
    path = f"letters/{notice.pk}/edit/"
    shown = post(
        endo, path, {"subject": "書類がそろいました({number})", "body": "「{title}」の件です。\n{group}"}
    )
    assert (shown.status_code, shown.json()["state"], shown.json()["edited"]) == (200, "held", True)
    assert "「里山の手入れ」の件です。\nみはらし里山の会" in shown.json()["body"]
    assert shown.json()["text"]["subject"] == "書類がそろいました({number})"
    Notice.objects.filter(pk=notice.pk).update(context={**notice.context, "title": "新しい題"})
    post(endo, "letters/release/", {"letters": [notice.pk]})
    delivery.deliver()
    notice.refresh_from_db()
    assert "「新しい題」の件です。" in notice.sent_body
    late = post(endo, path, {"subject": "x", "body": "y"})
    assert (late.status_code, late.json()["code"]) == (409, "common.wrong_state")


@pytest.mark.parametrize(
    ("subject", "body", "pointer", "says"),
    [
        ("", "本文", "/subject", "文面を入れてください"),
        ("件名", " ", "/body", "文面を入れてください"),
        ("件\n名", "本文", "/subject", "1行"),
        ("件" * 201, "本文", "/subject", "200文字"),
        ("件名", "{secret}", "/body", "{secret} という差込みはありません"),
        ("件名", "{title.__class__}", "/body", "差込みはありません"),
        ("件名", "{title!r}", "/body", "差込みはありません"),
        ("件名", "{}", "/body", "差込みはありません"),
        ("件名", "残り{left", "/body", "組がそろっていません"),
    ],
)
def test_words_that_cannot_be_sent(
    call: Round, endo: User, subject: str, body: str, pointer: str, says: str
) -> None:
    notice = told(call)
    found = faults(post(endo, f"letters/{notice.pk}/edit/", {"subject": subject, "body": body}))
    assert says in found[pointer][0]
    assert state_of(notice) == "queued"


def test_braces_may_be_written(call: Round, endo: User) -> None:
    shown = post(endo, f"letters/{told(call).pk}/edit/", {"subject": "件名", "body": "{{かっこ}}"})
    assert "{かっこ}" in shown.json()["body"]


def test_a_fund_words_a_kind_in_both_languages(call: Round, endo: User) -> None:
    path = f"funds/{call.fund_id}/letter-texts/{KIND}/"
    first = get(endo, path)
    assert (first.headers["ETag"], first.json()["own"]) == ('"0"', False)
    assert "里山の手入れと観察会" in first.json()["preview"]["body_ja"]
    mine = {
        "subject_ja": "受理のお知らせ", "body_ja": "「{title}」を受理しました。",
        "subject_en": "Accepted", "body_en": "We took “{title}”.",
    }  # fmt: skip
    tried = post(endo, f"{path}preview/", mine).json()
    assert tried["subject_en"].endswith("Accepted")
    assert get(endo, path).json()["own"] is False, "a preview keeps nothing"

    notice = told(call)
    assert put(endo, path, mine, None).status_code == 428
    saved = put(endo, path, mine, 0)
    assert (saved.status_code, saved.headers["ETag"], saved.json()["own"]) == (200, '"1"', True)
    stale = put(endo, path, mine, 0)
    assert (stale.status_code, stale.json()["code"]) == (412, "common.stale_version")
    assert get(endo, "letters/").json()["results"][0]["subject"] == "[HARA基金] 受理のお知らせ"
    delivery.deliver()
    notice.refresh_from_db()
    assert "「里山の手入れ」を受理しました。" in notice.sent_body

    back = put(endo, path, dict.fromkeys(mine, ""), 1).json()
    assert (back["own"], back["number"], len(back["versions"])) == (False, 2, 2)
    assert back["words"] == back["product_words"]
    again = told(call, "again")
    assert "書類がそろい、受理しました。" in get(endo, f"letters/{again.pk}/").json()["body"]
    half = put(endo, path, {**mine, "body_en": ""}, 2)
    assert set(faults(half)) == {"/body_en"}


def test_words_are_the_funds_own(call: Round, endo: User) -> None:
    other = make.fund("OTHER")
    path = f"funds/{call.fund_id}/letter-texts/"
    assert {row["kind"] for row in get(endo, path).json()} == set(WORDED)
    assert "sign_in_code" not in WORDED
    assert get(endo, f"funds/{other.pk}/letter-texts/").status_code == 404
    assert get(endo, f"{path}sign_in_code/").status_code == 404
    auditor = make.staff(call.fund, "auditor")
    body = dict.fromkeys(("subject_ja", "body_ja", "subject_en", "body_en"), "")
    assert put(auditor, f"{path}{KIND}/", body, 0).status_code == 403


def test_every_kind_can_be_previewed(call: Round, endo: User) -> None:
    for kind in WORDED:
        shown = get(endo, f"funds/{call.fund_id}/letter-texts/{kind}/").json()["preview"]
        for text in shown.values():
            assert "{" not in text, (kind, text)
            assert "「」" not in text, (kind, text)
            assert "“”" not in text, (kind, text)


def test_a_refused_letter_is_shown_and_tried_again(call: Round, endo: User) -> None:
    notice = told(call)
    Notice.objects.filter(pk=notice.pk).update(state="failed", error="550 no such mailbox", attempts=10)
    (row,) = get(endo, "letters/?state=failed").json()["results"]
    assert row["error"] == "550 no such mailbox"
    assert post(endo, "letters/send-again/", {"letters": [notice.pk]}).json() == {"moved": 1}
    delivery.deliver()
    assert state_of(notice) == "sent"


def test_letters_with_results_wait_for_the_release(call: Round, endo: User) -> None:
    notice = told(call, kind="result_declined")
    post(endo, f"rounds/{call.pk}/mail/")
    refused = post(endo, "letters/release/", {"letters": [notice.pk]})
    assert (refused.status_code, refused.json()["code"]) == (409, "fund.results_not_released")
    allowed, reason = actions(get(endo, f"letters/{notice.pk}/"))["release"]
    assert (allowed, reason) == (False, refused.json()["detail_ja"])
    post(endo, f"rounds/{call.pk}/mail/let-go/")
    assert state_of(notice) == "held"


def test_the_outbox_costs_the_same_for_any_number(call: Round, endo: User) -> None:
    costs = []
    for number in (3, 27):
        letters = [
            Letter(KIND, call.fund.code, f"{number}:{n}", "application:1", address="a@example.jp")
            for n in range(number)
        ]
        queue_many(letters, at=NOON)
        costs.append(queries(lambda: get(endo, "letters/")))
    assert costs[0] == costs[1]


def test_another_office_holds_nothing(call: Round) -> None:
    elsewhere = make.staff(make.fund("OTHER"), "officer")
    notice = told(call)
    assert post(elsewhere, f"rounds/{call.pk}/mail/").status_code == 404
    for verb in ("hold", "send-again", "suppress"):
        assert post(elsewhere, f"letters/{verb}/", {"letters": [notice.pk]}).status_code == 404
    assert post(elsewhere, f"letters/{notice.pk}/edit/", {"subject": "a", "body": "b"}).status_code == 404
