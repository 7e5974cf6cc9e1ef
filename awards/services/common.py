"""What the services of awards share: finding and locking rows, books, telling the group."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final

from awards import hooks
from awards.models import Award, Report
from awards.permissions import is_told
from awards.queries import rules_of
from common.calendar import months_after, wareki
from common.errors import DomainError, FieldFault, NotFound, refuse
from common.money import yen
from fund.queries import book_for
from fund.wording import words
from ledger.models import Book
from notices.services import Letter, queue_many
from people.queries import contact_ids
from trail.services import subject_of

REFUND_DAYS: Final = 30
"""A refund names its own last day, or this many days from now."""


class TransferUnderWay(DomainError):
    """R5, R6: what was paid must be known before an amount is fixed."""

    code = "awards.transfer_under_way"
    ja = "銀行に依頼した振込の結果がまだ分かりません。結果を取り込んでから行ってください。"
    en = "A bank transfer is still under way. Do this once its result is in."


def lock_award(award_id: int) -> Award:
    """The award's row, locked, with fund, group, round and department at hand. Raises NotFound."""
    found = (
        Award.objects.select_for_update(of=("self",))
        .select_related(
            "fund",
            "fiscal_year",
            "group",
            "sub_fund",
            "application__department",
            "application__round__policy_version",
            "application__round__fund",
        )
        .filter(pk=award_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def find_award(award_id: int) -> Award:
    """The award with fund, group, round and department at hand, not locked. Raises NotFound. 1 query."""
    found = Award.objects.select_related(
        "fund",
        "fiscal_year",
        "group",
        "application__department",
        "application__round__policy_version",
        "application__round__fund",
    )
    award = found.filter(pk=award_id).first()
    if award is None:
        raise NotFound
    return award


def lock_awards(award_ids: list[int]) -> list[Award]:
    """Several awards at once, in the order of their ids. 1 query."""
    return list(
        Award.objects.select_for_update(of=("self",))
        .select_related("fund", "group", "application__department", "application__round__policy_version")
        .filter(pk__in=award_ids)
        .order_by("pk")
    )


def book_of(award: Award, on: date) -> Book:
    """The books in which something about the award is posted on a day. Raises NoBook."""
    return book_for(award.fund, on)


def require_known_payments(award: Award) -> None:
    """Raises TransferUnderWay."""
    if any(asked(award) for asked in hooks.transfer_under_way):
        raise TransferUnderWay


def add_interim_report(award: Award) -> Report | None:
    """The interim report (中間報告) that an award owes where its call asks for one, `interim_months` after
    the project begins; none where the final report is due by then."""
    months = rules_of(award).interim_months
    if months is None or award.project_from is None:
        return None
    due_on = months_after(award.project_from, months)
    if award.report_due_on is not None and due_on >= award.report_due_on:
        return None
    report, _ = Report.objects.get_or_create(award=award, kind="interim", defaults={"due_on": due_on})
    return report


def add_final_report(award: Award) -> Report | None:
    """The final report (実績報告) that an award in force owes; none without a due date."""
    if award.report_due_on is None:
        return None
    report, _ = Report.objects.get_or_create(
        award=award, kind="final", defaults={"due_on": award.report_due_on}
    )
    return report


def tell_group(award: Award, kind: str, at: datetime, *, occasion: str = "", **context: Any) -> None:
    """Put a notice to the group's representative and treasurer into the outbox; nothing before the
    results are out. 3 queries."""
    if is_told(award):
        queue_many(letters_to_groups([award], kind, occasion=occasion, **context), at=at)


def letters_to_groups(
    awards: Iterable[Award], kind: str, *, occasion: str = "", **context: Any
) -> list[Letter]:
    """A letter about each award to the representative and the treasurer of its group. 1 query."""
    rows = list(awards)
    contacts = contact_ids(award.group_id for award in rows)
    return [
        Letter(
            kind,
            award.fund.code,
            ":".join(part for part in (kind, award.reference, occasion, str(user_id)) if part),
            award.reference,
            recipient_id=user_id,
            scope=subject_of(award.application.round) if award.application else "",
            context={**_facts(award), **context},
        )
        for award in rows
        for user_id in contacts.get(award.group_id, [])
    ]


def _facts(award: Award) -> dict[str, Any]:
    return {
        "fund": award.fund.name,
        "group": award.group.name,
        "number": award.number,
        "title": award.application.title if award.application else award.group.name,
        "amount": yen(award.amount),
        "decided_on": wareki(award.decided_on),
        "accept_by": wareki(award.accept_by) if award.accept_by else "",
        "conditions": award.conditions,
        "words": words(award.fund.legal_mode),
    }


def due_day(wanted: date | None, today: date) -> date:
    """The last day of a refund, `wanted` or REFUND_DAYS from today. Raises FieldErrors for a day gone by."""
    if wanted is not None and wanted < today:
        ja, en = "今日以降の日を入れてください。", "Give a day from today on."
        refuse([FieldFault("/refund_due_on", "awards.past_day", ja, en)])
    return wanted or today + timedelta(days=REFUND_DAYS)
