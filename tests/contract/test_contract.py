"""Everything the description promises, held to by requests made out of it (docs/decisions/
2026-11-28-contract-tests.md).

CONTRACT_SEED=n repeats a run; a failure tells its seed and a curl line.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from schemathesis.core.failures import Failure, FailureGroup

from common import clock_control
from tests import factories as make
from tests.contract.cases import cases, operations, route_of
from tests.contract.visitors import Visitor, one_of, visitors
from tests.permissions.world import AT, World, world

pytestmark = pytest.mark.django_db
# `make test` and `make prove` pass on SQLite and on PostgreSQL: each sends its half, and not the same cases.
CASES = (20_000 if os.environ.get("PROVE") else 2_000) // int(os.environ.get("TEST_PASSES", "1"))
SEED = int(os.environ.get("CONTRACT_SEED", "20261128"))
PARTS = 8


@pytest.fixture
def ours(settings: Any, tmp_path: Path) -> Iterator[World]:
    settings.MEDIA_ROOT = tmp_path
    # Nothing is counted: 2,000 tries in a minute are too many for anybody.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    with clock_control.at(AT):
        make.call(make.fund("ZZZ"))
        found = world("AAA")
        found.people["other fund"] = world("BBB").people["officer"]
        yield found


def share(index: int) -> int:
    """How many of all the cases one operation gets."""
    each, rest = divmod(CASES, len(operations()))
    return each + (index < rest)


def test_the_shares_are_all_the_cases() -> None:
    assert sum(share(index) for index in range(len(operations()))) == CASES


@pytest.mark.parametrize("part", range(PARTS))
def test_the_api_does_what_its_description_says(part: int, ours: World, record_property: Any) -> None:
    here = visitors(ours)
    mine = [(share(index), found) for index, found in enumerate(operations()) if index % PARTS == part]
    statuses, failures = Counter[int](), list[str]()
    for wanted, operation in mine:
        luck = random.Random(f"{SEED} {connection.vendor} {operation.label}")
        route = route_of(operation)
        asked = f"{route.method.upper()} {route.template.removeprefix('/api/v1/')}"
        made = cases(operation, wanted, ours, luck)
        for turn in range(wanted):
            faults, status = send(made[turn % len(made)], here[one_of(asked, luck)])
            statuses[status] += 1
            failures += faults
    counted = f"{statuses.total()} cases, {dict(sorted(statuses.items()))}"
    record_property("told", f"contract, seed {SEED}, {connection.vendor}, part {part}: {counted}")
    assert statuses.total() == sum(wanted for wanted, _ in mine)
    assert statuses.total() / 50 < statuses[200] + statuses[201] + statuses[204]  # they get somewhere
    assert not failures, f"seed {SEED}\n" + "\n".join(failures)


def send(case: Any, visitor: Visitor) -> tuple[list[str], int]:
    """Send one case as somebody; what is wrong with the answer, and its status."""
    brought = {"headers": visitor.headers, "cookies": visitor.cookies}
    answer = case.call(**brought)
    shown = {**visitor.headers, **({"Cookie": visitor.cookies} if visitor.cookies else {})}
    try:
        case.validate_response(answer, headers=shown, transport_kwargs=brought)
    except FailureGroup as group:
        return [told(case, visitor, failure, answer) for failure in group.exceptions], answer.status_code
    except Failure as failure:
        return [told(case, visitor, failure, answer)], answer.status_code
    return [], answer.status_code


def told(case: Any, visitor: Visitor, failure: Any, answer: Any) -> str:
    return (
        f"--- {case.operation.label} as {visitor.role}: {failure.title}: {failure.message}\n"
        f"    {answer.status_code} {answer.content[:400].decode('utf-8', 'replace')}\n"
        f"    {case.as_curl_command()[:800]}"
    )
