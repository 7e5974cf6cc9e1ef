"""Whole years taken in: the worked example and three invented ones with every figure worked out by hand."""

from __future__ import annotations

import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fund.models import Fund, Round
from intake.demo import FOLDER
from intake.loading import report_of
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


@pytest.mark.parametrize(("name", "call"), [("hibari", "H7"), ("tsubame", "T7"), ("kamome", "K5")])
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


def changed(name: str, place: Path, file: str, *edits: tuple[str, str]) -> Path:
    """A copy of a case with a few texts of one file replaced; each must stand there once."""
    for path in (CASES / name).iterdir():
        (place / path.name).write_bytes(path.read_bytes())
    text = (place / file).read_text(encoding="utf-8")
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (place / file).write_text(text, encoding="utf-8")
    return place


def test_a_payment_to_whom_nothing_was_awarded_is_refused(tmp_path: Path) -> None:
    """u is on the waitlist: the folder reads without a fault, the rules decided otherwise."""
    folder = changed("tsubame", tmp_path, "events.yaml", ("awards:\n  - s", "awards:\n  - u"))

    with pytest.raises(CommandError, match=r"intake\.not_awarded.*u"):
        take_in(folder)

    assert Fund.objects.count() == 0


def test_a_top_up_that_is_not_due_is_refused(tmp_path: Path) -> None:
    """p is paid 160,000 at once and owes 40,000: there is nothing to top up."""
    folder = changed(
        "hibari",
        tmp_path,
        "events.yaml",
        (
            "topup_batch:\n  'on': '2026-03-25'\n  awards:\n  - c",
            "topup_batch:\n  'on': '2026-03-25'\n  awards:\n  - p",
        ),
    )

    with pytest.raises(CommandError, match=r"intake\.nothing_to_pay.*p"):
        take_in(folder)

    assert JournalEntry.objects.count() == 0


def with_report(folder: Path, received_on: str, fixed_on: str) -> None:
    """s of TSUBAME spent 150,900 yen, all of it accepted, and earned 500."""
    facts = f"""  settlement:
    report_received_on: '{received_on}'
    accepted_eligible: 150900
    disallowed: 0
    ineligible: 0
    actual_total: 150900
    actual_other_income: 500
    fixed_on: '{fixed_on}'
"""
    path = folder / "applications.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  settlement: null\n", facts, 1), encoding="utf-8")


CANCELLED = """cancellations:
- application: s
  cancelled_on: '2025-11-10'
  repaid_on: '2025-12-01'
  reason: 条件違反
"""


def test_a_project_that_ends_and_reports_early(tmp_path: Path) -> None:
    """s has until 31 January and reports on 1 October: min(180,000; floor1000(150,900); 150,900 − 500)
    = 150,000. Nothing comes back: 144,000 were paid, 6,000 are still owed."""
    folder = changed("tsubame", tmp_path, "events.yaml", (CANCELLED, ""))
    with_report(folder, "2025-10-01", "2025-10-10")
    take_in(folder)

    settled = report("TSUBAME", "T7")["settlements"]["s"]

    assert settled["terms"] == {"award": 180_000, "rate_term": 150_000, "shortfall": 150_400}
    assert (settled["fixed"], settled["refund"], settled["topup"]) == (150_000, 0, 6_000)
    assert settled["release"] == [["GEN", 30_000]]
    assert "late_interest" not in settled


def test_nothing_is_settled_after_a_cancellation(tmp_path: Path) -> None:
    """A report that would have come in February changes nothing of a grant taken back in November."""
    folder = changed("tsubame", tmp_path, "events.yaml")
    with_report(folder, "2026-02-10", "2026-02-20")
    take_in(folder)
    expected = yaml.safe_load((CASES / "tsubame" / "expected.yaml").read_text(encoding="utf-8"))

    got = report("TSUBAME", "T7")

    assert entries(got["journal"]) == entries(expected["journal"])
    assert got["settlements"] == expected["settlements"]


def test_a_call_that_opens_before_its_fiscal_year(tmp_path: Path) -> None:
    """Opened and filed in March under the rules of the year to come; a hold shorter than seven days does
    not shorten the one that every account has (R14)."""
    opens = ("opens_at: '2025-04-07T", "opens_at: '2025-03-10T")
    hold = ("bank_change_hold_days: 7", "bank_change_hold_days: 3")
    folder = changed("tsubame", tmp_path, "fund.yaml", opens, hold)
    path = folder / "applications.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("2025-05-0", "2025-03-2"), encoding="utf-8")
    take_in(folder)
    expected = yaml.safe_load((CASES / "tsubame" / "expected.yaml").read_text(encoding="utf-8"))

    assert entries(report("TSUBAME", "T7")["journal"]) == entries(expected["journal"])


def test_the_report_asks_as_many_questions_whatever_the_size() -> None:
    """KAMOME has twice the applications, awards and sub-funds of the example, in as many departments."""
    counts = []
    for folder, code in ((FOLDER, "R7-05"), (CASES / "kamome", "K5")):
        take_in(folder)
        call = Round.objects.select_related("fund", "fiscal_year", "policy_version").get(code=code)
        with CaptureQueriesContext(connection) as queries:
            report_of(call)
        counts.append(len(queries))
    assert counts[0] == counts[1]
