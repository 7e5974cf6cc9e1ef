"""The office's letters (通知書): one for each step, with the decision's figures; none before the release."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from awards import services
from awards.models import Award, OfficialLetter
from awards.papers.letters import decided
from awards.papers.setting import letter_pdf
from awards.services.change_terms import ChangeTerms
from awards.services.issuing import issue
from fund.models import Fund
from tests import factories as make
from tests.awards.scene_awards import DECISION, Stage, at, score, stage
from tests.papers import look, read
from tests.people.http import get

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Stage:
    return stage()


def letters_about(scene: Stage, name: str) -> dict[str, OfficialLetter]:
    rows = OfficialLetter.objects.filter(application=scene.applications[name]).select_related("fund")
    return {row.kind: row for row in rows.order_by("pk")}


def text_of(letter: OfficialLetter) -> str:
    made = letter_pdf(letter)
    look(made, f"letter-{letter.kind}.pdf")
    text, pages = read(made, letter.number)
    assert pages == 1
    assert letter.number in text
    return text


def test_before_the_release_there_is_no_letter_and_after_it_one_for_each_application(scene: Stage) -> None:
    make_losers(scene)
    scene.approved()
    with at(DECISION):
        services.prepare_letters(round_id=scene.call.pk, by=scene.endo)
    assert not OfficialLetter.objects.exists()
    for person in (scene.endo, *scene.voices.values()):
        assert get(person, "official-letters/").json()["results"] == []

    with at(DECISION):
        services.release_results(round_id=scene.call.pk, by=scene.endo)
    kinds = list(OfficialLetter.objects.order_by("serial").values_list("kind", flat=True))
    assert kinds == ["offer", "offer", "offer", "declined"]
    offer = text_of(letters_about(scene, "B")["offer"])
    for expected in ("令和7年7月1日", "みはらし緑地を守る会御中", "内示額397,000円", "申請額457,000円",
                     "承諾の期限令和7年7月15日(火)"):  # fmt: skip
        assert expected in offer
    declined = OfficialLetter.objects.select_related("fund").get(kind="declined")
    assert "不採択(基準点未満)" in text_of(declined)


def make_losers(scene: Stage) -> None:
    department = scene.call.departments.get(code="COLLAB")
    group = make.group("点の足りない会", {make.user("late"): "representative"})
    made = make.application(department, group, state="under_review", requested=100_000, number="R7-05-009")
    score(made, "59.9", scene.endo)


def test_a_decision_letter_states_what_was_decided_whatever_changes_later(scene: Stage) -> None:
    scene.active()
    letter = letters_about(scene, "B")["decision"]
    before = letter_pdf(letter)
    text = text_of(letter)
    for expected in ("助成決定通知書", "助成金の額397,000円", "事業B", "R7-05-002", "実績報告の期限"):
        assert expected in text
    Award.objects.filter(pk=scene.award("B").pk).update(amount=1, conditions="あとの条件")
    Fund.objects.update(legal_mode="municipal", name="べつの基金")
    assert letter_pdf(OfficialLetter.objects.get(pk=letter.pk)) == before


def test_conditions_stand_in_the_offer_and_in_the_decision(scene: Stage) -> None:
    scene.prepared()
    with at(DECISION):
        services.set_conditions(
            application_id=scene.applications["A"].pk, by=scene.endo, conditions="安全の計画を出すこと"
        )
        services.approve_decisions(round_id=scene.call.pk, by=scene.fukuda)
        services.release_results(round_id=scene.call.pk, by=scene.endo)
        scene.accept("A")
        services.activate_award(award_id=scene.award("A").pk, by=scene.fukuda)
    said = letters_about(scene, "A")
    assert "条件安全の計画を出すこと" in text_of(said["offer"])
    assert "条件安全の計画を出すこと" in text_of(said["decision"])


def test_a_fund_of_a_city_decides_and_tells_how_to_appeal(scene: Stage) -> None:
    Fund.objects.filter(pk=scene.fund.pk).update(legal_mode="municipal")
    make_losers(scene)
    scene.active()
    assert "補助金の額397,000円" in text_of(letters_about(scene, "B")["decision"])
    declined = text_of(OfficialLetter.objects.select_related("fund").get(kind="declined"))
    assert "不交付決定通知書" in declined
    assert "審査請求をすることができます" in declined


def test_a_change_that_lowers_the_award_tells_both_amounts_and_the_refund(scene: Stage) -> None:
    award = scene.paid("B", 317_000)
    terms = ChangeTerms(new_amount=300_000, new_project_to=date(2025, 12, 31))
    with at("2025-08-01 10:00"):
        change = services.ask_change(
            award_id=award.pk, by=scene.voices["B"], kind="change", reason="回数を減らします。", terms=terms
        )
        services.prepare_change(change_id=change.pk, by=scene.endo)
        services.approve_change(change_id=change.pk, by=scene.fukuda)
    said = letters_about(scene, "B")
    text = text_of(said["change_approved"])
    for expected in (
        "変更承認通知書", "変更前の額397,000円", "変更後の額300,000円", "回数を減らします。",
        "事業の終わり令和8年1月31日→令和7年12月31日",
    ):  # fmt: skip
        assert expected in text
    assert "返還額17,000円" in text_of(said["refund"])


def test_a_refused_change_and_a_project_given_up(scene: Stage) -> None:
    award = scene.paid("B", 317_000)
    with at("2025-08-01 10:00"):
        change = services.ask_change(
            award_id=award.pk,
            by=scene.voices["B"],
            kind="change",
            reason="場所を変える",
            terms=ChangeTerms(aims=("place",)),
        )
        services.prepare_change(change_id=change.pk, by=scene.endo)
        services.refuse_change(change_id=change.pk, by=scene.fukuda, reason="対象の地域の外です")
        end = services.ask_change(
            award_id=award.pk, by=scene.voices["B"], kind="abolition", reason="人が足りない"
        )
        services.prepare_change(change_id=end.pk, by=scene.endo)
        services.approve_change(change_id=end.pk, by=scene.fukuda)
    said = letters_about(scene, "B")
    assert "承認しない理由対象の地域の外です" in text_of(said["change_refused"])
    assert "事業の終わり令和7年8月1日(金)" in text_of(said["abolition"])


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        ("A", ("確定額87,000円", "これまでにお支払いした額100,000円", "返還していただく額13,000円")),
        ("B", ("確定額363,000円", "これまでにお支払いした額317,000円", "追加でお支払いする額46,000円")),
    ],
)
def test_the_fixing_shows_its_working_to_the_yen(scene: Stage, name: str, figures: tuple[str, ...]) -> None:
    scene.fixed(name)
    said = letters_about(scene, name)
    text = text_of(said["fixing"])
    for expected in ("助成金確定通知書", *figures):
        assert expected in text
    assert "363,000円←いちばん小さい" in text if name == "B" else "87,000円←いちばん小さい" in text
    assert ("refund" in said) == (name == "A")
    if name == "A":
        refund = text_of(said["refund"])
        assert "助成金返還請求書" in refund
        assert "返還額13,000円" in refund
        assert "返還の期限令和8年4月12日(日)" in refund


def test_a_cancellation_takes_back_and_asks_back(scene: Stage) -> None:
    award = scene.paid("B", 317_000)
    with at("2026-02-01 10:00"):
        found = services.prepare_cancellation(
            award_id=award.pk, by=scene.fukuda, kind="other_use", reason="ほかの事業に使った"
        )
        services.approve_cancellation(
            cancellation_id=found.pk, by=scene.hoshi, refund_due_on=date(2026, 3, 2)
        )
    said = letters_about(scene, "B")
    text = text_of(said["cancellation"])
    for expected in ("助成決定取消通知書", "取り消す額397,000円", "目的外使用", "ほかの事業に使った"):
        assert expected in text
    refund = text_of(said["refund"])
    for expected in ("返還額317,000円", "令和8年3月2日(月)", "加算金", "令和7年7月15日(火)から"):
        assert expected in refund


def test_numbers_begin_anew_with_the_fiscal_year(scene: Stage) -> None:
    scene.active()
    wordings = [decided(scene.award(name)) for name in "AB"]
    made = [issue(wordings, make.at(f"{day} 10:00")) for day in ("2026-03-31", "2026-04-01")]
    assert [[letter.number for letter in letters] for letters in made] == [
        ["令和7年度第7号", "令和7年度第8号"],
        ["令和8年度第1号", "令和8年度第2号"],
    ]


def test_numbers_are_gapless_and_letters_are_never_changed(scene: Stage) -> None:
    scene.fixed("A")
    serials = list(OfficialLetter.objects.order_by("serial").values_list("serial", flat=True))
    assert serials == list(range(1, len(serials) + 1))
    assert len(serials) >= 8
    for change in (
        lambda: OfficialLetter.objects.update(title="x"),
        lambda: OfficialLetter.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_group_and_the_office_have_a_letter_and_nobody_else(scene: Stage) -> None:
    scene.active()
    letter = letters_about(scene, "B")["decision"]
    address = f"official-letters/{letter.pk}/pdf/"
    seeing = (scene.voices["B"], scene.viewer, scene.endo, scene.ikeda)
    for person in seeing:
        answer = get(person, address)
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content) == letter_pdf(letter)
        asked = f"official-letters/?application={letter.application_id}&kind=decision"
        assert [row["number"] for row in get(person, asked).json()["results"]] == [letter.number]
    for person in (scene.voices["A"], scene.fujii):
        assert get(person, address).status_code == 404
        asked = f"official-letters/?application={letter.application_id}"
        assert get(person, asked).json()["results"] == []


def test_the_state_of_an_application_names_its_letters(scene: Stage) -> None:
    scene.applications["B"].submissions.create(
        number=1, data={}, profile={}, sha256="0" * 64, by=scene.voices["B"], at=DECISION
    )
    scene.active()
    status = get(scene.voices["B"], f"screens/application-status/{scene.applications['B'].pk}/").json()
    letters = [row for row in status["papers"] if "/official-letters/" in row["url"]]
    assert [row["title"].partition("(")[0] for row in letters] == ["助成金の内示について", "助成決定通知書"]
    assert letters[0]["issued_on"] == "2025-07-01"
    for row in letters:
        assert get(scene.voices["B"], row["url"].removeprefix("/api/v1/")).status_code == 200


def test_the_list_costs_the_same_for_one_letter_and_many(scene: Stage) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            assert get(scene.endo, "official-letters/").status_code == 200
        return len(made)

    scene.released()
    few = cost()
    with at(DECISION):
        for name in "ABC":
            scene.accept(name)
            services.activate_award(award_id=scene.award(name).pk, by=scene.fukuda)
    assert cost() == few <= 4
