"""Public gifts and where their yen went, from either end: a gift's journey, a project's sources (R12, R13).

Anonymous donors are nowhere to be found; from a project's side they are a number beside the names.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from awards.models import Award
from common.calendar import fiscal_year_bounds
from common.errors import NotFound
from donations.models import Donation
from donations.queries import PublicDonation, as_public, donation_journey, publicly_shown
from fund.models import SubFund
from ledger.models import Allocation
from transparency.queries.awards import fixed_amount, names_of, public_awards, publication_of

# Where yen go that become no award (ledger.kinds): the public's word for each.
PURPOSES = {
    "fee": "運営費へ",
    "bank_fee": "振込手数料",
    "card_fee": "決済手数料",
    "overflow": "ほかの枠へ",
    "transfer": "ほかの枠へ",
}
OTHER = "その他"


@dataclass(frozen=True)
class Stop:
    """Where a part of a gift went. `kind` award, or a purpose of the ledger; `amount` is None where the
    donor hides it. `project_id`, group and title are those of an award."""

    kind: str
    label: str
    amount: int | None
    project_id: int | None = None
    group: str = ""
    title: str = ""


@dataclass(frozen=True)
class GiftJourney:
    """A public gift with its stops, and what of it is still in the fund (None: the donor hides yen)."""

    gift: PublicDonation
    fund_id: int
    sub_fund_name: str
    stops: tuple[Stop, ...]
    left: int | None


@dataclass(frozen=True)
class Source:
    """A sub-fund behind a project: yen, how many gifts they came from, and who of the donors is named."""

    code: str
    name: str
    amount: int | None
    gifts: int
    donors: tuple[str, ...]


@dataclass(frozen=True)
class Project:
    """A grant as the public sees it; yen are None where the call does not publish them."""

    id: int
    fund_id: int
    year: int
    round_id: int | None
    group: str
    title: str
    summary: str
    decided_on: date
    state: str
    decided: int | None
    fixed: int | None
    sources: tuple[Source, ...]


def public_gifts(fund_id: int, year: int | None = None) -> QuerySet[Donation]:
    """A fund's public gifts of a fiscal year, or of all (R13). 1 query."""
    rows = publicly_shown().filter(fund_id=fund_id)
    if year is not None:
        first, last = fiscal_year_bounds(year)
        rows = rows.filter(received_on__gte=first, received_on__lte=last)
    return rows


def gift_journey(donation_id: int) -> GiftJourney:
    """A public gift's journey; yen given to awards nobody may know of yet are still in the fund.

    4 queries. Raises NotFound, for an anonymous gift as for none.
    """
    row = publicly_shown().filter(pk=donation_id).first()
    if row is None:
        raise NotFound
    journey = donation_journey(row)
    ids = [int(name.partition(":")[2]) for name in journey.used if name.startswith("award:")]
    awards = {award.reference: award for award in public_awards().filter(pk__in=ids)}
    left, stops = journey.left, []
    for purpose, amount in journey.used.items():
        if purpose.startswith("award:") and purpose not in awards:
            left += amount
        else:
            stops.append(_stop(purpose, amount if row.show_amount else None, awards.get(purpose)))
    assert row.sub_fund is not None
    return GiftJourney(
        as_public(row), row.fund_id, row.sub_fund.name, tuple(stops), left if row.show_amount else None
    )


def _stop(purpose: str, amount: int | None, award: Award | None) -> Stop:
    if award is None:
        return Stop(purpose, PURPOSES.get(purpose, OTHER), amount)
    shown = publication_of(award)
    group, title = names_of(award, shown)
    return Stop("award", title or group, amount, award.pk, group, title)


def project(award_id: int) -> Project:
    """A project with the sub-funds and donors behind it. 4 queries. Raises NotFound before the release."""
    award = public_awards().filter(pk=award_id).first()
    if award is None:
        raise NotFound
    shown = publication_of(award)
    group, title = names_of(award, shown)
    with_yen = "decided" in shown.fields
    fixed = fixed_amount(award)
    application = award.application
    return Project(
        id=award.pk,
        fund_id=award.fund_id,
        year=award.fiscal_year.year,
        round_id=application.round_id if application else None,
        group=group,
        title=title,
        summary=application.summary if application and "summary" in shown.fields else "",
        decided_on=award.decided_on,
        state=award.lifecycle.states[award.state],
        decided=award.amount if with_yen else None,
        fixed=fixed if with_yen else None,
        sources=tuple(sources_of(award, with_yen=with_yen)),
    )


def sources_of(award: Award, *, with_yen: bool) -> list[Source]:
    """The sub-funds behind an award with their gifts and the donors who show themselves. 3 queries."""
    held = (
        Allocation.objects.filter(purpose=award.reference, lot__book__fund_code=award.fund.code)
        .values("lot__sub_fund", "lot__source")
        .annotate(yen=Sum("amount"))
        .order_by("lot__sub_fund")
    )
    parts = [(row["lot__sub_fund"], row["lot__source"], row["yen"]) for row in held if row["yen"]]
    gifts = {int(source.partition(":")[2]) for _, source, _ in parts if source.startswith("donation:")}
    named = {row.pk: as_public(row).name for row in publicly_shown().filter(pk__in=gifts)}
    yen: Counter[str] = Counter()
    behind: dict[str, set[int]] = {}
    for code, source, amount in parts:
        yen[code] += amount
        if source.startswith("donation:"):
            behind.setdefault(code, set()).add(int(source.partition(":")[2]))
    return [
        Source(
            sub_fund.code,
            sub_fund.name,
            yen[sub_fund.code] if with_yen else None,
            len(behind.get(sub_fund.code, ())),
            tuple(sorted({named[pk] for pk in behind.get(sub_fund.code, ()) if pk in named})),
        )
        for sub_fund in SubFund.objects.filter(fund_id=award.fund_id, code__in=yen).order_by("position", "pk")
    ]
