"""The office's letters are issued: numbered without a gap, with their words and figures as they are now.

The series' row is taken last, behind the ledger's accounts, so that nobody waits for it with more to do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F

from awards.models import LetterSeries, OfficialLetter
from awards.papers.letters import Wording
from common.calendar import fiscal_year_of
from common.clock import JST
from fund.models import Fund


def issue(wordings: Iterable[Wording], at: datetime) -> list[OfficialLetter]:
    """Issue letters at `at`, inside the caller's transaction and as the last thing in it. 4 queries for each
    fund, any number of letters."""
    by_fund: dict[int, list[Wording]] = defaultdict(list)
    for wording in wordings:
        by_fund[wording.fund.pk].append(wording)
    return [letter for rows in by_fund.values() for letter in _issued(rows, at)]


def _issued(wordings: list[Wording], at: datetime) -> list[OfficialLetter]:
    fund = wordings[0].fund
    year = fiscal_year_of(at.astimezone(JST).date())
    last = _reserved(fund, year, len(wordings))
    letters = [
        OfficialLetter(
            fund=fund,
            fiscal_year=year,
            serial=last - len(wordings) + place,
            kind=row.kind,
            group=row.group,
            application=row.application,
            award=row.award,
            title=row.title,
            issued_at=at,
            facts=_facts(row),
        )
        for place, row in enumerate(wordings, start=1)
    ]
    return OfficialLetter.objects.bulk_create(letters, batch_size=500)


def _reserved(fund: Fund, year: int, count: int) -> int:
    """The last of the next `count` numbers; the row's lock keeps them ours until the commit."""
    LetterSeries.objects.get_or_create(fund=fund, fiscal_year=year)
    series = LetterSeries.objects.filter(fund=fund, fiscal_year=year)
    series.update(last=F("last") + count)
    return series.get().last


def _facts(row: Wording) -> dict[str, Any]:
    issuer = row.fund.issuer
    sender = [issuer.get("address", ""), row.fund.operator, row.fund.name]
    return {
        "issuer": row.fund.name,
        "to": row.group.name,
        "representative": row.group.representative,
        "paragraphs": list(row.paragraphs),
        "rows": [list(pair) for pair in row.rows],
        "closing": list(row.closing),
        "sender": [line for line in sender if line],
    }
