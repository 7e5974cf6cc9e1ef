"""Checks of donations.csv and of the money days in events.yaml: cash, cards, fees, city match."""

from __future__ import annotations

from datetime import date

from intake.cases.checking import Checker
from intake.cases.records import Cell, Record


def check_donations(checker: Checker) -> None:
    donations = checker.draft.donations or []
    checker.unique(donation.cell("id") for donation in donations)
    for donation in donations:
        checker.in_year(donation.cell("received_on"))
        checker.in_year(donation.cell("refunded_on"))
        sub_fund = checker.refer(donation.cell("sub_fund"), checker.sub_funds, "枠", "sub-fund")
        if sub_fund and sub_fund["kind"] == "city_match":
            checker.say(
                donation.cell("sub_fund"), "sub_fund_kind", value=sub_fund["code"], kind=sub_fund["kind"]
            )
        _dates(checker, donation)


def _dates(checker: Checker, donation: Record) -> None:
    """A gift that came has its day, one that went back both, one that has not come none."""
    status = donation["status"]
    if status is None:
        return
    received, refunded = donation.cell("received_on"), donation.cell("refunded_on")
    if status in ("received", "refunded"):
        if _never_written(received):
            checker.say(received, "empty")
    elif status == "pledged" and received.value is not None:
        checker.say(received, "date_unexpected", status=status)
    if status == "refunded":
        if _never_written(refunded):
            checker.say(refunded, "empty")
        checker.not_before(refunded, received)
    elif refunded.value is not None:
        checker.say(refunded, "date_unexpected", status=status)


def _never_written(cell: Cell) -> bool:
    """Empty, and not because a fault was found in it already."""
    return cell.value is None and not cell.broken


def check_money_events(checker: Checker, events: Record) -> None:
    for name in ("opening_on", "fee_on", "match_confirmed_on", "match_received_on"):
        checker.in_year(events.cell(name))
    for deposit in events.rows("cash_deposits"):
        checker.in_year(deposit.cell("on"))
    for settlement in events.rows("card_settlements"):
        checker.in_year(settlement.cell("on"))
    _cash(checker, events)
    _cards(checker, events)
    _match(checker, events)


def _cash(checker: Checker, events: Record) -> None:
    """A deposit never takes more than the cash box holds that evening: gifts in, refunds and deposits out."""
    donations = checker.draft.donations
    if donations is None or any(
        donation["amount"] is None or donation["method"] is None or donation.cell("received_on").broken
        for donation in donations
    ):
        return
    deposits = [deposit for deposit in events.rows("cash_deposits") if None not in _deposit(deposit)]
    gone = 0
    for deposit in sorted(deposits, key=_deposit):
        day, amount = _deposit(deposit)
        held = sum(_cash_by(donation, day) for donation in donations) - gone
        if amount > held:
            checker.say(deposit.cell("amount"), "cash_short", day=day, held=held, amount=amount)
        gone += amount


def _deposit(deposit: Record) -> tuple[date, int]:
    return deposit["on"], deposit["amount"]


def _cash_by(donation: Record, day: date) -> int:
    """What this gift has put into the cash box by the end of `day`."""
    if donation["method"] != "cash" or donation["received_on"] is None or donation["received_on"] > day:
        return 0
    back = donation["refunded_on"]
    return 0 if back is not None and back <= day else int(donation["amount"])


def _cards(checker: Checker, events: Record) -> None:
    """The processor pays out each card gift once, on or after the day it was made, unless it went back."""
    settlements = events.rows("card_settlements")
    cells = [cell for settlement in settlements for cell in settlement.items("donations")]
    for settlement in settlements:
        for cell in settlement.items("donations"):
            gift = checker.refer(cell, checker.donations, "寄附", "donation")
            if gift is None:
                continue
            day, received, refunded = settlement["on"], gift["received_on"], gift["refunded_on"]
            if gift["method"] not in (None, "card"):
                checker.say(cell, "not_a_card_gift", value=cell.value)
            elif gift["status"] in ("pledged", "pending") or (
                day is not None
                and ((received is not None and received > day) or (refunded is not None and refunded <= day))
            ):
                checker.say(cell, "gift_not_received", value=cell.value)
    checker.unique(cells)


def _match(checker: Checker, events: Record) -> None:
    policy = checker.draft.part("policy")
    if policy is None or policy.cell("city_match").broken:
        return
    confirmed, received = events.cell("match_confirmed_on"), events.cell("match_received_on")
    match = policy.table("city_match")
    if match is None:
        for cell in (confirmed, received):
            if cell.value is not None:
                checker.say(cell, "match_not_promised")
        return
    checker.not_before(confirmed, match.cell("received_to"))
    checker.not_before(received, confirmed)
