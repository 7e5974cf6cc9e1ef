"""R9: from score sheets to a ranking with shared ranks (N7, N10, N11), whatever order they come in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from common.errors import DomainError
from common.money import round_decimal
from fund.policy import TieBreak
from reviews.rules.passing import measures, passing, zero_share
from reviews.rules.scores import ScoreSheet, ScoringSetup, asked, full_mark, reviewer_total


class TooFewReviewers(DomainError):
    """R8: too few counted scores make no ranking."""

    code = "reviews.too_few_reviewers"
    ja = (
        "採点した審査委員が{minimum}人に満たない申請があります({numbers})。"
        "審査委員を追加して採点するか、審査会の点を記録してください。"
    )
    en = (
        "Some applications have fewer than {minimum} counted reviewers ({numbers}). "
        "Let more reviewers score them, or record the committee's figure."
    )


class UnequalReviewers(DomainError):
    """N7: sums of unequal numbers of reviewers do not compare."""

    code = "reviews.unequal_reviewers"
    ja = (
        "採点した審査委員の人数が申請ごとに違うため({counts})、合計点では比べられません。"
        "平均点で順位を付けることを委員長が決めれば、先へ進めます。"
    )
    en = (
        "Applications were scored by unequal numbers of reviewers ({counts}), so sums do not compare. "
        "The chair may decide to rank by the mean instead."
    )


@dataclass(frozen=True)
class RankedRow:
    """One application's place. `rank` may be shared, and is None for what was withdrawn.

    `score` is rounded and is what is published, compared and ranked; `total` is the exact sum of the
    counted reviewers (the recorded figure where a panel's score was taken down). `failed` and `unjudged`
    are indices into the pass rule; `tied` says that the rank is shared.
    """

    application_id: int
    number: str
    rank: int | None
    score: Decimal
    total: Fraction
    count: int
    totals: dict[str, Fraction]
    counted: tuple[str, ...]
    excluded: tuple[str, ...]
    average_before: Decimal
    sum_before: Fraction
    count_before: int
    criterion_means: dict[str, Fraction]
    passes: bool
    failed: tuple[int, ...]
    unjudged: tuple[int, ...]
    tied: bool
    requested: int | None
    prior_awards: int
    committee_amount: int | None
    recorded: str = ""
    withdrawn: bool = False


@dataclass(frozen=True)
class _Sum:
    """The figures of one application before rounding; None is not on record."""

    total: Fraction | None
    count: int
    mean: Fraction | None


def ranked(
    sheets: Iterable[ScoreSheet], setup: ScoringSetup, *, strict: bool = True
) -> tuple[RankedRow, ...]:
    """Rank all sheets (R9): those that pass, then the others in the same order, the withdrawn last.

    Scores are compared as rounded; equals are told apart by the department's tie-breaks, then by the
    committee's orders, and share the rank otherwise (1, 2, 2, 4). The result depends neither on the
    order of `sheets` nor on ids. `strict` raises TooFewReviewers, UnequalReviewers.
    """
    sheets = list(sheets)
    live = [sheet for sheet in sheets if not sheet.withdrawn]
    if strict:
        require_rankable(live, setup)
    most = max((_sum(sheet, setup).count for sheet in live), default=0)
    rows = [_row(sheet, setup, applications=len(sheets), most=most) for sheet in sheets]
    groups = _groups([row for row in rows if not row.withdrawn], setup)
    result, place = [], 1
    for group in groups:
        tied = len(group) > 1
        result += [replace(row, rank=place, tied=tied) for row in sorted(group, key=lambda r: r.number)]
        place += len(group)
    return (*result, *sorted((row for row in rows if row.withdrawn), key=lambda row: row.number))


def require_rankable(sheets: Sequence[ScoreSheet], setup: ScoringSetup) -> None:
    """Raises TooFewReviewers or UnequalReviewers; a recorded figure answers for itself (R8, N7)."""
    scored = [sheet for sheet in sheets if sheet.recorded is None]
    few = sorted(sheet.number for sheet in scored if _sum(sheet, setup).count < setup.min_reviewers)
    if few:
        raise TooFewReviewers(minimum=setup.min_reviewers, numbers="、".join(few))
    if setup.scoring.aggregate != "sum" or setup.by_mean:
        return
    counts = {sheet.number: _sum(sheet, setup).count for sheet in sheets if _sums_up(sheet)}
    if len(set(counts.values())) > 1:
        listed = "、".join(f"{number} {count}人" for number, count in sorted(counts.items()))
        raise UnequalReviewers(counts=listed)


def _sums_up(sheet: ScoreSheet) -> bool:
    """Whether the number of reviewers behind the sheet is known."""
    return sheet.recorded is None or sheet.recorded.reviewers is not None


def _totals(sheet: ScoreSheet, setup: ScoringSetup) -> dict[str, Fraction]:
    return {
        code: reviewer_total(points, setup.scales, continuing=sheet.continuing)
        for code, points in sheet.points.items()
    }


def _sum(sheet: ScoreSheet, setup: ScoringSetup) -> _Sum:
    if sheet.recorded is not None:
        return _recorded(sheet, setup)
    totals = [total for code, total in _totals(sheet, setup).items() if code not in sheet.excluded]
    total = sum(totals, Fraction(0))
    return _Sum(total, len(totals), total / len(totals) if totals else None)


def _recorded(sheet: ScoreSheet, setup: ScoringSetup) -> _Sum:
    """A panel's figure read back: a sum as it stands, a score through the department's aggregate."""
    assert sheet.recorded is not None
    points, reviewers = sheet.recorded.points, sheet.recorded.reviewers
    if sheet.recorded.basis == "sum" or setup.scoring.aggregate == "sum":
        return _Sum(points, reviewers or 0, points / reviewers if reviewers else None)
    full = full_mark(setup.scales)
    mean = points if setup.scoring.aggregate == "mean" else points / setup.scoring.scale_to * full
    return _Sum(mean * reviewers if reviewers else None, reviewers or 0, mean)


def _score(figures: _Sum, setup: ScoringSetup, most: int) -> Decimal:
    """R9, N7: the rounded score. Nothing scored is 0."""
    scoring, full = setup.scoring, full_mark(setup.scales)
    exact = figures.mean
    if scoring.aggregate == "percent" and exact is not None:
        exact = exact / full * scoring.scale_to if full else Fraction(0)
    if scoring.aggregate == "sum":
        # The mean in place of a sum, on the sum's own scale: pass marks keep their meaning.
        by_mean = setup.by_mean and figures.mean is not None
        exact = figures.mean * most if by_mean and figures.mean is not None else figures.total
    return round_decimal(exact or Fraction(0), scoring.decimals, scoring.mode)


def _row(sheet: ScoreSheet, setup: ScoringSetup, *, applications: int, most: int) -> RankedRow:
    totals = _totals(sheet, setup)
    counted = {code: points for code, points in sheet.points.items() if code not in sheet.excluded}
    figures = _sum(sheet, setup)
    before = figures if sheet.recorded else _sum(replace(sheet, excluded=frozenset()), setup)
    score = _score(figures, setup, most)
    full = full_mark(setup.scales)
    failed, unjudged = passing(
        setup.pass_rule,
        measures(
            score=score,
            total=figures.total,
            mean=figures.mean,
            full=full,
            zero_share=None if sheet.recorded else zero_share(list(counted.values())),
        ),
        _names(figures.count, setup, applications, full),
    )
    scored = figures.count > 0 or sheet.recorded is not None
    return RankedRow(
        application_id=sheet.application_id,
        number=sheet.number,
        rank=None,
        score=score,
        total=_known_total(sheet, figures),
        count=figures.count,
        totals=dict(sorted(totals.items())),
        counted=tuple(sorted(counted)),
        excluded=tuple(sorted(sheet.excluded)),
        average_before=_score(before, setup, most),
        sum_before=_known_total(sheet, before),
        count_before=before.count,
        criterion_means=_criterion_means(sheet, setup, counted),
        passes=scored and not failed and not sheet.withdrawn,
        failed=failed,
        unjudged=unjudged,
        tied=False,
        requested=sheet.requested,
        prior_awards=sheet.prior_awards,
        committee_amount=sheet.committee_amount,
        recorded=sheet.recorded.basis if sheet.recorded else "",
        withdrawn=sheet.withdrawn,
    )


def _known_total(sheet: ScoreSheet, figures: _Sum) -> Fraction:
    if figures.total is not None:
        return figures.total
    return sheet.recorded.points if sheet.recorded else Fraction(0)


def _names(count: int, setup: ScoringSetup, applications: int, full: Fraction) -> dict[str, Fraction]:
    """What formulas of the pass rule may name; `full_mark` is the best score there can be."""
    names = {
        "criteria": Fraction(len(asked(setup.scales, continuing=False))),
        "applications": Fraction(applications),
    }
    if setup.scoring.aggregate != "sum":
        names["full_mark"] = (
            Fraction(setup.scoring.scale_to) if setup.scoring.aggregate == "percent" else full
        )
    if count:
        names["reviewers"] = Fraction(count)
        names.setdefault("full_mark", full * count)
    return names


def _criterion_means(
    sheet: ScoreSheet, setup: ScoringSetup, counted: Mapping[str, Mapping[str, Fraction]]
) -> dict[str, Fraction]:
    """R9: exact mean of the counted reviewers per criterion asked; empty without single scores."""
    if not counted or sheet.recorded is not None:
        return {}
    return {
        scale.code: sum((points[scale.code] for points in counted.values()), Fraction(0)) / len(counted)
        for scale in asked(setup.scales, continuing=sheet.continuing)
    }


Key = Callable[[RankedRow], Fraction | int | None]


def _groups(rows: list[RankedRow], setup: ScoringSetup) -> list[list[RankedRow]]:
    """Equals together, best first: by passing, score, each tie-break in turn, the committee's order."""
    groups = _split([rows] if rows else [], lambda row: 0 if row.passes else 1)
    groups = _split(groups, lambda row: -Fraction(row.score))
    for step in setup.tie_break:
        if step.by != "committee":
            groups = _split(groups, _tie_key(step))
    return [part for group in groups for part in _by_committee(group, setup.tie_orders)]


def _split(groups: list[list[RankedRow]], key: Key) -> list[list[RankedRow]]:
    """Divide each group by `key`, small first; a group of which one has no such figure stays whole."""
    result = []
    for group in groups:
        keys = [key(row) for row in group]
        known = [value for value in keys if value is not None]
        if len(known) < len(keys):
            result.append(group)
            continue
        result += [
            [row for row, own in zip(group, keys, strict=True) if own == value]
            for value in sorted(set(known))
        ]
    return result


def _tie_key(step: TieBreak) -> Key:
    """N11: what puts one of two equals first, as a figure of which less is better."""
    if step.by == "criterion":
        return lambda row: _negative(row.criterion_means.get(step.criterion))
    if step.by == "fewer_prior_awards":
        return lambda row: row.prior_awards
    if step.by == "smaller_requested":
        return lambda row: row.requested
    assert step.by == "larger_requested", step
    return lambda row: _negative(row.requested)


def _negative(value: Fraction | int | None) -> Fraction | int | None:
    return None if value is None else -value


def _by_committee(group: list[RankedRow], orders: Sequence[tuple[int, ...]]) -> list[list[RankedRow]]:
    """The committee's last word on exactly these equals, whatever step the list asks it at (N11)."""
    ids = {row.application_id for row in group}
    if len(group) > 1:
        for order in reversed(orders):
            if ids <= set(order):
                return [[row] for row in sorted(group, key=lambda row: order.index(row.application_id))]
    return [group]
