"""One call whose desk is done: a committee of Hara (chair), Chiba, Doi and Emoto, its office, an outsider."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.models import Application
from common import clock_control
from fund.models import Department, Fund, Round
from people.models import Membership, User
from reviews import services
from reviews.models import CommitteeMember, Review
from tests import factories as make
from trail.models import Event
from trail.services import SYSTEM

BEFORE = make.at("2025-06-01 10:00")
DURING = make.at("2025-06-10 10:00")
CLOSES = make.at("2025-06-20 17:00")
MEETING = make.at("2025-06-28 10:00")
WEIGHTS = {"C1": 5, "C2": 4, "C3": 4, "C4": 4, "C5": 3}


@dataclass
class Scene:
    fund: Fund
    call: Round
    department: Department
    hara: User
    chiba: User
    doi: User
    emoto: User
    endo: User
    fukuda: User
    fujii: User
    members: dict[str, CommitteeMember] = field(default_factory=dict)

    @property
    def reviewers(self) -> dict[str, User]:
        return {code: member.user for code, member in self.members.items()}

    def application(self, state: str = "accepted", **fields: Any) -> Application:
        return make.application(self.department, state=state, **fields)

    def assign(self) -> int:
        return services.assign_reviews(round_id=self.call.pk, by=self.endo)

    def review(self, application: Application, code: str) -> Review:
        return Review.objects.get(application=application, member__code=code)

    def declare_all(self) -> None:
        for review in Review.objects.filter(application__round=self.call, state="assigned").order_by("pk"):
            services.declare_no_conflict(review_id=review.pk, by=review.member.user)

    def start(self) -> None:
        """Everything assigned, declared, and under review."""
        self.assign()
        self.declare_all()
        services.start_review(round_id=self.call.pk, by=self.endo)
        self.call.refresh_from_db()

    def score(self, application: Application, code: str, *points: Any, submit: bool = True) -> Review:
        """One reviewer's points for C1 … C5."""
        review = self.review(application, code)
        given = dict(zip(WEIGHTS, map(str, points), strict=True))
        services.save_scores(review_id=review.pk, by=self.reviewers[code], points=given)
        if submit:
            services.submit_review(review_id=review.pk, by=self.reviewers[code])
        review.refresh_from_db()
        return review

    def score_all(self, sheets: Mapping[Application, Mapping[str, tuple[int, ...]]]) -> None:
        for application, sheet in sheets.items():
            for code, points in sheet.items():
                self.score(application, code, *points)

    def close(self) -> None:
        with at(CLOSES):
            services.close_review(round_id=self.call.pk, by=SYSTEM)
        self.call.refresh_from_db()

    def set_state(self, state: str) -> None:
        Round.objects.filter(pk=self.call.pk).update(state=state)
        self.call.refresh_from_db()


CODES = ("V1", "V2", "V3", "V4")


def scene(**rules: Any) -> Scene:
    fund = make.fund()
    call = make.call(fund, code="R7-05", state="closed")
    department = make.department(call, "COLLAB", **rules)
    for code, weight in WEIGHTS.items():
        make.criterion(call, code, weight)
    people = [make.user(name) for name in ("hara", "chiba", "doi", "emoto")]
    made = Scene(
        fund,
        call,
        department,
        *people,
        make.staff(fund, "officer", name="endo"),
        make.staff(fund, "approver", name="fukuda"),
        make.user("fujii"),
    )
    for code, person in zip(CODES, people, strict=True):
        role = "chair" if code == "V1" else "reviewer"
        made.members[code] = make.member(call, code, role, person)
    return made


def join(user: User, application: Application) -> None:
    Membership.objects.create(group=application.group, user=user, role="viewer")


@contextmanager
def at(moment: str | datetime) -> Iterator[None]:
    with clock_control.at(make.at(moment) if isinstance(moment, str) else moment):
        yield


def queries(act: Callable[[], object]) -> int:
    """How many queries `act` makes."""
    with CaptureQueriesContext(connection) as made:
        act()
    return len(made)


def reloaded(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def events() -> int:
    return Event.objects.count()
