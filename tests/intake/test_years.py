"""Whole years taken in: the worked example and two invented ones with every figure worked out by hand."""

from __future__ import annotations

import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from fund.models import Fund
from intake.demo import FOLDER
from ledger.models import JournalEntry

CASES = Path(__file__).parent.parent / "data" / "cases"
pytestmark = pytest.mark.django_db


def take_in(folder: Path) -> str:
    out = io.StringIO()
    call_command("load_fund", str(folder), stdout=out)
    return out.getvalue()


def report(fund: str, call: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("report_fund", fund, "--round", call, stdout=out)
    result: dict[str, Any] = json.loads(out.getvalue())
    return result


def entries(journal: list[dict[str, Any]]) -> list[Any]:
    """Each entry as its date and the sums by account and sub-fund; numbers, texts and order set aside."""
    found = []
    for entry in journal:
        sums: Counter[tuple[str, str, str]] = Counter()
        for line in entry["lines"]:
            if isinstance(line, dict):
                line = [line["account"], line["sub_fund"], line["debit"], line["credit"]]
            account, sub_fund, debit, credit = line
            sums[str(account), sub_fund, "debit"] += debit
            sums[str(account), sub_fund, "credit"] += credit
        found.append((entry["date"], sorted((key, yen) for key, yen in sums.items() if yen)))
    return sorted(found)


def test_the_worked_example_comes_out_to_the_yen() -> None:
    take_in(FOLDER)
    expected = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))

    got = report("MIHARASHI", "R7-05")

    assert entries(got.pop("journal")) == entries(expected.pop("journal"))
    assert got == expected


@pytest.mark.parametrize(("name", "call"), [("hibari", "H7"), ("tsubame", "T7")])
def test_a_year_worked_out_by_hand_comes_out_to_the_yen(name: str, call: str) -> None:
    take_in(CASES / name)
    expected = yaml.safe_load((CASES / name / "expected.yaml").read_text(encoding="utf-8"))

    got = report(name.upper(), call)

    assert entries(got.pop("journal")) == entries(expected.pop("journal"))
    for key in expected:
        assert got[key] == expected[key], key
    assert got.keys() == expected.keys()


def test_the_same_folder_again_changes_nothing() -> None:
    first = take_in(FOLDER)
    entries_before = JournalEntry.objects.count()

    second = take_in(FOLDER)

    assert first.split()[-1] == second.split()[-1]
    assert "変更はありません" in second
    assert JournalEntry.objects.count() == entries_before
    assert Fund.objects.count() == 1


def test_another_year_under_the_same_code_is_refused(tmp_path: Path) -> None:
    take_in(FOLDER)
    for path in FOLDER.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    text = (tmp_path / "donations.csv").read_text(encoding="utf-8")
    (tmp_path / "donations.csv").write_text(text.replace("木村 健", "木村 健一"), encoding="utf-8")

    with pytest.raises(CommandError, match="MIHARASHI"):
        take_in(tmp_path)


def test_a_faulty_folder_leaves_nothing_behind(tmp_path: Path) -> None:
    for path in FOLDER.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    text = (tmp_path / "donations.csv").read_text(encoding="utf-8")
    (tmp_path / "donations.csv").write_text(text.replace(",30000,GEN,", ",-30000,GXN,"), encoding="utf-8")

    errors = io.StringIO()
    with pytest.raises(CommandError):
        call_command("load_fund", str(tmp_path), stderr=errors)

    assert "donations.csv" in errors.getvalue()
    assert "amount" in errors.getvalue()
    assert "sub_fund" in errors.getvalue()
    assert Fund.objects.count() == 0
