"""The journey of one's own gift (D2): from the payment over its sub-fund to projects and their reports.

What is told is what everybody may know of awards, with the giver's own yen; no coin buys a thing, so each
share comes with how it was worked out: first in, first out within the sub-fund (R12).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.db.models import Min

from awards.models import Award, Report
from awards.queries.reporting import PublishedPhoto, published_photos_of
from common import clock
from donations.models import Donation
from donations.queries import Journey, donation_journey
from fund.models import Round
from ledger.models import Allocation, JournalEntry
from transparency.queries.awards import names_of, public_awards, publication_of
from transparency.queries.gifts import PURPOSES

TO_COME: Final = ("published", "open", "closed", "reviewing", "deciding")
REPORTED: Final = ("accepted", "fixed")


@dataclass(frozen=True)
class Share:
    """A part of a gift, in yen. `kind` is award, or a purpose of the ledger (fee, refund, overflow …).

    Of an award: what it drew from the gift's sub-fund is before + amount + after (`before` from money that
    came in earlier, `after` from later); both are None where its call publishes no yen.
    """

    kind: str
    label: str
    amount: int
    project_id: int | None = None
    group: str = ""
    decided_on: date | None = None
    paid_on: date | None = None
    reported_on: date | None = None
    report_due_on: date | None = None
    before: int | None = None
    after: int | None = None
    photo: PublishedPhoto | None = None

    @property
    def drawn(self) -> int | None:
        """What the award drew from the sub-fund in all."""
        return None if self.before is None or self.after is None else self.before + self.amount + self.after


@dataclass(frozen=True)
class Stage:
    """A step on the way: `state` is done, now or next."""

    code: str
    state: str
    on: date | None = None


@dataclass(frozen=True)
class Story:
    """A gift with its stages and shares; shares + left + not_in = amount. Yen.

    `left` is still in the sub-fund, `not_in` was not received (or waits for its sub-fund).
    `next_decision_on`: the day of the next committee.
    """

    donation: Donation
    stages: tuple[Stage, ...]
    shares: tuple[Share, ...]
    left: int
    not_in: int
    next_decision_on: date | None


def story_of(donation: Donation) -> Story:
    """The journey of a gift as its giver may know it. At most 10 queries, any size.

    Fund and sub-fund must be at hand. Who may ask is the caller's check.
    """
    journey = donation_journey(donation)
    ids = [int(name.partition(":")[2]) for name in journey.used if name.startswith("award:")]
    awards = {award.reference: award for award in public_awards().filter(pk__in=ids)}
    drawn = _drawn(donation, awards)
    paid, reported = _paid(donation, awards), _reported(awards.values())
    photos = published_photos_of(award.pk for award in awards.values())
    left, shares = journey.left, []
    for purpose, amount in journey.used.items():
        award = awards.get(purpose)
        if award is not None:
            share = _share(award, amount, drawn.get(purpose), paid.get(purpose), reported)
            shares.append(replace(share, photo=next(iter(photos.get(award.pk, ())), None)))
        elif purpose.startswith("award:"):
            left += amount
        else:
            shares.append(Share(purpose, PURPOSES.get(purpose, "その他"), amount))
    shares.sort(key=lambda share: (share.kind != "award", share.decided_on or date.min, -share.amount))
    return Story(
        donation,
        tuple(_stages(donation, shares, left)),
        tuple(shares),
        left,
        _not_in(donation, journey),
        _next_decision(donation) if left or donation.received_on is None else None,
    )


def _not_in(donation: Donation, journey: Journey) -> int:
    return donation.amount - sum(journey.used.values()) - journey.left


def _share(
    award: Award,
    amount: int,
    drawn: tuple[int, int] | None,
    paid_on: date | None,
    reported: dict[int, date],
) -> Share:
    shown = publication_of(award)
    group, title = names_of(award, shown)
    before, after = drawn if drawn and "decided" in shown.fields else (None, None)
    return Share(
        kind="award",
        label=title or group,
        amount=amount,
        project_id=award.pk,
        group=group,
        decided_on=award.decided_on,
        paid_on=paid_on,
        reported_on=reported.get(award.pk),
        report_due_on=award.report_due_on,
        before=before,
        after=after,
    )


def _drawn(donation: Donation, purposes: Collection[str]) -> dict[str, tuple[int, int]]:
    """By award: what it drew from the gift's sub-fund out of earlier and out of later money. 1 query."""
    source = f"donation:{donation.pk}"
    rows = Allocation.objects.filter(
        purpose__in=purposes,
        lot__book__fund_code=donation.fund.code,
        lot__sub_fund=donation.sub_fund.code if donation.sub_fund else "",
    ).values_list("purpose", "amount", "lot__source", "lot__is_opening", "lot__received_on", "lot_id")
    by_award: dict[str, list[tuple[tuple[bool, date, str], str, int]]] = defaultdict(list)
    for purpose, amount, origin, is_opening, received_on, lot_id in rows:
        # The order in which the ledger draws on lots.
        by_award[purpose].append(((not is_opening, received_on, str(lot_id)), origin, amount))
    found = {}
    for purpose, parts in by_award.items():
        own = min((key for key, origin, _ in parts if origin == source), default=None)
        if own is not None:
            others = [(key, amount) for key, origin, amount in parts if origin != source]
            before = sum(amount for key, amount in others if key < own)
            found[purpose] = (before, sum(amount for key, amount in others if key > own))
    return found


def _paid(donation: Donation, references: Collection[str]) -> dict[str, date]:
    """By award the day of its first payment that was not taken back. 1 query."""
    rows = JournalEntry.objects.filter(
        book__fund_code=donation.fund.code,
        kind="payment",
        reference__in=references,
        reversed_by__isnull=True,
    )
    first = rows.order_by().values("reference").annotate(on=Min("occurred_on"))
    return {row["reference"]: row["on"] for row in first}


def _reported(awards: Iterable[Award]) -> dict[int, date]:
    """By award the day on which the report was handed in that the office accepted. 1 query."""
    rows = Report.objects.filter(award__in=list(awards), kind="final", state__in=REPORTED)
    return {
        award: at.astimezone(clock.JST).date()
        for award, at in rows.values_list("award_id", "submitted_at")
        if at is not None
    }


def _stages(donation: Donation, shares: Iterable[Share], left: int) -> list[Stage]:
    grants = [share for share in shares if share.kind == "award"]
    over = donation.state in ("refunded", "failed", "lapsed")
    received = donation.received_on
    decided = max((row.decided_on for row in grants if row.decided_on), default=None)
    days = [
        ("received", received),
        ("sub_fund", received if donation.sub_fund is not None else None),
        ("allocated", None if left else decided),
        ("paid", _last([row.paid_on for row in grants])),
        ("reported", _last([row.reported_on for row in grants])),
    ]
    stages, waiting = [], not over
    for code, on in days:
        state = "done" if on is not None else "now" if waiting else "next"
        waiting = waiting and on is not None
        stages.append(Stage(code, state, on))
    return stages


def _last(days: list[date | None]) -> date | None:
    """The last of the days once all of them are known."""
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def _next_decision(donation: Donation) -> date | None:
    """The day of the fund's next committee. 1 query."""
    coming = Round.objects.filter(
        fund_id=donation.fund_id, state__in=TO_COME, committee_on__gte=clock.today()
    )
    day: date | None = coming.aggregate(on=Min("committee_on"))["on"]
    return day
