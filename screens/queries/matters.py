"""Applications and awards of a person's groups as plain values, as far as a group may know them.

Constant queries, whatever their number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.db.models.fields.json import KT

from applications.models import Application, CorrectionRequest
from applications.permissions import shown_state
from applications.queries import visible_to
from awards.models import Award, Refund
from awards.permissions import is_told
from awards.reminders import refunds as open_refunds
from common.clock import JST
from disbursements.models import Instalment, Transfer
from fund.models import Round
from people.models import Group
from people.permissions import memberships
from screens.rules.matters import CallDates, Correction, Grant, Matter, Payment, Reporting
from trail.services import Actor


@dataclass(frozen=True)
class Found:
    """One matter with its rows: an application, its award, or both."""

    matter: Matter
    group: Group
    application: Application | None = None
    award: Award | None = None


def own_applications(user: Actor) -> QuerySet[Application]:
    """The applications of the groups somebody belongs to, without what was thrown away. 1 query."""
    groups = memberships(user).values("group_id")
    return visible_to(user).filter(group_id__in=groups).exclude(state="discarded").order_by("pk")


def matters_of(user: Actor) -> list[Found]:
    """All matters of a person's groups. 7 queries."""
    applications = list(with_corrections(own_applications(user)))
    groups = memberships(user).values("group_id")
    awards = awards_at_hand(Award.objects.filter(group_id__in=groups))
    return matched(applications, awards)


def with_corrections(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Applications with what is asked of them now, as `asked`, and of the draft its title alone."""
    asked = CorrectionRequest.objects.filter(state="open")
    titled = rows.defer("draft").annotate(typed_title=KT("draft__title"))
    return titled.prefetch_related(Prefetch("corrections", queryset=asked, to_attr="asked"))


def awards_at_hand(rows: QuerySet[Award]) -> list[Award]:
    """Awards that their groups may know of, with payments, reports and open refunds. 6 queries."""
    transfers = Transfer.objects.filter(live=True).select_related("batch").defer("batch__file")
    payments = Instalment.objects.order_by("pk").prefetch_related(
        Prefetch("transfers", queryset=transfers, to_attr="on_the_way")
    )
    related = ("group", "fund", "application__round__fund", "fixing")
    found = rows.select_related(*related).defer("application__draft").order_by("pk")
    refunds: QuerySet[Refund] = open_refunds()
    loaded = found.prefetch_related(
        Prefetch("instalments", queryset=payments, to_attr="payments"),
        Prefetch("refunds", queryset=refunds, to_attr="owed"),
        "reports",
    )
    return [award for award in loaded if is_told(award)]


def matched(applications: Iterable[Application], awards: Iterable[Award]) -> list[Found]:
    """Each application with its award, then the awards without an application. No query."""
    by_application: dict[int, Award] = {}
    designated = []
    for award in awards:
        if award.application_id is None:
            designated.append(award)
        else:
            by_application[award.application_id] = award
    found = [
        Found(matter_of(row, by_application.get(row.pk)), row.group, row, by_application.get(row.pk))
        for row in applications
    ]
    return found + [Found(Matter("", grant=_grant(award)), award.group, award=award) for award in designated]


def matter_of(application: Application, award: Award | None) -> Matter:
    asked: list[CorrectionRequest] = application.asked  # type: ignore[attr-defined]
    return Matter(
        shown_state(application),
        _dates(application.round),
        Correction(asked[0].number, asked[0].due_on) if asked else None,
        _grant(award) if award is not None and application.state != "withdrawn" else None,
    )


def _dates(call: Round) -> CallDates:
    return CallDates(
        call.closes_at.astimezone(JST),
        call.review_opens_at.astimezone(JST).date(),
        call.committee_on,
        call.decided_on,
        call.project_to,
        call.report_due_on,
    )


def _grant(award: Any) -> Grant:
    fixing = getattr(award, "fixing", None)
    owed = award.owed[0] if award.owed else None
    reports = sorted(award.reports.all(), key=lambda row: (row.due_on, row.pk))
    return Grant(
        award.state,
        award.amount,
        award.accept_by,
        award.accepted_at is not None,
        award.project_to,
        tuple(_payment(row) for row in award.payments if row.state != "void"),
        tuple(Reporting(row.kind, row.state, row.due_on) for row in reports),
        owed.due_on if owed else None,
        owed.left if owed else 0,
        fixing.fixed if fixing is not None and fixing.state == "approved" else None,
    )


def _payment(row: Any) -> Payment:
    day = row.on_the_way[0].batch.pay_on if row.on_the_way and row.state == "in_batch" else None
    return Payment(row.kind, row.state, row.amount, row.paid_on, day)
