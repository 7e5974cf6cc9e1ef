"""Reviews over HTTP: the line walked by its people, R8 at every address, what a page costs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from applications.models import Application
from fund.models import Round
from people.models import User
from reviews import services
from reviews.models import CommitteeMember, Review, Score
from tests import factories as make
from tests.reviews.scene import BEFORE, CODES, DURING, MEETING, Scene, at, events, join, queries, scene
from tests.reviews.test_queries import filed

pytestmark = pytest.mark.django_db
API = "/api/v1/"
POINTS = {"C1": "３", "C2": "4", "C3": "3", "C4": "3", "C5": "3"}


@pytest.fixture
def stage(settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    with at(BEFORE):
        yield scene()


def client(user: User | None) -> APIClient:
    made = APIClient()
    if user is not None:
        made.force_authenticate(user)
    return made


def get(user: User | None, path: str, **query: Any) -> Any:
    return client(user).get(f"{API}{path}", query)


def post(user: User | None, path: str, body: Any = None) -> Any:
    return client(user).post(f"{API}{path}", body or {}, format="json")


def scores(user: User, pk: int, body: Any, version: int | None, method: str = "patch") -> Any:
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    send = getattr(client(user), method)
    return send(f"{API}reviews/{pk}/scores/", body, format="json", headers=headers)


def actions(answer: Any) -> dict[str, bool]:
    return {row["verb"]: row["allowed"] for row in answer.json()["actions"]}


def test_the_line_from_the_committee_to_the_minutes(stage: Scene) -> None:
    call = f"rounds/{stage.call.pk}"
    application = filed(stage, number="B", title="緑の道")
    seat = {"email": " FUJII@example.jp ", "code": "V5", "title": "市民"}
    stage.fujii.email = "fujii@example.jp"
    stage.fujii.save()
    answer = post(stage.endo, f"{call}/committee/", {**seat, "email": "fujii@example.jp"})
    assert (answer.status_code, answer.json()["name"]) == (201, "fujii")
    assert [row["code"] for row in get(stage.hara, f"{call}/committee/").json()] == [*CODES, "V5"]
    assert client(stage.endo).delete(f"{API}committee-members/{answer.json()['id']}/").status_code == 204

    assert post(stage.endo, f"{call}/assign-reviews/").json() == {"new": 4}
    desk = get(stage.endo, f"{call}/review/")
    assert [row["counts"] for row in desk.json()["members"]] == [{"assigned": 1}] * 4
    assert actions(desk)["start_review"] is False

    for code, person in stage.reviewers.items():
        [row] = get(person, "reviews/").json()["results"]
        assert (row["title"], row["points"]) == ("緑の道", {})
        answer = post(person, f"reviews/{row['id']}/declare/")
        assert (answer.status_code, answer.json()["state"], code in CODES) == (200, "declared", True)
    assert post(stage.endo, f"{call}/start-review/").json()["state"] == "reviewing"

    with at(DURING):
        for code, person in stage.reviewers.items():
            pk = stage.review(application, code).pk
            saved = scores(person, pk, {"points": POINTS, "comment": "よい"}, 1)
            assert (saved.status_code, saved["ETag"], saved.json()["points"]["C1"]) == (200, '"2"', "3")
            answer = post(person, f"reviews/{pk}/submit/")
            assert (answer.status_code, answer.json()["state"]) == (200, "submitted")
            assert actions(answer) == {"reopen": True, "recuse": True}
        assert post(stage.endo, f"{call}/close-review/").json()["state"] == "deciding"

    with at(MEETING):
        ranking = get(stage.hara, f"departments/{stage.department.pk}/ranking/").json()
        # 5 × 3 + 4 × 4 + 4 × 3 + 4 × 3 + 3 × 3 = 64, four times.
        [row] = ranking["rows"]
        assert (row["rank"], row["score"], row["total"], row["totals"]) == (
            1,
            "64.0",
            "256",
            dict.fromkeys(CODES, "64"),
        )
        minutes = {"held_on": "2025-06-28", "text": "要旨", "present": ["V1", "V2"]}
        assert post(stage.hara, f"{call}/minutes/", minutes).status_code == 200
        assert get(stage.doi, f"{call}/review/").json()["minutes"]["by"] == "hara"
        amount = {"amount": "４０,０００", "reason": "一部のみ"}
        answer = post(stage.hara, f"applications/{application.pk}/committee-amount/", amount)
        assert answer.json() == {
            "application": application.pk,
            "amount": 40_000,
            "reason": "一部のみ",
            "minute": "",
        }


def test_the_form_of_a_sheet(stage: Scene) -> None:
    application = stage.application()
    stage.start()
    with at(DURING):
        pk = stage.review(application, "V2").pk
        assert scores(stage.chiba, pk, {"points": {}}, None).status_code == 428
        assert scores(stage.chiba, pk, {"mark": {}}, 1).status_code == 400
        assert (
            scores(stage.chiba, pk, {"points": {"C1": "4", "C2": "2"}, "comment": "一"}, 1).status_code == 200
        )
        stale = scores(stage.chiba, pk, {"points": {"C1": "1"}}, 1)
        assert stale.status_code == 412
        assert (stale.json()["current"], stale.json()["points"], stale.json()["comment"]) == (
            2,
            {"C1": "4", "C2": "2"},
            "一",
        )
        wrong = scores(stage.chiba, pk, {"points": {"C1": "9"}}, 2)
        assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/points/C1")
        assert "1から5まで" in wrong.json()["errors"][0]["detail_ja"]

        whole = scores(stage.chiba, pk, {"points": {"C2": "3"}}, 2, "put")
        assert (whole.json()["points"], whole.json()["comment"]) == ({"C2": "3"}, "一")
        assert scores(stage.chiba, pk, {"points": {}}, None, "put").status_code == 428
        assert scores(stage.doi, pk, {"points": {}}, 3, "put").status_code == 404

        early = post(stage.chiba, f"reviews/{pk}/submit/")
        assert [row["pointer"] for row in early.json()["errors"]] == [f"/points/C{n}" for n in (1, 3, 4, 5)]
        shown = get(stage.chiba, f"reviews/{pk}/")
        assert shown["ETag"] == '"3"'
        assert actions(shown) == {"save": True, "submit": False, "recuse": True}


REVIEW_VERBS: dict[str, Any] = {
    "declare": None,
    "submit": None,
    "reopen": None,
    "recuse": {"kind": "member"},
    "approve-recusal": None,
    "drop-recusal": {"reason": "x"},
    "ask-undo-recusal": {"reason": "x"},
    "approve-undo-recusal": None,
    "release": {"reason": "x"},
}


def nothing_found(user: User, review: Review) -> None:
    """R8: at no address of a review or its application is there anything."""
    for verb, body in REVIEW_VERBS.items():
        assert post(user, f"reviews/{review.pk}/{verb}/", body).status_code == 404, verb
        assert post(user, f"reviews/{10**12}/{verb}/", body).status_code == 404, verb
    for method in ("patch", "put"):
        assert scores(user, review.pk, {"points": {"C1": "1"}}, 1, method).status_code == 404
    for path in ("", "office/", *(f"documents/{row.pk}/" for row in review.application.attachments.all())):
        assert get(user, f"reviews/{review.pk}/{path}").status_code == 404, path
    for verb, body in (
        ("record-score", {"basis": "score", "points": "1"}),
        ("committee-amount", {"amount": 1, "reason": "x"}),
        ("admit", None),
    ):
        assert post(user, f"applications/{review.application_id}/{verb}/", body).status_code == 404, verb
    assert review.pk not in [row["id"] for row in get(user, "reviews/").json()["results"]]


@pytest.mark.parametrize("state", ["reviewing", "deciding"])
def test_outsiders_find_nothing(stage: Scene, state: str) -> None:
    application = filed(stage)
    stage.start()
    with at(DURING):
        review = stage.score(application, "V2", 3, 3, 3, 3, 3)
    stage.set_state(state)
    before = events()
    with at(DURING):
        for person in (stage.fujii, make.staff(make.fund(), "officer", "approver")):
            nothing_found(person, review)
            for path in ("review/", "reviews/", "committee/"):
                assert get(person, f"rounds/{stage.call.pk}/{path}").status_code == 404
            for verb, body in (
                ("assign-reviews", None),
                ("start-review", None),
                ("close-review", None),
                ("minutes", {"held_on": "2025-06-10", "text": "x", "present": ["V1"]}),
                ("shortlist", {"applications": [application.pk], "message": "x"}),
                ("committee", {"email": "endo@example.jp", "code": "V9"}),
            ):
                assert post(person, f"rounds/{stage.call.pk}/{verb}/", body).status_code == 404, verb
            department = f"departments/{stage.department.pk}"
            assert get(person, f"{department}/ranking/").status_code == 404
            tie = {"order": [application.pk]}
            assert post(person, f"{department}/decide-tie/", tie).status_code == 404
            assert post(person, f"{department}/decide-by-mean/", {"reason": "x"}).status_code == 404
            member = stage.members["V2"].pk
            assert client(person).delete(f"{API}committee-members/{member}/").status_code == 404
        for path in ("reviews/", f"reviews/{review.pk}/", f"rounds/{stage.call.pk}/review/"):
            assert get(None, path).status_code == 401
    assert events() == before
    assert CommitteeMember.objects.count() == 4


def test_the_excluded_find_nothing(stage: Scene) -> None:
    """R8, with a seat, scores given and roles in the office besides."""
    application, other = filed(stage, number="SECRET-1", title="ひみつの事業"), stage.application(number="b")
    stage.start()
    with at(DURING):
        for row in (application, other):
            for code in CODES:
                stage.score(row, code, 3, 3, 3, 3, 3)
    for role in ("officer", "approver"):
        stage.fund.staff_roles.create(user=stage.doi, role=role)
    review = stage.review(application, "V3")
    with at(DURING):
        services.recuse_review(review_id=review.pk, by=stage.doi, kind="member", note="")
        nothing_found(stage.doi, review)
        assert [row["number"] for row in get(stage.doi, "reviews/").json()["results"]] == ["b"]
    stage.close()

    with at(MEETING):
        ranking = get(stage.doi, f"departments/{stage.department.pk}/ranking/")
        assert [(row["number"], row["rank"], row["tied"]) for row in ranking.json()["rows"]] == [
            ("b", 1, False)
        ]
        assert (ranking.json()["partial"], ranking.json()["ties"]) == (True, [])
        board = get(stage.doi, f"rounds/{stage.call.pk}/reviews/")
        assert board.json()["counts"] == {"locked": 4}
        desk = get(stage.doi, f"rounds/{stage.call.pk}/review/")
        for answer in (ranking, board, desk, get(stage.doi, "reviews/")):
            assert "SECRET" not in answer.content.decode()
            assert "ひみつ" not in json.dumps(answer.json(), ensure_ascii=False)
        tie = {"order": [application.pk, other.pk]}
        assert post(stage.doi, f"departments/{stage.department.pk}/decide-tie/", tie).status_code == 404
        shortlist = {"applications": [application.pk], "message": "x"}
        assert post(stage.doi, f"rounds/{stage.call.pk}/shortlist/", shortlist).status_code == 404


def test_reviewers_see_nothing_of_each_other_before_the_close(stage: Scene) -> None:
    application = stage.application()
    stage.start()
    with at(DURING):
        review = stage.score(application, "V2", 5, 5, 5, 5, 5)
        for person in (stage.hara, stage.doi):
            for path in ("", "office/"):
                assert get(person, f"reviews/{review.pk}/{path}").status_code == 404
            assert get(person, f"rounds/{stage.call.pk}/reviews/").status_code == 404
            assert get(person, f"rounds/{stage.call.pk}/review/").json()["members"][1]["counts"] is None
        for person in (stage.hara, stage.endo, stage.fukuda):
            hidden = get(person, f"departments/{stage.department.pk}/ranking/")
            assert (hidden.status_code, hidden.json()["code"]) == (409, "reviews.scores_hidden")
        # The office sees that a review is in, and no figure of it.
        board = get(stage.endo, f"rounds/{stage.call.pk}/reviews/")
        assert board.json()["counts"] == {"declared": 3, "submitted": 1}
        detail = get(stage.endo, f"reviews/{review.pk}/office/")
        for shown in (board.json()["results"][0], detail.json()):
            assert not {"points", "scores", "comment", "total"} & shown.keys()


def test_no_figure_follows_before_the_declaration(stage: Scene) -> None:
    application = filed(stage)
    stage.assign()
    review = stage.review(application, "V2")
    shown = get(stage.chiba, f"reviews/{review.pk}/").json()
    assert shown["title"]
    assert [shown[key] for key in ("material", "profile", "budget", "documents", "criteria", "points")] == [
        None,
        None,
        [],
        [],
        [],
        {},
    ]
    # An undone exclusion leads back behind the declaration; kept points show only after it.
    Score.objects.create(review=review, criterion=stage.call.criteria.get(code="C1"), points=5)
    assert get(stage.chiba, "reviews/").json()["results"][0]["points"] == {}


def test_a_blind_round_masks_names_of_files(stage: Scene) -> None:
    Round.objects.filter(pk=stage.call.pk).update(blind=True)
    application = filed(stage)
    stage.assign()
    review = stage.review(application, "V2")
    post(stage.chiba, f"reviews/{review.pk}/declare/")
    shown = get(stage.chiba, f"reviews/{review.pk}/").json()
    assert (shown["group"], shown["profile"]) == ("", None)
    assert [(row["name"], row["kind"]) for row in shown["documents"]] == [("", "計画書")]
    assert get(stage.chiba, "reviews/").json()["results"][0]["group"] == ""


def test_an_exclusion_walks_from_officer_to_approver(stage: Scene) -> None:
    application = stage.application()
    stage.assign()
    pk = stage.review(application, "V2").pk
    prepared = post(stage.endo, f"reviews/{pk}/recuse/", {"kind": "donor", "note": "昨年の寄附"})
    assert prepared.json() == {"id": pk, "state": "assigned", "waits_for_approval": True}
    shown = get(stage.endo, f"reviews/{pk}/office/")
    assert (shown.json()["conflict"]["kind"], shown.json()["conflict"]["stands"]) == ("donor", False)
    assert actions(shown) == {
        "recuse": False,
        "approve_recusal": False,
        "drop_recusal": True,
        "release": True,
    }
    same = post(stage.endo, f"reviews/{pk}/approve-recusal/")
    assert same.status_code == 403
    assert actions(get(stage.fukuda, f"reviews/{pk}/office/"))["approve_recusal"] is True
    approved = post(stage.fukuda, f"reviews/{pk}/approve-recusal/")
    assert (approved.json()["state"], approved.json()["conflict"]["approved_by"]) == ("recused", "fukuda")
    assert get(stage.chiba, f"reviews/{pk}/").status_code == 404

    asked = post(stage.endo, f"reviews/{pk}/ask-undo-recusal/", {"reason": "人違い"})
    assert asked.json()["conflict"]["undo_asked_by"] == "endo"
    undone = post(stage.fukuda, f"reviews/{pk}/approve-undo-recusal/")
    assert (undone.json()["state"], undone.json()["conflict"]) == ("declared", None)
    released = post(stage.endo, f"reviews/{pk}/release/", {"reason": "返事がない"})
    assert released.json()["state"] == "released"

    own = stage.review(application, "V3").pk
    said = post(stage.doi, f"reviews/{own}/recuse/", {"kind": "relative"})
    assert said.json() == {"id": own, "state": "recused", "waits_for_approval": False}


def test_which_addresses_have_an_account_is_told_to_the_officer_alone(stage: Scene) -> None:
    path = f"rounds/{stage.call.pk}/committee/"
    for email in (stage.fujii.email, "nobody@example.jp"):
        body = {"email": email, "code": "V9"}
        assert post(make.user(), path, body).status_code == 404
        assert post(stage.hara, path, body).status_code == 403
    unknown = post(stage.endo, path, {"email": "nobody@example.jp", "code": "V9"})
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/email")


def test_a_tie_is_decided_over_http(stage: Scene) -> None:
    made = {number: stage.application(number=number) for number in "ab"}
    stage.start()
    with at(DURING):
        stage.score_all({row: dict.fromkeys(CODES, (3, 3, 3, 3, 3)) for row in made.values()})
    stage.close()
    path = f"departments/{stage.department.pk}"
    with at(MEETING):
        shown = get(stage.hara, f"{path}/ranking/")
        assert shown.json()["ties"] == [[made["a"].pk, made["b"].pk]]
        assert actions(shown) == {"decide_tie": True, "decide_by_mean": False}
        wrong = post(stage.hara, f"{path}/decide-tie/", {"order": [made["a"].pk]})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "reviews.not_a_tie")
        assert post(stage.endo, f"{path}/decide-tie/", {"order": [1]}).status_code == 403
        decided = post(stage.hara, f"{path}/decide-tie/", {"order": [made["b"].pk, made["a"].pk]})
        assert [(row["number"], row["rank"]) for row in decided.json()["rows"]] == [("b", 1), ("a", 2)]
        assert actions(decided)["decide_tie"] is False


def test_lists_filter_and_count(stage: Scene) -> None:
    for number in "ab":
        stage.application(number=number)
    stage.assign()
    post(stage.chiba, f"reviews/{Review.objects.filter(member__code='V2').first().pk}/declare/")  # type: ignore[union-attr]
    answer = get(stage.chiba, "reviews/", state="declared").json()
    assert (len(answer["results"]), answer["counts"]) == (1, {"assigned": 1, "declared": 1})
    assert get(stage.chiba, "reviews/", round=stage.call.pk + 1).json()["results"] == []
    for wrong in ({"state": "gone"}, {"round": "x"}):
        assert get(stage.chiba, "reviews/", **wrong).status_code == 422
    board = get(stage.endo, f"rounds/{stage.call.pk}/reviews/", state="declared").json()
    assert [row["member"]["code"] for row in board["results"]] == ["V2"]


def test_pages_cost_the_same_for_any_number(stage: Scene) -> None:
    stage.start()
    paths = {
        "reviews/": stage.chiba,
        f"rounds/{stage.call.pk}/reviews/": stage.endo,
        f"rounds/{stage.call.pk}/review/": stage.endo,
        f"departments/{stage.department.pk}/ranking/": stage.hara,
    }
    costs = []
    with at(DURING):
        for number in (3, 27):
            stage.set_state("reviewing")
            made = [stage.application("under_review") for _ in range(number)]
            stage.assign()
            stage.declare_all()
            for row in made:
                stage.score(row, "V2", 3, 3, 3, 3, 3)
                services.recuse_review(
                    review_id=stage.review(row, "V3").pk, by=stage.endo, kind="donor", note=""
                )
            stage.set_state("deciding")
            pages = {path: (lambda path=path, user=user: get(user, path)) for path, user in paths.items()}
            assert [page().status_code for page in pages.values()] == [200] * 4
            costs.append({path: queries(page) for path, page in pages.items()})
            # One review costs what it costs, whatever else there is.
            own = stage.review(made[0], "V2").pk
            costs[-1]["detail"] = queries(lambda own=own: get(stage.chiba, f"reviews/{own}/"))  # type: ignore[misc]
            costs[-1]["office"] = queries(
                lambda own=own: get(stage.endo, f"reviews/{own}/office/")  # type: ignore[misc]
            )
    assert Application.objects.count() == 30
    assert costs[0] == costs[1]


def test_staff_who_joined_an_applying_group_do_not_find_its_reviews(stage: Scene) -> None:
    application = stage.application()
    stage.assign()
    pk = stage.review(application, "V2").pk
    assert get(stage.endo, f"reviews/{pk}/office/").status_code == 200
    join(stage.endo, application)
    assert get(stage.endo, f"reviews/{pk}/office/").status_code == 404
    assert post(stage.endo, f"reviews/{pk}/release/", {"reason": "x"}).status_code == 404
