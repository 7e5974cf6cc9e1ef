"""Checks of events.yaml: decision, payments, cancellations, ties, year end."""

from __future__ import annotations

from common.calendar import is_bank_business_day
from intake.cases.check_applications import has_account
from intake.cases.checking import Checker, name_of, shown
from intake.cases.records import Cell, Record


def check_events(checker: Checker, events: Record) -> None:
    for name in ("award_on", "year_end_on"):
        checker.in_year(events.cell(name))
    if terms := checker.draft.part("round"):
        checker.not_before(events.cell("award_on"), terms.cell("decided_on"))
    for name in ("advance_batch", "topup_batch"):
        if batch := events.table(name):
            _batch(checker, events, batch, name)
    _named_payouts(checker, events)
    _cancellations(checker, events)
    if what_if := events.table("what_if_cancellation"):
        _what_if(checker, what_if)
    for decision in events.rows("tie_decisions"):
        _tie(checker, decision)
    _year_end(checker, events)


def _batch(checker: Checker, events: Record, batch: Record, name: str) -> None:
    """A payment run: known awards, each once, to groups with an account, a top-up only after fixing."""
    day = batch.cell("on")
    checker.in_year(day)
    _bank_day(checker, day)
    checker.not_before(day, events.cell("award_on"))
    cells = batch.items("awards")
    for cell in cells:
        application = checker.application(cell)
        if application is None:
            continue
        _account(checker, cell, application["group"])
        settlement = application.table("settlement")
        if settlement is not None and name == "topup_batch":
            checker.not_before(Cell(day.value, cell.place), settlement.cell("fixed_on"))
        elif settlement is not None:
            checker.not_before(settlement.cell("fixed_on"), day)
        elif name == "topup_batch" and not application.cell("settlement").broken:
            checker.say(cell, "not_settled", value=cell.value)
    checker.unique(cells)


def _bank_day(checker: Checker, cell: Cell) -> None:
    if cell.value is not None and not is_bank_business_day(cell.value):
        checker.say(cell, "not_a_bank_day", day=shown(cell.value))


def _account(checker: Checker, cell: Cell, group: str | None) -> None:
    if checker.groups is None or group not in checker.groups:
        return
    if not has_account(checker.groups[group]):
        checker.say(cell, "account_missing", group=group)


def _named_payouts(checker: Checker, events: Record) -> None:
    payouts = events.rows("named_group_payouts")
    for payout in payouts:
        for name in ("decided_on", "paid_on"):
            checker.in_year(payout.cell(name))
        _bank_day(checker, payout.cell("paid_on"))
        checker.not_before(payout.cell("paid_on"), payout.cell("decided_on"))
        cell = payout.cell("sub_fund")
        sub_fund = checker.refer(cell, checker.sub_funds, "枠", "sub-fund")
        if sub_fund is None or sub_fund["kind"] is None:
            continue
        if sub_fund["kind"] != "named_group":
            checker.say(cell, "sub_fund_kind", value=sub_fund["code"], kind=sub_fund["kind"])
        else:
            _account(checker, cell, sub_fund["target_group"])
    checker.unique(payout.cell("sub_fund") for payout in payouts)


def _cancellations(checker: Checker, events: Record) -> None:
    cancellations = events.rows("cancellations")
    for cancellation in cancellations:
        checker.application(cancellation.cell("application"))
        for name in ("cancelled_on", "repaid_on"):
            checker.in_year(cancellation.cell(name))
        checker.not_before(cancellation.cell("cancelled_on"), events.cell("award_on"))
        checker.not_before(cancellation.cell("repaid_on"), cancellation.cell("cancelled_on"))
    checker.unique(cancellation.cell("application") for cancellation in cancellations)


def _what_if(checker: Checker, what_if: Record) -> None:
    """R6: the days that are written are the days between receipt and repayment as the policy counts them."""
    checker.application(what_if.cell("application"))
    checker.not_before(what_if.cell("repaid_on"), what_if.cell("paid_on"))
    policy = checker.draft.part("policy")
    paid, repaid, days = what_if["paid_on"], what_if["repaid_on"], what_if["days"]
    if policy is None or policy["surcharge_day_count"] is None or None in (paid, repaid, days):
        return
    if repaid < paid:
        return
    computed = (repaid - paid).days + (policy["surcharge_day_count"] == "inclusive")
    if days != computed:
        checker.say(what_if.cell("days"), "days_mismatch", value=days, computed=computed)


def _tie(checker: Checker, decision: Record) -> None:
    """The committee's order (R9): two or more applications of one department, decided by a reviewer."""
    checker.refer(decision.cell("department"), checker.departments, "部門", "department")
    checker.refer(decision.cell("decided_by"), checker.reviewers, "委員", "reviewer")
    cells = decision.items("order")
    for cell in cells:
        application = checker.application(cell)
        department = decision["department"]
        if application and department and application["department"] not in (None, department):
            checker.say(cell, "other_department", value=cell.value, department=department)
    checker.unique(cells)
    if isinstance(decision["order"], list) and len(decision["order"]) < 2:
        checker.say(decision.cell("order"), "too_few_tied")


def _year_end(checker: Checker, events: Record) -> None:
    """Nothing of the year is booked after its end."""
    end = events.cell("year_end_on")
    if end.value is None:
        return
    later = [cell for cell in _booked(checker, events) if cell.value is not None and cell.value > end.value]
    if later:
        last = max(later, key=lambda cell: cell.value)
        checker.say(
            end, "out_of_order", day=shown(end.value), other=name_of(last), other_day=shown(last.value)
        )


def _booked(checker: Checker, events: Record) -> list[Cell]:
    """Every day on which something is entered in the books."""
    names = ("opening_on", "fee_on", "match_confirmed_on", "match_received_on", "award_on")
    cells = [events.cell(name) for name in names]
    for rows, columns in (
        ("cash_deposits", ("on",)),
        ("card_settlements", ("on",)),
        ("named_group_payouts", ("decided_on", "paid_on")),
        ("cancellations", ("cancelled_on", "repaid_on")),
    ):
        cells += [record.cell(column) for record in events.rows(rows) for column in columns]
    for name in ("advance_batch", "topup_batch"):
        if batch := events.table(name):
            cells.append(batch.cell("on"))
    for application in checker.draft.applications or []:
        if settlement := application.table("settlement"):
            cells.append(settlement.cell("fixed_on"))
        if refund := application.table("refund"):
            cells += [received.cell("on") for received in refund.rows("received")]
    for donation in checker.draft.donations or []:
        cells += [donation.cell("received_on"), donation.cell("refunded_on")]
    return cells
