"""The settlement (精算) of an award: R5's working with every term, what was paid, and what follows."""

from __future__ import annotations

from typing import Any, Final

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from awards import queries
from awards.api.refund_outputs import RefundOutput
from awards.models import AmountFixing, Award
from awards.services.fixing import net_paid
from common.errors import NotFound
from common.money import fraction, round_decimal, yen
from common.zengin import UnknownBank, UnknownBranch, bank_name, branch_name
from fund.models import Fund
from ledger import queries as ledger

LABELS: Final = {
    "award": ("交付決定額", "The award"),
    "rate_term": ("認めた対象経費 × 率", "Accepted expense × rate"),
    "shortfall": ("支出の合計 − ほかの収入", "Total spent − other income"),
}
ACCOUNT_KINDS: Final = {1: "普通", 2: "当座", 4: "貯蓄", 9: "その他"}


class SettlementTerm(serializers.Serializer[Any]):
    """One term of R5 in yen, and how it came about; the smallest of them bind."""

    name = serializers.CharField()
    label_ja = serializers.CharField()
    label_en = serializers.CharField()
    expression = serializers.CharField(allow_blank=True)
    value = serializers.IntegerField()
    binding = serializers.BooleanField()


class PayTo(serializers.Serializer[Any]):
    """The fund's account that money is paid back into."""

    bank = serializers.CharField()
    branch = serializers.CharField()
    account_type_label = serializers.CharField()
    number = serializers.CharField()
    holder_kana = serializers.CharField()


class SettlementOutput(serializers.Serializer[Any]):
    """`fixed` is null until the amount is fixed; paid − refunded − fixed is `refund` (> 0) or `top_up`.

    What the office accepted, disallowed and found ineligible adds up to what was spent. Yen.
    """

    award = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    application = serializers.IntegerField(allow_null=True)
    state = serializers.CharField()
    state_label = serializers.CharField()
    report_state = serializers.CharField(allow_null=True)
    accepted = serializers.IntegerField(allow_null=True)
    disallowed = serializers.IntegerField(allow_null=True)
    ineligible = serializers.IntegerField(allow_null=True)
    actual_total = serializers.IntegerField(allow_null=True)
    other_income = serializers.IntegerField(allow_null=True)
    rate = serializers.CharField(allow_blank=True)
    working = SettlementTerm(many=True)
    fixed = serializers.IntegerField(allow_null=True)
    fixed_on = serializers.DateField(allow_null=True)
    paid = serializers.IntegerField()
    refunded = serializers.IntegerField()
    refund = serializers.IntegerField()
    top_up = serializers.IntegerField()
    open_refund = RefundOutput(allow_null=True)
    pay_to = PayTo(allow_null=True)


class SettlementView(APIView):
    @extend_schema(responses=SettlementOutput)
    def get(self, request: Request, pk: int) -> Response:
        """How the award is settled: the working of R5, and what is paid back or on top."""
        award = queries.with_details(queries.visible_to(request.user)).filter(pk=pk).first()
        if award is None:
            raise NotFound
        return Response(
            SettlementOutput(settlement_of(award), context={"request": request, "office": False}).data
        )


def settlement_of(award: Award) -> dict[str, Any]:
    """The settlement as anybody may know it who sees the award. Constant queries."""
    fixing = getattr(award, "fixing", None)
    if fixing is not None and fixing.state != "approved":
        fixing = None
    report = next((row for row in award.reports.all() if row.kind == "final"), None)
    refund = next((row for row in award.refunds.all() if row.state == "open"), None)
    difference = net_paid(award) - fixing.fixed if fixing else 0
    return {
        "award": award.pk,
        "number": award.number,
        "title": award.application.title if award.application else award.group.name,
        "application": award.application_id,
        "state": award.state,
        "state_label": award.get_state_display(),
        "report_state": report.state if report else None,
        "accepted": fixing and fixing.accepted_eligible,
        "disallowed": fixing and fixing.disallowed,
        "ineligible": fixing and fixing.ineligible,
        "actual_total": fixing and fixing.actual_total,
        "other_income": fixing and fixing.actual_other_income,
        "rate": award.rate,
        "working": _working(award, fixing) if fixing else [],
        "fixed": fixing and fixing.fixed,
        "fixed_on": fixing and fixing.fixed_on,
        "paid": ledger.paid_for(award.reference),
        "refunded": queries.refunded_for(award.reference),
        "refund": max(difference, 0),
        "top_up": max(-difference, 0),
        "open_refund": refund,
        "pay_to": pay_to(award.fund) if refund else None,
    }


def _working(award: Award, fixing: AmountFixing) -> list[dict[str, Any]]:
    def said(name: str) -> str:
        if name == "rate_term" and award.rate:
            raw = fixing.accepted_eligible * fraction(award.rate)
            exact = f"{round_decimal(raw, 0 if raw.denominator == 1 else 1, 'cut'):,}円"
            return f"{yen(fixing.accepted_eligible)} × {award.rate} = {exact}"
        if name == "shortfall":
            base = fixing.terms[name] + fixing.actual_other_income
            return f"{yen(base)} − {yen(fixing.actual_other_income)}"
        return ""

    return [
        {
            "name": name,
            "label_ja": LABELS[name][0],
            "label_en": LABELS[name][1],
            "expression": said(name),
            "value": value,
            "binding": name in fixing.binding,
        }
        for name, value in fixing.terms.items()
    ]


def pay_to(fund: Fund) -> dict[str, str] | None:
    """The fund's account as a person reads it; None where the office has not entered one."""
    account = fund.bank_account
    if not account.get("number"):
        return None
    bank, branch = str(account.get("bank_code", "")), str(account.get("branch_code", ""))
    try:
        names = bank_name(bank).name, branch_name(bank, branch).name
    except (UnknownBank, UnknownBranch):  # merged away since
        names = bank, branch
    return {
        "bank": names[0],
        "branch": names[1],
        "account_type_label": ACCOUNT_KINDS.get(int(account.get("account_type", 1)), ""),
        "number": str(account["number"]),
        "holder_kana": str(account.get("holder_kana", "")),
    }
