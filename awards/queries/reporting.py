"""What a report is read against: the award's budget, its indicators, its files, and who may have those."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import F, Prefetch, Q, QuerySet
from django.db.models.fields.files import FieldFile

from applications.models import BudgetRow
from applications.queries import figures_of
from awards.models import Award, ChangeRequest, PhotoSize, Report, ReportFile
from awards.permissions import UNFILED
from awards.queries.awards import visible_to
from awards.rules import BudgetLine, ReportPeriod, twice_sent
from common import clock
from common.errors import NotFound
from common.scanned import opened, require_deliverable
from fund.permissions import live_roles
from people.permissions import memberships, role_in
from trail.services import SYSTEM, Actor

# What the office has: as it was handed in, also while the group is mending it.
FILED = Q(filed_at__isnull=False) & (Q(removed_at__isnull=True) | Q(removed_at__gt=F("report__submitted_at")))


def budget_lines(award: Award) -> list[BudgetLine]:
    """The expenses of the award's budget: as revised, where the group gave rows, else as filed. ≤ 1 query."""
    revised = (award.accepted_budget or {}).get("rows")
    if revised:
        return [BudgetLine(None, str(row["category"]), "", int(row["amount"])) for row in revised]
    if award.application_id is None:
        return []
    rows = BudgetRow.objects.filter(application_id=award.application_id, side="expense").order_by("position")
    return [BudgetLine(row.pk, row.category, row.description, row.amount, row.eligible) for row in rows]


def planned_income(award: Award) -> int:
    """Yen of other income that the budget counts on, with what the office found (R1). ≤ 2 queries."""
    if award.accepted_budget is not None:
        return int(award.accepted_budget["other_income"])
    if award.application_id is None:
        return 0
    return figures_of([award.application_id])[award.application_id].other_income


def budget_gap(award: Award) -> int:
    """Yen that an offer and other income fall short of the total (R1), to be made up before it is accepted.

    0 for what is no offer any more, and for one whose budget was revised. ≤ 2 queries.
    """
    if award.state != "offered" or award.accepted_budget is not None or award.application_id is None:
        return 0
    figures = figures_of([award.application_id])[award.application_id]
    return max(figures.total - figures.other_income - award.amount, 0)


@dataclass(frozen=True)
class Indicator:
    """What the application promised to reach (§4), asked again in the report."""

    name: str
    unit: str
    target: str


def indicators_of(award: Award) -> list[Indicator]:
    """Those of the application as filed; anything that is no row of its form is left out."""
    draft: dict[str, Any] = award.application.draft if award.application else {}
    rows = draft.get("indicators")
    return [
        Indicator(*(str(row.get(name) or "") for name in ("name", "unit", "target")))
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict)
    ]


def ended_on(award: Award) -> date | None:
    """The day on which a project was given up. ≤ 1 query."""
    if award.state != "abolished":
        return None
    decided = ChangeRequest.objects.filter(award=award, kind="abolition", state="approved")
    moment = decided.values_list("decided_at", flat=True).first()
    return moment.astimezone(clock.JST).date() if moment else award.project_to


def period_of(award: Award) -> ReportPeriod:
    """The days between which the award's money may be spent. ≤ 1 query."""
    return ReportPeriod(award.decided_on, award.project_from, award.project_to, ended_on(award))


def same_receipts(report: Report, files: Iterable[ReportFile], *, of_fund: bool) -> set[int]:
    """Ids of those receipts among `files` that were sent a second time: with this report, or with another
    of the group (`of_fund`: of any group of the fund, for the office alone). 1 query."""
    hashes = {file.pk: file.sent_sha256 for file in files if file.kind == "receipt"}
    others = ReportFile.objects.filter(
        ReportFile.LIVE,
        kind="receipt",
        sent_sha256__in=set(hashes.values()),
        report__award__fund_id=report.award.fund_id,
    ).exclude(pk__in=hashes)
    if of_fund:
        others = others.filter(filed_at__isnull=False)
    else:
        others = others.filter(report__award__group_id=report.award.group_id)
    return twice_sent(hashes, others.values_list("sent_sha256", flat=True))


def visible_files(user: Actor) -> QuerySet[ReportFile]:
    """Files of reports a person may see: their group's as they stand, others as handed in. 1 query."""
    rows = ReportFile.objects.select_related("report__award__fund", "report__award__application__round")
    if user is SYSTEM:
        return rows
    awards = visible_to(user).order_by().values("pk")
    own = Q(report__award__group_id__in=memberships(user).values("group_id")) & ReportFile.LIVE
    office = Q(report__award__fund_id__in=live_roles(user).values("fund_id"))
    handed_in = office & FILED & ~Q(report__state__in=UNFILED)
    return rows.filter(own | handed_in, report__award__in=awards)


def files_shown(member: bool) -> Prefetch[str]:
    """A report's files with their sizes, for its group as they stand, for the office as handed in."""
    wanted = ReportFile.LIVE if member else FILED
    rows = (
        ReportFile.objects.filter(wanted)
        .select_related("report")
        .prefetch_related(Prefetch("sizes", queryset=PhotoSize.objects.order_by("-width")))
    )
    return Prefetch("files", queryset=rows.order_by("pk"), to_attr="shown_files")


def own_files(report: Report) -> list[ReportFile]:
    """The report's files as its group has them, and the receipts of its interim report that it goes on
    with. 1 query."""
    own = Q(report=report) | Q(report__award_id=report.award_id, kind="receipt")
    return list(ReportFile.objects.filter(ReportFile.LIVE, own).order_by("pk"))


def report_file(user: Actor, report_id: int, file_id: int) -> ReportFile:
    """A file to whoever may have it. 4 queries at most. Raises NotFound, FileInfected, FileNotScanned."""
    found = visible_files(user).filter(report_id=report_id, pk=file_id).first()
    if found is None:
        raise NotFound
    require_deliverable(found, own=bool(role_in(user, found.report.award.group_id)))
    return found


PUBLISHED: Final = (
    Q(kind="photo", consent=True, publish=True, filed_at__isnull=False)
    & ReportFile.LIVE
    & Q(state__in=("clean", "unscanned"))
    & Q(report__state__in=("accepted", "fixed"))
    & ~Q(report__award__state__in=("offered", "declined_by_group", "cancelled"))
)
"""A photo is everybody's once the people in it agreed, the group said so, and the office took the report."""


@dataclass(frozen=True)
class PublishedPhoto:
    """A photo for a page: `url` is the widest, `sizes` are (url, width in pixels), the widest first."""

    url: str
    alt: str
    width: int
    height: int
    sizes: tuple[tuple[str, int], ...] = ()

    @property
    def srcset(self) -> str:
        return ", ".join(f"{url} {width}w" for url, width in self.sizes)


def published_photos(award_id: int) -> list[PublishedPhoto]:
    """The photos of an award's reports that everybody may see, in the order they were sent. 2 queries."""
    return published_photos_of([award_id]).get(award_id, [])


def published_photos_of(award_ids: Iterable[int]) -> dict[int, list[PublishedPhoto]]:
    """The same for several awards, those without photos left out. 2 queries."""
    rows = (
        ReportFile.objects.filter(PUBLISHED, report__award_id__in=list(award_ids))
        .select_related("report")
        .prefetch_related(Prefetch("sizes", queryset=PhotoSize.objects.order_by("-width")))
        .order_by("pk")
    )
    found: dict[int, list[PublishedPhoto]] = {}
    for photo in rows:
        found.setdefault(photo.report.award_id, []).append(_published(photo))
    return found


def _published(photo: ReportFile) -> PublishedPhoto:
    width, height = photo.width or 0, photo.height or 0
    widths = [width, *(size.width for size in photo.sizes.all())]
    sizes = tuple((f"/api/v1/public/photos/{photo.pk}/{each}/", each) for each in widths)
    return PublishedPhoto(sizes[0][0], photo.alt, width, height, sizes)


def public_photo(photo_id: int, width: int) -> FieldFile:
    """One width of a published photo, open for reading. 2 queries at most. Raises NotFound, FileGone."""
    photo = ReportFile.objects.filter(PUBLISHED, pk=photo_id).first()
    if photo is None:
        raise NotFound
    if photo.width == width:
        return opened(photo)
    size = PhotoSize.objects.filter(photo=photo, width=width).first()
    if size is None:
        raise NotFound
    return opened(size)
