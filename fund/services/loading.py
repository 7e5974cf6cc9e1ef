"""A whole call from one document (`machitane-policy/1`), written through the services of the office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from common import clock
from common.clock import JST
from common.errors import FieldFault, refuse
from fund.call_document import call_settings
from fund.models import Fund, Round, SubFund
from fund.permissions import require_role
from fund.policy import FundPolicy
from fund.policy.call import CallSettings
from fund.policy.document import plain, settings_data, sha256_of
from fund.policy.findings import Finding
from fund.policy.moving import moved
from fund.policy.parsing import parse_call, read_call
from fund.queries import policy_version_on
from fund.rules import DATE_LABELS
from fund.services.asking import add_criterion, add_document_type, add_question
from fund.services.common import CodeTaken, find_fund
from fund.services.office import add_policy, add_sub_fund
from fund.services.rounds import add_department, create_round
from trail.services import Actor, note


@dataclass(frozen=True)
class Loaded:
    """The round of a document: made now, or found as it is. `warned` is worth a look."""

    round: Round
    made: bool
    warned: tuple[Finding, ...]


@transaction.atomic
def load_call(
    *,
    fund_id: int,
    by: Actor,
    data: Mapping[str, Any],
    code: str = "",
    years: int = 0,
    with_sub_funds: bool = False,
) -> Loaded:
    """A round in preparation from a document, `years` later and under another `code` if wanted (officer).

    The same document again changes nothing. Standing rules that the document writes out and that differ
    from those in force become a new version (administrator). Sub-funds of its pools must be there, or are
    made (`with_sub_funds`, administrator). Raises NotFound, NotAllowed, CodeTaken, FieldErrors.
    """
    fund = find_fund(fund_id)
    require_role(by, fund_id, "officer")
    settings = read_call(data)
    if years:
        settings = moved(settings, years)
    if code:
        settings = replace(settings, call=replace(settings.call, code=code))
    _require_fits(fund, settings)
    found = Round.objects.filter(fund=fund, code=settings.call.code).select_related(
        "fund", "fiscal_year", "policy_version"
    )
    there = found.first()
    if there is None:
        call, made = _write(fund, settings, by, standing="standing" in data, make=with_sub_funds), True
    else:
        call, made = there, False
        if not _same(there, settings, standing="standing" in data):
            raise CodeTaken(pointer="/call/code", taken=settings.call.code)
    return Loaded(call, made, parse_call(plain(settings)).warned)


def _require_fits(fund: Fund, settings: CallSettings) -> None:
    if settings.legal_mode != fund.legal_mode:
        label = dict(Fund._meta.get_field("legal_mode").choices or [])[fund.legal_mode]
        ja = f"この基金の文言は「{label}」({fund.legal_mode})です。legal_mode を合わせてください。"
        en = f"This fund's wording is {fund.legal_mode}; make legal_mode the same."
        refuse([FieldFault("/legal_mode", "fund.legal_mode", ja, en)])


def _same(call: Round, settings: CallSettings, *, standing: bool) -> bool:
    own = call_settings(call)
    if not standing:
        settings = replace(settings, standing=own.standing)
    return sha256_of(own) == sha256_of(settings)


def _write(fund: Fund, settings: CallSettings, by: Actor, *, standing: bool, make: bool) -> Round:
    _sub_funds(fund, settings, by, make=make)
    if standing:
        _standing(fund, settings, by)
    heading = settings.call
    call = create_round(
        fund_id=fund.pk,
        by=by,
        fiscal_year=heading.fiscal_year,
        code=heading.code,
        name=heading.name,
        guideline=heading.guideline,
        blind=heading.blind,
        budget_pools=[settings_data(pool) for pool in settings.budget_pools],
        rules_data=round_data(settings),
        **{name: getattr(heading.dates, name) for name in DATE_LABELS},
    )
    write_parts(call, settings, by)
    note(call, "load", by=by, at=clock.now(), sha256=sha256_of(settings))
    return call


def round_data(settings: CallSettings) -> dict[str, Any]:
    """What of a document stands on the round itself, beside its columns."""
    document = plain(settings)
    return {
        "reception": document["call"]["reception"],
        "defaulted": document["call"]["dates"]["defaulted"],
        "closing_has_time": settings.call.dates.closing_has_time,
        "example": document["example"],
        "sub_funds": document["sub_funds"],
        "starts_before_decision": any(row.rules.starts_before_decision for row in settings.departments),
    }


def write_parts(call: Round, settings: CallSettings, by: Actor) -> None:
    """Departments, criteria, documents and questions of a round that has none yet."""
    ids: dict[str, int | None] = {"": None}
    for row in settings.departments:
        made = add_department(
            round_id=call.pk,
            by=by,
            code=row.code,
            name=row.name,
            budget=row.budget,
            rules=settings_data(row.rules),
        )
        ids[row.code] = made.pk
    for criterion in settings.criteria:
        values = settings_data(criterion, full=True)
        values["department_id"] = ids[values.pop("department")]
        add_criterion(round_id=call.pk, by=by, **values)
    for document in settings.documents:
        values = settings_data(document, full=True)
        values["department_id"] = ids[values.pop("department")]
        add_document_type(round_id=call.pk, by=by, **values)
    for question in settings.questions:
        values = settings_data(question, full=True)
        values["department_id"] = ids[values.pop("department")]
        add_question(round_id=call.pk, by=by, **values)


def _standing(fund: Fund, settings: CallSettings, by: Actor) -> None:
    """A new version of the standing rules where those in force at the opening say something else."""
    opens = settings.call.dates.opens_at.astimezone(JST).date()
    wanted = settings.standing
    if fund.policies.filter(effective_from__lte=opens).exists():
        if policy_version_on(fund.pk, opens).policy == wanted:
            return
    elif wanted == FundPolicy():
        add_policy(fund_id=fund.pk, data={}, effective_from=opens, by=by)
        return
    add_policy(fund_id=fund.pk, data=settings_data(wanted), effective_from=opens, by=by)


def _sub_funds(fund: Fund, settings: CallSettings, by: Actor, *, make: bool) -> None:
    wanted = {code for pool in settings.budget_pools for code in pool.sub_funds}
    missing = wanted - set(SubFund.objects.filter(fund=fund).values_list("code", flat=True))
    told = {row.code: row for row in settings.sub_funds}
    if make:
        for code in sorted(missing & told.keys()):
            row = told[code]
            add_sub_fund(fund_id=fund.pk, by=by, code=code, name=row.name, kind=row.kind, tags=list(row.tags))
        missing -= told.keys()
    refuse(
        FieldFault(
            f"/sub_funds/{code}",
            "fund.no_such_sub_fund",
            f"指定枠「{code}」がこの基金にありません。先に登録するか、一緒に作ることを選んでください。",
            f"The fund has no sub-fund “{code}”. Add it first, or choose to make it as well.",
        )
        for code in sorted(missing)
    )
