"""Minimal rows for tests: no surprises, no money, every default spelt out. The cast is fixed:
Aoki applies, Baba is in the same group, Chiba reviews, Doi reviews with a conflict, Endo prepares in the
office, Fukuda approves, Goto is the cashier, Hara chairs, Ikeda audits, Fujii is an outsider."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from applications.models import Application, BudgetRow
from fund.models import Criterion, Department, FiscalYear, Fund, PolicyVersion, Round, StaffRole, SubFund
from people.models import Group, Membership, User
from reviews.models import CommitteeMember

JST = ZoneInfo("Asia/Tokyo")
_serial = count(1)


def at(text: str) -> datetime:
    """An aware moment in Japan from `2025-05-16 17:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=JST)


def user(name: str = "") -> User:
    n = next(_serial)
    return User.objects.create_user(
        email=f"{name or 'person'}{n}@example.jp", password="pw", name=name or f"人{n}"
    )


def group(name: str = "", members: dict[User, str] | None = None, **fields: Any) -> Group:
    made = Group.objects.create(name=name or f"団体{next(_serial)}", **fields)
    for member, role in (members or {}).items():
        Membership.objects.create(group=made, user=member, role=role)
    return made


def fund(code: str = "", policy: dict[str, Any] | None = None, **fields: Any) -> Fund:
    """A fund with one policy version, fiscal year 2025 and sub-funds GEN and OPS (no books opened)."""
    code = code or f"F{next(_serial)}"
    made = Fund.objects.create(
        code=code, name=f"{code}基金", legal_mode=fields.pop("legal_mode", "private"), **fields
    )
    PolicyVersion.objects.create(fund=made, number=1, effective_from=date(2025, 4, 1), data=policy or {})
    FiscalYear.objects.create(fund=made, year=2025)
    sub_fund(made, "GEN", "general", match_eligible=True)
    sub_fund(made, "OPS", "operations")
    return made


def sub_fund(of: Fund, code: str, kind: str, **fields: Any) -> SubFund:
    return SubFund.objects.create(
        fund=of, code=code, name=code, kind=kind, position=of.sub_funds.count(), **fields
    )


def staff(of: Fund, *roles: str, name: str = "") -> User:
    person = user(name)
    for role in roles:
        StaffRole.objects.create(fund=of, user=person, role=role)
    return person


def call(of: Fund, code: str = "", state: str = "open", **fields: Any) -> Round:
    """A round of fiscal year 2025 with the dates of the worked example."""
    values: dict[str, Any] = {
        "name": "募集",
        "opens_at": at("2025-04-07 09:00"),
        "closes_at": at("2025-05-16 17:00"),
        "review_opens_at": at("2025-06-02 09:00"),
        "review_closes_at": at("2025-06-20 17:00"),
        "committee_on": date(2025, 6, 28),
        "decided_on": date(2025, 7, 1),
        "project_from": date(2025, 7, 1),
        "project_to": date(2026, 1, 31),
        "report_due_on": date(2026, 3, 2),
        **fields,
    }
    return Round.objects.create(
        fund=of,
        fiscal_year=of.fiscal_years.get(year=2025),
        policy_version=of.policies.latest("number"),
        code=code or f"R{next(_serial)}",
        state=state,
        **values,
    )


def department(of: Round, code: str = "", budget: int | None = 1_000_000, **rules: Any) -> Department:
    """A department; `rules` go to `rules_data` (fund.policy.DepartmentRules)."""
    code = code or f"D{next(_serial)}"
    return Department.objects.create(
        round=of, code=code, name=code, position=of.departments.count(), budget=budget, rules_data=rules
    )


def criterion(of: Round, code: str, weight: int = 1, **fields: Any) -> Criterion:
    return Criterion.objects.create(
        round=of, code=code, name=code, weight=weight, position=of.criteria.count(), **fields
    )


def member(of: Round, code: str, role: str = "reviewer", who: User | None = None) -> CommitteeMember:
    return CommitteeMember.objects.create(round=of, user=who or user(code), code=code, role=role)


def application(
    of: Department,
    by: Group | None = None,
    state: str = "accepted",
    requested: int = 100_000,
    expenses: list[tuple[str, int, bool]] | None = None,
    income: list[tuple[str, int]] | None = None,
    **fields: Any,
) -> Application:
    """An application with budget rows as (category, yen, eligible) and (category, yen)."""
    n = next(_serial)
    made = Application.objects.create(
        round=of.round,
        department=of,
        group=by or group(),
        number=fields.pop("number", f"{of.round.code}-{n:03d}"),
        state=state,
        title=fields.pop("title", f"事業{n}"),
        requested=requested,
        created_by=fields.pop("created_by", None) or user(),
        created_at=of.round.opens_at,
        submitted_at=of.round.opens_at + timedelta(days=1),
        **fields,
    )
    rows = [("expense", c, yen, ok) for c, yen, ok in (expenses or [("消耗品費", requested, True)])]
    rows += [("income", c, yen, True) for c, yen in (income or [])]
    BudgetRow.objects.bulk_create(
        BudgetRow(
            application=made,
            side=side,
            position=i,
            category=c,
            amount=yen,
            eligible=ok,
            unit_price=yen if side == "expense" else None,
            quantity=1 if side == "expense" else None,
        )
        for i, (side, c, yen, ok) in enumerate(rows)
    )
    return made
