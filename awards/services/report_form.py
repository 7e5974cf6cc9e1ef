"""A report as it was typed, read strictly: what it says, and what keeps it from being handed in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Q

from applications.rules import Faults
from applications.rules.faults import token
from awards.models import Report, ReportFile
from awards.queries import budget_lines, indicators_of, rules_of
from common.calendar import parse_date
from common.errors import FieldFault
from common.scan_states import UNUSABLE

MOST_ROWS: Final = 500
MOST_PHOTOS: Final = 20
TEXT_LIMIT: Final = 4000
LESSONS_LIMIT: Final = 2000
RESULT_LIMIT: Final = 60
ALT_LIMIT: Final = 200
MOST_PEOPLE: Final = 10_000_000
DRAFT_KEYS: Final = frozenset({"text", "people", "lessons", "results", "other_income", "rows", "photos"})
ROW_KEYS: Final = frozenset(
    {"key", "category", "description", "payee", "budget_row", "amount", "paid_on", "voucher"}
)
PHOTO_KEYS: Final = frozenset({"key", "alt", "consent", "publish"})
OPEN_FIELDS: Final = ("other_income", "text", "people", "lessons", "results", "photos")
"""What else than a row may be opened for a correction."""


@dataclass(frozen=True)
class Asked:
    """What a report is held to: the parts its call requires, the budget rows it may name, how many
    indicators were promised, its live files, and whether it may have no rows."""

    today: date
    requires: frozenset[str] = frozenset()
    budget_rows: frozenset[int] = frozenset()
    results: int = 0
    files: tuple[ReportFile, ...] = ()
    may_be_empty: bool = False

    def receipts_of(self, key: str) -> list[ReportFile]:
        return [file for file in self.files if key and file.kind == "receipt" and file.row == key]

    @property
    def photos(self) -> list[ReportFile]:
        return [file for file in self.files if file.kind == "photo"]


@dataclass
class Filed:
    """A report's fields as values for its columns; `rows` for ReportRow, `photos` by the file's key."""

    text: str = ""
    people: int | None = None
    lessons: str = ""
    results: list[str] = field(default_factory=list)
    other_income: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)
    photos: dict[str, dict[str, Any]] = field(default_factory=dict)


def asked_of(report: Report, today: date) -> Asked:
    """3 queries at most."""
    award = report.award
    # A final report goes on with the rows of the interim one, and so with their receipts.
    own = Q(report=report) | Q(report__award_id=award.pk, kind="receipt")
    return Asked(
        today=today,
        requires=frozenset(rules_of(award).report_requires) if report.kind == "final" else frozenset(),
        budget_rows=frozenset(line.id for line in budget_lines(award) if line.id is not None),
        results=len(indicators_of(award)),
        files=tuple(ReportFile.objects.filter(ReportFile.LIVE, own).order_by("pk")),
        may_be_empty=award.state == "abolished" or report.kind == "interim",
    )


def read_report(draft: Mapping[str, Any], asked: Asked) -> tuple[Filed, Faults]:
    """The draft as it would be handed in, and what is wrong with it, each fault at its place."""
    faults = Faults()
    for name in sorted(draft.keys() - DRAFT_KEYS):
        faults.add(f"/{token(name)}", "unknown_field")
    needs = asked.requires.__contains__
    filed = Filed(
        text=faults.text(draft.get("text"), "/text", limit=TEXT_LIMIT, required=needs("text")),
        people=faults.number(draft.get("people"), "/people", most=MOST_PEOPLE, required=needs("people")),
        lessons=faults.text(draft.get("lessons"), "/lessons", limit=LESSONS_LIMIT, required=needs("lessons")),
        results=_results(draft.get("results"), asked, faults),
        rows=_rows(draft.get("rows"), asked, faults),
        other_income=faults.number(draft.get("other_income"), "/other_income", required=False) or 0,
        photos=_photos(draft.get("photos"), asked, faults),
    )
    return filed, faults


def _results(value: Any, asked: Asked, faults: Faults) -> list[str]:
    """One answer for each indicator of the application, empty where there is none."""
    given = [] if value is None else value
    if not isinstance(given, list):
        faults.add("/results", "not_a_list")
        return []
    given = [*given, *[""] * (asked.results - len(given))]
    if len(given) > asked.results:
        faults.add("/results", "rows", least=0, most=asked.results, count=len(given))
    required = "results" in asked.requires
    return [
        faults.text(item, f"/results/{place}", limit=RESULT_LIMIT, required=required, one_line=True)
        for place, item in enumerate(given[: asked.results])
    ]


def _rows(value: Any, asked: Asked, faults: Faults) -> list[dict[str, Any]]:
    if not value and value != [] and value is not None:
        value = None
    least = 0 if asked.may_be_empty else 1
    return faults.rows(
        value, "/rows", lambda row, at: _row(row, at, asked, faults), ROW_KEYS, least=least, most=MOST_ROWS
    )


def _row(row: dict[str, Any], place: str, asked: Asked, faults: Faults) -> dict[str, Any]:
    def text(name: str, limit: int, *, required: bool = False, one_line: bool = True) -> str:
        return faults.text(
            row.get(name),
            f"{place}/{name}",
            limit=limit,
            required=required,
            one_line=one_line,
            code_points=limit,
        )

    amount = faults.number(row.get("amount"), f"{place}/amount", required=False) or 0
    found = {
        "key": text("key", 40),
        "category": text("category", 60, required=True),
        "description": text("description", 200, one_line=False),
        "payee": text("payee", 120),
        "budget_row_id": _budget_row(row.get("budget_row"), f"{place}/budget_row", asked, faults),
        "amount": amount,
        "paid_on": _day(row.get("paid_on"), f"{place}/paid_on", asked.today, faults, required=amount > 0),
        "voucher": faults.truth(row.get("voucher"), f"{place}/voucher", default=True),
    }
    _receipts(found, place, asked, faults)
    return found


def _receipts(row: Mapping[str, Any], place: str, asked: Asked, faults: Faults) -> None:
    """A row's files can be opened; and there is one where the call wants them."""
    files = asked.receipts_of(row["key"])
    for file in files:
        if file.state in UNUSABLE:
            faults.add(f"{place}/files", f"document_{file.state}", file=file.name)
    if not files and row["voucher"] and row["amount"] and "receipts" in asked.requires:
        ja = "領収書の画像を付けてください。領収書がないときは「領収書がない」を選んでください。"
        en = "Please add a picture of the receipt, or say that there is none."
        faults.append(FieldFault(f"{place}/files", "awards.receipt_missing", ja, en))


def _budget_row(value: Any, pointer: str, asked: Asked, faults: Faults) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value not in asked.budget_rows:
        ja, en = "予算の行から選んでください。", "Please choose a line of the budget."
        faults.append(FieldFault(pointer, "awards.no_budget_row", ja, en))
        return None
    return value


def _day(value: Any, pointer: str, today: date, faults: Faults, *, required: bool) -> date | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        if required:
            faults.add(pointer, "missing")
        return None
    try:
        found = parse_date(value if isinstance(value, str) else "")
    except ValueError:
        ja, en = (
            "支払った日を入力してください(例: 2025-07-01)。",
            "Please enter the day of payment (2025-07-01).",
        )
        faults.append(FieldFault(pointer, "awards.not_a_day", ja, en))
        return None
    if found > today:
        ja, en = "今日までの日にしてください。", "Please choose a day up to today."
        faults.append(FieldFault(pointer, "awards.day_ahead", ja, en))
    return found


def _photos(value: Any, asked: Asked, faults: Faults) -> dict[str, dict[str, Any]]:
    """What is said of the photos that are there; words about others are the group's own business."""
    there = {file.key: file for file in asked.photos}
    rows = faults.rows(
        value,
        "/photos",
        lambda row, at: _photo(row, at, there.keys(), faults),
        PHOTO_KEYS,
        most=10 * MOST_PHOTOS,
    )
    for file in there.values():
        if file.state in UNUSABLE:
            faults.add("/photos", f"document_{file.state}", file=file.name)
    if not there and "photos" in asked.requires:
        ja, en = "写真を1枚以上付けてください。", "Please add at least one photo."
        faults.append(FieldFault("/photos", "awards.photo_missing", ja, en))
    return {row["key"]: row for row in rows if row["key"] in there}


def _photo(row: dict[str, Any], place: str, there: Collection[str], faults: Faults) -> dict[str, Any]:
    key = row.get("key")
    if key not in there:
        return {"key": ""}
    publish = faults.truth(row.get("publish"), f"{place}/publish", default=False)
    consent = faults.truth(row.get("consent"), f"{place}/consent", default=False)
    if publish and not consent:
        ja = "公表する写真には、写っている人の同意が必要です。同意がないときは「公表する」を外してください。"
        en = "A photo is published with the consent of the people in it only. Without it, untick “publish”."
        faults.append(FieldFault(f"{place}/consent", "awards.photo_consent", ja, en))
    return {
        "key": key,
        "alt": faults.text(
            row.get("alt"), f"{place}/alt", limit=ALT_LIMIT, required=publish, one_line=True, code_points=400
        ),
        "consent": consent,
        "publish": publish,
    }


def as_draft(report: Report, rows: Sequence[Any]) -> dict[str, Any]:
    """What was handed in, as a draft would hold it."""
    return {
        "text": report.text,
        "other_income": report.other_income,
        "rows": [
            {
                "key": row.key,
                "category": row.category,
                "description": row.description,
                "payee": row.payee,
                "budget_row": row.budget_row_id,
                "amount": row.amount,
                "paid_on": row.paid_on.isoformat() if row.paid_on else None,
                "voucher": row.voucher,
            }
            for row in rows
        ],
    }
