"""R9: from score sheets to a ranking with shared ranks (N7, N10, N11), whatever order they come in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from common.errors import DomainError
from fund.policy import TieBreak
from reviews.rules.passing import passing
from reviews.rules.scores import ScoreSheet, ScoringSetup
from reviews.rules.tally import Field, Tally, count_of, failed_stage, last_stage


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


class StageUndecided(DomainError):
    """N13: where no points are given, the last stage's verdict is all there is."""

    code = "reviews.stage_undecided"
    ja = "審査の結果(通過・不通過)が記録されていない申請があります({numbers})。結果を記録してください。"
    en = "Some applications have no verdict of their last stage ({numbers}). Record pass or fail for them."


@dataclass(frozen=True)
class RankedRow:
    """One application's place. `rank` may be shared, and is None for what was withdrawn.

    `score` is rounded and is what is published, compared and ranked; `total` is the exact sum of the
    counted reviewers (the recorded figure where a panel's score was taken down). `failed` and `unjudged`
    are indices into the pass rule, `stage_failed` the code of the stage that was failed ("" none);
    `tied` says that the rank is shared. `scored` off: a committee decides without points.
    """

    sheet: ScoreSheet
    tally: Tally = field(repr=False, compare=False)
    rank: int | None
    passes: bool
    failed: tuple[int, ...] = ()
    unjudged: tuple[int, ...] = ()
    tied: bool = False
    stage_failed: str = ""

    @property
    def application_id(self) -> int:
        return self.sheet.application_id

    @property
    def number(self) -> str:
        return self.sheet.number

    @property
    def requested(self) -> int | None:
        return self.sheet.requested

    @property
    def prior_awards(self) -> int:
        return self.sheet.prior_awards

    @property
    def committee_amount(self) -> int | None:
        return self.sheet.committee_amount

    @property
    def withdrawn(self) -> bool:
        return self.sheet.withdrawn

    @property
    def recorded(self) -> str:
        """The basis of a recorded figure, "" for single scores."""
        return self.sheet.recorded.basis if self.sheet.recorded else ""

    @property
    def excluded(self) -> tuple[str, ...]:
        return tuple(sorted(self.sheet.excluded))

    @property
    def counted(self) -> tuple[str, ...]:
        return tuple(sorted(self.tally.rows.keys() - self.sheet.excluded))

    @property
    def scored(self) -> bool:
        return self.tally.field.scoring.aggregate != "none"

    @property
    def score(self) -> Decimal:
        return self.tally.score

    @property
    def total(self) -> Fraction:
        return _known_total(self.tally)

    @property
    def count(self) -> int:
        return self.tally.count

    @property
    def totals(self) -> dict[str, Fraction]:
        return self.tally.totals

    @property
    def components(self) -> dict[str, Fraction]:
        return self.tally.components

    @property
    def criterion_means(self) -> dict[str, Fraction]:
        return self.tally.criterion_means

    @property
    def average_before(self) -> Decimal:
        """The score with the points that are not counted (R8)."""
        return self.tally.before.score

    @property
    def sum_before(self) -> Fraction:
        return _known_total(self.tally.before)

    @property
    def count_before(self) -> int:
        return self.tally.before.count


def _known_total(tally: Tally) -> Fraction:
    found = tally.known_total
    if found is not None:
        return found
    return tally.sheet.recorded.points if tally.sheet.recorded else Fraction(0)


class _Entry:
    """One application before it has a place."""

    __slots__ = ("failed", "passes", "sheet", "stage_failed", "tally", "unjudged")

    def __init__(self, sheet: ScoreSheet, setting: Field) -> None:
        setup = setting.setup
        self.sheet, self.tally = sheet, Tally(sheet, setting)
        self.failed, self.unjudged = (
            passing(setup.pass_rule, self.tally.figures, self.tally.limit) if setup.pass_rule else ((), ())
        )
        self.stage_failed = failed_stage(sheet, setup.stages)
        self.passes = (
            not self.failed and not self.stage_failed and not sheet.withdrawn and self._judged(setting)
        )

    def _judged(self, setting: Field) -> bool:
        """Whether there is anything to pass by: points, or the last stage's word where none are given."""
        if setting.scoring.aggregate == "none":
            last = last_stage(self.sheet, setting.setup.stages)
            return not last or self.sheet.verdicts.get(last) == "pass"
        return self.tally.count > 0 or self.sheet.recorded is not None or not setting.plan.by_criteria

    def row(self, rank: int | None, *, tied: bool = False) -> RankedRow:
        return RankedRow(
            self.sheet,
            self.tally,
            rank,
            self.passes,
            self.failed,
            self.unjudged,
            tied,
            self.stage_failed,
        )


def ranked(
    sheets: Iterable[ScoreSheet], setup: ScoringSetup, *, strict: bool = True
) -> tuple[RankedRow, ...]:
    """Rank all sheets (R9): those that pass, then the others in the same order, the withdrawn last.

    Scores are compared as rounded; equals are told apart by the department's tie-breaks, then by the
    committee's orders, and share the rank otherwise (1, 2, 2, 4). Where no points are given, all that
    passed their last stage share a rank. The result depends neither on the order of `sheets` nor on ids.
    `strict` raises TooFewReviewers, UnequalReviewers, StageUndecided.
    """
    sheets = list(sheets)
    live = [sheet for sheet in sheets if not sheet.withdrawn]
    setting = Field(setup, live)
    if strict:
        _require_rankable(live, setting)
    groups = _groups([_Entry(sheet, setting) for sheet in live], setup)
    result, place = [], 1
    for group in groups:
        tied = len(group) > 1
        result += [entry.row(place, tied=tied) for entry in sorted(group, key=_number)]
        place += len(group)
    gone = [_Entry(sheet, setting) for sheet in sheets if sheet.withdrawn]
    return (*result, *(entry.row(None) for entry in sorted(gone, key=_number)))


def _number(entry: _Entry) -> str:
    return entry.sheet.number


def _require_rankable(live: Sequence[ScoreSheet], setting: Field) -> None:
    """Raises TooFewReviewers, UnequalReviewers, StageUndecided. A recorded figure answers for itself, and
    what failed a stage needs no scores (R8, N7, N13)."""
    setup = setting.setup
    standing = [sheet for sheet in live if not failed_stage(sheet, setup.stages)]
    if setup.scoring.aggregate == "none":
        lasts = ((sheet, last_stage(sheet, setup.stages)) for sheet in standing)
        open_ = sorted(sheet.number for sheet, last in lasts if last and last not in sheet.verdicts)
        if open_:
            raise StageUndecided(numbers="、".join(open_))
    if not setting.plan.by_criteria:
        return
    few = sorted(
        sheet.number for sheet in standing if not sheet.recorded and count_of(sheet) < setup.min_reviewers
    )
    if few:
        raise TooFewReviewers(minimum=setup.min_reviewers, numbers="、".join(few))
    if not setting.plan.sums_up or setup.by_mean:
        return
    counts = {sheet.number: count_of(sheet) for sheet in standing if _sums_up(sheet)}
    if len(set(counts.values())) > 1:
        listed = "、".join(f"{number} {count}人" for number, count in sorted(counts.items()))
        raise UnequalReviewers(counts=listed)


def _sums_up(sheet: ScoreSheet) -> bool:
    """Whether the number of reviewers behind the sheet is known."""
    return sheet.recorded is None or sheet.recorded.reviewers is not None


Key = Callable[[_Entry], Fraction | int | None]


def _groups(entries: list[_Entry], setup: ScoringSetup) -> list[list[_Entry]]:
    """Equals together, best first: by passing, score, each tie-break in turn, the committee's order."""
    groups = _split([entries] if entries else [], lambda entry: not entry.passes)
    groups = _split(groups, lambda entry: -entry.tally.units)
    for step in setup.tie_break:
        if step.by != "committee":
            groups = _split(groups, _tie_key(step, setup))
    return [part for group in groups for part in _by_committee(group, setup.tie_orders)]


def _split(groups: list[list[_Entry]], key: Key) -> list[list[_Entry]]:
    """Each group told apart by `key`, less first; a group in which it is not known of all stays whole."""
    result = []
    for group in groups:
        if len(group) == 1:
            result.append(group)
            continue
        keyed = [(key(entry), entry) for entry in group]
        known = [(value, entry) for value, entry in keyed if value is not None]
        if len(known) < len(group):
            result.append(group)
            continue
        known.sort(key=_first)
        result += [[entry for _, entry in equals] for _, equals in groupby(known, key=_first)]
    return result


def _first(pair: tuple[Fraction | int, _Entry]) -> Fraction | int:
    return pair[0]


def _tie_key(step: TieBreak, setup: ScoringSetup) -> Key:
    """N11: what puts one of two equals first, as a figure of which less is better."""
    if step.by == "criterion":
        place = next((i for i, scale in enumerate(setup.scales) if scale.code == step.criterion), None)
        return lambda entry: _negative(entry.tally.tie_mean(place))
    if step.by == "component":
        return lambda entry: _negative(entry.tally.components.get(step.of))
    if step.by == "fewer_prior_awards":
        return lambda entry: entry.sheet.prior_awards
    if step.by == "smaller_requested":
        return lambda entry: entry.sheet.requested
    assert step.by == "larger_requested", step
    return lambda entry: _negative(entry.sheet.requested)


def _negative(value: Fraction | int | None) -> Fraction | int | None:
    return None if value is None else -value


def _by_committee(group: list[_Entry], orders: Sequence[tuple[int, ...]]) -> list[list[_Entry]]:
    """The committee's last word on exactly these equals, whatever step the list asks it at (N11)."""
    if len(group) > 1:
        ids = {entry.sheet.application_id for entry in group}
        for order in reversed(orders):
            if ids <= set(order):
                return [[entry] for entry in sorted(group, key=lambda e: order.index(e.sheet.application_id))]
    return [group]
