"""Fourteen calls of which little is known: each shows one kind of setting (tests/data/short_calls.yaml)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from applications.rules import BudgetFigures, award_amount
from applications.rules.access import OtherApplication, access_faults
from applications.rules.budget import price_limit
from applications.rules.eligibility import eligibility_results
from applications.rules.facts import ApplicationFacts, GroupProfile, read_day
from applications.rules.repeats import PriorAward, count_prior, nth_award, repeat_ok
from awards.rules.trial import TrialRow, setup_of, trial
from common.yaml_text import read_yaml
from fund.policy.call import CallSettings, DepartmentSettings
from fund.policy.conditions import holds
from fund.policy.document import plain, sha256_of
from fund.policy.editions import edited, edition_of
from fund.policy.parsing import parse_call, read_call
from reviews.rules import full_mark

CALLS = read_yaml(
    (Path(__file__).parents[1] / "data" / "short_calls.yaml").read_text(encoding="utf-8")
)["calls"]  # fmt: skip
BY_SLUG = {row["slug"]: row for row in CALLS}
# What every shown figure may carry. Amounts and eligibility refuse keys that nobody reads.
KNOWN = {"kind", "exercise", "edition", "department"}


def shown(kind: str) -> list[Any]:
    """Every figure of a kind, as test parameters named by call and place."""
    return [
        pytest.param(row["slug"], item, id=f"{row['slug']}-{n}")
        for row in CALLS
        for n, item in enumerate(row["shows"])
        if item["kind"] == kind
    ]


def call(slug: str, edition: str = "") -> CallSettings:
    data = BY_SLUG[slug]["settings"]
    return read_call(edition_of(data, edition) if edition else data)


def department(slug: str, item: dict[str, Any]) -> DepartmentSettings:
    found = call(slug, item.get("edition", "")).department(item["department"])
    assert found is not None
    return found


def facts(settings: CallSettings, item: dict[str, Any]) -> ApplicationFacts:
    dates = settings.call.dates
    year = settings.call.fiscal_year
    days = {"decided_on": dates.decided_on, "fiscal_year_end": date(year + 1, 3, 31)}
    if submitted := read_day(item.get("submitted_on")):
        days["submitted_on"] = submitted
    return ApplicationFacts(
        department=item["department"],
        fiscal_year=year,
        n=1,
        group=GroupProfile(
            members=item.get("members"),
            resident_members=item.get("resident_members"),
            households=item.get("households"),
            founded=read_day(item.get("founded")),
            legal_form=item.get("legal_form", ""),
        ),
        requested=item.get("requested"),
        figures=BudgetFigures(0, 0, item.get("other_grants", 0), item.get("other_grants", 0)),
        answers=item.get("answers", {}),
        documents=frozenset(item.get("documents", ())),
        history=tuple(PriorAward(code, year - 1) for code in item.get("awards", ())),
        days=days,
    )


def test_there_are_fourteen_and_each_shows_something() -> None:
    assert len(BY_SLUG) == len(CALLS) == 14
    assert all(row["shows"] for row in CALLS)
    kinds = {item["kind"] for row in CALLS for item in row["shows"]}
    assert kinds == {
        "absent", "access", "amount", "begins_before_decision", "drawn", "eligibility", "means", "nth",
        "passes", "refused", "repeat", "second_stage", "stages", "tokens", "unit_price",
    }  # fmt: skip


@pytest.mark.parametrize("slug", sorted(BY_SLUG))
def test_a_short_call_is_whole_and_says_what_it_does_not_know(slug: str) -> None:
    data = BY_SLUG[slug]["settings"]
    for edition in ("", *data.get("editions", {})):
        parsed = parse_call(edition_of(data, edition) if edition else data)
        assert parsed.findings == ()
        assert parsed.settings is not None
        assert parsed.settings.example.unknown
        assert parsed.settings.call.name.endswith("(見本)")
        assert sha256_of(read_call(plain(parsed.settings))) == sha256_of(parsed.settings)


@pytest.mark.parametrize(("slug", "item"), shown("amount"))
def test_amount(slug: str, item: dict[str, Any]) -> None:
    """R1 on the figures; `award` null where no step covers the award (R3)."""
    read = {"n", "eligible", "total", "other_income", "other_grants", "requested", "award"}
    assert item.keys() <= read | KNOWN
    eligible, income = item["eligible"], item.get("other_income", 0)
    grants = item.get("other_grants", 0)
    rules = department(slug, item).rules
    found = award_amount(
        BudgetFigures(eligible, item.get("total", eligible), income, grants),
        requested=item.get("requested", eligible),
        rules=rules,
        policy=call(slug).standing,
        nth=item["n"],
        remaining_budget=None,
    )
    if item["award"] is None:
        assert not found.awardable
        assert not repeat_ok(item["n"], rules)
    else:
        assert (found.award, found.awardable) == (item["award"], True)


@pytest.mark.parametrize(("slug", "item"), shown("repeat"))
def test_repeat(slug: str, item: dict[str, Any]) -> None:
    assert repeat_ok(item["n"], department(slug, item).rules) is item["open"]


@pytest.mark.parametrize(("slug", "item"), shown("nth"))
def test_nth(slug: str, item: dict[str, Any]) -> None:
    history = [PriorAward(item["department"], year, title) for year, title in item["history"]]
    repeat = department(slug, item).rules.repeat
    prior = count_prior(history, repeat, department_code=item["department"], project_key=item["title"])
    assert nth_award(prior) == item["n"]


@pytest.mark.parametrize(("slug", "item"), shown("begins_before_decision"))
def test_begins_before_decision(slug: str, item: dict[str, Any]) -> None:
    settings = call(slug)
    dates = settings.call.dates
    assert dates.project_from == read_day(item["project_from"])
    assert dates.project_from < dates.decided_on
    assert all(row.rules.starts_before_decision for row in settings.departments)
    # Without the setting the same dates are refused.
    data = BY_SLUG[slug]["settings"]
    off = [
        {"pointer": f"/departments/{row.code}/rules/starts_before_decision", "value": False}
        for row in settings.departments
    ]
    assert "/call/dates/project_from" in {found.pointer for found in parse_call(edited(data, off)).refused}


@pytest.mark.parametrize(("slug", "item"), shown("eligibility"))
def test_eligibility(slug: str, item: dict[str, Any]) -> None:
    read = {"code", "status", "members", "resident_members", "households", "founded", "legal_form", "awards"}
    read |= {"other_grants", "answers", "documents", "submitted_on"}
    assert item.keys() <= read | KNOWN
    settings = call(slug, item.get("edition", ""))
    results = eligibility_results(department(slug, item).rules, facts(settings, item))
    statuses = {row.code: row.status for row in results}
    assert statuses.get(item["code"], "not_concerned") == item["status"]


@pytest.mark.parametrize(("slug", "item"), shown("access"))
def test_access(slug: str, item: dict[str, Any]) -> None:
    faults = access_faults(
        department(slug, item).rules.access,
        department=item["department"],
        fiscal_year=call(slug).call.fiscal_year,
        project_key="",
        history=(),
        others=[OtherApplication(code, "1") for code in item["others"]],
    )
    assert (len(faults) == 0) is item["open"]


@pytest.mark.parametrize(("slug", "item"), shown("stages"))
def test_stages(slug: str, item: dict[str, Any]) -> None:
    settings, known = call(slug), facts(call(slug), item)
    found = settings.department(item["department"])
    assert found is not None
    concerned = [row.code for row in found.rules.stages if row.when is None or holds(row.when, known)]
    assert concerned == item["stages"]


@pytest.mark.parametrize(("slug", "item"), shown("unit_price"))
def test_unit_price(slug: str, item: dict[str, Any]) -> None:
    assert item["category"] in call(slug).standing.expense_categories
    rules = department(slug, item).rules.expense_rules
    assert (price_limit(item["category"], item["unit_price"], rules) is None) is item["eligible"]


def deciding(settings: CallSettings, code: str) -> str:
    found = settings.department(code)
    assert found is not None
    return [row.code for row in found.rules.stages if row.decides == "pass"][-1]


def rows_of(
    settings: CallSettings, code: str, count: int, adopted: int, decided: int | None
) -> list[TrialRow]:
    """`count` applications, the first `adopted` of which pass, with `decided` yen in all spread over them."""
    stage = deciding(settings, code)
    total = adopted * 10_000 if decided is None else decided
    given = [total // adopted + (i < total % adopted) for i in range(adopted)]
    return [
        TrialRow(
            code,
            f"{code}-{i + 1}",
            given[i] if i < adopted else 10_000,
            eligible=given[i] * 2 if i < adopted else 20_000,
            committee_amount=given[i] if i < adopted else None,
            verdicts={stage: "pass" if i < adopted else "fail"},
        )
        for i in range(count)
    ]


@pytest.mark.parametrize(("slug", "item"), shown("drawn"))
def test_drawn(slug: str, item: dict[str, Any]) -> None:
    """Counts and sums that a draw gives, by department and in all; `pool_left` of a shared budget."""
    settings = call(slug)
    rows = [
        row
        for code, told in item["departments"].items()
        for row in rows_of(
            settings,
            code,
            told["applications"],
            told.get("adopted", told["applications"]),
            told.get("decided"),
        )
    ]
    result = trial(settings, rows)
    for code, told in item["departments"].items():
        assert counted(result.department(code).rows) | told == counted(result.department(code).rows)
    whole = counted([row for found in result.departments for row in found.rows])
    totals = {key: item[key] for key in ("applications", "adopted", "decided") if key in item}
    assert whole | totals == whole
    if "pool_left" in item:
        assert result.departments[-1].left == item["pool_left"]
        assert settings.budget_pools[0].amount == whole["decided"] + item["pool_left"]


def counted(rows: Any) -> dict[str, int]:
    awards = [drawn.award for _, drawn in rows if drawn and drawn.award]
    return {"applications": len(rows), "adopted": len(awards), "decided": sum(awards)}


@pytest.mark.parametrize(("slug", "item"), shown("absent"))
def test_absent(slug: str, item: dict[str, Any]) -> None:
    """Who does not come is recorded as not passing the stage, and gets nothing."""
    settings = call(slug)
    found = settings.department(item["department"])
    assert found is not None
    assert {row.code: row.attendance for row in found.rules.stages}[item["stage"]]
    rows = [TrialRow(found.code, str(n), 10_000, verdicts={item["stage"]: word})
            for n, word in enumerate(("pass", "fail"))]  # fmt: skip
    drawn = {row.number: (row.stage_failed, line.award if line else 0)
             for row, line in trial(settings, rows).department(found.code).rows}  # fmt: skip
    assert drawn == {"0": ("", 10_000), "1": (item["stage"], 0)}


@pytest.mark.parametrize(("slug", "item"), shown("second_stage"))
def test_second_stage(slug: str, item: dict[str, Any]) -> None:
    """How many the first stage lets through, by department and in all."""
    settings = call(slug)
    on: dict[str, int] = {}
    filed: dict[str, int] = {}
    for code, told in item["departments"].items():
        rows = rows_of(settings, code, told["applications"], told["on"], None)
        found = trial(settings, rows).department(code).rows
        on[code] = sum(not row.stage_failed for row, _ in found)
        filed[code] = len(found)
    assert on == {code: told["on"] for code, told in item["departments"].items()}
    assert (sum(filed.values()), sum(on.values())) == (item["applications"], item["on"])


@pytest.mark.parametrize(("slug", "item"), shown("tokens"))
def test_tokens(slug: str, item: dict[str, Any]) -> None:
    settings = call(slug)
    rows = [
        TrialRow(
            item["department"],
            number,
            10_000,
            tokens={item["component"]: {f"V{n}": count for n, count in enumerate(counts)}},
            verdicts={deciding(settings, item["department"]): "pass"},
        )
        for number, counts in item["given"].items()
    ]
    found = trial(settings, rows).department(item["department"]).rows
    assert {row.number: str(row.score) for row, _ in found} == item["scores"]
    assert [row.number for row, _ in found] == sorted(item["scores"], key=lambda n: -int(item["scores"][n]))


def sheets(columns: dict[str, list[int]]) -> dict[str, dict[str, Fraction]]:
    """Each reviewer's points, from the columns of the criteria."""
    count = len(next(iter(columns.values())))
    return {f"V{n}": {code: Fraction(column[n]) for code, column in columns.items()} for n in range(count)}


@pytest.mark.parametrize(("slug", "item"), shown("passes"))
def test_passes(slug: str, item: dict[str, Any]) -> None:
    settings = call(slug)
    found = settings.department(item["department"])
    assert found is not None
    rows = [TrialRow(found.code, "1", 10_000, points=sheets(item["points"]))]
    (row, _), *_ = trial(settings, rows).department(found.code).rows
    assert row.total == item["sum"]
    reviewers = len(next(iter(item["points"].values())))
    assert full_mark(setup_of(settings, found).scales, 1) * reviewers == item["full_mark"]
    assert row.passes is item["passes"]


@pytest.mark.parametrize(("slug", "item"), shown("means"))
def test_means(slug: str, item: dict[str, Any]) -> None:
    settings, many = call(slug), item["reviewers"]
    columns = {code: list(spread(total, many)) for code, total in item["sums"].items()}
    rows = [TrialRow(item["department"], "1", 10_000, points=sheets(columns))]
    (row, _), *_ = trial(settings, rows).department(item["department"]).rows
    assert (row.total, str(row.score)) == (item["sum"], item["score"])
    assert full_mark(setup_of(settings, settings.departments[0]).scales, 1) == item["full_mark"]
    means = {code: printed(row.criterion_means[code]) for code in item["means"]}
    assert means == item["means"]


def spread(total: int, count: int) -> Iterator[int]:
    return (total // count + (i < total % count) for i in range(count))


def printed(value: Fraction) -> str:
    """To two places, half up."""
    figure = Decimal(value.numerator) / Decimal(value.denominator)
    return str(figure.quantize(Decimal("0.01"), ROUND_HALF_UP))


@pytest.mark.parametrize(("slug", "item"), shown("refused"))
def test_refused(slug: str, item: dict[str, Any]) -> None:
    parsed = parse_call(edited(BY_SLUG[slug]["settings"], item["changes"]))
    assert [(found.name, found.pointer) for found in parsed.refused] == [(item["finding"], item["pointer"])]
