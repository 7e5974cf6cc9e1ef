"""The round's decisions: prepared by one person and approved by another (R10, R14)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from applications.models import Application
from applications.services import set_outcomes
from awards.models import Award, Decision, DecisionSheet
from awards.permissions import require_unrelated
from awards.queries.drawing import DrawnRound, draw
from awards.queries.funding import foreseen_funding, plan_funding
from awards.rules import Drawn
from awards.services.conditions import setters_of
from awards.services.offering import accept_by, award_entry, new_award
from common import clock
from common.errors import DomainError, require_reason
from fund.models import Department, Round
from fund.permissions import require_role, require_second_person
from fund.queries import book_for
from fund.services import lock_round
from ledger.posting import post_many
from reviews.models import Minutes
from reviews.services import freeze_rankings
from trail.services import Actor, move

APPROVED = ("approved", "approved_remainder")
VERBS = {"approved": "approve", "approved_remainder": "approve", "waitlisted": "waitlist"}


class MinutesMissing(DomainError):
    """The committee's minutes come before the decision."""

    code = "awards.minutes_missing"
    ja = "審査会の議事録がまだありません。委員長の記録を待ってから承認してください。"
    en = "The committee's minutes are missing. Approve once the chair has recorded them."


class DecisionsChanged(DomainError):
    """R8, R9: what was prepared must still be what the ranking gives."""

    code = "awards.decisions_changed"
    ja = "起案のあとで順位または金額が変わりました。差し戻して、起案し直してください。"
    en = "Ranking or amounts have changed since this was prepared. Send it back and prepare again."


def lock_sheet(call: Round) -> DecisionSheet:
    """The round's decision sheet, locked; made when it is not there yet."""
    DecisionSheet.objects.get_or_create(round=call)
    sheet = DecisionSheet.objects.select_for_update(of=("self",)).get(round=call)
    sheet.round = call
    return sheet


@transaction.atomic
def prepare_decisions(*, round_id: int, by: Actor) -> DecisionSheet:
    """Freeze the rankings and draw every department's line for approval (officer; R9, R10, R2).

    What was sent back is drawn anew. Raises NotFound, NotAllowed, RelatedParty, WrongState,
    TieAtTheLine, NoBook.
    """
    call = lock_round(round_id)
    require_role(by, call.fund_id, "officer")
    sheet = lock_sheet(call)
    at = clock.now()
    require_may_prepare(sheet, by)
    freeze_rankings(call)
    drawn = draw(call)
    applications = _applications(drawn)
    require_unrelated(by, {row.group_id for row in applications.values()})
    sheet.decisions.all().delete()
    Decision.objects.bulk_create(_decisions(sheet, call, drawn, applications, at.date()))
    sheet.prepared_by_id, sheet.prepared_at = by.pk, at
    sheet.approved_by_id = sheet.approved_at = None
    sheet.save(update_fields=["prepared_by", "prepared_at", "approved_by", "approved_at"])
    move(sheet, "prepare", by=by, at=at, role="officer")
    return sheet


def require_may_prepare(sheet: DecisionSheet, by: Actor) -> None:
    """Role and states of 起案する. Raises as `prepare_decisions` does."""
    require_role(by, sheet.round.fund_id, "officer")
    sheet.lifecycle.step(sheet.state, "prepare")
    sheet.round.lifecycle.step(sheet.round.state, "decide")


@transaction.atomic
def send_back_decisions(*, round_id: int, by: Actor, reason: str) -> DecisionSheet:
    """Give the prepared decisions back to the officer, with the reason (approver).

    Raises NotFound, NotAllowed, ReasonMissing, WrongState.
    """
    call = lock_round(round_id)
    require_role(by, call.fund_id, "approver")
    sheet = lock_sheet(call)
    require_may_send_back(sheet, by)
    move(sheet, "send_back", by=by, at=clock.now(), role="approver", reason=require_reason(reason))
    return sheet


def require_may_send_back(sheet: DecisionSheet, by: Actor) -> None:
    """Role and state of 差し戻す. Raises as `send_back_decisions` does."""
    require_role(by, sheet.round.fund_id, "approver")
    sheet.lifecycle.step(sheet.state, "send_back")


@transaction.atomic
def approve_decisions(*, round_id: int, by: Actor) -> DecisionSheet:
    """Decide the round (交付決定): awards are offered and posted, the others waitlisted or declined.

    By an approver who did not prepare it (R14), with the committee's minutes, and only what the
    rankings still give. Each award draws its sub-funds in the order of R12, departments first, then
    rank. Raises NotFound, NotAllowed, SamePerson, RelatedParty, WrongState, MinutesMissing,
    DecisionsChanged, TieAtTheLine, InsufficientFunds, NoBook.
    """
    call = lock_round(round_id)
    require_role(by, call.fund_id, "approver")
    sheet = lock_sheet(call)
    at = clock.now()
    require_may_approve(sheet, by)
    drawn = draw(call)
    applications = _applications(drawn)
    require_unrelated(by, {row.group_id for row in applications.values()})
    decisions = _still_prepared(sheet, drawn)
    awards = _post_awards(sheet, call, drawn, applications, decisions, by=by, at=at)
    _tell_applications(applications, decisions, by=by, at=at)
    sheet.approved_by_id, sheet.approved_at = by.pk, at
    sheet.save(update_fields=["approved_by", "approved_at"])
    move(
        sheet,
        "approve",
        by=by,
        at=at,
        role="approver",
        awards=[award.pk for award in awards],
        total=sum(award.amount for award in awards),
    )
    move(call, "decide", by=by, at=at, role="approver")
    return sheet


def require_may_approve(sheet: DecisionSheet, by: Actor) -> None:
    """Role, second person (whoever set a condition is a maker, too), states and minutes.

    Raises as `approve_decisions` does, short of what the ranking says.
    """
    require_role(by, sheet.round.fund_id, "approver")
    require_second_person(by, sheet.prepared_by_id, *setters_of(sheet))
    sheet.lifecycle.step(sheet.state, "approve")
    sheet.round.lifecycle.step(sheet.round.state, "decide")
    if not Minutes.objects.filter(round=sheet.round).exists():
        raise MinutesMissing


def _applications(drawn: DrawnRound) -> dict[int, Application]:
    return Application.objects.select_related("group", "round__fund").in_bulk(list(drawn.ranked))


def _approved(drawn: DrawnRound) -> list[tuple[Department, Drawn]]:
    """Who gets an award, in department order, then rank."""
    return [
        (department, row)
        for department in drawn.departments
        for row in drawn.lines[department.code].rows
        if row.outcome in APPROVED
    ]


def _decisions(
    sheet: DecisionSheet,
    call: Round,
    drawn: DrawnRound,
    applications: dict[int, Application],
    today: date,
) -> list[Decision]:
    wanted = [(applications[row.key], row.award) for _, row in _approved(drawn)]
    funding = foreseen_funding(book_for(call.fund, today), call.fund_id, wanted)
    return [
        _decision(sheet, drawn, department, row, funding.get(row.key, []))
        for department in drawn.departments
        for row in drawn.lines[department.code].rows
    ]


def _decision(
    sheet: DecisionSheet,
    drawn: DrawnRound,
    department: Department,
    row: Drawn,
    funding: list[tuple[str, int]],
) -> Decision:
    ranked, figures = drawn.ranked[row.key], drawn.figures[row.key]
    made = Decision(
        sheet=sheet,
        application_id=row.key,
        outcome=row.outcome,
        rank=row.rank,
        score=str(ranked.score) if ranked.count or ranked.recorded else "",
        nth_award=ranked.prior_awards + 1,
        inputs={
            "eligible": figures.eligible,
            "total": figures.total,
            "other_income": figures.other_income,
            "requested": ranked.requested,
        },
        amount=row.award,
        funding=[list(line) for line in funding],
        waitlist_position=row.waitlist_position,
        stage_failed=department.rules.stage_label(ranked.stage_failed),
    )
    if row.working is not None:
        made.rate = "" if row.working.rate is None else str(row.working.rate)
        made.terms = dict(row.working.terms)
        made.full = row.working.full
        made.binding = list(row.working.binding)
    return made


def _still_prepared(sheet: DecisionSheet, drawn: DrawnRound) -> dict[int, Decision]:
    """The prepared decisions by application. Raises DecisionsChanged."""
    prepared = {row.application_id: row for row in sheet.decisions.all()}
    now = {row.key: row for line in drawn.lines.values() for row in line.rows}
    same = prepared.keys() == now.keys() and all(
        (row.outcome, row.rank, row.amount, row.waitlist_position)
        == (now[pk].outcome, now[pk].rank, now[pk].award, now[pk].waitlist_position)
        for pk, row in prepared.items()
    )
    if not same:
        raise DecisionsChanged
    return prepared


def _post_awards(
    sheet: DecisionSheet,
    call: Round,
    drawn: DrawnRound,
    applications: dict[int, Application],
    decisions: dict[int, Decision],
    *,
    by: Actor,
    at: datetime,
) -> list[Award]:
    today = at.date()
    approved = _approved(drawn)
    awards = []
    for department, row in approved:
        application, decision = applications[row.key], decisions[row.key]
        award = new_award(application, department, call, row.award, decision.rate, today)
        award.conditions = decision.conditions
        award.prepared_by_id = sheet.prepared_by_id
        award.accept_by = accept_by(today, department, call, choice=row.outcome == "approved_remainder")
        awards.append(award)
    Award.objects.bulk_create(awards)
    book = book_for(call.fund, today)
    wanted = [(applications[row.key], row.award) for _, row in approved]
    plans = plan_funding(book, call.fund_id, wanted)
    post_many(
        book, [award_entry(award, plan) for award, plan in zip(awards, plans, strict=True)], by=by, at=at
    )
    changed = []
    for (_, row), plan in zip(approved, plans, strict=True):
        decisions[row.key].funding = [list(line) for line in plan]
        changed.append(decisions[row.key])
    Decision.objects.bulk_update(changed, ["funding"])
    return awards


def _tell_applications(
    applications: dict[int, Application], decisions: dict[int, Decision], *, by: Actor, at: datetime
) -> None:
    for verb in ("approve", "waitlist", "decline"):
        chosen = [
            applications[pk] for pk, row in decisions.items() if VERBS.get(row.outcome, "decline") == verb
        ]
        set_outcomes(chosen, verb, by=by, at=at)
