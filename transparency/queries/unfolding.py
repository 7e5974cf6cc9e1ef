"""A public figure unfolded into what adds up to it. Donors are named only where they show name and amount
(R13), projects only as their calls publish them (N16)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from awards.models import Award
from awards.queries.awards import refunded_for
from common.calendar import fiscal_year_bounds
from common.errors import NotFound
from donations.queries import as_public, publicly_shown
from fund.models import Fund
from ledger.chart import CHART
from ledger.models import JournalLine
from ledger.queries import paid_for
from transparency.queries.awards import names_of, public_awards, publication_of, standing_awards
from transparency.queries.figures import FiguresWithheld, unreleased_references
from transparency.queries.years import Headline

GIFTS, MATCH, PAYABLE, RECEIVABLE = "4010", "4020", "2010", "1060"
HIDDEN = "hidden"
MOST_ROWS = 400
"""So many rows are listed, the latest; older ones are summed in one row, so that all add up."""


@dataclass(frozen=True)
class Line:
    """One line of the books: credits − debits in yen, with the kind of its entry (of what it takes back)."""

    entry: object
    on: date
    code: str
    sub_fund: str
    kind: str
    reversed_kind: str
    reference: str
    net: int


@dataclass(frozen=True)
class Part:
    """One row under a figure. `kind` is the entry's (`gifts_masked` … for several in one), `count` how many
    it stands for; `donor` a name that its owner shows, `project` the award, `title` what it is called."""

    kind: str
    amount: int
    on: date | None = None
    count: int = 1
    sub_fund: str = ""
    donor: str = ""
    project: int | None = None
    title: str = ""


@dataclass(frozen=True)
class Unfolded:
    """A figure and its parts, which add up to it. Yen."""

    name: str
    value: int
    parts: tuple[Part, ...]
    sub_fund: str = ""


Pick = Callable[[Line], int]


def _raised(line: Line) -> int:
    return line.net if line.code in (GIFTS, MATCH) else 0


def _received(line: Line) -> int:
    return line.net if line.code == GIFTS else 0


def _matched(line: Line) -> int:
    return line.net if line.code == MATCH else 0


def _paid(line: Line) -> int:
    return -line.net if line.code == PAYABLE and "payment" in (line.kind, line.reversed_kind) else 0


def _returned(line: Line) -> int:
    return line.net if line.code == RECEIVABLE and line.kind == "refund_received" else 0


def _granted(line: Line) -> int:
    return _paid(line) - _returned(line)


FIGURES: dict[str, tuple[Pick, Callable[[Headline], int]]] = {
    "raised": (_raised, lambda year: year.raised),
    "received": (_received, lambda year: year.received),
    "matched": (_matched, lambda year: year.matched),
    "granted": (_granted, lambda year: year.granted),
    "paid": (_paid, lambda year: year.figures.paid),
    "returned": (_returned, lambda year: year.figures.returned),
}


def unfold(fund: Fund, year: Headline, name: str) -> Unfolded:
    """A figure of a year by name: one of FIGURES, or `sub-GEN` for what a sub-fund has left. 3 queries.

    Raises NotFound for a name that is none, FiguresWithheld where the parts do not add up.
    """
    code = name.removeprefix("sub-") if name.startswith("sub-") else ""
    if code:
        row = next((row for row in year.figures.sub_funds if row.code == code), None)
        if row is None:
            raise NotFound
        pick, value = _of_sub_fund(code), row.balance
    elif name in FIGURES:
        pick, figure = FIGURES[name]
        value = figure(year)
    else:
        raise NotFound
    parts = _parts(fund, year, pick)
    if sum(part.amount for part in parts) != value:
        raise FiguresWithheld
    return Unfolded(name, value, tuple(_at_most(parts)), code)


def unfold_project(fund: Fund, award_id: int) -> Unfolded:
    """What a project was paid less what came back, over all years. 5 queries.

    Raises NotFound where the call publishes no yen, FiguresWithheld where the parts do not add up.
    """
    award = standing_awards().filter(fund=fund, pk=award_id).first()
    if award is None or "decided" not in publication_of(award).fields:
        raise NotFound
    lines = [line for line in lines_of(fund, reference=award.reference) if _granted(line)]
    parts = tuple(_entry_part(line, _granted(line), award, "") for line in lines)
    value = paid_for(award.reference) - refunded_for(award.reference)
    if sum(part.amount for part in parts) != value:
        raise FiguresWithheld
    return Unfolded(f"project-{award.pk}", value, parts)


def _of_sub_fund(code: str) -> Pick:
    return lambda line: line.net if line.sub_fund == code and CHART[line.code].by_sub_fund else 0


def lines_of(fund: Fund, year: int | None = None, reference: str = "") -> list[Line]:
    """The lines that the public may know of: of a year, or about one thing. 1 query."""
    wanted = JournalLine.objects.filter(entry__book__fund_code=fund.code)
    if year is not None:
        wanted = wanted.filter(entry__book__fiscal_year=year)
    if reference:
        wanted = wanted.filter(entry__reference=reference)
    rows = (
        wanted.exclude(entry__reference__in=unreleased_references())
        .order_by("entry__occurred_on", "entry_id", "position")
        .values_list(
            "entry_id",
            "entry__occurred_on",
            "account__code",
            "account__sub_fund",
            "entry__kind",
            "entry__reference",
            "entry__reverses__kind",
            "side",
            "amount",
        )
    )
    return [
        Line(entry, on, code, sub_fund, kind, reversed_kind or "", reference, yen if side == "C" else -yen)
        for entry, on, code, sub_fund, kind, reference, reversed_kind, side, yen in rows
    ]


def _parts(fund: Fund, year: Headline, pick: Pick) -> list[Part]:
    names = {row.code: row.name for row in year.figures.sub_funds}
    gifts: dict[tuple[str, str], int] = defaultdict(int)
    others: dict[tuple[object, str], list[Line]] = defaultdict(list)
    for line in lines_of(fund, year.figures.year):
        if not pick(line):
            continue
        if line.code == GIFTS:
            gifts[line.reference, line.sub_fund] += pick(line)
        else:
            others[line.entry, line.sub_fund].append(line)
    told = [part for part in _gift_parts(fund, year.figures.year, gifts, names) if part.amount]
    return told + _entry_parts(fund, others, pick, names)


def _gift_parts(
    fund: Fund, year: int, gifts: dict[tuple[str, str], int], names: dict[str, str]
) -> list[Part]:
    """Gifts shown with name and amount one by one, all others summed by sub-fund.

    A name whose amount is hidden is never alone in such a sum while another gift can join it.
    """
    first, last = fiscal_year_bounds(year)
    shown = {
        f"donation:{row.pk}": row
        for row in publicly_shown().filter(fund=fund, received_on__gte=first, received_on__lte=last)
    }
    open_rows: dict[str, list[Part]] = defaultdict(list)
    masked: dict[str, list[int]] = defaultdict(list)
    shy: set[str] = set()
    for (reference, code), amount in gifts.items():
        gift = shown.get(reference)
        if amount == 0:
            continue
        if gift is not None and gift.show_amount and gift.amount == amount:
            public = as_public(gift)
            open_rows[code].append(
                Part("donation", amount, public.received_on, 1, names.get(code, code), public.name)
            )
        else:
            masked[code].append(amount)
            if gift is not None:
                shy.add(code)
    for code in shy:
        if len(masked[code]) == 1 and open_rows[code]:
            joining = min(open_rows[code], key=lambda part: part.amount)
            open_rows[code].remove(joining)
            masked[code].append(joining.amount)
    parts = sorted((part for rows in open_rows.values() for part in rows), key=lambda part: str(part.on))
    return parts + [
        Part("gifts_masked", sum(yen), None, len(yen), names.get(code, code)) for code, yen in masked.items()
    ]


def _entry_parts(
    fund: Fund, others: dict[tuple[object, str], list[Line]], pick: Pick, names: dict[str, str]
) -> list[Part]:
    awards = {award.reference: award for award in public_awards().filter(fund=fund)}
    parts, hidden = [], [0, 0]
    for (_, code), lines in others.items():
        line, amount = lines[0], sum(pick(one) for one in lines)
        award = awards.get(line.reference)
        if award is not None and "decided" not in publication_of(award).fields:
            hidden = [hidden[0] + 1, hidden[1] + amount]
        elif amount:
            parts.append(_entry_part(line, amount, award, names.get(code, code)))
    parts.sort(key=lambda part: str(part.on))
    if hidden[0] == 1 and parts:
        joining = min(parts, key=lambda part: abs(part.amount))
        parts.remove(joining)
        hidden = [2, hidden[1] + joining.amount]
    if hidden[0]:
        parts.append(Part(HIDDEN, hidden[1], None, hidden[0]))
    return parts


def _entry_part(line: Line, amount: int, award: Award | None, sub_fund: str) -> Part:
    if award is None:
        return Part(line.kind, amount, line.on, 1, sub_fund)
    group, title = names_of(award, publication_of(award))
    return Part(line.kind, amount, line.on, 1, sub_fund, "", award.pk, title or group)


def _at_most(parts: list[Part]) -> Iterable[Part]:
    """The latest MOST_ROWS, the older ones in one row before them."""
    if len(parts) <= MOST_ROWS:
        return parts
    older, latest = parts[:-MOST_ROWS], parts[-MOST_ROWS:]
    return [Part("older", sum(part.amount for part in older), None, len(older)), *latest]
