"""Reading instalments and batches: what a person may see, what is ready to be paid, what is on its way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from awards.models import Award
from common.errors import NotFound
from disbursements.models import Instalment, PaymentBatch, Transfer
from disbursements.rules import PAYABLE_IN, is_payable
from fund.permissions import live_roles
from people.models import BankAccount
from people.permissions import memberships
from people.queries import live_accounts
from trail.services import SYSTEM, Actor

UNDER_WAY = ("listed", "exported")
OPEN = ("planned", "requested", "approved", "in_batch")

# The award's state decides whether an instalment may still be paid (R4, R5).
PAYABLE = Q(pk__in=[])
for _kind, _states in PAYABLE_IN.items():
    PAYABLE |= Q(kind=_kind, award__state__in=_states)


def visible_to(user: Actor) -> QuerySet[Instalment]:
    """Instalments of the person's groups once the results are out, and all of the funds they work for.

    Newest first. 1 query.
    """
    rows = Instalment.objects.select_related(
        "award__fund", "award__group", "award__application__round__policy_version"
    ).order_by("-pk")
    if user is SYSTEM:
        return rows
    told = Q(award__kind="designated") | Q(award__application__round__released_at__isnull=False)
    own = Q(award__group_id__in=memberships(user).values("group_id")) & told
    office = Q(award__fund_id__in=live_roles(user).values("fund_id"))
    return rows.filter(own | office)


def requested_instalment(user: Actor, instalment_id: int) -> Instalment:
    """One that was asked for, to whoever may see it. 1 query. Raises NotFound, also before that."""
    found = visible_to(user).filter(pk=instalment_id, request__isnull=False).first()
    if found is None:
        raise NotFound
    return found


def with_account_ready(rows: QuerySet[Instalment], at: datetime) -> QuerySet[Instalment]:
    """Each with `account_ready`: the group's account is confirmed and its hold is over at `at` (R14)."""
    usable = BankAccount.objects.filter(
        group_id=OuterRef("award__group_id"), state="verified", held_until__lte=at
    )
    return rows.annotate(account_ready=Exists(usable))


def with_transfers(rows: QuerySet[Instalment]) -> QuerySet[Instalment]:
    """Instalments with their transfers and the batches of those at hand. 2 queries, any size."""
    transfers = Transfer.objects.select_related("batch").defer("batch__file").order_by("pk")
    return rows.prefetch_related(Prefetch("transfers", queryset=transfers))


def ready_for_batch(rows: QuerySet[Instalment]) -> QuerySet[Instalment]:
    """Those of `rows` that a batch may take now: approved, of an award in force."""
    return rows.filter(PAYABLE, state="approved")


def visible_batches(user: Actor) -> QuerySet[PaymentBatch]:
    """The batches of the funds a person works for, each with `transfer_count`, without the file's bytes.

    Newest first. 1 query.
    """
    rows = (
        PaymentBatch.objects.select_related("fund")
        .defer("file")
        .annotate(transfer_count=Count("transfers"))
        .order_by("-pk")
    )
    return rows if user is SYSTEM else rows.filter(fund_id__in=live_roles(user).values("fund_id"))


def with_lines(batches: QuerySet[PaymentBatch]) -> QuerySet[PaymentBatch]:
    """Batches with their transfers, instalments, awards and groups at hand. 2 queries, any size."""
    lines = Transfer.objects.select_related(
        "instalment__award__group", "instalment__award__application__round"
    ).order_by("pk")
    return batches.select_related("created_by", "prepared_by", "approved_by").prefetch_related(
        Prefetch("transfers", queryset=lines)
    )


def accounts_of(group_ids: Iterable[int]) -> dict[int, BankAccount]:
    """The live account of each group that has one. 1 query."""
    rows = live_accounts().filter(group_id__in=set(group_ids)).select_related("group")
    return {row.group_id: row for row in rows}


def with_open_instalments(awards: Iterable[Award]) -> set[int]:
    """Ids of awards for which money may still leave: an instalment is on its way, or one failed and may be
    tried again. 1 query."""
    states = {award.pk: award.state for award in awards}
    rows = Instalment.objects.filter(award_id__in=states, state__in=[*OPEN, "failed"])
    return {
        award_id
        for award_id, kind, state in rows.values_list("award_id", "kind", "state")
        if state != "failed" or is_payable(kind, states[award_id])
    }


def transfer_under_way(award: Award) -> bool:
    """Whether a transfer of the award stands in a batch and its end is not known. 1 query."""
    return Transfer.objects.filter(instalment__award=award, live=True, state__in=UNDER_WAY).exists()


def payment_keys(rows: Iterable[Transfer]) -> list[str]:
    """The names under which the ledger knows the payments of transfers."""
    return [payment_key(row) for row in rows]


def payment_key(transfer: Transfer) -> str:
    return f"transfer:{transfer.pk}"
