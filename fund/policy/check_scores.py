"""Scales, components, pass rules and tie-breaks: whether scores can be given, reached and missed (R9)."""

from __future__ import annotations

from fractions import Fraction

from fund.policy.call import CallSettings, CriterionSetting, DepartmentSettings
from fund.policy.check_call import find_circle
from fund.policy.check_conditions import check_condition, contradiction, required
from fund.policy.check_marks import cases
from fund.policy.department import Component, Requirement
from fund.policy.formulas import Formula, formula_names, full_marks_in
from fund.policy.reader import Reader
from fund.policy.vocabulary import NAMES_IN

# What the table of criteria holds.
HIGHEST = 9999


def check_criteria(settings: CallSettings, reader: Reader) -> None:
    """N6, N8: every scale can be stepped through, and whoever it is asked of exists."""
    limits = [row.rules.repeat.limit for row in settings.departments]
    most = None if None in limits or not limits else max(limit for limit in limits if limit is not None)
    for row in settings.criteria:
        place = f"/criteria/{row.code}"
        if row.department and settings.department(row.department) is None:
            reader.add(f"{place}/department", "department_unknown", code=row.department)
        for name in ("minimum", "maximum", "step", "mark"):
            value = getattr(row, name)
            if value is not None and not (0 <= value <= HIGHEST and (value * 100).denominator == 1):
                reader.add(f"{place}/{name}", "scale_number")
        if row.minimum >= row.maximum:
            reader.add(f"{place}/maximum", "scale_range")
        elif row.step <= 0 or (row.maximum - row.minimum) % row.step:
            reader.add(f"{place}/step", "scale_step")
        if row.applies_if is None or not check_condition(row.applies_if, f"{place}/applies_if", reader):
            continue
        numbers = [item for item in required(row.applies_if) if item.fact == "n"]
        bounds = [("", item.operator, item.value) for item in numbers if isinstance(item.value, Fraction)]
        if most is not None and contradiction([*bounds, ("", "<=", Fraction(most))]) is not None:
            reader.add(f"{place}/applies_if", "never_asked")


def check_scores(settings: CallSettings, department: DepartmentSettings, reader: Reader, place: str) -> None:
    """One department's components, pass rule and order among equals."""
    before = len(reader.findings)
    criteria = settings.criteria_of(department.code)
    scoring = department.rules.scoring
    decides = any(stage.decides == "pass" for stage in department.rules.stages)
    pointless = scoring.aggregate == "none" and decides
    if not criteria and not scoring.components and not pointless and scoring.aggregate != "none":
        reader.add("/criteria", "no_criteria")
    _check_components(criteria, scoring.components, reader, f"{place}/scoring/components")
    if scoring.aggregate == "sum":
        reader.add(f"{place}/scoring/aggregate", "sum_unequal")
    elif scoring.aggregate != "none":
        for item in scoring.components:
            if item.kind == "criteria" and item.aggregate == "sum":
                reader.add(f"{place}/scoring/components/{item.code}/aggregate", "sum_unequal")
    # What cannot be scored gives no figures to judge a mark by.
    fine = not any(
        found.kind != "warned" and (n >= before or found.pointer.startswith("/criteria"))
        for n, found in enumerate(reader.findings)
    )
    _check_pass_rule(settings, department, reader, f"{place}/pass_rule", judge=fine)
    _check_ties(department, criteria, reader, place)


def _check_components(
    criteria: tuple[CriterionSetting, ...], components: tuple[Component, ...], reader: Reader, place: str
) -> None:
    known = {row.code for row in criteria}
    seen: set[str] = set()
    for item in components:
        own = f"{place}/{item.code}"
        for code in item.criteria:
            if code not in known or code in seen:
                reader.add(f"{own}/criteria", "component_criteria", code=code)
            seen.add(code)
        if item.kind == "tokens":
            constant = item.per_reviewer if isinstance(item.per_reviewer, Fraction) else Fraction(1)
            if item.per_reviewer is None or constant <= 0 or not item.points_each or item.points_each <= 0:
                reader.add(f"{own}/per_reviewer", "tokens")
        if item.kind == "audience" and (item.pool is None or not item.choices):
            reader.add(f"{own}/pool", "audience")
        for name, places in (("scale_to", "scale_to"), ("per_reviewer", "tokens"), ("pool", "audience")):
            _check_formula(getattr(item, name), NAMES_IN[places], components, reader, f"{own}/{name}")
        if item.per_reviewer is not None and full_marks_in(item.per_reviewer):
            names = "、".join(NAMES_IN["tokens"])
            reader.add(f"{own}/per_reviewer", "formula_name", name="full_mark_of", names=names)
    circle = find_circle(
        [
            (item.code, code)
            for item in components
            for formula in (item.scale_to, item.pool)
            if formula is not None
            for code in sorted(full_marks_in(formula))
        ]
    )
    if circle:
        reader.add(f"{place}/{circle[0]}/scale_to", "component_circle", path=" → ".join(circle))


def _check_formula(
    formula: Formula | None,
    allowed: tuple[str, ...],
    components: tuple[Component, ...],
    reader: Reader,
    pointer: str,
) -> bool:
    if formula is None:
        return True
    before = len(reader.findings)
    for name in sorted(formula_names(formula) - set(allowed)):
        reader.add(pointer, "formula_name", name=name, names="、".join(allowed))
    for code in sorted(full_marks_in(formula) - {item.code for item in components}):
        reader.add(pointer, "component_unknown", code=code)
    return len(reader.findings) == before


def _check_pass_rule(
    settings: CallSettings, department: DepartmentSettings, reader: Reader, place: str, *, judge: bool
) -> None:
    rules = department.rules
    criteria = settings.criteria_of(department.code)
    limits: dict[tuple[str, tuple[str, ...]], list[tuple[str, str, Fraction]]] = {}
    for i, wanted in enumerate(rules.pass_rule):
        own = f"{place}/{i}"
        fine = _check_formula(
            wanted.value, NAMES_IN["pass_rule"], rules.scoring.components, reader, f"{own}/value"
        )
        fine = fine and _check_of(wanted, criteria, rules.scoring.components, reader, own)
        if wanted.measure == "zero_share" and criteria and all(row.minimum > 0 for row in criteria):
            reader.add(own, "no_zero")
        if isinstance(wanted.value, Fraction):
            key = (wanted.measure, wanted.of)
            limits.setdefault(key, []).append((f"{own}/value", wanted.operator, wanted.value))
        if fine and judge and criteria:
            _judge(settings, department, wanted, reader, f"{own}/value")
    for found in limits.values():
        clash = contradiction(found)
        if clash is not None:
            reader.add(clash, "contradiction")


def _check_of(
    wanted: Requirement,
    criteria: tuple[CriterionSetting, ...],
    components: tuple[Component, ...],
    reader: Reader,
    pointer: str,
) -> bool:
    known = {
        "component": {item.code for item in components},
        "criterion_mean": {row.code for row in criteria},
    }.get(wanted.measure)
    if known is None:
        return True
    missing = [code for code in wanted.of if code not in known]
    if missing or not wanted.of:
        reader.add(f"{pointer}/of", "tie_unknown", code=missing[0] if missing else "")
        return False
    return True


def _judge(
    settings: CallSettings, department: DepartmentSettings, wanted: Requirement, reader: Reader, place: str
) -> None:
    """Whether anybody can reach the mark, and anybody miss it: told where it holds for few reviewers and
    applications and for many, and for whoever is asked the least and the most."""
    found = [case.bounds(wanted) for case in cases(settings, department)]
    if None in found or wanted.operator not in (">=", ">"):
        return
    strict = wanted.operator == ">"
    least = min(item[0] for item in found if item)
    most = max(item[1] for item in found if item)
    if all(item and (item[2] > item[1] or (strict and item[2] == item[1])) for item in found):
        reader.add(place, "beyond_full_mark", full=_shown(most))
    elif all(item and (item[2] < item[0] or (not strict and item[2] == item[0])) for item in found):
        reader.add(place, "below_lowest", low=_shown(least))


def _shown(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"{float(value):g}"


def _check_ties(
    department: DepartmentSettings, criteria: tuple[CriterionSetting, ...], reader: Reader, place: str
) -> None:
    rules = department.rules
    codes = {row.code for row in criteria}
    components = {item.code for item in rules.scoring.components}
    for i, tie in enumerate(rules.tie_break):
        if tie.by == "criterion" and tie.criterion not in codes:
            reader.add(f"{place}/tie_break/{i}", "tie_unknown", code=tie.criterion)
        if tie.by == "component" and tie.of not in components:
            reader.add(f"{place}/tie_break/{i}", "tie_unknown", code=tie.of)
    ways = [tie.by for tie in rules.tie_break]
    if {"smaller_requested", "larger_requested"} <= set(ways):
        reader.add(f"{place}/tie_break", "tie_opposed")
    if rules.line.limit != "none" and "committee" not in ways:
        reader.add(f"{place}/tie_break", "ties_remain")
