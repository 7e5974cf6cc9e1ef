"""A dry run from a pasted table: the published figures, the warnings, and faults with row and column."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from awards.rules.trial import trial
from awards.rules.trial_csv import read_scores
from common.errors import FieldErrors
from fund.call_files import read_file
from fund.policy.parsing import read_call

PANEL = (
    "department,application,requested,sum,reviewers\nCHALLENGE,A,200000,210,5\nCHALLENGE,B,200000,205,5\n"
    'CHALLENGE,C,"180,000",190,5\nCHALLENGE,D,150000,190,5\nCHALLENGE,E,50000,160,5\n'
)
SINGLE = "department,application,requested,reviewer,T1,T2,T3,T4,T5\n"


def run(tmp_path: Path, name: str, scores: str, *options: str) -> tuple[str, str]:
    file = tmp_path / "scores.csv"
    file.write_text(scores, encoding="utf-8")
    out, err = StringIO(), StringIO()
    call_command("try_policy", name, str(file), *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_shows_ranks_line_and_what_binds(tmp_path: Path) -> None:
    out, err = run(tmp_path, "komoro_h28", PANEL)
    lines = [line.strip() for line in out.splitlines()]
    assert lines[0] == "【チャレンジコース】"
    assert lines[1] == "1位  A  210点  採択  200,000円(上限額・申請額)"
    assert lines[3] == "3位  D  190点  採択  150,000円(申請額)"
    assert lines[4] == "4位  C  190点  採択(残りの額)  50,000円(予算の残り)"
    assert lines[5] == "5位  E  160点  次点"
    assert lines[6] == "残り 0円"
    assert "注意 /departments/CHALLENGE/rules/scoring/aggregate" in err
    for unused in ("率", "審査会の定めた額", "収支の不足額"):
        assert unused not in out


def test_json_holds_what_the_policy_uses_and_nothing_else(tmp_path: Path) -> None:
    out, _ = run(tmp_path, "komoro_h28", PANEL, "--json")
    rows = json.loads(out)["departments"][0]["rows"]
    assert [row["award"] for row in rows] == [200_000, 200_000, 150_000, 50_000, 0]
    assert all("components" not in row for row in rows)
    held = "department,application,requested,stage:DOCUMENTS,stage:REVIEW\nFIRST,1,50000,pass,pass\n"
    out, _ = run(tmp_path, "setagaya_fund", held, "--json")
    (row,) = json.loads(out)["departments"][0]["rows"]
    assert "score" not in row
    assert row["award"] == 50_000


def test_single_sheets_are_counted_and_the_excluded_are_not() -> None:
    settings = read_call(read_file("higashiura_partnership"))
    text = SINGLE + "".join(
        f"THEME,1,300000,V{n},{','.join('44433' if n < 5 else '44444')}\n" for n in range(1, 6)
    )
    text += "THEME,1,,V6,-,-,-,-,-\n"
    (row,) = read_scores(settings, text)
    assert row.excluded == {"V6"}
    (found, drawn) = trial(settings, [row]).department("THEME").rows[0]
    assert (found.count, str(found.score)) == (5, "73.60")  # 4 × 18 + 20 = 92 of 125
    assert drawn
    assert drawn.award == 300_000
    tabs = text.replace(",", "\t")
    assert read_scores(settings, "\ufeff" + tabs) == (row,)


@pytest.mark.parametrize(
    ("text", "pointers"),
    [
        ("", ["/scores/1/"]),
        ("department,application\nTHEME,1\n", ["/scores/1/requested"]),
        (SINGLE.replace("T5", "T9") + "THEME,1,1,V1,5,5,5,5,5\n", ["/scores/1/T9"]),
        (SINGLE.replace("T5", "T4") + "THEME,1,1,V1,5,5,5,5,5\n", ["/scores/1/T4", "/scores/1/T4"]),
        (SINGLE + "NONE,1,1,V1,5,5,5,5,5\n", ["/scores/2/department"]),
        (SINGLE + "THEME,1,many,V1,5,5,5,5,5\n", ["/scores/2/requested"]),
        (SINGLE + "THEME,1,1,V1,5,6,0.5,x,5\n", ["/scores/2/T2", "/scores/2/T3", "/scores/2/T4"]),
        (SINGLE + "THEME,1,1,,5,5,5,5,5\n", ["/scores/2/reviewer"]),
        (SINGLE + "THEME,1,1,V1,5,5,5,5,5\nTHEME,1,2,V1,5,5,5,5,5\n",
         ["/scores/3/requested", "/scores/3/reviewer"]),
    ],
)  # fmt: skip
def test_every_fault_has_its_row_and_column(text: str, pointers: list[str]) -> None:
    with pytest.raises(FieldErrors) as refused:
        read_scores(read_call(read_file("higashiura_partnership")), text)
    found = [fault.pointer for fault in refused.value.faults]
    assert sorted(found) == sorted(pointers)
    assert all(fault.ja and fault.en for fault in refused.value.faults)


def warned(settings: Any, text: str) -> dict[str, str]:
    return {found.name: found.ja for found in trial(settings, read_scores(settings, text)).warnings}


def test_what_these_scores_bring_to_light_is_warned_of() -> None:
    sums = "department,application,requested,sum,reviewers\n"
    komoro = read_call(read_file("komoro_h28"))
    unequal = warned(komoro, f"{sums}CHALLENGE,A,1000,210,5\nCHALLENGE,B,1000,160,4\n")
    assert "A 5人、B 4人" in unequal["unequal_reviewers"]
    tie = warned(komoro, f"{sums}CHALLENGE,A,400000,210,5\nCHALLENGE,B,400000,210,5\n" + "".join(
        f"CHALLENGE,{c},200000,250,5\n" for c in "XY"))  # fmt: skip
    assert "A、B" in tie["tie_at_the_line"]
    mark = "department,application,requested,score\n"
    higashiura = read_call(read_file("higashiura_partnership"))
    assert "nobody_missed" in warned(higashiura, f"{mark}THEME,1,1000,80\n")
    assert "nobody_reached" in warned(higashiura, f"{mark}THEME,1,1000,20\n")
    ways = "department,application,requested,nth,stage:DOCUMENTS\n"
    steps = read_call(read_file("kakamigahara_r2"))
    assert "3回目" in warned(steps, f"{ways}START,1,1000,3,pass\n")["no_step"]
    few = warned(higashiura, SINGLE + "THEME,1,1000,V1,5,5,5,5,5\n")
    assert "too_few_reviewers" in few


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="確認"):
        run(tmp_path, "komoro_h28", "department,application\nX,1\n")
    with pytest.raises(CommandError, match="missing"):
        call_command("try_policy", "komoro_h28", str(tmp_path / "missing.csv"))
