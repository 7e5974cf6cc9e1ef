"""Reading applications: what a person may see of them, R1's figures, and earlier awards (R3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files import File
from django.db.models import (
    Case,
    CharField,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast

from applications.models import (
    Application,
    AssessedBudget,
    Attachment,
    AwardHistory,
    BudgetRow,
    CorrectionRequest,
    Submission,
)
from applications.permissions import HIDDEN_FROM_OFFICE, HIDDEN_UNTIL_RELEASE
from applications.rules import BudgetFigures, PriorAward, count_prior
from common.errors import NotFound
from common.scanned import opened as opened_file
from common.scanned import require_deliverable
from fund.models import Department, DocumentType, FormQuestion
from fund.permissions import live_roles, places_of
from fund.policy import FundPolicy
from fund.queries import rounds_public
from people.permissions import memberships
from trail.services import SYSTEM, Actor


def visible_to(user: Actor) -> QuerySet[Application]:
    """The applications of a person's groups, and those filed with the funds they work for. 1 query.

    Each carries `shown_state`: 審査中 for the group until the results are released, for the office the
    state as it is. Filters, orders and counts for people use it, never `state`.
    """
    rows = Application.objects.select_related(
        "group", "department", "round__fund", "round__policy_version", "created_by"
    )
    if user is SYSTEM:
        return rows.annotate(shown_state=F("state"))
    own = Q(group_id__in=memberships(user).values("group_id"))
    office = Q(round__fund_id__in=live_roles(user).values("fund_id"))
    secret = Q(round__released_at__isnull=True, state__in=HIDDEN_UNTIL_RELEASE) & ~office
    return rows.filter(own | (office & ~Q(state__in=HIDDEN_FROM_OFFICE))).annotate(
        shown_state=Case(When(secret, then=Value("under_review")), default=F("state"))
    )


LINE = (
    "number", "title", "state", "requested", "continuing", "created_at", "submitted_at", "in_grace",
    "version", "group__name", "department__code", "department__name", "round__code", "round__name",
)  # fmt: skip


def listed_to(user: Actor) -> QuerySet[Application]:
    """`visible_to` for lists: the same applications with what a line shows. At most 2 queries.

    Where somebody stands is read first. An index serves an office or a group; to a query that may be
    either the database would answer by walking through all applications of all funds.
    """
    if user is SYSTEM:
        return visible_to(user)
    places = places_of(user)
    rows = Application.objects.select_related("group", "department", "round").only(*LINE)
    own, office = Q(group_id__in=places.groups), Q(round__fund_id__in=places.funds)
    rows = rows.filter(own | (office & ~Q(state__in=HIDDEN_FROM_OFFICE)))
    if not places.groups:
        return rows.annotate(shown_state=F("state"))
    secret = Q(round__released_at__isnull=True, state__in=HIDDEN_UNTIL_RELEASE) & ~office
    return rows.annotate(shown_state=Case(When(secret, then=Value("under_review")), default=F("state")))


def with_details(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Applications with everything that a detail shows at hand. 8 queries, any size."""
    live = Attachment.objects.filter(Attachment.LIVE).select_related("document_type").order_by("pk")
    # Nothing that is not shown: each table more is one more order of joining for the database to weigh.
    shown = rows.select_related(None).select_related(
        "group", "department", "round__policy_version", "round__fiscal_year", "eligibility", "extension"
    )
    return shown.prefetch_related(
        Prefetch("budget_rows", queryset=BudgetRow.objects.order_by("side", "position")),
        "assessments",
        "submissions",
        "corrections",
        Prefetch("attachments", queryset=live, to_attr="live_attachments"),
        Prefetch("group__award_history", queryset=AwardHistory.objects.order_by("pk")),
    )


def figures_at_hand(application: Application, *, assessed: bool = True) -> BudgetFigures:
    """R1's inputs of one application: its last assessment where there is one and it is wanted, else as
    filed. No query for one of `with_details`, else 2."""
    if assessed and (assessments := list(application.assessments.all())):
        last = assessments[-1]
        return BudgetFigures(last.eligible, last.total, last.other_income, last.other_grants)
    rows = application.budget_rows.all()
    pk = application.pk
    plain = [(pk, row.side, row.category, row.eligible, row.amount, None) for row in rows]
    return _summed(plain, {pk: application.round.policy})[pk]


def history_at_hand(application: Application) -> tuple[PriorAward, ...]:
    """The group's other awards in the fund, as R3 reads them. No query for one of `with_details`, else 1."""
    return tuple(
        PriorAward(award.department_code, award.fiscal_year, award.project_key)
        for award in application.group.award_history.all()
        if award.fund_id == application.round.fund_id and award.application_id != application.pk
    )


def filed_earlier(application: Application) -> QuerySet[Attachment]:
    """The documents that the group filed with the same fund in other applications, the latest first. 1
    query."""
    filed = Application.objects.filter(
        group_id=application.group_id, round__fund_id=application.round.fund_id
    ).exclude(state__in=HIDDEN_FROM_OFFICE)
    rows = Attachment.objects.filter(Attachment.LIVE, application__in=filed.exclude(pk=application.pk))
    return rows.select_related("document_type", "application__round").order_by("-pk")


def earlier_documents(user: Actor, application_id: int) -> QuerySet[Attachment]:
    """The same for the group's own people. 2 queries. Raises NotFound."""
    own = visible_to(user).filter(group_id__in=memberships(user).values("group_id"))
    found = own.filter(pk=application_id).first()
    if found is None:
        raise NotFound
    return filed_earlier(found)


def corrections_of(user: Actor, application_id: int) -> QuerySet[CorrectionRequest]:
    """What was asked of an application, the latest first, with what was filed, to whoever may see it. 3
    queries. Raises NotFound."""
    found = visible_to(user).filter(pk=application_id).first()
    if found is None:
        raise NotFound
    rows = CorrectionRequest.objects.filter(application=found).order_by("-number")
    related = ("round__fund", "round__policy_version", "round__fiscal_year", "department", "group")
    return rows.select_related(*(f"application__{name}" for name in related)).prefetch_related(
        "application__submissions"
    )


def submission_of(user: Actor, application_id: int, number: int) -> Submission:
    """One submission, to whoever may see its application. 1 query. Raises NotFound."""
    rows = Submission.objects.filter(
        number=number, application__in=visible_to(user).filter(pk=application_id)
    )
    related = ("round__fund", "department")
    found = rows.select_related("by", *(f"application__{name}" for name in related)).first()
    if found is None:
        raise NotFound
    return found


def form_of_department(
    department_id: int,
) -> tuple[Department, list[FormQuestion], list[DocumentType]]:
    """A department of a published call with its questions and documents, for everybody. 3 queries. Raises
    NotFound."""
    public = Department.objects.filter(pk=department_id, round__in=rounds_public().order_by().values("pk"))
    found = public.select_related("round__fund", "round__policy_version").first()
    if found is None:
        raise NotFound
    own = Q(department__isnull=True) | Q(department_id=found.pk)
    questions = FormQuestion.objects.filter(own, round_id=found.round_id)
    documents = DocumentType.objects.filter(own, round_id=found.round_id)
    return found, list(questions), list(documents)


def unfiled_draft(user: Actor, application_id: int) -> Application:
    """What the group's own people are writing, its files at hand as `live_attachments`. 2 queries. Raises
    NotFound, also once it is submitted."""
    rows = visible_to(user).filter(pk=application_id, state__in=("draft", "returned", "discarded"))
    live = Attachment.objects.filter(Attachment.LIVE).select_related("document_type").order_by("pk")
    found = (
        rows.filter(group_id__in=memberships(user).values("group_id"))
        .prefetch_related(Prefetch("attachments", queryset=live, to_attr="live_attachments"))
        .first()
    )
    if found is None:
        raise NotFound
    return found


def figures_of(application_ids: Iterable[int]) -> dict[int, BudgetFigures]:
    """R1's inputs by application: the last assessment where there is one, else as filed. 2 queries."""
    ids = list(application_ids)
    return _figures(ids, _policies(ids))


def figures_under(policy: FundPolicy, application_ids: Iterable[int]) -> dict[int, BudgetFigures]:
    """As `figures_of`, for applications of one round under its policy. 1 query."""
    ids = list(application_ids)
    return _figures(ids, dict.fromkeys(ids, policy))


def filed_figures(ids: list[int]) -> dict[int, BudgetFigures]:
    """R1's inputs by application as filed, whatever was assessed. 2 queries."""
    return budget_sums(ids, _policies(ids))


def budget_sums(ids: list[int], policies: Mapping[int, FundPolicy]) -> dict[int, BudgetFigures]:
    """R1's inputs out of the budget rows, by application of `policies`. 1 query."""
    return _summed(_budget_rows(ids), policies)


def _policies(ids: list[int]) -> dict[int, FundPolicy]:
    rows = Application.objects.filter(pk__in=ids).select_related("round__policy_version")
    return {row.pk: row.round.policy for row in rows}


def _figures(ids: list[int], policies: Mapping[int, FundPolicy]) -> dict[int, BudgetFigures]:
    """As assessed, else as filed. 1 query: budget rows come as (application, side, category, eligible,
    yen, nothing), assessments as ("assessed", and the four figures)."""
    latest = AssessedBudget.objects.filter(application_id=OuterRef("application_id")).order_by("-number")
    assessments = AssessedBudget.objects.filter(application_id__in=ids, pk=Subquery(latest.values("pk")[:1]))
    rows = _budget_rows(ids).union(
        assessments.order_by().values_list(
            "application_id",
            Value("assessed"),
            Cast("total", CharField()),
            "eligible",
            "other_income",
            "other_grants",
        ),
        all=True,
    )
    filed, assessed = [], {}
    for pk, side, text, *numbers in rows:
        if side == "assessed":
            eligible, income, grants = numbers
            assessed[pk] = BudgetFigures(eligible, int(text), income, grants)
        else:
            filed.append((pk, side, text, *numbers))
    return _summed(filed, policies) | assessed


def _budget_rows(ids: list[int]) -> QuerySet[BudgetRow, tuple[Any, ...]]:
    """Budget rows summed by what R1 tells apart."""
    return (
        BudgetRow.objects.filter(application_id__in=ids)
        .order_by()
        .annotate(counted=Cast("eligible", IntegerField()))
        .values_list("application_id", "side", "category", "counted")
        .annotate(yen=Sum("amount"), none=Value(0))
    )


def _summed(rows: Iterable[tuple[Any, ...]], policies: Mapping[int, FundPolicy]) -> dict[int, BudgetFigures]:
    sums: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for pk, side, category, eligible, yen, _ in rows:
        if side == "income":
            sums[pk]["other_income"] += yen
            if category in policies[pk].grant_income_categories:
                sums[pk]["other_grants"] += yen
        else:
            sums[pk]["total"] += yen
            sums[pk]["eligible"] += yen if eligible else 0
    names = ("eligible", "total", "other_income", "other_grants")
    return {pk: BudgetFigures(*(sums[pk][name] for name in names)) for pk in policies}


def prior_awards(applications: Iterable[Application]) -> dict[int, int]:
    """How many earlier awards count for each application under its department's R3. 2 queries.

    The award of the application itself never counts.
    """
    ids = [application.pk for application in applications]
    rows = list(Application.objects.filter(pk__in=ids).select_related("department", "round").order_by("pk"))
    wanted = {(row.round.fund_id, row.group_id) for row in rows}
    history: dict[tuple[int, int], list[AwardHistory]] = defaultdict(list)
    for award in AwardHistory.objects.filter(
        fund_id__in={fund for fund, _ in wanted}, group_id__in={group for _, group in wanted}
    ):
        history[award.fund_id, award.group_id].append(award)
    return {
        row.pk: count_prior(
            [
                PriorAward(award.department_code, award.fiscal_year, award.project_key)
                for award in history[row.round.fund_id, row.group_id]
                if award.application_id != row.pk
            ],
            row.department.rules.repeat,
            department_code=row.department.code,
            project_key=row.title or title_of(row.draft),
        )
        for row in rows
    }


def title_of(draft: dict[str, Any]) -> str:
    """The title of a draft as far as there is one."""
    title = draft.get("title")
    return title if isinstance(title, str) else ""


def groups_filed_with(fund_id: int) -> QuerySet[Any]:
    """Ids of the groups whose applications the fund's office may see. No query of its own."""
    filed = Application.objects.filter(round__fund_id=fund_id).exclude(state__in=HIDDEN_FROM_OFFICE)
    return filed.values("group_id")


def file_of(user: Actor, application_id: int, attachment_id: int) -> Attachment:
    """A file, to whoever may see its application. 2 queries. Raises NotFound, FileInfected,
    FileNotScanned."""
    seen = visible_to(user).filter(pk=application_id).values("pk")
    rows = Attachment.objects.filter(pk=attachment_id, application__in=seen).select_related("message")
    found = rows.first()
    if found is None:
        raise NotFound
    own = Application.objects.filter(pk=application_id, group__in=memberships(user).values("group_id"))
    from_group = found.message is None or found.message.side == "group"
    require_deliverable(found, own=own.exists() == from_group)
    return found


def opened(attachment: Attachment) -> File[bytes]:
    """The stored file, open for reading. Raises FileGone."""
    return opened_file(attachment)


def is_file_hidden_from_office(user: Actor, attachment_id: int) -> bool:
    """Whether it belongs to a draft. 1 query."""
    rows = Attachment.objects.filter(pk=attachment_id, application__state__in=HIDDEN_FROM_OFFICE)
    return rows.exists()


def is_hidden_from_office(user: Actor, application_id: int) -> bool:
    """Whether it is a draft, which an office may not know of. 1 query."""
    return Application.objects.filter(pk=application_id, state__in=HIDDEN_FROM_OFFICE).exists()
