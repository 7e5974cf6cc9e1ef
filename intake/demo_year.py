"""The year's end in the demo fund: its office closes what is over, so that the line can go on."""

from __future__ import annotations

from django.db import transaction

from common import clock
from common.calendar import fiscal_year_bounds, fiscal_year_of
from fund import services as funds
from fund.models import FiscalYear
from intake.demo_content import address
from people.models import User


@transaction.atomic
def turn_years() -> list[int]:
    """Close every year of the demo fund that is over and open the one after it; the balances go on.

    What is closed by somebody already, or is not the demo's, is left alone. Returns the years closed.
    """
    office = {user.email: user for user in User.objects.filter(email__in=map(address, OFFICE))}
    if len(office) < len(OFFICE):
        return []
    officer, approver, admin = (office[address(key)] for key in OFFICE)
    over = FiscalYear.objects.filter(
        fund__staff_roles__user=officer, state="open", year__lt=fiscal_year_of(clock.today())
    )
    closed = []
    for row in over.distinct().order_by("year"):
        ends_on = fiscal_year_bounds(row.year)[1]
        funds.overflow_named_groups(fund_id=row.fund_id, year=row.year, by=officer, on=ends_on)
        funds.prepare_year_close(fund_id=row.fund_id, year=row.year, by=officer)
        funds.close_fiscal_year(fund_id=row.fund_id, year=row.year, by=approver)
        funds.open_year(fund_id=row.fund_id, year=row.year + 1, by=admin)
        closed.append(row.year)
    return closed


OFFICE = ("officer", "approver", "admin")
