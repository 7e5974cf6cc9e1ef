"""Numbers, formulas and conditions in plain Japanese, for the sentences of a call document (募集要項)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from common.calendar import wareki
from fund.policy.conditions import Comparison, Condition
from fund.policy.formulas import Formula, FullMarkOf, Minus, Plus, Times
from fund.policy.vocabulary import BASE_DATES, FACTS

NAMES = {
    "reviewers": "審査委員の人数",
    "criteria": "審査基準の数",
    "applications": "申請の件数",
    "full_mark": "満点",
    "members": "構成員の人数",
    "requested": "申請額",
    "eligible": "対象経費",
    "total": "総事業費",
    "common": "全員にたずねる審査基準の満点",
}
LIMITS = {">=": "以上", ">": "を超える", "<=": "以下", "<": "未満", "=": "", "!=": "以外"}
CHANNELS = {"online": "このサイトの申請画面", "counter": "窓口への持参", "post": "郵送"}
METHODS = {
    "documents": "書類審査",
    "presentation": "公開の発表",
    "documents_and_presentation": "書類審査と公開の発表",
    "interview": "面接",
    "visit": "訪問",
}
VERBS = ("ある", "ない", "を超える")
Named = Callable[[str], str]


def yen(amount: int) -> str:
    return f"{amount:,}円"


def number(value: Fraction) -> str:
    """A number as people write it: 5, 0.5, 1,000; a fraction that never ends as 3分の1."""
    if value.denominator == 1:
        return f"{value.numerator:,}"
    rest = value.denominator
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    if rest == 1:
        return f"{Decimal(value.numerator) / value.denominator:f}"
    return share(value)


def share(value: Fraction) -> str:
    """A part of something: 3分の2, 10分の9; 全額 for all of it."""
    if value == 1:
        return "全額"
    return number(value) if value.denominator == 1 else f"{value.denominator}分の{value.numerator:,}"


def percent(rate: Fraction) -> str:
    """10.95%, 3.6%; a share that no decimal ends as 3分の1."""
    shown = number(rate * 100)
    return share(rate) if "分の" in shown else f"{shown}%"


def listed(items: Iterable[str]) -> str:
    """「甲」「乙」."""
    return "".join(f"「{item}」" for item in items)


def formula(value: Formula, component: Named = str) -> str:
    """3×審査基準の数×審査委員の人数."""
    if isinstance(value, str):
        return NAMES[value]
    if isinstance(value, Fraction):
        return number(value)
    if isinstance(value, FullMarkOf):
        return f"「{component(value.component)}」の満点"
    parts = [
        f"({formula(part, component)})" if isinstance(value, Times) and isinstance(part, Plus | Minus)
        else formula(part, component)
        for part in value.parts
    ]  # fmt: skip
    return {Times: "×", Plus: "+", Minus: "−"}[type(value)].join(parts)


def condition(value: Condition, named: Named, asked: Named) -> str:
    """A condition as the end of a sentence: 構成員が5人以上. `named` gives a department's name, `asked` what
    a question or document is called."""
    if value.compare is not None:
        return _comparison(value.compare, named, asked)
    if value.negated is not None:
        return f"「{condition(value.negated, named, asked)}」に当たらない"
    joint = "、または" if value.any else "、かつ"
    return joint.join(condition(part, named, asked) for part in value.any or value.all)


def _comparison(item: Comparison, named: Named, asked: Named) -> str:
    fact = FACTS.get(item.fact)
    if fact is None:
        return item.fact
    about = fact.ja
    if fact.of in ("question", "document"):
        ends = "による年齢" if fact.based else ("の提出" if fact.of == "document" else "の回答")
        about = listed(asked(code) for code in item.of) + ends
    elif item.of:
        about = f"{'・'.join(named(code) for code in item.of)}での{about}"
    if fact.based:
        if item.from_next_day:
            about += "(その日の翌日から数えます)"
        return f"{about}が、{base_date(item.base_date)}の時点で{_value(item, fact.unit_ja)}"
    if isinstance(item.value, bool):
        yes = item.value == (item.operator == "=")
        return _truth(about, yes)
    if isinstance(item.value, tuple):
        known = {code: METHODS.get(code, code) for code in item.value} if item.fact == "method" else {}
        known |= {code: named(code) for code in item.value} if item.fact == "department" else {}
        shown = listed(known.get(code, code) for code in item.value)
        some = "のいずれか" if len(item.value) > 1 else ""
        return f"{about}が{shown}{some}" + ("以外" if item.operator in ("!=", "not_in") else "")
    return f"{about}が{_value(item, fact.unit_ja)}"


def _truth(about: str, yes: bool) -> str:
    if about.endswith("こと"):
        about = about.removesuffix("であること").removesuffix("こと")
        return about if yes else f"「{about}」に当たらない"
    return f"{about}がある" if yes else f"{about}がない"


def _value(item: Comparison, unit: str) -> str:
    if isinstance(item.value, Fraction) and not unit and item.value.denominator > 1:
        return f"{share(item.value)}{LIMITS[item.operator]}"
    if isinstance(item.value, bool | tuple):
        return "、".join(item.value) if isinstance(item.value, tuple) else ""
    shown = formula(item.value)
    if unit == "円" and isinstance(item.value, str | Times | Plus | Minus):
        unit = ""
    if unit == "人" and not isinstance(item.value, Fraction):
        unit = ""
    return f"{shown}{unit}{LIMITS[item.operator]}"


def must(text: str) -> str:
    """A condition as a demand: 構成員が5人以上であること, 法人番号があること."""
    return f"{text}こと" if text.endswith(VERBS) else f"{text}であること"


def of(text: str, what: str) -> str:
    """A condition before what it is about: 2回目以上の申請, 法人番号がある申請."""
    return f"{text}{what}" if text.endswith(VERBS) else f"{text}の{what}"


def base_date(text: str) -> str:
    """年度の4月1日, or a day by the era."""
    if text in BASE_DATES:
        return BASE_DATES[text][0]
    try:
        return wareki(date.fromisoformat(text))
    except ValueError:
        return text
