"""The worked year (domain.md §8) as one fund of the site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from common import clock_control
from fund import services as funds
from fund.models import Fund
from intake import loading
from intake.demo import FOLDER
from tests import factories as make


@pytest.fixture
def miharashi() -> Iterator[Fund]:
    """みはらしまちづくりファンド after its year, which is closed; read on 1 May 2026."""
    fund = loading.load(Path(FOLDER)).fund
    assert fund is not None
    maker, checker = make.staff(fund, "officer"), make.staff(fund, "approver")
    with clock_control.at(make.at("2026-04-20 10:00")):
        funds.prepare_year_close(fund_id=fund.pk, year=2025, by=maker)
        funds.close_fiscal_year(fund_id=fund.pk, year=2025, by=checker)
    with clock_control.at(make.at("2026-05-01 10:00")):
        yield fund
