"""What a group's screens are told (home, status, receipt, correction, profile), nothing before its time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from applications import services as applications
from applications.models import Application
from awards.models import Award
from common import clock_control
from people import services as people
from tests import factories as make
from tests.applications.forms import PDF
from tests.applications.scene import DURING, Scene, clock_at, scene
from tests.awards.scene_awards import DECISION, Stage
from tests.awards.scene_awards import stage as awards_stage
from tests.people.http import get, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(tmp_path: Path, settings: Any) -> Iterator[Scene]:
    settings.MEDIA_ROOT = tmp_path
    with clock_at(DURING):
        yield scene()


def home(user: Any) -> Any:
    answer = get(user, "screens/my-home/")
    assert answer.status_code == 200
    return answer.json()


def shown(user: Any, screen: str, *ids: int) -> Any:
    answer = get(user, f"screens/{screen}/{'/'.join(str(pk) for pk in ids)}/")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_home_puts_first_what_needs_the_group(stage: Scene) -> None:
    waiting = stage.submitted(title="待っている事業")
    draft = stage.draft(title="書きかけの事業", summary="")
    asked = stage.returned("summary", title="直す事業")
    over = applications.withdraw(application_id=stage.submitted(title="やめた事業").pk, by=stage.aoki)
    found = home(stage.aoki)
    assert [row["application"] for row in found["items"]] == [draft.pk, asked.pk, waiting.pk, over.pk]
    first, second, third, last = found["items"]
    assert (first["title"], first["progress"]) == ("書きかけの事業", {"done": 5, "total": 7})
    assert first["next_action"] == {
        "code": "continue_draft", "label": "続きから入力する", "href": f"/apply/{draft.pk}",
        "due_at": "2025-05-16T17:00:00+09:00", "days_left": 15,
    }  # fmt: skip
    assert second["next_action"]["href"] == f"/apply/{asked.pk}/correction/1"
    assert second["next_action"]["due_at"] == "2025-05-20T23:59:59+09:00"
    assert (third["holder"], third["expected_on"]) == ("office", "2025-06-02")
    assert (last["over"], last["next_action"]["code"]) == (True, "look")


def test_who_only_looks_on_is_asked_for_nothing(stage: Scene) -> None:
    draft = stage.draft()
    (row,) = home(stage.viewer)["items"]
    assert row["next_action"] == {
        "code": "look", "label": "申請の状況を見る", "href": f"/apply/{draft.pk}",
        "due_at": "2025-05-16T17:00:00+09:00", "days_left": 15,
    }  # fmt: skip


def test_home_is_empty_for_whoever_has_nothing(stage: Scene) -> None:
    stage.submitted()
    assert home(stage.fujii)["items"] == home(stage.endo)["items"] == []


def test_home_counts_what_is_not_read(stage: Scene) -> None:
    application = stage.submitted()
    for text in ("一つ", "二つ"):
        applications.post_message(application_id=application.pk, by=stage.endo, body=text)
    applications.post_message(application_id=application.pk, by=stage.aoki, body="自分の")
    found = home(stage.baba)
    assert (found["unread_messages"], found["items"][0]["unread"]) == (2, 2)


def test_home_costs_the_same_however_much_there_is(stage: Scene) -> None:
    stage.draft()
    stage.submitted()
    few = queries(lambda: home(stage.aoki))
    for _ in range(3):
        stage.draft()
        stage.submitted()
    assert queries(lambda: home(stage.aoki)) == few


def test_an_application_sent_in_has_its_way_before_it(stage: Scene) -> None:
    application = stage.submitted()
    found = shown(stage.aoki, "application-status", application.pk)
    assert [row["label"] for row in found["stages"]] == [
        "受付", "形式確認", "審査", "決定", "請求", "支払い", "報告", "精算",
    ]  # fmt: skip
    received, check, review, *_ = found["stages"]
    assert received["done_at"] == "2025-05-01T10:00:00+09:00"
    assert (check["state"], check["holder_label"], check["expected_on"]) == (
        "now", "事務局が確認しています", "2025-06-02",
    )  # fmt: skip
    assert (review["state"], review["expected_on"]) == ("next", "2025-06-28")
    assert found["primary_action"] is None
    assert [row["title"] for row in found["papers"]] == ["受付票", "提出した内容"]
    for row in found["papers"]:
        assert get(stage.aoki, row["url"].removeprefix("/api/v1/")).status_code == 200
    assert {row["verb"]: row["allowed"] for row in found["actions"]}["withdraw"]


def test_a_correction_is_the_groups_turn_with_its_day(stage: Scene) -> None:
    application = stage.returned("summary")
    found = shown(stage.viewer, "application-status", application.pk)
    assert found["primary_action"] is None
    found = shown(stage.aoki, "application-status", application.pk)
    assert found["primary_action"]["href"] == f"/apply/{application.pk}/correction/1"
    assert found["stages"][1] | {"note": ""} == {
        "code": "check", "label": "形式確認", "state": "now", "done_at": None, "done_on": None,
        "expected_on": None, "due_at": "2025-05-20T23:59:59+09:00", "days_left": 19, "holder": "group",
        "holder_label": "団体の番です", "note": "",
    }  # fmt: skip


def test_a_correction_shows_each_field_and_what_is_wrong(stage: Scene) -> None:
    application = stage.returned("summary", "purpose")
    applications.save_draft(
        application_id=application.pk,
        by=stage.aoki,
        data={"summary": "あ" * 201},
        if_version=application.version,
    )
    found = shown(stage.baba, "application-correction", application.pk, 1)
    assert (found["version"], found["days_left"]) == (application.version + 1, 19)
    summary, purpose = found["items"]
    assert (summary["label"], summary["max_chars"], summary["changed"]) == ("概要", 200, True)
    assert (summary["current"], summary["new"]) == ("緑地で月に一度の観察会をひらきます。", "あ" * 201)
    assert [row["message"] for row in summary["errors"]] == ["200文字以内にしてください。いま201文字です。"]
    assert (purpose["changed"], purpose["errors"]) == (False, [])
    assert found["other_errors"] == []
    locked = [row["field"] for row in found["locked_sections"]]
    assert "summary" not in locked
    assert {"title", "expenses", "documents", "consents"} <= set(locked)
    assert {row["verb"]: row["allowed"] for row in found["actions"]}["resubmit"]
    assert get(stage.aoki, f"screens/application-correction/{application.pk}/2/").status_code == 404
    # The office has its own way to look, and does not see a draft.
    assert get(stage.endo, f"screens/application-correction/{application.pk}/1/").status_code == 404


def test_an_answered_correction_stays_readable(stage: Scene) -> None:
    application = stage.returned("summary")
    applications.resubmit(application_id=application.pk, by=stage.aoki, data={"summary": "直しました。"})
    found = shown(stage.aoki, "application-correction", application.pk, 1)
    assert (found["state"], found["items"][0]["new"]) == ("answered", "直しました。")
    status = shown(stage.aoki, "application-status", application.pk)
    assert status["stages"][1]["state"] == "now"
    assert shown(stage.aoki, "application-receipt", application.pk)["submission"] == 2


def test_a_receipt_tells_number_time_and_hashes(stage: Scene) -> None:
    application = stage.draft()
    applications.attach_document(application_id=application.pk, by=stage.aoki, name="規約.pdf", content=PDF)
    assert get(stage.aoki, f"screens/application-receipt/{application.pk}/").status_code == 404
    with clock_at(DURING + timedelta(seconds=41)):
        applications.submit_application(application_id=application.pk, by=stage.aoki)
    found = shown(stage.aoki, "application-receipt", application.pk)
    submission = application.submissions.get()
    assert (found["number"], found["received_at"]) == ("R7-05-001", "2025-05-01T10:00:41+09:00")
    assert found["content_hash_short"] == submission.sha256[:12]
    (file,) = found["files"]
    assert (file["name"], file["scan_label"]) == ("規約.pdf", "未検査")
    assert file["hash_short"] == application.attachments.get().sha256[:12]
    assert [row["label"] for row in found["next_steps"]][:3] == ["形式確認", "審査", "決定"]
    for name in ("pdf_url", "slip_url"):
        assert get(stage.aoki, found[name].removeprefix("/api/v1/")).status_code == 200


def test_a_group_sees_its_people_papers_and_awards(stage: Scene) -> None:
    people.keep_document(group_id=stage.group.pk, by=stage.aoki, kind="rules", name="規約.pdf", content=PDF)
    people.invite(place=f"group:{stage.group.pk}", role="editor", email="new@example.org", by=stage.aoki)
    found = shown(stage.aoki, "group-profile", stage.group.pk)
    assert [row["role"] for row in found["group"]["members_present"]] == [
        "representative",
        "treasurer",
        "viewer",
    ]
    assert [row["kind_label"] for row in found["documents"]] == ["規約・会則"]
    assert [row["email"] for row in found["invitations"]] == ["new@example.org"]
    for other in (stage.baba, stage.viewer):
        assert shown(other, "group-profile", stage.group.pk)["invitations"] == []
    assert get(stage.fujii, f"screens/group-profile/{stage.group.pk}/").status_code == 404


@pytest.fixture
def decided() -> Iterator[Stage]:
    made = awards_stage()
    with clock_control.at(DECISION):
        yield made


def told(made: Stage) -> list[Any]:
    voice = made.voices["B"]
    pk = made.applications["B"].pk
    return [
        home(voice),
        shown(voice, "application-status", pk),
        shown(voice, "group-profile", made.groups["B"].pk),
    ]


def test_nothing_shows_before_the_release(decided: Stage) -> None:
    before = told(decided)
    assert before[1]["state"] == "under_review"
    decided.approved()
    with clock_control.at(DECISION):
        approved = told(decided)
        # That the round is decided may show (nobody withdraws now), how it was decided may not.
        for found in (before, approved):
            found[1].pop("actions")
        assert approved == before
        Application.objects.filter(pk=decided.applications["B"].pk).update(state="declined")
        Award.objects.filter(application=decided.applications["B"]).update(amount=1)
        declined = told(decided)
        declined[1].pop("actions")
        assert declined == before


def test_after_the_release_the_offer_is_the_groups_turn(decided: Stage) -> None:
    decided.released()
    with clock_control.at(DECISION):
        found, status, profile = told(decided)
    (card,) = found["items"]
    award = decided.award("B")
    assert (card["award"], card["state_label"]) == (award.pk, "内示")
    assert card["next_action"] == {
        "code": "answer_offer", "label": "受諾して請求する", "href": f"/awards/{award.pk}/accept",
        "due_at": "2025-07-15T23:59:59+09:00", "days_left": 14,
    }  # fmt: skip
    assert (status["state_label"], status["feedback"]["outcome_label"]) == ("採択", "採択")
    assert (status["feedback"]["amount"], status["feedback"]["requested"]) == (397_000, 457_000)
    # The call publishes group, title and amount: no score, no rank.
    assert (status["feedback"]["score"], status["feedback"]["rank"]) == ("", None)
    decision = status["stages"][3]
    assert (decision["state"], decision["done_on"]) == ("done", "2025-07-01")
    assert decision["note"] == "助成額は397,000円です。希望は457,000円でした。"
    assert profile["past_awards"] == []


def test_scores_are_told_where_the_call_publishes_them() -> None:
    made = awards_stage(department={"publication": {"fields": ["group", "score", "rank"]}})
    made.released()
    with clock_control.at(DECISION):
        status = shown(made.voices["B"], "application-status", made.applications["B"].pk)
    assert (status["feedback"]["score"], status["feedback"]["rank"]) == ("80.4", 1)


def test_an_award_in_force_is_among_the_awards_so_far(decided: Stage) -> None:
    decided.active()
    with clock_control.at(make.at("2025-08-01 10:00")):
        found = home(decided.voices["B"])["items"][0]
        (past,) = shown(decided.voices["B"], "group-profile", decided.groups["B"].pk)["past_awards"]
    assert (past["fiscal_year"], past["amount"], past["state_label"]) == (2025, 397_000, "交付決定")
    assert found["state"] == "active"
    assert decided.award("B").report_due_on == date(2026, 3, 2)
