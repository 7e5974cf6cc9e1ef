"""Deciding a round, releasing it and paying it cost as many queries for thirty applications as for three."""

from __future__ import annotations

from datetime import date

import pytest

from applications.models import Application
from awards import services
from awards.models import AmountFixing, Award
from awards.queries import draw
from disbursements import services as payments
from disbursements.models import Instalment
from fund.models import Fund, Round
from people.models import BankAccount
from tests import factories as make
from tests.awards.scene_awards import DECISION, Stage, at, queries, score, stage

pytestmark = pytest.mark.django_db
PAY_DAY = date(2025, 7, 15)
ACCOUNT = {
    "bank_code": "0001",
    "branch_code": "388",
    "account_type": 1,
    "number": "0000111",
    "holder_kana": "トクヒ)ミハラシマチサポ-ト",
    "consignor_code": "0000012345",
}


def more(scene: Stage, count: int) -> None:
    """So many small applications of groups of their own, ranked below the three of the example."""
    department = scene.call.departments.get(code="START")
    department.rules_data["steps"][0]["floor"] = 10_000
    department.save()
    for n in range(count):
        group = make.group(f"団体{n}", {make.user(): "representative"})
        made: Application = make.application(
            department, group, state="under_review", requested=10_000, number=f"R7-05-{100 + n}"
        )
        score(made, f"{71 - n / 10:.1f}", scene.endo)


def with_accounts(scene: Stage) -> None:
    Fund.objects.filter(pk=scene.fund.pk).update(bank_account=ACCOUNT)
    for award in Award.objects.filter(application__round=scene.call).select_related("group"):
        BankAccount.objects.create(
            group=award.group,
            bank_code="0001",
            branch_code="388",
            account_type=1,
            number=f"{award.pk:07d}",
            holder_kana="ダンタイ",
            state="verified",
            held_until=make.at("2025-05-01 00:00"),
            entered_by=scene.endo,
            entered_at=make.at("2025-04-20 00:00"),
            verified_by=scene.fukuda,
            verified_at=make.at("2025-05-01 00:00"),
        )


def costs_of(count: int) -> dict[str, int]:
    scene = stage(f"F{count}")
    more(scene, count)
    # START has 300,000, of which A takes 100,000 and thirty others 10,000 each.
    scene.call.departments.filter(code="START").update(budget=400_000)
    cashier = make.staff(scene.fund, "cashier")
    call, endo, fukuda = scene.call.pk, scene.endo, scene.fukuda
    costs = {}
    with at(DECISION):
        fresh = Round.objects.select_related("policy_version").get(pk=call)
        costs["rank and draw"] = queries(lambda: draw(fresh))
        costs["prepare"] = queries(lambda: services.prepare_decisions(round_id=call, by=endo))
        costs["approve"] = queries(lambda: services.approve_decisions(round_id=call, by=fukuda))
        costs["release"] = queries(lambda: services.release_results(round_id=call, by=endo))
        with_accounts(scene)
        for award in Award.objects.filter(application__round=scene.call).exclude(
            application=scene.applications["C"]
        ):
            voice = award.group.memberships.filter(role="representative").get().user
            services.accept_offer(award_id=award.pk, by=voice)
            services.activate_award(award_id=award.pk, by=fukuda)
    planned = Instalment.objects.filter(award__fund=scene.fund, state="planned")
    ids = list(planned.order_by("pk").values_list("pk", flat=True))
    assert len(ids) == count + 2
    Instalment.objects.filter(pk__in=ids).update(state="approved")
    with at("2025-07-14 10:00"):
        batch = payments.create_batch(fund_id=scene.fund.pk, pay_on=PAY_DAY, instalment_ids=ids, by=endo).pk
        costs["prepare batch"] = queries(lambda: payments.prepare_batch(batch_id=batch, by=endo))
        costs["approve batch"] = queries(lambda: payments.approve_batch(batch_id=batch, by=fukuda))
        costs["export"] = queries(lambda: payments.export_batch(batch_id=batch, by=cashier))
    # As if all were fixed at what they are paid: the same payment then settles every award.
    for award in Award.objects.filter(application__round=scene.call).exclude(state="offered"):
        amount = Instalment.objects.get(award=award).amount
        AmountFixing.objects.create(
            award=award, accepted_eligible=amount, disallowed=0, ineligible=0, actual_total=amount,
            actual_other_income=0, terms={}, fixed=amount, binding=[], state="approved",
            prepared_by=endo, prepared_at=DECISION,
        )  # fmt: skip
        Award.objects.filter(pk=award.pk).update(state="fixed")
    with at("2025-07-15 15:00"):
        costs["confirm"] = queries(lambda: payments.confirm_batch(batch_id=batch, by=cashier, on=PAY_DAY))
    assert Award.objects.filter(application__round=scene.call, state="settled").count() == count + 2
    return costs


def test_deciding_and_paying_cost_the_same_for_three_and_thirty() -> None:
    small, large = costs_of(3), costs_of(30)
    assert small == large
    assert small["rank and draw"] <= 6
