"""Reading donations: what came in, what the public sees of it, and where each yen went."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from common.calendar import fiscal_year_bounds
from donations import rules
from donations.models import CityMatch, Donation, Donor, Receipt
from fund.models import Fund, Round
from fund.permissions import live_roles
from fund.policy import MatchPolicy
from fund.queries import book_of_year
from ledger import queries as ledger_queries
from ledger.models import Allocation, Lot
from people.permissions import as_person
from trail.services import SYSTEM, Actor

secret_uses: list[Callable[[Collection[str]], set[str]]] = []
"""Rooms above say which uses of gifts (`award:12`) the public may not know of yet, out of those asked."""

KEEPERS = ("administrator", "officer", "cashier", "auditor")
"""Office roles that see donors with address and e-mail."""


def visible_to(user: Actor) -> QuerySet[Donation]:
    """A person's own gifts, and every gift to the funds they work for; newest first. 1 query."""
    own = Q(donor__user_id=person) if (person := as_person(user)) is not None else Q(pk__in=[])
    office = Q(fund_id__in=live_roles(user).values("fund_id"))
    return (
        Donation.objects.filter(own | office)
        .select_related("fund", "donor", "sub_fund")
        .order_by("-pledged_at", "-pk")
    )


def with_receipts(donations: QuerySet[Donation]) -> QuerySet[Donation]:
    """Donations with their receipts at hand, the latest last. 2 queries, any size."""
    return donations.prefetch_related(Prefetch("receipts", queryset=Receipt.objects.order_by("pk")))


def has_given(user: Actor) -> bool:
    """Whether gifts are recorded in a person's name. 1 query."""
    return own_donations(user).exists()


def visible_donors(user: Actor) -> QuerySet[Donor]:
    """A person's own records as a donor, and those of the funds whose donors they keep. 1 query."""
    own = Q(user_id=person) if (person := as_person(user)) is not None else Q(pk__in=[])
    kept = Q(fund_id__in=live_roles(user).filter(role__in=KEEPERS).values("fund_id"))
    return Donor.objects.filter(own | kept).select_related("fund").order_by("-pk")


def visible_receipts(user: Actor) -> QuerySet[Receipt]:
    """The receipts of a person's own gifts, and those of the funds they work for. 1 query."""
    own = Q(donation__donor__user_id=person) if (person := as_person(user)) is not None else Q(pk__in=[])
    office = Q(fund_id__in=live_roles(user).values("fund_id"))
    rows = Receipt.objects.filter(own | office)
    return rows.select_related("fund", "donation__sub_fund", "donation__donor", "replaces").order_by("-pk")


def own_donations(user: Actor) -> QuerySet[Donation]:
    """A person's own gifts, newest first. 1 query."""
    return visible_to(user).filter(donor__user_id=as_person(user) or 0)


def own_gifts_of_year(user: Actor, calendar_year: int) -> list[Donation]:
    """A person's own gifts that came in in a calendar year and count, fund by fund in the order of their
    days, each with its receipts. 2 queries."""
    rows = own_donations(user).filter(state__in=Donation.COUNTED, received_on__year=calendar_year)
    return list(with_receipts(rows).order_by("fund_id", "received_on", "pk"))


@dataclass(frozen=True)
class YearTotal:
    """What a person gave in a calendar year, as the tax return counts: yen received, and how many gifts."""

    year: int
    amount: int
    gifts: int


def own_year_totals(user: Actor) -> list[YearTotal]:
    """A person's gifts that count, by calendar year of receipt, newest first. 1 query."""
    rows = (
        own_donations(user)
        .filter(state__in=Donation.COUNTED, received_on__isnull=False)
        .order_by()
        .values("received_on__year")
        .annotate(yen=Sum("amount"), gifts=Count("pk"))
        .order_by("-received_on__year")
    )
    return [YearTotal(row["received_on__year"], row["yen"], row["gifts"]) for row in rows]


def received_by_sub_fund(fund: Fund, year: int) -> dict[str, int]:
    """What each sub-fund received in gifts in a fiscal year, refunds taken off (yen). 2 queries."""
    book = book_of_year(fund, year)
    return ledger_queries.received_by_sub_fund(book, book.ends_on)


def matchable(call: Round, policy: MatchPolicy) -> QuerySet[Donation]:
    """The gifts that count for the city's match of this round (R11): received and not paid back,
    flagged, in a sub-fund that the city matches, within its window, in no other round's match."""
    return Donation.objects.filter(
        Q(match__isnull=True) | Q(match__round=call),
        fund_id=call.fund_id,
        state__in=Donation.COUNTED,
        match_eligible=True,
        sub_fund__match_eligible=True,
        received_on__gte=policy.received_from,
        received_on__lte=policy.received_to,
    ).order_by("pk")


def match_of(call: Round) -> CityMatch | None:
    """The city's match of a round, if one was prepared. 1 query."""
    return CityMatch.objects.filter(round=call).select_related("round__fund", "sub_fund").first()


@dataclass(frozen=True)
class PublicDonation:
    """One gift as the public may read it (R13). `amount` is None where the donor hides it."""

    id: int
    name: str
    amount: int | None
    sub_fund: str
    received_on: date


def publicly_shown() -> QuerySet[Donation]:
    """Gifts whose donors show a name or an alias, newest first (R13). Anonymous ones are not there,
    not even as a row. 1 query."""
    return (
        Donation.objects.filter(state__in=Donation.COUNTED, sub_fund__isnull=False)
        .exclude(publicity="anonymous")
        .exclude(publicity="alias", alias="")
        .exclude(publicity="name", donor__name="")
        .exclude(donor__kind="unknown")
        .select_related("fund", "donor", "sub_fund")
        .order_by("-received_on", "-pk")
    )


def as_public(row: Donation) -> PublicDonation:
    """One of `publicly_shown` as the public may read it. No query."""
    name = rules.public_name(row.publicity, row.donor.name, row.alias)
    assert name is not None, "an anonymous gift is not shown"
    assert row.sub_fund is not None
    assert row.received_on is not None
    amount = row.amount if row.show_amount else None
    return PublicDonation(row.pk, name, amount, row.sub_fund.code, row.received_on)


def public_donations(fund: Fund, year: int | None = None) -> list[PublicDonation]:
    """A fund's `publicly_shown` gifts, of one fiscal year or all. 1 query."""
    rows = publicly_shown().filter(fund=fund)
    if year is not None:
        first, last = fiscal_year_bounds(year)
        rows = rows.filter(received_on__gte=first, received_on__lte=last)
    return [as_public(row) for row in rows]


def donor_register(fund: Fund, year: int) -> QuerySet[Donation]:
    """The donor register (寄附者名簿) of a fiscal year: every gift that counts, by day. 1 query."""
    first, last = fiscal_year_bounds(year)
    return (
        Donation.objects.filter(
            fund=fund, state__in=Donation.COUNTED, received_on__gte=first, received_on__lte=last
        )
        .select_related("donor", "sub_fund")
        .order_by("received_on", "pk")
    )


@dataclass(frozen=True)
class Journey:
    """Where one gift went (R12): yen by purpose (`award:12`, `fee`, `refund`), and what is still there."""

    amount: int
    used: dict[str, int]
    left: int


def donation_journey(donation: Donation) -> Journey:
    """The yen of one gift through the lots, over all years. 2 queries."""
    return donation_journeys([donation])[donation.pk]


def donation_journeys(donations: Iterable[Donation]) -> dict[int, Journey]:
    """The journeys of many gifts, by donation id. 2 queries, any number."""
    gifts = {f"donation:{gift.pk}": gift for gift in donations}
    funds = {gift.fund.code for gift in gifts.values()}
    lots = Lot.objects.filter(source__in=gifts, book__fund_code__in=funds)
    source_of = dict(lots.values_list("pk", "source"))
    used: dict[str, dict[str, int]] = {source: {} for source in gifts}
    moves = Allocation.objects.filter(lot_id__in=source_of).values_list("lot_id", "purpose", "amount")
    for lot_id, purpose, amount in moves.order_by("pk"):
        by_purpose = used[source_of[lot_id]]
        by_purpose[purpose] = by_purpose.get(purpose, 0) + amount
    result = {}
    # A lot that goes on into the next year's book keeps its source: all years together make the gift.
    for source, gift in gifts.items():
        spent = {purpose: amount for purpose, amount in used[source].items() if amount}
        counted = gift.amount if source in source_of.values() else 0
        result[gift.pk] = Journey(gift.amount, spent, counted - sum(spent.values()))
    return result


def known_journeys(viewer: Actor, donations: Iterable[Donation]) -> dict[int, Journey]:
    """The journeys as this person may know them: what the results have not told yet looks unused to
    people outside the office. At most 3 queries and one for each rule of `secret_uses`."""
    gifts = list(donations)
    journeys = donation_journeys(gifts)
    office = set(live_roles(viewer).values_list("fund_id", flat=True))
    told = [gift.pk for gift in gifts if viewer is not SYSTEM and gift.fund_id not in office]
    uses = {purpose for pk in told for purpose in journeys[pk].used}
    secret = set().union(*(rule(uses) for rule in secret_uses)) if uses else set()
    for pk in told:
        journey = journeys[pk]
        hidden = sum(amount for purpose, amount in journey.used.items() if purpose in secret)
        if hidden:
            used = {purpose: amount for purpose, amount in journey.used.items() if purpose not in secret}
            journeys[pk] = Journey(journey.amount, used, journey.left + hidden)
    return journeys
