"""Contradictory, circular, incomplete and absurd policies: each told once, at its setting, with the mend."""

from __future__ import annotations

import re
from typing import Any

import pytest

from common.errors import FieldErrors
from fund.policy import read_rules
from fund.policy.editions import edited
from fund.policy.parsing import parse_call
from tests.fund.policies import GOOD

A, B = "/departments/A/rules", "/departments/B/rules"
MEMBERS = {"fact": "members", "operator": ">=", "value": 5}
TWO_POOLS = [
    {"amount": 100, "departments": ["A", "B"]},
    {"amount": 100, "departments": ["B", "A"]},
]


def age(**fields: Any) -> dict[str, Any]:
    return {"fact": "age_years", "operator": "<", "value": 3, **fields}


# what is put where → which finding is expected at which setting. Without a place, at the same.
BAD: list[tuple[str, str, Any, str, str, str]] = [
    ("B01", f"{A}/rmate", 1, "", "unknown_setting", "refused"),
    ("B02", f"{A}/pass_rule/0", {"measure": "score", "value": 1}, f"{A}/pass_rule/0/operator", "missing",
     "unreadable"),
    ("B03", f"{A}/steps/0/cap", "10万", "", "whole", "unreadable"),
    ("B04", f"{A}/line/remainder_policy", "maybe", "", "choice", "unreadable"),
    ("B05", f"{A}/steps/0/rate", 0.667, "", "rate", "unreadable"),
    ("B06", f"{A}/steps/0/rate", "5/4", "", "rate_range", "refused"),
    ("B07", f"{A}/steps/1/n_from", 3, "", "step_gap", "refused"),
    ("B08", f"{A}/steps/0/n_to", 2, f"{A}/steps/1/n_from", "step_overlap", "refused"),
    ("B09", f"{A}/steps/0/n_to", None, "", "step_open", "refused"),
    ("B10", f"{A}/steps/0/floor", 200_000, "", "floor_above_cap", "refused"),
    ("B11", f"{A}/repeat/limit", 5, "", "steps_end", "warned"),
    ("B12", f"{B}/terms", [], "", "no_terms", "refused"),
    ("B12b", f"{B}/terms", ["cap", "luck"], f"{B}/terms/1", "choice", "unreadable"),
    ("B13", f"{A}/steps/0/rate", None, "", "rate_missing", "refused"),
    ("B14", f"{B}/steps/0/cap", None, "", "cap_missing", "refused"),
    ("B15", f"{B}/rate_base", "eligible_less_grants", "", "base_unused", "refused"),
    ("B15b", f"{B}/gap_base", "eligible", "", "base_unused", "refused"),
    ("B17", f"{A}/advance_rate", "6/5", "", "advance_range", "refused"),
    ("B19", "/criteria/C2/step", "0.3", "", "scale_step", "refused"),
    ("B20", "/criteria/C1/maximum", 0, "", "scale_range", "refused"),
    ("B21", "/criteria/C3/applies_if/value", 4, "/criteria/C3/applies_if", "never_asked", "warned"),
    ("B22", f"{A}/scoring/components/SHEET/criteria", ["C1", "C9"], "", "component_criteria", "refused"),
    ("B23", f"{A}/scoring/components/SHEET/scale_to", {"full_mark_of": "SHEET"}, "", "component_circle",
     "refused"),
    ("B23b", f"{A}/scoring/components/SHEET/scale_to", {"full_mark_of": "X"}, "", "component_unknown",
     "refused"),
    ("B24", f"{A}/scoring/components/TOKENS/per_reviewer", None, "", "tokens", "refused"),
    ("B25", f"{A}/scoring/components/CROWD/pool", None, "", "audience", "refused"),
    ("B26", f"{B}/scoring/aggregate", "sum", "", "sum_unequal", "warned"),
    ("B26b", f"{A}/scoring/components/SHEET/aggregate", "sum", "", "sum_unequal", "warned"),
    ("B26c", f"{A}/eligibility/MEMBERS/code", "MEM/BERS", f"{A}/eligibility", "code_sign", "refused"),
    ("B27", f"{B}/pass_rule/0/value", 36, "", "beyond_full_mark", "refused"),
    ("B28", f"{B}/pass_rule/0/value", 0, "", "below_lowest", "warned"),
    ("B30", f"{B}/pass_rule/0/value", "reviewrs", "", "formula", "unreadable"),
    ("B30b", f"{B}/pass_rule/0/value", {"times": [2, "members"]}, "", "formula_name", "refused"),
    ("B30c", f"{B}/pass_rule", [{"measure": "mean", "operator": ">=", "value": 20},
     {"measure": "mean", "operator": "<", "value": 15}], f"{B}/pass_rule/1/value", "contradiction",
     "refused"),
    ("B31", f"{A}/tie_break/0/criterion", "C9", f"{A}/tie_break/0", "tie_unknown", "refused"),
    ("B31d", f"{A}/tie_break/0", {"by": "component", "of": "NONE"}, "", "tie_unknown", "refused"),
    ("B31c", f"{A}/pass_rule/0", {"measure": "component", "operator": ">=", "value": 1, "of": ["NONE"]},
     f"{A}/pass_rule/0/of", "tie_unknown", "refused"),
    ("B31b", f"{B}/tie_break", [{"by": "smaller_requested"}, {"by": "larger_requested"},
     {"by": "committee"}], "", "tie_opposed", "refused"),
    ("B32", f"{A}/scoring/components/CROWD/kind", "votes", "", "votes_later", "unreadable"),
    ("B33", f"{B}/tie_break", [], "", "ties_remain", "warned"),
    ("B34", f"{A}/line", {"limit": "places"}, f"{A}/line/places", "no_places", "refused"),
    ("B34b", "/departments/A/budget", None, "", "no_budget", "refused"),
    ("B35", "/budget_pools/0/departments", ["B", "C"], "", "pool_department", "refused"),
    ("B35b", "/budget_pools/0/frames", {"B": 600_000}, "", "pool_frames", "refused"),
    ("B35d", f"{B}/line", {"limit": "none"}, f"{B}/line/limit", "pool_no_line", "refused"),
    ("B36", "/budget_pools", TWO_POOLS, "/budget_pools/1/departments", "pool_circle", "refused"),
    ("B37", f"{A}/access", {"requires_award_in": ["B"]}, f"{A}/access/requires_award_in", "access_circle",
     "refused"),
    ("B37b", f"{B}/access/exclusive_with", ["B"], "", "exclusive_self", "refused"),
    ("B37c", f"{B}/access/exclusive_with", ["X"], "", "department_unknown", "refused"),
    ("B38", f"{A}/eligibility/MEMBERS/must/fact", "height", "", "fact_unknown", "refused"),
    ("B38b", f"{A}/eligibility/YOUNG/must", age(), f"{A}/eligibility/YOUNG/must/base_date", "fact_base_date",
     "refused"),
    ("B38c", f"{A}/eligibility/YOUNG", {"code": "YOUNG", "must": {"all": [MEMBERS, {**MEMBERS,
     "operator": "<"}]}}, f"{A}/eligibility/YOUNG/must", "contradiction", "refused"),
    ("B38d", f"{A}/eligibility/MEMBERS/must", {"fact": "office_check", "operator": "=", "value": True},
     f"{A}/eligibility/MEMBERS/must/fact", "fact_of_office", "refused"),
    ("B38e", f"{A}/eligibility/MEMBERS/must/value", True, "", "fact_value", "refused"),
    ("B38h", f"{A}/eligibility/MEMBERS/must", {"fact": "document", "operator": "=", "value": True},
     f"{A}/eligibility/MEMBERS/must/of", "fact_of", "refused"),
    ("B38i", f"{A}/eligibility/MEMBERS/must/value", "criteria", "", "formula_name", "refused"),
    ("B39", "/call/dates/opens_at", "2026-06-01 09:00", "/call/dates/closes_at", "dates_order", "refused"),
    ("B39b", "/call/reception/channels", [], "", "no_channel", "refused"),
    ("B39c", "/call", {"code": "R9", "name": "見本", "fiscal_year": 2026,
     "dates": {"closes_at": "2026-05-15"}}, "/call/dates/closes_at", "no_closing_time", "refused"),
    ("B40", "/call/dates/closes_at", "2026-05-16 17:00", "", "closing_holiday", "warned"),
    ("B40b", "/call/dates/closes_at", "2026-05-05 17:00", "", "closing_holiday", "warned"),
    ("B41", f"{A}/stages/SECOND/components", ["NONE"], "", "stage_component", "refused"),
    ("B42", f"{A}/stages/FIRST/when/value", ["telepathy"], f"{A}/stages/FIRST/when", "stage_method",
     "refused"),
    ("B43", "/questions", [{"code": "Q", "label_ja": "一"}, {"code": "Q", "label_ja": "二"}], "/questions/Q",
     "code_twice", "refused"),
    ("B23c", f"{A}/scoring/components/TOKENS/per_reviewer", {"full_mark_of": "SHEET"}, "", "formula_name",
     "refused"),
    ("B30d", f"{B}/pass_rule/0/value", "common", "", "formula_name", "refused"),
    ("B30e", f"{B}/pass_rule/0/value", "1e9", "", "formula", "unreadable"),
    ("B38f", f"{A}/eligibility/MEMBERS/must/value", {"times": [2, {"full_mark_of": "SHEET"}]}, "",
     "fact_value", "refused"),
    ("B38g", f"{A}/eligibility/MEMBERS/must/of", 5, "", "not_a_list", "unreadable"),
    ("B35c", "/budget_pools/0/frames", [["B"]], "", "not_a_table", "unreadable"),
    ("B45", "/criteria/C1/name", "長" * 121, "", "length", "refused"),
    ("B45b", f"{A}/stages/FIRST", {"code": "", "decides": "pass"}, f"{A}/stages/0/code", "length",
     "refused"),
    ("B46", "/criteria/C1/weight", 0, "", "size", "refused"),
    ("B47", "/criteria/C2/mark", "1/3", "", "scale_number", "refused"),
    ("B48", "/questions", [{"code": "Q", "label_ja": "一", "kind": "choice"}], "/questions/Q/choices",
     "question_choices", "refused"),
    ("B49", "/departments/B/budget", 10**13, "", "whole", "unreadable"),
    ("B50", "/departments/B/name", "部\0門", "", "characters", "unreadable"),
    ("B51", "/call/dates/closes_at", "9999-12-31", "", "moment", "unreadable"),
    ("B44", "/format", "machitane-policy/9", "", "format", "unreadable"),
]  # fmt: skip
TOGETHER: list[tuple[str, list[tuple[str, Any]], str, str, str]] = [
    ("B16", [(f"{B}/terms", ["requested"]), (f"{B}/line", {"limit": "none"}), ("/budget_pools", [])],
     f"{B}/terms", "unbounded", "warned"),
    ("B52", [("/criteria/C3/department", "Z"), (f"{A}/scoring/components/SHEET/criteria", ["C1", "C2"])],
     "/criteria/C3/department", "department_unknown", "refused"),
    ("B35e", [("/sub_funds", [{"code": "GRN", "name": "みどり", "kind": "theme"}]),
     ("/budget_pools/0/sub_funds", ["KID"])], "/budget_pools/0/sub_funds", "pool_sub_fund", "refused"),
    ("B18", [("/criteria", []), (f"{A}/scoring", {"aggregate": "none"}), (f"{A}/tie_break", [
     {"by": "committee"}]), (f"{A}/pass_rule", []), (f"{B}/pass_rule", []),
     (f"{A}/stages/SECOND/components", [])], "/criteria", "no_criteria", "refused"),
    ("B29", [("/criteria/C1/minimum", 1), ("/criteria/C2/minimum", 1), ("/criteria/C3/minimum", 1)],
     f"{A}/pass_rule/1", "no_zero", "warned"),
]  # fmt: skip
ROWS = [(name, [(put, value)], place or put, what, kind) for name, put, value, place, what, kind in BAD]


def spoilt(changes: list[tuple[str, Any]]) -> dict[str, Any]:
    return edited(GOOD, [{"pointer": pointer, "value": value} for pointer, value in changes])


def test_the_good_policy_has_nothing_to_mend() -> None:
    parsed = parse_call(GOOD)
    assert parsed.settings is not None
    assert parsed.findings == ()


@pytest.mark.parametrize(
    ("changes", "pointer", "name", "kind"), [row[1:] for row in (*ROWS, *TOGETHER)],
    ids=[row[0] for row in (*ROWS, *TOGETHER)],
)  # fmt: skip
def test_a_slip_is_told_once_at_its_setting(
    changes: list[tuple[str, Any]], pointer: str, name: str, kind: str
) -> None:
    parsed = parse_call(spoilt(changes))
    assert [(found.pointer, found.name, found.kind) for found in parsed.findings] == [(pointer, name, kind)]
    (found,) = parsed.findings
    assert (parsed.settings is None) == (kind == "unreadable")
    assert found in (parsed.warned if kind == "warned" else parsed.refused)
    assert re.search("[ぁ-んァ-ヶ一-龠]", found.ja)
    assert not re.search("[ぁ-んァ-ヶ一-龠]", found.en), "English is told in English"
    assert "{" not in found.ja + found.en


def test_there_are_at_least_forty_slips() -> None:
    assert len({row[0][:3] for row in (*ROWS, *TOGETHER)}) >= 40


def test_every_slip_is_told_at_once() -> None:
    """A person mends a file in one go: what was found first hides nothing that can be read besides."""
    parsed = parse_call(spoilt([(f"{A}/rmate", 1), ("/criteria/C2/step", "0.3"), (f"{B}/tie_break", [])]))
    assert {found.name for found in parsed.findings} == {"unknown_setting", "scale_step", "ties_remain"}


@pytest.mark.parametrize("data", [None, [], "x", 5, {}, {"format": "machitane-policy/1", "call": []}])
def test_what_is_no_call_at_all_is_said_so(data: Any) -> None:
    parsed = parse_call(data)
    assert parsed.settings is None
    assert parsed.refused


def test_warnings_refuse_nothing_in_a_department_by_itself() -> None:
    assert read_rules({"repeat": {"limit": 5}, "steps": [{"n_to": 3}]}).repeat.limit == 5
    with pytest.raises(FieldErrors) as refused:
        read_rules({"steps": [{"rate": "5/4"}], "advance_rate": "2"})
    assert {fault.pointer for fault in refused.value.faults} == {"/steps/0/rate", "/advance_rate"}
    assert all(fault.code.startswith("fund.policy_") for fault in refused.value.faults)
