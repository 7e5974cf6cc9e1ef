"""N5: who and what a department is for, judged by what is on record, and said in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from applications.rules.facts import NEVER
from applications.rules.faults import Faults, token
from fund.policy import phrases
from fund.policy.conditions import Comparison, Condition, Facts, Value, comparisons, failing, holds
from fund.policy.department import DepartmentRules, Eligibility
from fund.policy.vocabulary import BASE_DATES, FACTS, Fact

Status = Literal["ok", "failed", "unknown"]
Named = Callable[[str], str]
ENGLISH = {">=": "at least", ">": "more than", "<=": "at most", "<": "less than", "=": "exactly", "!=": "not"}
OFFICE_ONLY = Comparison("office_check", "=", True)


@dataclass(frozen=True)
class EligibilityResult:
    """One condition of the call for one application. `failing` names the comparisons that do not hold or
    lack a fact; `must` is the condition itself."""

    code: str
    status: Status
    checked_by: str
    label: str
    failing: tuple[Comparison, ...] = ()
    label_en: str = ""
    must: Condition = field(default_factory=Condition, repr=False)


def eligibility_results(rules: DepartmentRules, facts: Facts) -> tuple[EligibilityResult, ...]:
    """Every condition that concerns the application, in the order of the call.

    Where `when` does not hold the condition is left out; where nobody knows whether it holds, the
    condition is unknown unless it holds anyway.
    """
    concerned = ((item, True if item.when is None else holds(item.when, facts)) for item in rules.eligibility)
    return tuple(_result(item, concerns, facts) for item, concerns in concerned if concerns is not False)


def _result(item: Eligibility, concerns: bool | None, facts: Facts) -> EligibilityResult:
    found = holds(item.must, facts)
    missing: tuple[Comparison, ...] = ()
    if found is not True:
        # A negation fails by comparisons that hold.
        missing = failing(item.must, facts) or comparisons(item.must)
    status: Status = "ok" if found is True else "unknown" if found is None or concerns is None else "failed"
    if status == "unknown" and concerns is None and item.when is not None:
        missing = (*failing(item.when, facts), *missing)
    return EligibilityResult(
        item.code, status, item.checked_by, item.label_ja, missing, item.label_en, item.must
    )


@dataclass(frozen=True)
class Names:
    """What people call a department, and a question or a document of the form."""

    department: Named = str
    asked: Named = str


def eligibility_faults(
    results: Iterable[EligibilityResult], facts: Facts, names: Names | None = None
) -> Faults:
    """One fault at `/eligibility/CODE` for each condition the system checks that fails or lacks a fact,
    saying what is needed, what is on record, and how to mend it."""
    faults = Faults()
    for result in results:
        if result.checked_by == "system" and result.status != "ok":
            ja, en = sentences(result, facts, names or Names())
            name = "eligibility_failed" if result.status == "failed" else "eligibility_unknown"
            faults.add(f"/eligibility/{token(result.code)}", name, ja=ja, en=en)
    return faults


def sentences(result: EligibilityResult, facts: Facts, names: Names) -> tuple[str, str]:
    """What is needed and what is on record, in Japanese and English."""
    return _japanese(result, facts, names), _english(result, facts, names)


def title(result: EligibilityResult, names: Names) -> tuple[str, str]:
    """What a list calls the condition: its label, or what it asks for."""
    ja = result.label or phrases.must(phrases.condition(result.must, names.department, names.asked))
    return ja, result.label_en or result.label or needs_en(result, names)


def _japanese(result: EligibilityResult, facts: Facts, names: Names) -> str:
    needed = phrases.condition(_open_part(result.must, facts), names.department, names.asked)
    demand = f"{needed}必要です。" if needed.endswith("以上") else f"{phrases.must(needed)}が必要です。"
    label = f"{result.label}: " if result.label and result.label not in needed else ""
    told = "".join(dict.fromkeys(_record_ja(item, facts, names) for item in result.failing))
    mends = "".join(dict.fromkeys(_mend_ja(item, facts) for item in result.failing))
    return f"{label}{demand}{told}{mends}"


def _open_part(must: Condition, facts: Facts) -> Condition:
    """Of several conditions that must all hold, those that do not."""
    if not must.all:
        return must
    left = tuple(part for part in must.all if holds(part, facts) is not True)
    return left[0] if len(left) == 1 else Condition(all=left or must.all)


def _record_ja(item: Comparison, facts: Facts, names: Names) -> str:
    fact, value = FACTS[item.fact], facts.value(item)
    if item.fact == "document":
        return ""
    about = fact.ja
    if fact.of == "question":
        about = phrases.listed(names.asked(code) for code in item.of)
    if value is None:
        where = "団体の情報" if fact.held_by == "group" else "申請書"
        return f"{where}に「{about.strip('「」')}」が入力されていません。"
    shown = _shown_ja(item, fact, value, names)
    if item.fact == "years_since_award" and value == NEVER:
        return "これまでの採択はありません。"
    if fact.held_by == "history":
        return f"記録では{shown}です。"
    return f"{'登録されている' if fact.held_by == 'group' else '申請書にある'}のは{shown}です。"


def _shown_ja(item: Comparison, fact: Fact, value: Value, names: Names) -> str:
    if isinstance(value, bool):
        return "「はい」" if value else "「いいえ」"
    if isinstance(value, frozenset):
        return phrases.listed(sorted(value)) or "なし"
    if isinstance(value, str):
        name = names.department(value) if item.fact == "department" else phrases.METHODS.get(value, value)
        return f"「{name}」"
    if not fact.unit_ja and value.denominator > 1:
        return phrases.share(value)
    return f"{phrases.number(value)}{fact.unit_ja}"


def _mend_ja(item: Comparison, facts: Facts) -> str:
    fact, known = FACTS[item.fact], facts.value(item) is not None
    if item.fact == "document":
        return "書類を添付してください。"
    if fact.held_by == "history":
        return "記録が違うときは、事務局へお問い合わせください。"
    if not known:
        return f"{'団体の情報' if fact.held_by == 'group' else '申請書'}に入れてください。"
    if item.fact in ("age_years", "legal_form"):
        return "登録が違うときは、団体の情報を直してください。"
    return f"{'団体の情報' if fact.held_by == 'group' else '申請書'}を直してください。"


def _english(result: EligibilityResult, facts: Facts, names: Names) -> str:
    label = result.label_en or result.label
    parts = [f"{label}:" if label else "", f"Needed: {needs_en(result, names)}."]
    parts += dict.fromkeys(_record_en(item, facts, names) for item in result.failing)
    parts += dict.fromkeys(_mend_en(item, facts) for item in result.failing)
    return " ".join(part for part in parts if part)


def needs_en(result: EligibilityResult, names: Names) -> str:
    joint = " or " if result.must.any else " and "
    wanted = result.failing if result.must.all else comparisons(result.must)
    text = joint.join(_needed_en(item, names) for item in wanted)
    return f"not ({text})" if result.must.negated else text


def _about_en(item: Comparison, names: Names) -> str:
    fact = FACTS[item.fact]
    if fact.of in ("question", "document"):
        return ", ".join(f"“{names.asked(code)}”" for code in item.of)
    about = fact.en
    if item.of:
        about += f" in {', '.join(names.department(code) for code in item.of)}"
    if item.base_date:
        about += f" on {BASE_DATES.get(item.base_date, ('', item.base_date))[1]}"
    return about


def _needed_en(item: Comparison, names: Names) -> str:
    about = _about_en(item, names)
    if isinstance(item.value, bool):
        yes = item.value == (item.operator == "=")
        return about if yes else f"not {about}"
    if isinstance(item.value, tuple):
        none = "none of " if item.operator in ("!=", "not_in") else ""
        return f"{about}: {none}{', '.join(item.value)}"
    value = item.value
    shown = phrases.number(value) if isinstance(value, Fraction) else phrases.formula(value)
    return f"{ENGLISH[item.operator]} {shown} ({about})"


def _record_en(item: Comparison, facts: Facts, names: Names) -> str:
    value, about = facts.value(item), _about_en(item, names)
    if item.fact == "document":
        return ""
    if value is None:
        return f"Not on record: {about}."
    if value == NEVER and item.fact == "years_since_award":
        return "There is no earlier award."
    if isinstance(value, bool):
        return f"On record: {about} – {'yes' if value else 'no'}."
    shown = (
        phrases.number(value)
        if isinstance(value, Fraction)
        else ", ".join(sorted(value)) if isinstance(value, frozenset) else value
    )  # fmt: skip
    return f"On record: {shown}."


def _mend_en(item: Comparison, facts: Facts) -> str:
    fact, known = FACTS[item.fact], facts.value(item) is not None
    if item.fact == "document":
        return "Please attach it."
    if fact.held_by == "history":
        return "If the record is wrong, please ask the office."
    place = "the group's profile" if fact.held_by == "group" else "the form"
    if not known:
        return f"Please fill it in, in {place}."
    if item.fact in ("age_years", "legal_form"):
        return f"If the record is wrong, please mend {place}."
    return f"Please mend {place}."
