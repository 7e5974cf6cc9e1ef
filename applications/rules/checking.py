"""Whether a group may apply, asked before anybody signs in: a call's conditions (N5), its doors (N4) and how
often it awards (R3), each as one question whose answers say what follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from applications.rules.eligibility import EligibilityResult, Names, needs_en
from common.calendar import fiscal_year_label
from fund.policy import DepartmentRules, Eligibility, Repeat
from fund.policy.conditions import Condition, comparisons
from fund.policy.explaining import CHECKED, doors
from fund.policy.phrases import condition, listed, must, of

Status = Literal["ok", "unknown", "failed"]


@dataclass(frozen=True)
class Answer:
    """One answer to choose, and what follows: `nth` is the award that is then applied for."""

    code: str
    label_ja: str
    label_en: str
    status: Status
    reason_ja: str = ""
    reason_en: str = ""
    nth: int | None = None


@dataclass(frozen=True)
class CheckQuestion:
    """One question. `items` are sentences it is about, `article` the section of the call document that it
    rests on (`fund.policy.explaining.Section.key`)."""

    code: str
    text_ja: str
    text_en: str
    article: str
    answers: tuple[Answer, ...]
    items: tuple[str, ...] = ()


ASK_OFFICE = ("分からないときは、事務局にご相談ください。", "If in doubt, please ask the office.")
CHECKED_LATER = ("申請のあとで、事務局が確かめます。", "The office checks this after the application.")


def check_questions(rules: DepartmentRules, names: Names) -> tuple[CheckQuestion, ...]:
    """Everything that a department asks of who applies, in the order of the call document."""
    conditions = (_of_condition(item, names) for item in rules.eligibility)
    return (*conditions, *_of_doors(rules, names), *_of_repeat(rules, names))


def _unsure(reason_ja: str, reason_en: str, nth: int | None = None) -> Answer:
    return Answer(
        "unsure", "分からない", "Not sure", "unknown",
        f"{reason_ja}{ASK_OFFICE[0]}", f"{reason_en} {ASK_OFFICE[1]}", nth,
    )  # fmt: skip


def _of_condition(item: Eligibility, names: Names) -> CheckQuestion:
    told, told_en = _demand(item, names)
    reason_ja, reason_en = f"{told}が必要です。", f"Needed: {told_en}."
    later = CHECKED_LATER if item.checked_by == "office" else ("", "")
    answers = [
        Answer("yes", "はい", "Yes", "ok", *later),
        Answer("no", "いいえ", "No", "failed", reason_ja, reason_en),
        _unsure(reason_ja, reason_en),
    ]
    if item.when is None:
        document = item.must.compare
        if document is not None and document.fact == "document" and document.value is True:
            papers = listed(map(names.asked, document.of))
            return _question(item, f"{papers}を提出できますか。", f"Can you hand in {told_en}?", answers)
        return _question(item, f"「{told}」に当てはまりますか。", f"Does this hold: {told_en}?", answers)
    when = f"{of(condition(item.when, names.department, names.asked), '場合')}"
    answers.insert(2, Answer("aside", "この場合ではない", "This is not our case", "ok"))
    when_en = needs_en(_as_result(item.when), names)
    return _question(
        item,
        f"{when}についてうかがいます。「{told}」に当てはまりますか。",
        f"If {when_en}: does this hold: {told_en}?",
        answers,
    )


def _question(item: Eligibility, ja: str, en: str, answers: list[Answer]) -> CheckQuestion:
    return CheckQuestion(f"condition:{item.code}", ja, en, "eligibility", tuple(answers))


def _demand(item: Eligibility, names: Names) -> tuple[str, str]:
    """What must hold, as a demand: in the call's own words where it has a sentence for it."""
    ja = must(condition(item.must, names.department, names.asked))
    en = needs_en(_as_result(item.must), names)
    if item.label_ja and ("こと" in item.label_ja or item.must.compare == CHECKED):
        ja = item.label_ja if "こと" in item.label_ja else f"{item.label_ja}であること"
        en = item.label_en or (item.label_ja if item.must.compare == CHECKED else en)
    return ja, en


def _as_result(needed: Condition) -> EligibilityResult:
    return EligibilityResult("", "failed", "", "", comparisons(needed), "", needed)


def _of_doors(rules: DepartmentRules, names: Names) -> Iterator[CheckQuestion]:
    access = rules.access
    if access.requires_award_in:
        where = listed(map(names.department, access.requires_award_in))
        needed = f"{where}で採択されたことのある団体が申請できます。"
        needed_en = f"Open to groups that had an award in {where}."
        yield CheckQuestion(
            "access:requires_award_in",
            f"{where}で採択されたことがありますか。",
            f"Have you had an award in {where}?",
            "repeats",
            (
                Answer("yes", "はい", "Yes", "ok"),
                Answer("no", "いいえ", "No", "failed", needed, needed_en),
                _unsure(needed, needed_en),
            ),
        )
    closed = tuple(
        line for line in doors(access, names.department) if not line.endswith("団体が申請できます。")
    )
    if not closed:
        return
    # The same project may go on: whether it is the same is for the office to say.
    goes_on = any(pause.unless for pause in access.closed_years_after)
    reason, reason_en = "".join(closed), "The call document closes the department in such a case."
    yield CheckQuestion(
        "access:closed",
        "次の決まりがあります。今回は申請できますか。",
        "There are these rules. Is the department open to you this time?",
        "repeats",
        (
            Answer("yes", "はい、申請できます", "Yes, it is open to us", "ok"),
            Answer("no", "いいえ、申請できません", "No, it is closed to us", "failed", reason, reason_en),
            _unsure(reason, reason_en),
        ),
        closed if not goes_on else (*closed, "同じ事業かどうか迷うときは「分からない」を選んでください。"),
    )


def _of_repeat(rules: DepartmentRules, names: Names) -> Iterator[CheckQuestion]:
    """How many awards there were: which step applies, and whether one more is allowed (R3)."""
    repeat, most = rules.repeat, _most(rules)
    steps = max(step.n_from for step in rules.steps)
    if most is None and steps < 2:
        return
    where, where_en = _where(repeat, names)
    unit = ("年度", "fiscal years") if repeat.unit == "years" else ("回", "awards")
    last = steps - 1 if most is None else most
    answers = [Answer("0", "ない（はじめて）", "None so far", "ok", nth=1)]
    answers += [Answer(str(n), f"{n}{unit[0]}", f"{n} {unit[1]}", "ok", nth=n + 1) for n in range(1, last)]
    more = f"{last}{unit[0]}以上", f"{last} or more"
    if most is None:
        answers.append(Answer(str(last), *more, "ok", nth=steps))
    else:
        told, told_en = f"{where}採択は、{most}{unit[0]}までです。", f"At most {most} {unit[1]} {where_en}."
        answers.append(Answer(str(last), *more, "failed", told, told_en, most + 1))
    answers.append(
        _unsure(f"{where}採択の回数で、助成の率や上限が決まります。", "The terms depend on it.", 1)
    )
    counted = (
        f"{fiscal_year_label(repeat.counted_since)}からの採択を数えます。" if repeat.counted_since else ""
    )
    yield CheckQuestion(
        "repeat",
        f"{where}採択は、これまでに何{unit[0]}ありますか。",
        f"How many {unit[1]} have you had {where_en}?",
        "repeats",
        tuple(answers),
        (counted,) if counted else (),
    )


def _most(rules: DepartmentRules) -> int | None:
    """How many awards there may be: by the limit, and by what the steps cover; None without an end."""
    ends = [step.n_to for step in rules.steps]
    covered = None if None in ends else max(end for end in ends if end is not None)
    bounds = [bound for bound in (rules.repeat.limit, covered) if bound is not None]
    return min(bounds, default=None)


def _where(repeat: Repeat, names: Names) -> tuple[str, str]:
    if repeat.departments:
        return f"{'・'.join(map(names.department, repeat.departments))}を合わせた", "in all these departments"
    return {
        "department": ("この部門での", "in this department"),
        "fund": ("この基金での", "in this fund"),
        "project": ("同じ事業での", "for the same project"),
    }[repeat.counts]
