"""An award's figures unfold: R1's and R5's terms, budget rows, report rows, and the gifts (R12, R13)."""

from __future__ import annotations

from typing import Any

import pytest

from awards import services
from awards.models import AmountFixing, Award, ReportRow
from awards.services.change_terms import ChangeTerms
from common.errors import NotFound
from donations.models import Donation
from ledger.explain import Explanation, explain
from tests.awards.scene_awards import DECISION, Stage, at, queries, stage
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db
NAMES = ("amount", "paid", "refunded", "balance")


@pytest.fixture
def scene() -> Stage:
    return stage()


def figure(award: Award, name: str, viewer: Any) -> Explanation:
    return explain(f"award:{award.pk}:{name}", viewer)


def total(rows: list[dict[str, Any]]) -> int:
    return sum(row["value"] for row in rows)


def behind(shown: Explanation) -> dict[str, list[tuple[str, int]]]:
    """By sub-fund the gifts: (label, yen)."""
    return {
        part["sub_fund"]: [(lot["label"], lot["value"]) for lot in part["lots"]] for part in shown["parts"]
    }


def test_the_amount_of_b(scene: Stage) -> None:
    scene.approved()
    shown = figure(scene.award("B"), "amount", scene.endo)

    assert (shown["value"], shown["rule"]) == (397_000, "R1")
    assert shown["inputs"]["terms"] == {
        "rate_term": 457_000,
        "cap": 2_000_000,
        "requested": 457_000,
        "shortfall": 397_000,
        "remaining_budget": 2_100_000,
    }
    assert shown["inputs"]["binding"] == ["shortfall"]
    # Each term's input unfolds to the rows of the budget.
    found = {row["label"]: explain(row["figure"], scene.endo)["value"] for row in shown["inputs"]["figures"]}
    score = found.pop("score")
    assert found == {"eligible": 609_600, "total": 640_000, "other_income": 243_000, "requested": 457_000}
    assert score == "80.4"
    # GRN held 170,000 less 5 %: D10 150,000 − 7,500, D11 20,000 − 1,000.
    assert behind(shown) == {
        "GRN": [("D10 みどり造園株式会社", 142_500), ("D11 林 文", 19_000)],
        "MATCH": [("市負担金", 235_500)],
    }
    assert total(shown["parts"]) == 397_000
    assert [row["kind"] for row in shown["entries"]] == ["award", "award"]
    lot = shown["parts"][0]["lots"][0]
    assert explain(lot["figure"], scene.endo)["inputs"]["amount"] == 150_000


def test_a_group_is_not_led_to_its_score(scene: Stage) -> None:
    scene.released()
    for viewer, wanted in ((scene.endo, True), (scene.voices["B"], False)):
        shown = figure(scene.award("B"), "amount", viewer)["inputs"]["figures"]
        assert ("score" in [row["label"] for row in shown]) is wanted


def test_case_b_explains_363_000_down_to_budget_rows_terms_and_gifts(scene: Stage) -> None:
    award = scene.fixed("B")
    budget_row = scene.applications["B"].budget_rows.get(category="報償費")
    ReportRow.objects.filter(report__award=award, position=0).update(budget_row=budget_row)
    shown = figure(award, "fixed", scene.endo)

    # R5: min(397,000, 484,700 × 3/4 = 363,525 → 363,000, 596,700 − 217,500 = 379,200).
    assert (shown["value"], shown["rule"]) == (363_000, "R5")
    assert shown["inputs"]["terms"] == {"award": 397_000, "rate_term": 363_000, "shortfall": 379_200}
    assert shown["inputs"]["binding"] == ["rate_term"]
    rows = shown["inputs"]["rows"]
    assert [(row["label"], row["value"], row["accepted"], row["verdict"]) for row in rows] == [
        ("報償費", 484_700, 484_700, "accepted"),
        ("消耗品費", 86_800, 0, "cut"),
        ("その他", 25_200, 0, "ineligible"),
    ]
    assert total(rows) == shown["inputs"]["actual_total"] == 596_700
    assert sum(row["accepted"] for row in rows) == shown["inputs"]["accepted_eligible"] == 484_700
    assert rows[0]["budget_row"] == {"position": budget_row.position, "label": "報償費", "value": 120_000}

    eligible = next(row for row in shown["inputs"]["figures"] if row["label"] == "eligible")
    budget = explain(eligible["figure"], scene.endo)
    assert total(budget["parts"]) == 609_600
    assert {part["label"]: part["value"] for part in budget["parts"]}["委託料"] == 132_000

    # 34,000 went back to what was drawn last: MATCH 235,500 − 34,000.
    assert behind(shown) == {
        "GRN": [("D10 みどり造園株式会社", 142_500), ("D11 林 文", 19_000)],
        "MATCH": [("市負担金", 201_500)],
    }
    assert total(shown["parts"]) == 363_000


def test_what_was_fixed_stays_explained_after_a_cancellation(scene: Stage) -> None:
    award = scene.fixed("B")
    with at("2026-03-20 10:00"):
        made = services.prepare_cancellation(
            award_id=award.pk, by=scene.fukuda, kind="breach", reason="目的外"
        )
        services.approve_cancellation(cancellation_id=made.pk, by=scene.hoshi)
    assert total(figure(award, "fixed", scene.endo)["parts"]) == 363_000
    balance = figure(award, "balance", scene.endo)
    # Nothing is granted any more, 317,000 were paid.
    assert (balance["value"], total(balance["parts"])) == (-317_000, -317_000)


def test_paid_refunded_and_what_is_left(scene: Stage) -> None:
    scene.settled()
    a, b = scene.award("A"), scene.paid("B")
    paid = figure(a, "paid", scene.endo)
    assert (paid["value"], total(paid["parts"])) == (100_000, 100_000)
    refunded = figure(a, "refunded", scene.endo)
    assert (refunded["value"], total(refunded["parts"])) == (13_000, 13_000)
    assert explain(refunded["parts"][0]["figure"], scene.endo)["value"] == 13_000
    # 87,000 − 100,000 + 13,000 and 397,000 − 317,000.
    assert [figure(award, "balance", scene.endo)["value"] for award in (a, b)] == [0, 80_000]
    for award in (a, b):
        shown = figure(award, "balance", scene.endo)
        assert total(shown["parts"]) == shown["value"]
        for part in shown["parts"]:
            assert abs(explain(part["figure"], scene.endo)["value"]) == abs(part["value"])


def test_a_designated_award(scene: Stage) -> None:
    sub_fund = scene.fund.sub_funds.get(code="NGO")
    sub_fund.target_group = scene.groups["B"]
    sub_fund.save()
    with at("2025-09-01 10:00"):
        award = services.designate_award(sub_fund_id=sub_fund.pk, by=scene.endo)
        services.approve_designated(award_id=award.pk, by=scene.fukuda)
    shown = figure(award, "amount", scene.endo)
    assert (shown["value"], shown["rule"], shown["inputs"]["figures"]) == (60_000, "R12", [])
    # First in, first out: D13 60,000 less its share of the fee (6,000) gives 54,000, D14 the rest.
    assert behind(shown) == {"NGO": [("D13 清水 翔", 54_000), ("D14 匿名", 6_000)]}


def test_a_lowered_award_shows_what_was_decided_and_what_is_left(scene: Stage) -> None:
    scene.active()
    award = scene.award("B")
    with at("2025-08-01 10:00"):
        change = services.ask_change(
            award_id=award.pk,
            by=scene.voices["B"],
            kind="change",
            reason="縮小",
            terms=ChangeTerms(new_amount=300_000),
        )
        services.prepare_change(change_id=change.pk, by=scene.endo)
        services.approve_change(change_id=change.pk, by=scene.fukuda)
    shown = figure(award, "amount", scene.endo)
    assert (shown["value"], shown["inputs"]["decided"], shown["inputs"]["version"]) == (300_000, 397_000, 2)
    assert total(shown["parts"]) == 300_000


def test_the_group_sees_names_only_as_donors_choose(scene: Stage) -> None:
    """R13: no numbers, no lots; whoever stays out of sight or hides the amount is one nameless line."""
    Donation.objects.filter(number="D10").update(publicity="alias", alias="緑の友")
    Donation.objects.filter(number="D11").update(publicity="anonymous")
    scene.released()
    award, voice = scene.award("B"), scene.voices["B"]
    shown = figure(award, "amount", voice)
    assert behind(shown)["GRN"] == [("緑の友", 142_500), ("氏名を公表しない寄附", 19_000)]
    assert [lot["figure"] for lot in shown["parts"][0]["lots"]] == ["", ""]
    Donation.objects.filter(number="D10").update(show_amount=False)
    assert behind(figure(award, "amount", voice))["GRN"] == [("氏名を公表しない寄附", 161_500)]
    # The office knows the gift by its number, and an anonymous donor's name from the register only.
    assert behind(figure(award, "amount", scene.ikeda))["GRN"] == [
        ("D10 緑の友", 142_500),
        ("D11 匿名", 19_000),
    ]
    assert "山本" not in str(figure(scene.award("C"), "amount", scene.endo))


def test_who_may_not_see_the_award_finds_no_figure(scene: Stage) -> None:
    scene.approved()
    award = scene.award("B")
    for name in NAMES:
        assert figure(award, name, SYSTEM)["value"] >= 0
        for person in (scene.voices["B"], scene.voices["A"], scene.fujii):
            with pytest.raises(NotFound):
                figure(award, name, person)
    with at(DECISION):
        services.release_results(round_id=scene.call.pk, by=scene.endo)
    for name in NAMES:
        figure(award, name, scene.voices["B"])
        with pytest.raises(NotFound):
            figure(award, name, scene.voices["A"])


def test_a_fixing_is_explained_once_it_is_decided(scene: Stage) -> None:
    award = scene.fixed("B")
    AmountFixing.objects.filter(award=award).update(state="prepared")
    for person in (scene.endo, scene.voices["B"]):
        with pytest.raises(NotFound):
            figure(award, "fixed", person)


@pytest.mark.parametrize("rest", ["", "1", "x:amount", "1:moon", "1:amount:2", "9" * 20 + ":amount"])
def test_unknown_figures_are_not_found(rest: str) -> None:
    with pytest.raises(NotFound):
        explain(f"award:{rest}", SYSTEM)


def test_an_explanation_costs_the_same_for_any_number_of_rows(scene: Stage) -> None:
    award = scene.fixed("B")
    names = (*NAMES, "fixed")
    before = [queries(lambda name=name: figure(award, name, scene.endo)) for name in names]
    report = AmountFixing.objects.get(award=award).report
    assert report is not None
    row = scene.applications["B"].budget_rows.first()
    ReportRow.objects.bulk_create(
        ReportRow(report=report, position=9 + n, category="旅費", amount=1, budget_row=row) for n in range(30)
    )
    assert [queries(lambda name=name: figure(award, name, scene.endo)) for name in names] == before
