"""Who sits in the committee and who reviews what; R8: nobody gets a group of their own."""

from __future__ import annotations

from typing import Any

import pytest

from common.errors import FieldErrors, NotAllowed, NotFound
from notices.models import Notice
from reviews import services
from reviews.models import CommitteeMember, Review
from reviews.services.committee import HasReviews
from reviews.services.common import AfterDecision, NotNow
from tests import factories as make
from tests.reviews.scene import BEFORE, Scene, at, events, join, queries, scene
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Any:
    with at(BEFORE):
        yield scene()


def appoint(stage: Scene, **changes: Any) -> CommitteeMember:
    values: dict[str, Any] = {
        "round_id": stage.call.pk,
        "user": stage.fujii,
        "code": "V9",
        "role": "reviewer",
        "title": "市民",
        "by": stage.endo,
    }
    return services.appoint_member(**{**values, **changes})


def pairs() -> set[tuple[str, str]]:
    return {(row.application.number, row.member.code) for row in Review.objects.all()}


def test_a_seat_is_given(stage: Scene) -> None:
    made = appoint(stage)
    assert (made.user, made.code, made.role, made.title) == (stage.fujii, "V9", "reviewer", "市民")


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"code": ""}, ["/code"]),
        ({"code": "x" * 21, "title": "x" * 61, "role": "guest"}, ["/code", "/title", "/role"]),
        ({"code": "V2"}, ["/code"]),
        ({"role": "chair"}, ["/role"]),
    ],
)
def test_a_seat_needs_its_own_code_and_there_is_one_chair(
    stage: Scene, changes: dict[str, Any], pointers: list[str]
) -> None:
    with pytest.raises(FieldErrors) as refused:
        appoint(stage, **changes)
    assert [fault.pointer for fault in refused.value.faults] == pointers
    assert CommitteeMember.objects.count() == 4


def test_nobody_sits_twice(stage: Scene) -> None:
    with pytest.raises(FieldErrors) as refused:
        appoint(stage, user=stage.doi)
    assert [fault.pointer for fault in refused.value.faults] == ["/user"]


def test_who_may_appoint(stage: Scene) -> None:
    for person, refusal in ((stage.fujii, NotFound), (stage.hara, NotAllowed), (stage.fukuda, NotAllowed)):
        with pytest.raises(refusal):
            appoint(stage, by=person)
    assert CommitteeMember.objects.count() == 4


@pytest.mark.parametrize(
    ("state", "refusal"), [("deciding", NotNow), ("cancelled", NotNow), ("decided", AfterDecision)]
)
def test_seats_are_given_until_the_review_is_over(stage: Scene, state: str, refusal: type[Exception]) -> None:
    stage.set_state(state)
    with pytest.raises(refusal):
        appoint(stage)
    for earlier in ("draft", "published", "open", "closed", "reviewing"):
        stage.set_state(earlier)
        services.dismiss_member(member_id=appoint(stage).pk, by=stage.endo)


def test_a_seat_with_reviews_stays(stage: Scene) -> None:
    stage.application()
    stage.assign()
    with pytest.raises(HasReviews):
        services.dismiss_member(member_id=stage.members["V2"].pk, by=stage.endo)
    with pytest.raises(NotFound):
        services.dismiss_member(member_id=stage.members["V2"].pk, by=stage.fujii)
    with pytest.raises(NotFound):
        services.dismiss_member(member_id=10**9, by=stage.endo)
    assert CommitteeMember.objects.count() == 4


def test_everybody_gets_every_accepted_application_once(stage: Scene) -> None:
    for number, state in (("a", "accepted"), ("b", "accepted"), ("x", "ineligible"), ("y", "submitted")):
        stage.application(state, number=number)
    assert stage.assign() == 8
    assert pairs() == {(number, code) for number in "ab" for code in ("V1", "V2", "V3", "V4")}
    assert set(Review.objects.values_list("state", flat=True)) == {"assigned"}
    assert sorted(Notice.objects.values_list("kind", "recipient__name")) == [
        ("review_assigned", name) for name in ("chiba", "doi", "emoto", "hara")
    ]
    assert Notice.objects.first().context["count"] == 2  # type: ignore[union-attr]

    before = events()
    assert stage.assign() == 0
    stage.application(number="c")
    assert stage.assign() == 4
    assert (Review.objects.count(), events()) == (12, before + 1)


def test_letters_name_no_application(stage: Scene) -> None:
    stage.application(title="ひみつの事業")
    stage.start()
    assert Notice.objects.filter(kind__startswith="review_").count() == 8
    for notice in Notice.objects.all():
        assert "ひみつ" not in str(notice.context)


def test_by_hand_only_what_is_listed(stage: Scene) -> None:
    a, b = stage.application(number="a"), stage.application(number="b")
    listed = [
        {"application": a.pk, "member": stage.members["V1"].pk},
        {"application": b.pk, "member": stage.members["V2"].pk},
        {"application": b.pk, "member": stage.members["V2"].pk},
    ]
    for expected in (2, 0):
        new = services.assign_reviews(round_id=stage.call.pk, by=stage.endo, assignments=listed)
        assert new == expected
    assert pairs() == {("a", "V1"), ("b", "V2")}


def test_by_hand_every_fault_is_named(stage: Scene) -> None:
    own, out = stage.application(), stage.application("ineligible")
    join(stage.chiba, own)
    other = scene()
    listed = [
        {"application": out.pk, "member": stage.members["V1"].pk},
        {"application": own.pk, "member": other.members["V1"].pk},
        {"application": own.pk, "member": stage.members["V2"].pk},
    ]
    with pytest.raises(FieldErrors) as refused:
        services.assign_reviews(round_id=stage.call.pk, by=stage.endo, assignments=listed)
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [
        ("/assignments/0/application", "reviews.not_assignable"),
        ("/assignments/1/member", "reviews.no_member"),
        ("/assignments/2/member", "reviews.own_group"),
    ]
    assert not Review.objects.exists()


def test_nobody_is_given_a_group_of_their_own(stage: Scene) -> None:
    own = stage.application(number="own")
    join(stage.chiba, own)
    assert stage.assign() == 3
    assert ("own", "V2") not in pairs()


def test_who_may_assign_and_when(stage: Scene) -> None:
    stage.application()
    for person, refusal in ((stage.fujii, NotFound), (stage.hara, NotAllowed), (stage.fukuda, NotAllowed)):
        with pytest.raises(refusal):
            services.assign_reviews(round_id=stage.call.pk, by=person)
    for state, refusal in (("open", NotNow), ("deciding", NotNow), ("running", AfterDecision)):
        stage.set_state(state)
        with pytest.raises(refusal):
            stage.assign()
    assert not Review.objects.exists()
    with pytest.raises(NotFound):
        services.assign_reviews(round_id=10**9, by=SYSTEM)


def test_assigning_costs_the_same_for_any_number(stage: Scene) -> None:
    costs = []
    for number in (3, 27):
        for _ in range(number):
            stage.application()
        costs.append(queries(stage.assign))
    assert Review.objects.count() == 120
    assert costs[0] == costs[1] <= 14


def test_a_chair_may_be_named_when_there_is_none(stage: Scene) -> None:
    call = make.call(stage.fund, state="published")
    made = appoint(stage, round_id=call.pk, role="chair", code="V1")
    assert made.role == "chair"
