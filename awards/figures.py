"""An award's figures, explained (`award:12:fixed`): down to budget rows, report rows, payments and gifts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from django.db.models import Q

from awards.models import AmountFixing, Award, Cancellation, Decision, Promotion, Report
from awards.queries import LotShare, lots_behind, refunded_for, visible_to
from common.errors import NotFound
from donations.models import Donation
from donations.rules import public_name
from fund.permissions import may_read_books
from ledger import queries as ledger
from ledger.explain import Explanation, entry_rows
from ledger.models import JournalLine
from trail.services import SYSTEM

DECIDED: Final = ("award", "payout", "award_reversal", "award_change")
"""Kinds of entries that make up what was decided; with `fixing` what was fixed."""

UNNAMED: Final = "氏名を公表しない寄附"
SOURCES: Final = {"opening": "前期繰越", "match": "市負担金"}


def explain_award(rest: list[str], viewer: Any) -> Explanation:
    """`[id, name]` with amount, fixed, paid, refunded or balance, to whoever may see the award.

    Raises NotFound. Constant queries.
    """
    known = len(rest) == 2 and rest[1] in EXPLAINED and rest[0].isascii() and rest[0].isdecimal()
    if not known or len(rest[0]) > 18:
        raise NotFound
    award = visible_to(viewer).filter(pk=int(rest[0])).first()
    if award is None:
        raise NotFound
    return EXPLAINED[rest[1]](award, viewer)


def _amount(award: Award, viewer: Any) -> Explanation:
    """R1's terms (a designated award: R12's), and the gifts out of which it was granted."""
    working = _working(award)
    return {
        "figure": f"award:{award.pk}:amount",
        "value": award.amount,
        "rule": "R12" if award.kind == "designated" else "R1",
        "inputs": {
            **working,
            "version": award.version,
            "figures": _application_figures(award, ("eligible", "total", "other_income", "requested")),
        },
        "parts": _sub_funds(award, DECIDED, viewer),
        "entries": entry_rows(_lines(award, "5010", DECIDED)),
    }


def _working(award: Award) -> dict[str, Any]:
    """The terms under which the award was decided; a later change lowers it below them."""
    if award.application_id is None:
        return {"terms": {"payout": award.amount}, "binding": ["payout"]}
    decision = Decision.objects.filter(application_id=award.application_id).first()
    promotion = Promotion.objects.filter(application_id=award.application_id, state="approved").last()
    source = promotion or decision
    if source is None:
        return {"terms": {}, "binding": []}
    return {
        "terms": source.terms,
        "binding": source.binding,
        "decided": source.amount,
        "outcome": source.outcome,
        "rate": award.rate,
        "full": decision.full if decision else None,
    }


def _fixed(award: Award, viewer: Any) -> Explanation:
    """R5's terms down to the report's rows, and the gifts out of which the fixed amount was paid."""
    fixing = AmountFixing.objects.filter(award=award, state="approved").select_related("report").first()
    if fixing is None:
        raise NotFound
    kinds = (*DECIDED, "fixing")
    return {
        "figure": f"award:{award.pk}:fixed",
        "value": fixing.fixed,
        "rule": "R5",
        "inputs": {
            "terms": fixing.terms,
            "binding": fixing.binding,
            "rate": award.rate,
            "accepted_eligible": fixing.accepted_eligible,
            "disallowed": fixing.disallowed,
            "ineligible": fixing.ineligible,
            "actual_total": fixing.actual_total,
            "actual_other_income": fixing.actual_other_income,
            "rows": _report_rows(fixing.report) if fixing.report else [],
            "figures": [
                {"figure": f"award:{award.pk}:amount", "label": "award", "value": award.amount},
                *_application_figures(award, ("eligible", "total", "other_income")),
            ],
        },
        "parts": _sub_funds(award, kinds, viewer),
        "entries": entry_rows(_lines(award, "5010", kinds)),
    }


def _report_rows(report: Report) -> list[dict[str, Any]]:
    """The vouchers with their verdicts, each with the budget row it was planned as. 1 query."""
    return [
        {
            "position": row.position,
            "label": f"{row.category} {row.description}".strip(),
            "paid_on": row.paid_on.isoformat() if row.paid_on else "",
            "value": row.amount,
            "accepted": row.accepted,
            "verdict": row.verdict,
            "reason": row.verdict_reason,
            "budget_row": None
            if row.budget_row is None
            else {
                "position": row.budget_row.position,
                "label": f"{row.budget_row.category} {row.budget_row.description}".strip(),
                "value": row.budget_row.amount,
            },
        }
        for row in report.rows.select_related("budget_row")
    ]


def _application_figures(award: Award, names: Iterable[str]) -> list[dict[str, Any]]:
    """Where the terms' inputs unfold to: each leads to the rows of the budget."""
    if award.application_id is None:
        return []
    return [{"figure": f"application:{award.application_id}:{name}", "label": name} for name in names]


def _sub_funds(award: Award, kinds: Iterable[str], viewer: Any) -> list[dict[str, Any]]:
    """What each sub-fund gave, in the order of the draw, with the gifts behind it. 4 queries."""
    rows = lots_behind(award, kinds)
    gifts = {
        f"donation:{gift.pk}": gift
        for gift in Donation.objects.filter(
            fund_id=award.fund_id,
            pk__in=[int(row.source.split(":")[1]) for row in rows if row.source.startswith("donation:")],
        ).select_related("donor")
    }
    in_office = _in_office(award, viewer)
    by_code: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_code.setdefault(row.sub_fund, []).append(_lot(row, gifts.get(row.source), in_office))
    return [
        {
            "figure": "",
            "label": code,
            "sub_fund": code,
            "value": sum(lot["value"] for lot in lots),
            "lots": lots if in_office else _unnamed_together(lots),
        }
        for code, lots in by_code.items()
    ]


def _lot(row: LotShare, gift: Donation | None, in_office: bool) -> dict[str, Any]:
    """One gift's part (R13): the office reads its number, others the name its donor shows."""
    label = SOURCES.get(row.source.split(":")[0], row.source)
    if gift is not None:
        shown = gift.show_amount and gift.donor.kind != "unknown"
        name = public_name(gift.publicity, gift.donor.name, gift.alias) if shown or in_office else None
        label = f"{gift.number} {name or '匿名'}" if in_office else name or UNNAMED
    return {
        "figure": f"lot:{row.lot_id}" if in_office else "",
        "label": label,
        "received_on": row.received_on.isoformat() if in_office else "",
        "value": row.amount,
    }


def _unnamed_together(lots: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Gifts whose donors stay out of sight are one line, so that none can be told by its amount."""
    named = [lot for lot in lots if lot["label"] != UNNAMED]
    hidden = sum(lot["value"] for lot in lots if lot["label"] == UNNAMED)
    return [*named, {"figure": "", "label": UNNAMED, "received_on": "", "value": hidden}] if hidden else named


def _in_office(award: Award, viewer: Any) -> bool:
    """Lots and entries of the books unfold for those who may read them. 1 query."""
    return viewer is SYSTEM or may_read_books(viewer, award.fund.code)


def _paid(award: Award, viewer: Any) -> Explanation:
    payments = Q(entry__kind="payment") | Q(entry__reverses__kind="payment")
    lines = JournalLine.objects.filter(payments, account__code="2010", entry__reference=award.reference)
    return _sum_of("paid", "R4・R5", ledger.paid_for(award.reference), lines, award, viewer)


def _refunded(award: Award, viewer: Any) -> Explanation:
    lines = _lines(award, "1060", ("refund_received",))
    return _sum_of("refunded", "R5・R6", refunded_for(award.reference), lines, award, viewer)


def _sum_of(name: str, rule: str, value: int, lines: Any, award: Award, viewer: Any) -> Explanation:
    """A figure that is the sum of entries: payments on the debit side, what came back on the credit side."""
    sign = 1 if name == "paid" else -1
    rows = entry_rows(lines)
    in_office = _in_office(award, viewer)
    return {
        "figure": f"award:{award.pk}:{name}",
        "value": value,
        "rule": rule,
        "inputs": {},
        "parts": [
            {
                "figure": row["figure"] if in_office else "",
                "label": f"{row['date']} {row['label']}",
                "value": sign * (row["debit"] - row["credit"]),
            }
            for row in rows
        ],
        "entries": rows,
    }


def _balance(award: Award, viewer: Any) -> Explanation:
    """What is still to be paid to the group; below zero: to be paid back by it (R5)."""
    fixing = AmountFixing.objects.filter(award=award, state="approved").first()
    cancelled = Cancellation.objects.filter(award=award, state="approved")
    if award.state in ("offered", "declined_by_group") or cancelled.exists():
        owed, name = 0, ""
    elif fixing is not None:
        owed, name = fixing.fixed, "fixed"
    else:
        owed, name = award.amount, "amount"
    paid, refunded = ledger.paid_for(award.reference), refunded_for(award.reference)
    own = f"award:{award.pk}"
    return {
        "figure": f"{own}:balance",
        "value": owed - paid + refunded,
        "rule": "R5",
        "inputs": {},
        "parts": [
            {"figure": f"{own}:{name}" if name else "", "label": name or "granted", "value": owed},
            {"figure": f"{own}:paid", "label": "paid", "value": -paid},
            {"figure": f"{own}:refunded", "label": "refunded", "value": refunded},
        ],
        "entries": [],
    }


def _lines(award: Award, code: str, kinds: Iterable[str]) -> Any:
    return JournalLine.objects.filter(
        account__code=code, entry__reference=award.reference, entry__kind__in=list(kinds)
    )


EXPLAINED: Final[dict[str, Callable[[Award, Any], Explanation]]] = {
    "amount": _amount,
    "fixed": _fixed,
    "paid": _paid,
    "refunded": _refunded,
    "balance": _balance,
}
