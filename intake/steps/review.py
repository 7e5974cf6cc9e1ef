"""From the filed application to the committee's ranking."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from applications import services as application_services
from applications.models import Application
from common import clock
from common.clock import JST
from fund import services as fund_services
from fund.models import Fund
from intake import order
from intake.steps.setting_up import consents
from reviews import services as review_services
from reviews.models import Review
from trail.services import SYSTEM

if TYPE_CHECKING:
    from intake.agenda import Agenda
    from intake.cases.model import Case, CaseApplication, CaseConflict
    from intake.replay import Replay

# A case states a project's title and money; texts it does not state are filed as not on record.
NOT_ON_RECORD = "(記録なし)"


def plan(run: Replay, agenda: Agenda) -> None:
    """Filing at the very second that the case states; desk and committee between the dates of the call."""
    case = run.case
    opens, closes = case.round.opens_at, case.round.closes_at
    for item in case.applications:
        begun = min(item.submitted_at - timedelta(hours=1), closes)
        agenda.at(max(opens, begun), partial(draft, run, item), order=1)
        agenda.at(item.submitted_at, partial(submit, run, item), order=2)
    closed = closes + timedelta(minutes=case.policy.grace_minutes + 1)
    agenda.at(closed, fund_services.close_due_rounds)
    for item in case.applications:
        agenda.at(closed + timedelta(minutes=1), partial(check, run, item))
    agenda.at(closed + timedelta(minutes=2), partial(appoint, run))
    agenda.at(closed + timedelta(minutes=3), partial(declare, run))
    begin = max(case.round.review_opens_at, closed + timedelta(minutes=4))
    meeting = datetime.combine(case.round.committee_on, time(12), tzinfo=JST)
    end = min(case.round.review_closes_at, meeting)
    agenda.at(begin, partial(start_review, run))
    agenda.at(begin + min(timedelta(hours=1), (end - begin) / 2), partial(score, run))
    agenda.at(end, partial(close_review, run))
    for conflict in case.conflicts:
        if conflict.stage == "after_scoring":
            agenda.on(conflict.declared_on, order.COMMITTEE, partial(recuse_late, run, conflict))
    agenda.on(case.round.committee_on, order.COMMITTEE, partial(meet, run))


def start_review(run: Replay) -> None:
    review_services.start_review(round_id=run.round_id, by=run.cast.maker)


def close_review(run: Replay) -> None:
    """By the clock, or earlier by the office where the committee meets on the last day: all have scored."""
    early = clock.now() < run.case.round.review_closes_at
    review_services.close_review(round_id=run.round_id, by=run.cast.maker if early else SYSTEM)


def draft(run: Replay, item: CaseApplication) -> None:
    group_id = run.groups[item.group]
    made = application_services.create_application(
        department_id=run.departments[item.department], group_id=group_id, by=run.cast.voices[item.group]
    )
    run.applications[item.id] = made.pk
    for n in range(item.prior_awards):
        application_services.record_award_history(
            fund=Fund.objects.get(pk=run.fund_id),
            group_id=group_id,
            department_code=item.department,
            fiscal_year=run.case.fiscal_year.year - item.prior_awards + n,
            project_key=item.title,
            reference=f"{run.case.fund.code}:{run.case.round.code}:{item.id}:prior:{n + 1}",
        )
    application_services.save_draft(
        application_id=made.pk,
        by=run.cast.voices[item.group],
        data=filed(run.case, item),
        if_version=made.version,
    )


def filed(case: Case, item: CaseApplication) -> dict[str, Any]:
    """What the group typed, as the form's data."""
    return {
        "title": item.title,
        "summary": NOT_ON_RECORD,
        "purpose": NOT_ON_RECORD,
        "activities": NOT_ON_RECORD,
        "outcome": NOT_ON_RECORD,
        "continuation": NOT_ON_RECORD,
        "tags": list(item.tags),
        "continuing": False,
        "requested": item.requested,
        "schedule": [
            {"date": case.round.project_from.isoformat(), "what": NOT_ON_RECORD, "place": NOT_ON_RECORD}
        ],
        "income": [
            {"category": row.category, "description": row.description, "amount": row.amount}
            for row in item.income
        ],
        "expenses": [
            {
                "category": row.category,
                "description": row.description,
                "unit_price": row.unit_price,
                "quantity": row.quantity,
                "unit": row.unit,
                "eligible": row.eligible,
                "quote_attached": row.quote_attached,
            }
            for row in item.expenses
        ],
        "answers": {},
        "consents": consents(case),
    }


def submit(run: Replay, item: CaseApplication) -> None:
    application = Application.objects.get(pk=run.applications[item.id])
    application_services.submit_application(
        application_id=application.pk,
        by=run.cast.voices[item.group],
        if_version=application.version,
        number=item.number,
    )


def check(run: Replay, item: CaseApplication) -> None:
    """The desk: what the office found is added beside what was filed; R3 may end it here."""
    application_services.assess_budget(
        application_id=run.applications[item.id],
        by=run.cast.maker,
        income_additions=[
            {"category": row.category, "description": row.description, "amount": row.amount}
            for row in item.assessed_income_additions
        ],
    )
    application_services.accept_application(application_id=run.applications[item.id], by=run.cast.maker)


def chair_of(case: Case) -> str:
    """The reviewer called 委員長; in a case that names none, the first."""
    named = [reviewer.code for reviewer in case.reviewers if reviewer.role.startswith("委員長")]
    return (named or [reviewer.code for reviewer in case.reviewers])[0]


def appoint(run: Replay) -> None:
    chair = chair_of(run.case)
    for reviewer in run.case.reviewers:
        run.members[reviewer.code] = review_services.appoint_member(
            round_id=run.round_id,
            user=run.cast.reviewers[reviewer.code],
            code=reviewer.code,
            role="chair" if reviewer.code == chair else "reviewer",
            title=reviewer.role,
            by=run.cast.maker,
        ).pk
    review_services.assign_reviews(round_id=run.round_id, by=run.cast.maker)


def declare(run: Replay) -> None:
    """Reviewers declare interest first (R8): those with a row recuse themselves, the rest declare none."""
    early = {(c.application, c.reviewer): c for c in run.case.conflicts if c.stage == "before_scoring"}
    by_application = {pk: name for name, pk in run.applications.items()}
    for review in Review.objects.filter(application__round_id=run.round_id).select_related("member__user"):
        conflict = early.get((by_application[review.application_id], review.member.code))
        if conflict is None:
            review_services.declare_no_conflict(review_id=review.pk, by=review.member.user)
        else:
            review_services.recuse_review(
                review_id=review.pk, by=review.member.user, kind=conflict.kind, note=conflict.note
            )


def score(run: Replay) -> None:
    cells: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in run.case.scores:
        cells[row.application, row.reviewer][row.criterion] = points_text(row.points)
    reviews = {
        (review.application_id, review.member.code): review
        for review in Review.objects.filter(application__round_id=run.round_id).select_related("member__user")
    }
    for (application, reviewer), points in cells.items():
        review = reviews.get((run.applications[application], reviewer))
        if review is None:
            continue  # not assigned: found ineligible at the desk
        user = review.member.user
        review_services.save_scores(
            review_id=review.pk, by=user, points=points, comment="", if_version=review.version
        )
        review_services.submit_review(review_id=review.pk, by=user)


def points_text(points: Any) -> str:
    return str(points.numerator) if points.denominator == 1 else str(points.numerator / points.denominator)


def recuse_late(run: Replay, conflict: CaseConflict) -> None:
    """Found after scoring: prepared by the office, approved by a second person; the scores stay for audit."""
    review = Review.objects.get(
        application_id=run.applications[conflict.application], member__code=conflict.reviewer
    )
    recorded = review_services.recuse_review(
        review_id=review.pk, by=run.cast.maker, kind=conflict.kind, note=conflict.note
    )
    review_services.approve_recusal(review_id=recorded.pk, by=run.cast.approver)


def meet(run: Replay) -> None:
    chair = run.cast.reviewers[chair_of(run.case)]
    for decision in run.case.events.tie_decisions:
        review_services.decide_tie(
            department_id=run.departments[decision.department],
            by=chair,
            order=[run.applications[name] for name in decision.order],
            reason=decision.reason or decision.decided_by,
        )
    review_services.write_minutes(
        round_id=run.round_id,
        by=chair,
        held_on=run.case.round.committee_on,
        text=NOT_ON_RECORD,
        present=[r.code for r in run.case.reviewers],
    )
