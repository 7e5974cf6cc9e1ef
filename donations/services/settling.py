"""Cash taken to the bank, what the card company pays out, and the fees that go to operations (R12)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Sum

from common import clock
from common.errors import DomainError, FieldErrors, FieldFault, NotFound
from common.money import fraction
from donations import rules
from donations.models import Donation
from donations.permissions import INTAKE
from fund.models import Fund, SubFund
from fund.permissions import require_role
from fund.queries import book_for, book_of_year, policy_on, sub_fund_of_kind
from fund.services import day_of
from ledger import queries as ledger_queries
from ledger.models import Account, Book, JournalEntry, JournalLine
from ledger.posting import Entry, Line, cr, dr, post, post_many
from trail.services import Actor, note


class NotSettleable(DomainError):
    """Only card gifts that came in and were not paid out yet are in a card pay-out."""

    code = "donations.not_settleable"
    ja = "カード入金の対象にならない寄附があります: {numbers}"
    en = "These gifts cannot be in a card pay-out: {numbers}"


def _fund(fund_id: int) -> Fund:
    found = Fund.objects.filter(pk=fund_id).first()
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def deposit_cash(*, fund_id: int, amount: int, by: Actor, on: date | None = None) -> JournalEntry:
    """Take `amount` yen of cash to the bank: Dr 1020 / Cr 1010 (officer, cashier).

    The cash gifts it covers whole, the oldest first, are at the bank from then on. Raises NotFound,
    NotAllowed, FieldErrors, FutureDay, NoBook, AccountOverdrawn.
    """
    fund = _fund(fund_id)
    require_role(by, fund_id, *INTAKE)
    at = clock.now()
    if amount <= 0:
        ja, en = "金額は1円以上で入れてください。", "1 yen or more, please."
        raise FieldErrors([FieldFault("/amount", "donations.field", ja, en)])
    on = day_of(on, at)
    book = book_for(fund, on)
    # What had been taken to the bank before is part of the key: a double click moves it once.
    taken = Account.objects.filter(book=book, code="1010").values_list("credits", flat=True).first() or 0
    key = f"cash_deposit:{fund.pk}:{on.isoformat()}:{taken}"
    lines = (dr("1020", amount), cr("1010", amount))
    entry = post(book, Entry("cash_deposit", key, on, lines, "現金預入"), by=by, at=at)
    _mark_deposited(fund, amount, on)
    note(fund, "deposit_cash", by=by, at=at, amount=amount, on=on.isoformat())
    return entry


def _mark_deposited(fund: Fund, amount: int, on: date) -> None:
    """Two queries, any number of gifts."""
    waiting = Donation.objects.filter(
        fund=fund, method="cash", deposited=False, state__in=Donation.COUNTED, received_on__lte=on
    )
    covered = []
    for pk, gift in waiting.order_by("received_on", "pk").values_list("pk", "amount"):
        if gift > amount:
            break
        covered.append(pk)
        amount -= gift
    Donation.objects.filter(pk__in=covered).update(deposited=True)


@transaction.atomic
def settle_cards(
    *, fund_id: int, donation_ids: Sequence[int], by: Actor, on: date | None = None
) -> JournalEntry:
    """The card company pays these gifts out, less its fee on each (officer, cashier).

    Dr 1020 net and 5020 of operations, Cr 1030. Raises NotFound, NotAllowed, NotSettleable, FutureDay,
    NoBook, NoPolicy, NoSubFund.
    """
    fund = _fund(fund_id)
    require_role(by, fund_id, *INTAKE)
    gifts = list(
        Donation.objects.select_for_update(of=("self",)).filter(fund=fund, pk__in=donation_ids).order_by("pk")
    )
    at = clock.now()
    if not gifts or len(gifts) != len(set(donation_ids)):
        raise NotFound
    wrong = [
        gift.number
        for gift in gifts
        if gift.method != "card" or gift.paid_out or gift.state not in Donation.COUNTED
    ]
    if wrong:
        raise NotSettleable(pointer="/donation_ids", numbers=", ".join(wrong))
    on = day_of(on, at)
    rate = policy_on(fund_id, on).card_fee_rate
    total = sum(gift.amount for gift in gifts)
    fee = sum(rules.card_fee(gift.amount, rate) for gift in gifts)
    lines: list[Line] = [dr("1020", total - fee)] if total > fee else []
    if fee:
        lines.append(dr("5020", fee, sub_fund_of_kind(fund_id, "operations").code))
    lines.append(cr("1030", total))
    ids = ",".join(str(gift.pk) for gift in gifts)
    key = f"card_payout:{hashlib.sha256(ids.encode()).hexdigest()[:32]}"
    entry = post(book_for(fund, on), Entry("card_payout", key, on, tuple(lines), "カード入金"), by=by, at=at)
    Donation.objects.filter(pk__in=[gift.pk for gift in gifts]).update(paid_out=True)
    note(fund, "settle_cards", by=by, at=at, total=total, fee=fee, donations=[gift.pk for gift in gifts])
    return entry


def fees_due(fund: Fund, book: Book, on: date) -> list[tuple[SubFund, int, int]]:
    """(sub-fund, yen still due, yen taken before) of every sub-fund with a fee to take (R12). 3 queries.

    The fee is floor(received × rate) of the whole year up to `on`; opening balances bear none.
    """
    received = ledger_queries.received_by_sub_fund(book, on)
    taken = _fees_taken(book)
    due = []
    for row in SubFund.objects.filter(fund=fund):
        before = taken.get(row.code, 0)
        fee = rules.fee(received.get(row.code, 0), fraction(row.fee_rate)) - before
        if fee > 0:
            due.append((row, fee, before))
    return due


def _fees_taken(book: Book) -> dict[str, int]:
    rows = (
        JournalLine.objects.filter(
            account__book=book, account__code="6010", entry__kind="fee_transfer", side="D"
        )
        .values_list("account__sub_fund")
        .annotate(total=Sum("amount"))
        .order_by()
    )
    return dict(rows.values_list("account__sub_fund", "total"))


@transaction.atomic
def take_fees(*, fund_id: int, year: int, by: Actor, on: date | None = None) -> list[JournalEntry]:
    """Move each sub-fund's fee to operations (R12; officer): one entry for each with a fee due.

    Taken again later in the year, only what gifts since then add. Raises NotFound, NotAllowed, NoBook,
    NoSubFund, FutureDay.
    """
    fund = _fund(fund_id)
    require_role(by, fund_id, "officer")
    at = clock.now()
    on = day_of(on, at)
    book = book_of_year(fund, year)
    operations = sub_fund_of_kind(fund_id, "operations")
    entries = [
        Entry(
            "fee_transfer",
            f"fee:{fund.pk}:{year}:{row.code}:{before}",
            on,
            (dr("6010", fee, row.code), cr("6020", fee, operations.code)),
            f"事務費振替 {row.code}",
            f"fee:{row.code}",
        )
        for row, fee, before in fees_due(fund, book, on)
        if row.pk != operations.pk
    ]
    if not entries:
        return []
    posted = post_many(book, entries, by=by, at=at)
    note(fund, "take_fees", by=by, at=at, year=year, entries=len(posted))
    return posted
