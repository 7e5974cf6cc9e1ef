"""What somebody may not see cannot be told from what they do see: two worlds that differ in nothing else
answer every GET alike, byte for byte, filtered, paged and searched.

The second world is the first one, changed in place and put back afterwards, so that ids are the same.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import transaction

from applications import queries as application_queries
from applications.models import Application, CorrectionRequest, Message
from awards.models import (
    Cancellation,
    ChangeRequest,
    Decision,
    InterestWaiver,
    Promotion,
    Refund,
    Report,
    ReportFile,
)
from common import clock_control
from disbursements.models import Instalment, PaymentBatch
from donations.models import Donor, Receipt
from notices.models import Notice
from people.models import AccessToken, BankAccount, Group, GroupDocument, Invitation, Membership
from reviews.models import Review, Score, TokenScore
from tests import factories as make
from tests.permissions.routes import Route, operation, routes
from tests.permissions.test_matrix import GROUP, ROLES, SKIPPED, asked
from tests.permissions.world import AT, OFFICE, World, world

pytestmark = [pytest.mark.django_db, pytest.mark.once]
UNSTEADY: Final = {"sign-in/"}
"""Answers with a token of its own each time."""


@pytest.fixture
def ours(settings: Any, tmp_path: Path) -> Iterator[World]:
    settings.MEDIA_ROOT = tmp_path
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    with clock_control.at(AT):
        found = world("AAA")
        found.people["other fund"] = world("BBB").people["officer"]
        yield found


MOST_CHOICES: Final = 30 if os.environ.get("PROVE") else 3

MOST_PAGES: Final = 20

Change = Callable[[World], Any]


def scores(ours: World) -> None:
    Score.objects.filter(review__application__round=ours.call).update(points=1)
    Review.objects.filter(application__round=ours.call, state="submitted").update(comment="まったく別の講評")
    seat = ours.call.committee.get(code="V3")
    TokenScore.objects.create(
        member=seat, application_id=ours.ids["applications"], component="TOK", tokens=2, at=AT
    )


def names(ours: World) -> None:
    Group.objects.filter(pk=ours.ids["other group"]).update(
        name="ん別の名前", name_kana="ンベツ", phone="000", representative="別の人", email="x@example.org"
    )


def accounts(ours: World) -> None:
    BankAccount.objects.filter(group=ours.group).update(
        number="1111111", bank_code="0005", branch_code="001", holder_kana="ﾍﾞﾂ"
    )


def digits(ours: World) -> None:
    """Of the number, a viewer of the group sees the end only."""
    last = BankAccount.objects.get(group=ours.group).number[-3:]
    BankAccount.objects.filter(group=ours.group).update(number=f"9999{last}")


def donors(ours: World) -> None:
    """But the one whose page the world's secret opens: whoever holds it may read their name."""
    hidden = Donor.objects.filter(fund=ours.fund).exclude(pk=ours.ids["giver"])
    hidden.update(name="別の寄附者", name_kana="ベツ", email="y@example.org")


def addresses(ours: World) -> None:
    Donor.objects.filter(fund=ours.fund).update(address="別の住所")


def own_drafts(ours: World) -> None:
    Application.objects.filter(pk=ours.ids["draft"]).update(draft={"title": "別の下書き", "requested": 5})


def drafts_of_others(ours: World) -> None:
    group = make.group("三つ目の団体", {make.user(): "representative"})
    Application.objects.create(
        round=ours.call, department_id=ours.ids["departments"], group=group, created_at=AT,
        created_by=ours.people["donor"], draft={"title": "知らない下書き"},
    )  # fmt: skip


def decided(ours: World) -> None:
    """In both worlds the round is decided, and nobody outside has been told."""
    Application.objects.filter(round=ours.call, state="under_review").update(state="approved")
    Decision.objects.filter(application__round=ours.call).update(outcome="approved", amount=1_000)


def decisions(ours: World) -> None:
    Application.objects.filter(round=ours.call, state="approved").update(state="declined")
    Decision.objects.filter(application__round=ours.call).update(
        outcome="declined_budget", score="1.0", amount=0, waitlist_position=None
    )


def letters(ours: World) -> None:
    Notice.objects.filter(fund_code=ours.fund.code).update(context={"title": "別の通知"}, kind="offer")
    Notice.objects.create(
        fund_code=ours.fund.code, kind="offer", dedupe_key="another", message_id="<another>", queued_at=AT,
        recipient=ours.people["representative"], state="held",
    )  # fmt: skip


def invited(place: str) -> Change:
    def change(ours: World) -> None:
        pk = {"group": ours.group.pk, "fund": ours.fund.pk, "round": ours.call.pk}[place]
        Invitation.objects.filter(place=f"{place}:{pk}").update(email="another@example.org")

    return change


def group_papers(ours: World) -> None:
    GroupDocument.objects.filter(group=ours.group).update(name="別の書類.pdf", kind="other", state="infected")


def tokens(ours: World) -> None:
    AccessToken.objects.filter(user=ours.people["representative"]).update(name="別のトークン")


def members(ours: World) -> None:
    Membership.objects.create(group_id=ours.ids["other group"], user=make.user(), role="editor")


def prepared(ours: World) -> None:
    Cancellation.objects.filter(award__fund=ours.fund).update(reason="別の理由")
    InterestWaiver.objects.filter(refund__award__fund=ours.fund).update(reason="別の理由")


def papers(ours: World) -> None:
    """What passes between a group and its office."""
    ChangeRequest.objects.filter(award__fund=ours.fund).update(reason="別の理由")
    Instalment.objects.filter(award__fund=ours.fund).update(amount=49_000)
    Refund.objects.filter(award__fund=ours.fund).update(principal=999)
    Application.objects.filter(round=ours.call, group=ours.group).update(requested=111_111)
    CorrectionRequest.objects.filter(application__round=ours.call).update(texts={"title": "別のお願い"})


def messages(ours: World) -> None:
    """What a group and its office write to each other can only become more."""
    Message.objects.create(
        application_id=ours.ids["applications"], author=ours.people["officer"], side="office", at=AT,
        body="知らないやりとり", sha256="0" * 64,
    )  # fmt: skip


def report_drafts(ours: World) -> None:
    Report.objects.filter(award__fund=ours.fund, state="not_due").update(
        text="別の報告", other_income=5, draft={"text": "別の下書き", "rows": [{"amount": 5}]}
    )
    ReportFile.objects.filter(report__award__fund=ours.fund).update(
        name="別の写真.jpg", alt="別の説明", consent=True, publish=True, sent_sha256="1" * 64
    )


def batches(ours: World) -> None:
    PaymentBatch.objects.filter(fund=ours.fund).update(pay_on="2025-08-15")


def promotions(ours: World) -> None:
    Promotion.objects.filter(department__round=ours.call).update(amount=2_000)


def receipts(ours: World) -> None:
    Receipt.objects.filter(fund=ours.fund).update(addressee="別の宛名")


ALL: Final = set(ROLES)
NOT_OFFICE: Final = ALL - set(OFFICE)
# Each change, and from whom it is hidden.
HIDDEN: Final[dict[str, tuple[Change, set[str]]]] = {
    "scores": (scores, ALL),  # before the close, from everybody but who gave them
    "names": (names, NOT_OFFICE - {"other group"}),
    "accounts": (accounts, NOT_OFFICE - GROUP),
    "digits": (digits, NOT_OFFICE - {"representative"}),
    "donors": (donors, NOT_OFFICE - {"donor"}),
    "addresses": (addresses, (NOT_OFFICE - {"donor"}) | {"approver"}),
    "own drafts": (own_drafts, ALL - GROUP),
    "drafts of others": (drafts_of_others, ALL),
    "decisions": (decisions, NOT_OFFICE - {"reviewer", "chair"}),
    "letters": (letters, NOT_OFFICE),
    "group's invitations": (invited("group"), ALL - {"representative"}),
    "office's invitations": (invited("fund"), ALL - {"administrator"}),
    "committee's invitations": (invited("round"), ALL - {"officer"}),
    "tokens": (tokens, ALL - {"representative"}),
    "group's papers": (group_papers, ALL - GROUP),
    "members": (members, ALL - {"other group"}),
    "prepared": (prepared, NOT_OFFICE),
    "papers": (papers, NOT_OFFICE - GROUP - {"reviewer", "chair"}),
    "messages": (messages, NOT_OFFICE - GROUP),
    "report drafts": (report_drafts, ALL - GROUP),
    "batches": (batches, NOT_OFFICE - GROUP),  # a group knows when it is paid
    "promotions": (promotions, NOT_OFFICE),
    "receipts": (receipts, NOT_OFFICE - {"donor"}),
}


def questions(ours: World) -> list[tuple[Route, str]]:
    """Every GET, as it is and with each of its filters and orders, searches for hidden words, small pages."""
    found = []
    for route in routes():
        if route.method != "get" or route.address in SKIPPED | UNSTEADY:
            continue
        found.append((route, ""))
        for parameter in operation(route).get("parameters", []):
            if parameter["in"] == "query":
                asked_for = values_of(parameter, ours)
                found += [(route, "?" + urlencode({parameter["name"]: value})) for value in asked_for]
    return found


def values_of(parameter: dict[str, Any], ours: World) -> Iterator[Any]:
    name, schema = parameter["name"], parameter["schema"]
    choices = schema.get("enum") or schema.get("items", {}).get("enum")
    if choices:
        return islice(choices, MOST_CHOICES)
    if schema.get("type") == "boolean":
        return iter(("true", "false"))
    hidden = {
        "q": ["秘", "別の", *(ours.sentinels[word] for word in ("他団体名", "寄附者名", "下書き"))],
        "subject": [f"{kind}:{ours.ids[key]}" for kind, key in (
            ("application", "applications"), ("application", "draft"), ("round", "rounds"),
            ("review", "reviews"), ("award", "awards"), ("donation", "donations"))],
        "fund": [ours.fund.pk, ours.fund.code],
        "group": [ours.group.pk, ours.ids["other group"]],
        "round": [ours.call.pk],
        "donor": [ours.ids["donors"]],
        "award": [ours.ids["awards"]],
        "department": [ours.ids["departments"]],
        "page_size": [1],
        "year": [2025],
        "fiscal_year": [2025],
    }  # fmt: skip
    return islice(iter(hidden.get(name, ())), 6)


def answers(ours: World, role: str, of: list[tuple[Route, str]]) -> dict[str, str]:
    """What one role is answered: status, headers and body, of small pages one after the other."""
    found = {}
    for route, query in of:
        told = [f"{answer.status_code} {steady(answer)}" for answer in pages(route, role, ours, query)]
        found[f"{route.address}{query}"] = "\n".join(told)
    return found


def pages(route: Route, role: str, ours: World, query: str) -> Iterator[Any]:
    """The answer; where a page of one was asked for, those that follow it too."""
    answer = asked(route, role, ours, query)
    yield answer
    for _ in range(MOST_PAGES if "page_size" in query else 0):
        following = answer.json().get("next") if answer.status_code == 200 else None
        if not following:
            break
        if following.startswith("http"):
            at = f"?{urlsplit(following).query}"
        else:  # the place in the list itself
            at = f"{query}&{urlencode({'after': following})}"
        answer = asked(route, role, ours, at)
        yield answer


def steady(answer: Any) -> str:
    for name in ("Set-Cookie", "Date"):
        answer.headers.pop(name, None)
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return (
        f"{dict(answer.items())} {text.decode('utf-8', 'replace')}" if not answer.streaming else answer.seen
    )


def differing(ours: World, role: str, changes: list[Change]) -> list[str]:
    """The questions whose answers tell that something changed."""
    of = questions(ours)
    decided(ours)
    before = answers(ours, role, of)
    with transaction.atomic():
        for change in changes:
            change(ours)
        after = answers(ours, role, of)
        transaction.set_rollback(True)
    return [question for question, text in before.items() if after[question] != text]


@pytest.mark.parametrize("role", ROLES)
def test_what_is_hidden_changes_no_answer(ours: World, role: str) -> None:
    hidden = {name: change for name, (change, roles) in HIDDEN.items() if role in roles}
    assert hidden
    told = differing(ours, role, list(hidden.values()))
    if told:
        each = {name: differing(ours, role, [change]) for name, change in hidden.items()}
        pytest.fail(f"{role}: { ({name: found[:5] for name, found in each.items() if found}) }")


@pytest.mark.parametrize(
    ("name", "role"),
    [("names", "officer"), ("accounts", "representative"), ("donors", "donor"), ("own drafts", "viewer"),
     ("decisions", "officer"), ("letters", "auditor"), ("receipts", "cashier"), ("papers", "viewer"),
     ("tokens", "representative"), ("messages", "viewer"), ("report drafts", "viewer"),
     ("promotions", "approver")],
)  # fmt: skip
def test_what_is_not_hidden_does(ours: World, name: str, role: str) -> None:
    """The control: who may see it gets another answer."""
    change, roles = HIDDEN[name]
    assert role not in roles
    assert differing(ours, role, [change])


def test_a_planted_leak_is_caught(ours: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the group's list shows the state as it is, and the decision shows before its release."""
    monkeypatch.setattr(application_queries, "HIDDEN_UNTIL_RELEASE", frozenset())
    assert differing(ours, "representative", [decisions])


def test_pages_are_followed_to_the_end(ours: World) -> None:
    """The control: one after the other, pages of one hold what a whole page holds."""
    route = next(route for route in routes() if (route.address, route.method) == ("letters/", "get"))
    letter = Notice.objects.get(pk=ours.ids["letters"])
    for number in range(5):
        letter.pk, letter.dedupe_key, letter.message_id = None, f"k{number}", f"<k{number}@x>"
        letter.save()
    (whole,) = pages(route, "officer", ours, "")
    found = list(pages(route, "officer", ours, "?page_size=1"))
    ids = [row["id"] for answer in found for row in answer.json()["results"]]
    assert ids == [row["id"] for row in whole.json()["results"]]
    assert len(found) == len(ids) >= 6
