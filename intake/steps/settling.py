"""From the final report to the year's end: fixing, refunds, cancellations, overflow, the match's return."""

from __future__ import annotations

from datetime import datetime, time
from functools import partial
from typing import TYPE_CHECKING

from awards import services as award_services
from awards.models import Award, Refund, Report
from awards.services.projects import AwardsUnsettled
from common import clock_control
from common.clock import JST
from donations import services as donation_services
from fund import services as fund_services
from intake import order
from intake.steps.money import award_of

if TYPE_CHECKING:
    from datetime import date

    from intake.agenda import Agenda
    from intake.cases.model import CaseApplication, CaseCancellation, CaseReceived, CaseSettlement
    from intake.replay import Replay

NOT_ON_RECORD = "(記録なし)"
SETTLEMENT = ("実績報告", "final report")


def plan(run: Replay, agenda: Agenda) -> None:
    for place, item in enumerate(run.case.applications):
        if item.settlement is None:
            continue
        agenda.on(item.settlement.report_received_on, order.REPORT, partial(report, run, item), place)
        agenda.on(item.settlement.fixed_on, order.FIXING, partial(fix, run, item), place)
        for part in item.refund.received if item.refund else ():
            agenda.on(part.on, order.REFUND_RECEIVED, partial(refund, run, item, part), place)
    for place, cancellation in enumerate(run.case.events.cancellations):
        agenda.on(cancellation.cancelled_on, order.CANCELLATION, partial(cancel, run, cancellation), place)
        if cancellation.repaid_on is not None:
            agenda.on(cancellation.repaid_on, order.REFUND_RECEIVED, partial(repay, run, cancellation), place)
    if (day := run.case.events.year_end_on) is not None:
        year_end(run, agenda, day)


def report(run: Replay, item: CaseApplication) -> None:
    """The final report as summary rows: accepted, disallowed, ineligible."""
    assert item.settlement is not None
    facts, award = item.settlement, award_of(run, item.id, *SETTLEMENT)
    if is_cancelled(award):
        return
    voice = run.cast.voices[item.group]
    make_due(run, award)
    made = award_services.start_report(award_id=award.pk, by=voice)
    rows = summary(facts)
    award_services.save_report(
        report_id=made.pk,
        by=voice,
        data={
            "other_income": facts.actual_other_income,
            "text": NOT_ON_RECORD,
            "rows": [
                {"category": category, "amount": amount, "paid_on": facts.report_received_on.isoformat()}
                for category, amount, _ in rows
            ],
        },
    )
    award_services.submit_report(report_id=made.pk, by=voice)
    award_services.judge_rows(
        report_id=made.pk,
        by=run.cast.maker,
        verdicts=[
            {
                "position": position,
                "verdict": verdict,
                "accepted": amount if verdict == "accepted" else 0,
                "reason": "" if verdict == "accepted" else f"{category}の合計",
            }
            for position, (category, amount, verdict) in enumerate(rows)
        ],
    )
    award_services.accept_report(report_id=made.pk, by=run.cast.maker)


def is_cancelled(award: Award) -> bool:
    """Nothing is reported or fixed any more once an award was taken back."""
    return award.cancellations.filter(state="approved").exists()


def make_due(run: Replay, award: Award) -> None:
    """Reports fall due at the project's end; one that came in earlier ended its project early."""
    award_services.start_reports()
    if not Report.objects.filter(award=award, kind="final", state="not_due").exists():
        return
    with clock_control.at(datetime.combine(run.case.round.report_due_on, time(9), tzinfo=JST)):
        award_services.start_reports()


def summary(facts: CaseSettlement) -> list[tuple[str, int, str]]:
    """Category, yen and verdict of each row that holds anything."""
    rows = [
        ("対象経費(認めた額)", facts.accepted_eligible, "accepted"),
        ("対象経費(認めない額)", facts.disallowed, "cut"),
        ("対象外経費", facts.ineligible, "ineligible"),
    ]
    return [row for row in rows if row[1]] or rows[:1]


def fix(run: Replay, item: CaseApplication) -> None:
    award = award_of(run, item.id, *SETTLEMENT)
    if is_cancelled(award):
        return
    award_services.prepare_fixing(award_id=award.pk, by=run.cast.maker)
    award_services.approve_fixing(
        award_id=award.pk, by=run.cast.approver, refund_due_on=item.refund.due_on if item.refund else None
    )


def refund(run: Replay, item: CaseApplication, part: CaseReceived) -> None:
    owed = Refund.objects.get(award=award_of(run, item.id, *SETTLEMENT), state="open")
    award_services.receive_refund(refund_id=owed.pk, amount=part.amount, on=part.on, by=run.cast.cashier)


def cancel(run: Replay, item: CaseCancellation) -> None:
    """A case names no day to pay back by, so none is missed: no late interest beside the surcharge."""
    made = award_services.prepare_cancellation(
        award_id=award_of(run, item.application, "取消", "cancellation").pk,
        by=run.cast.second,
        kind="breach",
        reason=item.reason,
    )
    award_services.approve_cancellation(
        cancellation_id=made.pk,
        by=run.cast.approver,
        refund_due_on=item.repaid_on or run.case.fiscal_year.end,
    )


def repay(run: Replay, item: CaseCancellation) -> None:
    award = award_of(run, item.application, "取消", "cancellation")
    owed = Refund.objects.filter(award=award, state="open").first()
    if owed is None:
        return  # nothing had been paid
    assert item.repaid_on is not None
    award_services.receive_refund(
        refund_id=owed.pk, amount=owed.principal, on=item.repaid_on, by=run.cast.cashier
    )


def year_end(run: Replay, agenda: Agenda, day: date) -> None:
    agenda.on(day, order.OVERFLOW, partial(overflow, run, day))
    promised = run.case.policy.city_match
    if promised and promised.unspent == "return" and run.case.events.match_confirmed_on is not None:
        agenda.on(day, order.MATCH_RETURN, partial(return_match, run, day))
    agenda.on(day, order.SETTLED, partial(settle, run))


def overflow(run: Replay, day: date) -> None:
    fund_services.overflow_named_groups(
        fund_id=run.fund_id, year=run.case.fiscal_year.year, by=run.cast.maker, on=day
    )


def return_match(run: Replay, day: date) -> None:
    donation_services.return_unspent_match(round_id=run.round_id, on=day, by=run.cast.approver)


def settle(run: Replay) -> None:
    """The round is settled where all of its awards are."""
    try:
        award_services.settle_round(round_id=run.round_id, by=run.cast.maker)
    except AwardsUnsettled:
        return
