"""How a call judges, ranks, draws the line and publishes, in plain Japanese."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from fund.policy.call import CallSettings, CriterionSetting, DepartmentSettings, QuestionSetting
from fund.policy.department import Component, DepartmentRules, Requirement, Rounding, Scoring, Stage
from fund.policy.formulas import FullMarkOf, Times
from fund.policy.phrases import LIMITS, NAMES, condition, formula, listed, number, of, share

BY = {
    "office": "事務局",
    "section": "担当課",
    "board": "理事会",
    "committee": "審査会",
    "panel": "選考委員",
    "public": "来場者",
}
# Whoever presents is the group, to those who judge.
KINDS = {
    "desk": "による書類の確認",
    "documents": "による書類審査",
    "visit": "による訪問と聞き取り",
    "presentation": "への発表(プレゼンテーション)",
    "meeting": "の会議",
    "vote": "の投票",
}
JUDGES = ("committee", "panel", "board")
FIELDS = {
    "number": "受付番号",
    "group": "団体名",
    "title": "事業名",
    "summary": "事業の概要",
    "kind": "新規・継続の別",
    "requested": "申請額",
    "score": "点数",
    "components": "評価の要素ごとの点",
    "criterion_means": "審査基準ごとの平均点",
    "rank": "順位",
    "stage": "どの段階までか",
    "outcome": "結果",
    "decided": "決定額",
}
TOTALS = {
    "applications": "申請件数",
    "withdrawn": "取下げ",
    "adopted": "採択",
    "declined": "不採択",
    "requested": "申請額",
    "decided": "決定額",
    "budget": "予算",
    "remainder": "残額",
}
ORDERS = {"rank": "順位", "filing": "受付", "kana": "五十音"}


def question_text(row: QuestionSetting) -> str:
    """A question as the form asks it."""
    length = f"{row.limit:,}文字まで"
    usual = row.limit == QuestionSetting.limit
    kinds = {
        "text": length,
        "line": f"1行、{length}",
        "number": "数" if usual else f"数、{length}",
        "date": "日付" if usual else f"日付、{length}",
        "choice": f"{listed(row.choices)}から選ぶ" + ("" if usual else f"、{length}"),
    }
    english = f" / {row.label_en}" if row.label_en else ""
    needed = "" if row.required else "、任意"
    helped = f" {row.help_ja}" if row.help_ja else ""
    return f"{row.label_ja}{english}({kinds[row.kind]}{needed}){helped}"


def stages(settings: CallSettings, row: DepartmentSettings) -> Iterator[str]:
    """The steps of the review, in order."""
    names = {item.code: item.name for item in settings.departments}
    asked = {item.code: item.label_ja for item in settings.questions}
    asked |= {item.code: item.label_ja for item in settings.documents}
    last = row.rules.stages[-1] if row.rules.stages else None
    for n, stage in enumerate(row.rules.stages, 1):
        when = ""
        if stage.when is not None:
            told = condition(stage.when, lambda c: names.get(c, c), lambda c: asked.get(c, c))
            when = f"{of(told, '申請')}について、"
        held = f"{BY[stage.by]}{KINDS[stage.kind]}{_decides(stage, row, last=stage is last)}"
        yield f"第{n}段階 {_stage_name(stage)}: {when}{held}。"


def _decider(row: DepartmentSettings) -> str:
    """Who says yes or no where no points are given."""
    deciding = [stage for stage in row.rules.stages if stage.decides == "pass"]
    return BY[deciding[-1].by if deciding else "committee"]


def _stage_name(stage: Stage) -> str:
    return f"{stage.label_ja or stage.code}{f'({stage.label_en})' if stage.label_en else ''}"


def _decides(stage: Stage, row: DepartmentSettings, *, last: bool) -> str:
    text = {
        "pass": "で、採択する申請を決めます" if last else "で、次へ進む申請を決めます",
        "score": "で、点を付けます",
        "advice": "で、意見を交わします" if stage.by in JUDGES else "で、審査の参考になる意見をまとめます",
    }[stage.decides]
    if stage.components:
        names = {item.code: item.label_ja or item.code for item in row.rules.scoring.components}
        text += f"({listed(names.get(code, code) for code in stage.components)})"
    if stage.public:
        text += "。公開で行います"
    if stage.attendance:
        text += "。出席しない団体は採択されません"
    return text


def scoring(settings: CallSettings, row: DepartmentSettings) -> Iterator[str]:
    """Criteria with their points, components, and how they become one score."""
    rules = row.rules.scoring
    criteria = settings.criteria_of(row.code)
    if rules.min_reviewers is not None:
        yield f"{rules.min_reviewers}人以上の審査委員が審査します。"
    if rules.aggregate == "none":
        yield f"点は付けず、採択か不採択かを{_decider(row)}が決めます。"
        return
    yield from (_criterion(settings, item) for item in criteria)
    if criteria and not rules.components:
        yield _full_mark(criteria)
    for component in rules.components:
        yield from _component(component, criteria, row)
    yield _aggregate(rules)


def _criterion(settings: CallSettings, item: CriterionSetting) -> str:
    text = (
        f"{item.name}: {number(item.minimum)}点から{number(item.maximum)}点まで、{number(item.step)}点きざみ"
    )
    if item.mark is not None:
        text += f"、{number(item.mark)}点満点に換算"
    elif item.weight != 1:
        text += f"、{item.weight}倍"
    if item.applies_if is not None:
        names = {row.code: row.name for row in settings.departments}
        told = condition(item.applies_if, lambda c: names.get(c, c), str)
        text += f"({of(told, '申請')}だけにたずねます)"
    return f"{text}。"


def _full_mark(criteria: tuple[CriterionSetting, ...]) -> str:
    usual, own = _marks(criteria)
    text = f"審査委員1人の満点は{number(usual)}点です。"
    return text + (_levelled(usual, own) if usual != own and usual else "")


def _marks(criteria: Iterable[CriterionSetting]) -> tuple[Fraction, Fraction]:
    """The full mark of what everybody is asked, and of all there is."""
    usual = sum((c.maximum * c.factor for c in criteria if c.applies_if is None), Fraction(0))
    extra = sum((c.maximum * c.factor for c in criteria if c.applies_if is not None), Fraction(0))
    return usual, usual + extra


def _levelled(usual: Fraction, own: Fraction) -> str:
    """N8, the scale back with its arithmetic: 点に7分の5をかけて."""
    return (
        f"追加の審査基準もたずねる申請は{number(own)}点満点になるため、"
        f"点に{share(usual / own)}をかけて、{number(usual)}点満点にそろえます。"
    )


def _component(
    item: Component, criteria: tuple[CriterionSetting, ...], row: DepartmentSettings
) -> Iterator[str]:
    labels = {other.code: other.label_ja or other.code for other in row.rules.scoring.components}
    names = {criterion.code: criterion.name for criterion in criteria}
    title = f"「{labels[item.code]}」{f'({item.label_en})' if item.label_en else ''}"
    if item.kind == "criteria":
        of = (
            f"審査基準{listed(names.get(code, code) for code in item.criteria)}"
            if item.criteria
            else "審査基準"
        )
        yield f"評価の要素{title}: {of}の点です。"
        if item.aggregate:
            yield f"{title}は、{AGGREGATES[item.aggregate]}とします。"
        if item.scale_to is not None:
            told = formula(item.scale_to, lambda code: labels.get(code, code))
            usual, own = _marks(_members(item, criteria, row))
            if item.scale_to == "common" and usual and own != usual:
                yield f"{title}: 審査委員1人の満点は{number(usual)}点です。{_levelled(usual, own)}"
            elif isinstance(item.scale_to, FullMarkOf | str):
                yield f"{title}は、{told}に合わせて換算します。"
            else:
                yield f"{title}は、{told}点満点に換算します。"
    elif item.kind == "tokens":
        told = formula(item.per_reviewer, str) if item.per_reviewer is not None else "?"
        told += "枚" if isinstance(item.per_reviewer, Fraction) else "と同じ枚数"
        each = number(item.points_each) if item.points_each is not None else "?"
        most = (
            f"1件に{item.at_most_on_one}枚まで。"
            if item.at_most_on_one is not None
            else "1件に何枚でもかまいません。"
        )
        hands = f"審査委員が1人につき{told}のシールを申請に配り、1枚が{each}点になります"
        yield f"評価の要素{title}: {hands}。{most}"
    else:
        told = formula(item.pool, lambda code: labels.get(code, code)) if item.pool is not None else "?"
        yield (f"評価の要素{title}: 来場者が1人{item.choices}件まで選び、{told}点を票の割合で配分します。")
    if item.round is not None:
        yield f"{title}は、{_rounded(item.round)}。"


def _members(
    item: Component, criteria: tuple[CriterionSetting, ...], row: DepartmentSettings
) -> tuple[CriterionSetting, ...]:
    """The criteria of a component: its own, or all that belong to no other."""
    taken = {code for other in row.rules.scoring.components for code in other.criteria}
    return tuple(c for c in criteria if (c.code in item.criteria if item.criteria else c.code not in taken))


AGGREGATES = {
    "sum": "審査委員全員の点の合計",
    "mean": "審査委員の点の平均",
    "percent": "満点に対する割合",
}


def _aggregate(rules: Scoring) -> str:
    if rules.aggregate == "percent":
        text = f"審査委員の点の平均を、{rules.scale_to}点満点に換算したものを得点とします"
    else:
        text = f"{AGGREGATES[rules.aggregate]}を得点とします"
    if rules.components:
        text = text.replace("を得点とします", "をもとに、評価の要素の点を足したものを得点とします")
    return f"{text}。得点は、{_rounded(Rounding(rules.mode, rules.decimals))}。"


def _rounded(rule: Rounding) -> str:
    way = "四捨五入" if rule.mode == "half_up" else "切捨て"
    if rule.decimals:
        return f"小数第{rule.decimals}位までとします(その下は{way})"
    return f"整数とします(端数は{way})"


MEASURES = {
    "score": "得点",
    "sum": "審査委員全員の点の合計",
    "mean": "審査委員の点の平均",
    "percent": "満点に対する割合(百分率)",
    "zero_share": "一つの審査基準に0点を付けた審査委員の割合",
}


def passing(settings: CallSettings, row: DepartmentSettings) -> Iterator[str]:
    """What must be met to be adopted, and the order among equals."""
    rules = row.rules
    names = measured_names(settings, row)
    if rules.pass_rule:
        asked = sum(c.applies_if is None for c in settings.criteria_of(row.code))
        told = [_requirement(item, names, asked) for item in rules.pass_rule]
        which = f"{listed(told)}のすべてに当たる申請" if len(told) > 1 else of(told[0], "申請")
        yield f"{which}を、採択の対象とします。"
    yield from _ties(rules, names)


def measured_names(settings: CallSettings, row: DepartmentSettings) -> dict[str, str]:
    """What a department's criteria and components are called, by code."""
    names = {item.code: item.name for item in settings.criteria_of(row.code)}
    return names | {item.code: item.label_ja or item.code for item in row.rules.scoring.components}


def _ties(rules: DepartmentRules, names: dict[str, str]) -> Iterator[str]:
    """The order among equals (N11); without points all are equal until the committee says."""
    scored = rules.scoring.aggregate != "none"
    ways = {
        "fewer_prior_awards": "これまでの採択が少ないもの",
        "smaller_requested": "申請額が少ないもの",
        "larger_requested": "申請額が多いもの",
    }
    shown = [
        ways.get(item.by)
        or f"「{names.get(item.criterion or item.of, item.criterion or item.of)}」の点が高いもの"
        for item in rules.tie_break
        if item.by != "committee"
    ]
    decided = len(shown) < len(rules.tie_break)
    if shown:
        yield f"{'同点のときは、' if scored else ''}{'、次に'.join(shown)}を上の順位とします。"
    if decided:
        when = "それでも差がつかないときは、" if shown else ("同点のときは、" if scored else "")
        yield f"{when}審査会が順位を決めます。"
    elif shown:
        yield "それでも差がつかないものは、同じ順位とします。"


def _requirement(item: Requirement, names: dict[str, str], criteria: int | None = None) -> str:
    measure = MEASURES.get(item.measure, "")
    if not measure:
        measure = f"{listed(names.get(code, code) for code in item.of)}の点"
    if item.measure == "criterion_mean":
        measure += "の平均"
    limit = LIMITS[item.operator]
    if not isinstance(item.value, Fraction):
        return f"{measure}が「{_worked(item, criteria)}」{limit}"
    if item.measure == "zero_share":
        return f"{measure}が{share(item.value)}{limit}"
    unit = "%" if item.measure == "percent" else "点"
    return f"{measure}が{number(item.value)}{unit}{limit}"


def _worked(item: Requirement, criteria: int | None) -> str:
    """The arithmetic of a pass mark: 3点×審査基準の数(5)×審査委員の人数."""
    text = formula(item.value)
    if isinstance(item.value, Times) and isinstance(item.value.parts[0], Fraction):
        first = number(item.value.parts[0])
        text = f"{first}点{text.removeprefix(first)}"
    if criteria is not None:
        text = text.replace(NAMES["criteria"], f"{NAMES['criteria']}({criteria})")
    return text


def requirement_text(item: Requirement, names: dict[str, str]) -> str:
    """One requirement of the pass rule in words: 得点が60点以上. `names` as `measured_names` gives them."""
    return _requirement(item, names)


def line(row: DepartmentSettings) -> Iterator[str]:
    """Where the money or the places end, and who is next."""
    rule = row.rules.line
    if rule.limit == "places" and rule.places is not None:
        yield f"採択は、上位から{rule.places}件までです。"
    elif rule.limit == "yen":
        counted = "申請額" if rule.cumulates == "requested" else "交付額"
        yield f"順位の高い申請から{counted}を積み上げ、予算枠に収まるものを採択します。"
    else:
        return
    yield {
        "offer": "はじめに枠からはみ出した申請を次点とし、残りの額でよければ採択します。",
        "skip": "枠からはみ出した申請は見送り、次の順位の申請が収まれば採択します。",
        "stop": "枠からはみ出した申請が出たところで、採択を終わります。",
    }[rule.remainder_policy]
    if rule.choice_days is not None:
        yield (
            f"次点の団体は、残りの額で受けるか辞退するかを{rule.choice_days}日以内に選びます。"
            "返事がないときや辞退のときは、次の団体に同じことをたずねます。"
        )


def publication(settings: CallSettings, row: DepartmentSettings) -> Iterator[str]:
    """What everybody may read of the results."""
    rules, rule = row.rules, row.rules.publication
    if rule.fields:
        which = "採択した申請" if rule.rows == "awarded" else "決定したすべての申請"
        shown = "、".join(FIELDS[name] for name in rule.fields)
        unranked = rules.scoring.aggregate == "none" and not rules.tie_break and rule.order == "rank"
        order = "" if unranked else f"{ORDERS[rule.order]}の順に"
        yield f"{which}について、{shown}を{order}公表します。"
    if rule.unit == "man_yen":
        yield f"金額は万円で、小数第{rule.unit_decimals}位まで示します。"
    if rule.totals:
        yield f"合計として公表すること: {'、'.join(TOTALS[name] for name in rule.totals)}。"
