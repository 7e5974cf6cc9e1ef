"""Payments over HTTP: the line walked by its people, what outsiders get, what a page costs."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from common import clock_control
from disbursements.models import Instalment, PaymentBatch, Transfer
from ledger.models import JournalEntry
from people.models import User
from tests import factories as make
from tests.disbursements.scene import (
    BEFORE,
    PAY_DAY,
    Scene,
    account,
    everything,
    queries,
    scene,
)

pytestmark = pytest.mark.django_db
BASE = "/api/v1/"


@pytest.fixture
def stage() -> Any:
    with clock_control.at(BEFORE):
        yield scene()


def client(user: User | None) -> APIClient:
    made = APIClient()
    if user is not None:
        made.force_authenticate(user)
    return made


def get(user: User | None, path: str, language: str = "ja", **params: Any) -> Any:
    return client(user).get(BASE + path, params, headers={"Accept-Language": language})


def post(user: User | None, path: str, body: Any = None, key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client(user).post(BASE + path, body or {}, format="json", headers=headers)


def actions(answer: Any) -> dict[str, tuple[bool, str]]:
    return {row["verb"]: (row["allowed"], row["reason"]) for row in answer.json()["actions"]}


def may(answer: Any) -> set[str]:
    return {verb for verb, (allowed, _) in actions(answer).items() if allowed}


def test_the_line_from_request_to_payment(stage: Scene) -> None:
    pk = stage.instalment().pk
    one = f"instalments/{pk}/"
    shown = get(stage.aoki, one).json()
    assert (shown["amount"], shown["figure"]) == (317_000, f"instalment:{pk}:amount")
    assert (shown["state_label"], shown["kind_label"], shown["account_ready"]) == ("予定", "概算払", True)

    assert post(stage.aoki, f"{one}request/", key="r1").json()["state"] == "requested"
    assert post(stage.baba, f"{one}take-back/").json()["state"] == "planned"
    post(stage.aoki, f"{one}request/", key="r2")
    assert post(stage.fukuda, f"{one}approve/").json()["state"] == "approved"

    made = post(
        stage.endo,
        "batches/",
        {"fund": stage.fund.pk, "pay_on": PAY_DAY.isoformat(), "instalments": [pk]},
    )
    assert made.status_code == 201
    batch = f"batches/{made.json()['id']}/"
    assert (made.json()["total"], made.json()["transfer_count"]) == (317_000, 1)
    assert may(made) == {"prepare", "void"}

    prepared = post(stage.endo, f"{batch}prepare/")
    assert prepared.json()["transfers"][0]["account_number"] == "0000202"
    sent_back = post(stage.fukuda, f"{batch}send-back/", {"reason": "日を確かめて"})
    assert sent_back.json()["state"] == "draft"
    post(stage.endo, f"{batch}prepare/", {"pay_on": "2025-07-16"})
    approved = post(stage.fukuda, f"{batch}approve/", key="a")
    assert (approved.json()["state"], approved.json()["pay_on"]) == ("approved", "2025-07-16")
    exported = post(stage.goto, f"{batch}export/", key="b")
    assert (exported.json()["state"], exported.json()["exported_count"]) == ("exported", 1)

    file = get(stage.goto, f"{batch}file/")
    assert file.status_code == 200
    assert hashlib.sha256(file.content).hexdigest() == exported.json()["sha256"]
    assert "sogo_furikomi_20250716_1.txt" in file["Content-Disposition"]
    assert file.content[:4] == b"1210"

    with clock_control.on(PAY_DAY + timedelta(days=1)):
        confirmed = post(stage.goto, f"{batch}confirm/", {"on": "2025-07-16"}, key="c")
    assert (confirmed.json()["state"], confirmed.json()["fee"]) == ("confirmed", 440)
    paid = get(stage.baba, one).json()
    assert (paid["state"], paid["paid_on"]) == ("paid", "2025-07-16")
    # The group sees that it was paid, not out of which batch nor to which account.
    assert paid["transfers"] == [
        {
            "id": Transfer.objects.get().pk,
            "amount": 317_000,
            "state": "confirmed",
            "state_label": "入金確認",
            "pay_on": "2025-07-16",
            "result_on": "2025-07-16",
            "failure": "",
        }
    ]


def test_the_bank_returns_one_and_it_is_paid_again(stage: Scene) -> None:
    transfer = stage.batch(state="exported").transfers.get()
    with clock_control.on(PAY_DAY):
        failed = post(
            stage.goto, f"transfers/{transfer.pk}/fail/", {"reason": "口座なし", "fee": "６６０円"}, key="a"
        )
    assert (failed.status_code, failed.json()["state"]) == (200, "confirmed")
    assert JournalEntry.objects.get(key=f"transfer:{transfer.pk}:return_fee").lines.count() == 2
    account(stage.green, "B", stage, entered_at=make.at("2025-07-16 09:00"))
    with clock_control.at(make.at("2025-08-01 09:00")):
        again = post(stage.fukuda, f"instalments/{transfer.instalment_id}/retry/")
        assert (again.status_code, again.json()["state"]) == (200, "approved")
        second = stage.batch(
            Instalment.objects.get(), state="exported", pay_on=make.at("2025-08-01 09:00").date()
        )
        answer = post(stage.goto, f"transfers/{second.transfers.get().pk}/confirm/", key="b")
    assert (answer.status_code, answer.json()["state"]) == (200, "confirmed")


def test_a_batch_given_up_is_not_the_groups_concern(stage: Scene) -> None:
    batch = stage.batch()
    path = f"instalments/{Instalment.objects.get().pk}/"
    assert len(get(stage.aoki, path).json()["transfers"]) == 1
    assert post(stage.endo, f"batches/{batch.pk}/void/", {"reason": "口座の変更"}).json()["state"] == "void"
    assert get(stage.aoki, path).json()["transfers"] == []


def test_a_repeated_money_request_gets_the_first_answer(stage: Scene) -> None:
    batch = stage.batch(state="approved")
    path = f"batches/{batch.pk}/"
    assert post(stage.goto, f"{path}export/").status_code == 428
    first = post(stage.goto, f"{path}export/", key="k")
    again = post(stage.goto, f"{path}export/", key="k")
    assert again.json() == first.json()
    assert PaymentBatch.objects.get().exported_count == 1
    with clock_control.on(PAY_DAY):
        for verb in ("confirm",):
            assert post(stage.goto, f"{path}{verb}/").status_code == 428
            assert post(stage.goto, f"{path}{verb}/", key="c").status_code == 200
            assert post(stage.goto, f"{path}{verb}/", key="c")["Idempotent-Replay"] == "true"
    assert JournalEntry.objects.filter(kind="payment").count() == 1


VERBS = [
    ("instalments/{instalment}/request/", {}),
    ("instalments/{instalment}/take-back/", {}),
    ("instalments/{instalment}/approve/", {}),
    ("instalments/{instalment}/retry/", {}),
    ("batches/{batch}/prepare/", {}),
    ("batches/{batch}/send-back/", {"reason": "x"}),
    ("batches/{batch}/approve/", {}),
    ("batches/{batch}/export/", {}),
    ("batches/{batch}/void/", {"reason": "x"}),
    ("batches/{batch}/confirm/", {}),
    ("transfers/{transfer}/confirm/", {}),
    ("transfers/{transfer}/fail/", {"reason": "x"}),
]


@pytest.mark.parametrize(("path", "body"), VERBS)
def test_outsiders_find_nothing(stage: Scene, path: str, body: Any) -> None:
    batch = stage.batch(state="exported")
    ids = {
        "batch": batch.pk,
        "instalment": Instalment.objects.get().pk,
        "transfer": Transfer.objects.get().pk,
    }
    nobody = dict.fromkeys(ids, 10**12)
    before = everything()
    other = make.staff(make.fund(), "officer", "approver", "cashier")
    for person in (stage.fujii, other):
        assert post(person, path.format(**ids), body, key="k").status_code == 404
    assert post(stage.endo, path.format(**nobody), body, key="k2").status_code == 404
    assert post(None, path.format(**ids), body, key="k").status_code in {401, 403}
    assert post(stage.endo, path.format(**ids), {**body, "zzz": 1}, key="k3").status_code == 400
    assert everything() == before


def test_outsiders_read_nothing(stage: Scene) -> None:
    batch = stage.batch(state="exported")
    instalment = Instalment.objects.get()
    for person in (stage.fujii, make.staff(make.fund(), "cashier")):
        for path in ("instalments/", "batches/"):
            answer = get(person, path).json()
            assert (answer["results"], answer["counts"]) == ([], {})
        for path in (f"instalments/{instalment.pk}/", f"batches/{batch.pk}/", f"batches/{batch.pk}/file/"):
            assert get(person, path).status_code == 404
    # The group itself sees its instalment and no batch.
    assert get(stage.baba, f"instalments/{instalment.pk}/").status_code == 200
    for path in (f"batches/{batch.pk}/", f"batches/{batch.pk}/file/"):
        assert get(stage.baba, path).status_code == 404
    assert get(stage.baba, "batches/").json()["results"] == []


def test_the_file_is_the_cashiers(stage: Scene) -> None:
    batch = stage.batch(state="approved")
    path = f"batches/{batch.pk}/file/"
    assert get(stage.goto, path).status_code == 404
    post(stage.goto, f"batches/{batch.pk}/export/", key="k")
    for person in (stage.endo, stage.fukuda, stage.ikeda):
        assert get(person, path).status_code == 403
    assert get(stage.goto, path).status_code == 200


def test_refusals_are_told_in_two_languages(stage: Scene) -> None:
    pk = stage.instalment(state="requested").pk
    account(stage.green, "B", stage, entered_at=BEFORE)
    refused = post(stage.fukuda, f"instalments/{pk}/approve/")
    assert (refused.status_code, refused.json()["code"]) == (409, "people.account_held")
    assert "waits seven days" in refused.json()["detail_en"]
    refused = post(stage.endo, "batches/", {"fund": stage.fund.pk, "pay_on": "いつか", "instalments": []})
    assert {row["pointer"] for row in refused.json()["errors"]} == {"/pay_on", "/instalments"}
    refused = post(
        stage.endo, "batches/", {"fund": stage.fund.pk, "pay_on": "2025-07-15", "instalments": [pk]}
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "common.wrong_state")
    assert not PaymentBatch.objects.exists()


def test_actions_say_what_is_possible_and_why_not(stage: Scene) -> None:
    pk = stage.instalment(state="requested").pk
    path = f"instalments/{pk}/"
    assert may(get(stage.aoki, path)) == {"take_back"}
    assert may(get(stage.fukuda, path)) == {"approve"}
    assert may(get(stage.viewer, path)) == set()
    account(stage.green, "B", stage, entered_at=BEFORE)
    assert "7日間は使えません" in actions(get(stage.fukuda, path))["approve"][1]
    assert "waits seven days" in actions(get(stage.fukuda, path, "en"))["approve"][1]


def test_actions_of_a_batch(stage: Scene) -> None:
    batch = stage.batch(state="prepared")
    path = f"batches/{batch.pk}/"
    assert may(get(stage.fukuda, path)) == {"approve", "send_back", "void"}
    assert may(get(stage.endo, path)) == {"void"}
    assert may(get(stage.ikeda, path)) == set()
    account(stage.green, "B", stage, number="0000299")
    assert "口座が変わった団体" in actions(get(stage.fukuda, path))["approve"][1]
    account(stage.green, "B", stage)
    post(stage.fukuda, f"{path}approve/", key="a")
    assert may(get(stage.goto, path)) == {"export"}
    post(stage.goto, f"{path}export/", key="b")
    assert may(get(stage.goto, path)) == {"export", "confirm"}


def test_lists_filter_and_count(stage: Scene) -> None:
    for state in ("planned", "requested", "approved"):
        stage.instalment(stage.award(), state)
    porch = stage.instalment(stage.award(stage.porch), "approved")
    answer = get(stage.endo, "instalments/", state="approved", fund=stage.fund.pk).json()
    assert [row["state"] for row in answer["results"]] == ["approved", "approved"]
    assert answer["counts"] == {"planned": 1, "requested": 1, "approved": 2}
    answer = get(stage.endo, "instalments/", ready="true", group=stage.porch.pk).json()
    assert [row["id"] for row in answer["results"]] == [porch.pk]
    assert len(get(stage.endo, "instalments/", ready="false").json()["results"]) == 2
    refused = get(stage.endo, "instalments/", state="rich", kind="gift")
    assert refused.status_code == 422
    assert {row["pointer"] for row in refused.json()["errors"]} == {"/state", "/kind"}
    stage.batch(porch)
    answer = get(stage.endo, "batches/", state="draft").json()
    assert [row["transfer_count"] for row in answer["results"]] == [1]
    assert get(stage.endo, "batches/", state="void").json()["results"] == []


def test_pages_cost_the_same_for_any_number(stage: Scene) -> None:
    costs = []
    for number in (3, 27):
        rows = [stage.instalment(stage.award(), "approved") for _ in range(number)]
        batch = stage.batch(*rows, state="prepared")
        for _ in range(number):
            stage.batch()
        costs.append(
            [
                queries(lambda person=person, path=path: get(person, path))
                for person, path in (
                    (stage.endo, "instalments/"),
                    (stage.aoki, "instalments/"),
                    (stage.endo, "batches/"),
                    (stage.fukuda, f"batches/{batch.pk}/"),
                    (stage.fukuda, f"instalments/{rows[0].pk}/"),
                    (stage.aoki, f"instalments/{rows[0].pk}/"),
                )
            ]
        )
    assert costs[0] == costs[1]
