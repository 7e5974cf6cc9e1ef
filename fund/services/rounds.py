"""Setting up a round: dates, departments, criteria, questions and documents, all of it data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from common import clock
from common.clock import JST
from common.errors import DomainError, FieldFault, NotFound, refuse
from fund import rules
from fund.models import Department, FiscalYear, PolicyVersion, Round
from fund.permissions import require_role
from fund.policy import read_pools, read_rules
from fund.queries import policy_version_on
from fund.services.common import (
    find_fund,
    lock_round,
    next_position,
    require_fits,
    require_free,
)
from trail.services import Actor, note

DATES = tuple(rules.DATE_LABELS)
MOST_YEN = 10**12


class PolicyFrozen(DomainError):
    """What applicants rely on does not change under them."""

    code = "fund.policy_frozen"
    ja = "公開した募集の部門・審査基準・設定は変えられません。"
    en = "Departments, criteria and settings of a published round cannot be changed."


def lock_draft(round_id: int, by: Actor) -> Round:
    """The round, locked, still free to be set up. Raises NotFound, NotAllowed, PolicyFrozen.

    Whatever was prepared for publication has to be prepared again.
    """
    found = lock_round(round_id)
    require_role(by, found.fund_id, "officer")
    if found.state != "draft":
        raise PolicyFrozen
    if found.prepared_by_id is not None:
        found.prepared_by = None
        found.save(update_fields=["prepared_by"])
    return found


@transaction.atomic
def create_round(
    *,
    fund_id: int,
    by: Actor,
    fiscal_year: int,
    code: str,
    name: str,
    guideline: str = "",
    blind: bool = False,
    budget_pools: list[dict[str, Any]] | None = None,
    policy_number: int | None = None,
    rules_data: dict[str, Any] | None = None,
    **dates: Any,
) -> Round:
    """A round in preparation, with every date of `rules.DATE_LABELS` given by name (officer).

    Its policy is the version in force when it opens, or the one named. Raises NotFound, NotAllowed,
    CodeTaken, NoPolicy, FieldErrors.
    """
    fund = find_fund(fund_id)
    require_role(by, fund_id, "officer")
    assert dates.keys() == set(DATES), dates.keys() ^ set(DATES)
    require_fits(code=(code, 20), name=(name, 120))
    require_free(Round.objects.filter(fund=fund, code=code).exists(), code)
    year = FiscalYear.objects.filter(fund=fund, year=fiscal_year).first()
    if year is None:
        ja = "この年度はまだ開かれていません。"
        refuse([FieldFault("/fiscal_year", "fund.no_year", ja, "This fiscal year is not open yet.")])
    pools = budget_pools or []
    read_pools(pools)
    made = Round(
        fund=fund,
        fiscal_year=year,
        policy_version=_policy(fund_id, dates["opens_at"], policy_number),
        code=code,
        name=name,
        guideline=guideline,
        blind=blind,
        budget_pools=pools,
        rules_data=rules_data or {},
        **dates,
    )
    refuse(rules.date_faults(_dates(made), early=early_start(made)))
    made.save()
    note(made, "create", by=by, at=clock.now(), to_state=made.state)
    return made


def _policy(fund_id: int, opens_at: datetime, number: int | None) -> PolicyVersion:
    if number is None:
        return policy_version_on(fund_id, opens_at.astimezone(JST).date())
    found = PolicyVersion.objects.filter(fund_id=fund_id, number=number).first()
    if found is None:
        raise NotFound
    return found


def early_start(call: Round) -> bool:
    """Whether projects of the round may begin before its decision."""
    return bool(call.rules_data.get("starts_before_decision"))


def _dates(call: Round) -> rules.RoundDates:
    return rules.RoundDates(**{name: getattr(call, name) for name in DATES})


@transaction.atomic
def update_round(*, round_id: int, by: Actor, **changes: Any) -> Round:
    """Change name, guideline, blindness, pools or dates of a round in preparation (officer).

    Raises NotFound, NotAllowed, PolicyFrozen, FieldErrors.
    """
    allowed = {*DATES, "name", "guideline", "blind", "budget_pools"}
    assert changes.keys() <= allowed, changes.keys() - allowed
    call = lock_draft(round_id, by)
    for name, value in changes.items():
        setattr(call, name, value)
    require_fits(name=(call.name, 120))
    read_pools(call.budget_pools)
    refuse(rules.date_faults(_dates(call), early=early_start(call)))
    call.save(update_fields=sorted(changes))
    note(call, "update", by=by, at=clock.now(), fields=sorted(changes))
    return call


@transaction.atomic
def choose_policy(*, round_id: int, number: int, by: Actor) -> Round:
    """Put a round in preparation under another version of the standing rules (officer).

    Raises NotFound, NotAllowed, PolicyFrozen.
    """
    call = lock_draft(round_id, by)
    call.policy_version = _policy(call.fund_id, call.opens_at, number)
    call.save(update_fields=["policy_version"])
    note(call, "choose_policy", by=by, at=clock.now(), number=number)
    return call


@transaction.atomic
def add_department(
    *, round_id: int, by: Actor, code: str, name: str, budget: int | None, rules: dict[str, Any]
) -> Department:
    """A department (部門) with its budget in yen (None: none) and rules (officer).

    Raises NotFound, NotAllowed, PolicyFrozen, CodeTaken, FieldErrors naming every setting to mend.
    """
    call = lock_draft(round_id, by)
    _check_department(code, name, budget)
    read_rules(rules)
    require_free(call.departments.filter(code=code).exists(), code)
    made = Department.objects.create(
        round=call,
        code=code,
        name=name,
        position=next_position(call, Department),
        budget=budget,
        rules_data=rules,
    )
    note(call, "add_department", by=by, at=clock.now(), code=code)
    return made


@transaction.atomic
def update_department(*, department_id: int, by: Actor, **changes: Any) -> Department:
    """Change name, budget or rules of a department in preparation (officer).

    Raises NotFound, NotAllowed, PolicyFrozen, FieldErrors.
    """
    assert changes.keys() <= {"name", "budget", "rules"}, changes.keys()
    found = Department.objects.filter(pk=department_id).first()
    if found is None:
        raise NotFound
    call = lock_draft(found.round_id, by)
    found = Department.objects.select_for_update(of=("self",)).get(pk=department_id)
    if "rules" in changes:
        read_rules(changes["rules"])
        found.rules_data = changes["rules"]
    found.name = changes.get("name", found.name)
    found.budget = changes.get("budget", found.budget)
    _check_department(found.code, found.name, found.budget)
    found.save(update_fields=["name", "budget", "rules_data"])
    note(call, "update_department", by=by, at=clock.now(), code=found.code, fields=sorted(changes))
    return found


def _check_department(code: str, name: str, budget: int | None) -> None:
    require_fits(code=(code, 20), name=(name, 120))
    if budget is not None and not 0 <= budget <= MOST_YEN:
        ja = "予算枠は0円以上の整数で入れてください。"
        refuse([FieldFault("/budget", "fund.budget", ja, "A budget is 0 yen or more.")])
