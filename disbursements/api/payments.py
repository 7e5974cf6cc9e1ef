"""How an award is paid, as its group reads it: each payment, what it still needs, and into which account."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, cast

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from awards.models import Award
from awards.queries import visible_to, with_details
from common import clock
from common.api.actions import ActionOutput
from common.errors import NotFound
from common.remembering import remembering
from disbursements import queries
from disbursements.api.offers import instalment_offers
from disbursements.models import Instalment
from disbursements.services.following import first_payment
from people.api.serializers import AccountOutput
from people.models import BankAccount, User
from people.queries import live_accounts

KINDS: Final = dict(Instalment.KINDS)
NEEDS: Final = {
    "accepted": ("受諾", "Acceptance"),
    "decided": ("交付決定", "The decision"),
    "reported": ("実績報告", "The final report"),
    "fixed": ("額の確定", "The fixing of the amount"),
    "account": ("口座の確認", "The account confirmed"),
    "requested": ("請求", "The request"),
}


class NeedOutput(serializers.Serializer[Any]):
    """What a payment waits for, in turn."""

    code = serializers.CharField()
    label_ja = serializers.CharField()
    label_en = serializers.CharField()
    done = serializers.BooleanField()


class PlannedPaymentOutput(serializers.Serializer[Any]):
    """A payment: one that is there (`id`), or one that is to come. `due_on` is the bank's day, once there is
    one. A final payment is an estimate until the amount is fixed."""

    id = serializers.IntegerField(allow_null=True)
    kind = serializers.CharField()
    kind_label = serializers.CharField()
    amount = serializers.IntegerField()
    is_estimate = serializers.BooleanField()
    state = serializers.CharField(allow_null=True)
    state_label = serializers.CharField(allow_blank=True)
    due_on = serializers.DateField(allow_null=True)
    paid_on = serializers.DateField(allow_null=True)
    needs = NeedOutput(many=True)
    actions = ActionOutput(many=True)


class PaymentsOutput(serializers.Serializer[Any]):
    award = serializers.IntegerField()
    account = AccountOutput(allow_null=True)
    account_ready = serializers.BooleanField()
    account_locked = serializers.BooleanField(help_text="A transfer is under way: do not change the account.")
    payments = PlannedPaymentOutput(many=True)


class Payments(APIView):
    @extend_schema(responses=PaymentsOutput)
    def get(self, request: Request, pk: int) -> Response:
        """How the award is paid: each payment with what it still needs, and the account."""
        award = with_details(visible_to(request.user)).filter(pk=pk).first()
        if award is None:
            raise NotFound
        return Response(PaymentsOutput(_payments(request, award)).data)


def _payments(request: Request, award: Award) -> dict[str, Any]:
    at, user = clock.now(), cast(User, request.user)
    account = live_accounts().filter(group_id=award.group_id).first()
    ready = account is not None and account.state == "verified" and account.held_until <= at
    rows = queries.with_transfers(Instalment.objects.filter(award=award).exclude(state="void").order_by("pk"))
    shown = []
    with remembering():
        for row in rows:
            row.award = award
            shown.append(_there(row, award, ready=ready) | {"actions": instalment_offers(row, user, at)})
    return {
        "award": award.pk,
        "account": account,
        "account_ready": ready,
        "account_locked": any(row["state"] == "in_batch" for row in shown),
        "payments": [*shown, *_to_come(award, [row["kind"] for row in shown], account, ready=ready)],
    }


def _there(row: Instalment, award: Award, *, ready: bool) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "kind_label": KINDS[row.kind],
        "amount": row.amount,
        "is_estimate": False,
        "state": row.state,
        "state_label": row.get_state_display(),
        "due_on": _day_of(row),
        "paid_on": row.paid_on,
        "needs": _needs(row.kind, award, ready=ready, requested=row.state != "planned"),
    }


def _day_of(row: Instalment) -> date | None:
    live = next((transfer for transfer in row.transfers.all() if transfer.live), None)
    return live.batch.pay_on if live is not None else None


def _to_come(
    award: Award, there: list[str], account: BankAccount | None, *, ready: bool
) -> list[dict[str, Any]]:
    """Payments that no instalment stands for yet (R4, R5)."""
    if award.state not in ("offered", "active", "change_pending", "reported"):
        return []
    first = first_payment(award)
    wanted = [] if there or not first.amount else [(first.kind, first.amount, False)]
    rest = award.amount - first.amount
    if rest > 0 and "final" not in there:
        wanted.append(("final", rest, True))
    return [
        {
            "id": None,
            "kind": kind,
            "kind_label": KINDS[kind],
            "amount": amount,
            "is_estimate": estimate,
            "state": None,
            "state_label": "",
            "due_on": None,
            "paid_on": None,
            "needs": _needs(kind, award, ready=ready, requested=False),
            "actions": [],
        }
        for kind, amount, estimate in wanted
    ]


def _needs(kind: str, award: Award, *, ready: bool, requested: bool) -> list[dict[str, Any]]:
    in_force = award.state != "offered"
    fixing = getattr(award, "fixing", None)
    told = {
        "accepted": in_force or award.accepted_at is not None,
        "decided": in_force,
        "reported": any(row.kind == "final" and row.submitted_at for row in award.reports.all()),
        "fixed": fixing is not None and fixing.state == "approved",
        "account": ready,
        "requested": requested or (kind == "advance" and not in_force and award.claimed_by_id is not None),
    }
    names = ("reported", "fixed", "account", "requested") if kind == "final" else (
        "accepted", "decided", "account", "requested"
    )  # fmt: skip
    return [
        {"code": name, "label_ja": NEEDS[name][0], "label_en": NEEDS[name][1], "done": bool(told[name])}
        for name in names
    ]
