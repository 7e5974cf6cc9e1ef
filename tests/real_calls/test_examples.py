"""Ten published calls, each set up from its example file alone: what was published comes out.

Figures are the published ones (see tests/data/real_calls/README.md); where a page gives only a sum, it is
spread over the stated number of applications. `X` in a name marks an exercise with invented figures.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from applications.rules import AmountWorking, BudgetFigures, award_amount
from awards.rules import next_in_line
from awards.rules.trial import TrialRow, _candidate, setup_of, trial
from fund.call_files import examples, read_file
from fund.policy.call import CallSettings
from fund.policy.document import plain, sha256_of
from fund.policy.parsing import parse_call, read_call
from fund.rules import overflow
from reviews.rules import RankedRow, Recorded, full_mark
from transparency.rules import printed

TEN = {
    "hachioji_h16",
    "higashiura_partnership",
    "hyogo_sasaeai",
    "ichikawa_1percent",
    "kakamigahara_r2",
    "komae_koueki",
    "komoro_h28",
    "miyazaki",
    "obu_r5",
    "setagaya_fund",
}


def call(name: str, edition: str = "") -> CallSettings:
    return read_call(read_file(name, edition))


def of(settings: CallSettings, code: str) -> Any:
    found = settings.department(code)
    assert found is not None
    return found


def summed(department: str, number: str, requested: int, points: int | str, **more: Any) -> TrialRow:
    basis = more.pop("basis", "sum")
    recorded = Recorded(basis, Fraction(points), more.pop("reviewers", None))
    return TrialRow(department, number, requested, recorded=recorded, **more)


def spread(department: str, count: int, requested: int, adopted: int, decided: int) -> list[TrialRow]:
    """`count` applications for `requested` yen in all, of which the first `adopted` get `decided` in all."""
    given = [decided // adopted + (i < decided % adopted) for i in range(adopted)]
    rest, others = requested - decided, count - adopted
    asked = [*given, *(rest // others + (i < rest % others) for i in range(others))]
    return [
        TrialRow(
            department,
            f"{department}-{i + 1}",
            asked[i],
            committee_amount=given[i] if i < adopted else None,
            verdicts={"SELECTION": "pass" if i < adopted else "fail"},
        )
        for i in range(count)
    ]


def figures(settings: CallSettings, rows: list[TrialRow]) -> dict[str, tuple[int, int, int]]:
    """Applications, adopted, decided yen, by department."""
    result = trial(settings, rows)
    return {
        row.code: (
            len(row.rows),
            sum(1 for _, drawn in row.rows if drawn and drawn.award),
            sum(drawn.award for _, drawn in row.rows if drawn),
        )
        for row in result.departments
    }


def amount(settings: CallSettings, code: str, eligible: int, nth: int, requested: int) -> AmountWorking:
    return award_amount(
        BudgetFigures(eligible, eligible, 0),
        requested=requested,
        rules=of(settings, code).rules,
        policy=settings.standing,
        nth=nth,
        remaining_budget=None,
    )


@pytest.mark.parametrize("name", sorted(TEN))
def test_an_example_is_whole_and_says_that_it_is_one(name: str) -> None:
    data = read_file(name)
    for edition in ("", *data.get("editions", {})):
        parsed = parse_call(read_file(name, edition))
        assert parsed.refused == ()
        assert {found.name for found in parsed.warned} <= {"sum_unequal"}
        assert parsed.settings is not None
        assert "見本" in parsed.settings.example.notice
        assert parsed.settings.example.unknown
        assert parsed.settings.call.name.endswith("(見本)")
        again = read_call(plain(parsed.settings))
        assert sha256_of(again) == sha256_of(parsed.settings)


def test_there_are_ten() -> None:
    assert set(examples()) == TEN


KOMAE_R7 = [
    ("1", 76_000, 118, 76_000),
    ("2", 200_000, 127, 200_000),
    ("3", 160_000, 113, 160_000),
    ("4", 200_000, 98, 152_000),
    ("5", 60_000, 99, 60_000),
    ("6", 80_000, 107, 80_000),
    ("7", 200_000, 103, 200_000),
    ("8", 200_000, 90, 150_000),
]


def test_komae_r7_ranks_by_points_and_reduces_by_the_committees_word() -> None:
    rows = [
        summed("CHALLENGE", number, asked, points, committee_amount=decided if decided < asked else None)
        for number, asked, points, decided in KOMAE_R7
    ]
    rows.append(summed("START", "9", 50_000, 121))
    result = trial(call("komae_koueki"), rows)
    found = result.department("CHALLENGE")
    assert [int(row.score) for row, _ in found.rows] == [127, 118, 113, 107, 103, 99, 98, 90]
    awards = {row.number: drawn.award for row, drawn in found.rows if drawn}
    assert awards == {number: decided for number, _, _, decided in KOMAE_R7}
    assert sum(row.requested or 0 for row, _ in found.rows) == 1_176_000
    assert sum(awards.values()) == 1_078_000
    assert [drawn.award for _, drawn in result.department("START").rows if drawn] == [50_000]


def test_komae_r2_keeps_what_two_withdrawals_leave() -> None:
    facts = [("1", 200_000, 116, 150_000, True), ("2", 200_000, 101, 50_000, False),
             ("3", 150_000, 132, 150_000, False)]  # fmt: skip
    settings = call("komae_koueki", "R2")

    def drawn(gone: tuple[str, ...]) -> Any:
        return trial(settings, [
            summed("CHALLENGE", number, asked, points, committee_amount=decided, continuing=continuing,
                   withdrawn=number in gone)
            for number, asked, points, decided, continuing in facts
        ]).department("CHALLENGE")  # fmt: skip

    before, after = drawn(()), drawn(("1", "2"))
    assert sum(row.requested or 0 for row, _ in before.rows) == 550_000
    assert sum(row.award for _, row in before.rows if row) == 350_000
    assert sum(row.award for _, row in after.rows if row) == 150_000
    assert after.left == 1_250_000


def test_komae_h31_scales_continuing_projects_and_adds_tokens() -> None:
    settings = call("komae_koueki", "H31")
    reviewers = [f"V{n}" for n in range(1, 8)]
    usual, extra = [f"C{n}" for n in range(1, 6)], ["C6", "C7"]

    def given(value: int, codes: list[str]) -> dict[str, dict[str, Fraction]]:
        return {name: dict.fromkeys(codes, Fraction(value)) for name in reviewers}

    def row(number: str, value: int, *, continuing: bool = False, tokens: int = 0) -> TrialRow:
        return TrialRow(
            "CHALLENGE",
            number,
            200_000,
            continuing=continuing,
            points=given(value, usual + extra if continuing else usual),
            tokens={"SECOND": dict.fromkeys(reviewers, tokens)},
        )

    low = TrialRow("CHALLENGE", "4", 200_000, points={
        **given(3, usual), "V1": {**dict.fromkeys(usual, Fraction(3)), "C1": Fraction(2)}})  # fmt: skip
    rows = [row("1", 5), row("2", 5, continuing=True), row("3", 3), low, row("5", 1, tokens=2)]
    found = {item.number: item for item, _ in trial(settings, rows).department("CHALLENGE").rows}
    assert found["1"].components["FIRST"] == found["2"].components["FIRST"] == 175
    assert found["3"].score == 105
    assert found["3"].passes
    assert (found["4"].score, found["4"].passes) == (104, False)
    # 35 points, and 7 reviewers × 2 tokens × 5 points = 70 more: exactly the mark.
    assert (found["5"].components["SECOND"], found["5"].score, found["5"].passes) == (70, 105, True)


def test_komoro_x_ranks_the_smaller_request_first_and_asks_the_next_in_line() -> None:
    settings = call("komoro_h28")
    department = of(settings, "CHALLENGE")
    facts = [("A", 200_000, 210), ("B", 200_000, 205), ("C", 180_000, 190), ("D", 150_000, 190),
             ("E", 50_000, 160)]  # fmt: skip
    rows = [summed("CHALLENGE", number, asked, points, reviewers=5) for number, asked, points in facts]
    found = trial(settings, rows).department("CHALLENGE")
    assert [row.number for row, _ in found.rows] == ["A", "B", "D", "C", "E"]
    drawn = {row.number: line for row, line in found.rows if line}
    assert {number: line.award for number, line in drawn.items()} == {
        "A": 200_000, "B": 200_000, "D": 150_000, "C": 50_000, "E": 0}  # fmt: skip
    assert drawn["C"].outcome == "approved_remainder"
    assert department.rules.line.choice_days == 7
    # C waives: what it leaves covers E in full.
    ranks = {row.number: row for row, _ in found.rows}
    waiting = [(1, _candidate(ranks["E"], rows[4]))]
    offer = next_in_line("CHALLENGE", waiting, department.rules, settings.standing, remaining=50_000)
    assert offer is not None
    assert (offer.award, offer.outcome) == (50_000, "approved")
    assert full_mark(setup_of(settings, department).scales, 5) == 250


@pytest.mark.parametrize(
    ("total", "reviewers", "score"),
    [(92, 5, "73.60"), (102, 5, "81.60"), (74, 5, "59.20"), (127, 7, "72.57"), (128, 7, "73.14"),
     (104, 7, "59.42")],
)  # fmt: skip
def test_higashiura_cuts_the_share_of_the_full_mark(total: int, reviewers: int, score: str) -> None:
    found = theme(spread_points(total, reviewers))
    assert str(found.score) == score


def theme(points: dict[str, dict[str, Fraction]]) -> RankedRow:
    rows = [TrialRow("THEME", "1", 300_000, points=points)]
    return trial(call("higashiura_partnership"), rows).department("THEME").rows[0][0]


def spread_points(total: int, reviewers: int) -> dict[str, dict[str, Fraction]]:
    """`total` points over all sheets, none of them 0 where there is enough."""
    cells = [(f"V{n}", f"T{c}") for n in range(1, reviewers + 1) for c in range(1, 6)]
    values = [total // len(cells) + (i < total % len(cells)) for i in range(len(cells))]
    sheets: dict[str, dict[str, Fraction]] = {}
    for (name, code), value in zip(cells, values, strict=True):
        sheets.setdefault(name, {})[code] = Fraction(value)
    return sheets


def test_higashiura_declines_29_and_whom_half_of_the_reviewers_gave_nothing() -> None:
    settings = call("higashiura_partnership")
    rows = [summed("THEME", "1", 300_000, "29", basis="score"),
            summed("THEME", "2", 300_000, "29.01", basis="score")]  # fmt: skip
    found = {row.number: row.passes for row, _ in trial(settings, rows).department("THEME").rows}
    assert found == {"1": False, "2": True}
    for zeros, passes in ((2, True), (3, False)):
        sheets = {f"V{n}": {f"T{c}": Fraction(5) for c in range(1, 6)} for n in range(1, 6)}
        for n in range(1, zeros + 1):
            sheets[f"V{n}"]["T3"] = Fraction(0)
        assert theme(sheets).passes is passes


def test_obu_shares_rank_four_and_asks_nobody() -> None:
    scores = [67, 83, 88, 77, 59, 71, 71, 63]
    rows = [
        summed("KYODO", str(n), 100_000, score, basis="score", verdicts={"FIRST": "pass"})
        for n, score in enumerate(scores, 1)
    ]
    result = trial(call("obu_r5"), rows)
    found = result.department("KYODO").rows
    assert [(row.rank, int(row.score)) for row, _ in found] == [
        (1, 88), (2, 83), (3, 77), (4, 71), (4, 71), (6, 67), (7, 63), (8, 59)]  # fmt: skip
    assert all(drawn and drawn.outcome == "approved" for _, drawn in found)
    assert "tie_at_the_line" not in {warned.name for warned in result.warnings}
    assert of(call("obu_r5"), "KYODO").rules.publication.order == "filing"


def test_hyogo_2023_uses_every_envelope_to_the_last_yen() -> None:
    rows = [*spread("CHILD", 57, 22_293_000, 9, 3_000_000), *spread("ELDERLY", 27, 8_767_000, 4, 600_000),
            *spread("OTHER", 51, 19_792_000, 4, 1_600_000)]  # fmt: skip
    settings = call("hyogo_sasaeai", "R5")
    assert figures(settings, rows) == {
        "CHILD": (57, 9, 3_000_000), "ELDERLY": (27, 4, 600_000), "OTHER": (51, 4, 1_600_000)}  # fmt: skip
    assert sum(row.requested for row in rows) == 50_852_000
    assert [item.left for item in trial(settings, rows).departments] == [0, 0, 0]


def test_hyogo_2024_passes_on_what_the_young_leave() -> None:
    rows = [*spread("YOUTH", 4, 1_200_000, 2, 273_000), *spread("CHILD", 25, 7_424_000, 15, 3_721_000),
            *spread("OTHER", 36, 11_154_000, 9, 2_000_000)]  # fmt: skip
    settings = call("hyogo_sasaeai", "R6")
    assert sum(row.requested for row in rows) == 19_778_000
    result = trial(settings, rows)
    assert result.department("YOUTH").left == 1_727_000
    assert result.department("CHILD").left == 4_727_000 - 3_721_000
    assert sum(decided for _, _, decided in figures(settings, rows).values()) == 5_994_000


def test_hyogo_2025_takes_requests_above_the_cap_and_awards_within_it() -> None:
    facts = {"YOUTH": (10, 1_881_000, 5, 800_000), "CHILD_A": (16, 3_026_000, 3, 550_000),
             "CHILD_B": (20, 9_773_000, 4, 1_950_000), "GENERAL_A": (15, 3_004_000, 6, 900_000),
             "GENERAL_B": (23, 11_000_000, 3, 1_500_000)}  # fmt: skip
    rows = [row for code, fact in facts.items() for row in spread(code, *fact)]
    settings = call("hyogo_sasaeai")
    found = figures(settings, rows)
    assert {code: item[1:] for code, item in found.items()} == {
        code: fact[2:] for code, fact in facts.items()
    }
    assert sum(item[0] for item in found.values()) == 84
    assert sum(row.requested for row in rows) == 28_684_000
    assert (sum(item[1] for item in found.values()), sum(item[2] for item in found.values())) == (
        21, 5_700_000)  # fmt: skip
    assert 3_004_000 > 15 * 200_000
    over = TrialRow("GENERAL_A", "1", 204_000, verdicts={"SELECTION": "pass"})
    assert figures(settings, [over])["GENERAL_A"] == (1, 1, 200_000)


def test_hachioji_keeps_380_000_and_lifts_nobody_over_the_bar() -> None:
    settings = call("hachioji_h16", "H16")
    asked = [620_000 // 7 + (i < 620_000 % 7) for i in range(7)] + [100_000, 100_000]
    rows = [
        TrialRow("A", str(i), yen, verdicts={"COMMITTEE": "pass" if i < 7 else "fail"})
        for i, yen in enumerate(asked)
    ]
    for code, filed, withdrawn, adopted in (("B_NEW", 14, 3, 9), ("B_CONT", 11, 1, 8)):
        rows += [
            TrialRow(code, f"{code}{i}", 100_000, withdrawn=i < withdrawn,
                     verdicts={"COMMITTEE": "pass" if i < withdrawn + adopted else "fail"})
            for i in range(filed)
        ]  # fmt: skip
    result = trial(settings, rows)
    assert result.department("A").left == 380_000
    assert sum(row.requested or 0 for row, _ in result.department("A").rows) == 820_000
    told = {
        item.code: (len(item.rows), sum(row.withdrawn for row, _ in item.rows),
                    sum(bool(drawn and drawn.award) for _, drawn in item.rows),
                    sum(not row.withdrawn and not (drawn and drawn.award) for row, drawn in item.rows))
        for item in result.departments
    }  # fmt: skip
    assert told == {"A": (9, 0, 7, 2), "B_NEW": (14, 3, 9, 2), "B_CONT": (11, 1, 8, 2)}
    assert tuple(map(sum, zip(*told.values(), strict=True))) == (34, 4, 24, 6)
    b = [told["B_NEW"], told["B_CONT"]]
    assert tuple(map(sum, zip(*b, strict=True))) == (25, 4, 17, 4)
    assert of(settings, "B_NEW").rules.heading == of(settings, "B_CONT").rules.heading


@pytest.mark.parametrize(
    ("code", "eligible", "nth", "award"),
    [("START", 100_000, 1, 66_000), ("START", 100_000, 2, 33_000), ("MACHI", 480_000, 1, 300_000),
     ("MACHI", 480_000, 2, 150_000)],
)  # fmt: skip
def test_kakamigahara_pays_by_the_year_of_the_project(code: str, eligible: int, nth: int, award: int) -> None:
    settings = call("kakamigahara_r2")
    assert amount(settings, code, eligible, nth, eligible).award == award
    assert not amount(settings, code, eligible, 3, eligible).awardable


def test_ichikawa_x_lowers_the_cap_from_the_fourth_award_for_good() -> None:
    settings = call("ichikawa_1percent")
    caps = {nth: amount(settings, "SUPPORT", 2_000_000, nth, 900_000).award for nth in (1, 3, 4, 9)}
    assert caps == {1: 300_000, 3: 300_000, 4: 150_000, 9: 150_000}


def test_ichikawa_what_is_above_the_requests_goes_to_the_fund() -> None:
    for_groups = 15_517_197 + 112_860
    paid = 12_399_601
    moved = overflow(for_groups, 0, paid).moved
    assert moved == 3_230_456
    assert moved + 891_513 == 4_121_969
    assert paid + 4_121_969 == 16_521_570 == 15_517_197 + 884_274 + 112_860 + 7_239
    assert 13_301_524 + 6_132_168 == 19_433_692


@pytest.mark.parametrize(
    ("edition", "facts", "total"),
    [("", {"FIRST": (9, 7), "ACT": (25, 25), "LAB": (6, 5)}, (40, 37)),
     ("R2", {"FIRST": (4, 4), "ACT": (12, 11), "U23_SPRING": (2, 2)}, (18, 17))],
)  # fmt: skip
def test_setagaya_counts_what_was_held(
    edition: str, facts: dict[str, tuple[int, int]], total: tuple[int, int]
) -> None:
    settings = call("setagaya_fund", edition)
    rows = [
        TrialRow(code, f"{code}{i}", 50_000, verdicts={
            "DOCUMENTS": "pass", "REVIEW": "pass" if i < adopted else "fail"})
        for code, (filed, adopted) in facts.items() for i in range(filed)
    ]  # fmt: skip
    found = figures(settings, rows)
    held = {row.code for row in settings.departments if row.rules.offered}
    assert held == set(facts)
    assert {code: found[code][:2] for code in held} == facts
    assert (sum(found[code][0] for code in held), sum(found[code][1] for code in held)) == total
    assert {row.rules.publication.unit for row in settings.departments} == {"man_yen"}
    assert printed(50_000, "man_yen") == "5.0"


def test_setagaya_gives_a_fixed_sum_or_nothing() -> None:
    settings = call("setagaya_fund", "KIRA")
    rows = [TrialRow("KIRA", str(n), 1_000_000, committee_amount=yen, verdicts={"REVIEW": "pass"})
            for n, yen in enumerate((None, 900_000))]  # fmt: skip
    found = trial(settings, rows).department("KIRA").rows
    assert [(drawn.award, drawn.outcome) for _, drawn in found if drawn] == [
        (1_000_000, "approved"), (0, "not_awardable_below_floor")]  # fmt: skip


@pytest.mark.parametrize(
    ("edition", "decided", "total"),
    [("", {"START": [100], "GROW": [371, 500, 301, 450], "GROW_CITY": [496, 266], "GROW_AREA": [500]}, 2_984),
     ("R5", {"START": [100] * 5, "GROW": [493, 86, 226, 72, 500, 417, 468]}, 2_762),
     ("R2", {"START": [100, 95], "GROW": [177, 240], "GROW_CITY": [487, 352, 497]}, 1_948)],
)  # fmt: skip
def test_miyazaki_sums_what_was_decided(edition: str, decided: dict[str, list[int]], total: int) -> None:
    settings = call("miyazaki", edition)
    rows = [
        TrialRow(code, f"{code}{i}", yen * 1000, eligible=yen * 2000, committee_amount=yen * 1000,
                 verdicts={"REVIEW": "pass"})
        for code, yens in decided.items() for i, yen in enumerate(yens)
    ]  # fmt: skip
    assert sum(item[2] for item in figures(settings, rows).values()) == total * 1000
    assert all(not row.rules.access.exclusive_with for row in settings.departments)
