"""An offer (内示): accepted by the group and put into force by the office, declined, or lapsed (R10)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from applications.models import Application
from applications.services import record_award_history
from awards import hooks
from awards.models import Award
from awards.papers import letters
from awards.permissions import require_group, require_office, require_unrelated
from awards.queries import budget_gap
from awards.services.common import add_final_report, add_interim_report, lock_award, lock_awards, tell_group
from awards.services.issuing import issue
from awards.services.waitlist import pass_on
from common import clock
from common.errors import DomainError
from fund.permissions import require_second_person
from ledger.models import JournalEntry
from ledger.posting import reverse
from people.permissions import require_group_role
from trail.services import SYSTEM, Actor, move, note

CLAIMANTS = ("representative", "treasurer")
"""Who may ask for the group's money."""


class OfferExpired(DomainError):
    """An offer is accepted within its days."""

    code = "awards.offer_expired"
    ja = "承諾の期限({until})を過ぎています。"
    en = "The time to accept ended on {until}."


class OfferWithdrawn(DomainError):
    """A group that withdrew its application has no offer to accept."""

    code = "awards.offer_withdrawn"
    ja = "申請が取り下げられているため、内示を受けられません。"
    en = "The application was withdrawn, so the offer cannot be accepted."


class AlreadyAccepted(DomainError):
    """An accepted offer is given up by abolition, not by declining."""

    code = "awards.already_accepted"
    ja = "この内示はすでに承諾されています。"
    en = "This offer has already been accepted."


class NotAccepted(DomainError):
    """The group accepts before the office puts an award into force."""

    code = "awards.not_accepted"
    ja = "団体の承諾がまだありません。"
    en = "The group has not accepted yet."


class BudgetNeeded(DomainError):
    """R10: a reduced award needs a budget that adds up again."""

    code = "awards.budget_needed"
    status = 422
    ja = "決定額では収支が{gap:,}円合いません。見直した予算(支出合計とその他の収入)を入れてください。"
    en = "With the amount decided the budget is {gap:,} yen apart. Please give a revised budget."


class BudgetUnbalanced(DomainError):
    """R10: award + other income = total."""

    code = "awards.budget_unbalanced"
    status = 422
    ja = (
        "決定額 {award:,}円とその他の収入 {other_income:,}円の合計が支出合計 {total:,}円と{gap:,}円違います。"
    )
    en = "Award {award:,} and other income {other_income:,} yen miss the total of {total:,} by {gap:,} yen."


@transaction.atomic
def accept_offer(
    *, award_id: int, by: Actor, revised_budget: dict[str, Any] | None = None, claim: bool = False
) -> Award:
    """The group takes the offer; a reduced one with a budget that balances again.

    `revised_budget` holds `total` and `other_income` in yen, and rows if the group gives them. With `claim`
    the advance is asked for in the same breath (the representative or treasurer): its request is there as
    soon as the award is in force (R4). Raises NotFound, NotAllowed, WrongState, AlreadyAccepted,
    OfferExpired, OfferWithdrawn, BudgetNeeded, BudgetUnbalanced.
    """
    award = lock_award(award_id)
    at = clock.now()
    application = require_may_accept(award, by, at)
    if claim:
        require_group_role(by, award.group_id, *CLAIMANTS)
        award.claimed_by_id = by.pk
    award.accepted_budget = _balanced(award, revised_budget)
    award.accepted_at = at
    award.save(update_fields=["accepted_budget", "accepted_at", "claimed_by"])
    record_award_history(
        fund=award.fund,
        group_id=award.group_id,
        department_code=application.department.code,
        fiscal_year=award.fiscal_year.year,
        project_key=application.title,
        reference=award.reference,
        application_id=application.pk,
    )
    note(award, "accept", by=by, at=at, role="group", amount=award.amount, claim=claim)
    return award


def require_may_accept(award: Award, by: Actor, at: datetime) -> Application:
    """Person, state, days and application of an acceptance. Raises as `accept_offer` does."""
    require_group(by, award)
    award.lifecycle.step(award.state, "activate")
    application = award.application
    assert application is not None, "a designated award is not offered"
    if award.accepted_at is not None:
        raise AlreadyAccepted
    if award.accept_by is not None and at.date() > award.accept_by:
        raise OfferExpired(until=award.accept_by.isoformat())
    if application.state != "approved":
        raise OfferWithdrawn
    return application


def _balanced(award: Award, revised: dict[str, Any] | None) -> dict[str, Any] | None:
    """The budget the group goes on with; None where the filed one stands. Raises BudgetNeeded,
    BudgetUnbalanced."""
    if revised is None:
        gap = budget_gap(award)
        if gap:
            raise BudgetNeeded(pointer="/revised_budget", gap=gap)
        return None
    return balanced_budget(award.amount, revised, "/revised_budget")


def balanced_budget(amount: int, budget: dict[str, Any], pointer: str) -> dict[str, Any]:
    """A budget in whole yen that adds up with an award of `amount`. Raises BudgetUnbalanced unless
    amount + other income = total, and the rows, where they are given, make up the total."""
    total, other = int(budget["total"]), int(budget["other_income"])
    rows = budget.get("rows")
    spent = total if rows is None else sum(int(row["amount"]) for row in rows)
    gap = abs(amount + other - total) or abs(spent - total)
    if gap or other < 0:
        raise BudgetUnbalanced(pointer=pointer, award=amount, other_income=other, total=total, gap=gap)
    return {**budget, "total": total, "other_income": other}


@transaction.atomic
def activate_award(*, award_id: int, by: Actor) -> Award:
    """Put an accepted offer into force (交付決定; an approver who did not prepare it, R14).

    Raises NotFound, NotAllowed, SamePerson, RelatedParty, WrongState, NotAccepted.
    """
    award = lock_award(award_id)
    require_may_activate(award, by)
    put_in_force(award, by=by, at=clock.now())
    return award


def require_may_activate(award: Award, by: Actor) -> None:
    """Role, second person, state and the group's word. Raises as `activate_award` does."""
    require_office(by, award, "approver")
    require_second_person(by, award.prepared_by_id)
    require_unrelated(by, [award.group_id])
    award.lifecycle.step(award.state, "activate")
    if award.accepted_at is None:
        raise NotAccepted


def put_in_force(award: Award, *, by: Actor, at: datetime) -> None:
    """The award is active: its reports are owed, and its instalments follow."""
    award.activated_by_id = by.pk
    award.save(update_fields=["activated_by"])
    move(award, "activate", by=by, at=at, role="approver")
    add_interim_report(award)
    add_final_report(award)
    hooks.tell_changed(award, at)
    tell_group(award, "decision_letter", at)
    issue([letters.decided(award)], at)


@transaction.atomic
def decline_offer(*, award_id: int, by: Actor, reason: str = "") -> Award:
    """The group does not take the offer: the entry is reversed, the money is free again.

    Raises NotFound, NotAllowed, WrongState, AlreadyAccepted.
    """
    award = lock_award(award_id)
    require_may_decline(award, by)
    _give_back(award, "decline", by=by, at=clock.now(), reason=reason)
    return award


def require_may_decline(award: Award, by: Actor) -> None:
    """Raises as `decline_offer` does."""
    require_group(by, award)
    award.lifecycle.step(award.state, "decline")
    if award.accepted_at is not None:
        raise AlreadyAccepted


@transaction.atomic
def lapse_offers() -> list[Award]:
    """Offers whose days are over, or whose application was withdrawn, lapse; run by the clock."""
    today = clock.now().date()
    silent = Q(accepted_at__isnull=True, accept_by__lt=today, application__round__released_at__isnull=False)
    withdrawn = Q(accepted_at__isnull=True, application__state="withdrawn")
    due = Award.objects.filter(silent | withdrawn, state="offered", kind="application")
    lapsed = []
    for found in lock_awards(list(due.values_list("pk", flat=True))):
        at = clock.now()
        if found.state == "offered" and found.accepted_at is None:
            award = lock_award(found.pk)
            _give_back(award, "lapse", by=SYSTEM, at=at, reason="承諾の期限切れ")
            lapsed.append(award)
    return lapsed


def _give_back(award: Award, verb: str, *, by: Actor, at: datetime, reason: str) -> None:
    entry = JournalEntry.objects.select_related("book").get(
        kind="award", reference=award.reference, book__fund_code=award.fund.code
    )
    move(award, verb, by=by, at=at, reason=reason)
    reverse(
        entry,
        key=f"award:{award.pk}:reversal",
        occurred_on=at.date(),
        by=by,
        at=at,
        reason=f"{award.lifecycle.states[award.state]} {award.number}",
    )
    application = award.application
    assert application is not None
    if application.state == "approved":
        move(application, "withdraw", by=by, at=at, reason=reason)
    tell_group(award, "award_declined", at)
    pass_on(application.department, at)
