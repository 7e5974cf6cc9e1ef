"""The facts that conditions compare (N5, N8), read for many applications at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from applications.models import Application, AssessedBudget, Attachment, AwardHistory, Submission
from applications.queries import budget_sums, figures_at_hand, history_at_hand, title_of
from applications.rules import (
    ApplicationFacts,
    BudgetFigures,
    Faults,
    Filed,
    PriorAward,
    count_prior,
    nth_award,
    read_budget,
    read_group,
)
from common import clock
from common.calendar import fiscal_year_bounds
from fund.models import Round

FIGURES = ("eligible", "total", "other_income", "other_grants")


def facts_of(application_ids: Iterable[int]) -> dict[int, ApplicationFacts]:
    """What is on record of each application: a draft by what is typed so far and the group's profile of
    today, anything else by its last submission, with the figures as assessed where they were. At most 6
    queries, any number."""
    rows = list(_rows(list(application_ids)))
    submissions = _last_submissions([row.pk for row in rows])
    bare = [row.pk for row in rows if row.pk not in submissions or row.state == "draft"]
    documents = _documents(bare)
    figures = _figures(rows)
    history = history_of({(row.round.fund_id, row.group_id) for row in rows})
    today = clock.now() if any(row.submitted_at is None for row in rows) else None
    return {
        row.pk: _facts(
            row,
            _content(row, submissions.get(row.pk), documents[row.pk]),
            figures.get(row.pk),
            others(history[row.round.fund_id, row.group_id], row.pk),
            row.submitted_at or today,
        )
        for row in rows
    }


def facts_at_hand(application: Application) -> ApplicationFacts:
    """As `facts_of` for one application of `with_details`. No query; 1 where it was never filed."""
    submissions: list[Submission] = list(application.submissions.all())
    attached = application.live_attachments  # type: ignore[attr-defined]
    documents = [{"type": row.document_type.code} for row in attached if row.document_type]
    if application.state == "draft":
        policy = application.round.policy
        figures = read_budget(application.draft, policy, Faults()).figures(policy)
    else:
        figures = figures_at_hand(application)
    return _facts(
        application,
        _content(application, submissions[-1] if submissions else None, documents),
        figures,
        history_at_hand(application),
        application.submitted_at or clock.now(),
    )


def form_facts(
    application: Application, filed: Filed, documents: Iterable[str], at: datetime
) -> ApplicationFacts:
    """The facts of a form as it would be filed at `at`, with the group's profile as it is now. 1 query."""
    key = application.round.fund_id, application.group_id
    content = {
        "data": {**filed.as_data(), "documents": [{"type": code} for code in documents]},
        "profile": application.group.snapshot(),
    }
    figures = filed.budget.figures(application.round.policy)
    return _facts(application, content, figures, others(history_of({key})[key], application.pk), at)


def with_n(facts: ApplicationFacts, application: Application) -> ApplicationFacts:
    """The facts with R3's number of the award and its step's method."""
    rules = application.department.rules
    nth = nth_award(
        count_prior(facts.history, rules.repeat, department_code=facts.department, project_key=facts.title)
    )
    step = rules.step(nth)
    return replace(facts, n=nth, method=step.method if step else "")


def base_days(call: Round, submitted_at: datetime | None) -> dict[str, date]:
    """The base dates of a round by name (`vocabulary.BASE_DATES`), as days in Japan."""
    first, last = fiscal_year_bounds(call.fiscal_year.year)
    days = {
        "opens_on": call.opens_at.astimezone(clock.JST).date(),
        "closes_on": call.closes_at.astimezone(clock.JST).date(),
        "decided_on": call.decided_on,
        "project_from": call.project_from,
        "fiscal_year_start": first,
        "fiscal_year_end": last,
    }
    if submitted_at is not None:
        days["submitted_on"] = submitted_at.astimezone(clock.JST).date()
    return days


def history_of(
    wanted: set[tuple[int, int]],
) -> Mapping[tuple[int, int], list[tuple[int | None, PriorAward]]]:
    """Awards by (fund, group), each with the application it came from. 1 query."""
    found: dict[tuple[int, int], list[tuple[int | None, PriorAward]]] = defaultdict(list)
    rows = AwardHistory.objects.filter(
        fund_id__in={fund for fund, _ in wanted}, group_id__in={group for _, group in wanted}
    )
    for row in rows.order_by("pk"):
        award = PriorAward(row.department_code, row.fiscal_year, row.project_key)
        found[row.fund_id, row.group_id].append((row.application_id, award))
    return found


def others(history: Iterable[tuple[int | None, PriorAward]], own: int) -> tuple[PriorAward, ...]:
    """The awards that count for an application: all but its own."""
    return tuple(award for application_id, award in history if application_id != own)


def _rows(ids: list[int]) -> QuerySet[Any]:
    last = AssessedBudget.objects.filter(application_id=OuterRef("pk")).order_by("-number")
    return (
        Application.objects.filter(pk__in=ids)
        .select_related("round__policy_version", "round__fiscal_year", "department", "group")
        .annotate(**{f"assessed_{name}": Subquery(last.values(name)[:1]) for name in FIGURES})
        .order_by("pk")
    )


def _last_submissions(ids: list[int]) -> dict[int, Submission]:
    last = Submission.objects.filter(application_id=OuterRef("application_id")).order_by("-number")
    rows = Submission.objects.filter(application_id__in=ids, pk=Subquery(last.values("pk")[:1]))
    return {row.application_id: row for row in rows}


def _documents(ids: list[int]) -> Mapping[int, list[dict[str, str]]]:
    """Documents at hand of applications that have not filed them. No query for none."""
    found: dict[int, list[dict[str, str]]] = defaultdict(list)
    rows = Attachment.objects.filter(Attachment.LIVE, application_id__in=ids)
    typed = (
        rows.exclude(document_type=None)
        .exclude(state__in=Attachment.UNUSABLE)
        .values_list("application_id", "document_type__code")
    )
    for application_id, code in typed if ids else ():
        found[application_id].append({"type": code or ""})
    return found


def _figures(rows: list[Any]) -> dict[int, BudgetFigures]:
    """As assessed, as filed, or as typed so far. 1 query."""
    policies = {row.pk: row.round.policy for row in rows}
    filed = budget_sums([row.pk for row in rows], policies)
    figures = {}
    for row in rows:
        if row.assessed_eligible is not None:
            figures[row.pk] = BudgetFigures(*(getattr(row, f"assessed_{name}") for name in FIGURES))
        elif row.state == "draft":
            figures[row.pk] = read_budget(row.draft, policies[row.pk], Faults()).figures(policies[row.pk])
        else:
            figures[row.pk] = filed[row.pk]
    return figures


def _content(
    row: Application, submission: Submission | None, documents: list[dict[str, str]]
) -> dict[str, Any]:
    """What was filed and the profile of that day; what is typed and the profile of today for a draft."""
    if row.state == "draft":
        return {"data": {**row.draft, "documents": documents}, "profile": row.group.snapshot()}
    if submission is not None:
        return {"data": submission.data, "profile": submission.profile}
    data = {
        "title": row.title,
        "continuing": row.continuing,
        "requested": row.requested,
        "tags": row.tags,
        "answers": row.draft.get("answers"),
        "documents": documents,
    }
    return {"data": data, "profile": row.group.snapshot()}


def _facts(
    row: Application,
    content: Mapping[str, Any],
    figures: BudgetFigures | None,
    history: tuple[PriorAward, ...],
    submitted_at: datetime | None,
) -> ApplicationFacts:
    data, tags, answers = content["data"], content["data"].get("tags"), content["data"].get("answers")
    requested = Faults().number(data.get("requested"), "", required=False)
    facts = ApplicationFacts(
        department=row.department.code,
        fiscal_year=row.round.fiscal_year.year,
        n=1,
        group=read_group(content["profile"]),
        title=title_of(data),
        continuing=data.get("continuing") is True,
        requested=requested,
        figures=figures,
        tags=frozenset(tag for tag in tags if isinstance(tag, str))
        if isinstance(tags, list)
        else frozenset(),
        answers=answers if isinstance(answers, dict) else {},
        documents=frozenset(item["type"] for item in data.get("documents", ()) if item["type"]),
        history=history,
        days=base_days(row.round, submitted_at),
    )
    return with_n(facts, row)
