"""Every list, detail and dashboard of the API makes as many queries at 300 objects of each kind as at 3, and
for a page of two as for one of a hundred; and it takes as many rows: those of the page, or of one object."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from applications.models import Application, Attachment, CorrectionRequest, Message, Submission
from awards.models import (
    Award,
    Cancellation,
    ChangeRequest,
    Decision,
    InterestWaiver,
    OfficialLetter,
    Promotion,
    Refund,
    Report,
)
from common import clock_control
from disbursements.models import Instalment, PaymentBatch, Transfer
from donations.models import Donation, Donor, Receipt
from fund.models import CallVersion, Fund, Round
from ledger.models import Book
from ledger.posting import Entry, cr, dr, post_many
from notices.models import Notice
from people.models import AccessToken, BankAccount, GroupDocument, Invitation, Membership
from reviews.models import CommitteeMember, Review, Score
from tests.costs import Copies, Cost, cost
from tests.people.http import client
from tests.permissions.routes import routes
from tests.permissions.world import AT, World, world
from trail.models import Event
from trail.services import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PEOPLE: Final = ("administrator", "officer", "auditor", "representative", "reviewer", "chair", "donor", None)

WHOLE: Final = {
    # Shown whole, not by pages: a person's tokens, a place's open invitations, a round's or a department's
    # applications. Their queries stay the same; their rows grow by so many for each object shown.
    "tokens/": 1,
    "funds/<id:pk>/invitations/": 1,
    "groups/<id:pk>/invitations/": 1,
    "rounds/<id:pk>/invitations/": 1,
    "rounds/<id:pk>/decisions/": 1,
    "public/rounds/<id:pk>/results/": 2,
    # All that is on record about somebody: a place, a submission and a message, or a gift and its receipt.
    "account/data/": 3,
    # A gift and its receipt; one paper of the year.
    "donations/own/<int:year>/pdf/": 2,
    # A matter of the group: an application with what is asked and its form, or an award with its payment,
    # transfer, batch, report and refund.
    "screens/my-home/": 9,
    # An invitation, a paper and an award of the group.
    "screens/group-profile/<id:pk>/": 3,
    # Its row, three reviewers' points, and its title and group once the scores are shown.
    "departments/<id:pk>/ranking/": 5,
}
FEW, MANY = 3, 300


class Grown:
    """The world with more and more copies of what it holds."""

    def __init__(self, ours: World) -> None:
        self.world, self.number = ours, 0

    def one(self, model: type[Any], name: str) -> Any:
        return model.objects.get(pk=self.world.ids[name])

    def by(self, number: int) -> None:
        """So many more of each kind."""
        numbers = range(number)
        start, self.number = self.number, self.number + number
        self._make(start, numbers)

    def _make(self, start: int, numbers: range) -> None:
        def more(template: Any, also: dict[str, Any] | None = None, **along: list[Any]) -> list[Any]:
            padded = {name: [None] * start + rows for name, rows in along.items()}
            return Copies(template, padded, also or {}).make(range(start, start + len(numbers)))

        ids, people = self.world.ids, self.world.people
        fund, group = self.world.fund, self.world.group
        groups = more(group)
        # One person with many places: only they, for what they may see is read by place.
        more(Membership.objects.get(group=group, role="viewer"), group=groups)
        more(self.one(BankAccount, "bank account"), group=groups)
        for key in ("group", "round", "fund"):
            more(self.one(Invitation, f"{key} invitation"))
        more(self.one(GroupDocument, "group document"))
        more(self.one(AccessToken, "tokens"))
        more(self.one(Fund, "funds"))

        for name in ("applications", "draft"):
            application = self.one(Application, name)
            made = more(application)
            if name == "draft":
                continue
            more(Submission.objects.get(application=application), application=made)
            more(CorrectionRequest.objects.get(application=application), application=made)
            more(self.one(Message, "message"), application=made)
            more(self.one(Attachment, "document"), application=made)
            for review in Review.objects.filter(application=application).select_related("member"):
                reviews = more(review, application=made)
                for score in Score.objects.filter(review=review):
                    more(score, review=reviews)
            more(Decision.objects.get(application=application), application=made)
            more(self.one(Promotion, "promotions"), {"state": "dropped"}, application=made)

        award = self.one(Award, "awards")
        filed = more(award.application)
        awards = more(award, application=filed)
        more(self.one(ChangeRequest, "award-changes"), award=awards)
        more(self.one(OfficialLetter, "official-letters"), award=awards)
        more(self.one(Cancellation, "cancellations"), award=awards)
        more(self.one(Report, "reports"), award=awards)
        refunds = more(self.one(Refund, "refunds"), award=awards)
        more(self.one(InterestWaiver, "interest-waivers"), refund=refunds)
        instalments = more(self.one(Instalment, "instalments"), award=awards)
        batches = more(self.one(PaymentBatch, "batches"))
        more(self.one(Transfer, "transfers"), batch=batches, instalment=instalments)

        donors = more(self.one(Donor, "donors"))
        gifts = more(self.one(Donation, "donations"), donor=donors)
        more(self.one(Receipt, "receipts"), donation=gifts)

        more(self.one(Notice, "letters"))
        calls = more(Round.objects.get(pk=ids["rounds"]))
        more(CallVersion.objects.get(round_id=ids["rounds"]), round=calls)
        seat = CommitteeMember.objects.get(pk=ids["committee-members"])
        more(seat, round=calls)
        # The world's book is empty: the first entry stands for the one of each kind.
        entries = [
            Entry("unidentified", f"x{n}", AT.date(), (dr("1020", 100), cr("2020", 100)), "仮受")
            for n in range(start - (not start), start + len(numbers))
        ]
        post_many(Book.objects.get(pk=ids["books"]), entries, by=SYSTEM, at=AT)
        for subject in (f"round:{ids['rounds']}", f"application:{ids['applications']}"):
            Event.objects.bulk_create(
                Event(fund_code=fund.code, subject=subject, verb="x", at=AT, actor_id=people["officer"].pk)
                for _ in numbers
            )


@pytest.fixture
def ours(settings: Any, tmp_path: Path) -> Iterator[World]:
    settings.MEDIA_ROOT = tmp_path
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    with clock_control.at(AT):
        yield world("AAA")


def costs_of(ours: World, page_size: int = 2) -> dict[str, Cost]:
    """What every route costs everybody who may look at it, as `address role`: of lists one page."""
    found = {}
    for route in routes():
        if route.method != "get" or route.address in ("schema/", "docs/"):
            continue
        for role in (*PEOPLE, "viewer") if route.address.startswith("groups/") else PEOPLE:
            asking, path = client(ours.people[role] if role else None), route.path(ours.ids)
            answer = asking.get(path)
            if answer.streaming:
                list(answer.streaming_content)
            elif answer.status_code == 200 and "results" in answer.json():
                path += f"?page_size={page_size}"
            if answer.status_code == 200:
                found[f"{route.address} {role}"] = cost(lambda path=path, asking=asking: look(asking, path))
    return found


def look(asking: Any, path: str) -> None:
    answer = asking.get(path)
    assert answer.status_code == 200, (path, answer.content)
    if answer.streaming:
        list(answer.streaming_content)


@pytest.mark.parametrize(
    ("state", "released"),
    [("reviewing", None), pytest.param("deciding", None, marks=pytest.mark.prove), ("running", AT)],
)
def test_nothing_costs_more_at_300_than_at_3(ours: World, state: str, released: Any) -> None:
    Round.objects.filter(pk=ours.call.pk).update(state=state, released_at=released)
    grown = Grown(ours)
    grown.by(FEW - 1)
    few = costs_of(ours)
    grown.by(MANY - FEW)
    assert Review.objects.filter(application__round=ours.call, member__code="V3").count() == MANY
    many = costs_of(ours)
    assert few.keys() == many.keys()
    assert len({name.split()[0] for name in few}) > 50
    for other in (many, costs_of(ours, page_size=100)):
        queries = [
            f"{name}: {few[name]} {other[name]}" for name in few if few[name].queries != other[name].queries
        ]
        assert not queries, "\n".join(queries)
    rows = [
        f"{name}: {few[name].rows} {many[name].rows}"
        for name in few
        if many[name].rows - few[name].rows not in allowed(name.split()[0])
    ]
    assert not rows, "\n".join(rows)


def allowed(address: str) -> list[int]:
    """By how many rows an address may have grown: none, or so many for each object it shows whole."""
    return [each * (MANY - FEW) for each in range(WHOLE.get(address, 0) + 1)]
