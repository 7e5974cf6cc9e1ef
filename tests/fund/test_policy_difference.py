"""What two versions of a call say differently, and a call moved to another year."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

import pytest

from fund.policy import call, department, standing
from fund.policy.dates import JST
from fund.policy.difference import as_patch, difference
from fund.policy.document import plain, sha256_of, written
from fund.policy.editions import edited
from fund.policy.labels import LABELS, WORDS
from fund.policy.moving import moved
from fund.policy.parsing import parse_call, read_call
from fund.policy.reader import OPERATORS
from fund.policy.vocabulary import CHOICES, LISTED
from tests.fund.policies import GOOD
from tests.fund.test_policy_explaining import RICH, changed, leaves, others

pytestmark = pytest.mark.once

CHANGES: list[tuple[str, Any, str]] = [
    ("/departments/A/rules/steps/0/cap", 120_000, "はじめる部門 1回目の上限: 100,000円 → 120,000円"),
    ("/departments/B/rules/steps/0/rate", "1/3", "そだてる部門 1回目の率: なし → 3分の1"),
    ("/departments/A/budget", 2_000_000, "はじめる部門 予算枠: 1,000,000円 → 2,000,000円"),
    ("/call/name", "別の名前", "名称: 見本の募集 → 別の名前"),
    ("/call/reception/arrival", "postmark", "受付 紙の受付: 必着 → 消印有効"),
    ("/criteria/C1/weight", 2, "公益性 重み: 1 → 2"),
    ("/criteria/C2/name", "できること", "実現性 名称: 実現性 → できること"),
    ("/departments/A/rules/eligibility/MEMBERS/must/value", 7, "はじめる部門 MEMBERS 満たす条件 値: 5 → 7"),
    ("/documents/RULES", {"code": "RULES", "label_ja": "規約"}, "提出書類 規約: なし → 規約"),
    (
        "/departments/A/rules/notes",
        ["公開の報告会に出る。"],
        "はじめる部門 定め: なし → 公開の報告会に出る。",
    ),
    ("/call/blind", True, "団体名を伏せた審査: いいえ → はい"),
    (
        "/call/dates/review_closes_at",
        "2026-06-20T12:00:00+09:00",
        "採点締切: 令和8年6月19日(金) 17:00 → 令和8年6月20日(土) 12:00",
    ),
    ("/call/dates/project_to", "2027-02-28", "事業終了: 令和9年1月31日 → 令和9年2月28日"),
    (
        "/departments/A/rules/rate_base",
        "eligible_less_income",
        "はじめる部門 率をかける額: 対象経費 → 対象経費から他の収入を引いた額",
    ),
    ("/standing/penalty_rate", "1/10", "要綱 加算金・延滞金の率: 10.95% → 10%"),
    ("/standing/transfer_fee", 220, "要綱 振込手数料: 0円 → 220円"),
    (
        "/departments/B/rules/pass_rule",
        [{"measure": "mean", "operator": ">", "value": 12}],
        "そだてる部門 採択の基準: 比べる点 点の平均、比べ方 以上、値 10 → "
        "比べる点 点の平均、比べ方 を超える、値 12",
    ),
    (
        "/departments/A/rules/eligibility/YOUNG/must/base_date",
        "fiscal_year_end",
        "はじめる部門 YOUNG 満たす条件 基準日: 年度の4月1日 → 年度の3月31日",
    ),
    # One kind of condition instead of another: replaced as a whole, or both would stand there.
    (
        "/departments/A/rules/eligibility/MEMBERS/must",
        {"not": {"fact": "members", "operator": "<", "value": 5}},
        "はじめる部門 MEMBERS 満たす条件: 確かめる項目 構成員、比べ方 以上、値 5 → "
        "でない 確かめる項目 構成員、比べ方 未満、値 5",
    ),
    (
        "/departments/A/rules/scoring/components/TOKENS/per_reviewer",
        {"times": [2, "applications"]},
        "はじめる部門 採点 TOKENS 1人の枚数: 8 → かける 2、申請の件数",
    ),
    ("/budget_pools", [], ""),
    ("/departments/B/budget", 5, "そだてる部門 予算枠: なし → 5円"),
]


@pytest.mark.parametrize(("pointer", "value", "text"), CHANGES, ids=[row[0] for row in CHANGES])
def test_a_change_is_told_in_words_and_applies_as_a_patch(pointer: str, value: Any, text: str) -> None:
    base: dict[str, Any] = {"documents": [], **GOOD}
    base = edited(base, [{"pointer": "/departments/B/budget", "value": None}])
    before = read_call(base)
    patch = [{"pointer": pointer, "value": value}]
    if pointer == "/budget_pools":
        patch.append({"pointer": "/departments/B/budget", "value": 5})
    after = read_call(edited(base, patch))
    changes = difference(before, after)
    assert [change.pointer for change in changes][:1] == [patch[-1]["pointer"]]
    assert not text or changes[0].ja() == text
    assert changes[0].en()
    assert read_call(edited(plain(before), as_patch(changes))) == after
    assert sha256_of(before) != sha256_of(after)
    back = difference(after, before)
    assert read_call(edited(plain(after), as_patch(back))) == before


def test_every_setting_that_changes_is_told_and_carried_over_by_the_patch() -> None:
    before = read_call(RICH)
    data, tried = written(before), 0
    for place, value in leaves(data):
        parsed = [parse_call(changed(data, place, other)) for other in others(place, value)]
        after = next((p.settings for p in parsed if not p.refused and p.settings != before), None)
        if after is None:
            continue
        tried += 1
        changes = difference(before, after)
        assert changes, place
        assert sha256_of(before) != sha256_of(after), place
        assert all(change.ja() and change.before != change.after for change in changes), place
        assert read_call(edited(plain(before), as_patch(changes))) == after, place
    assert tried > 100


def test_every_setting_and_every_choice_has_a_name_for_people() -> None:
    kinds = [kind for room in (call, department, standing) for kind in vars(room).values()]
    names = {item.name for kind in kinds if is_dataclass(kind) for item in fields(kind)}
    assert names <= set(LABELS)
    for (_, name), choices in (*CHOICES.items(), *LISTED.items()):
        assert set(choices) <= set(WORDS[name]), name
    assert set(OPERATORS) <= set(WORDS["operator"])


def test_no_difference_exactly_where_the_hash_is_the_same() -> None:
    one, other = read_call(GOOD), read_call(plain(read_call(GOOD)))
    assert difference(one, other) == ()
    assert sha256_of(one) == sha256_of(other)


def test_items_taken_away_added_in_the_middle_or_put_in_another_order() -> None:
    before = read_call(GOOD)
    criteria = GOOD["criteria"]
    for rows in ([criteria[0], criteria[2]], [criteria[1], criteria[0], criteria[2]],
                 [criteria[0], {"code": "N", "name": "新"}, *criteria[1:]]):  # fmt: skip
        spoilt = {**GOOD, "criteria": rows}
        found = edited(spoilt, [{"pointer": "/departments/A/rules/scoring/components/SHEET/criteria",
                                 "value": ["C1"]},
                                {"pointer": "/departments/B/rules/pass_rule", "value": []}])  # fmt: skip
        after = read_call(found)
        changes = difference(before, after)
        assert any(change.pointer.startswith("/criteria") for change in changes)
        assert read_call(edited(plain(before), as_patch(changes))) == after


def test_a_call_moves_by_whole_years() -> None:
    rule = {"fact": "age_years", "operator": "<", "value": 3, "base_date": "2028-02-29"}
    data = edited(
        GOOD,
        [
            {"pointer": "/departments/A/rules/eligibility/YOUNG/must", "value": rule},
            {"pointer": "/departments/A/rules/repeat/counted_since", "value": 2015},
            {"pointer": "/call/dates/project_to", "value": "2027-02-28"},
        ],
    )
    before = read_call(data)
    after = moved(before, 1)
    assert after.call.fiscal_year == 2027
    assert after.call.dates.closes_at == datetime(2027, 5, 15, 17, tzinfo=JST)
    assert after.call.dates.project_to == date(2028, 2, 28)
    assert after.call.dates.defaulted == before.call.dates.defaulted
    rules = after.departments[0].rules
    assert rules.repeat.counted_since == 2015
    compare = rules.eligibility[1].must.compare
    assert compare is not None
    assert compare.base_date == "2029-02-28"
    assert moved(moved(read_call(GOOD), 1), -1) == read_call(GOOD)
    assert {change.pointer.split("/")[1] for change in difference(before, after)} == {"call", "departments"}
