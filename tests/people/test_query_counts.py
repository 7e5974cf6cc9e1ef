"""One's account, tokens and a place's open invitations cost as many queries for thirty rows as for three."""

from __future__ import annotations

from datetime import timedelta

import pytest

from common import clock
from people.models import AccessToken, Invitation
from tests import factories as make
from tests.reviews.scene import queries
from tests.reviews.test_api import get

pytestmark = pytest.mark.django_db


def test_account_tokens_and_invitations_cost_the_same() -> None:
    aoki = make.user("aoki")
    group = make.group("里山の会", {aoki: "representative"})
    at, place = clock.now(), f"group:{group.pk}"
    costs, rows = [], 0
    for number in (3, 27):
        for _ in range(number):
            rows += 1
            make.group("", {aoki: "editor"})
            shared = {"place": place, "sha256": f"{rows}", "expires_at": at + timedelta(days=9)}
            AccessToken.objects.create(user=aoki, name="x", start="mt_x", created_at=at, **shared)
            Invitation.objects.create(role="viewer", email=f"m{rows}@example.org", by=aoki, at=at, **shared)
        paths = ("account/", "tokens/", f"groups/{group.pk}/invitations/")
        costs.append([queries(lambda path=path: get(aoki, path)) for path in paths])
    assert costs[0] == costs[1]
    assert len(get(aoki, "tokens/").json()) == len(get(aoki, paths[2]).json()) == 30
