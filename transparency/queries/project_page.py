"""One project as the public reads it (P7): its plan, its money, its report once accepted, and its dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from applications.models import Consent
from awards.models import AmountFixing, Award, Report, ReportRow
from awards.queries.awards import payments_of, refunded_for
from awards.queries.reporting import PublishedPhoto, budget_lines, published_photos
from common import clock
from common.clock import JST
from common.errors import NotFound
from common.money import fraction
from ledger.models import JournalEntry
from transparency.queries.awards import publication_of, standing_awards
from transparency.queries.gifts import Source, sources_of
from transparency.queries.projects import ProjectCard, card_of

REPORTED = ("accepted", "fixed")
NOT_ON_RECORD = "(記録なし)"
"""What a year taken in from paper says where there was no text."""
READING_DAYS = 30
"""How long the office usually takes over a report: the public's is expected that long after it is due."""


@dataclass(frozen=True)
class BudgetLine:
    """What a category was planned and spent on, in yen; None where nothing was said of it."""

    category: str
    planned: int | None
    actual: int | None

    @property
    def difference(self) -> int | None:
        return None if self.planned is None or self.actual is None else self.actual - self.planned


@dataclass(frozen=True)
class Budget:
    """The plan and, once the report is accepted, what was spent. Where the report has categories of its
    own, `lines` hold the plan and `verdicts` how the office judged what was spent; otherwise both meet."""

    lines: tuple[BudgetLine, ...]
    planned: int
    actual: int | None
    verdicts: tuple[tuple[str, int], ...] = ()

    @property
    def compared(self) -> bool:
        return self.actual is not None and not self.verdicts

    @property
    def largest(self) -> int:
        """The longest bar."""
        yen = [amount for line in self.lines for amount in (line.planned, line.actual) if amount]
        return max(yen, default=0)


@dataclass(frozen=True)
class Term:
    """One term of the fixing (R5): its name, yen, and whether it was the smallest."""

    name: str
    amount: int
    binds: bool


@dataclass(frozen=True)
class Working:
    """How the fixed amount came about (R5), with the figures that went in. Yen, the rate as a fraction."""

    fixed: int
    terms: tuple[Term, ...]
    rate: str
    accepted: int
    actual: int
    other_income: int


@dataclass(frozen=True)
class Step:
    """A day in a project's life. `kind`: filed, decided, advance, final, paid, report_due, reported, fixed,
    returned."""

    kind: str
    on: date
    amount: int | None = None
    done: bool = True


@dataclass(frozen=True)
class Money:
    """A project's yen: decided, fixed (None before), paid, spent by the group (None before), returned."""

    decided: int
    fixed: int | None
    paid: int
    spent: int | None
    returned: int
    as_of: date


@dataclass(frozen=True)
class Story:
    """What the group told of its project, once the office took the report: words, and how many took part."""

    text: str
    people: int | None
    photos: tuple[PublishedPhoto, ...]


@dataclass(frozen=True)
class ProjectPage:
    """Everything of a project that everybody may know; `money`, `budget` and `working` are None where the
    call publishes no yen. `report_from` is when the report can be expected, None once it is there."""

    card: ProjectCard
    fund_id: int
    round_code: str
    round_id: int | None
    starts: date | None
    ends: date | None
    money: Money | None
    budget: Budget | None
    working: Working | None
    sources: tuple[Source, ...]
    steps: tuple[Step, ...]
    story: Story
    report_from: date | None


def project_page(award_id: int) -> ProjectPage:
    """Constant queries. Raises NotFound before the release, and for offers that were turned down."""
    award = standing_awards().filter(pk=award_id).first()
    if award is None:
        raise NotFound
    with_yen = "decided" in publication_of(award).fields
    found = AmountFixing.objects.filter(award=award, state="approved").select_related("report").first()
    report = found.report if found is not None else None
    call = award.application.round if award.application else None
    due = None if found is not None else _report_due(award)
    return ProjectPage(
        card=card_of(award),
        fund_id=award.fund_id,
        round_code=call.code if call else "",
        round_id=call.pk if call else None,
        starts=award.project_from or (call.project_from if call else None),
        ends=award.project_to or (call.project_to if call else None),
        money=_money(award, found) if with_yen else None,
        budget=_budget(award, found, report) if with_yen and award.application_id else None,
        working=_working(award, found) if with_yen and found else None,
        sources=tuple(sources_of(award, with_yen=with_yen)),
        steps=tuple(_steps(award, found, due, with_yen=with_yen)),
        story=_story(award),
        report_from=due + timedelta(days=READING_DAYS) if due and award.state != "cancelled" else None,
    )


def _money(award: Award, fixing: AmountFixing | None) -> Money:
    paid = sum(part.amount for part in payments_of(award.reference))
    last = JournalEntry.objects.filter(reference=award.reference).order_by("-occurred_on").first()
    settled = award.state == "settled" and last is not None
    return Money(
        decided=award.amount,
        fixed=fixing.fixed if fixing else None,
        paid=paid,
        spent=fixing.actual_total if fixing else None,
        returned=refunded_for(award.reference),
        as_of=last.occurred_on if settled and last else clock.today(),
    )


def _budget(award: Award, fixing: AmountFixing | None, report: Report | None) -> Budget | None:
    """The budget's expenses by category in its order, met with the report's where those are the same."""
    planned: dict[str, int] = {}
    for row in budget_lines(award):
        planned[row.category] = planned.get(row.category, 0) + row.planned
    actual: dict[str, int] = {}
    if fixing is not None and report is not None:
        for spent in ReportRow.objects.filter(report=report).order_by("position"):
            actual[spent.category] = actual.get(spent.category, 0) + spent.amount
    if not planned:
        return None
    total = sum(planned.values())
    if fixing is None:
        return Budget(tuple(BudgetLine(name, yen, None) for name, yen in planned.items()), total, None)
    meets = bool(actual) and actual.keys() <= planned.keys() and sum(actual.values()) == fixing.actual_total
    if meets:
        lines = tuple(BudgetLine(name, yen, actual.get(name, 0)) for name, yen in planned.items())
        return Budget(lines, total, fixing.actual_total)
    verdicts = (
        ("accepted", fixing.accepted_eligible),
        ("disallowed", fixing.disallowed),
        ("ineligible", fixing.ineligible),
    )
    lines = tuple(BudgetLine(name, yen, None) for name, yen in planned.items())
    return Budget(lines, total, fixing.actual_total, verdicts)


def _story(award: Award) -> Story:
    """Words are shown with the group's consent to publication, photos with that of the people in them."""
    agreed = Consent.objects.filter(application=award.application, kind="publication").exists()
    taken = (
        Report.objects.filter(award=award, state__in=REPORTED).order_by("kind").first() if agreed else None
    )
    text = taken.text.strip() if taken is not None else ""
    return Story(
        "" if text == NOT_ON_RECORD else text,
        taken.people if taken is not None else None,
        tuple(published_photos(award.pk)),
    )


def _working(award: Award, fixing: AmountFixing) -> Working:
    order = ("rate_term", "award", "shortfall")
    return Working(
        fixed=fixing.fixed,
        terms=tuple(
            Term(name, fixing.terms[name], name in fixing.binding) for name in order if name in fixing.terms
        ),
        rate=str(fraction(award.rate)) if award.rate else "",
        accepted=fixing.accepted_eligible,
        actual=fixing.actual_total,
        other_income=fixing.actual_other_income,
    )


def _steps(award: Award, fixing: AmountFixing | None, due: date | None, *, with_yen: bool) -> Iterable[Step]:
    def told(amount: int) -> int | None:
        return amount if with_yen else None

    application = award.application
    filed = application.submitted_at or application.received_at if application else None
    steps = [Step("decided", award.decided_on, told(award.amount))]
    if filed is not None:
        steps.insert(0, Step("filed", filed.astimezone(JST).date()))
    steps += [
        Step(_payment(award, fixing, part.received_on), part.received_on, told(part.amount))
        for part in payments_of(award.reference)
    ]
    report = Report.objects.filter(award=award, kind="final").first()
    if fixing is not None and fixing.fixed_on is not None:
        if report is not None and report.submitted_at is not None:
            steps.append(Step("reported", report.submitted_at.astimezone(JST).date()))
        steps.append(Step("fixed", fixing.fixed_on, told(fixing.fixed)))
    steps += [Step("returned", day, told(yen)) for day, yen in _refunds(award)]
    steps.sort(key=lambda step: step.on)
    if due is not None and award.state not in ("abolished", "cancelled"):
        steps.append(Step("report_due", due, None, done=False))
    return steps


def _payment(award: Award, fixing: AmountFixing | None, on: date) -> str:
    """What a payment was: in advance (R4), after the fixing (R5), or of a designated grant."""
    if award.kind == "designated":
        return "paid"
    after = fixing is not None and fixing.fixed_on is not None and on >= fixing.fixed_on
    return "final" if after else "advance"


def _refunds(award: Award) -> list[tuple[date, int]]:
    rows = award.refunds.order_by("receipts__received_on", "receipts__pk")
    return list(
        rows.filter(receipts__isnull=False).values_list("receipts__received_on", "receipts__principal")
    )


def _report_due(award: Award) -> date | None:
    if award.report_due_on is not None:
        return award.report_due_on
    return award.application.round.report_due_on if award.application else None
