"""From the committee's results to the payments: awards, advances, designated payouts, top-ups."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from awards import services as award_services
from awards.models import Award
from disbursements import services as payment_services
from disbursements.models import Instalment
from intake import order
from intake.errors import NotAwarded, NothingToPay

if TYPE_CHECKING:
    from datetime import date

    from intake.agenda import Agenda
    from intake.cases.model import CaseBatch, CaseNamedPayout
    from intake.replay import Replay

KINDS = dict(Instalment.KINDS)


def plan(run: Replay, agenda: Agenda) -> None:
    events = run.case.events
    agenda.on(events.award_on, order.AWARD, partial(decide, run))
    begin = max(events.award_on, run.case.round.project_from)
    agenda.on(begin, order.PROJECTS, award_services.start_projects)
    if events.advance_batch is not None:
        agenda.on(events.advance_batch.on, order.ADVANCE, partial(pay, run, events.advance_batch, "advance"))
    for place, payout in enumerate(events.named_group_payouts):
        agenda.on(payout.decided_on, order.NAMED_DECISION, partial(designate, run, payout), place)
        agenda.on(payout.paid_on, order.NAMED_PAYMENT, partial(pay_designated, run, payout), place)
    if events.topup_batch is not None:
        agenda.on(events.topup_batch.on, order.TOP_UP, partial(pay, run, events.topup_batch, "final"))


def decide(run: Replay) -> None:
    """The committee's results become awards; each group accepts on the same day."""
    maker, approver = run.cast.maker, run.cast.approver
    award_services.prepare_decisions(round_id=run.round_id, by=maker)
    award_services.approve_decisions(round_id=run.round_id, by=approver)
    award_services.release_results(round_id=run.round_id, by=maker)
    voice_of = {run.groups[name]: voice for name, voice in run.cast.voices.items()}
    for award in Award.objects.filter(application__round_id=run.round_id).order_by("pk"):
        award_services.accept_offer(
            award_id=award.pk, by=voice_of[award.group_id], revised_budget=revised(run, award)
        )
        award_services.activate_award(award_id=award.pk, by=approver)


def revised(run: Replay, award: Award) -> dict[str, int] | None:
    """A reduced offer is accepted by covering the difference oneself."""
    item = next(i for i in run.case.applications if run.applications[i.id] == award.application_id)
    total = sum(row.amount for row in item.expenses)
    other = sum(row.amount for row in (*item.income, *item.assessed_income_additions))
    if award.amount + other >= total:
        return None
    return {"total": total, "other_income": total - award.amount}


def award_of(run: Replay, name: str, event: str, event_en: str) -> Award:
    """The award of an application. Raises NotAwarded."""
    found = Award.objects.filter(application_id=run.applications[name]).first()
    if found is None:
        raise NotAwarded(application=name, event=event, event_en=event_en)
    return found


def pay(run: Replay, batch: CaseBatch, kind: str) -> None:
    """One payment run: groups ask, a second person approves, the bank confirms on the same day."""
    wanted = [(name, award_of(run, name, KINDS[kind], f"{kind} payment")) for name in batch.awards]
    run_batch(run, [(name, award, kind) for name, award in wanted], batch.on)


def run_batch(run: Replay, wanted: list[tuple[str, Award, str]], on: date) -> None:
    voice_of = {run.groups[name]: voice for name, voice in run.cast.voices.items()}
    ids = []
    for name, award, kind in wanted:
        instalment = Instalment.objects.filter(award=award, kind=kind, state="planned").first()
        if instalment is None:
            raise NothingToPay(application=name, kind=KINDS[kind], on=on.isoformat())
        payment_services.request_instalment(instalment_id=instalment.pk, by=voice_of[award.group_id])
        payment_services.approve_instalment(instalment_id=instalment.pk, by=run.cast.approver)
        ids.append(instalment.pk)
    made = payment_services.create_batch(
        fund_id=run.fund_id, pay_on=on, instalment_ids=ids, by=run.cast.maker
    )
    payment_services.prepare_batch(batch_id=made.pk, by=run.cast.maker)
    payment_services.approve_batch(batch_id=made.pk, by=run.cast.approver)
    payment_services.export_batch(batch_id=made.pk, by=run.cast.cashier)
    payment_services.confirm_batch(batch_id=made.pk, by=run.cast.cashier, on=on)


def designate(run: Replay, payout: CaseNamedPayout) -> None:
    made = award_services.designate_award(sub_fund_id=run.sub_funds[payout.sub_fund], by=run.cast.maker)
    award_services.approve_designated(award_id=made.pk, by=run.cast.approver)


def pay_designated(run: Replay, payout: CaseNamedPayout) -> None:
    award = Award.objects.get(kind="designated", sub_fund_id=run.sub_funds[payout.sub_fund])
    run_batch(run, [(payout.sub_fund, award, "designated")], payout.paid_on)
