"""Checks of fund.yaml: year, policy, sub-funds, round, departments, criteria, reviewers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from common.errors import DomainError
from common.zengin import UnknownBank, UnknownBranch, bank_name, branch_name, to_zengin
from intake.cases.checking import Checker, as_day, decimal_text
from intake.cases.records import Cell, Record

HOLDER_BYTES = 30
CONSIGNOR_BYTES = 40
EARLIEST_CALL = timedelta(days=183)


def check_fund(checker: Checker) -> None:
    _year(checker)
    draft = checker.draft
    if (fund := draft.part("fund")) and (own := fund.table("bank_account")):
        cells = (own.cell("bank_code"), own.cell("branch_code"), own.cell("holder_kana"))
        account(checker, *cells, "consignor_kana", CONSIGNOR_BYTES)
    if policy := draft.part("policy"):
        _policy(checker, policy)
    if terms := draft.part("round"):
        _round(checker, terms)
    _sub_funds(checker, draft.parts("sub_funds"))
    _departments(checker, draft.parts("departments"))
    criteria = draft.parts("criteria")
    checker.unique(criterion.cell("code") for criterion in criteria)
    checker.unique(criterion.cell("tiebreak") for criterion in criteria)
    checker.unique(reviewer.cell("code") for reviewer in draft.parts("reviewers"))
    for name in ("departments", "criteria", "reviewers"):
        if draft.fund and draft.fund[name] == []:
            checker.say(draft.fund.cell(name), "empty")


def account(checker: Checker, bank: Cell, branch: Cell, holder: Cell, field: str, limit: int) -> None:
    """Bank and branch exist, and the holder's kana is what a bank file can carry in `limit` bytes."""
    if bank.value:
        try:
            bank_name(bank.value)
            if branch.value:
                branch_name(bank.value, branch.value)
        except UnknownBank:
            checker.say(bank, "unknown_bank", bank=bank.value)
        except UnknownBranch:
            checker.say(branch, "unknown_branch", bank=bank.value, branch=branch.value)
    if holder.value:
        try:
            to_zengin(holder.value, limit=limit, field=field)
        except DomainError as refusal:
            ja, en = refusal.text("ja"), refusal.text("en")
            checker.say(holder, "holder_not_carriable", why=ja, why_en=en)


def _year(checker: Checker) -> None:
    """Year, start and end must say the same; two that agree outvote the third."""
    record = checker.draft.part("fiscal_year")
    if record is None:
        return
    votes: dict[str, int] = {}
    if record["year"] is not None:
        votes["year"] = record["year"]
    if record["start"] is not None and (record["start"].month, record["start"].day) == (4, 1):
        votes["start"] = record["start"].year
    if record["end"] is not None and (record["end"].month, record["end"].day) == (3, 31):
        votes["end"] = record["end"].year - 1
    counted = Counter(votes.values()).most_common(1)
    if not counted:
        return
    year, agreeing = counted[0]
    start, end = date(year, 4, 1), date(year + 1, 3, 31)
    for name, right in (("year", year), ("start", start), ("end", end)):
        if record[name] is not None and record[name] != right:
            checker.say(record.cell(name), "year_mismatch", year=year, start=start, end=end)
    if agreeing > 1:
        checker.year = (start, end)


def _share(checker: Checker, cell: Cell, *, zero: bool, full: bool = True) -> None:
    """A rate between 0 and 1; `zero` and `full` say whether the ends are allowed."""
    value = cell.value
    if value is None or ((0 < value < 1) or (zero and value == 0) or (full and value == 1)):
        return
    checker.say(
        cell,
        "rate_out_of_range",
        value=decimal_text(value),
        low="0以上" if zero else "0より大きく",
        low_en="not below 0" if zero else "above 0",
        high="1" if full else "1未満",
    )


def _policy(checker: Checker, policy: Record) -> None:
    _share(checker, policy.cell("penalty_rate"), zero=True)
    _share(checker, policy.cell("card_fee_rate"), zero=True, full=False)
    low, high = policy["score_min"], policy["score_max"]
    if low is not None and high is not None and low >= high:
        checker.say(policy.cell("score_min"), "above_maximum", value=low, maximum=high)
    if policy["score_step"] == 0:
        checker.say(policy.cell("score_step"), "not_positive", value=0)
    if policy["score_decimals"] is not None and policy["score_decimals"] > 6:
        checker.say(policy.cell("score_decimals"), "above_maximum", value=policy["score_decimals"], maximum=6)
    weights = [criterion["weight"] for criterion in checker.draft.parts("criteria")]
    if high is not None and policy["pass_mark"] is not None and weights and None not in weights:
        full: Fraction = sum(weights) * high
        if policy["pass_mark"] > full:
            shown = decimal_text(policy["pass_mark"])
            checker.say(policy.cell("pass_mark"), "above_maximum", value=shown, maximum=decimal_text(full))
    if match := policy.table("city_match"):
        if match["ratio"] == 0:
            checker.say(match.cell("ratio"), "not_positive", value=0)
        checker.in_year(match.cell("received_from"))
        checker.in_year(match.cell("received_to"))
        checker.not_before(match.cell("received_to"), match.cell("received_from"))


def _round(checker: Checker, terms: Record) -> None:
    for name in ("decided_on", "project_from", "project_to"):
        checker.in_year(terms.cell(name))
    checker.not_before(terms.cell("closes_at"), terms.cell("opens_at"), strictly=True)
    checker.not_before(terms.cell("review_opens_at"), terms.cell("closes_at"))
    checker.not_before(terms.cell("review_closes_at"), terms.cell("review_opens_at"), strictly=True)
    chain = ("review_closes_at", "committee_on", "decided_on", "project_from", "project_to", "report_due_on")
    for earlier, later in pairwise(chain):
        checker.not_before(terms.cell(later), terms.cell(earlier))
    opens = terms["opens_at"]
    if opens is not None and checker.year and as_day(opens) < checker.year[0] - EARLIEST_CALL:
        checker.say(terms.cell("opens_at"), "too_early", day=as_day(opens), start=checker.year[0])


def _sub_funds(checker: Checker, sub_funds: Sequence[Record]) -> None:
    checker.unique(sub_fund.cell("code") for sub_fund in sub_funds)
    for sub_fund in sub_funds:
        _share(checker, sub_fund.cell("fee_rate"), zero=True, full=False)
        target = checker.refer(sub_fund.cell("overflow_to"), checker.sub_funds, "枠", "sub-fund")
        if target and target["kind"] == "city_match":
            checker.say(
                sub_fund.cell("overflow_to"), "sub_fund_kind", value=target["code"], kind=target["kind"]
            )
        if sub_fund["kind"] == "named_group":
            group = sub_fund.cell("target_group")
            if group.value is None and not group.broken:
                checker.say(group, "target_missing")
            checker.refer(group, checker.groups, "団体", "group")
        elif sub_fund["kind"] is not None and sub_fund["target_group"] is not None:
            checker.say(sub_fund.cell("target_group"), "target_unexpected")
    _overflow_ends(checker, sub_funds)
    _kinds(checker, sub_funds)


def _overflow_ends(checker: Checker, sub_funds: Sequence[Record]) -> None:
    """Following overflow_to from any sub-fund comes to an end; a circle is told at its first member."""
    onward = {sub_fund["code"]: sub_fund["overflow_to"] for sub_fund in sub_funds}
    told: set[str] = set()
    for sub_fund in sub_funds:
        chain = [sub_fund["code"]]
        while (following := onward.get(chain[-1])) is not None and following not in chain:
            chain.append(following)
        if following is not None and following == chain[0] and not told.intersection(chain):
            told.update(chain)
            checker.say(sub_fund.cell("overflow_to"), "overflow_cycle", chain=" → ".join([*chain, following]))


def _kinds(checker: Checker, sub_funds: Sequence[Record]) -> None:
    """One operations sub-fund; one city-match sub-fund where a match is promised, else none or one."""
    fund, policy = checker.draft.fund, checker.draft.part("policy")
    if fund is None or any(sub_fund["kind"] is None for sub_fund in sub_funds):
        return
    if not isinstance(fund["sub_funds"], list) or len(sub_funds) < len(fund["sub_funds"]):
        return
    operations = [sub_fund for sub_fund in sub_funds if sub_fund["kind"] == "operations"]
    if not operations:
        checker.say(fund.cell("sub_funds"), "operations_fund", count=0)
    for extra in operations[1:]:
        checker.say(extra.cell("kind"), "operations_fund", count=len(operations))
    matches = [sub_fund for sub_fund in sub_funds if sub_fund["kind"] == "city_match"]
    if not matches and policy and policy.table("city_match"):
        checker.say(
            fund.cell("sub_funds"), "city_match_fund", wanted="一つ必要", wanted_en="One is needed", count=0
        )
    for extra in matches[1:]:
        checker.say(
            extra.cell("kind"),
            "city_match_fund",
            wanted="一つまで",
            wanted_en="At most one",
            count=len(matches),
        )


def _departments(checker: Checker, departments: Sequence[Record]) -> None:
    checker.unique(department.cell("code") for department in departments)
    for department in departments:
        rates = department.items("rates")
        for cell in rates:
            _share(checker, cell, zero=False)
        limit = department["repeat_limit"]
        if department["rates"] == []:
            checker.say(department.cell("rates"), "rates_none")
        elif rates and limit is not None and limit > len(rates):
            checker.say(department.cell("rates"), "rates_too_few", limit=limit, count=len(rates))
        _share(checker, department.cell("advance_rate"), zero=True)
        floor, cap = department["floor"], department["cap"]
        if floor is not None and cap is not None and floor > cap:
            checker.say(department.cell("floor"), "floor_above_cap", floor=floor, cap=cap)
