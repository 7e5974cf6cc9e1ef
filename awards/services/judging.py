"""The office goes through a report (審査): a verdict on each row, back to the group, or done (R5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from applications.rules import Faults
from awards.models import Report, ReportRow
from awards.permissions import require_office, require_unrelated
from awards.queries import ended_on
from awards.rules import automatic_cut
from awards.services.common import tell_group
from awards.services.report_form import MOST_ROWS, OPEN_FIELDS
from awards.services.reporting import lock_report
from common import clock
from common.errors import DomainError, FieldErrors, FieldFault
from trail.services import Actor, move, note

VERDICTS: Final = ("accepted", "cut", "questioned", "ineligible")
VERDICT_KEYS: Final = frozenset({"position", "verdict", "accepted", "reason"})
FIELD_LABELS: Final = {
    "other_income": "その他の収入",
    "text": "できたこと",
    "people": "人数",
    "lessons": "学び",
    "results": "目標ごとの結果",
    "photos": "写真",
}


class RowsNotJudged(DomainError):
    """A report is done once every row has its verdict."""

    code = "awards.rows_not_judged"
    ja = "まだ確認していない行があります({rows})。"
    en = "These rows have no verdict yet: {rows}."


def require_may_judge(report: Report, by: Actor, verb: str = "accept") -> None:
    """Role, no tie to the group, and a report at the desk for `accept` or `return`.

    Raises NotFound, NotAllowed, RelatedParty, WrongState.
    """
    require_office(by, report.award, "officer")
    require_unrelated(by, [report.award.group_id])
    report.lifecycle.step(report.state, verb)


@transaction.atomic
def judge_rows(*, report_id: int, by: Actor, verdicts: Sequence[Mapping[str, Any]]) -> Report:
    """Give rows their verdict (officer), as often as needed while the report is at the desk.

    Each is {position, verdict, accepted, reason}: `accepted` counts whole, `cut` and `questioned` count
    `accepted` yen of the row, `ineligible` none; all but `accepted` say why. Rows that never count (R5: no
    receipt, paid before the decision or after the project was given up) are cut without being asked.
    Raises NotFound, NotAllowed, RelatedParty, WrongState, FieldErrors.
    """
    report = lock_report(report_id)
    require_may_judge(report, by)
    at = clock.now()
    rows = {row.position: row for row in report.rows.all()}
    never = never_counting(report, list(rows.values()))
    _cut(rows, never)
    faults = Faults()
    judged = faults.rows(
        [dict(verdict) for verdict in verdicts],
        "/verdicts",
        lambda verdict, place: _judge(verdict, place, rows, never, faults),
        VERDICT_KEYS,
        most=MOST_ROWS,
    )
    if faults:
        raise FieldErrors(faults)
    _save(rows)
    note(report, "judge", by=by, at=at, role="officer", rows=judged, cut=sorted(never))
    return report


def never_counting(report: Report, rows: Sequence[ReportRow]) -> dict[int, str]:
    """Why rows can never be accepted, in Japanese, by position (R5). At most 1 query."""
    award = report.award
    ended = ended_on(award)
    why = {
        row.position: automatic_cut(
            paid_on=row.paid_on, voucher=row.voucher, decided_on=award.decided_on, ended_on=ended
        )
        for row in rows
    }
    return {position: reason for position, reason in why.items() if reason}


def _cut(rows: Mapping[int, ReportRow], never: Mapping[int, str]) -> None:
    for position, reason in never.items():
        row = rows[position]
        if row.verdict != "ineligible":
            row.verdict, row.accepted, row.verdict_reason = "cut", 0, reason


def _save(rows: Mapping[int, ReportRow]) -> None:
    ReportRow.objects.bulk_update(rows.values(), ["verdict", "accepted", "verdict_reason"])


def _judge(
    given: Mapping[str, Any],
    place: str,
    rows: Mapping[int, ReportRow],
    never: Mapping[int, str],
    faults: Faults,
) -> dict[str, Any]:
    """Put one verdict on its row; what is wrong with it goes into `faults`."""
    verdict = faults.choice(given.get("verdict"), f"{place}/verdict", VERDICTS)
    position = faults.number(given.get("position"), f"{place}/position", most=MOST_ROWS)
    row = None if position is None else rows.get(position)
    if row is None:
        if position is not None:
            _fault(
                faults, f"{place}/position", "no_row", "この番号の行はありません。", "There is no such row."
            )
        return {}
    accepted = _accepted(given, verdict, row, place, faults)
    if row.position in never and verdict != "ineligible":
        if verdict != "cut" or accepted:
            reason = never[row.position]
            _fault(
                faults, f"{place}/verdict", "never_counts", f"{reason}。", "This row can never be accepted."
            )
        return {"position": row.position, "verdict": "cut", "accepted": 0}
    reason = faults.text(
        given.get("reason"), f"{place}/reason", limit=400, required=verdict in VERDICTS[1:], code_points=2000
    )
    row.verdict, row.accepted, row.verdict_reason = verdict, accepted, reason
    return {"position": row.position, "verdict": verdict, "accepted": accepted}


def _accepted(given: Mapping[str, Any], verdict: str, row: ReportRow, place: str, faults: Faults) -> int:
    """Yen of the row that count under a verdict."""
    least = row.amount if verdict == "accepted" else 0
    most = {"accepted": row.amount, "questioned": row.amount, "cut": max(row.amount - 1, 0)}.get(verdict, 0)
    found = faults.number(
        given.get("accepted"), f"{place}/accepted", least=least, most=most, required=verdict == "cut"
    )
    return least if found is None else found


def _fault(faults: Faults, pointer: str, name: str, ja: str, en: str) -> None:
    faults.append(FieldFault(pointer, f"awards.{name}", ja, en))


@transaction.atomic
def return_report(
    *, report_id: int, by: Actor, rows: Sequence[int], message: str, fields: Sequence[str] = ()
) -> Report:
    """Ask the group to mend the named rows (by position), or `fields` out of OPEN_FIELDS (officer).

    The award is in force again until the report comes back. Raises NotFound, NotAllowed, RelatedParty,
    WrongState, FieldErrors.
    """
    report = lock_report(report_id)
    require_may_judge(report, by, "return")
    at = clock.now()
    there = set(report.rows.values_list("position", flat=True))
    faults = Faults()
    if not rows and not fields:
        faults.add("/rows", "missing")
    for index, position in enumerate(rows):
        if position not in there:
            _fault(faults, f"/rows/{index}", "no_row", "この番号の行はありません。", "There is no such row.")
    for index, name in enumerate(fields):
        faults.choice(name, f"/fields/{index}", OPEN_FIELDS)
    message = faults.text(message, "/message", limit=2000)
    if faults:
        raise FieldErrors(faults)
    report.returned_rows = [*sorted(set(rows)), *sorted(set(fields))]
    report.message = message
    report.save(update_fields=["returned_rows", "message"])
    move(report, "return", by=by, at=at, role="officer", reason=message, rows=report.returned_rows)
    if report.kind == "final" and report.award.state == "reported":
        move(report.award, "return_report", by=by, at=at, role="officer")
    named = [f"{position + 1}行目" for position in sorted(set(rows))]
    tell_group(
        report.award,
        "report_returned",
        at,
        occasion=f"report-{report.pk}-{at.isoformat()}",
        rows="、".join([*named, *(FIELD_LABELS[name] for name in sorted(set(fields)))]),
        message=message,
    )
    return report


@transaction.atomic
def accept_report(*, report_id: int, by: Actor) -> Report:
    """The office is done with the report (officer): every row has a verdict.

    Raises NotFound, NotAllowed, RelatedParty, WrongState, RowsNotJudged.
    """
    report = lock_report(report_id)
    require_may_judge(report, by)
    at = clock.now()
    rows = {row.position: row for row in report.rows.all()}
    _cut(rows, never_counting(report, list(rows.values())))
    open_rows = [str(position + 1) for position, row in sorted(rows.items()) if not row.verdict]
    if open_rows:
        raise RowsNotJudged(rows="、".join(open_rows))
    _save(rows)
    report.accepted_by_id = by.pk
    report.save(update_fields=["accepted_by"])
    move(report, "accept", by=by, at=at, role="officer")
    return report
