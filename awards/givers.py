"""Whose gifts an award is paid out of (R12), named as each donor chooses (R13)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from awards.models import Award
from awards.queries import LotShare, lots_behind
from donations.models import Donation
from donations.rules import public_name
from fund.permissions import may_read_books
from trail.services import SYSTEM

UNNAMED: Final = "氏名を公表しない寄附"
SOURCES: Final = {"opening": "前期繰越", "match": "市負担金"}
OTHER: Final = "その他の財源"


def in_office(award: Award, viewer: Any) -> bool:
    """Lots and entries of the books unfold for those who may read them. 1 query."""
    return viewer is SYSTEM or may_read_books(viewer, award.fund.code)


def sub_funds(award: Award, kinds: Iterable[str], viewer: Any) -> list[dict[str, Any]]:
    """What each sub-fund gave, in the order of the draw, with the gifts behind it. 4 queries."""
    rows = lots_behind(award, kinds)
    gifts = {
        f"donation:{gift.pk}": gift
        for gift in Donation.objects.filter(
            fund_id=award.fund_id,
            pk__in=[int(row.source.split(":")[1]) for row in rows if row.source.startswith("donation:")],
        ).select_related("donor")
    }
    reader = in_office(award, viewer)
    by_code: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_code.setdefault(row.sub_fund, []).append(_lot(row, gifts.get(row.source), reader))
    return [
        {
            "figure": "",
            "label": code,
            "sub_fund": code,
            "value": sum(lot["value"] for lot in lots),
            "lots": lots if reader else _unnamed_together(lots),
        }
        for code, lots in by_code.items()
    ]


def _lot(row: LotShare, gift: Donation | None, reader: bool) -> dict[str, Any]:
    """One gift's part (R13): the office reads its number, others the name its donor shows."""
    label = SOURCES.get(row.source.split(":")[0], row.source if reader else OTHER)
    if gift is not None:
        shown = gift.show_amount and gift.donor.kind != "unknown"
        name = public_name(gift.publicity, gift.donor.name, gift.alias) if shown or reader else None
        label = f"{gift.number} {name or '匿名'}" if reader else name or UNNAMED
    return {
        "figure": f"lot:{row.lot_id}" if reader else "",
        "label": label,
        "received_on": row.received_on.isoformat() if reader else "",
        "value": row.amount,
    }


def _unnamed_together(lots: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Gifts whose donors stay out of sight are one line, so that none can be told by its amount."""
    named = [lot for lot in lots if lot["label"] != UNNAMED]
    hidden = sum(lot["value"] for lot in lots if lot["label"] == UNNAMED)
    return [*named, {"figure": "", "label": UNNAMED, "received_on": "", "value": hidden}] if hidden else named
