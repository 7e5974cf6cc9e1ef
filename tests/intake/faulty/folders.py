"""The faulty folders: what is changed in the example, and every fault that has to be told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[3] / "intake" / "data" / "miharashi_r7"

Expected = tuple[str, int | None, str, str]
Edit = Callable[[Path], None]


@dataclass(frozen=True)
class FaultyFolder:
    name: str
    edits: tuple[Edit, ...]
    faults: frozenset[Expected]

    def build(self, place: Path) -> Path:
        folder = copy_example(place / self.name)
        for edit in self.edits:
            edit(folder)
        return folder


def copy_example(folder: Path) -> Path:
    """A writable copy of the example."""
    shutil.copytree(EXAMPLE, folder, copy_function=shutil.copyfile)
    return folder


def line(file: str, number: int, old: str, new: str) -> Edit:
    """In line `number` of `file` replace `old`, which must stand there, by `new`."""

    def edit(folder: Path) -> None:
        path = folder / file
        lines = path.read_text(encoding="utf-8").split("\n")
        assert old in lines[number - 1], (file, number, lines[number - 1])
        lines[number - 1] = lines[number - 1].replace(old, new, 1)
        path.write_text("\n".join(lines), encoding="utf-8")

    return edit


def drop(file: str, number: int, content: str) -> Edit:
    """Take line `number` away, which must read `content`."""

    def edit(folder: Path) -> None:
        path = folder / file
        lines = path.read_text(encoding="utf-8").split("\n")
        assert lines.pop(number - 1).strip() == content
        path.write_text("\n".join(lines), encoding="utf-8")

    return edit


def append(file: str, text: str) -> Edit:
    def edit(folder: Path) -> None:
        path = folder / file
        path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n" + text, encoding="utf-8")

    return edit


def shift_jis(file: str) -> Edit:
    def edit(folder: Path) -> None:
        path = folder / file
        path.write_bytes(path.read_text(encoding="utf-8").encode("cp932"))

    return edit


def remove(file: str) -> Edit:
    return lambda folder: (folder / file).unlink()


REFERENCES = FaultyFolder(
    "references",
    (
        line("applications.yaml", 91, "G2", "G9"),
        line("applications.yaml", 203, "COLLAB", "COLAB"),
        line("donations.csv", 11, "GRN", "GREEN"),
        line("events.yaml", 9, "D06", "D66"),
        line("events.yaml", 29, "C", "X"),
    ),
    frozenset(
        {
            ("applications.yaml", 91, "applications[1].group", "intake.unknown_reference"),
            ("applications.yaml", 203, "applications[2].department", "intake.unknown_reference"),
            ("donations.csv", 11, "sub_fund", "intake.unknown_reference"),
            ("events.yaml", 9, "card_settlements[0].donations[1]", "intake.unknown_reference"),
            ("events.yaml", 29, "topup_batch.awards[1]", "intake.unknown_reference"),
        }
    ),
)

DUPLICATES = FaultyFolder(
    "duplicates",
    (
        line("applications.yaml", 90, "R7-05-002", "R7-05-001"),
        line("scores.csv", 3, "A,V1,C2,3", "A,V1,C1,3"),
        line("donations.csv", 3, "D02", "D01"),
        append("conflicts.csv", "B,V4,member,2025-06-24,after_scoring,\n"),
    ),
    frozenset(
        {
            ("applications.yaml", 90, "applications[1].number", "intake.duplicate"),
            ("scores.csv", 3, "criterion", "intake.duplicate"),
            # V1's sheet for A ends in row 6; C2 is no longer on it.
            ("scores.csv", 6, "criterion", "intake.score_missing"),
            ("donations.csv", 3, "id", "intake.duplicate"),
            ("conflicts.csv", 3, "reviewer", "intake.duplicate"),
        }
    ),
)

AMOUNTS = FaultyFolder(
    "amounts",
    (
        # 450 × 100 is 45,000; the budget balances with it, so this is one fault and not two.
        line("applications.yaml", 32, "45000", "46000"),
        # 450,000 + 183,000 against 640,000: 7,000 yen apart.
        line("applications.yaml", 98, "457000", "450000"),
        # 2,655,300 + 55,900 + 60,000 = 2,771,200
        line("applications.yaml", 304, "2771200", "2771000"),
        line("donations.csv", 8, "100000", "-100000"),
        # Full-width digits with a comma are a number: no fault.
        line("donations.csv", 5, "300000", "３００，０００"),
    ),
    frozenset(
        {
            ("applications.yaml", 32, "applications[0].expenses[1].amount", "intake.amount_mismatch"),
            ("applications.yaml", 98, "applications[1].requested", "intake.unbalanced"),
            ("applications.yaml", 304, "applications[2].settlement.actual_total", "intake.settlement_sum"),
            ("donations.csv", 8, "amount", "intake.not_positive"),
        }
    ),
)

VALUES = FaultyFolder(
    "values",
    (
        line("fund.yaml", 133, "300000", "三十万"),
        line("fund.yaml", 147, "3/4", "0"),
        line("fund.yaml", 122, "+09:00", ""),
        line("applications.yaml", 25, "true", "はい"),
        line("donations.csv", 4, "2025-04-15", "2025-04-31"),
    ),
    frozenset(
        {
            ("fund.yaml", 133, "departments[0].budget", "intake.not_a_whole_number"),
            ("fund.yaml", 147, "departments[1].rates[0]", "intake.rate_out_of_range"),
            ("fund.yaml", 122, "round.closes_at", "intake.no_time_zone"),
            ("applications.yaml", 25, "applications[0].expenses[0].eligible", "intake.not_a_truth"),
            ("donations.csv", 4, "received_on", "intake.not_a_date"),
        }
    ),
)

DATES = FaultyFolder(
    "dates",
    (
        line("donations.csv", 9, "2025-05-20", "2024-05-20"),
        line("events.yaml", 14, "2025-07-01", "2025-06-30"),
        # The call closes at 17:00 and grants ten minutes.
        line("applications.yaml", 97, "T16:58:41", "T17:10:01"),
        # One day before both grants are fixed.
        line("events.yaml", 26, "2026-03-25", "2026-03-12"),
    ),
    frozenset(
        {
            ("donations.csv", 9, "received_on", "intake.outside_year"),
            ("events.yaml", 14, "award_on", "intake.out_of_order"),
            ("applications.yaml", 97, "applications[1].submitted_at", "intake.submission_outside_round"),
            ("events.yaml", 28, "topup_batch.awards[0]", "intake.out_of_order"),
            ("events.yaml", 29, "topup_batch.awards[1]", "intake.out_of_order"),
        }
    ),
)

SCORES = FaultyFolder(
    "scores",
    (
        line("scores.csv", 2, "C1,3", "C1,6"),
        line("scores.csv", 3, "C2,3", "C2,3.5"),
        drop("scores.csv", 39, "B,V2,C3,4"),
        line("conflicts.csv", 2, "after_scoring", "before_scoring"),
    ),
    frozenset(
        {
            ("scores.csv", 2, "points", "intake.score_out_of_range"),
            ("scores.csv", 3, "points", "intake.score_off_step"),
            # V2's sheet for B stood in rows 37 to 41 and now ends in row 40.
            ("scores.csv", 40, "criterion", "intake.score_missing"),
            ("conflicts.csv", 2, "stage", "intake.stage_has_scores"),
            # 24 June is after scoring closed on 20 June.
            ("conflicts.csv", 2, "declared_on", "intake.too_late"),
        }
    ),
)

FILES = FaultyFolder(
    "files",
    (shift_jis("groups.csv"), remove("scores.csv")),
    frozenset(
        {
            ("groups.csv", 2, "", "intake.not_utf8"),
            ("scores.csv", None, "", "intake.file_missing"),
        }
    ),
)

COLUMNS = FaultyFolder(
    "columns",
    (
        line("donations.csv", 1, "publicity", "public"),
        line("donations.csv", 5, "D04,", "D04,,"),
        line("conflicts.csv", 1, "note", "stage"),
    ),
    frozenset(
        {
            ("donations.csv", 1, "publicity", "intake.missing_column"),
            ("donations.csv", 1, "public", "intake.unknown_column"),
            ("donations.csv", 5, "", "intake.cell_count"),
            ("conflicts.csv", 1, "stage", "intake.duplicate_column"),
        }
    ),
)

SHAPE = FaultyFolder(
    "shape",
    (
        append("events.yaml", "fee_on: '2025-06-29'\nbonus: 1\n"),
        drop("fund.yaml", 34, "pass_mark: '60.0'"),
        line("applications.yaml", 6, "tags:", "tags: 歴史"),
        drop("applications.yaml", 7, "- 歴史"),
    ),
    frozenset(
        {
            ("events.yaml", 38, "fee_on", "intake.duplicate_key"),
            ("events.yaml", 39, "bonus", "intake.unknown_key"),
            ("fund.yaml", 30, "policy.pass_mark", "intake.missing_key"),
            ("applications.yaml", 6, "applications[0].tags", "intake.wrong_shape"),
        }
    ),
)

SYNTAX = FaultyFolder(
    "syntax",
    (
        line("applications.yaml", 5, "むかし道あるきマップづくり", '"むかし" 道'),
        line("events.yaml", 1, "'2025-04-01'", "&first '2025-04-01'"),
        line("events.yaml", 14, "'2025-07-01'", "*first"),
    ),
    frozenset(
        {
            ("applications.yaml", 5, "", "intake.not_yaml"),
            ("events.yaml", 1, "", "intake.yaml_alias"),
            ("events.yaml", 14, "", "intake.yaml_alias"),
        }
    ),
)

ACCOUNTS = FaultyFolder(
    "accounts",
    (
        line("groups.csv", 2, "9900,018", "9998,018"),
        line("groups.csv", 3, "ミハラシリヨクチオマモルカイ", "ミハラシ緑地"),
        line("groups.csv", 4, "9999999999999", "9999999999998"),
        line("groups.csv", 4, "0000303", ""),
        line("groups.csv", 5, "0001,370,1,0000404,ミハラシコドモシヨクドウネツト", ",,,,"),
    ),
    frozenset(
        {
            ("groups.csv", 2, "bank_code", "intake.unknown_bank"),
            ("groups.csv", 3, "holder_kana", "intake.holder_not_carriable"),
            ("groups.csv", 4, "corporate_number", "intake.corporate_check_digit"),
            ("groups.csv", 4, "account_number", "intake.account_incomplete"),
            # G4 is the group that the named sub-fund pays.
            ("events.yaml", 22, "named_group_payouts[0].sub_fund", "intake.account_missing"),
        }
    ),
)

SETTINGS = FaultyFolder(
    "settings",
    (
        # GEN → NGO → GEN
        line("fund.yaml", 64, "null", "NGO"),
        line("fund.yaml", 74, "0.05", "1.5"),
        line("fund.yaml", 111, "operations", "general"),
        line("fund.yaml", 135, "30000", "130000"),
        line("fund.yaml", 161, "2", "1"),
    ),
    frozenset(
        {
            ("fund.yaml", 64, "sub_funds[0].overflow_to", "intake.overflow_cycle"),
            ("fund.yaml", 74, "sub_funds[1].fee_rate", "intake.rate_out_of_range"),
            ("fund.yaml", 54, "sub_funds", "intake.operations_fund"),
            ("fund.yaml", 135, "departments[0].floor", "intake.floor_above_cap"),
            ("fund.yaml", 161, "criteria[1].tiebreak", "intake.duplicate"),
        }
    ),
)

CASH_AND_CARDS = FaultyFolder(
    "cash_and_cards",
    (
        # 5,000 + 18,450 + 20,000 = 43,450 in the box.
        line("events.yaml", 4, "43450", "43451"),
        line("events.yaml", 9, "D06", "D02"),
        line("events.yaml", 10, "D14", "D09"),
        line("donations.csv", 16, "D15,,", "D15,2025-06-30,"),
        line("donations.csv", 6, ",GEN,1,,", ",GEN,1,2025-06-05,"),
    ),
    frozenset(
        {
            ("events.yaml", 4, "cash_deposits[0].amount", "intake.cash_short"),
            ("events.yaml", 9, "card_settlements[0].donations[1]", "intake.not_a_card_gift"),
            # D09 went back on 26 May, before the card company paid on 16 June.
            ("events.yaml", 10, "card_settlements[0].donations[2]", "intake.gift_not_received"),
            ("donations.csv", 16, "received_on", "intake.date_unexpected"),
            ("donations.csv", 6, "refunded_on", "intake.date_unexpected"),
        }
    ),
)

BUDGETS = FaultyFolder(
    "budgets",
    (
        line("applications.yaml", 162, "true", "false"),
        line("applications.yaml", 266, "委託料", "委託科"),
        # 13 characters stand there; with 28 more they are 41.
        line("applications.yaml", 5, "むかし道", "あ" * 28 + "むかし道"),
        line("applications.yaml", 87, "2026-03-27", "2026-03-10"),
        line("fund.yaml", 50, "2025-06-30", "2026-06-30"),
    ),
    frozenset(
        {
            ("applications.yaml", 162, "applications[1].expenses[6].quote_attached", "intake.quote_missing"),
            ("applications.yaml", 266, "applications[2].expenses[6].category", "intake.not_a_choice"),
            ("applications.yaml", 5, "applications[0].title", "intake.too_long"),
            ("applications.yaml", 87, "applications[0].refund.received[0].on", "intake.out_of_order"),
            ("fund.yaml", 50, "policy.city_match.received_to", "intake.outside_year"),
        }
    ),
)

CANCELLATIONS = FaultyFolder(
    "cancellations",
    (
        line("fund.yaml", 5, "private", "public"),
        line(
            "events.yaml",
            30,
            "cancellations: []",
            "cancellations:\n- application: B\n  cancelled_on: '2025-06-30'\n"
            "  repaid_on: '2025-06-20'\n  reason: ''",
        ),
        # Four lines further down than in the example; 15 July to 3 June are 324 days, both counted.
        line("events.yaml", 41, "324", "323"),
    ),
    frozenset(
        {
            ("fund.yaml", 5, "fund.legal_mode", "intake.not_a_choice"),
            ("events.yaml", 32, "cancellations[0].cancelled_on", "intake.out_of_order"),
            ("events.yaml", 33, "cancellations[0].repaid_on", "intake.out_of_order"),
            ("events.yaml", 34, "cancellations[0].reason", "intake.empty"),
            ("events.yaml", 41, "what_if_cancellation.days", "intake.days_mismatch"),
        }
    ),
)

FAULTY = (
    REFERENCES,
    DUPLICATES,
    AMOUNTS,
    VALUES,
    DATES,
    SCORES,
    FILES,
    COLUMNS,
    SHAPE,
    SYNTAX,
    ACCOUNTS,
    SETTINGS,
    CASH_AND_CARDS,
    BUDGETS,
    CANCELLATIONS,
)
