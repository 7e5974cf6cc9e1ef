"""The fixing of an award's amount (額の確定, R5): prepared by one person, approved by another (R14)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from awards import hooks
from awards.models import AmountFixing, Award, Refund, Report
from awards.papers import letters
from awards.permissions import require_office, require_unrelated
from awards.queries import actual_rows, final_report, policy_of, refunded_for, rules_of
from awards.rules import ActualFigures, FixingWorking, fix_amount, sums_of
from awards.services.common import book_of, due_day, lock_award, require_known_payments, tell_group
from awards.services.issuing import issue
from awards.services.settling import settle_if_done
from common import clock
from common.calendar import wareki
from common.errors import DomainError, require_reason
from common.money import fraction, yen
from fund.permissions import require_second_person
from fund.wording import wording
from ledger.lots import release_lines
from ledger.posting import Entry, Line, cr, dr, post
from ledger.queries import paid_for, receivable_for
from trail.services import Actor, move, note


class ReportNotAccepted(DomainError):
    """R5 starts from what the office accepted."""

    code = "awards.report_not_accepted"
    ja = "実績報告の審査が終わっていません。審査を終えてから額の確定を起案してください。"
    en = "The final report is not accepted yet. Accept it before preparing the fixing."


class FixingNotPrepared(DomainError):
    """R14: somebody prepares before somebody else approves."""

    code = "awards.fixing_not_prepared"
    ja = "額の確定の起案がまだありません。先に担当者が起案してください。"
    en = "Nobody has prepared the fixing yet."


def require_fixable(award: Award) -> Report:
    """The accepted final report of an award that was reported, or given up.

    Raises WrongState, ReportNotAccepted. 1 query.
    """
    if award.state != "abolished":
        award.lifecycle.step(award.state, "fix")
    report = final_report(award)
    if report is None or report.state != "accepted":
        raise ReportNotAccepted
    report.award = award
    return report


def fixing_of(award: Award) -> AmountFixing | None:
    """The award's fixing as it stands, with the award at hand. 1 query."""
    found = AmountFixing.objects.filter(award=award).first()
    if found is not None:
        found.award = award
    return found


def require_may_prepare_fixing(award: Award, by: Actor) -> None:
    """Raises as `prepare_fixing` does."""
    require_office(by, award, "officer")
    require_unrelated(by, [award.group_id])
    fixing = fixing_of(award)
    if fixing is not None:
        fixing.lifecycle.step(fixing.state, "prepare")
    require_fixable(award)


@transaction.atomic
def prepare_fixing(*, award_id: int, by: Actor) -> AmountFixing:
    """Work the amount out from the accepted report's rows (officer; R5), also what was sent back.

    Nothing is posted yet. Raises NotFound, NotAllowed, RelatedParty, WrongState, ReportNotAccepted.
    """
    award = lock_award(award_id)
    require_may_prepare_fixing(award, by)
    at = clock.now()
    report = require_fixable(award)
    actual, working = work_out(award, report)
    fixing = fixing_of(award)
    again = fixing is not None
    if fixing is None:
        fixing = AmountFixing(award=award)
    fixing.report = report
    fixing.accepted_eligible, fixing.disallowed = actual.accepted_eligible, actual.disallowed
    fixing.ineligible, fixing.actual_total = actual.ineligible, actual.actual_total
    fixing.actual_other_income = actual.other_income
    fixing.terms, fixing.binding = dict(working.terms), list(working.binding)
    fixing.fixed = working.fixed
    fixing.prepared_by_id, fixing.prepared_at = by.pk, at
    fixing.save()
    if again:
        move(fixing, "prepare", by=by, at=at, role="officer", fixed=fixing.fixed)
    else:
        note(fixing, "prepare", by=by, at=at, role="officer", to_state=fixing.state, fixed=fixing.fixed)
    return fixing


def work_out(award: Award, report: Report) -> tuple[ActualFigures, FixingWorking]:
    """What a project really cost and earned, and what R5 makes of it. At most 6 queries."""
    sums = sums_of(actual_rows(report))
    actual = ActualFigures(
        accepted_eligible=sums.accepted,
        disallowed=sums.disallowed,
        ineligible=sums.ineligible,
        actual_total=sums.total,
        other_income=report.other_income,
    )
    working = fix_amount(
        award=award.amount,
        rate=fraction(award.rate) if award.rate else None,
        actual=actual,
        policy=policy_of(award),
        paid=net_paid(award),
        rules=rules_of(award),
    )
    return actual, working


def net_paid(award: Award) -> int:
    """Yen paid to the group less the principal it paid back. 2 queries."""
    return paid_for(award.reference) - refunded_for(award.reference)


def _prepared(award: Award) -> AmountFixing:
    fixing = fixing_of(award)
    if fixing is None:
        raise FixingNotPrepared
    return fixing


def require_may_send_back_fixing(award: Award, by: Actor) -> None:
    """Raises as `send_back_fixing` does, but for ReasonMissing."""
    require_office(by, award, "approver")
    fixing = _prepared(award)
    fixing.lifecycle.step(fixing.state, "send_back")


@transaction.atomic
def send_back_fixing(*, award_id: int, by: Actor, reason: str) -> AmountFixing:
    """Give the prepared fixing back to the officer, with the reason (approver).

    Raises NotFound, NotAllowed, FixingNotPrepared, WrongState, ReasonMissing.
    """
    award = lock_award(award_id)
    require_may_send_back_fixing(award, by)
    fixing = _prepared(award)
    move(fixing, "send_back", by=by, at=clock.now(), role="approver", reason=require_reason(reason))
    return fixing


def require_may_approve_fixing(award: Award, by: Actor) -> None:
    """Role, second person, no tie to the group, states, payments known. Raises as `approve_fixing` does."""
    require_office(by, award, "approver")
    fixing = _prepared(award)
    require_second_person(by, fixing.prepared_by_id)
    require_unrelated(by, [award.group_id])
    fixing.lifecycle.step(fixing.state, "approve")
    require_fixable(award)
    require_known_payments(award)


@transaction.atomic
def approve_fixing(*, award_id: int, by: Actor, refund_due_on: date | None = None) -> AmountFixing:
    """Fix the amount (an approver who did not prepare it, R14), and let follow what R5 says.

    award − fixed goes back to the sub-funds in the reverse order of the draw (R12): Dr 1060 what was paid
    above the fixed amount and not asked back before, Dr 2010 the rest, Cr 5010. Above zero, paid − fixed
    becomes a refund, due on `refund_due_on` or 30 days from today, which takes up one still open after a
    change; below, the last instalment follows. An award given up stays so until it is settled. Raises
    NotFound, NotAllowed, SamePerson, RelatedParty, FixingNotPrepared, WrongState, ReportNotAccepted,
    TransferUnderWay, FieldErrors (a day before today), NoBook.
    """
    award = lock_award(award_id)
    require_may_approve_fixing(award, by)
    at = clock.now()
    today = at.date()
    due_on = due_day(refund_due_on, today)
    fixing, report = _prepared(award), require_fixable(award)
    paid = net_paid(award)
    owed_back = max(paid - fixing.fixed, 0)
    # What a change asked back before is part of the same debt.
    claimed = receivable_for(award.reference)
    fixing.release = _post(fixing, owed_back - claimed, by=by, at=at)
    fixing.approved_by_id, fixing.fixed_on = by.pk, today
    fixing.save(update_fields=["release", "approved_by", "fixed_on"])
    move(fixing, "approve", by=by, at=at, role="approver", fixed=fixing.fixed, release=fixing.release)
    refund = None
    if owed_back > claimed:
        refund = _order_refund(award, owed_back, due_on, by=by, at=at)
    if award.state != "abolished":
        move(award, "fix", by=by, at=at, role="approver", fixed=fixing.fixed)
    move(report, "fix", by=by, at=at, role="approver")
    hooks.tell_changed(award, at)
    _tell(fixing, paid, refund, at)
    settle_if_done(award, at)
    issue([letters.fixed(fixing, paid=paid), *([letters.refund_ordered(refund)] if refund else [])], at)
    return fixing


def _post(fixing: AmountFixing, asked_back: int, *, by: Actor, at: datetime) -> list[list[Any]]:
    """What the fixing releases, as [[sub-fund, yen], …]; no entry where it releases nothing."""
    award = fixing.award
    released = award.amount - fixing.fixed
    if not released:
        return []
    book = book_of(award, at.date())
    release = release_lines(book, award.reference, released)
    debits: list[Line] = [
        dr(code, amount) for code, amount in (("1060", asked_back), ("2010", released - asked_back)) if amount
    ]
    lines = (*debits, *(cr("5010", part, code) for code, part in release))
    text = f"{wording(award.fund.legal_mode, 'fixing')} {award.number}"
    key = f"award:{award.pk}:fixing"
    post(book, Entry("fixing", key, at.date(), lines, text, award.reference), by=by, at=at)
    return [list(line) for line in release]


def _order_refund(award: Award, principal: int, due_on: date, *, by: Actor, at: datetime) -> Refund:
    today = at.date()
    for open_one in Refund.objects.select_for_update(of=("self",)).filter(award=award, state="open"):
        move(open_one, "void", by=by, at=at, role="approver", reason=award.lifecycle.states["fixed"])
    made = Refund.objects.create(
        award=award,
        reason="abolition" if award.state == "abolished" else "fixing",
        principal=principal,
        due_on=due_on,
        ordered_on=today,
    )
    note(made, "order", by=by, at=at, role="approver", to_state=made.state, principal=principal)
    return made


def _tell(fixing: AmountFixing, paid: int, refund: Refund | None, at: datetime) -> None:
    award = fixing.award
    figures = {"fixed": yen(fixing.fixed), "paid": yen(paid)}
    tell_group(award, "amount_fixed", at, top_up=yen(max(fixing.fixed - paid, 0)), **figures)
    if refund is not None:
        tell_group(
            award,
            "refund_ordered",
            at,
            occasion=str(refund.pk),
            refund=yen(refund.principal),
            due_on=wareki(refund.due_on),
            **figures,
        )
