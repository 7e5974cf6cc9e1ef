"""What a reviewer takes along: their own reviews, but nothing of what they are recused from (R8)."""

from __future__ import annotations

import pytest

from reviews.holdings import REVIEWS
from reviews.models import Review, Score
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_own_reviews_are_there_and_those_one_is_recused_from_are_not() -> None:
    call = make.call(make.fund(), "R7")
    department, criterion = make.department(call, "D"), make.criterion(call, "C1")
    chiba, doi = (call.committee.create(code=code, user=make.user(code)) for code in ("V1", "V2"))
    at = make.at("2025-06-10 10:00")
    for number, state in (("R7-001", "submitted"), ("R7-002", "recused")):
        application = make.application(department, make.group(number), "under_review", number=number)
        for member in (chiba, doi):
            review = Review.objects.create(
                application=application, member=member, state=state, comment=f"{member.code}の講評",
                assigned_at=at, submitted_at=at,
            )  # fmt: skip
            Score.objects.create(review=review, criterion=criterion, points=4)
    [found] = REVIEWS.rows(chiba.user)
    assert (found["application"], found["comment"], found["points"]) == ("R7-001", "V1の講評", {"C1": "4.00"})
    assert REVIEWS.kept_until(chiba.user).isoformat() == "2031-03-31"
