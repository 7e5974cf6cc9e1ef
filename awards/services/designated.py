"""Designated awards (団体指定): a named group's sub-fund pays out, without an application (R12)."""

from __future__ import annotations

from django.db import transaction

from awards.models import Award
from awards.permissions import require_office, require_unrelated
from awards.services.common import book_of, lock_award
from awards.services.offers import put_in_force
from common import clock
from common.calendar import fiscal_year_of
from common.errors import DomainError, NotFound
from fund import rules as fund_rules
from fund.models import FiscalYear, SubFund
from fund.permissions import require_role, require_second_person
from fund.queries import book_for
from ledger import queries as ledger
from ledger.models import Book
from ledger.posting import Entry, cr, dr, post
from trail.services import Actor, move, note


class NoTarget(DomainError):
    """A designated award goes to the group its sub-fund is named for."""

    code = "awards.no_target"
    ja = "指定枠「{sub_fund}」には支払先の団体が決められていません。"
    en = "The sub-fund “{sub_fund}” names no group to be paid."


class PayoutTooLarge(DomainError):
    """R12: payout = min(net, cap)."""

    code = "awards.payout_too_large"
    ja = "指定枠「{sub_fund}」から支払えるのは {available:,}円までです。"
    en = "At most {available:,} yen can be paid out of sub-fund “{sub_fund}”."


def payable_out_of(sub_fund: SubFund, book: Book) -> int:
    """What R12 still lets a named sub-fund pay out this year: min(net, cap) less what was decided. Yen."""
    balance = ledger.sub_fund_balances(book).get(sub_fund.code, 0)
    paid = ledger.balance(book, "5010", sub_fund.code)
    return max(fund_rules.overflow(balance, paid, sub_fund.payout_cap).payout - paid, 0)


@transaction.atomic
def designate_award(*, sub_fund_id: int, by: Actor, amount: int | None = None) -> Award:
    """Prepare the payout of a named sub-fund (officer); without `amount` all that R12 allows. Yen.

    Raises NotFound, NotAllowed, RelatedParty, NoTarget, PayoutTooLarge, NoBook.
    """
    sub_fund = (
        SubFund.objects.select_for_update(of=("self",)).select_related("fund").filter(pk=sub_fund_id).first()
    )
    if sub_fund is None:
        raise NotFound
    require_role(by, sub_fund.fund_id, "officer")
    at = clock.now()
    today = at.date()
    if sub_fund.kind not in ("named_group", "project") or sub_fund.target_group_id is None:
        raise NoTarget(sub_fund=sub_fund.code)
    require_unrelated(by, [sub_fund.target_group_id])
    available = payable_out_of(sub_fund, book_for(sub_fund.fund, today))
    wanted = available if amount is None else amount
    if not 0 < wanted <= available:
        raise PayoutTooLarge(pointer="/amount", sub_fund=sub_fund.code, available=available)
    year = FiscalYear.objects.get(fund=sub_fund.fund, year=fiscal_year_of(today))
    ends_on = book_for(sub_fund.fund, today).ends_on
    count = Award.objects.filter(kind="designated", sub_fund=sub_fund, fiscal_year=year).count()
    award = Award.objects.create(
        fund=sub_fund.fund,
        fiscal_year=year,
        kind="designated",
        number=f"{sub_fund.code}-{year.year}-{count + 1:02d}",
        group_id=sub_fund.target_group_id,
        sub_fund=sub_fund,
        amount=wanted,
        advance_rate="1",
        decided_on=today,
        prepared_by_id=by.pk,
        project_from=today,
        project_to=ends_on,
        report_due_on=ends_on,
    )
    note(award, "prepare", by=by, at=at, role="officer", to_state=award.state, amount=wanted)
    return award


@transaction.atomic
def approve_designated(*, award_id: int, by: Actor) -> Award:
    """Decide and post a designated award; it is in force at once (another approver, R14).

    Raises NotFound, NotAllowed, SamePerson, RelatedParty, WrongState, PayoutTooLarge, InsufficientFunds.
    """
    award = lock_award(award_id)
    if award.sub_fund is None:
        raise NotFound
    require_may_approve(award, by)
    at = clock.now()
    book = book_of(award, at.date())
    available = payable_out_of(award.sub_fund, book)
    if award.amount > available:
        raise PayoutTooLarge(sub_fund=award.sub_fund.code, available=available)
    award.decided_on = at.date()
    award.save(update_fields=["decided_on"])
    lines = (dr("5010", award.amount, award.sub_fund.code), cr("2010", award.amount))
    text = f"団体指定 {award.number}"
    post(
        book,
        Entry("payout", f"award:{award.pk}", award.decided_on, lines, text, award.reference),
        by=by,
        at=at,
    )
    put_in_force(award, by=by, at=at)
    return award


def require_may_approve(award: Award, by: Actor) -> None:
    """Kind, role, second person, no tie to the group, state. Raises as `approve_designated` does."""
    if award.kind != "designated":
        raise NotFound
    require_office(by, award, "approver")
    require_second_person(by, award.prepared_by_id)
    require_unrelated(by, [award.group_id])
    award.lifecycle.step(award.state, "activate")


@transaction.atomic
def drop_designated(*, award_id: int, by: Actor, reason: str = "") -> Award:
    """Take a prepared designated award back before it is decided (officer or approver).

    Raises NotFound, NotAllowed, WrongState.
    """
    award = lock_award(award_id)
    require_may_drop(award, by)
    move(award, "decline", by=by, at=clock.now(), reason=reason)
    return award


def require_may_drop(award: Award, by: Actor) -> None:
    """Raises as `drop_designated` does."""
    if award.kind != "designated":
        raise NotFound
    require_office(by, award, "officer", "approver")
    award.lifecycle.step(award.state, "decline")
