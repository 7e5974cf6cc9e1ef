"""Which awards everybody may know of, and what their calls let be told of them (N16)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from awards.models import Award
from fund.policy import Publication


def public_awards() -> QuerySet[Award]:
    """Awards everybody may know of: results are out, or a designated one in force; 1 query."""
    told = Q(application__round__released_at__isnull=False)
    designated = Q(kind="designated") & ~Q(state__in=("offered", "declined_by_group"))
    return Award.objects.filter(told | designated).select_related(
        "fund", "fiscal_year", "group", "sub_fund", "application__department", "application__round", "fixing"
    )


def standing_awards() -> QuerySet[Award]:
    """Those of them that became a project: nobody turned the offer down or withdrew. 1 query."""
    gone = Q(state="declined_by_group") | Q(application__state="withdrawn")
    return public_awards().exclude(gone)


def publication_of(award: Award) -> Publication:
    """What may be told of an award: its department's call says; a designated one has the defaults."""
    return Publication() if award.application is None else award.application.department.rules.publication


def names_of(award: Award, shown: Publication) -> tuple[str, str]:
    """Group and title as far as the call publishes them; empty where it does not."""
    title = award.application.title if award.application else ""
    return (
        award.group.name if "group" in shown.fields else "",
        title if "title" in shown.fields else "",
    )


def fixed_amount(award: Award) -> int | None:
    """The fixed amount once two people fixed it (R5), in yen."""
    fixing = getattr(award, "fixing", None)
    return fixing.fixed if fixing is not None and fixing.state == "approved" else None
