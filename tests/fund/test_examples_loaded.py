"""Every example and every edition of it goes into the tables and comes out the same."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fund.call_document import call_settings
from fund.call_files import examples, read_file
from fund.models import Round
from fund.policy.parsing import read_call
from fund.services import load_call, open_year
from tests import factories as make
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db
ALL = [(name, edition) for name in examples() for edition in ["", *(read_file(name).get("editions") or {})]]


@pytest.mark.parametrize(("name", "edition"), ALL)
def test_an_example_survives_the_tables(name: str, edition: str) -> None:
    data: Any = read_file(name, edition)
    wanted = read_call(data)
    fund = make.fund("HARA", legal_mode=wanted.legal_mode)
    open_year(fund_id=fund.pk, year=wanted.call.fiscal_year, by=SYSTEM)
    fund.policies.update(effective_from=date(2000, 4, 1))
    loaded = load_call(fund_id=fund.pk, by=SYSTEM, data=data, with_sub_funds=True)
    assert loaded.made
    assert call_settings(Round.objects.get(pk=loaded.round.pk)) == wanted
    assert not load_call(fund_id=fund.pk, by=SYSTEM, data=data).made
