"""Documents to settings: one department's rules, the standing rules, pools, and a whole call.

What parses the same is parsed once: settings are frozen, so sharing them is safe.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fund.policy.call import FORMAT, CallSettings, Reception
from fund.policy.check_conditions import check_condition
from fund.policy.checks import check_call, check_rules
from fund.policy.dates import MOMENTS, ORDER, spaced
from fund.policy.department import BudgetPool, DepartmentRules
from fund.policy.findings import Finding, refuse_findings
from fund.policy.reader import EARLIEST, LATEST, Reader, read_day_or_moment
from fund.policy.standing import FundPolicy

KEPT = 512


def _canonical(data: Any) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, default=str)


def read_policy(data: dict[str, Any]) -> FundPolicy:
    """The fund's standing rules from JSON. Raises FieldErrors naming every setting to mend."""
    return _read_policy(_canonical(data))


@lru_cache(KEPT)
def _read_policy(text: str) -> FundPolicy:
    reader = Reader()
    policy = reader.read(FundPolicy, json.loads(text))
    refuse_findings(reader.findings)
    assert isinstance(policy, FundPolicy)
    return policy


def read_rules(data: dict[str, Any]) -> DepartmentRules:
    """One department's rules from JSON. Raises FieldErrors naming every setting to mend."""
    return _read_rules(_canonical(data))


@lru_cache(KEPT)
def _read_rules(text: str) -> DepartmentRules:
    reader = Reader()
    rules = reader.read(DepartmentRules, json.loads(text))
    if rules is not None:
        check_rules(rules, reader)
    refuse_findings(reader.findings)
    assert isinstance(rules, DepartmentRules)
    return rules


def read_pools(data: list[Any]) -> tuple[BudgetPool, ...]:
    """The round's budget pools from JSON. Raises FieldErrors."""
    return _read_pools(_canonical(data))


@lru_cache(KEPT)
def _read_pools(text: str) -> tuple[BudgetPool, ...]:
    reader = Reader()
    pools = tuple(reader.read(BudgetPool, item, f"/{i}") for i, item in enumerate(json.loads(text)))
    refuse_findings(reader.findings)
    return pools


@dataclass(frozen=True)
class Parsed:
    """What a document says, and everything that is wrong with it or worth a look. `settings` is None
    when something in it cannot be read."""

    settings: CallSettings | None
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> tuple[Finding, ...]:
        """What keeps the call from being loaded or published."""
        return tuple(found for found in self.findings if found.kind != "warned")

    @property
    def warned(self) -> tuple[Finding, ...]:
        return tuple(found for found in self.findings if found.kind == "warned")


def parse_call(data: Any) -> Parsed:
    """A whole call (`machitane-policy/1`), with all that is to be said of it. Raises nothing.

    `editions` are not looked at: they are applied before (`editions.edited`).
    """
    try:
        text = _canonical(data)
        json.loads(text)
    except (RecursionError, ValueError):  # nested deeper, or numbers longer, than JSON can carry
        return Parsed(None, (Finding("", "not_a_table"),))
    return _parse_call(text)


def read_call(data: Any) -> CallSettings:
    """A whole call that may be loaded. Raises FieldErrors naming every setting to mend."""
    parsed = parse_call(data)
    refuse_findings(parsed.findings)
    assert parsed.settings is not None
    return parsed.settings


@lru_cache(KEPT)
def _parse_call(text: str) -> Parsed:
    data, reader = json.loads(text), Reader()
    if not isinstance(data, dict):
        reader.add("", "not_a_table")
        return Parsed(None, tuple(reader.findings))
    if data.pop("format", None) != FORMAT:
        reader.add("/format", "format", wanted=FORMAT)
    data.pop("editions", None)
    heading = data.get("call")
    if isinstance(heading, dict):
        data["call"] = {**heading, "dates": _dates(heading, reader)}
    settings = reader.read(CallSettings, data)
    if settings is not None and not any(found.kind == "unreadable" for found in reader.findings):
        check_call(settings, data, reader)
    if any(found.kind == "unreadable" for found in reader.findings):
        settings = None
    return Parsed(settings, tuple(dict.fromkeys(reader.findings)))


def require_condition(data: Any, pointer: str) -> None:
    """A single condition that is readable and speaks of facts there are. Raises FieldErrors."""
    reader = Reader()
    condition = reader.condition(data, pointer)
    if condition is not None:
        check_condition(condition, pointer, reader)
    refuse_findings(reader.findings)


def _dates(heading: dict[str, Any], reader: Reader) -> Any:
    """The dates with the defaults filled in; as they came when they cannot be read."""
    written, year = heading.get("dates", {}), heading.get("fiscal_year")
    if not isinstance(written, dict) or not isinstance(year, int) or isinstance(year, bool):
        return written
    if not EARLIEST <= year <= LATEST:
        reader.add("/call/fiscal_year", "whole")
        return written
    found: dict[str, Any] = {}
    for name in ORDER:
        if written.get(name) is not None:
            value = read_day_or_moment(written[name], moment=name in MOMENTS)
            if value is None:
                reader.add(f"/call/dates/{name}", "moment" if name in MOMENTS else "day")
            else:
                found[name] = value
    others = {name: value for name, value in written.items() if name not in ORDER}
    reception = Reader().read(Reception, heading.get("reception", {}))
    dates = spaced(found, year, reception.office_closes if reception else None)
    return {**dates, **others}
