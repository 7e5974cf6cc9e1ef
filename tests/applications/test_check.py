"""Asked before anybody signs in: whether a group may apply (R3, N4, N5), and by which terms for how much."""

from __future__ import annotations

from typing import Any

import pytest

from applications.rules import Names, check_questions
from fund.call_files import examples, read_file
from fund.models import Round
from fund.policy import read_rules
from fund.policy.explaining import explain
from fund.policy.parsing import read_call
from tests import factories as make
from tests.applications.scene import DURING, clock_at, queries, scene
from tests.people.http import API, client, get


def asked(**rules: Any) -> dict[str, Any]:
    return {question.code: question for question in check_questions(read_rules(rules), Names())}


def outcomes(question: Any) -> list[tuple[str, str, int | None]]:
    return [(answer.code, answer.status, answer.nth) for answer in question.answers]


def test_a_condition_is_one_question_and_a_no_says_what_is_needed() -> None:
    must = {"fact": "members", "operator": ">=", "value": 5}
    [question] = asked(eligibility=[{"code": "M", "must": must}]).values()
    assert question.text_ja == "「構成員が5人以上であること」に当てはまりますか。"
    assert outcomes(question) == [("yes", "ok", None), ("no", "failed", None), ("unsure", "unknown", None)]
    yes, no, unsure = question.answers
    assert (yes.reason_ja, no.reason_ja) == ("", "構成員が5人以上であることが必要です。")
    assert unsure.reason_ja.endswith("分からないときは、事務局にご相談ください。")
    assert "at least 5 (members)" in no.reason_en


def test_what_the_office_checks_is_asked_in_the_calls_own_words() -> None:
    must = {"fact": "office_check", "operator": "=", "value": True}
    [question] = asked(
        eligibility=[
            {"code": "P", "label_ja": "県内で活動していること", "checked_by": "office", "must": must}
        ]
    ).values()
    assert question.text_ja == "「県内で活動していること」に当てはまりますか。"
    assert question.answers[0].reason_ja == "申請のあとで、事務局が確かめます。"


def test_a_condition_for_some_can_be_put_aside() -> None:
    [question] = asked(
        eligibility=[
            {
                "code": "C",
                "must": {"fact": "members", "operator": ">=", "value": 5},
                "when": {"fact": "continuing", "operator": "=", "value": True},
            }
        ]
    ).values()
    assert [status for _, status, _ in outcomes(question)] == ["ok", "failed", "ok", "unknown"]
    assert question.text_ja.startswith("継続の事業の場合についてうかがいます。")


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        # R3: the third award is the last.
        ({"repeat": {"limit": 3}}, [("0", 1), ("1", 2), ("2", 3), ("3", None)]),
        ({"repeat": {"limit": 1}}, [("0", 1), ("1", None)]),
        # Steps without a limit: the last one goes on.
        ({"steps": [{"n_to": 1}, {"n_from": 2, "n_to": 2}, {"n_from": 3}]}, [("0", 1), ("1", 2), ("2", 3)]),
        # What no step covers is not awarded.
        ({"steps": [{"n_to": 1}, {"n_from": 2, "n_to": 2}]}, [("0", 1), ("1", 2), ("2", None)]),
        ({"steps": [{"n_to": 2}], "repeat": {"limit": 5}}, [("0", 1), ("1", 2), ("2", None)]),
    ],
)
def test_how_many_awards_there_were_says_which_terms_hold(rules: Any, wanted: Any) -> None:
    *answers, unsure = asked(**rules)["repeat"].answers
    found = [(answer.code, answer.nth if answer.status == "ok" else None) for answer in answers]
    assert found == wanted
    assert (unsure.status, unsure.nth) == ("unknown", 1)


def test_without_limit_and_steps_nobody_is_asked_how_often() -> None:
    assert asked() == {}


def test_doors_are_told_as_the_call_document_tells_them() -> None:
    found = asked(
        access={
            "requires_award_in": ["A"],
            "exclusive_with": ["B"],
            "most_per_year": 1,
            "closed_years_after": [{"departments": ["C"], "unless": "same_project"}],
        }
    )
    assert outcomes(found["access:requires_award_in"])[1] == ("no", "failed", None)
    closed = found["access:closed"]
    assert len(closed.items) == 4
    assert "同じ年度に、この部門と「B」の両方に申請することはできません。" in closed.items
    assert closed.items[0] in closed.answers[1].reason_ja


@pytest.mark.parametrize("name", examples())
def test_every_published_call_is_asked_in_at_most_eight_questions(name: str) -> None:
    for edition in ("", *read_file(name).get("editions", {})):
        call = read_call(read_file(name, edition))
        sections = {section.key for section in explain(call)}
        for row in call.departments:
            found = check_questions(row.rules, Names())
            # The department is a question too, where there are several.
            assert len(found) + (len(call.departments) > 1) <= 8, (name, edition, row.code)
            assert len({question.code for question in found}) == len(found)
            for question in found:
                assert question.article in sections
                for answer in question.answers:
                    assert answer.status == "ok" or (answer.reason_ja and answer.reason_en)


@pytest.mark.django_db
def test_the_public_reads_a_round_before_signing_in() -> None:
    with clock_at(DURING):
        stage = scene(
            steps=[{"n_to": 1, "rate": "3/4", "cap": 100_000, "floor": 30_000}, {"n_from": 2, "rate": "1/2"}],
            eligibility=[{"code": "M", "must": {"fact": "members", "operator": ">=", "value": 5}}],
        )
        path = f"rounds/{stage.call.pk}/check/"
        found = get(None, path)
        assert found.status_code == 200
        body = found.json()
        assert body["accepting"]
        [department] = body["departments"]
        assert [row["code"] for row in department["questions"]] == ["condition:M", "repeat"]
        terms = department["terms"]
        assert (terms["nth"], terms["remaining_budget"]) == (1, 300_000)
        assert {"key": "eligibility", "title": "2 対象となる団体と事業"} in body["articles"]
        # The same for whoever asks, and not sent again to who has it.
        assert get(stage.endo, path).content == get(stage.aoki, path).content == found.content
        assert found["Cache-Control"] == "public, no-cache"
        again = client(None).get(API + path, headers={"If-None-Match": found["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.django_db
def test_a_round_in_preparation_is_nobodys_yet() -> None:
    with clock_at(DURING):
        stage = scene()
        Round.objects.filter(pk=stage.call.pk).update(state="draft")
        for user in (None, stage.aoki, stage.endo):
            assert get(user, f"rounds/{stage.call.pk}/check/").status_code == 404
        assert get(None, "rounds/999999/check/").status_code == 404


@pytest.mark.django_db
def test_its_queries_do_not_grow() -> None:
    with clock_at(DURING):
        stage = scene()
        path = f"rounds/{stage.call.pk}/check/"
        few = queries(lambda: get(None, path))
        for n in range(20):
            make.department(stage.call, f"D{n}", budget=1_000)
        assert queries(lambda: get(None, path)) == few == 5
