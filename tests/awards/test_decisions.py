"""R1, R2, R10, R14: the round's decisions prepared, approved and released, against domain.md §8."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from applications.queries import visible_to as visible_applications
from awards import services
from awards.models import Award, Decision
from awards.permissions import RelatedParty
from awards.queries import visible_to
from awards.services.decisions import DecisionsChanged, MinutesMissing
from common.errors import DomainError, NotAllowed, NotFound, SamePerson, WrongState
from ledger import queries as ledger
from ledger.errors import InsufficientFunds
from notices.models import Notice
from people.models import Membership
from reviews.models import Minutes, Ranking, RecordedScore, StageResult
from tests import factories as make
from tests.awards.scene_awards import DECISION, Stage, at, refused, score, stage
from trail.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Stage:
    return stage()


def test_the_worked_example_is_prepared_to_the_yen(scene: Stage) -> None:
    scene.prepared()

    a, b, c = (scene.decision(name) for name in "ABC")
    assert [(row.outcome, row.rank, row.score, row.amount) for row in (a, b, c)] == [
        ("approved", 1, "72.8", 100_000),
        ("approved", 1, "80.4", 397_000),
        ("approved_remainder", 2, "79.3", 1_703_000),
    ]
    # 112,300 → 112,000; 609,600 × 3/4 = 457,200 → 457,000; 640,000 − 243,000 = 397,000.
    assert a.terms == {
        "rate_term": 112_000,
        "cap": 100_000,
        "requested": 100_000,
        "shortfall": 100_000,
        "remaining_budget": 300_000,
    }
    assert a.binding == ["cap", "requested", "shortfall"]
    assert b.terms == {
        "rate_term": 457_000,
        "cap": 2_000_000,
        "requested": 457_000,
        "shortfall": 397_000,
        "remaining_budget": 2_100_000,
    }
    assert b.binding == ["shortfall"]
    # 2,720,000 × 3/4 = 2,040,000; 2,760,000 − 760,000 = 2,000,000; 2,100,000 − 397,000 = 1,703,000.
    assert c.terms["remaining_budget"] == 1_703_000
    assert (c.binding, c.full) == (["remaining_budget"], 2_000_000)
    assert b.inputs == {"eligible": 609_600, "total": 640_000, "other_income": 243_000, "requested": 457_000}
    # R12: the theme's and the company's money first, then the match, then GEN.
    assert a.funding == [["MATCH", 100_000]]
    assert b.funding == [["GRN", 161_500], ["MATCH", 235_500]]
    assert c.funding == [["KAN", 900_000], ["MATCH", 547_500], ["GEN", 255_500]]
    # Nothing is decided yet.
    assert not Award.objects.exists()
    assert not scene.lines("award")
    assert Ranking.objects.count() == 2


def test_approval_posts_the_awards_in_the_order_of_departments_and_ranks(scene: Stage) -> None:
    sheet = scene.approved()

    awards = [scene.award(name) for name in "ABC"]
    assert [(award.amount, award.state, award.number) for award in awards] == [
        (100_000, "offered", "R7-05-001"),
        (397_000, "offered", "R7-05-002"),
        (1_703_000, "offered", "R7-05-003"),
    ]
    assert [award.accept_by for award in awards] == [date(2025, 7, 15)] * 3
    assert [award.prepared_by_id for award in awards] == [scene.endo.pk] * 3
    assert scene.lines("award") == [
        [("5010", "MATCH", 100_000, 0), ("2010", "", 0, 100_000)],
        [("5010", "GRN", 161_500, 0), ("5010", "MATCH", 235_500, 0), ("2010", "", 0, 397_000)],
        [
            ("5010", "KAN", 900_000, 0),
            ("5010", "MATCH", 547_500, 0),
            ("5010", "GEN", 255_500, 0),
            ("2010", "", 0, 1_703_000),
        ],
    ]
    # GEN 1,013,450 − 255,500; the match is drawn whole.
    balances = scene.balances()
    assert (balances["GEN"], balances["MATCH"], balances["GRN"], balances["KAN"]) == (757_950, 0, 0, 0)
    assert ledger.balance(scene.book, "2010") == -2_200_000
    scene.call.refresh_from_db()
    assert (sheet.state, scene.call.state) == ("approved", "decided")
    event = Event.objects.get(subject=f"decisionsheet:{sheet.pk}", verb="approve")
    assert (event.actor_id, event.role, event.data["total"]) == (scene.fukuda.pk, "approver", 2_200_000)


def test_nobody_outside_the_office_learns_of_it_before_the_release(scene: Stage) -> None:
    scene.approved()
    for name, voice in scene.voices.items():
        assert not visible_to(voice).exists()
        shown = visible_applications(voice).get(pk=scene.applications[name].pk)
        assert shown.shown_state == "under_review"
    assert not Notice.objects.filter(kind__in=["offer", "result_declined", "result_waitlisted"]).exists()
    # Whoever asks by number learns no more: a viewer, a writer and an outsider get the same answer.
    for person in (scene.voices["B"], scene.viewer, scene.fujii):
        refused(
            NotFound,
            lambda person=person: services.accept_offer(award_id=scene.award("B").pk, by=person),
        )


def test_release_tells_everybody_at_one_moment(scene: Stage) -> None:
    late = make.application(
        scene.call.departments.get(code="COLLAB"),
        make.group("遅咲きの会", {make.user("dan"): "representative"}),
        state="under_review",
        requested=100_000,
    )
    score(late, "59.9", scene.endo)
    scene.approved()
    with at("2025-07-04 10:00"):
        services.release_results(round_id=scene.call.pk, by=scene.endo)

    scene.call.refresh_from_db()
    assert scene.call.released_at == make.at("2025-07-04 10:00")
    # Three days after the decision: the fourteen days run from here.
    assert scene.award("B").accept_by == date(2025, 7, 18)
    sent = Notice.objects.filter(kind__in=["offer", "result_declined"]).order_by("pk")
    assert [(notice.kind, notice.recipient.name) for notice in sent] == [
        ("offer", "aoki"),
        ("offer", "baba"),
        ("offer", "chiba"),
        ("result_declined", "dan"),
    ]
    assert sent[3].context["result"] == "不採択(基準点未満)"
    assert [award.pk for award in visible_to(scene.voices["B"])] == [scene.award("B").pk]


def test_who_waits_learns_their_place(scene: Stage) -> None:
    collab = scene.call.departments.get(code="COLLAB")
    collab.budget = 397_000
    collab.save()
    scene.approved()
    assert scene.decision("C").outcome == "waitlisted"
    with at(DECISION):
        services.release_results(round_id=scene.call.pk, by=scene.endo)
    notice = Notice.objects.get(kind="result_waitlisted")
    assert (notice.recipient_id, notice.context["position"]) == (scene.voices["C"].pk, "1")


def test_below_the_floor_is_passed_over(scene: Stage) -> None:
    """R2: 90,000 × 3/4 = 67,500 → 67,000, below the floor of 100,000; the next one gets the money."""
    collab = scene.call.departments.get(code="COLLAB")
    small = make.application(collab, state="under_review", requested=90_000)
    score(small, "99", scene.endo)
    scene.prepared()
    row = Decision.objects.get(application=small)
    assert (row.outcome, row.rank, row.amount, row.full) == ("not_awardable_below_floor", 1, 0, 67_000)
    assert (scene.decision("B").rank, scene.decision("B").amount) == (2, 397_000)


@pytest.mark.parametrize(
    ("who", "error"), [("fujii", NotFound), ("ikeda", NotAllowed), ("fukuda", NotAllowed)]
)
def test_only_an_officer_prepares(scene: Stage, who: str, error: type[DomainError]) -> None:
    refused(error, lambda: services.prepare_decisions(round_id=scene.call.pk, by=getattr(scene, who)))


def test_maker_and_approver_are_two_people(scene: Stage) -> None:
    both = make.staff(scene.fund, "officer", "approver", name="both")
    with at(DECISION):
        services.prepare_decisions(round_id=scene.call.pk, by=both)
    refused(SamePerson, lambda: services.approve_decisions(round_id=scene.call.pk, by=both))
    refused(NotAllowed, lambda: services.approve_decisions(round_id=scene.call.pk, by=scene.endo))
    refused(NotFound, lambda: services.approve_decisions(round_id=scene.call.pk, by=scene.fujii))


def test_who_sets_a_condition_does_not_approve_it(scene: Stage) -> None:
    both = make.staff(scene.fund, "officer", "approver", name="both")
    scene.prepared()
    with at(DECISION):
        services.set_conditions(
            application_id=scene.applications["B"].pk, by=both, conditions=" 河川管理者の許可を得ること "
        )
    refused(SamePerson, lambda: services.approve_decisions(round_id=scene.call.pk, by=both))
    with at(DECISION):
        services.approve_decisions(round_id=scene.call.pk, by=scene.fukuda)
    assert scene.award("B").conditions == "河川管理者の許可を得ること"
    refused(
        WrongState,
        lambda: services.set_conditions(application_id=scene.applications["B"].pk, by=both, conditions="別"),
    )


def test_whoever_belongs_to_an_applicant_neither_prepares_nor_approves(scene: Stage) -> None:
    Membership.objects.create(
        group=scene.groups["C"], user=scene.endo, role="viewer", ended_on=date(2024, 3, 31)
    )
    refused(RelatedParty, lambda: services.prepare_decisions(round_id=scene.call.pk, by=scene.endo))
    other = make.staff(scene.fund, "officer")
    with at(DECISION):
        services.prepare_decisions(round_id=scene.call.pk, by=other)
    Membership.objects.create(group=scene.groups["C"], user=scene.fukuda, role="viewer")
    refused(RelatedParty, lambda: services.approve_decisions(round_id=scene.call.pk, by=scene.fukuda))


def test_there_is_no_decision_without_minutes(scene: Stage) -> None:
    scene.prepared()
    Minutes.objects.all().delete()
    refused(MinutesMissing, lambda: services.approve_decisions(round_id=scene.call.pk, by=scene.fukuda))


def test_what_changed_since_it_was_prepared_is_prepared_again(scene: Stage) -> None:
    """R9: with 78.2 instead of 80.4 B falls behind C, which then takes its full 2,000,000."""
    scene.prepared()
    RecordedScore.objects.filter(application=scene.applications["B"]).update(points="78.2")
    refused(DecisionsChanged, lambda: services.approve_decisions(round_id=scene.call.pk, by=scene.fukuda))
    with at(DECISION):
        services.send_back_decisions(round_id=scene.call.pk, by=scene.fukuda, reason="順位が変わりました")
        services.prepare_decisions(round_id=scene.call.pk, by=scene.endo)
    assert (scene.decision("C").amount, scene.decision("C").outcome) == (2_000_000, "approved")
    assert (scene.decision("B").amount, scene.decision("B").outcome) == (100_000, "approved_remainder")


def test_money_that_is_not_there_is_not_awarded(scene: Stage) -> None:
    """R12: a draw never takes a sub-fund below zero."""
    start = scene.call.departments.get(code="START")
    for n in range(8):
        more = make.application(
            scene.call.departments.get(code="COLLAB"), state="under_review", requested=100_000
        )
        score(more, str(70 + n), scene.endo)
    collab = scene.call.departments.get(code="COLLAB")
    collab.budget = start.budget + 20_000_000
    collab.rules_data = {**collab.rules_data, "steps": [{"rate": "1", "floor": 10_000}]}
    collab.save()
    extra = make.application(collab, state="under_review", requested=5_000_000)
    score(extra, "90", scene.endo)
    scene.prepared()
    refused(InsufficientFunds, lambda: services.approve_decisions(round_id=scene.call.pk, by=scene.fukuda))


def test_each_step_happens_once(scene: Stage) -> None:
    refused(WrongState, lambda: services.approve_decisions(round_id=scene.call.pk, by=scene.fukuda))
    refused(WrongState, lambda: services.release_results(round_id=scene.call.pk, by=scene.endo))
    scene.released()
    refused(WrongState, lambda: services.prepare_decisions(round_id=scene.call.pk, by=scene.endo))
    refused(WrongState, lambda: services.approve_decisions(round_id=scene.call.pk, by=scene.fukuda))
    refused(WrongState, lambda: services.release_results(round_id=scene.call.pk, by=scene.endo))
    refused(
        WrongState,
        lambda: services.send_back_decisions(round_id=scene.call.pk, by=scene.fukuda, reason="x"),
    )


def test_sending_back_says_why(scene: Stage) -> None:
    scene.prepared()

    def send_back(by: Any, reason: str) -> object:
        return services.send_back_decisions(round_id=scene.call.pk, by=by, reason=reason)

    refused(NotAllowed, lambda: send_back(scene.endo, "理由"))
    with pytest.raises(DomainError, match="reason_missing"):
        send_back(scene.fukuda, "  ")
    with at(DECISION):
        assert send_back(scene.fukuda, "確認してください").state == "draft"  # type: ignore[attr-defined]


def test_who_failed_a_stage_is_told_which(scene: Stage) -> None:
    department = scene.applications["B"].department
    stages = [{"code": "DOCS", "label_ja": "書類審査", "decides": "pass"}]
    department.rules_data = {**department.rules_data, "stages": stages}
    department.save()
    StageResult.objects.create(
        application=scene.applications["B"], stage="DOCS", verdict="fail", note="対象外", by=scene.endo,
        at=scene.call.review_closes_at,
    )  # fmt: skip
    scene.approved()
    decision = scene.decision("B")
    assert (decision.outcome, decision.amount, decision.stage_failed) == ("declined_at_stage", 0, "書類審査")
    assert scene.decision("C").stage_failed == ""
    with at(DECISION):
        services.release_results(round_id=scene.call.pk, by=scene.endo)
    letters = Notice.objects.filter(kind="result_declined")
    assert letters
    assert {row.context["result"] for row in letters} == {"不採択(審査の段階による): 書類審査"}
