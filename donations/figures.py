"""Figures of gifts and of the city's match, explained (`donation:5:amount`, `match:3:amount`)."""

from __future__ import annotations

from typing import Any

from common.errors import NotFound
from donations import queries, rules
from donations.models import CityMatch, Donation
from donations.queries import Journey
from fund.permissions import may_read_books
from ledger.explain import Explanation, entry_rows, require_reader
from ledger.models import JournalLine
from trail.services import SYSTEM

USES: dict[str, tuple[str, str]] = {
    "award": ("助成金", "a grant"),
    "fee": ("事務費", "running costs"),
    "refund": ("返金", "paid back to the donor"),
    "overflow": ("ほかの指定枠への超過分の振替", "surplus moved to another sub-fund"),
    "transfer": ("ほかの指定枠への振替", "moved to another sub-fund"),
    "shortage": ("指定枠の不足の補填", "making good a shortage"),
}
LEFT = ("まだ使われていない分", "not used yet")
NOT_IN = ("まだ受領していない分", "not received yet")
WAITING = ("仮受金(指定の確定待ち)", "waiting for its sub-fund")


def use_of(purpose: str) -> tuple[str, str]:
    """What a purpose of the ledger is called, in Japanese and English."""
    return USES.get(purpose.partition(":")[0], (purpose, purpose))


def where_it_is(donation: Donation, journey: Journey) -> list[tuple[str, tuple[str, str], int]]:
    """(figure, label, yen) of every part of a gift; together they are the gift."""
    parts = [
        (f"{purpose}:amount" if purpose.startswith("award:") else "", use_of(purpose), amount)
        for purpose, amount in journey.used.items()
    ]
    if journey.left:
        parts.append(("", LEFT, journey.left))
    rest = donation.amount - sum(amount for _, _, amount in parts)
    if rest:
        parts.append(("", WAITING if donation.state == "received" else NOT_IN, rest))
    return parts


def explain_donation(rest: list[str], viewer: Any) -> Explanation:
    """`[id, "amount"]` to the gift's own donor and the fund's office; entries to the office alone.

    Raises NotFound.
    """
    found = queries.visible_to(viewer).filter(pk=_id(rest)).first()
    if viewer is SYSTEM:
        found = Donation.objects.select_related("fund", "sub_fund").filter(pk=_id(rest)).first()
    if found is None:
        raise NotFound
    entries: list[dict[str, Any]] = []
    if viewer is SYSTEM or may_read_books(viewer, found.fund_code):
        lines = JournalLine.objects.filter(
            entry__reference=f"donation:{found.pk}", entry__book__fund_code=found.fund_code
        )
        entries = entry_rows(lines)
    journey = queries.known_journeys(viewer, [found])[found.pk]
    return {
        "figure": f"donation:{found.pk}:amount",
        "value": found.amount,
        "rule": "R12",
        "inputs": {
            "number": found.number,
            "state": found.state,
            "sub_fund": found.sub_fund.code if found.sub_fund else "",
            "received_on": found.received_on.isoformat() if found.received_on else "",
        },
        "parts": [
            {"figure": figure, "label": label[0], "label_en": label[1], "value": amount}
            for figure, label, amount in where_it_is(found, journey)
        ],
        "entries": entries,
    }


def explain_match(rest: list[str], viewer: Any) -> Explanation:
    """`[round id, "amount"]` to the fund's office: R11's terms and the entries. Raises NotFound."""
    matches = CityMatch.objects.select_related("round__fund", "round__policy_version", "sub_fund")
    found = matches.filter(round_id=_id(rest)).first()
    if found is None:
        raise NotFound
    require_reader(viewer, found.fund_code)
    policy = found.round.policy.city_match
    working = rules.city_match([found.base], policy) if policy is not None else None
    lines = JournalLine.objects.filter(
        entry__reference=f"match:{found.round_id}",
        entry__book__fund_code=found.fund_code,
        account__code="4020",
    )
    return {
        "figure": f"match:{found.round_id}:amount",
        "value": found.amount,
        "rule": "R11",
        "inputs": {
            "base": found.base,
            "terms": working.terms if working else {},
            "binding": list(working.binding) if working else [],
            "returned": found.returned,
        },
        "parts": [],
        "entries": entry_rows(lines),
    }


def _id(rest: list[str]) -> int:
    known = len(rest) == 2 and rest[1] == "amount" and rest[0].isascii() and rest[0].isdecimal()
    if not known or len(rest[0]) > 18:
        raise NotFound
    return int(rest[0])
