"""The payment request (請求書) on paper: what was asked, once it was asked, to the group and the office."""

from __future__ import annotations

from typing import Any

import pytest

from common import clock_control
from disbursements import services
from disbursements.models import Instalment
from disbursements.papers import request_pdf
from people.models import BankAccount, Group
from tests.disbursements.scene import ACCOUNTS, BEFORE, Scene, account, scene
from tests.papers import look, read
from tests.people.http import get

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Any:
    with clock_control.at(BEFORE):
        yield scene()


def asked(stage: Scene, planned: Instalment | None = None) -> Instalment:
    account(stage.green, "B", stage)
    wanted = planned or stage.instalment()
    return services.request_instalment(instalment_id=wanted.pk, by=stage.baba)


def test_the_request_says_what_is_asked_for_and_hides_the_account(stage: Scene) -> None:
    made = asked(stage)
    paper = request_pdf(made)
    look(paper, "request.pdf")
    text, pages = read(paper, f"決定番号 {made.award.number}　概算払")
    assert pages == 1
    for expected in ("助成金請求書", "金317,000円", "助成金の決定額397,000円", "令和7年7月10日", "末尾0202",
                     "baba", stage.green.name):  # fmt: skip
        assert expected in text
    assert ACCOUNTS["B"][2] not in text


def test_it_stays_as_it_was_asked(stage: Scene) -> None:
    made = asked(stage)
    before = request_pdf(made)
    Group.objects.update(name="あとの名前")
    BankAccount.objects.update(number="9999999")
    stage.baba.name = "あとの人"
    stage.baba.save()
    assert request_pdf(Instalment.objects.get(pk=made.pk)) == before


def test_who_has_it_and_when(stage: Scene) -> None:
    planned = stage.instalment()
    address = f"instalments/{planned.pk}/pdf/"
    assert get(stage.aoki, address).status_code == 404
    made = asked(stage, planned)
    for person, status in ((stage.aoki, 200), (stage.viewer, 200), (stage.endo, 200), (stage.fujii, 404)):
        assert get(person, address).status_code == status
    services.take_back_request(instalment_id=made.pk, by=stage.baba)
    assert get(stage.aoki, address).status_code == 404
