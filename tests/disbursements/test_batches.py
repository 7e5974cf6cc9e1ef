"""A batch is made, checked, sent back, approved by a second person, or given up (R14)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from awards.permissions import RelatedParty
from common import clock_control
from common.errors import DomainError, NotAllowed, NotFound, ReasonMissing, SamePerson, WrongState
from common.zengin import UnknownBranch
from disbursements import services
from disbursements.bank_file import NotABusinessDay, NoTransfers
from disbursements.models import Instalment, PaymentBatch, Transfer
from disbursements.services import batching, checking
from disbursements.services.common import AwardNotInForce
from fund.models import StaffRole
from notices.models import Notice
from people.models import BankAccount, Membership
from tests import factories as make
from tests.disbursements.scene import BEFORE, PAY_DAY, Scene, account, everything, scene
from trail.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Any:
    with clock_control.at(BEFORE):
        yield scene()


def create(stage: Scene, *instalments: Instalment, by: Any = None, pay_on: date = PAY_DAY) -> PaymentBatch:
    return services.create_batch(
        fund_id=stage.fund.pk,
        pay_on=pay_on,
        instalment_ids=[row.pk for row in instalments],
        by=by or stage.endo,
    )


def refused(error: type[DomainError], act: Any) -> DomainError:
    """`act` is refused with exactly this error, and nothing has changed."""
    before = everything(), Notice.objects.count()
    with pytest.raises(error) as refusal:
        act()
    assert type(refusal.value) is error
    assert (everything(), Notice.objects.count()) == before
    return refusal.value


def two(stage: Scene) -> tuple[Instalment, Instalment]:
    """B's advance of 317,000 and C's of 1,362,000, both approved."""
    green = stage.instalment(stage.award(number="R7-05-002"), "approved")
    porch = stage.instalment(stage.award(stage.porch, 1_703_000, number="R7-05-003"), "approved")
    return green, porch


def test_a_batch_takes_approved_instalments_in_the_order_given(stage: Scene) -> None:
    green, porch = two(stage)
    batch = create(stage, porch, green)
    batch.refresh_from_db()
    assert (batch.number, batch.state, batch.total, batch.pay_on) == (1, "draft", 1_679_000, PAY_DAY)
    assert [(row.instalment, row.amount, row.live) for row in batch.transfers.order_by("pk")] == [
        (porch, 1_362_000, True),
        (green, 317_000, True),
    ]
    assert set(Instalment.objects.values_list("state", flat=True)) == {"in_batch"}
    assert create(stage, stage.instalment(stage.award(), "approved")).number == 2


def test_the_same_instalment_named_twice_is_one_transfer(stage: Scene) -> None:
    green, _ = two(stage)
    assert create(stage, green, green).transfers.count() == 1


def test_what_a_batch_does_not_take(stage: Scene) -> None:
    green, porch = two(stage)
    requested = stage.instalment(stage.award(), "requested")
    refused(WrongState, lambda: create(stage, green, requested))
    refused(NotFound, lambda: services.create_batch(
        fund_id=stage.fund.pk, pay_on=PAY_DAY, instalment_ids=[green.pk, 10**9], by=stage.endo
    ))  # fmt: skip
    refused(NoTransfers, lambda: create(stage))
    refused(checking.PayDayPassed, lambda: create(stage, green, pay_on=date(2025, 7, 9)))
    create(stage, green)
    refused(WrongState, lambda: create(stage, green, porch))
    other = scene()
    foreign = other.instalment(state="approved")
    refused(NotFound, lambda: create(stage, foreign))
    type(porch.award).objects.filter(pk=porch.award_id).update(state="reported")
    refused(AwardNotInForce, lambda: create(stage, porch))


def test_who_makes_a_batch(stage: Scene) -> None:
    green, _ = two(stage)
    for person in (stage.fukuda, stage.goto, stage.ikeda):
        refused(NotAllowed, lambda person=person: create(stage, green, by=person))
    for person in (stage.aoki, stage.fujii):
        refused(NotFound, lambda person=person: create(stage, green, by=person))
    Membership.objects.create(group=stage.green, user=stage.endo, role="editor", ended_on=BEFORE.date())
    refused(RelatedParty, lambda: create(stage, green))
    with pytest.raises(NotFound):
        services.create_batch(fund_id=10**9, pay_on=PAY_DAY, instalment_ids=[green.pk], by=stage.endo)


def test_one_live_transfer_per_instalment_is_held_by_the_database(stage: Scene) -> None:
    green, _ = two(stage)
    first = create(stage, green)
    # As if the state had not been looked at: the unique index is what stands in the way.
    Instalment.objects.update(state="approved")
    refused(batching.AlreadyInBatch, lambda: create(stage, green))
    Transfer.objects.filter(batch=first).update(live=False)
    assert create(stage, green).transfers.count() == 1


def test_preparing_freezes_amounts_and_accounts(stage: Scene) -> None:
    green, porch = two(stage)
    batch = create(stage, green, porch)
    services.prepare_batch(batch_id=batch.pk, by=stage.endo)
    batch.refresh_from_db()
    assert (batch.state, batch.total, batch.prepared_by) == ("prepared", 1_679_000, stage.endo)
    rows = batch.transfers.order_by("pk").values_list(
        "amount", "customer_code", "bank_code", "branch_code", "account_type", "account_number", "holder_kana"
    )
    assert list(rows) == [
        (317_000, "0070500200", "0009", "596", 1, "0000202", "ミハラシリヨクチオマモルカイ"),
        (1_362_000, "0070500300", "1344", "037", 1, "0000303", "トクヒ)コドモノエンガワ"),
    ]
    # To who approves, not to who made it.
    assert [letter.recipient for letter in Notice.objects.filter(kind="batch_prepared")] == [stage.fukuda]
    assert Notice.objects.get(kind="batch_prepared").context["total"] == "1,679,000円"
    refused(WrongState, lambda: services.prepare_batch(batch_id=batch.pk, by=stage.endo))


def prepare(stage: Scene, batch: PaymentBatch, by: Any = None, **values: Any) -> PaymentBatch:
    return services.prepare_batch(batch_id=batch.pk, by=by or stage.endo, **values)


def test_the_day_of_payment_is_a_business_day_not_over(stage: Scene) -> None:
    green, _ = two(stage)
    # Marine Day (海の日), 21 July 2025; 19 July is a Saturday.
    batch = create(stage, green, pay_on=date(2025, 7, 21))
    refused(NotABusinessDay, lambda: prepare(stage, batch))
    refused(NotABusinessDay, lambda: prepare(stage, batch, pay_on=date(2025, 7, 19)))
    refused(checking.PayDayPassed, lambda: prepare(stage, batch, pay_on=date(2025, 7, 9)))
    assert prepare(stage, batch, pay_on=date(2025, 7, 22)).pay_on == date(2025, 7, 22)


def test_today_may_be_the_day_of_payment(stage: Scene) -> None:
    green, _ = two(stage)
    assert prepare(stage, create(stage, green, pay_on=BEFORE.date())).state == "prepared"


def test_no_batch_is_prepared_with_an_account_that_is_held_unverified_or_missing(stage: Scene) -> None:
    green, porch = two(stage)
    batch = create(stage, green, porch)
    account(stage.green, "B", stage, entered_at=BEFORE - timedelta(days=6, hours=23))
    account(stage.porch, "C", stage, state="entered")
    refusal = refused(checking.AccountsNotUsable, lambda: prepare(stage, batch))
    assert "みどりの会: 口座は登録・変更から7日間は使えません" in refusal.text("ja")
    assert "縁側: 口座がまだ確認されていません" in refusal.text("ja")
    assert "縁側: The account is not verified yet" in refusal.text("en")
    account(stage.green, "B", stage)
    BankAccount.objects.filter(group=stage.porch).update(state="replaced")
    refusal = refused(checking.AccountsNotUsable, lambda: prepare(stage, batch))
    assert "みどりの会" not in refusal.text("ja")
    account(stage.porch, "C", stage)
    assert prepare(stage, batch).state == "prepared"


def test_a_batch_that_does_not_add_up_is_not_prepared(stage: Scene) -> None:
    green, porch = two(stage)
    batch = create(stage, green, porch)
    Transfer.objects.filter(instalment=green).update(amount=317_001)
    refused(checking.TotalsDiffer, lambda: prepare(stage, batch))
    Transfer.objects.filter(instalment=green).update(amount=317_000)
    type(green.award).objects.filter(pk=green.award_id).update(state="cancelled")
    refused(AwardNotInForce, lambda: prepare(stage, batch))


def test_what_the_file_cannot_hold_is_refused_before_anybody_approves(stage: Scene) -> None:
    green, _ = two(stage)
    batch = create(stage, green)
    BankAccount.objects.filter(group=stage.green).update(branch_code="999")
    refused(UnknownBranch, lambda: prepare(stage, batch))
    account(stage.green, "B", stage)
    stage.fund.bank_account = {**stage.fund.bank_account, "consignor_code": ""}
    stage.fund.save()
    refusal = refused(checking.ConsignorMissing, lambda: prepare(stage, batch))
    assert "consignor_code" in refusal.text("en")


def test_who_prepares(stage: Scene) -> None:
    green, _ = two(stage)
    batch = create(stage, green)
    for person in (stage.fukuda, stage.goto, stage.ikeda):
        refused(NotAllowed, lambda person=person: prepare(stage, batch, by=person))
    for person in (stage.aoki, stage.fujii):
        refused(NotFound, lambda person=person: prepare(stage, batch, by=person))
    with pytest.raises(NotFound):
        services.prepare_batch(batch_id=10**9, by=stage.endo)
    Membership.objects.create(group=stage.green, user=stage.endo, role="editor")
    refused(RelatedParty, lambda: prepare(stage, batch))


def test_a_batch_sent_back_may_be_prepared_again_with_new_accounts(stage: Scene) -> None:
    batch = stage.batch(state="prepared")
    refused(ReasonMissing, lambda: services.send_back_batch(batch_id=batch.pk, by=stage.fukuda, reason=" "))
    for person, error in ((stage.endo, NotAllowed), (stage.fujii, NotFound)):
        refused(
            error,
            lambda person=person: services.send_back_batch(batch_id=batch.pk, by=person, reason="x"),
        )
    back = services.send_back_batch(batch_id=batch.pk, by=stage.fukuda, reason="日付を確かめて")
    back.refresh_from_db()
    assert (back.state, back.prepared_by) == ("draft", None)
    assert Event.objects.get(verb="send_back").reason == "日付を確かめて"
    refused(WrongState, lambda: services.send_back_batch(batch_id=batch.pk, by=stage.fukuda, reason="x"))
    account(stage.green, "B", stage, number="0000299")
    with clock_control.at(BEFORE + timedelta(hours=1)):
        prepare(stage, batch)
    assert batch.transfers.get().account_number == "0000299"
    assert Notice.objects.filter(kind="batch_prepared").count() == 2


def approve(stage: Scene, batch: PaymentBatch, by: Any = None) -> PaymentBatch:
    return services.approve_batch(batch_id=batch.pk, by=by or stage.fukuda)


def test_a_second_person_approves(stage: Scene) -> None:
    batch = stage.batch(state="prepared")
    approve(stage, batch)
    batch.refresh_from_db()
    assert (batch.state, batch.approved_by) == ("approved", stage.fukuda)
    refused(WrongState, lambda: approve(stage, batch))


def test_neither_maker_nor_related_approves(stage: Scene) -> None:
    """R14: not who made it, not who checked it, not a person of one of the groups."""
    maker, checker = (
        make.staff(stage.fund, "officer", "approver"),
        make.staff(stage.fund, "officer", "approver"),
    )
    batch = create(stage, stage.instalment(state="approved"), by=maker)
    refused(WrongState, lambda: approve(stage, batch))
    prepare(stage, batch, by=checker)
    refused(SamePerson, lambda: approve(stage, batch, by=maker))
    refused(SamePerson, lambda: approve(stage, batch, by=checker))
    for person in (stage.endo, stage.goto, stage.ikeda):
        refused(NotAllowed, lambda person=person: approve(stage, batch, by=person))
    for person in (stage.aoki, stage.fujii):
        refused(NotFound, lambda person=person: approve(stage, batch, by=person))
    StaffRole.objects.create(fund=stage.fund, user=stage.aoki, role="approver")
    refused(RelatedParty, lambda: approve(stage, batch, by=stage.aoki))
    assert approve(stage, batch).state == "approved"


def test_what_changed_since_it_was_prepared_is_not_approved(stage: Scene) -> None:
    green, porch = two(stage)
    batch = create(stage, green, porch)
    prepare(stage, batch)
    with clock_control.on(PAY_DAY + timedelta(days=1)):
        refused(checking.PayDayPassed, lambda: approve(stage, batch))
    PaymentBatch.objects.update(total=1)
    refused(checking.TotalsDiffer, lambda: approve(stage, batch))
    PaymentBatch.objects.update(total=1_679_000)
    account(stage.green, "B", stage, number="0000299")
    refused(checking.AccountChanged, lambda: approve(stage, batch))
    account(stage.green, "B", stage, number="0000299", entered_at=BEFORE - timedelta(days=1))
    refused(checking.AccountsNotUsable, lambda: approve(stage, batch))
    account(stage.green, "B", stage)
    assert approve(stage, batch).state == "approved"


@pytest.mark.parametrize("state", ["draft", "prepared", "approved"])
@pytest.mark.parametrize("who", ["endo", "fukuda"])
def test_a_batch_given_up_frees_its_instalments(stage: Scene, state: str, who: str) -> None:
    batch = stage.batch(state=state)
    instalment = Instalment.objects.get()
    refused(ReasonMissing, lambda: services.void_batch(batch_id=batch.pk, by=stage.endo, reason=""))
    services.void_batch(batch_id=batch.pk, by=getattr(stage, who), reason="口座の変更")
    batch.refresh_from_db()
    instalment.refresh_from_db()
    assert (batch.state, instalment.state) == ("void", "approved")
    assert not Transfer.objects.get().live
    refused(WrongState, lambda: services.void_batch(batch_id=batch.pk, by=stage.endo, reason="x"))
    assert create(stage, instalment).transfers.count() == 1


def test_who_gives_up_and_until_when(stage: Scene) -> None:
    batch = stage.batch(state="exported")

    def void(by: Any) -> Any:
        return lambda: services.void_batch(batch_id=batch.pk, by=by, reason="x")

    for person in (stage.goto, stage.ikeda):
        refused(NotAllowed, void(person))
    for person in (stage.aoki, stage.fujii):
        refused(NotFound, void(person))
    # What the bank has is not given up.
    refused(WrongState, void(stage.endo))
