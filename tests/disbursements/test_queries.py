"""What a person may see of payments, what it costs, and where each figure comes from."""

from __future__ import annotations

from typing import Any

import pytest

from common import clock_control
from common.errors import NotFound
from common.queries import state_counts
from disbursements import queries as reading
from disbursements import services
from disbursements.models import Instalment
from ledger.explain import explain
from people.models import BankAccount, Membership
from tests import factories as make
from tests.disbursements.scene import BEFORE, PAY_DAY, Scene, account, queries, scene
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Any:
    with clock_control.at(BEFORE):
        yield scene()


def seen(user: Any) -> set[int]:
    return set(reading.visible_to(user).values_list("pk", flat=True))


def batches(user: Any) -> set[int]:
    return set(reading.visible_batches(user).values_list("pk", flat=True))


def test_who_sees_what(stage: Scene) -> None:
    green = stage.instalment(stage.award(), "approved")
    porch = stage.instalment(stage.award(stage.porch))
    named = stage.instalment(stage.designated())
    batch = stage.batch(green)
    other = scene()
    foreign = other.batch()

    for member in (stage.baba, stage.viewer):
        assert seen(member) == {green.pk, named.pk}
    assert seen(stage.aoki) == {green.pk, porch.pk, named.pk}
    for staff in (stage.endo, stage.fukuda, stage.goto, stage.ikeda):
        assert seen(staff) == {green.pk, porch.pk, named.pk}
        assert batches(staff) == {batch.pk}
    assert seen(stage.fujii) == set()
    # Batches hold other groups' accounts: the office's alone.
    for person in (stage.aoki, stage.baba, stage.fujii):
        assert batches(person) == set()
    assert batches(SYSTEM) == {batch.pk, foreign.pk}
    assert len(seen(SYSTEM)) == 4
    Membership.objects.filter(user=stage.baba).update(ended_on=BEFORE.date())
    assert seen(stage.baba) == set()


def test_groups_see_nothing_before_the_results_are_out(stage: Scene) -> None:
    found = stage.instalment(stage.award())
    named = stage.instalment(stage.designated())
    stage.call.released_at = None
    stage.call.save()
    assert seen(stage.aoki) == {named.pk}
    assert seen(stage.endo) == {found.pk, named.pk}


def test_counts_and_what_is_ready(stage: Scene) -> None:
    for state in ("planned", "requested", "approved"):
        stage.instalment(stage.award(), state)
    halted = stage.instalment(stage.award(), "approved")
    rows = reading.visible_to(stage.endo)
    assert state_counts(rows) == {"planned": 1, "requested": 1, "approved": 2}
    type(halted.award).objects.filter(pk=halted.award_id).update(state="reported")
    assert [row.state for row in reading.ready_for_batch(rows)] == ["approved"]
    stage.batch(reading.ready_for_batch(rows).get())
    assert not reading.ready_for_batch(rows).exists()
    assert state_counts(reading.visible_batches(stage.endo)) == {"draft": 1}


def test_whether_the_account_is_ready(stage: Scene) -> None:
    stage.instalment(stage.award())

    def ready() -> bool:
        return reading.with_account_ready(reading.visible_to(stage.endo), BEFORE).get().account_ready

    assert ready()
    account(stage.green, "B", stage, entered_at=BEFORE)
    assert not ready()
    account(stage.green, "B", stage, state="entered")
    assert not ready()
    BankAccount.objects.update(state="replaced")
    assert not ready()


def test_lists_and_details_cost_the_same_for_any_number(stage: Scene) -> None:
    def look() -> None:
        rows = reading.with_transfers(reading.with_account_ready(reading.visible_to(stage.endo), BEFORE))
        for row in rows:
            str((row.award.number, row.award.group.name, row.fund_code, row.account_ready))
            [transfer.batch.pay_on for transfer in row.transfers.all()]
        for batch in reading.with_lines(reading.visible_batches(stage.endo)):
            str((batch.fund.name, batch.created_by.name, batch.transfer_count))
            [line.instalment.award.application.title for line in batch.transfers.all()]
        state_counts(rows)

    made = []
    for number in (3, 27):
        stage.batch(*[stage.instalment(stage.award(), "approved") for _ in range(number)])
        made.append(queries(look))
    assert Instalment.objects.count() == 30
    assert made[0] == made[1]


def test_an_advance_is_explained_by_its_rule_and_its_payment(stage: Scene) -> None:
    award = stage.award()
    batch = stage.batch(stage.instalment(award, "approved"), state="exported")
    figure = f"instalment:{Instalment.objects.get().pk}:amount"
    found = explain(figure, stage.aoki)
    assert (found["value"], found["rule"], found["entries"]) == (317_000, "R4", [])
    assert found["inputs"] == {
        "kind": "advance",
        "number": 1,
        "award": 397_000,
        "advance_rate": "4/5",
        "unit": 1000,
    }
    with clock_control.on(PAY_DAY):
        services.confirm_batch(batch_id=batch.pk, by=stage.goto)
    entries = explain(figure, stage.ikeda)["entries"]
    assert [(row["account"], row["debit"], row["date"]) for row in entries] == [
        ("2010", 317_000, "2025-07-15")
    ]
    # The books are the office's.
    assert explain(figure, stage.aoki)["entries"] == []


def test_a_final_and_a_designated_payment_are_explained(stage: Scene) -> None:
    award = stage.award()
    with clock_control.on(PAY_DAY):
        services.confirm_batch(
            batch_id=stage.batch(stage.instalment(award, "approved"), state="exported").pk, by=stage.goto
        )
    stage.fix(award, 363_000)
    final = Instalment.objects.get(kind="final")
    found = explain(f"instalment:{final.pk}:amount", stage.endo)
    assert (found["value"], found["rule"]) == (46_000, "R5")
    assert found["inputs"] == {"kind": "final", "number": 1, "fixed": 363_000, "paid": 317_000}
    batch = stage.batch(stage.instalment(award, "approved"), state="exported")
    with clock_control.on(PAY_DAY):
        services.confirm_batch(batch_id=batch.pk, by=stage.goto)
    # Its own payment is no term of what it came to.
    assert explain(f"instalment:{final.pk}:amount", stage.endo)["inputs"] == found["inputs"]
    named = stage.instalment(stage.designated())
    assert explain(f"instalment:{named.pk}:amount", stage.endo)["value"] == 60_000


def test_a_batch_is_explained_by_its_instalments(stage: Scene) -> None:
    rows = [stage.instalment(award, "approved") for award in (stage.award(), stage.award(stage.porch))]
    batch = stage.batch(*rows, state="exported")
    found = explain(f"batch:{batch.pk}:total", stage.ikeda)
    assert (found["value"], found["entries"]) == (634_000, [])
    assert [(part["figure"], part["value"]) for part in found["parts"]] == [
        (f"instalment:{row.pk}:amount", 317_000) for row in rows
    ]
    with clock_control.on(PAY_DAY):
        services.confirm_batch(batch_id=batch.pk, by=stage.goto)
    entries = explain(f"batch:{batch.pk}:total", stage.ikeda)["entries"]
    assert sum(row["credit"] for row in entries) == 634_000


def test_figures_are_explained_to_those_who_see_them(stage: Scene) -> None:
    batch = stage.batch()
    instalment = Instalment.objects.get()
    for figure, viewers in (
        (f"instalment:{instalment.pk}:amount", [stage.fujii, make.staff(make.fund(), "officer")]),
        (f"batch:{batch.pk}:total", [stage.aoki, stage.fujii]),
        (f"instalment:{instalment.pk}:total", [stage.endo]),
        (f"instalment:{instalment.pk}", [stage.endo]),
        ("batch:x:total", [stage.endo]),
        (f"batch:{'9' * 30}:total", [stage.endo]),
    ):
        for viewer in viewers:
            with pytest.raises(NotFound):
                explain(figure, viewer)
