"""A fund whose year 2026 is open, with an officer and an approver; a module may have its own."""

from __future__ import annotations

import pytest

from fund import services as funds
from fund.models import Fund
from people.models import User
from tests import factories as make
from trail.services import SYSTEM


@pytest.fixture
def fund() -> Fund:
    made = make.fund("HARA")
    funds.open_year(fund_id=made.pk, year=2026, by=SYSTEM)
    return made


@pytest.fixture
def endo(fund: Fund) -> User:
    return make.staff(fund, "officer", name="endo")


@pytest.fixture
def fukuda(fund: Fund) -> User:
    return make.staff(fund, "approver", name="fukuda")
