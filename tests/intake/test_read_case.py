"""Reading a case folder: the example without a fault, every fault of a faulty one, no exception ever."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.cases.faults import FILES
from intake.cases.model import Case
from intake.cases.read import Fault, describe, read_case
from intake.cases.sentences import TEXTS
from tests.intake.faulty.folders import EXAMPLE, FAULTY, FaultyFolder, append, copy_example, drop, line

JST = timezone(timedelta(hours=9))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_example(tmp_path / "case")


def places(faults: list[Fault]) -> list[tuple[str, int | None, str, str]]:
    return [(fault.file, fault.row, fault.column, fault.code) for fault in faults]


def read_without_fault(folder: Path) -> Case:
    case, faults = read_case(folder)
    assert places(faults) == []
    assert case is not None
    return case


def test_the_example_reads_without_a_fault() -> None:
    case = read_without_fault(EXAMPLE)
    assert (case.fund.code, case.fund.bank_account.bank_code) == ("MIHARASHI", "0001")
    assert [sub_fund.code for sub_fund in case.sub_funds] == ["GEN", "GRN", "KAN", "NGO", "MATCH", "OPS"]
    assert case.departments[1].rates == (Fraction(3, 4), Fraction(2, 3), Fraction(1, 2))
    assert case.policy.penalty_rate == Fraction(1095, 10000)
    assert case.applications[1].submitted_at == datetime(2025, 5, 16, 16, 58, 41, tzinfo=JST)
    # B of the worked example: total 640,000, eligible 609,600, other income 183,000 and 60,000 found later.
    expenses = case.applications[1].expenses
    assert sum(row.amount for row in expenses) == 640_000
    assert sum(row.amount for row in expenses if row.eligible) == 609_600
    assert sum(row.amount for row in case.applications[1].income) == 183_000
    assert [row.amount for row in case.applications[1].assessed_income_additions] == [60_000]
    assert len(case.scores) == 90
    # Received 1,963,450 (domain §8).
    assert sum(gift.amount for gift in case.donations if gift.status == "received") == 1_963_450
    assert case.donations[14].received_on is None
    assert case.events.year_end_on == date(2026, 3, 31)
    assert case.events.cancellations == ()
    assert case.applications[1].refund is None
    assert case.groups[0].corporate_number == ""
    assert case.groups[3].has_account


@pytest.mark.parametrize("faulty", FAULTY, ids=lambda faulty: faulty.name)
def test_every_fault_of_a_folder_is_told_at_its_place(faulty: FaultyFolder, tmp_path: Path) -> None:
    case, faults = read_case(faulty.build(tmp_path))
    assert case is None
    assert set(places(faults)) == faulty.faults
    assert len(faults) == len(faulty.faults)
    assert 1 <= len(faults) <= 5


def test_there_are_fifteen_faulty_folders() -> None:
    assert len({faulty.name for faulty in FAULTY}) == 15


def test_faults_come_in_reading_order(tmp_path: Path) -> None:
    _, faults = read_case(FAULTY[0].build(tmp_path))
    assert [(fault.file, fault.row) for fault in faults] == [
        ("applications.yaml", 91),
        ("applications.yaml", 203),
        ("donations.csv", 11),
        ("events.yaml", 9),
        ("events.yaml", 29),
    ]


def test_a_missing_folder_is_seven_missing_files(tmp_path: Path) -> None:
    case, faults = read_case(tmp_path / "nowhere")
    assert case is None
    assert places(faults) == [(file, None, "", "intake.file_missing") for file in FILES]


def test_byte_order_mark_line_ends_blank_rows_and_other_files_do_not_matter(folder: Path) -> None:
    for file in FILES:
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    append("donations.csv", "\n,,,,,,,,,,,\n")(folder)
    (folder / "memo.txt").write_bytes(b"\xff\xfe")
    (folder / "expected.json").unlink()
    assert read_without_fault(folder) == read_without_fault(EXAMPLE)


def test_columns_may_stand_in_any_order(folder: Path) -> None:
    path = folder / "scores.csv"
    rows = [row.split(",") for row in path.read_text(encoding="utf-8").splitlines()]
    path.write_text("".join(f"{d},{b},{a},{c}\n" for a, b, c, d in rows), encoding="utf-8")
    assert read_without_fault(folder).scores == read_without_fault(EXAMPLE).scores


def test_what_may_be_left_out(folder: Path) -> None:
    """No city match, fee date, named payout, top-ups, year end or what-if; A is not settled."""
    fund = (folder / "fund.yaml").read_text(encoding="utf-8")
    start, end = fund.index("  city_match:\n"), fund.index("sub_funds:\n")
    (folder / "fund.yaml").write_text(fund[:start] + "  city_match: null\n" + fund[end:], encoding="utf-8")
    (folder / "events.yaml").write_text(
        "opening_on: 2025-04-01\naward_on: 2025-07-01\nfee_on: null\nmatch_confirmed_on:\ntopup_batch: ~\n",
        encoding="utf-8",
    )
    applications = (folder / "applications.yaml").read_text(encoding="utf-8")
    start, end = applications.index("  settlement:\n"), applications.index("- id: B")
    (folder / "applications.yaml").write_text(
        applications[:start] + "  settlement: null\n" + applications[end:], encoding="utf-8"
    )
    case = read_without_fault(folder)
    assert case.policy.city_match is None
    assert case.events.advance_batch is None
    assert case.events.named_group_payouts == ()
    assert case.events.year_end_on is None
    assert case.events.what_if_cancellation is None
    assert case.applications[0].settlement is None


def test_further_settings(folder: Path) -> None:
    """Half points, other remainder policies, carried match, municipal mode, refunds in parts, ties."""
    line("fund.yaml", 35, "score_min: 1", "score_min: 0\n  score_step: '0.5'\n  min_reviewers: 2")(folder)
    line("fund.yaml", 5, "private", "municipal")(folder)
    text = (folder / "fund.yaml").read_text(encoding="utf-8")
    text = text.replace("unspent: return", "unspent: carry").replace("policy: offer", "policy: stop")
    (folder / "fund.yaml").write_text(text, encoding="utf-8")
    line("scores.csv", 2, "C1,3", "C1,3.5")(folder)
    line("applications.yaml", 87, "2026-03-27'", "2026-03-26'\n      amount: 6000\n    - 'on': '2026-03-30'")(
        folder
    )
    line("applications.yaml", 90, "amount: 13000", "amount: 7000")(folder)
    tie = "tie_decisions:\n- department: COLLAB\n  order:\n  - C\n  - B\n  decided_by: V1\n  reason: 地域\n"
    append("events.yaml", tie)(folder)
    case = read_without_fault(folder)
    assert (case.policy.score_step, case.policy.min_reviewers) == (Fraction(1, 2), 2)
    assert case.scores[0].points == Fraction(7, 2)
    assert case.fund.legal_mode == "municipal"
    assert case.policy.city_match is not None
    assert case.policy.city_match.unspent == "carry"
    assert [department.remainder_policy for department in case.departments] == ["stop", "stop"]
    assert case.applications[0].refund is not None
    assert [part.amount for part in case.applications[0].refund.received] == [6000, 7000]
    assert case.events.tie_decisions[0].order == ("C", "B")


def test_an_application_over_its_repeat_limit_needs_no_scores(folder: Path) -> None:
    """R3: A's department allows one award; with one earlier award it is not scored."""
    line("applications.yaml", 8, "0", "1")(folder)
    text = (folder / "scores.csv").read_text(encoding="utf-8").splitlines()
    kept = [row for row in text if not row.startswith("A,")]
    (folder / "scores.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert len(read_without_fault(folder).scores) == 60


def test_a_reviewer_excluded_before_scoring_needs_no_scores(folder: Path) -> None:
    text = (folder / "scores.csv").read_text(encoding="utf-8").splitlines()
    kept = [row for row in text if not row.startswith("B,V4")]
    (folder / "scores.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    line("conflicts.csv", 2, "2025-06-24,after_scoring", "2025-05-24,before_scoring")(folder)
    assert read_without_fault(folder).conflicts[0].stage == "before_scoring"


def test_exclusion_after_scoring_without_scores(folder: Path) -> None:
    text = (folder / "scores.csv").read_text(encoding="utf-8").splitlines()
    kept = [row for row in text if not row.startswith("B,V4")]
    (folder / "scores.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert places(read_case(folder)[1]) == [("conflicts.csv", 2, "stage", "intake.stage_has_no_scores")]


def test_too_few_reviewers_are_told_at_the_application(folder: Path) -> None:
    line("fund.yaml", 35, "score_min: 1", "score_min: 1\n  min_reviewers: 6")(folder)
    assert places(read_case(folder)[1]) == [
        ("applications.yaml", 89, "applications[1].id", "intake.too_few_reviewers")
    ]


def test_a_reviewer_without_any_score(folder: Path) -> None:
    text = (folder / "scores.csv").read_text(encoding="utf-8").splitlines()
    kept = [row for row in text if not row.startswith("C,V6")]
    (folder / "scores.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    _, faults = read_case(folder)
    assert places(faults) == [("scores.csv", None, "reviewer", "intake.score_missing")]
    assert "C1, C2, C3, C4, C5" in faults[0].en


def test_a_misspelt_name_is_one_fault(folder: Path) -> None:
    """The row that says V9 was meant for V1: no second fault for the score that is then missing."""
    line("scores.csv", 2, "V1", "V9")(folder)
    line("conflicts.csv", 2, "V4", "V44")(folder)
    assert places(read_case(folder)[1]) == [
        ("scores.csv", 2, "reviewer", "intake.unknown_reference"),
        ("conflicts.csv", 2, "reviewer", "intake.unknown_reference"),
    ]


def test_a_wrong_year_is_one_fault(folder: Path) -> None:
    line("fund.yaml", 25, "2025", "2024")(folder)
    assert places(read_case(folder)[1]) == [("fund.yaml", 25, "fiscal_year.year", "intake.year_mismatch")]


def test_payments_fall_on_bank_days(folder: Path) -> None:
    # 14 September 2025 is a Sunday, 21 July 2025 Marine Day.
    line("events.yaml", 24, "2025-09-10", "2025-09-14")(folder)
    line("events.yaml", 16, "2025-07-15", "2025-07-21")(folder)
    assert places(read_case(folder)[1]) == [
        ("events.yaml", 16, "advance_batch.on", "intake.not_a_bank_day"),
        ("events.yaml", 24, "named_group_payouts[0].paid_on", "intake.not_a_bank_day"),
    ]


def test_nothing_is_booked_after_the_year_end(folder: Path) -> None:
    line("events.yaml", 31, "2026-03-31", "2026-03-26")(folder)
    _, faults = read_case(folder)
    assert places(faults) == [("events.yaml", 31, "year_end_on", "intake.out_of_order")]
    assert "applications.yaml applications[0].refund.received[0].on" in faults[0].en


def test_a_top_up_needs_a_settlement(folder: Path) -> None:
    text = (folder / "applications.yaml").read_text(encoding="utf-8")
    start = text.rindex("  settlement:\n")
    (folder / "applications.yaml").write_text(text[:start] + "  settlement: null\n", encoding="utf-8")
    assert places(read_case(folder)[1]) == [
        ("events.yaml", 29, "topup_batch.awards[1]", "intake.not_settled")
    ]


def test_a_tie_is_decided_among_applications_of_its_department(folder: Path) -> None:
    append("events.yaml", "tie_decisions:\n- department: COLLAB\n  order: [B, A]\n  decided_by: V9\n")(folder)
    assert places(read_case(folder)[1]) == [
        ("events.yaml", 40, "tie_decisions[0].order[1]", "intake.other_department"),
        ("events.yaml", 41, "tie_decisions[0].decided_by", "intake.unknown_reference"),
    ]


def test_the_match_needs_its_promise(folder: Path) -> None:
    fund = (folder / "fund.yaml").read_text(encoding="utf-8")
    start, end = fund.index("  city_match:\n"), fund.index("sub_funds:\n")
    (folder / "fund.yaml").write_text(fund[:start] + fund[end:], encoding="utf-8")
    assert places(read_case(folder)[1]) == [
        ("events.yaml", 12, "match_confirmed_on", "intake.match_not_promised"),
        ("events.yaml", 13, "match_received_on", "intake.match_not_promised"),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "intake.file_empty"),
        (b"a: !!python/object/apply:os.system ['true']\n", "intake.yaml_tag"),
        (b"- " * 50 + b"a", "intake.yaml_too_deep"),
        (b"[" * 20_000, "intake.yaml_too_deep"),
        (b"a: &a [1]\nb: &b [*a, *a, *a]\nc: [*b, *b]\n", "intake.yaml_alias"),
        (b'a: "\\UFFFFFFFF"\n', "intake.not_yaml"),
        (b"a: 1\n---\nb: 2\n", "intake.not_yaml"),
        (b"a: \x00\n", "intake.not_yaml"),
        ("opening_on: '２０２５'".encode("cp932"), "intake.not_utf8"),
        (b"- 1\n", "intake.wrong_shape"),
    ],
)
def test_a_file_that_cannot_be_read(folder: Path, content: bytes, code: str) -> None:
    (folder / "events.yaml").write_bytes(content)
    case, faults = read_case(folder)
    assert case is None
    assert {fault.code for fault in faults} == {code}
    assert {fault.file for fault in faults} == {"events.yaml"}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", (None, "intake.file_empty")),
        ('application,reviewer,criterion,points\nA,"V1,C1,3\n', (2, "intake.not_csv")),
        ('application,reviewer,criterion,points\nA,V1,"C\0",3\n', (2, "intake.control_character")),
    ],
)
def test_a_csv_that_cannot_be_read(folder: Path, content: str, expected: tuple[int | None, str]) -> None:
    (folder / "scores.csv").write_text(content, encoding="utf-8")
    _, faults = read_case(folder)
    assert expected in [(fault.row, fault.code) for fault in faults if fault.file == "scores.csv"]


def test_a_folder_in_the_place_of_a_file(folder: Path) -> None:
    (folder / "scores.csv").unlink()
    (folder / "scores.csv").mkdir()
    assert places(read_case(folder)[1]) == [("scores.csv", None, "", "intake.file_unreadable")]


def test_describe_is_a_table_in_both_languages(tmp_path: Path) -> None:
    _, faults = read_case(FAULTY[2].build(tmp_path))
    japanese, english = describe(faults), describe(faults, "en")
    assert japanese.splitlines()[0].split() == ["ファイル", "行", "列・項目", "直すこと"]
    assert japanese.splitlines()[-1] == "4件あります。"
    assert english.splitlines()[-1] == "4 to mend."
    assert english.splitlines()[1].split("  ")[0] == "applications.yaml"
    # 450,000 + 183,000 = 633,000 against 640,000
    assert "Income 633000 (450000 asked + 183000 other) and expense 640000 differ by 7000 yen." in english
    assert "単価 450 × 数量 100 = 45000 円ですが、46000 円とあります。" in japanese


def test_every_code_has_both_sentences() -> None:
    assert all(ja and en and ja != en for ja, en in TEXTS.values())


@pytest.fixture(scope="module")
def scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as place:
        yield copy_example(Path(place) / "case")


ODD_VALUES = (
    "",
    "null",
    "-1",
    "0",
    "1e9",
    "0x10",
    "9" * 30,
    "9" * 5000,
    "1/0",
    "NaN",
    "0001-01-01",
    "9999-12-31",
    "2025-02-30",
    "9999-12-31T23:59:59-23:59",
    "2025-06-01T00:00:00+25:00",
    "２０２５-04-01",
    "𠮷👨‍👩‍👧",
    "\\ud800",
    '"\\ud800"',
    '"\\0"',
    "[1, 2]",
    "{a: 1}",
    "true",
    "G1",
    "A",
    "٣",
    "\u2028",
    "'",
    "&a",
    "%",
)


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_no_content_raises(scratch: Path, data: st.DataObject) -> None:
    """Random bytes anywhere, and odd values in the place of sound ones: a case, or faults; never an error."""
    file = data.draw(st.sampled_from(FILES))
    content = (EXAMPLE / file).read_bytes()
    for _ in range(data.draw(st.integers(1, 4))):
        if data.draw(st.booleans()):
            at = data.draw(st.integers(0, len(content)))
            cut = data.draw(st.sampled_from((0, 1, 7, 200)))
            content = content[:at] + data.draw(st.binary(max_size=12)) + content[at + cut :]
        else:
            content = _with_odd_value(content, file, data)
    (scratch / file).write_bytes(content)
    try:
        case, faults = read_case(scratch)
    finally:
        shutil.copyfile(EXAMPLE / file, scratch / file)
    assert (case is None) == bool(faults)
    described = describe(faults, "en") + describe(faults, "ja")
    assert described.encode("utf-8").count(b"\n") == 2 * (len(faults) + 1)


def _with_odd_value(content: bytes, file: str, data: st.DataObject) -> bytes:
    lines = content.split(b"\n")
    at = data.draw(st.integers(0, len(lines) - 1))
    odd = data.draw(st.sampled_from(ODD_VALUES)).encode()
    separator = b"," if file.endswith(".csv") else b": "
    parts = lines[at].split(separator)
    parts[data.draw(st.integers(0, len(parts) - 1))] = odd
    lines[at] = separator.join(parts)
    return b"\n".join(lines)


def test_odd_values_are_all_tried_on_every_kind_of_file(folder: Path) -> None:
    """Each odd value in each column of a row of every CSV, and in a few YAML places: no exception."""
    for file in ("groups.csv", "scores.csv", "conflicts.csv", "donations.csv"):
        rows = (EXAMPLE / file).read_text(encoding="utf-8").splitlines()
        for i, odd in enumerate(ODD_VALUES):
            cells = rows[1].split(",")
            for column in range(i % 3, len(cells), 3):
                cells[column] = odd
            (folder / file).write_text("\n".join([rows[0], ",".join(cells), *rows[2:]]), encoding="utf-8")
            case, faults = read_case(folder)
            assert (case is None) == bool(faults)
        shutil.copyfile(EXAMPLE / file, folder / file)


def test_drop_and_line_guard_the_builders(folder: Path) -> None:
    """The builders refuse to miss: an edit that does not find its text is an error of the test."""
    with pytest.raises(AssertionError):
        line("fund.yaml", 1, "nothing of the kind", "x")(folder)
    with pytest.raises(AssertionError):
        drop("fund.yaml", 1, "nothing of the kind")(folder)
