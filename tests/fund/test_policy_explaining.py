"""The call in words: every setting is spoken of, nothing is said that the call does not use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest

from fund.call_files import EXAMPLES, examples, read_file
from fund.policy.document import written
from fund.policy.editions import edited
from fund.policy.explaining import as_text, explain
from fund.policy.formulas import NAMES
from fund.policy.parsing import parse_call, read_call
from fund.policy.reader import OPERATORS
from fund.policy.standing import FundPolicy
from fund.policy.vocabulary import BASE_DATES, CHOICES, FACTS, LISTED, RESERVED
from tests.fund.policies import GOOD

pytestmark = pytest.mark.once

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
    ("/departments/A/rules/interim_months", 4),
    ("/departments/A/rules/report_requires", ["text", "receipts"]),
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


@pytest.mark.parametrize(
    ("name", "edition"),
    [(name, edition) for name in examples() for edition in ("", *read_file(name).get("editions", {}))],
)
def test_every_setting_of_an_example_is_spoken_of(name: str, edition: str) -> None:
    assert unsaid(read_file(name, edition)) == []


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


SAID: list[tuple[list[tuple[str, Any]], str]] = [
    # A verb is no noun: 「を超えるの申請」 would not be Japanese.
    (
        [("/departments/B/rules/pass_rule/0/operator", ">")],
        "審査委員の点の平均が10点を超える申請を、採択の対象とします。",
    ),
    (
        [("/departments/A/rules/eligibility/MEMBERS/must/operator", ">")],
        "構成員が5人を超えること(提出のときに確かめます)。",
    ),
    (
        [("/departments/A/rules/eligibility/YOUNG/must/from_next_day", True)],
        "設立からの年数(その日の翌日から数えます)が、年度の4月1日の時点で3年未満であること",
    ),
    # B asks C1 and C2 of everybody; C3 is A's.
    (
        [("/departments/B/rules/pass_rule", [{"measure": "sum", "operator": ">=",
                                              "value": {"times": [3, "criteria", "reviewers"]}}])],
        "審査委員全員の点の合計が「3点×審査基準の数(2)×審査委員の人数」以上の申請を、採択の対象とします。",
    ),
    # Full mark of C1 and C2: 5 + 30 = 35; with C3 40; 35/40 = 7/8.
    (
        [("/departments/A/rules/scoring/components/SHEET/scale_to", "common")],
        "審査委員1人の満点は35点です。追加の審査基準もたずねる申請は40点満点になるため、点に8分の7をかけて、"
        "35点満点にそろえます。",
    ),
    # The group presents to the committee, not the other way round.
    ([], "第2段階 SECOND: 審査会への発表(プレゼンテーション)で、点を付けます"),
    (
        [("/departments/A/rules/stages/FIRST/by", "section"),
         ("/departments/A/rules/stages/FIRST/decides", "advice")],
        "担当課による書類審査で、審査の参考になる意見をまとめます。",
    ),
    ([], "同点のときは、審査会が順位を決めます。"),
    ([], "同点のときは、「公益性」の点が高いものを上の順位とします。"),
    ([], "それでも差がつかないときは、審査会が順位を決めます。"),
    ([("/standing", {"grace_minutes": 0})], "締切を少しでも過ぎた申請は受け付けません。"),
    ([("/standing", {"grace_minutes": 15})], "締切のあと15分までは、猶予として受け付けます。"),
    ([], "費目の額を20%より大きく変えるとき、新しい費目を足すとき、受け取る額を減らすとき、"),
    ([], "目的・場所・期間を変えるときは、変える前に承認を受けてください。"),
    ([("/standing", {"change_threshold": "1/4"})], "費目の額を25%より大きく変えるとき"),
    ([("/standing", {"penalty_rate": "73/1000"})], "加算金と延滞金の率は、年7.3%です。"),
    (
        [("/questions", [{"code": "AREA", "label_ja": "地域", "kind": "choice", "choices": ["北", "南"]}])],
        "申請書でおたずねすること: 地域(「北」「南」から選ぶ)",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "sentence"), SAID, ids=[sentence for _, sentence in SAID])
def test_a_sentence_is_said_as_people_say_it(changes: list[tuple[str, Any]], sentence: str) -> None:
    data = edited(GOOD, [{"pointer": pointer, "value": value} for pointer, value in changes])
    assert sentence in as_text(explain(read_call(data)))


def test_without_points_there_is_no_rank_until_the_committee_gives_one() -> None:
    rules = {
        "scoring": {"aggregate": "none"},
        "stages": [{"code": "MEET", "by": "panel", "kind": "meeting", "decides": "pass"}],
        "line": {"limit": "none"},
    }
    data = edited(GOOD, [{"pointer": "/departments/B/rules", "value": rules},
                         {"pointer": "/budget_pools", "value": []}])  # fmt: skip
    text = as_text(explain(read_call(data)))
    told = text.split("結果の公表")[1].split("【そだてる部門】")[-1]
    assert "点は付けず、採択か不採択かを選考委員が決めます。" in text
    assert "団体名、事業名、決定額を公表します。" in told
    ranked = edited(data, [{"pointer": "/departments/B/rules/tie_break", "value": [{"by": "committee"}]}])
    text = as_text(explain(read_call(ranked)))
    assert "審査会が順位を決めます。" in text


@pytest.mark.parametrize("item", fields(FundPolicy), ids=lambda item: item.name)
def test_every_standing_rule_has_a_sentence_without_a_word_of_the_machine(item: Any) -> None:
    others: dict[str, Any] = {
        "city_match": {"ratio": "1/2", "cap": 9, "received_from": "2026-04-01", "received_to": "2027-01-31"},
        "rounding_scope": "final", "surcharge_day_count": "exclusive_of_due_date",
        "late_interest_day_count": "inclusive", "penalty_rate": "73/1000", "card_fee_rate": "36/1000",
        "change_threshold": "1/3", "rounding_unit": 100, "gift_presets": [500, 2000],
    }  # fmt: skip
    value = others.get(item.name) or (["費目"] if isinstance(item.default, tuple) else item.default + 1)
    base, other = (
        as_text(explain(read_call({**GOOD, **part}))) for part in ({}, {"standing": {item.name: value}})
    )
    new = set(other.splitlines()) - set(base.splitlines())
    said = [line for line in new if not line[0].isdigit()]
    assert len(said) == 1
    assert said[0].endswith("。")
    assert not re.search("[a-z]", said[0])


def test_the_examples_are_where_the_loader_looks() -> None:
    assert EXAMPLES.name == "examples"
