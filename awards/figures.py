"""An award's figures, explained (`award:12:fixed`): down to budget rows, report rows, payments and gifts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from django.db.models import Q

from awards.givers import in_office, sub_funds
from awards.models import AmountFixing, Award, Cancellation, Decision, Report
from awards.queries import as_awarded, refunded_for, visible_to
from common.errors import NotFound
from ledger import queries as ledger
from ledger.explain import Explanation, entry_rows
from ledger.models import JournalLine

DECIDED: Final = ("award", "payout", "award_reversal", "award_change")
"""Kinds of entries that make up what was decided; with `fixing` what was fixed."""


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
            "figures": [
                *_application_figures(award, ("eligible", "total", "other_income", "requested")),
                *_score_figures(award, viewer),
            ],
        },
        "parts": sub_funds(award, DECIDED, viewer),
        "entries": entry_rows(_lines(award, "5010", DECIDED)),
    }


def _working(award: Award) -> dict[str, Any]:
    """The terms under which the award was decided; a later change lowers it below them."""
    if award.application_id is None:
        return {"terms": {"payout": award.amount}, "binding": ["payout"]}
    decision = Decision.objects.filter(application_id=award.application_id).first()
    if decision is None:
        return {"terms": {}, "binding": []}
    decision = as_awarded(decision)
    return {
        "terms": decision.terms,
        "binding": decision.binding,
        "decided": decision.amount,
        "outcome": decision.outcome,
        "rate": award.rate,
        "full": decision.full,
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
        "parts": sub_funds(award, kinds, viewer),
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


def _score_figures(award: Award, viewer: Any) -> list[dict[str, Any]]:
    """The score behind the award's place, to the office, where the call scores."""
    if award.application_id is None or not in_office(award, viewer):
        return []
    scored = Decision.objects.filter(application_id=award.application_id).exclude(score="").exists()
    return [{"figure": f"ranking:{award.application_id}:score", "label": "score"}] if scored else []


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
    reader = in_office(award, viewer)
    return {
        "figure": f"award:{award.pk}:{name}",
        "value": value,
        "rule": rule,
        "inputs": {},
        "parts": [
            {
                "figure": row["figure"] if reader else "",
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
