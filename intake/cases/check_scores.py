"""Checks of scores.csv and conflicts.csv: references, points, complete score sheets, stages of exclusion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from intake.cases.checking import Checker, decimal_text
from intake.cases.faults import Place, fault_at
from intake.cases.records import Record

Sheets = dict[tuple[str, str], list[Record]]


def check_scores(checker: Checker) -> None:
    scores, conflicts = checker.draft.scores or [], checker.draft.conflicts or []
    for score in scores:
        checker.application(score.cell("application"))
        checker.refer(score.cell("reviewer"), checker.reviewers, "委員", "reviewer")
        checker.refer(score.cell("criterion"), checker.criteria, "基準", "criterion")
        _points(checker, score)
    checker.unique_rows(scores, "application", "reviewer", "criterion")
    sheets: Sheets = defaultdict(list)
    for score in scores:
        if score["application"] is not None and score["reviewer"] is not None:
            sheets[score["application"], score["reviewer"]].append(score)
    for conflict in conflicts:
        checker.application(conflict.cell("application"))
        checker.refer(conflict.cell("reviewer"), checker.reviewers, "委員", "reviewer")
        _declared(checker, conflict)
        _stage(checker, conflict, sheets)
    checker.unique_rows(conflicts, "application", "reviewer")
    _complete(checker, sheets)


def _points(checker: Checker, score: Record) -> None:
    policy, points = checker.draft.part("policy"), score["points"]
    if policy is None or points is None:
        return
    low, high, step = policy["score_min"], policy["score_max"], policy["score_step"]
    if low is None or high is None:
        return
    shown = decimal_text(points)
    if not low <= points <= high:
        low, high = decimal_text(low), decimal_text(high)
        checker.say(score.cell("points"), "score_out_of_range", value=shown, low=low, high=high)
    elif step and (points - low) % step:
        checker.say(score.cell("points"), "score_off_step", value=shown, step=decimal_text(step))


def _declared(checker: Checker, conflict: Record) -> None:
    """Declared before the decision; before or after scoring as its stage says (R8)."""
    terms = checker.draft.part("round")
    if terms is None:
        return
    declared = conflict.cell("declared_on")
    if conflict["stage"] == "after_scoring":
        checker.not_before(declared, terms.cell("review_opens_at"))
        checker.not_after(declared, terms.cell("decided_on"))
    elif conflict["stage"] == "before_scoring":
        checker.not_after(declared, terms.cell("review_closes_at"))


def _stage(checker: Checker, conflict: Record, sheets: Sheets) -> None:
    stage = conflict.cell("stage")
    pair = (conflict["application"], conflict["reviewer"])
    if stage.value is None or None in pair or checker.draft.scores is None:
        return
    sheet = sheets.get(pair, [])
    if stage.value == "before_scoring" and sheet:
        checker.say(stage, "stage_has_scores", count=len(sheet), row=sheet[0].place.row)
    if stage.value == "after_scoring" and not sheet:
        checker.say(stage, "stage_has_no_scores")


def scored(checker: Checker, application: Record) -> bool | None:
    """Whether this application is scored at all: not when it is over its repeat limit (R3)."""
    if checker.departments is None or application["department"] not in checker.departments:
        return None
    limit = checker.departments[application["department"]]["repeat_limit"]
    return limit is None or application["prior_awards"] is None or application["prior_awards"] < limit


def _complete(checker: Checker, sheets: Sheets) -> None:
    """Every reviewer who is not excluded has scored every criterion, and enough of them count."""
    draft = checker.draft
    if None in (draft.scores, draft.conflicts, checker.criteria, checker.reviewers, checker.applications):
        return
    assert checker.applications is not None
    assert checker.reviewers is not None
    excluded = {(conflict["application"], conflict["reviewer"]) for conflict in draft.conflicts or []}
    broken = _Broken(draft.scores or [], draft.conflicts or [])
    for application in checker.applications.values():
        if not scored(checker, application):
            continue
        counted = [
            reviewer for reviewer in checker.reviewers if (application["id"], reviewer) not in excluded
        ]
        for reviewer in counted:
            _sheet(checker, sheets, application["id"], reviewer, broken)
        _enough(checker, application, len(counted))


def _sheet(checker: Checker, sheets: Sheets, application: str, reviewer: str, broken: _Broken) -> None:
    sheet = sheets.get((application, reviewer), [])
    given = {score["criterion"] for score in sheet}
    missing = [
        criterion
        for criterion in checker.criteria or {}
        if criterion not in given and not broken.explains(application, reviewer, criterion)
    ]
    if not missing:
        return
    rows = [score.place.row for score in sheet]
    place = Place("scores.csv", rows[-1] if rows else None, "criterion" if rows else "reviewer")
    text = ", ".join(missing)
    checker.faults.append(
        fault_at(place, "score_missing", application=application, reviewer=reviewer, criteria=text)
    )


def _enough(checker: Checker, application: Record, count: int) -> None:
    policy = checker.draft.part("policy")
    minimum = policy["min_reviewers"] if policy else None
    if minimum is not None and count < minimum:
        checker.say(application.cell("id"), "too_few_reviewers", count=count, minimum=minimum)


class _Broken:
    """Rows that already have a fault in one of their names. Each may have been meant for one missing
    score, or one exclusion, which is then not called missing as well."""

    def __init__(self, scores: Sequence[Record], conflicts: Sequence[Record]) -> None:
        names = ("application", "reviewer", "criterion")
        self.scores = [key for score in scores if None in (key := tuple(score[name] for name in names))]
        self.conflicts = [
            key for conflict in conflicts if None in (key := tuple(conflict[name] for name in names[:2]))
        ]

    def explains(self, application: str, reviewer: str, criterion: str) -> bool:
        wanted = (application, reviewer, criterion)
        if any(_agree(key, wanted) for key in self.conflicts):
            return True
        for key in self.scores:
            if _agree(key, wanted):
                self.scores.remove(key)
                return True
        return False


def _agree(key: Sequence[str | None], wanted: Sequence[str]) -> bool:
    return all(part is None or part == value for part, value in zip(key, wanted, strict=False))
