"""Reading messages: by whoever may see the application, with what they have not read."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from applications.models import Application, Message, ReadMark
from applications.permissions import CORRESPONDENTS
from applications.queries import visible_to
from common.errors import NotFound
from fund.permissions import live_roles
from people.permissions import memberships
from trail.services import Actor


def threads(user: Actor) -> QuerySet[Any]:
    """One row for each application that a person may see and that has messages: its last one, with `unread`,
    the other side's messages after the person's mark. Auditors leave no mark, so nothing is unread. 1 query.
    """
    last = Message.objects.order_by().values("application").annotate(last=Max("pk")).values("last")
    rows = Message.objects.filter(pk__in=last, application__in=visible_to(user).values("pk"))
    marks = ReadMark.objects.filter(application=OuterRef("application_id"), reader_id=user.pk)
    mark = marks.order_by("-upto").values("upto_id")[:1]
    unread = Message.objects.filter(
        application=OuterRef("application_id"), side=OuterRef("other_side"), pk__gt=OuterRef("seen")
    )
    counted = unread.order_by().values("application").annotate(count=Count("pk")).values("count")
    return (
        rows.select_related("author", "application__group", "application__round")
        .annotate(
            other_side=_other_side(user),
            seen=Coalesce(Subquery(mark), Value(0), output_field=BigIntegerField()),
        )
        .annotate(unread=Coalesce(Subquery(counted), Value(0)))
    )


def _other_side(user: Actor) -> Case:
    group = Q(application__group__in=memberships(user).values("group_id"))
    funds = live_roles(user).filter(role__in=CORRESPONDENTS).values("fund_id")
    return Case(
        When(group, then=Value("office")),
        When(application__round__fund__in=funds, then=Value("group")),
        default=Value(""),
        output_field=CharField(),
    )


def messages_of(user: Actor, application_id: int) -> QuerySet[Any]:
    """The messages about an application with their files, each with `read_at`, when the other side first
    read it. 3 queries. Raises NotFound."""
    found: Application | None = visible_to(user).filter(pk=application_id).first()
    if found is None:
        raise NotFound
    read = ReadMark.objects.filter(application=OuterRef("application_id"), upto__gte=OuterRef("pk"))
    first = read.exclude(side=OuterRef("side")).order_by("at", "pk").values("at")[:1]
    rows = Message.objects.filter(application=found).select_related("author")
    return rows.prefetch_related("files__document_type").annotate(read_at=Subquery(first))
