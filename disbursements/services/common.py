"""What the services of disbursements share: locking in one order, refusals of several verbs, letters.

The order of locks is batch → awards → instalments → transfers, each by ascending id; nothing that holds an
award's lock ever asks for a batch's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from awards.models import Award
from awards.permissions import is_told
from awards.services.common import lock_award, lock_awards
from common.calendar import wareki_long
from common.errors import DomainError, NotFound
from common.money import yen
from disbursements.models import Instalment, PaymentBatch, Transfer
from disbursements.rules import is_payable
from fund.models import StaffRole
from fund.wording import words
from notices.services import Letter, queue_many
from people.queries import contact_ids
from trail.services import subject_of


class AwardNotInForce(DomainError):
    """R4, R5: an advance is paid while the award is in force, the final payment once it is fixed."""

    code = "disbursements.award_not_in_force"
    ja = "{number} はいま「{state}」のため、この支払({kind})はできません。"
    en = "Award {number} is in state “{state_code}”; this instalment ({kind_code}) cannot be paid now."


def lock_instalment(instalment_id: int) -> Instalment:
    """The instalment's row, locked after its award's, with the award at hand. Raises NotFound."""
    award_id = Instalment.objects.filter(pk=instalment_id).values_list("award_id", flat=True).first()
    if award_id is None:
        raise NotFound
    award = lock_award(award_id)
    found = Instalment.objects.select_for_update(of=("self",)).get(pk=instalment_id)
    found.award = award
    return found


def lock_instalments(instalment_ids: Iterable[int]) -> dict[int, Instalment]:
    """Several instalments by id, their awards locked first. 3 queries."""
    ids = list(instalment_ids)
    award_ids = Instalment.objects.filter(pk__in=ids).values_list("award_id", flat=True)
    awards = {award.pk: award for award in lock_awards(list(award_ids))}
    rows = Instalment.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    found = {row.pk: row for row in rows}
    for row in found.values():
        row.award = awards[row.award_id]
    return found


def lock_batch(batch_id: int) -> PaymentBatch:
    """The batch's row, locked, with its fund at hand. Raises NotFound."""
    found = (
        PaymentBatch.objects.select_for_update(of=("self",))
        .select_related("fund")
        .filter(pk=batch_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def lock_transfers(batch: PaymentBatch) -> list[Transfer]:
    """The transfers of a locked batch in the order of the file, with instalments and awards, all locked.
    5 queries."""
    ids = Transfer.objects.filter(batch=batch).values_list("instalment_id", flat=True)
    instalments = lock_instalments(list(ids))
    rows = list(Transfer.objects.select_for_update(of=("self",)).filter(batch=batch).order_by("pk"))
    for row in rows:
        row.batch = batch
        row.instalment = instalments[row.instalment_id]
    return rows


def groups_of(transfers: Iterable[Transfer]) -> set[int]:
    return {row.instalment.award.group_id for row in transfers}


def require_payable(instalment: Instalment) -> None:
    """R4, R5: the award is where this kind of instalment is paid. Raises AwardNotInForce."""
    award = instalment.award
    if not is_payable(instalment.kind, award.state):
        raise AwardNotInForce(
            number=award.number,
            state=award.lifecycle.states[award.state],
            state_code=award.state,
            kind=instalment.get_kind_display(),
            kind_code=instalment.kind,
        )


def letters_to_groups(
    instalments: Sequence[Instalment], kind: str, *, occasion: str = "", **context: Any
) -> list[Letter]:
    """A letter about each instalment to the representative and the treasurer of its group. 1 query."""
    told = [row for row in instalments if is_told(row.award)]
    contacts = contact_ids(row.award.group_id for row in told)
    return [
        Letter(
            kind,
            row.award.fund.code,
            ":".join(part for part in (kind, str(row.pk), occasion, str(user_id)) if part),
            subject_of(row),
            recipient_id=user_id,
            scope=subject_of(row.award.application.round) if row.award.application else "",
            context={**_facts(row), **context},
        )
        for row in told
        for user_id in contacts.get(row.award.group_id, [])
    ]


def _facts(instalment: Instalment) -> dict[str, Any]:
    award: Award = instalment.award
    return {
        "fund": award.fund.name,
        "group": award.group.name,
        "number": award.number,
        "title": award.application.title if award.application else award.group.name,
        "kind": instalment.get_kind_display(),
        "amount": yen(instalment.amount),
        "words": words(award.fund.legal_mode),
    }


def letters_to_office(
    fund_id: int,
    roles: Sequence[str],
    kind: str,
    *,
    fund_code: str,
    about: str,
    occasion: str,
    but: Iterable[int | None] = (),
    **context: Any,
) -> list[Letter]:
    """A letter to everyone who holds one of `roles` in the fund, `but` those. 1 query."""
    people = (
        StaffRole.objects.filter(fund_id=fund_id, role__in=roles, ended_on__isnull=True)
        .order_by("user_id")
        .values_list("user_id", flat=True)
        .distinct()
    )
    passed_over = set(but)
    return [
        Letter(kind, fund_code, f"{kind}:{about}:{occasion}:{user_id}", about, user_id, context=context)
        for user_id in people
        if user_id not in passed_over
    ]


def batch_facts(batch: PaymentBatch, count: int) -> dict[str, Any]:
    return {
        "fund": batch.fund.name,
        "number": str(batch.number),
        "count": str(count),
        "total": yen(batch.total),
        "pay_on": wareki_long(batch.pay_on),
    }


def send(letters: Iterable[Letter], at: datetime) -> None:
    queue_many(letters, at=at)


def day_text(day: date) -> str:
    return wareki_long(day)
