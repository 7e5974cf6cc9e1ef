"""What the committee settles: R9's last word, N7's mean, N1's amount, minutes, and what is frozen of it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest

from applications.models import Application
from common.errors import DomainError, FieldErrors, NotAllowed, NotFound, ReasonMissing, WrongState
from fund.services import FutureDay
from notices.models import Notice
from reviews import services
from reviews.models import CommitteeAmount, CommitteeMember, Minutes, Ranking, RecordedScore, TieDecision
from reviews.queries import ranking
from reviews.rules import TooFewReviewers, UnequalReviewers
from reviews.services.common import AfterDecision, ApplicationOut, NotNow
from reviews.services.meeting import MeanNotNeeded, NotATie
from reviews.services.recording import SinglyScored
from tests import factories as make
from tests.reviews.scene import (
    BEFORE,
    CODES,
    DURING,
    MEETING,
    Scene,
    at,
    events,
    join,
    queries,
    reloaded,
    scene,
)

pytestmark = pytest.mark.django_db
# Σ weight × points with weights 5, 4, 4, 4, 3.
SIXTY, SIXTY_NINE, EIGHTY = (3, 3, 3, 3, 3), (4, 4, 3, 3, 3), (4, 4, 4, 4, 4)


def meeting(
    sheets: dict[str, dict[str, tuple[int, ...]]], **rules: Any
) -> tuple[Scene, dict[str, Application]]:
    """A scene whose scores are locked; reviewers without a sheet stayed silent."""
    with at(BEFORE):
        stage = scene(**rules)
        made = {number: stage.application(number=number) for number in sheets}
        stage.start()
    with at(DURING):
        stage.score_all({made[number]: sheet for number, sheet in sheets.items()})
    stage.close()
    return stage, made


def all_give(points: tuple[int, ...], *codes: str) -> dict[str, tuple[int, ...]]:
    return dict.fromkeys(codes or CODES, points)


@pytest.fixture
def tied() -> Any:
    """b and c share a rank below a; d stands alone."""
    sheets = {
        "a": all_give(EIGHTY),
        "b": all_give(SIXTY_NINE),
        "c": all_give(SIXTY_NINE),
        "d": all_give(SIXTY),
    }
    stage, made = meeting(sheets)
    with at(MEETING):
        yield stage, made


def places(stage: Scene) -> list[tuple[str, int | None]]:
    return [(row.number, row.rank) for row in ranking(stage.department).rows]


def decide(stage: Scene, order: list[Application], by: Any = None) -> TieDecision:
    return services.decide_tie(
        department_id=stage.department.pk,
        by=by or stage.hara,
        order=[row.pk for row in order],
        reason="合議",
    )


def test_the_committee_orders_what_stays_tied(tied: Any) -> None:
    stage, made = tied
    assert places(stage) == [("a", 1), ("b", 2), ("c", 2), ("d", 4)]
    decided = decide(stage, [made["c"], made["b"]])
    assert (decided.by, decided.reason, decided.at) == (stage.hara, "合議", MEETING)
    assert places(stage) == [("a", 1), ("c", 2), ("b", 3), ("d", 4)]
    # The last word counts.
    decide(stage, [made["b"], made["c"]])
    assert places(stage) == [("a", 1), ("b", 2), ("c", 3), ("d", 4)]


@pytest.mark.parametrize("order", ["", "b", "bb", "abc", "bcd", "ad"])
def test_only_a_true_tie_is_decided_and_all_of_it(tied: Any, order: str) -> None:
    stage, made = tied
    before = events()
    with pytest.raises(NotATie):
        decide(stage, [made[number] for number in order])
    assert (TieDecision.objects.count(), events()) == (0, before)


def test_the_chair_speaks_for_the_committee(tied: Any) -> None:
    stage, made = tied
    people = ((stage.fujii, NotFound), (stage.chiba, NotAllowed), (stage.endo, NotAllowed))
    for person, refusal in people:
        with pytest.raises(refusal):
            decide(stage, [made["b"], made["c"]], by=person)
    assert places(stage)[1] == ("b", 2)


def test_another_member_speaks_where_the_chair_is_excluded(tied: Any) -> None:
    """R8: the excluded chair does not even find the application."""
    stage, made = tied
    services.recuse_review(review_id=stage.review(made["b"], "V1").pk, by=stage.hara, kind="donor", note="")
    for person in (stage.hara,):
        with pytest.raises(NotFound):
            decide(stage, [made["c"], made["b"]], by=person)
    decide(stage, [made["c"], made["b"]], by=stage.chiba)
    assert places(stage) == [("a", 1), ("c", 2), ("b", 3), ("d", 4)]


def test_where_there_is_no_chair_any_member_speaks(tied: Any) -> None:
    stage, made = tied
    CommitteeMember.objects.filter(role="chair").update(role="reviewer")
    decide(stage, [made["c"], made["b"]], by=stage.doi)
    assert places(stage)[1] == ("c", 2)


def test_nothing_is_settled_outside_the_meeting(tied: Any) -> None:
    stage, made = tied
    ids = {"application_id": made["a"].pk, "by": stage.hara}
    verbs: list[Callable[[], Any]] = [
        lambda: decide(stage, [made["b"], made["c"]]),
        lambda: services.decide_by_mean(department_id=stage.department.pk, by=stage.hara, reason="x"),
        lambda: services.set_committee_amount(**ids, amount=1, reason="x"),
        lambda: services.write_minutes(
            round_id=stage.call.pk, by=stage.hara, held_on=MEETING.date(), text="x", present=["V1"]
        ),
        lambda: services.shortlist_applications(
            round_id=stage.call.pk, by=stage.hara, application_ids=[made["a"].pk], message="x"
        ),
    ]
    before = events()
    for state, refusal in (("reviewing", NotNow), ("decided", AfterDecision), ("cancelled", NotNow)):
        stage.set_state(state)
        for verb in verbs:
            with pytest.raises(refusal):
                verb()
    assert events() == before


def test_sums_of_unequal_numbers_are_ranked_by_the_mean_on_the_chairs_word() -> None:
    """N7. a: 4 × 60 = 240; b: 3 × 69 = 207, mean 69, on the sum's scale 69 × 4 = 276."""
    stage, _ = meeting(
        {"a": all_give(SIXTY), "b": all_give(SIXTY_NINE, "V1", "V2", "V3")},
        scoring={"aggregate": "sum", "decimals": 0},
    )
    with pytest.raises(UnequalReviewers):
        ranking(stage.department)

    def say(by: Any, reason: str = "委員数が違うため") -> Any:
        return services.decide_by_mean(department_id=stage.department.pk, by=by, reason=reason)

    with at(MEETING):
        for person, refusal in ((stage.fujii, NotFound), (stage.chiba, NotAllowed), (stage.endo, NotAllowed)):
            with pytest.raises(refusal):
                say(person)
        with pytest.raises(ReasonMissing):
            say(stage.hara, " ")
        say(stage.hara)
        assert [(row.number, row.score) for row in ranking(stage.department).rows] == [("b", 276), ("a", 240)]
        with pytest.raises(MeanNotNeeded):
            say(stage.hara)


def test_the_mean_is_not_for_what_compares_anyway(tied: Any) -> None:
    stage, _ = tied
    with pytest.raises(MeanNotNeeded):
        services.decide_by_mean(department_id=stage.department.pk, by=stage.hara, reason="x")


def test_the_committee_sets_an_amount(tied: Any) -> None:
    """N1: beside the ranking, with reason and minute; whoever may set it may take it back."""
    stage, made = tied

    def amount(by: Any, yen: int | None, reason: str = "一部のみ") -> Any:
        return services.set_committee_amount(
            application_id=made["a"].pk, by=by, amount=yen, reason=reason, minute="第3号"
        )

    for person, refusal in ((stage.fujii, NotFound), (stage.chiba, NotAllowed), (stage.fukuda, NotAllowed)):
        with pytest.raises(refusal):
            amount(person, 50_000)
    with pytest.raises(ReasonMissing):
        amount(stage.hara, 50_000, " ")
    with pytest.raises(FieldErrors):
        amount(stage.hara, -1)
    amount(stage.endo, 50_000)
    kept = amount(stage.hara, 40_000)
    assert (kept.amount, kept.reason, kept.minute, kept.by) == (40_000, "一部のみ", "第3号", stage.hara)
    assert ranking(stage.department).rows[0].committee_amount == 40_000
    amount(stage.hara, None)
    assert not CommitteeAmount.objects.exists()
    Application.objects.filter(pk=made["a"].pk).update(state="withdrawn")
    with pytest.raises(ApplicationOut):
        amount(stage.hara, 1)


def test_minutes_are_the_chairs(tied: Any) -> None:
    stage, _ = tied

    def write(by: Any, **changes: Any) -> Minutes:
        values: dict[str, Any] = {
            "held_on": MEETING.date(),
            "text": "議事の要旨",
            "present": ["V2", "V1", "V2"],
        }
        return services.write_minutes(round_id=stage.call.pk, by=by, **{**values, **changes})

    for person, refusal in ((stage.fujii, NotFound), (stage.chiba, NotAllowed), (stage.endo, NotAllowed)):
        with pytest.raises(refusal):
            write(person)
    with pytest.raises(FutureDay):
        write(stage.hara, held_on=make.at("2025-06-29 00:00").date())
    with pytest.raises(FieldErrors) as refused:
        write(stage.hara, text=" ", present=["V1", "V9"])
    assert [fault.pointer for fault in refused.value.faults] == ["/text", "/present/1"]
    with pytest.raises(FieldErrors):
        write(stage.hara, present=[])
    assert not Minutes.objects.exists()

    assert write(stage.hara).present == ["V1", "V2"]
    write(stage.hara, text="訂正した要旨")
    kept = Minutes.objects.get()
    assert (kept.text, kept.by, kept.held_on) == ("訂正した要旨", stage.hara, MEETING.date())


def test_applications_go_on_to_a_second_stage_together(tied: Any) -> None:
    stage, made = tied
    join(stage.fujii, made["a"])
    made["a"].group.memberships.update(role="representative")

    def shortlist(by: Any, *numbers: str, message: str = "7月5日 13:00 市民館") -> int:
        ids = [made[number].pk for number in numbers]
        return services.shortlist_applications(
            round_id=stage.call.pk, by=by, application_ids=ids, message=message
        )

    other = make.application(make.department(make.call(stage.fund, state="deciding")), state="under_review")
    for person, refusal in ((make.user(), NotFound), (stage.chiba, NotAllowed), (stage.endo, NotAllowed)):
        with pytest.raises(refusal):
            shortlist(person, "a")
    with pytest.raises(ReasonMissing):
        shortlist(stage.hara, "a", message="")
    for wrong in ([], [made["a"].pk, other.pk]):
        with pytest.raises(FieldErrors):
            services.shortlist_applications(
                round_id=stage.call.pk, by=stage.hara, application_ids=wrong, message="x"
            )
    assert shortlist(stage.hara, "a", "b") == 2
    with pytest.raises(WrongState):
        shortlist(stage.hara, "c", "a")
    assert [reloaded(made[number]).state for number in "abc"] == [
        "shortlisted",
        "shortlisted",
        "under_review",
    ]
    notice = Notice.objects.get(kind="application_shortlisted")
    assert (notice.recipient, notice.context["message"]) == (stage.fujii, "7月5日 13:00 市民館")
    assert places(stage)[0] == ("a", 1)


def record(stage: Scene, application: Application, by: Any = None, **changes: Any) -> RecordedScore:
    values: dict[str, Any] = {"basis": "sum", "points": "２４０", "reviewers": 4}
    return services.record_score(application_id=application.pk, by=by or stage.endo, **{**values, **changes})


def test_a_panels_figure_is_taken_down() -> None:
    """240 points of 4 reviewers: 60.0; 71.5 on the scale as it is."""
    stage, made = meeting({"a": {}, "b": {}})
    with at(MEETING):
        kept = record(stage, made["a"])
        assert (kept.points, kept.reviewers, kept.by, kept.at) == (240, 4, stage.endo, MEETING)
        record(stage, made["b"], basis="score", points="70")
        record(stage, made["b"], basis="score", points=Decimal("71.5"), reviewers=None)
        assert [(row.number, row.score) for row in ranking(stage.department).rows] == [
            ("b", Decimal("71.5")),
            ("a", Decimal("60.0")),
        ]
        for person, refusal in (
            (stage.fujii, NotFound),
            (stage.hara, NotAllowed),
            (stage.fukuda, NotAllowed),
        ):
            with pytest.raises(refusal):
                record(stage, made["a"], person, points="1")
        stage.set_state("decided")
        with pytest.raises(AfterDecision):
            record(stage, made["a"], points="1")
    assert RecordedScore.objects.get(application=made["a"]).points == 240


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"basis": "guess"}, "/basis"),
        ({"points": "多い"}, "/points"),
        ({"points": ""}, "/points"),
        ({"points": "-1"}, "/points"),
        ({"points": "401"}, "/points"),  # 4 × 100
        ({"basis": "score", "points": "100.1"}, "/points"),
        ({"reviewers": 0}, "/reviewers"),
        ({"reviewers": None}, "/reviewers"),
    ],
)
def test_a_figure_must_be_possible(changes: dict[str, Any], pointer: str) -> None:
    stage, made = meeting({"a": {}})
    with at(MEETING), pytest.raises(FieldErrors) as refused:
        record(stage, made["a"], **changes)
    assert pointer in [fault.pointer for fault in refused.value.faults]
    assert not RecordedScore.objects.exists()


def test_a_percent_score_ends_at_its_own_full_mark() -> None:
    stage, made = meeting({"a": {}}, scoring={"aggregate": "percent", "scale_to": 50})
    with at(MEETING):
        record(stage, made["a"], basis="score", points="50")
        with pytest.raises(FieldErrors):
            record(stage, made["a"], basis="score", points="50.5")


def test_single_scores_are_not_overruled() -> None:
    stage, made = meeting({"few": all_give(SIXTY, "V1", "V2"), "enough": all_give(SIXTY, "V1", "V2", "V3")})
    with at(MEETING):
        with pytest.raises(SinglyScored) as refused:
            record(stage, made["enough"])
        assert refused.value.extra == {"count": 3}
        with pytest.raises(TooFewReviewers):
            ranking(stage.department)
        record(stage, made["few"], basis="score", points="60")
    assert {row.number: row.score for row in ranking(stage.department).rows} == {"few": 60, "enough": 60}


def test_rankings_are_frozen_in_numbered_versions(tied: Any) -> None:
    stage, made = tied
    empty = make.department(stage.call, "EMPTY")
    first = {row.department_id: row for row in services.freeze_rankings(stage.call)}
    kept = first[stage.department.pk]
    assert [(row["number"], row["rank"], row["score"]) for row in kept.rows] == [
        ("a", 1, "80.0"),
        ("b", 2, "69.0"),
        ("c", 2, "69.0"),
        ("d", 4, "60.0"),
    ]
    assert (kept.number, kept.frozen_at, first[empty.pk].rows) == (1, MEETING, [])
    assert first[empty.pk].sha256 == sha256(b"[]").hexdigest()

    # Nothing changed: the same version. A tie decided: the next one, the first one stays as it was.
    services.freeze_rankings(stage.call)
    assert Ranking.objects.count() == 2
    decide(stage, [made["c"], made["b"]])
    services.freeze_rankings(stage.call)
    versions = list(Ranking.objects.filter(department=stage.department))
    assert [row.number for row in versions] == [1, 2]
    assert versions[0].sha256 != versions[1].sha256
    assert reloaded(kept).rows == kept.rows


def test_freezing_refuses_what_cannot_be_ranked() -> None:
    stage, _ = meeting({"a": all_give(SIXTY, "V1", "V2")})
    with at(MEETING), pytest.raises(TooFewReviewers):
        services.freeze_rankings(stage.call)
    assert not Ranking.objects.exists()


def test_freezing_costs_the_same_for_any_number(tied: Any) -> None:
    stage, _ = tied
    costs = []
    for number in (3, 27):
        for _ in range(number):
            record(stage, stage.application("under_review"))
        costs.append(queries(lambda: services.freeze_rankings(reloaded(stage.call))))
    assert costs[0] == costs[1]


def test_refusals_have_a_code_and_two_languages() -> None:
    for error in (NotATie(), MeanNotNeeded(), SinglyScored(count=3)):
        assert isinstance(error, DomainError)
        assert error.code.startswith("reviews.")
        assert error.text("ja") != error.text("en")
