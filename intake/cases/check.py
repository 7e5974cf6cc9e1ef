"""Everything that one value alone cannot show: references, sums, dates, scores, accounts (domain §3–§8).

Every check looks at what could be read and passes over the rest, so all faults of a folder come at once
and one slip of the pen is told once.
"""

from __future__ import annotations

from intake.cases.check_applications import check_applications, check_groups
from intake.cases.check_events import check_events
from intake.cases.check_fund import check_fund
from intake.cases.check_money import check_donations, check_money_events
from intake.cases.check_scores import check_scores
from intake.cases.checking import Checker, Draft


def check(draft: Draft) -> None:
    """Add every fault of the draft to `draft.faults`."""
    checker = Checker(draft)
    check_fund(checker)
    check_groups(checker)
    if draft.events:
        checker.in_year(draft.events.cell("award_on"))
    check_applications(checker)
    check_scores(checker)
    check_donations(checker)
    if draft.events:
        check_money_events(checker, draft.events)
        check_events(checker, draft.events)
