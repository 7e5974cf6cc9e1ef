"""A call's rules as the sentences of a call document (募集要項), generated from its settings alone.

Nothing is said that the call does not use; what an example leaves open is named at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from common.calendar import fiscal_year_label, wareki_long, wareki_moment
from fund.policy import explaining_review as review
from fund.policy import explaining_standing as told
from fund.policy.call import CallSettings, DepartmentSettings
from fund.policy.conditions import Comparison
from fund.policy.dates import JST
from fund.policy.department import Access, Repeat, Step
from fund.policy.labels import word as called
from fund.policy.phrases import CHANNELS, METHODS, condition, listed, must, of, share, yen
from fund.wording import wording

DAYS = {
    "opens_at": "募集の開始",
    "closes_at": "募集の締切",
    "review_opens_at": "審査の開始",
    "review_closes_at": "採点の締切",
    "committee_on": "審査会",
    "decided_on": "結果の決定",
    "project_from": "事業の開始",
    "project_to": "事業の終了",
    "report_due_on": "実績報告の期限",
}
RATE_BASES = {
    "eligible": "対象経費",
    "eligible_less_grants": "対象経費から他の補助金・助成金を引いた額",
    "eligible_less_income": "対象経費から他の収入を引いた額",
}
# The office ticks what the label says: nothing else is to be told of it.
CHECKED = Comparison("office_check", "=", True)
GAP_BASES = {"total": "総事業費", "eligible": "対象経費"}


@dataclass(frozen=True)
class Section:
    """One heading of the call document with its sentences; `key` names it wherever it stands."""

    title: str
    lines: tuple[str, ...]
    key: str = ""


def explain(settings: CallSettings) -> tuple[Section, ...]:
    """The whole call in plain Japanese, by section; sections with nothing to say are left out."""
    word = wording(settings.legal_mode, "grant")
    parts: list[tuple[str, str, Iterable[str]]] = [
        ("about", "この募集について", _heading(settings)),
        (
            "eligibility",
            "対象となる団体と事業",
            _per_department(settings, lambda row: _eligibility(settings, row)),
        ),
        (
            "departments",
            f"部門と{word}の額",
            [
                f"部門: {listed(row.name for row in settings.departments)}。",
                *_per_department(settings, lambda row: _steps(settings, row), name_all=True),
            ],
        ),
        ("amounts", f"{word}の額の決め方", [*_terms_of_all(settings), *_rounding(settings)]),
        ("budget", "予算の書き方", told.budget(settings.standing)),
        ("repeats", "申請の回数", _per_department(settings, lambda row: _access(settings, row))),
        (
            "reception",
            "申請の方法と日程",
            [*_reception(settings), *_dates(settings), *told.grace(settings.standing), *_asked(settings)],
        ),
        ("review", "審査の流れ", _per_department(settings, lambda row: review.stages(settings, row))),
        ("scoring", "採点", _per_department(settings, lambda row: review.scoring(settings, row))),
        ("passing", "採択の基準と順位", _per_department(settings, lambda row: review.passing(settings, row))),
        (
            "line",
            "予算枠と次点",
            [*_per_department(settings, lambda row: review.line(row)), *_pools(settings)],
        ),
        (
            "payment",
            "支払いと要綱",
            [
                *_per_department(settings, lambda row: _advance(settings, row)),
                *told.standing(settings.standing),
            ],
        ),
        ("changes", "事業の変更", told.changes(settings.standing)),
        (
            "publication",
            "結果の公表",
            _per_department(settings, lambda row: review.publication(settings, row)),
        ),
        ("notes", "そのほかの定め", _per_department(settings, lambda row: row.rules.notes)),
        ("open", "まだ定めていないこと", _open(settings)),
    ]
    written = [(key, title, tuple(lines)) for key, title, lines in parts]
    kept = [part for part in written if part[2]]
    return tuple(Section(f"{n} {title}", lines, key) for n, (key, title, lines) in enumerate(kept, 1))


def as_text(sections: Iterable[Section]) -> str:
    """The sections one below the other."""
    return "\n\n".join("\n".join((part.title, *(f"  {line}" for line in part.lines))) for part in sections)


def _per_department(
    settings: CallSettings,
    tell: Callable[[DepartmentSettings], Iterable[str]],
    *,
    name_all: bool = False,
) -> Iterator[str]:
    """What each department says; what all of them say comes first and once."""
    told = [(row, tuple(tell(row))) for row in settings.departments]
    shared: tuple[str, ...] = ()
    if not name_all and told:
        shared = tuple(line for line in told[0][1] if all(line in lines for _, lines in told))
    yield from shared
    groups: dict[tuple[str, ...], list[str]] = {}
    for row, lines in told:
        groups.setdefault(tuple(line for line in lines if line not in shared), []).append(row.name)
    for lines, names in groups.items():
        if not lines:
            continue
        if len(groups) > 1 or name_all:
            yield f"【{'・'.join(names)}】"
        yield from lines


def _heading(settings: CallSettings) -> Iterator[str]:
    call = settings.call
    if settings.example.notice:
        yield settings.example.notice
    if settings.example.modelled_on:
        yield f"この見本がもとにした募集: {settings.example.modelled_on}"
    yield from (f"出典: {source}" for source in settings.example.source)
    kind = "自治体の補助金" if settings.legal_mode == "municipal" else "民間の助成金"
    year = fiscal_year_label(call.fiscal_year)
    yield f"{call.name}({year}、募集コード {call.code})。{kind}です。"
    if call.guideline:
        yield call.guideline
    if call.blind:
        yield "審査委員には、団体の名前を伏せて審査していただきます。"


def _named(settings: CallSettings) -> Callable[[str], str]:
    names = {row.code: row.name for row in settings.departments}
    return lambda code: names.get(code, code)


def _asking(settings: CallSettings) -> Callable[[str], str]:
    names = {row.code: row.label_ja for row in settings.questions}
    names |= {row.code: row.label_ja for row in settings.documents}
    return lambda code: names.get(code, code)


def _eligibility(settings: CallSettings, row: DepartmentSettings) -> Iterator[str]:
    rules = row.rules
    named, asked = _named(settings), _asking(settings)
    for item in rules.eligibility:
        checks = "事務局が確かめます" if item.checked_by == "office" else "提出のときに確かめます"
        when = f"{of(condition(item.when, named, asked), '場合')}は、" if item.when else ""
        told = must(condition(item.must, named, asked))
        if item.label_ja and item.must.compare == CHECKED:
            told = item.label_ja
        elif item.label_ja and item.label_ja not in told:
            told = f"{item.label_ja}: {told}"
        yield f"{when}{told}({checks})。"
    for expense in rules.expense_rules:
        limits = ((expense.unit_price_below, "未満の"), (expense.unit_price_at_most, "までの"))
        for price, kind in limits:
            if price is not None:
                yield f"費目「{expense.category}」は、単価が{yen(price)}{kind}ものに限ります。"
    if rules.project_months is not None:
        yield f"事業の期間は{rules.project_months}か月までです。"
    if rules.starts_before_decision:
        yield "事業は、結果の決定より前に始めることができます。"


def _steps(settings: CallSettings, row: DepartmentSettings) -> Iterator[str]:
    rules = row.rules
    if rules.heading:
        yield f"「{rules.heading}」のなかの部門です。"
    if not rules.offered:
        yield "今年度は行いません。"
    for step in rules.steps:
        text = "、".join(_step_parts(step, rules.rate_base if "rate_term" in rules.terms else ""))
        if text:
            yield f"{_when(step, len(rules.steps), rules.repeat)}{text}。"
    if row.budget is not None:
        yield f"この部門の予算枠は{yen(row.budget)}です。"


def _when(step: Step, count: int, repeat: Repeat) -> str:
    """1回目は、 2回目から3回目までは、 4回目からは、"""
    unit = "年目" if repeat.unit == "years" else "回目"
    if step.n_to is None:
        return "" if count == 1 and step.n_from == 1 else f"{step.n_from}{unit}からは、"
    if step.n_to == step.n_from:
        return f"{step.n_from}{unit}は、"
    return f"{step.n_from}{unit}から{step.n_to}{unit}までは、"


def _step_parts(step: Step, base: str) -> Iterator[str]:
    if step.rate is not None:
        yield f"{RATE_BASES[base or 'eligible']}の{share(step.rate)}"
    if step.cap is not None and step.cap == step.floor:
        yield f"{yen(step.cap)}の定額"
    else:
        if step.cap is not None:
            yield f"上限{yen(step.cap)}"
        if step.floor is not None:
            yield f"下限{yen(step.floor)}(これに満たないときは交付しません)"
    if step.method:
        yield f"審査の方法は{METHODS.get(step.method, step.method)}"


def _terms_of_all(settings: CallSettings) -> Iterator[str]:
    yield from _per_department(settings, lambda row: _terms(settings, row))


def _terms(settings: CallSettings, row: DepartmentSettings) -> Iterator[str]:
    rules = row.rules
    words = {
        "rate_term": f"{RATE_BASES[rules.rate_base]}に率をかけた額",
        "cap": "上限額",
        "requested": "申請額",
        "shortfall": f"{GAP_BASES[rules.gap_base]}から他の収入を引いた額",
        "committee_amount": "審査会が定めた額",
        "remaining_budget": "予算枠の残り",
    }
    known = [words[name] for name in rules.terms if name in words]
    if len(known) == 1:
        yield f"{wording(settings.legal_mode, 'grant')}の額は、{known[0]}です。"
    elif known:
        yield f"次のうち、最も少ない額とします: {'、'.join(known)}。"


def _rounding(settings: CallSettings) -> Iterator[str]:
    standing = settings.standing
    rated = any("rate_term" in row.rules.terms for row in settings.departments)
    final = standing.rounding_scope == "final"
    if (rated or final) and standing.rounding_unit > 1:
        what = f"{wording(settings.legal_mode, 'grant')}の額" if final else "率をかけた額"
        yield f"{what}の{yen(standing.rounding_unit)}未満は切り捨てます。"


def _access(settings: CallSettings, row: DepartmentSettings) -> Iterator[str]:
    named = _named(settings)
    repeat = row.rules.repeat
    where = {"department": "この部門での", "fund": "この基金での", "project": "同じ事業での"}[repeat.counts]
    if repeat.departments:
        where = f"{'・'.join(map(named, repeat.departments))}を合わせた"
    unit = "年度" if repeat.unit == "years" else "回"
    if repeat.limit is not None:
        yield f"{where}採択は、{repeat.limit}{unit}までです。"
    elif len(row.rules.steps) > 1 or repeat != Repeat():
        yield f"回数は、{where}採択を{'年度ごとに' if unit == '年度' else ''}数えます。"
    if repeat.counted_since is not None:
        yield f"{fiscal_year_label(repeat.counted_since)}からの採択を数えます。"
    yield from doors(row.rules.access, named)


def doors(access: Access, named: Callable[[str], str]) -> Iterator[str]:
    """Which awards open or close a department, and how often a group may apply (N4)."""
    if access.requires_award_in:
        yield f"{listed(map(named, access.requires_award_in))}で採択されたことのある団体が申請できます。"
    for pause in access.closed_years_after:
        unless = "同じ事業を続ける場合を除き、" if pause.unless else ""
        years = f"{pause.years}年度" if pause.years > 1 else "年度"
        yield (
            f"{listed(map(named, pause.departments))}で採択された年度の次の{years}は、"
            f"{unless}この部門に申請できません。"
        )
    if access.exclusive_with:
        others = listed(map(named, access.exclusive_with))
        yield f"同じ年度に、この部門と{others}の両方に申請することはできません。"
    if access.most_per_year is not None:
        yield f"一つの団体が同じ年度に申請できるのは、{access.most_per_year}件までです。"


def _reception(settings: CallSettings) -> Iterator[str]:
    reception = settings.call.reception
    yield f"受付の方法: {'、'.join(CHANNELS[name] for name in reception.channels)}。"
    if set(reception.channels) & {"counter", "post"}:
        arrival = {"must_arrive": "締切までに届いたもの(必着)", "postmark": "締切の日までの消印があるもの"}
        yield f"紙の申請は、{arrival[reception.arrival]}を受け付けます。"
    if reception.office_closes is not None:
        yield f"窓口は{reception.office_closes:%H:%M}までです。"


def _dates(settings: CallSettings) -> Iterator[str]:
    dates = settings.call.dates
    for name, title in DAYS.items():
        value = getattr(dates, name)
        shown = wareki_moment(value) if name.endswith("_at") else wareki_long(value)
        if name == "closes_at" and not dates.closing_has_time:
            shown = (
                f"{wareki_long(value.astimezone(JST).date())}、窓口の終了({value.astimezone(JST):%H:%M})まで"
            )
        yield f"{title}: {shown}{'(既定)' if name in dates.defaulted else ''}"


def _asked(settings: CallSettings) -> Iterator[str]:
    names = {row.code: row.name for row in settings.departments}
    for document in settings.documents:
        who = f"{names.get(document.department, document.department)}: " if document.department else ""
        needed = "提出してください" if document.required else "あれば提出してください"
        english = f"({document.label_en})" if document.label_en else ""
        only = "事務局だけが見ます。" if document.office_only else ""
        yield f"{who}{document.label_ja}{english}を{needed}。{only}"
    for question in settings.questions:
        who = f"{names.get(question.department, question.department)}: " if question.department else ""
        yield f"{who}申請書でおたずねすること: {review.question_text(question)}"


def _pools(settings: CallSettings) -> Iterator[str]:
    named = _named(settings)
    sub_funds = {row.code: row for row in settings.sub_funds}
    for pool in settings.budget_pools:
        several = len(pool.departments) > 1
        who = "、".join(map(named, pool.departments))
        yield f"{who}の{'共通の' if several else ''}予算は{yen(pool.amount)}です。"
        if several:
            yield (
                "書いた順に使い、余りは次の部門へ回します。" if pool.spill else "余りは次の部門へ回しません。"
            )
        elif not pool.spill:
            yield "余りは、ほかへ回しません。"
        for code, amount in pool.frames:
            yield f"そのうち{named(code)}の枠は{yen(amount)}です。"
        if pool.sub_funds:
            shown = listed(sub_funds[code].name if code in sub_funds else code for code in pool.sub_funds)
            yield f"この予算は、指定枠{shown}から支払います。"
    kinds = {
        "general": "一般の寄附",
        "theme": "テーマを指定した寄附",
        "named_group": "団体を指定した寄附",
        "project": "事業を指定した寄附",
        "named_company": "冠基金",
    }
    for row in settings.sub_funds:
        tags = f"、分野は{listed(row.tags)}" if row.tags else ""
        yield f"指定枠「{row.name}」({row.code}): {kinds[row.kind]}{tags}。"


def _advance(settings: CallSettings, row: DepartmentSettings) -> Iterator[str]:
    rate = row.rules.advance_rate
    if rate:
        word = wording(settings.legal_mode, "grant")
        yield f"決定のあと、希望により{word}の{share(rate)}までを先に支払います(概算払)。"
    if row.rules.interim_months is not None:
        yield f"事業の開始から{row.rules.interim_months}か月たったときに、中間報告を提出していただきます。"
    if row.rules.report_requires:
        needed = listed(called("report_requires", part) for part in row.rules.report_requires)
        yield f"実績報告には、支出の明細のほかに、{needed}が必要です。"


def _open(settings: CallSettings) -> Iterator[str]:
    yield from (f"{item}" for item in settings.example.unknown)
    for row in settings.departments:
        yield from (f"{row.name}: {item}" for item in row.rules.unknown)
    if settings.call.dates.defaulted:
        names = "、".join(DAYS[name] for name in settings.call.dates.defaulted)
        yield f"「(既定)」と書いた日程({names})は、仮に置いたものです。日程を決めて書きかえてください。"
