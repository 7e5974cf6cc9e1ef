"""What no single setting can show: contradictions, gaps and circles among the settings of a call."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fund.policy.call import CallSettings, DepartmentSettings
from fund.policy.check_call import check_heading, check_pools, check_reach
from fund.policy.check_conditions import check_condition, check_together
from fund.policy.check_scores import check_criteria, check_scores
from fund.policy.department import DepartmentRules
from fund.policy.reader import Reader


def check_rules(rules: DepartmentRules, reader: Reader, pointer: str = "") -> None:
    """One department's rules by themselves: steps in order, floor within cap, places given."""
    _check_steps(rules, reader, pointer)
    if not 0 <= rules.advance_rate <= 1:
        reader.add(f"{pointer}/advance_rate", "advance_range")
    if rules.line.limit == "places" and rules.line.places is None:
        reader.add(f"{pointer}/line/places", "no_places")
    if rules.rate_base != "eligible" and "rate_term" not in rules.terms:
        reader.add(f"{pointer}/rate_base", "base_unused")


def _check_steps(rules: DepartmentRules, reader: Reader, pointer: str) -> None:
    expected = 1
    for i, step in enumerate(rules.steps):
        place = f"{pointer}/steps/{i}"
        if step.n_from > expected:
            reader.add(f"{place}/n_from", "step_gap", n=expected)
        elif step.n_from < expected and rules.steps[i - 1].n_to is not None:
            reader.add(f"{place}/n_from", "step_overlap", n=step.n_from)
        expected = (step.n_to or step.n_from) + 1
        if step.n_to is None and i + 1 < len(rules.steps):
            reader.add(f"{place}/n_to", "step_open")
        if step.rate is not None and not 0 < step.rate <= 1:
            reader.add(f"{place}/rate", "rate_range")
        if step.cap is not None and step.floor is not None and step.floor > step.cap:
            reader.add(f"{place}/floor", "floor_above_cap", floor=f"{step.floor:,}", cap=f"{step.cap:,}")


SEPARATORS = re.compile(r"[/:~\s]")


def check_call(settings: CallSettings, written: Mapping[str, Any], reader: Reader) -> None:
    """The whole call. `written` is the document as it came, for what matters only when it is spelt out."""
    _check_codes(settings, reader)
    check_heading(settings, written, reader)
    check_pools(settings, reader)
    check_reach(settings, reader)
    check_criteria(settings, reader)
    for question in settings.questions:
        if (question.kind == "choice") != bool(question.choices):
            reader.add(f"/questions/{question.code}/choices", "question_choices")
    raw = {row.get("code"): row.get("rules", {}) for row in written.get("departments", ())}
    for department in settings.departments:
        place = f"/departments/{department.code}/rules"
        check_rules(department.rules, reader, place)
        _check_amount(settings, department, raw.get(department.code, {}), reader, place)
        check_scores(settings, department, reader, place)
        _check_conditions(department, reader, place)
        _check_stages(department, reader, place)


def _check_codes(settings: CallSettings, reader: Reader) -> None:
    places: list[tuple[str, list[str]]] = [
        ("/departments", [row.code for row in settings.departments]),
        ("/sub_funds", [row.code for row in settings.sub_funds]),
    ]
    for name in ("criteria", "documents", "questions"):
        for department in ["", *(row.code for row in settings.departments)]:
            rows = getattr(settings, name)
            own = [row for row in rows if row.department in ("", department)]
            mine = [row.code for row in own if row.department == department]
            shared = [row.code for row in own if department and row.department == ""]
            places.append((f"/{name}", [*shared, *mine] if mine else mine))
    for row in settings.departments:
        place = f"/departments/{row.code}/rules"
        places.append((f"{place}/stages", [item.code for item in row.rules.stages]))
        places.append((f"{place}/eligibility", [item.code for item in row.rules.eligibility]))
        places.append((f"{place}/scoring/components", [item.code for item in row.rules.scoring.components]))
    for place, codes in places:
        for code in dict.fromkeys(code for code in codes if codes.count(code) > 1):
            reader.add(f"{place}/{code}", "code_twice", code=code)
        for code in dict.fromkeys(codes):
            # Codes are parts of pointers, of the names of figures, and of addresses.
            if SEPARATORS.search(code):
                reader.add(place, "code_sign", code=code)


def _check_amount(
    settings: CallSettings,
    department: DepartmentSettings,
    raw: Mapping[str, Any],
    reader: Reader,
    place: str,
) -> None:
    """What the amount is made of (R1): terms with their figures, a limit somewhere, steps to the last."""
    rules = department.rules
    pooled = any(department.code in pool.departments for pool in settings.budget_pools)
    if not rules.terms:
        reader.add(f"{place}/terms", "no_terms")
    for term, name in (("rate_term", "rate"), ("cap", "cap")):
        for i, step in enumerate(rules.steps):
            if term in raw.get("terms", ()) and getattr(step, name) is None:
                reader.add(f"{place}/steps/{i}/{name}", f"{name}_missing")
    if rules.gap_base != "total" and "shortfall" not in rules.terms:
        reader.add(f"{place}/gap_base", "base_unused")
    if rules.line.limit == "yen" and department.budget is None and not pooled and department.rules.offered:
        reader.add(f"/departments/{department.code}/budget", "no_budget")
    elif rules.terms == ("requested",) and rules.line.limit == "none":
        reader.add(f"{place}/terms", "unbounded")
    last, limit = rules.steps[-1].n_to if rules.steps else None, rules.repeat.limit
    if last is not None and limit is not None and limit > last:
        reader.add(f"{place}/repeat/limit", "steps_end", n=last + 1, last=last)


def _check_conditions(department: DepartmentSettings, reader: Reader, place: str) -> None:
    rules = department.rules
    always = []
    for item in rules.eligibility:
        own = f"{place}/eligibility/{item.code}"
        fine = check_condition(item.must, f"{own}/must", reader, office=item.checked_by == "office")
        if item.when is not None:
            check_condition(item.when, f"{own}/when", reader)
        elif fine:
            always.append((f"{own}/must", item.must))
    check_together(always, reader)
    for stage in rules.stages:
        if stage.when is not None:
            check_condition(stage.when, f"{place}/stages/{stage.code}/when", reader)


def _check_stages(department: DepartmentSettings, reader: Reader, place: str) -> None:
    from fund.policy.conditions import comparisons

    rules = department.rules
    components = {item.code for item in rules.scoring.components}
    methods = {step.method for step in rules.steps}
    for stage in rules.stages:
        own = f"{place}/stages/{stage.code}"
        for code in stage.components:
            if code not in components:
                reader.add(f"{own}/components", "stage_component", code=code)
        for item in comparisons(stage.when) if stage.when else ():
            if item.fact == "method" and isinstance(item.value, tuple):
                for code in item.value:
                    if code not in methods:
                        reader.add(f"{own}/when", "stage_method", code=code)
