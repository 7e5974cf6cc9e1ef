"""Gifts, decisions, payments, settlements and the year's end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from awards import services as award_services
from awards.models import Award, Refund
from disbursements import services as payment_services
from disbursements.models import Instalment
from donations import services as donation_services
from fund import services as fund_services
from intake import order

if TYPE_CHECKING:
    from datetime import date

    from intake.cases.model import (
        CaseApplication,
        CaseBatch,
        CaseCancellation,
        CaseDonation,
        CaseNamedPayout,
        CaseReceived,
    )
    from intake.replay import Agenda, Replay

DONOR_KINDS = {"individual", "company"}


def plan(run: Replay, agenda: Agenda) -> None:
    gifts(run, agenda)
    decisions(run, agenda)
    settlements(run, agenda)
    year_end(run, agenda)


def gifts(run: Replay, agenda: Agenda) -> None:
    events = run.case.events
    for place, item in enumerate(run.case.donations):
        on = item.received_on or run.case.fiscal_year.start
        agenda.on(on, order.DONATION + 2 * place, lambda item=item: give(run, item))
        if item.refunded_on is not None:
            agenda.on(
                item.refunded_on, order.DONATION + 2 * place + 1, lambda item=item: give_back(run, item)
            )
    for deposit in events.cash_deposits:
        agenda.on(
            deposit.on,
            order.CASH_DEPOSIT,
            lambda deposit=deposit: donation_services.deposit_cash(
                fund_id=run.fund_id, amount=deposit.amount, on=deposit.on, by=run.cast.maker
            ),
        )
    for payout in events.card_settlements:
        agenda.on(
            payout.on,
            order.CARD_PAYOUT,
            lambda payout=payout: donation_services.settle_cards(
                fund_id=run.fund_id,
                donation_ids=[run.donations[name] for name in payout.donations],
                on=payout.on,
                by=run.cast.maker,
            ),
        )
    if events.fee_on is not None:
        agenda.on(events.fee_on, order.FEE, lambda: fees(run))
    if run.case.policy.city_match is not None and events.match_confirmed_on is not None:
        agenda.on(events.match_confirmed_on, order.MATCH, lambda: match(run))
        if events.match_received_on is not None:
            agenda.on(events.match_received_on, order.MATCH_RECEIVED, lambda: match_received(run))


def give(run: Replay, item: CaseDonation) -> None:
    """A pledge; what was received (later refunded or not) is received on its day and earmarked."""
    made = donation_services.pledge_donation(
        fund_id=run.fund_id,
        by=run.cast.maker,
        number=item.id,
        donor={
            "kind": item.donor_type if item.donor_type in DONOR_KINDS else "unknown",
            "name": item.donor_name,
        },
        sub_fund_code=item.sub_fund,
        amount=item.amount,
        method=item.method,
        publicity=item.publicity,
        note=item.note,
    )
    run.donations[item.id] = made.pk
    if item.status in {"received", "refunded"} and item.received_on is not None:
        donation_services.receive_donation(donation_id=made.pk, by=run.cast.maker, on=item.received_on)
        donation_services.earmark_donation(
            donation_id=made.pk, sub_fund_code=item.sub_fund, by=run.cast.maker
        )
    elif item.status == "pending":
        donation_services.start_payment(donation_id=made.pk, by=run.cast.maker)


def give_back(run: Replay, item: CaseDonation) -> None:
    donation_id = run.donations[item.id]
    donation_services.prepare_refund(donation_id=donation_id, by=run.cast.maker, reason=item.note or "返金")
    assert item.refunded_on is not None
    donation_services.approve_refund(donation_id=donation_id, by=run.cast.approver, on=item.refunded_on)


def fees(run: Replay) -> None:
    assert run.case.events.fee_on is not None
    donation_services.take_fees(
        fund_id=run.fund_id, year=run.case.fiscal_year.year, on=run.case.events.fee_on, by=run.cast.maker
    )


def match(run: Replay) -> None:
    donation_services.prepare_match(round_id=run.round_id, by=run.cast.maker)
    donation_services.confirm_match(round_id=run.round_id, by=run.cast.approver)


def match_received(run: Replay) -> None:
    assert run.case.events.match_received_on is not None
    donation_services.receive_match(
        round_id=run.round_id, on=run.case.events.match_received_on, by=run.cast.maker
    )


def decisions(run: Replay, agenda: Agenda) -> None:
    events = run.case.events
    agenda.on(events.award_on, order.AWARD, lambda: decide(run))
    if events.advance_batch is not None:
        agenda.on(
            events.advance_batch.on,
            order.ADVANCE,
            lambda batch=events.advance_batch: pay(run, batch, "advance"),
        )
    for payout in events.named_group_payouts:
        agenda.on(payout.decided_on, order.NAMED_DECISION, lambda payout=payout: designate(run, payout))
        agenda.on(payout.paid_on, order.NAMED_PAYMENT, lambda payout=payout: pay_designated(run, payout))
    for cancellation in events.cancellations:
        agenda.on(cancellation.cancelled_on, order.CANCELLATION, lambda c=cancellation: cancel(run, c))
        if cancellation.repaid_on is not None:
            agenda.on(cancellation.repaid_on, order.REFUND_RECEIVED, lambda c=cancellation: repay(run, c))


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
    award_services.start_projects()


def revised(run: Replay, award: Award) -> dict[str, int] | None:
    """A reduced offer is accepted by covering the difference oneself."""
    item = next(i for i in run.case.applications if run.applications[i.id] == award.application_id)
    total = sum(row.amount for row in item.expenses)
    other = sum(row.amount for row in (*item.income, *item.assessed_income_additions))
    if award.amount + other >= total:
        return None
    return {"total": total, "other_income": total - award.amount}


def award_of(run: Replay, name: str) -> Award:
    return Award.objects.get(application_id=run.applications[name])


def pay(run: Replay, batch: CaseBatch, kind: str) -> None:
    """One payment run: groups ask, a second person approves, the bank confirms on the same day."""
    awards = [award_of(run, name) for name in batch.awards]
    run_batch(run, [(award, kind) for award in awards], batch.on)


def run_batch(run: Replay, wanted: list[tuple[Award, str]], on: date) -> None:
    voice_of = {run.groups[name]: voice for name, voice in run.cast.voices.items()}
    ids = []
    for award, kind in wanted:
        instalment = Instalment.objects.get(award=award, kind=kind, state="planned")
        payment_services.request_instalment(instalment_id=instalment.pk, by=voice_of[award.group_id])
        payment_services.approve_instalment(instalment_id=instalment.pk, by=run.cast.approver)
        ids.append(instalment.pk)
    made = payment_services.create_batch(
        fund_id=run.fund_id, pay_on=on, instalment_ids=ids, by=run.cast.maker
    )
    payment_services.prepare_batch(batch_id=made.pk, by=run.cast.maker)
    payment_services.approve_batch(batch_id=made.pk, by=run.cast.approver)
    payment_services.export_batch(batch_id=made.pk, by=run.cast.maker)
    payment_services.confirm_batch(batch_id=made.pk, by=run.cast.maker, on=on)


def designate(run: Replay, payout: CaseNamedPayout) -> None:
    made = award_services.designate_award(sub_fund_id=run.sub_funds[payout.sub_fund], by=run.cast.maker)
    award_services.approve_designated(award_id=made.pk, by=run.cast.approver)


def pay_designated(run: Replay, payout: CaseNamedPayout) -> None:
    award = Award.objects.get(kind="designated", sub_fund_id=run.sub_funds[payout.sub_fund])
    run_batch(run, [(award, "designated")], payout.paid_on)


def cancel(run: Replay, item: CaseCancellation) -> None:
    made = award_services.prepare_cancellation(
        award_id=award_of(run, item.application).pk, by=run.cast.maker, kind="breach", reason=item.reason
    )
    award_services.approve_cancellation(cancellation_id=made.pk, by=run.cast.approver)


def repay(run: Replay, item: CaseCancellation) -> None:
    refund = Refund.objects.get(award=award_of(run, item.application), state="open")
    assert item.repaid_on is not None
    award_services.receive_refund(
        refund_id=refund.pk, amount=refund.principal, on=item.repaid_on, by=run.cast.maker
    )


def settlements(run: Replay, agenda: Agenda) -> None:
    for item in run.case.applications:
        if item.settlement is None:
            continue
        agenda.on(item.settlement.report_received_on, 0, lambda item=item: report(run, item))
        agenda.on(item.settlement.fixed_on, order.FIXING, lambda item=item: fix(run, item))
        for part in item.refund.received if item.refund else ():
            agenda.on(part.on, order.REFUND_RECEIVED, lambda item=item, part=part: refund(run, item, part))
    if run.case.events.topup_batch is not None:
        agenda.on(
            run.case.events.topup_batch.on,
            order.TOP_UP,
            lambda batch=run.case.events.topup_batch: pay(run, batch, "final"),
        )


def report(run: Replay, item: CaseApplication) -> None:
    """The final report as three summary rows: accepted, disallowed, ineligible."""
    assert item.settlement is not None
    facts, award = item.settlement, award_of(run, item.id)
    voice = run.cast.voices[item.group]
    award_services.start_reports()
    made = award_services.start_report(award_id=award.pk, by=voice)
    award_services.save_report_rows(
        report_id=made.pk,
        by=voice,
        other_income=facts.actual_other_income,
        text="(記録なし)",
        rows=[
            {
                "category": "対象経費(認めた額)",
                "amount": facts.accepted_eligible,
                "paid_on": facts.report_received_on,
            },
            {
                "category": "対象経費(認めない額)",
                "amount": facts.disallowed,
                "paid_on": facts.report_received_on,
            },
            {"category": "対象外経費", "amount": facts.ineligible, "paid_on": facts.report_received_on},
        ],
    )
    award_services.submit_report(report_id=made.pk, by=voice)
    award_services.judge_rows(
        report_id=made.pk,
        by=run.cast.maker,
        verdicts=[
            {"position": 0, "verdict": "accepted", "accepted": facts.accepted_eligible},
            {"position": 1, "verdict": "cut", "accepted": 0, "reason": "認めない額の合計"},
            {"position": 2, "verdict": "ineligible", "accepted": 0, "reason": "対象外の合計"},
        ],
    )
    award_services.accept_report(report_id=made.pk, by=run.cast.maker)


def fix(run: Replay, item: CaseApplication) -> None:
    award = award_of(run, item.id)
    award_services.prepare_fixing(award_id=award.pk, by=run.cast.maker)
    award_services.approve_fixing(
        award_id=award.pk, by=run.cast.approver, refund_due_on=item.refund.due_on if item.refund else None
    )


def refund(run: Replay, item: CaseApplication, part: CaseReceived) -> None:
    owed = Refund.objects.get(award=award_of(run, item.id), state="open")
    award_services.receive_refund(refund_id=owed.pk, amount=part.amount, on=part.on, by=run.cast.maker)


def year_end(run: Replay, agenda: Agenda) -> None:
    day = run.case.events.year_end_on
    if day is None:
        return
    year = run.case.fiscal_year.year
    agenda.on(
        day,
        order.OVERFLOW,
        lambda: fund_services.overflow_named_groups(
            fund_id=run.fund_id, year=year, by=run.cast.maker, on=day
        ),
    )
    match_policy = run.case.policy.city_match
    if match_policy is not None and match_policy.unspent == "return":
        agenda.on(
            day,
            order.MATCH_RETURN,
            lambda: donation_services.return_unspent_match(
                round_id=run.round_id, on=day, by=run.cast.approver
            ),
        )
