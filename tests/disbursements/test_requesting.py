"""Who asks for money and who approves it (R4, R14), and what a returned transfer needs first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from awards.permissions import RelatedParty
from common import clock_control
from common.errors import DomainError, NotAllowed, NotFound, SamePerson, WrongState
from disbursements import services
from disbursements.models import Instalment
from disbursements.services.common import AwardNotInForce
from disbursements.services.requesting import AccountUnchanged
from fund.models import StaffRole
from notices.models import Notice
from people.models import Membership
from people.queries import AccountHeld, AccountUnverified, NoAccount
from tests import factories as make
from tests.disbursements.scene import BEFORE, PAY_DAY, Scene, account, everything, scene
from trail.models import Event

pytestmark = pytest.mark.django_db
Verb = Callable[..., Instalment]


@pytest.fixture
def stage() -> Any:
    with clock_control.at(BEFORE):
        yield scene()


def refused(error: type[DomainError], verb: Verb, pk: int, by: Any) -> None:
    before = everything(), Notice.objects.count()
    with pytest.raises(error) as refusal:
        verb(instalment_id=pk, by=by)
    assert type(refusal.value) is error
    assert (everything(), Notice.objects.count()) == before


@pytest.mark.parametrize("who", ["aoki", "baba"])
def test_representative_and_treasurer_ask(stage: Scene, who: str) -> None:
    person = getattr(stage, who)
    found = services.request_instalment(instalment_id=stage.instalment().pk, by=person)

    found.refresh_from_db()
    assert (found.state, found.requested_by, found.requested_at) == ("requested", person, BEFORE)
    event = Event.objects.get(verb="request")
    assert (event.actor_id, event.at, event.to_state) == (person.pk, BEFORE, "requested")
    letters = Notice.objects.filter(kind="instalment_requested")
    assert {letter.recipient for letter in letters} == {stage.aoki, stage.baba}
    assert letters[0].context["amount"] == "317,000円"
    assert letters[0].subject_key == f"instalment:{found.pk}"


def test_who_may_not_ask(stage: Scene) -> None:
    pk = stage.instalment().pk
    for person in (stage.viewer, stage.endo, stage.fukuda, stage.goto):
        refused(NotAllowed, services.request_instalment, pk, person)
    refused(NotFound, services.request_instalment, pk, stage.fujii)
    refused(NotFound, services.request_instalment, 10**9, stage.aoki)
    Membership.objects.filter(user=stage.baba).update(ended_on=BEFORE.date())
    refused(NotFound, services.request_instalment, pk, stage.baba)


def test_before_the_results_are_out_there_is_nothing_to_ask_for(stage: Scene) -> None:
    pk = stage.instalment().pk
    stage.call.released_at = None
    stage.call.save()
    refused(NotFound, services.request_instalment, pk, stage.aoki)


def test_asking_twice_is_asking_once(stage: Scene) -> None:
    pk = stage.instalment(state="requested").pk
    refused(WrongState, services.request_instalment, pk, stage.aoki)


def test_a_request_taken_back_may_be_sent_again_and_is_told_again(stage: Scene) -> None:
    pk = stage.instalment(state="requested").pk
    back = services.take_back_request(instalment_id=pk, by=stage.baba)
    back.refresh_from_db()
    assert (back.state, back.requested_by, back.requested_at) == ("planned", None, None)
    refused(WrongState, services.take_back_request, pk, stage.aoki)
    with clock_control.at(BEFORE + timedelta(hours=1)):
        services.request_instalment(instalment_id=pk, by=stage.aoki)
    assert Notice.objects.filter(kind="instalment_requested").count() == 4


def test_who_may_not_take_back(stage: Scene) -> None:
    pk = stage.instalment(state="requested").pk
    refused(NotAllowed, services.take_back_request, pk, stage.viewer)
    refused(NotAllowed, services.take_back_request, pk, stage.endo)
    refused(NotFound, services.take_back_request, pk, stage.fujii)
    services.approve_instalment(instalment_id=pk, by=stage.fukuda)
    refused(WrongState, services.take_back_request, pk, stage.aoki)


@pytest.mark.parametrize("state", ["reported", "fixed", "abolished", "cancelled", "settled"])
def test_an_advance_needs_an_award_in_force(stage: Scene, state: str) -> None:
    award = stage.award()
    asked, planned = stage.instalment(award, "requested"), stage.instalment(stage.award())
    # Set by hand, without telling this room: what awards do meanwhile is caught here, too.
    type(award).objects.update(state=state)
    refused(AwardNotInForce, services.approve_instalment, asked.pk, stage.fukuda)
    refused(AwardNotInForce, services.request_instalment, planned.pk, stage.aoki)


def test_a_second_person_of_the_office_approves(stage: Scene) -> None:
    pk = stage.instalment(state="requested").pk
    found = services.approve_instalment(instalment_id=pk, by=stage.fukuda)
    found.refresh_from_db()
    assert (found.state, found.approved_by) == ("approved", stage.fukuda)
    assert Event.objects.get(verb="approve").data == {"amount": 317_000}
    refused(WrongState, services.approve_instalment, pk, stage.fukuda)


def test_who_may_not_approve(stage: Scene) -> None:
    pk = stage.instalment(state="requested").pk
    for person in (stage.endo, stage.goto, stage.ikeda, stage.aoki, stage.viewer):
        refused(NotAllowed, services.approve_instalment, pk, person)
    refused(NotFound, services.approve_instalment, pk, stage.fujii)
    refused(NotFound, services.approve_instalment, 10**9, stage.fukuda)
    other = make.staff(make.fund(), "approver")
    refused(NotFound, services.approve_instalment, pk, other)


def test_who_asked_never_approves_nor_does_a_relative(stage: Scene) -> None:
    pk = stage.instalment(state="requested").pk
    StaffRole.objects.create(fund=stage.fund, user=stage.aoki, role="approver")
    refused(SamePerson, services.approve_instalment, pk, stage.aoki)
    # R14: having belonged to the group is enough.
    Membership.objects.create(group=stage.green, user=stage.fukuda, role="viewer", ended_on=BEFORE.date())
    refused(RelatedParty, services.approve_instalment, pk, stage.fukuda)


def test_the_account_is_verified_and_its_hold_is_over(stage: Scene) -> None:
    pk = stage.instalment(state="requested").pk
    verb = services.approve_instalment
    entered = BEFORE - timedelta(days=7) + timedelta(seconds=1)
    account(stage.green, "B", stage, entered_at=entered)
    refused(AccountHeld, verb, pk, stage.fukuda)
    account(stage.green, "B", stage, state="entered")
    refused(AccountUnverified, verb, pk, stage.fukuda)
    stage.green.bank_accounts.update(state="replaced")
    refused(NoAccount, verb, pk, stage.fukuda)
    # Seven days to the second, and a second person: it is over.
    account(stage.green, "B", stage, entered_at=BEFORE - timedelta(days=7))
    assert verb(instalment_id=pk, by=stage.fukuda).state == "approved"


def returned(stage: Scene) -> Instalment:
    """An instalment whose transfer came back on the day of payment."""
    batch = stage.batch(state="exported")
    transfer = batch.transfers.get()
    with clock_control.on(PAY_DAY):
        services.fail_transfer(transfer_id=transfer.pk, by=stage.goto, reason="口座番号相違")
    return Instalment.objects.get(pk=transfer.instalment_id)


def corrected(stage: Scene) -> None:
    account(stage.green, "B", stage, entered_at=make.at("2025-07-16 09:00"), number="0000299")


def test_a_returned_payment_waits_for_a_corrected_account(stage: Scene) -> None:
    found = returned(stage)
    assert found.state == "failed"
    with clock_control.at(make.at("2025-08-01 09:00")):
        refused(AccountUnchanged, services.retry_instalment, found.pk, stage.fukuda)
        corrected(stage)
        again = services.retry_instalment(instalment_id=found.pk, by=stage.fukuda)
        again.refresh_from_db()
        assert (again.state, again.approved_by) == ("approved", stage.fukuda)
        refused(WrongState, services.retry_instalment, found.pk, stage.fukuda)


def test_who_may_not_retry(stage: Scene) -> None:
    found = returned(stage)
    with clock_control.at(make.at("2025-07-20 09:00")):
        corrected(stage)
        refused(AccountHeld, services.retry_instalment, found.pk, stage.fukuda)
    with clock_control.at(make.at("2025-08-01 09:00")):
        for person in (stage.endo, stage.goto, stage.aoki):
            refused(NotAllowed, services.retry_instalment, found.pk, person)
        refused(NotFound, services.retry_instalment, found.pk, stage.fujii)
        StaffRole.objects.create(fund=stage.fund, user=stage.aoki, role="approver")
        refused(SamePerson, services.retry_instalment, found.pk, stage.aoki)
        Membership.objects.create(group=stage.green, user=stage.fukuda, role="viewer")
        refused(RelatedParty, services.retry_instalment, found.pk, stage.fukuda)
        type(found.award).objects.update(state="cancelled")
        approver = make.staff(stage.fund, "approver")
        refused(AwardNotInForce, services.retry_instalment, found.pk, approver)
