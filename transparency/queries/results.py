"""The results of a round after their release, as each department's call publishes them (N16).

Before the release a round looks as if it had no results: there is nothing to list, count or open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Sum

from applications.models import Application
from awards.models import Award, Decision, Promotion
from awards.queries.awards import committed
from common.errors import NotFound
from fund.models import Criterion, Department, Round
from fund.policy import Publication
from ledger.models import JournalLine
from ledger.queries import paid_for_each
from reviews.models import Ranking
from transparency.rules import Filed, Sums, added, filing_key, kana_key, mean_text, moved_up, sums_of

NO_SUMS = Sums()
STANDING = ("offered", "active", "change_pending", "reported", "fixed", "settled", "abolished")


@dataclass(frozen=True)
class ResultRow:
    """One application's result; what the call does not publish is left out by `shown`.

    `rank` is today's, None after a withdrawal; `decided_rank` the one frozen with the decision. `decided`
    is what was decided, `standing` what is left of it today, `fixed` the amount fixed once it is.
    Yen. `outcome` is the state's label, `stage` the stage that was not passed. `components` and
    `criterion_means` are pairs of name and printed figure, as frozen with the decision.
    """

    award_id: int | None
    number: str
    group: str
    title: str
    summary: str
    kind: str
    requested: int
    score: str
    rank: int | None
    decided_rank: int | None
    outcome: str
    decided: int
    standing: int
    fixed: int | None
    paid: int
    returned: int
    withdrawn: bool
    kana: str = ""
    components: tuple[tuple[str, str], ...] = ()
    criterion_means: tuple[tuple[str, str], ...] = ()
    stage: str = ""


@dataclass(frozen=True)
class FrozenRanking:
    """Which ranking the decision stood on."""

    number: int
    sha256: str
    frozen_at: datetime


@dataclass(frozen=True)
class DepartmentResults:
    """A department's published rows in its order; every total is computed from them (yen)."""

    code: str
    name: str
    budget: int | None
    publication: Publication
    ranking: FrozenRanking | None
    rows: tuple[ResultRow, ...]
    sums: Sums = NO_SUMS
    offered: bool = True
    heading: str = ""
    scored: bool = True

    def publishes(self, field: str) -> bool:
        """Whether the call shows it; a committee that gives no points has no score to show."""
        return field in self.publication.fields and (self.scored or field != "score")

    @property
    def requested(self) -> int:
        return sum(row.requested for row in self.rows)

    @property
    def decided(self) -> int:
        return sum(row.decided for row in self.rows)

    @property
    def standing(self) -> int:
        return sum(row.standing for row in self.rows)

    @property
    def fixed(self) -> int:
        """The sum of the amounts fixed so far."""
        return sum(row.fixed or 0 for row in self.rows)

    @property
    def left(self) -> int | None:
        """What the department's own budget keeps; None where the call sets none."""
        return None if self.budget is None else self.budget - self.standing


@dataclass(frozen=True)
class RoundResults:
    """A round's departments, and the sums of several of them under a heading and of all that were held."""

    call: Round
    departments: tuple[DepartmentResults, ...]

    @property
    def headings(self) -> dict[str, Sums]:
        """Sums by heading, in the order of the departments."""
        names = dict.fromkeys(row.heading for row in self.departments if row.heading)
        return {
            name: added(row.sums for row in self.departments if row.heading == name and row.offered)
            for name in names
        }

    @property
    def sums(self) -> Sums:
        return added(row.sums for row in self.departments if row.offered)


def released_rounds() -> QuerySet[Round]:
    """Rounds whose results are out, newest first. 1 query."""
    found = Round.objects.filter(released_at__isnull=False).exclude(state="cancelled")
    return found.select_related("fund", "fiscal_year").order_by("-pk")


def results(round_id: int) -> RoundResults:
    """What the public reads of a round's results. 11 queries, any size.

    Raises NotFound before the release.
    """
    call = released_rounds().filter(pk=round_id).first()
    if call is None:
        raise NotFound
    facts = _Facts(call)
    departments = Department.objects.filter(round=call).order_by("position", "pk")
    return RoundResults(call, tuple(_department(department, facts) for department in departments))


class _Facts:
    """Everything about one round, read once."""

    def __init__(self, call: Round) -> None:
        assert call.released_at is not None
        self.decisions = list(
            Decision.objects.filter(sheet__round=call).select_related("application__group").order_by("pk")
        )
        awards = Award.objects.filter(application__round=call).select_related("fixing")
        self.awards = {award.application_id: award for award in awards}
        self.held = committed(awards)
        self.promoted = dict(
            Promotion.objects.filter(application__round=call, state="approved").values_list(
                "application_id", "amount"
            )
        )
        filed = Application.objects.filter(round=call).exclude(state__in=("draft", "discarded"))
        self.filed = list(filed.values_list("pk", "department_id", "state", "requested"))
        self.decided = {row.application_id: row.amount for row in self.decisions} | {
            pk: amount for pk, amount in self.promoted.items() if amount
        }
        references = [award.reference for award in self.awards.values()]
        self.paid = paid_for_each(references)
        self.returned = _returned_for_each(references)
        frozen = Ranking.objects.filter(department__round=call, frozen_at__lte=call.released_at)
        self.rankings = {row.department_id: row for row in frozen.order_by("number")}
        rows = Criterion.objects.filter(round=call).order_by("position", "pk")
        self.criteria = list(rows.values_list("department_id", "code", "name"))

    def names_in(self, department: Department) -> dict[str, str]:
        """What a department's criteria and components are called, by code."""
        own = {code: name for where, code, name in self.criteria if where in (None, department.pk)}
        components = department.rules.scoring.components
        return own | {item.code: item.label_ja or item.code for item in components}


def _returned_for_each(references: list[str]) -> dict[str, int]:
    """What groups paid back of each award, interest left out. 1 query."""
    lines = JournalLine.objects.filter(
        account__code="1060", side="C", entry__kind="refund_received", entry__reference__in=references
    )
    sums = lines.values_list("entry__reference").annotate(yen=Sum("amount"))
    return dict(sums.values_list("entry__reference", "yen"))


def _department(department: Department, facts: _Facts) -> DepartmentResults:
    publication = department.rules.publication
    decisions = [row for row in facts.decisions if row.application.department_id == department.pk]
    frozen = facts.rankings.get(department.pk)
    points = {row["application"]: row for row in frozen.rows} if frozen else {}
    withdrawn = {row.application_id for row in decisions if row.application.state == "withdrawn"}
    # Whoever withdrew before the decision was never ranked and pushes nobody up.
    ranks = moved_up({row.application_id: row.rank for row in decisions}, withdrawn)
    rows = [
        _row(
            decision,
            points.get(decision.application_id, {}),
            ranks[decision.application_id],
            facts,
            facts.names_in(department),
        )
        for decision in decisions
        if publication.rows == "all" or decision.application_id in facts.awards
    ]
    return DepartmentResults(
        department.code,
        department.name,
        department.budget,
        publication,
        FrozenRanking(frozen.number, frozen.sha256, frozen.frozen_at) if frozen else None,
        tuple(_ordered(rows, publication.order)),
        sums_of(
            (
                Filed(state, requested or 0, facts.decided.get(pk) or 0)
                for pk, department_id, state, requested in facts.filed
                if department_id == department.pk
            ),
            department.budget,
        ),
        department.rules.offered,
        department.rules.heading,
        department.rules.scoring.aggregate != "none",
    )


def _row(
    decision: Decision,
    points: dict[str, Any],
    rank: int | None,
    facts: _Facts,
    names: Mapping[str, str],
) -> ResultRow:
    application = decision.application
    award = facts.awards.get(application.pk)
    fixing = getattr(award, "fixing", None)
    reference = award.reference if award else ""
    return ResultRow(
        award_id=award.pk if award else None,
        number=application.number,
        group=application.group.name,
        title=application.title,
        summary=application.summary,
        kind="continuing" if application.continuing else "new",
        requested=application.requested or 0,
        score=str(points.get("score", decision.score)),
        rank=rank,
        decided_rank=decision.rank,
        outcome=application.lifecycle.states[application.state],
        decided=decision.amount or facts.promoted.get(application.pk, 0),
        standing=facts.held.get(award.pk, 0) if award else 0,
        fixed=fixing.fixed if fixing is not None and fixing.state == "approved" else None,
        paid=facts.paid.get(reference, 0),
        returned=facts.returned.get(reference, 0),
        withdrawn=application.state == "withdrawn",
        kana=application.group.name_kana,
        components=_named(points.get("components", {}), names),
        criterion_means=_named(points.get("criterion_means", {}), names),
        stage=decision.stage_failed,
    )


def _named(figures: Mapping[str, str], names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((names.get(code, code), mean_text(value)) for code, value in figures.items())


def _ordered(rows: Iterable[ResultRow], order: str) -> list[ResultRow]:
    """As the call lists them; equals by receipt number, so that a shared rank stays in filing order."""
    keys: dict[str, Callable[[ResultRow], Any]] = {
        "filing": lambda row: (),
        "kana": lambda row: kana_key(row.kana, row.group),
        "rank": lambda row: (row.decided_rank is None, row.decided_rank or 0),
    }
    return sorted(sorted(rows, key=lambda row: filing_key(row.number)), key=keys[order])
