"""The fund's standing rules (要綱) in plain Japanese: only those that are not the usual ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields

from common.calendar import wareki
from fund.policy.document import default_of
from fund.policy.phrases import listed, percent, share, yen
from fund.policy.standing import FundPolicy, MatchPolicy

CONSENTS = {
    "antisocial": "反社会的勢力でないこと",
    "personal_data": "個人情報の取扱い",
    "publication": "結果の公表",
}
# Told where they belong: with the amount, with the budget, and with the closing day.
_ELSEWHERE = (
    "rounding_unit",
    "rounding_scope",
    "grace_minutes",
    "quote_threshold",
    "quote_categories",
    "change_threshold",
)


def standing(rules: FundPolicy) -> Iterator[str]:
    """One sentence for each standing rule that is not the usual one."""
    sentences = _sentences(rules)
    for item in fields(rules):
        if getattr(rules, item.name) != default_of(item) and item.name not in _ELSEWHERE:
            yield sentences[item.name]


def grace(rules: FundPolicy) -> Iterator[str]:
    """R7: how long after the closing an application is still taken, where that is not the usual."""
    if rules.grace_minutes == 0:
        yield "締切を少しでも過ぎた申請は受け付けません。"
    elif rules.grace_minutes != FundPolicy.grace_minutes:
        yield f"締切のあと{rules.grace_minutes}分までは、猶予として受け付けます。"


def budget(rules: FundPolicy) -> Iterator[str]:
    """What holds for the budget of every form."""
    yield "収入(助成希望額とほかの収入)の合計と、支出の合計を同じ額にします。"
    if rules.quote_categories:
        yield (
            f"対象経費のうち、{_names(rules.quote_categories)}で{yen(rules.quote_threshold)}以上のものには、"
            "見積書を付けます。"
        )


def changes(rules: FundPolicy) -> Iterator[str]:
    """What a group must ask for before it changes its project (変更承認)."""
    yield (
        f"費目の額を{percent(rules.change_threshold)}より大きく変えるとき、新しい費目を足すとき、"
        "受け取る額を減らすとき、目的・場所・期間を変えるときは、変える前に承認を受けてください。"
        "ほかの変更は、届け出てください。"
    )


def _sentences(rules: FundPolicy) -> dict[str, str]:
    counted = {"inclusive": "も含めて", "exclusive_of_due_date": "の次の日から"}
    surcharged, late = counted[rules.surcharge_day_count], counted[rules.late_interest_day_count]
    return {
        "penalty_rate": f"加算金と延滞金の率は、年{percent(rules.penalty_rate)}です。",
        "day_basis": f"加算金と延滞金は、1年を{rules.day_basis}日として計算します。",
        "surcharge_day_count": f"加算金の日数は、受け取った日{surcharged}数えます。",
        "late_interest_day_count": f"延滞金の日数は、期限の日{late}数えます。",
        "bank_change_hold_days": f"口座を変えたあと{rules.bank_change_hold_days}日間は、振込みを待ちます。",
        "retention_years": f"帳簿と領収書は、{rules.retention_years}年間保存してください。",
        "transfer_fee": f"振込手数料は1件{yen(rules.transfer_fee)}として計算します。",
        "card_fee_rate": f"カードによる寄附の手数料は、{percent(rules.card_fee_rate)}として計算します。",
        "acceptance_days": f"決定のあと、{rules.acceptance_days}日以内に受けるかどうかを知らせてください。",
        "pledge_lapse_days": f"入金のない寄附の申込みは、{rules.pledge_lapse_days}日でなかったものとします。",
        "gift_min": f"寄附は{yen(rules.gift_min)}から受け付けます。",
        "gift_max_bank": f"サイトで申し込める銀行振込の寄附は、{yen(rules.gift_max_bank)}までです。",
        "gift_max_cash": f"サイトで申し込める窓口での寄附は、{yen(rules.gift_max_cash)}までです。",
        "gift_presets": f"寄附の額の選択肢は、{_names(map(yen, rules.gift_presets))}です。",
        "min_reviewers": f"審査には、{rules.min_reviewers}人以上の審査委員が要ります。",
        "score_decimals": f"得点は、ふつう小数第{rules.score_decimals}位まで示します。",
        "city_match": _match(rules.city_match) if rules.city_match else "寄附への上乗せはありません。",
        **_lists(rules),
    }


def _lists(rules: FundPolicy) -> dict[str, str]:
    consents = [CONSENTS.get(name, name) for name in rules.consents]
    grants = _names(rules.grant_income_categories)
    return {
        "expense_categories": f"支出の費目は、{_names(rules.expense_categories)}です。",
        "income_categories": f"収入の費目は、{_names(rules.income_categories)}です。",
        "grant_income_categories": f"他の補助金・助成金として数える収入: {grants}。",
        "consents": f"申請のときに同意していただくこと: {_names(consents)}。",
    }


def _names(items: Iterable[str]) -> str:
    return listed(items) or "なし"


def _match(match: MatchPolicy) -> str:
    """R11: 受け取った寄附と同額を市が上乗せします."""
    back = "返します" if match.unspent == "return" else "翌年度へ繰り越します"
    part = "と同じ額" if match.ratio == 1 else f"の{share(match.ratio)}"
    return (
        f"{wareki(match.received_from)}から{wareki(match.received_to)}までに受け取った寄附{part}"
        f"(上限{yen(match.cap)}、{yen(match.unit)}未満切捨て)を市が上乗せします。使わなかった分は{back}。"
    )
