"""Checks of groups.csv and applications.yaml: accounts, budgets, submission, settlement, refund."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from intake.cases.check_fund import HOLDER_BYTES, account
from intake.cases.checking import Checker, shown
from intake.cases.records import Cell, Record

ACCOUNT = ("bank_code", "branch_code", "account_type", "account_number", "holder_kana")


def check_groups(checker: Checker) -> None:
    groups = checker.draft.groups or []
    checker.unique(group.cell("id") for group in groups)
    for group in groups:
        number = group["corporate_number"]
        if number and not corporate_number_holds(number):
            checker.say(group.cell("corporate_number"), "corporate_check_digit")
        if any(group[name] for name in ACCOUNT):
            for name in ACCOUNT:
                cell = group.cell(name)
                if not cell.value and not cell.broken:
                    checker.say(cell, "account_incomplete")
        cells = (group.cell("bank_code"), group.cell("branch_code"), group.cell("holder_kana"))
        account(checker, *cells, "holder_kana", HOLDER_BYTES)


def corporate_number_holds(number: str) -> bool:
    """The check digit (first of 13): 9 − (Σ digit × 1, 2, 1, 2 … from the right, mod 9)."""
    total = sum(int(digit) * (1 + i % 2) for i, digit in enumerate(reversed(number[1:])))
    return int(number[0]) == 9 - total % 9


def has_account(group: Record) -> bool:
    """Something stands in the account fields; what is wrong with it has its own fault."""
    return any(group[name] or group.cell(name).broken for name in ACCOUNT)


def check_applications(checker: Checker) -> None:
    applications = checker.draft.applications or []
    checker.unique(application.cell("id") for application in applications)
    checker.unique(application.cell("number") for application in applications)
    for application in applications:
        checker.refer(application.cell("group"), checker.groups, "団体", "group")
        checker.refer(application.cell("department"), checker.departments, "部門", "department")
        _submission(checker, application)
        _budget(checker, application)
        if settlement := application.table("settlement"):
            _settlement(checker, settlement)
        if refund := application.table("refund"):
            _refund(checker, application, refund)


def _submission(checker: Checker, application: Record) -> None:
    terms, policy = checker.draft.part("round"), checker.draft.part("policy")
    cell = application.cell("submitted_at")
    if cell.value is None or terms is None or policy is None:
        return
    opens, closes, grace = terms["opens_at"], terms["closes_at"], policy["grace_minutes"]
    if opens is None or closes is None or grace is None or opens >= closes:
        return
    # Longer than any year: a mistyped grace must not run the arithmetic over the calendar's end.
    last = closes + timedelta(minutes=min(grace, 525_600))
    if not opens <= cell.value <= last:
        checker.say(cell, "submission_outside_round", opens=shown(opens), closes=shown(closes), grace=grace)


def _budget(checker: Checker, application: Record) -> None:
    expenses = application.rows("expenses")
    if application["expenses"] == []:
        checker.say(application.cell("expenses"), "no_expenses")
    _categories(checker, [row.cell("category") for row in expenses], "expense_categories")
    income = [*application.rows("income"), *application.rows("assessed_income_additions")]
    _categories(checker, [row.cell("category") for row in income], "income_categories")
    for row in expenses:
        _expense(checker, row)
    _balance(checker, application, expenses)


def _categories(checker: Checker, cells: Sequence[Cell], name: str) -> None:
    policy = checker.draft.part("policy")
    if policy is None or policy.cell(name).broken:
        return
    allowed = policy.plain(name)
    for cell in cells:
        if cell.value is not None and cell.value not in allowed:
            checker.say(cell, "not_a_choice", value=cell.value, choices=", ".join(allowed))


def _expense(checker: Checker, row: Record) -> None:
    price, quantity, amount = row["unit_price"], row["quantity"], row["amount"]
    if None not in (price, quantity, amount) and price * quantity != amount:
        checker.say(
            row.cell("amount"),
            "amount_mismatch",
            unit_price=price,
            quantity=quantity,
            computed=price * quantity,
            amount=amount,
        )
    policy = checker.draft.part("policy")
    if policy is None or amount is None or policy["quote_threshold"] is None:
        return
    quoted = row.cell("quote_attached")
    needs = row["category"] in policy.plain("quote_categories") and row["eligible"] is True
    if needs and amount >= policy["quote_threshold"] and quoted.value is False:
        threshold = policy["quote_threshold"]
        checker.say(quoted, "quote_missing", category=row["category"], threshold=threshold)


def _balance(checker: Checker, application: Record, expenses: Sequence[Record]) -> None:
    """Requested + other income = total expense (R1's ground). Where a row's own product is in doubt, the
    budget is unbalanced only if neither the written amounts nor the products balance it."""
    requested = application.cell("requested")
    other = _whole_sum(application, "income", "amount")
    written = _whole_sum(application, "expenses", "amount")
    if requested.value is None or other is None or written is None:
        return
    products = [(row["unit_price"], row["quantity"]) for row in expenses]
    if any(None in pair for pair in products):
        return
    computed = sum(price * quantity for price, quantity in products)
    income = requested.value + other
    if income in (written, computed):
        return
    checker.say(
        requested,
        "unbalanced",
        requested=requested.value,
        other=other,
        income=income,
        total=written,
        difference=abs(income - written),
    )


def _whole_sum(application: Record, rows: str, name: str) -> int | None:
    """The sum of one column, None while one of its values is unreadable."""
    value = application[rows]
    if value is None:
        return None
    amounts = [record[name] for record in application.rows(rows)]
    if len(amounts) < len(value) or None in amounts:
        return None
    return sum(int(amount) for amount in amounts)


def _settlement(checker: Checker, settlement: Record) -> None:
    checker.in_year(settlement.cell("report_received_on"))
    checker.in_year(settlement.cell("fixed_on"))
    checker.not_before(settlement.cell("fixed_on"), settlement.cell("report_received_on"))
    if events := checker.draft.events:
        checker.not_before(settlement.cell("report_received_on"), events.cell("award_on"))
    parts = [settlement[name] for name in ("accepted_eligible", "disallowed", "ineligible")]
    total = settlement.cell("actual_total")
    if total.value is not None and None not in parts and sum(parts) != total.value:
        checker.say(total, "settlement_sum", computed=sum(parts), total=total.value)


def _refund(checker: Checker, application: Record, refund: Record) -> None:
    for received in refund.rows("received"):
        checker.in_year(received.cell("on"))
    settlement = application.table("settlement")
    if settlement is None:
        if not application.cell("settlement").broken:
            place = Cell(None, refund.cell("due_on").place)
            checker.say(place, "not_settled", value=application["id"])
        return
    checker.not_before(refund.cell("due_on"), settlement.cell("fixed_on"))
    for received in refund.rows("received"):
        checker.not_before(received.cell("on"), settlement.cell("fixed_on"))
