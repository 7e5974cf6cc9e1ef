"""What every list asks alike."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet


def state_counts(rows: QuerySet[Any], by: str = "state") -> dict[str, int]:
    """How many of `rows` stand where, by the field `by`; the caller has scoped them. 1 query."""
    # Telling rows apart means reading and sorting them all: only where a join may bring one twice.
    number = Count("pk", distinct=True) if _may_repeat(rows) else Count("*")
    counted = rows.order_by().values(by).annotate(n=number)
    return dict(counted.values_list(by, "n"))


def _may_repeat(rows: QuerySet[Any]) -> bool:
    """Whether a join to many rows stands in the query already."""
    fields = [getattr(join, "join_field", None) for join in rows.query.alias_map.values()]
    return any(field is not None and (field.one_to_many or field.many_to_many) for field in fields)
