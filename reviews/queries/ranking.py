"""R9 read from the tables: the rankings of a whole round in five queries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from fund.models import Department, Round
from reviews.queries.sheets import loaded, read_departments
from reviews.queries.sheets import scale as scale
from reviews.rules import RankedRow, ranked


@dataclass(frozen=True)
class DepartmentRanking:
    """A department's ranking now: `rows` by rank, and `withdrawn` ones, which keep their points only.

    `partial` says that rows were left out for the reader, and the ranks counted among those shown.
    `scored` off: a committee decides without points, and no score is shown. `means`: the call publishes
    the mean of each criterion, so it is kept with the ranking.
    """

    department_id: int
    code: str
    rows: tuple[RankedRow, ...]
    withdrawn: tuple[RankedRow, ...] = ()
    by_mean: bool = False
    partial: bool = False
    scored: bool = True
    means: bool = False

    @property
    def ties(self) -> tuple[tuple[int, ...], ...]:
        """Application ids of each group that shares a rank."""
        groups = groupby(self.rows, key=lambda row: row.rank)
        shared = (tuple(row.application_id for row in rows) for _, rows in groups)
        return tuple(ids for ids in shared if len(ids) > 1)


def ranking(department: Department, *, strict: bool = True) -> DepartmentRanking:
    """One department's ranking (R9) as the scores stand now. 5 queries.

    `strict` raises TooFewReviewers (R8), UnequalReviewers (N7) and StageUndecided (N13); without it the
    figures come as they are.
    """
    return _rank(read_departments(pk=department.pk), strict=strict)[department.pk]


def rankings(call: Round, *, strict: bool = True) -> dict[int, DepartmentRanking]:
    """The rankings of all departments of a round, by department id, in order. 5 queries, whatever their
    number; more only where a condition asks for facts that no score sheet holds. Raises as `ranking`."""
    return rankings_of(read_departments(round=call), strict=strict)


def rankings_of(departments: list[Department], *, strict: bool = True) -> dict[int, DepartmentRanking]:
    """The rankings of departments of `read_departments`. 4 queries; more and raises as `rankings`."""
    return _rank(departments, strict=strict)


def true_ties(department: Department) -> tuple[tuple[int, ...], ...]:
    """Groups of application ids that no rule tells apart: what the committee may put in order (N11)."""
    departments = read_departments(pk=department.pk)
    return _rank(departments, strict=True, with_committee=False)[department.pk].ties


def frozen_rows(found: DepartmentRanking) -> list[dict[str, Any]]:
    """A ranking as plain values, to be kept and hashed. Components and failed stages are named where there
    are any, so that what was frozen before they existed keeps its hash."""
    return [
        {
            **_parts(row, means=found.means),
            "application": row.application_id,
            "number": row.number,
            "rank": row.rank,
            "score": str(row.score),
            "total": str(row.total),
            "count": row.count,
            "totals": {code: str(total) for code, total in row.totals.items()},
            "counted": list(row.counted),
            "excluded": list(row.excluded),
            "recorded": row.recorded,
            "passes": row.passes,
            "failed": list(row.failed),
            "tied": row.tied,
            "prior_awards": row.prior_awards,
            "requested": row.requested,
            "committee_amount": row.committee_amount,
            "withdrawn": row.withdrawn,
        }
        for row in (*found.rows, *found.withdrawn)
    ]


def content_hash(rows: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 of frozen rows."""
    text = json.dumps(rows, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _parts(row: RankedRow, *, means: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if row.components:
        found["components"] = {code: str(value) for code, value in row.components.items()}
    if means:
        found["criterion_means"] = {code: str(value) for code, value in row.criterion_means.items()}
    if row.stage_failed:
        found["stage_failed"] = row.stage_failed
    return found


def _rank(
    departments: list[Department], *, strict: bool, with_committee: bool = True
) -> dict[int, DepartmentRanking]:
    setups, sheets = loaded(departments)
    result = {}
    for department in departments:
        setup = setups[department.pk]
        if not with_committee:
            setup = replace(setup, tie_orders=())
        rows = ranked(sheets[department.pk], setup, strict=strict)
        result[department.pk] = DepartmentRanking(
            department.pk,
            department.code,
            tuple(row for row in rows if not row.withdrawn),
            tuple(row for row in rows if row.withdrawn),
            setup.by_mean,
            scored=setup.scoring.aggregate != "none",
            means="criterion_means" in department.rules.publication.fields,
        )
    return result
