"""What comes in: gifts, cash and cards, the office's fees and the city's match."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from donations import services as donation_services
from intake import order

if TYPE_CHECKING:
    from intake.agenda import Agenda
    from intake.cases.model import CaseCardSettlement, CaseCashDeposit, CaseDonation
    from intake.replay import Replay

DONOR_KINDS = {"individual", "company"}


def plan(run: Replay, agenda: Agenda) -> None:
    events = run.case.events
    for place, item in enumerate(run.case.donations):
        on = item.received_on or run.case.fiscal_year.start
        agenda.on(on, order.GIFT, partial(give, run, item), place)
        if item.refunded_on is not None:
            # Planned after the gift, so on one day it comes right after it.
            agenda.on(item.refunded_on, order.GIFT, partial(give_back, run, item), place)
    for deposit in events.cash_deposits:
        agenda.on(deposit.on, order.CASH_DEPOSIT, partial(deposit_cash, run, deposit))
    for payout in events.card_settlements:
        agenda.on(payout.on, order.CARD_PAYOUT, partial(settle_cards, run, payout))
    if events.fee_on is not None:
        agenda.on(events.fee_on, order.FEE, partial(fees, run))
    if run.case.policy.city_match is not None and events.match_confirmed_on is not None:
        agenda.on(events.match_confirmed_on, order.MATCH, partial(match, run))
        if events.match_received_on is not None:
            agenda.on(events.match_received_on, order.MATCH_RECEIVED, partial(match_received, run))


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
        # The folder does not say under which alias; until the office enters it, nobody is named (R13).
        publicity="anonymous" if item.publicity == "alias" else item.publicity,
        note=item.note,
    )
    run.donations[item.id] = made.pk
    if item.status in {"received", "refunded"} and item.received_on is not None:
        donation_services.receive_donation(donation_id=made.pk, by=run.cast.cashier, on=item.received_on)
        donation_services.earmark_donation(
            donation_id=made.pk,
            sub_fund_code=item.sub_fund,
            matched=item.match_eligible,
            by=run.cast.maker,
        )
    elif item.status == "pending":
        donation_services.start_payment(donation_id=made.pk, by=run.cast.maker)


def give_back(run: Replay, item: CaseDonation) -> None:
    donation_id = run.donations[item.id]
    donation_services.prepare_refund(donation_id=donation_id, by=run.cast.maker, reason=item.note or "返金")
    donation_services.approve_refund(donation_id=donation_id, by=run.cast.approver, on=item.refunded_on)


def deposit_cash(run: Replay, deposit: CaseCashDeposit) -> None:
    donation_services.deposit_cash(
        fund_id=run.fund_id, amount=deposit.amount, on=deposit.on, by=run.cast.cashier
    )


def settle_cards(run: Replay, payout: CaseCardSettlement) -> None:
    donation_services.settle_cards(
        fund_id=run.fund_id,
        donation_ids=[run.donations[name] for name in payout.donations],
        on=payout.on,
        by=run.cast.cashier,
    )


def fees(run: Replay) -> None:
    on = run.case.events.fee_on
    donation_services.take_fees(fund_id=run.fund_id, year=run.case.fiscal_year.year, on=on, by=run.cast.maker)


def match(run: Replay) -> None:
    donation_services.prepare_match(round_id=run.round_id, by=run.cast.maker)
    donation_services.confirm_match(round_id=run.round_id, by=run.cast.approver)


def match_received(run: Replay) -> None:
    donation_services.receive_match(
        round_id=run.round_id, on=run.case.events.match_received_on, by=run.cast.cashier
    )
