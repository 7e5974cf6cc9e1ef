"""What no single setting can show: contradictions, gaps and circles among the settings of a call."""

from __future__ import annotations

from fund.policy.department import DepartmentRules
from fund.policy.reader import Reader


def check_rules(rules: DepartmentRules, reader: Reader, pointer: str = "") -> None:
    """One department's rules by themselves: steps in order, floor within cap, places given."""
    expected = 1
    for i, step in enumerate(rules.steps):
        if step.n_from > expected:
            reader.add(f"{pointer}/steps/{i}/n_from", "step_gap", n=expected)
        elif step.n_from < expected:
            reader.add(f"{pointer}/steps/{i}/n_from", "step_overlap", n=step.n_from)
        expected = (step.n_to or step.n_from) + 1
        if step.n_to is None and i + 1 < len(rules.steps):
            reader.add(f"{pointer}/steps/{i}/n_to", "step_open")
        if step.cap is not None and step.floor is not None and step.floor > step.cap:
            reader.add(
                f"{pointer}/steps/{i}/floor",
                "floor_above_cap",
                floor=f"{step.floor:,}",
                cap=f"{step.cap:,}",
            )
    if rules.line.limit == "places" and rules.line.places is None:
        reader.add(f"{pointer}/line/places", "no_places")
    if rules.rate_base != "eligible" and "rate_term" not in rules.terms:
        reader.add(f"{pointer}/rate_base", "base_unused")
