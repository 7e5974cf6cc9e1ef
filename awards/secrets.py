"""What the results have not told yet, for donors who follow their gift."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from awards.models import Award


def untold_uses(purposes: Collection[str]) -> set[str]:
    """Those of the purposes (`award:12`) whose award nobody outside the office may know of yet. 1 query."""
    ids = {int(name[6:]) for name in purposes if name.startswith("award:") and name[6:].isdecimal()}
    told = Q(application__round__released_at__isnull=False) | (Q(kind="designated") & ~Q(state="offered"))
    hidden = Award.objects.filter(pk__in=ids).exclude(told).values_list("pk", flat=True)
    return {f"award:{pk}" for pk in hidden}
