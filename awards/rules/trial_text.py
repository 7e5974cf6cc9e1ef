"""A dry run in words and figures: what an office reads, and the same as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from applications.rules.amounts import LABELS
from awards.rules.line import Drawn
from awards.rules.trial import TrialDepartment, TrialResult
from fund.policy.call import CallSettings
from fund.policy.explaining_review import measured_names, requirement_text
from fund.policy.phrases import number
from reviews.rules import RankedRow

OUTCOMES = {
    "approved": "採択",
    "approved_remainder": "採択(残りの額)",
    "waitlisted": "次点",
    "not_awardable_below_floor": "下限に満たない",
    "declined_below_pass_mark": "不採択",
    "declined_at_stage": "不採択",
}


def as_data(settings: CallSettings, result: TrialResult) -> dict[str, Any]:
    """The result as plain values; only what the policy uses is in it."""
    return {
        "departments": [_department(settings, item) for item in result.departments],
        "warnings": [
            {"department": item.department, "name": item.name, "ja": item.ja, "en": item.en}
            for item in result.warnings
        ],
    }


def _department(settings: CallSettings, item: TrialDepartment) -> dict[str, Any]:
    department = settings.department(item.code)
    assert department is not None
    rules = department.rules
    scored = rules.scoring.aggregate != "none"
    names = measured_names(settings, department)
    rows = []
    for row, drawn in item.rows:
        told: dict[str, Any] = {"application": row.number, "rank": row.rank, "tied": row.tied}
        if scored:
            told["score"] = str(row.score)
        if scored and rules.scoring.components:
            told["components"] = {names[code]: number(value) for code, value in row.components.items()}
        told["passes"] = row.passes
        told["failed"] = [requirement_text(rules.pass_rule[index], names) for index in row.failed]
        if row.stage_failed:
            told["stage_failed"] = rules.stage_label(row.stage_failed)
        rows.append({**told, **_amount(row, drawn)})
    return {"code": item.code, "name": department.name, "left": item.left, "rows": rows}


def _amount(row: RankedRow, drawn: Drawn | None) -> dict[str, Any]:
    if drawn is None:
        return {"outcome": "withdrawn" if row.withdrawn else "open", "award": 0, "binding": []}
    binding = list(drawn.working.binding) if drawn.working and drawn.award else []
    return {
        "outcome": drawn.outcome,
        "award": drawn.award,
        "binding": binding,
        "binding_labels": [LABELS[name][0] for name in binding],
    }


def as_lines(settings: CallSettings, result: TrialResult) -> Iterator[str]:
    """The result as lines for a terminal, in Japanese."""
    for item in as_data(settings, result)["departments"]:
        yield f"【{item['name']}】"
        for row in item["rows"]:
            yield "  " + "  ".join(_cells(row))
        if item["left"] is not None:
            yield f"  残り {item['left']:,}円"
    for warned in result.warnings:
        yield f"注意 {warned.department}: {warned.ja}"


def _cells(row: dict[str, Any]) -> Iterator[str]:
    yield "-" if row["rank"] is None else f"{row['rank']}位{'(同順)' if row['tied'] else ''}"
    yield str(row["application"])
    if "score" in row:
        yield f"{row['score']}点"
    if "components" in row:
        yield "、".join(f"{code} {value}" for code, value in row["components"].items())
    yield {"withdrawn": "取下げ", "open": "線を引けない"}.get(row["outcome"]) or OUTCOMES[row["outcome"]]
    if row["award"]:
        yield f"{row['award']:,}円({'・'.join(row['binding_labels'])})"
    if row["failed"]:
        yield f"満たさない: {'、'.join(row['failed'])}"
    if "stage_failed" in row:
        yield f"段階で不採択: {row['stage_failed']}"
