"""The call in words: every setting is spoken of, nothing is said that the call does not use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from fund.call_files import EXAMPLES, examples, read_file
from fund.policy.document import written
from fund.policy.editions import edited
from fund.policy.explaining import as_text, explain
from fund.policy.formulas import NAMES
from fund.policy.parsing import parse_call, read_call
from fund.policy.reader import OPERATORS
from fund.policy.vocabulary import BASE_DATES, CHOICES, FACTS, LISTED, RESERVED
from tests.fund.policies import GOOD

MORE = [
    ("/example", {"notice": "見本です。", "modelled_on": "ある町", "source": ["資料"], "unknown": ["率"]}),
    ("/standing", {"grace_minutes": 0, "rounding_unit": 100, "quote_threshold": 50_000,
     "city_match": {"ratio": "1", "cap": 500_000, "received_from": "2026-04-01",
     "received_to": "2027-01-31", "unspent": "carry"}}),
    ("/documents", [{"code": "RULES", "label_ja": "規約", "required": False, "department": "A"},
     {"code": "TAX", "label_ja": "納税証明", "office_only": True}]),
    ("/questions", [{"code": "WHY", "label_ja": "目的", "help_ja": "短く", "limit": 200, "required": False},
     {"code": "AREA", "label_ja": "地域", "kind": "choice", "choices": ["北", "南"], "department": "B"}]),
    ("/sub_funds", [{"code": "CHILD", "name": "子ども枠", "tags": ["子ども"]}]),
    ("/budget_pools/0", {"amount": 500_000, "departments": ["B", "A"], "frames": {"B": 400_000},
     "spill": False, "sub_funds": ["CHILD"]}),
    ("/departments/A/rules/access", {"closed_years_after": [{"departments": ["B"], "years": 2,
     "unless": "same_project"}], "exclusive_with": ["B"], "most_per_year": 1}),
    ("/departments/A/rules/expense_rules", [{"category": "備品購入費", "unit_price_below": 30_000}]),
    ("/departments/A/rules/advance_rate", "1/2"),
    ("/departments/A/rules/heading", "育てる"),
    ("/departments/A/rules/project_months", 12),
    ("/departments/A/rules/notes", ["報告会に出ます。"]),
    ("/departments/A/rules/line", {"remainder_policy": "skip", "choice_days": 7, "cumulates": "requested"}),
    ("/departments/A/rules/publication", {"fields": ["group", "score"], "unit": "man_yen",
     "unit_decimals": 2, "order": "filing", "rows": "all", "totals": ["applications"]}),
    ("/departments/A/rules/stages/SECOND/public", True),
    ("/departments/A/rules/stages/SECOND/attendance", True),
    ("/departments/A/rules/scoring/components/SHEET/scale_to", {"times": ["criteria", 5]}),
    ("/departments/A/rules/scoring/components/SHEET/round", {"mode": "cut", "decimals": 2}),
    ("/departments/A/rules/scoring/components/TOKENS/at_most_on_one", 3),
    ("/departments/A/rules/scoring/min_reviewers", 4),
    ("/departments/A/rules/eligibility/MEMBERS/checked_by", "office"),
    ("/departments/A/rules/eligibility/MEMBERS/when", {"any": [
        {"fact": "continuing", "operator": "=", "value": True},
        {"not": {"fact": "legal_form", "operator": "in", "value": ["NPO法人", "任意団体"]}}]}),
    ("/departments/B/rules/repeat/counted_since", 2015),
    ("/call/blind", True),
    ("/call/guideline", "まちを元気にする事業を応援します。"),
]  # fmt: skip
RICH = edited(GOOD, [{"pointer": pointer, "value": value} for pointer, value in MORE])
# What names a thing for the system, and is never said to a person.
UNSAID = ("format", "code")


def leaves(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from leaves(item, (*place, name))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from leaves(item, (*place, i))
    else:
        yield place, value


def others(place: tuple[Any, ...], value: Any) -> Iterator[Any]:
    """Other values that could stand there: the first that can be read is taken."""
    name = next(part for part in reversed(place) if isinstance(part, str))
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1)
    elif isinstance(value, str):
        words = {
            word for (_, key), words in (*CHOICES.items(), *LISTED.items()) if key == name for word in words
        }
        for word in sorted(words | set(OPERATORS) | set(NAMES) | set(FACTS) | set(BASE_DATES)):
            if word != value and word not in {x for table in RESERVED.values() for x in table}:
                yield word
        yield from ("1/7", "2026-09-09", "2026-09-09T10:00:00+09:00", "16:15", f"{value}別")


def changed(data: dict[str, Any], place: tuple[Any, ...], value: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(data))
    inner: Any = found
    for part in place[:-1]:
        inner = inner[part]
    inner[place[-1]] = value
    return found


def unsaid(data: dict[str, Any]) -> list[str]:
    """The settings that could be otherwise without one word of the call document changing."""
    base = read_call(data)
    text, plain = as_text(explain(base)), written(base)
    silent = []
    for place, value in leaves(plain):
        if place[-1] in UNSAID or value is None or "defaulted" in place:
            continue
        tried = 0
        for other in others(place, value):
            settings = parse_call(changed(plain, place, other)).settings
            if settings is None or settings == base:
                continue
            tried += 1
            if as_text(explain(settings)) != text:
                break
        else:
            silent.append(f"{'/'.join(map(str, place))} ({tried})")
    return silent


def test_every_setting_is_spoken_of() -> None:
    assert unsaid(RICH) == []


@pytest.mark.parametrize("name", examples())
def test_every_setting_of_an_example_is_spoken_of(name: str) -> None:
    assert unsaid(read_file(name)) == []


def test_nothing_is_said_that_the_call_does_not_use() -> None:
    text = as_text(explain(read_call(GOOD)))
    for word in (
        "審査会が定めた額",
        "概算払",
        "万円",
        "指定枠",
        "見本です",
        "次点の団体は",
        "消印",
        "の定額",
    ):
        assert word not in text
    terms = "対象経費に率をかけた額、上限額、申請額、総事業費から他の収入を引いた額、予算枠の残り"
    assert f"次のうち、最も少ない額とします: {terms}。" in text
    assert "見本の募集(令和8年度" in text


def test_no_word_of_the_machine_reaches_a_person() -> None:
    text = as_text(explain(read_call(RICH)))
    for word in ("rate_term", "must_arrive", "members", "None", "True", "Fraction", "half_up", "continuing"):
        assert word not in text
    assert "対象経費の3分の2" in text
    assert "設立からの年数が、年度の4月1日の時点で3年未満であること" in text


def test_the_wording_follows_the_kind_of_fund() -> None:
    private, municipal = (
        as_text(explain(read_call({**GOOD, "legal_mode": mode}))) for mode in ("private", "municipal")
    )
    assert "部門と助成金の額" in private
    assert "部門と補助金の額" in municipal
    assert "補助金の額" not in private


def test_the_examples_are_where_the_loader_looks() -> None:
    assert EXAMPLES.name == "examples"
