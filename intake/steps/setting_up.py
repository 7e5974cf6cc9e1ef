"""Before anything happens: fund, year, sub-funds, rules, round, people and their accounts."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from common.clock import JST
from fund import services as fund_services
from intake import order
from people import services as people_services
from people.models import BankAccount
from trail.services import SYSTEM

if TYPE_CHECKING:
    from datetime import date

    from intake.agenda import Agenda
    from intake.cases.model import Case, CaseDepartment, CaseGroup
    from intake.replay import Replay


def plan(run: Replay, agenda: Agenda) -> None:
    """Everything that must stand before the year opens, well ahead of the accounts' hold."""
    case = run.case
    hold = max(timedelta(days=case.policy.bank_change_hold_days), people_services.HOLD)
    first = min(case.events.opening_on, case.fiscal_year.start, opening_day(case))
    ahead = datetime.combine(first, time(9), tzinfo=JST) - hold - timedelta(days=7)
    for step in (found, groups, call):
        agenda.at(ahead, partial(step, run))
    verified = ahead + hold + timedelta(hours=1)
    agenda.at(verified, partial(verify_accounts, run))
    agenda.on(case.events.opening_on, order.OPENING, partial(opening, run))
    agenda.at(case.round.opens_at, fund_services.open_due_rounds)


def opening_day(case: Case) -> date:
    """The day in Japan on which the call opens; many open before the fiscal year does."""
    return case.round.opens_at.astimezone(JST).date()


def found(run: Replay) -> None:
    case, cast = run.case, run.cast
    fund = fund_services.create_fund(
        code=case.fund.code,
        name=case.fund.name,
        name_kana=case.fund.name_kana,
        legal_mode=case.fund.legal_mode,
        operator=case.fund.operator,
        contact={name: getattr(case.fund, name) for name in fund_services.CONTACT},
        bank_account=fund_account(case),
        by=SYSTEM,
    )
    run.fund_id = fund.pk
    for user, role in cast.roles:
        fund_services.add_staff(fund_id=fund.pk, user=user, role=role, by=SYSTEM)
    fund_services.open_year(fund_id=fund.pk, year=case.fiscal_year.year, by=cast.maker)
    fund_services.add_policy(
        fund_id=fund.pk,
        data=policy_data(case),
        effective_from=min(case.fiscal_year.start, opening_day(case)),
        by=cast.maker,
    )


def fund_account(case: Case) -> dict[str, Any]:
    account = case.fund.bank_account
    return {
        "bank_code": account.bank_code,
        "bank_kana": account.bank_kana,
        "branch_code": account.branch_code,
        "branch_kana": account.branch_kana,
        "account_type": account.type,
        "number": account.number,
        "holder_kana": account.holder_kana,
        "consignor_code": account.consignor_code,
    }


def consents(case: Case) -> list[str]:
    """A city also asks that its taxes are paid."""
    tax = ["tax"] if case.fund.legal_mode == "municipal" else []
    return ["antisocial", *tax, "personal_data", "publication"]


def policy_data(case: Case) -> dict[str, Any]:
    """The case's policy as the settings of `fund.policy.FundPolicy`."""
    policy = case.policy
    data: dict[str, Any] = {
        "rounding_unit": policy.rounding_unit,
        "rounding_scope": policy.rounding_scope,
        "quote_threshold": policy.quote_threshold,
        "grace_minutes": policy.grace_minutes,
        "penalty_rate": str(policy.penalty_rate),
        "day_basis": policy.day_basis,
        "surcharge_day_count": policy.surcharge_day_count,
        "late_interest_day_count": policy.late_interest_day_count,
        "bank_change_hold_days": policy.bank_change_hold_days,
        "retention_years": policy.retention_years,
        "transfer_fee": policy.transfer_fee,
        "card_fee_rate": str(policy.card_fee_rate),
        "min_reviewers": policy.min_reviewers,
        "score_decimals": policy.score_decimals,
        "expense_categories": list(policy.expense_categories),
        "income_categories": list(policy.income_categories),
        "quote_categories": list(policy.quote_categories),
        "consents": consents(case),
    }
    if policy.city_match is not None:
        match = policy.city_match
        data["city_match"] = {
            "ratio": str(match.ratio),
            "cap": match.cap,
            "received_from": match.received_from.isoformat(),
            "received_to": match.received_to.isoformat(),
            "unit": match.unit,
            "unspent": match.unspent,
        }
    return data


def groups(run: Replay) -> None:
    case, cast = run.case, run.cast
    for item in case.groups:
        group = people_services.create_group(by=cast.voices[item.id], **profile(item))
        run.groups[item.id] = group.pk
        if item.has_account:
            people_services.enter_bank_account(
                group_id=group.pk,
                by=cast.voices[item.id],
                bank_code=item.bank_code,
                branch_code=item.branch_code,
                account_type=item.account_type or 1,
                number=item.account_number,
                holder_kana=item.holder_kana,
            )
    for sub in case.sub_funds:
        made = fund_services.add_sub_fund(
            fund_id=run.fund_id,
            by=cast.maker,
            code=sub.code,
            name=sub.name,
            kind=sub.kind,
            tags=list(sub.tags),
            match_eligible=sub.match_eligible,
            fee_rate=str(sub.fee_rate),
            payout_cap=sub.payout_cap,
            purpose=sub.purpose,
            goal=sub.goal,
            target_group_id=run.groups[sub.target_group] if sub.target_group else None,
        )
        run.sub_funds[sub.code] = made.pk
    for sub in case.sub_funds:
        if sub.overflow_to:
            fund_services.set_overflow(
                sub_fund_id=run.sub_funds[sub.code],
                overflow_to_id=run.sub_funds[sub.overflow_to],
                by=cast.maker,
            )


def profile(item: CaseGroup) -> dict[str, Any]:
    return {
        "name": item.name,
        "name_kana": item.name_kana,
        "legal_form": item.legal_form,
        "corporate_number": item.corporate_number,
        "representative": item.representative,
        "representative_kana": item.representative_kana,
        "founded_on": item.founded_on,
        "members": item.members,
        "annual_budget": item.annual_budget,
        "postal_code": item.postal_code,
        "address": item.address,
        "phone": item.phone,
    }


def verify_accounts(run: Replay) -> None:
    for account in BankAccount.objects.filter(group_id__in=run.groups.values()).order_by("pk"):
        fund_services.verify_group_account(fund_id=run.fund_id, account_id=account.pk, by=run.cast.approver)


def call(run: Replay) -> None:
    case, cast = run.case, run.cast
    made = fund_services.create_round(
        fund_id=run.fund_id,
        by=cast.maker,
        fiscal_year=case.fiscal_year.year,
        code=case.round.code,
        name=case.round.name,
        opens_at=case.round.opens_at,
        closes_at=case.round.closes_at,
        review_opens_at=case.round.review_opens_at,
        review_closes_at=case.round.review_closes_at,
        committee_on=case.round.committee_on,
        decided_on=case.round.decided_on,
        project_from=case.round.project_from,
        project_to=case.round.project_to,
        report_due_on=case.round.report_due_on,
    )
    run.round_id = made.pk
    for department in case.departments:
        run.departments[department.code] = fund_services.add_department(
            round_id=made.pk,
            by=cast.maker,
            code=department.code,
            name=department.name,
            budget=department.budget,
            rules=department_rules(case, department),
        ).pk
    for criterion in case.criteria:
        fund_services.add_criterion(
            round_id=made.pk,
            by=cast.maker,
            code=criterion.code,
            name=criterion.name,
            weight=criterion.weight,
            minimum=str(case.policy.score_min),
            maximum=str(case.policy.score_max),
            step=decimal_text(case.policy.score_step),
        )
    fund_services.prepare_round(round_id=made.pk, by=cast.maker)
    fund_services.publish_round(round_id=made.pk, by=cast.approver)


def decimal_text(value: Any) -> str:
    return str(value.numerator / value.denominator) if value.denominator != 1 else str(value.numerator)


def department_rules(case: Case, department: CaseDepartment) -> dict[str, Any]:
    """The case's few columns as `fund.policy.DepartmentRules`."""
    last = len(department.rates)
    tie_break: list[dict[str, str]] = [
        {"by": "criterion", "criterion": c.code}
        for c in sorted(case.criteria, key=lambda c: c.tiebreak or 0)
        if c.tiebreak
    ]
    pass_rule = []
    if case.policy.pass_mark is not None:
        pass_rule = [{"measure": "score", "operator": ">=", "value": str(case.policy.pass_mark)}]
    return {
        "steps": [
            {
                "n_from": n,
                "n_to": None if n == last and department.repeat_limit is None else n,
                "rate": str(rate),
                "cap": department.cap,
                "floor": department.floor,
            }
            for n, rate in enumerate(department.rates, 1)
        ],
        "repeat": {"limit": department.repeat_limit},
        "scoring": {"decimals": case.policy.score_decimals},
        "pass_rule": pass_rule,
        "tie_break": [*tie_break, {"by": "fewer_prior_awards"}, {"by": "committee"}],
        "line": {"remainder_policy": department.remainder_policy},
        "advance_rate": str(department.advance_rate),
        "publication": {"fields": ["group", "title", "requested", "decided", "score"]},
    }


def opening(run: Replay) -> None:
    case = run.case
    amounts = {sub.code: sub.opening for sub in case.sub_funds if sub.opening}
    if amounts:
        fund_services.post_opening(
            fund_id=run.fund_id,
            year=case.fiscal_year.year,
            amounts=amounts,
            by=run.cast.maker,
            on=case.events.opening_on,
        )
