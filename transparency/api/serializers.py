"""What the public reads over HTTP: each field named one by one, so that nothing else can slip out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.calendar import fiscal_year_label
from donations.models import Donation
from donations.queries import as_public
from fund.models import Fund, Round
from fund.policy import Publication
from transparency.queries import DepartmentResults, ResultRow, RoundResults, YearFigures
from transparency.rules import Sums, printed


class PublicFund(serializers.ModelSerializer[Fund]):
    class Meta:
        model = Fund
        fields = ("id", "code", "name", "operator", "legal_mode", "phone", "hours", "email", "address")


class SubFundFiguresOutput(serializers.Serializer[Any]):
    """A sub-fund's year in yen: opening + received + matched − awarded + released + moved = balance."""

    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()
    opening = serializers.IntegerField()
    received = serializers.IntegerField()
    matched = serializers.IntegerField()
    awarded = serializers.IntegerField()
    released = serializers.IntegerField()
    moved = serializers.IntegerField()
    balance = serializers.IntegerField()


class FigureTotals(serializers.Serializer[Any]):
    """The same over all sub-funds; `paid` went out to groups, `returned` came back from them."""

    opening = serializers.IntegerField()
    received = serializers.IntegerField()
    matched = serializers.IntegerField()
    awarded = serializers.IntegerField()
    released = serializers.IntegerField()
    moved = serializers.IntegerField()
    balance = serializers.IntegerField()
    paid = serializers.IntegerField()
    returned = serializers.IntegerField()


SUMMED = ("opening", "received", "matched", "awarded", "released", "moved", "balance")


class YearFiguresOutput(serializers.Serializer[Any]):
    year = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]
    closed = serializers.BooleanField()
    sub_funds = SubFundFiguresOutput(many=True)
    totals = serializers.SerializerMethodField()

    @extend_schema_field(FigureTotals)
    def get_totals(self, year: YearFigures) -> Any:
        sums = {name: year.total(name) for name in SUMMED}
        return FigureTotals({**sums, "paid": year.paid, "returned": year.returned}).data


class PublicGift(serializers.ModelSerializer[Donation]):
    """A gift whose donor shows a name or an alias; `amount` is null where the donor hides it (R13)."""

    name = serializers.SerializerMethodField()
    amount = serializers.SerializerMethodField()
    sub_fund = serializers.CharField(source="sub_fund.code")

    class Meta:
        model = Donation
        fields = ("id", "name", "amount", "sub_fund", "received_on")

    def get_name(self, gift: Donation) -> str:
        return as_public(gift).name

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_amount(self, gift: Donation) -> int | None:
        return as_public(gift).amount


class StopOutput(serializers.Serializer[Any]):
    """Where a part of a gift went; `amount` in yen, null where the donor hides it."""

    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    amount = serializers.IntegerField(allow_null=True)
    project_id = serializers.IntegerField(allow_null=True)
    group = serializers.CharField()
    title = serializers.CharField()


class GiftJourneyOutput(serializers.Serializer[Any]):
    """A gift's journey: the stops and what is still in the fund add up to the gift."""

    id = serializers.IntegerField(source="gift.id")
    name = serializers.CharField(source="gift.name")
    amount = serializers.IntegerField(source="gift.amount", allow_null=True)
    fund = serializers.IntegerField(source="fund_id")
    sub_fund = serializers.CharField(source="gift.sub_fund")
    sub_fund_name = serializers.CharField()
    received_on = serializers.DateField(source="gift.received_on")
    stops = StopOutput(many=True)
    left = serializers.IntegerField(allow_null=True)


class SourceOutput(serializers.Serializer[Any]):
    """A sub-fund behind a project; `gifts` counts all, `donors` names those who show themselves."""

    code = serializers.CharField()
    name = serializers.CharField()
    amount = serializers.IntegerField(allow_null=True)
    gifts = serializers.IntegerField()
    donors = serializers.ListField(child=serializers.CharField())


class ProjectOutput(serializers.Serializer[Any]):
    """A grant with where its yen came from; yen are null where the call does not publish them."""

    id = serializers.IntegerField()
    fund = serializers.IntegerField(source="fund_id")
    round = serializers.IntegerField(source="round_id", allow_null=True)
    fiscal_year = serializers.IntegerField(source="year")
    group = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    decided_on = serializers.DateField()
    state_label = serializers.CharField(source="state")
    decided = serializers.IntegerField(allow_null=True)
    fixed = serializers.IntegerField(allow_null=True)
    sources = SourceOutput(many=True)


class ReleasedRound(serializers.ModelSerializer[Round]):
    """A round whose results are out."""

    fund = PublicFund()
    fiscal_year = serializers.IntegerField(source="fiscal_year.year")
    fiscal_year_label = serializers.SerializerMethodField()

    class Meta:
        model = Round
        fields = ("id", "code", "name", "fund", "fiscal_year", "fiscal_year_label", "released_at")

    def get_fiscal_year_label(self, call: Round) -> str:
        return fiscal_year_label(call.fiscal_year.year)


class PrintedAmount(serializers.Serializer[Any]):
    """Yen, and the same as the call prints it: 50,000, or 5.0 in 万円."""

    yen = serializers.IntegerField()
    text = serializers.CharField()


class NamedFigure(serializers.Serializer[Any]):
    """A component or criterion by its name, and its figure as printed."""

    name = serializers.CharField()
    value = serializers.CharField()


class ResultRowOutput(serializers.Serializer[Any]):
    """One result; only what the call publishes is there. `rank` is null after a withdrawal."""

    project_id = serializers.IntegerField(required=False)
    withdrawn = serializers.BooleanField()
    number = serializers.CharField(required=False)
    group = serializers.CharField(required=False)
    title = serializers.CharField(required=False)
    summary = serializers.CharField(required=False)
    kind = serializers.CharField(required=False)
    requested = PrintedAmount(required=False)
    score = serializers.CharField(required=False)
    components = NamedFigure(many=True, required=False)
    criterion_means = NamedFigure(many=True, required=False)
    stage = serializers.CharField(required=False)
    rank = serializers.IntegerField(required=False, allow_null=True)
    decided_rank = serializers.IntegerField(required=False, allow_null=True)
    outcome = serializers.CharField(required=False)
    decided = PrintedAmount(required=False)
    standing = PrintedAmount(required=False)
    fixed = PrintedAmount(required=False, allow_null=True)
    paid = PrintedAmount(required=False)
    returned = PrintedAmount(required=False)


class ResultTotals(serializers.Serializer[Any]):
    """Computed from the rows. `standing`: what is left of the decisions; `left`: of the budget."""

    rows = serializers.IntegerField()
    requested = PrintedAmount(required=False)
    decided = PrintedAmount(required=False)
    standing = PrintedAmount(required=False)
    fixed = PrintedAmount(required=False)
    budget = PrintedAmount(required=False, allow_null=True)
    left = PrintedAmount(required=False, allow_null=True)


class SumsOutput(serializers.Serializer[Any]):
    """Computed sums that the call publishes. All null where a department is not held this year, which is
    not the same as 0."""

    applications = serializers.IntegerField(required=False, allow_null=True)
    withdrawn = serializers.IntegerField(required=False, allow_null=True)
    adopted = serializers.IntegerField(required=False, allow_null=True)
    declined = serializers.IntegerField(required=False, allow_null=True)
    requested = PrintedAmount(required=False, allow_null=True)
    decided = PrintedAmount(required=False, allow_null=True)
    budget = PrintedAmount(required=False, allow_null=True)
    remainder = PrintedAmount(required=False, allow_null=True)


class HeadingOutput(serializers.Serializer[Any]):
    """The sums of the departments under one heading."""

    heading = serializers.CharField()
    sums = SumsOutput()


class DecidedOnOutput(serializers.Serializer[Any]):
    """Which frozen ranking the decision stood on."""

    number = serializers.IntegerField()
    sha256 = serializers.CharField()
    frozen_at = serializers.DateTimeField()


class DepartmentResultsOutput(serializers.Serializer[DepartmentResults]):
    code = serializers.CharField()
    name = serializers.CharField()
    fields_published = serializers.ListField(child=serializers.CharField(), source="publication.fields")
    unit = serializers.CharField(source="publication.unit")
    order = serializers.CharField(source="publication.order")
    ranking = serializers.SerializerMethodField()
    rows = serializers.SerializerMethodField()
    totals = serializers.SerializerMethodField()
    offered = serializers.BooleanField()
    sums = serializers.SerializerMethodField()

    @extend_schema_field(SumsOutput)
    def get_sums(self, department: DepartmentResults) -> Any:
        return _sums(department.sums, department.publication, offered=department.offered)

    @extend_schema_field(DecidedOnOutput(allow_null=True))
    def get_ranking(self, department: DepartmentResults) -> Any:
        shown = department.ranking if department.publishes("rank") else None
        return None if shown is None else DecidedOnOutput(shown).data

    @extend_schema_field(ResultRowOutput(many=True))
    def get_rows(self, department: DepartmentResults) -> Any:
        return [_row(row, department) for row in department.rows]

    @extend_schema_field(ResultTotals)
    def get_totals(self, department: DepartmentResults) -> Any:
        unit = department.publication.unit
        shown: dict[str, Any] = {"rows": len(department.rows)}
        if department.publishes("requested"):
            shown["requested"] = money(department.requested, unit)
        if department.publishes("decided"):
            for name in ("decided", "standing", "fixed", "budget", "left"):
                shown[name] = money(getattr(department, name), unit, department.publication.unit_decimals)
        return shown


class RoundResultsOutput(serializers.Serializer[Any]):
    round = ReleasedRound(source="call")
    departments = DepartmentResultsOutput(many=True)
    headings = serializers.SerializerMethodField()
    sums = serializers.SerializerMethodField()

    @extend_schema_field(HeadingOutput(many=True))
    def get_headings(self, found: RoundResults) -> Any:
        shown = _of_all(found)
        return [{"heading": name, "sums": _sums(sums, shown)} for name, sums in found.headings.items()]

    @extend_schema_field(SumsOutput)
    def get_sums(self, found: RoundResults) -> Any:
        return _sums(found.sums, _of_all(found))


def money(amount: int | None, unit: str, decimals: int = 1) -> dict[str, Any] | None:
    return None if amount is None else {"yen": amount, "text": printed(amount, unit, decimals)}


COUNTS = ("applications", "withdrawn", "adopted", "declined")


def _sums(sums: Sums, publication: Publication, *, offered: bool = True) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for name in publication.totals:
        value = getattr(sums, name) if offered else None
        unit = (publication.unit, publication.unit_decimals)
        shown[name] = value if name in COUNTS else money(value, *unit)
    return shown


def _of_all(found: RoundResults) -> Publication:
    """What sums over departments may show: what each of them publishes, in the unit of the first."""
    each = [row.publication for row in found.departments]
    if not each:
        return Publication()
    return replace(each[0], totals=tuple(n for n in each[0].totals if all(n in p.totals for p in each)))


PLAIN = ("number", "group", "title", "summary", "kind", "score", "stage", "outcome")
WITH_DECIDED = ("decided", "standing", "fixed", "paid", "returned")


def _row(row: ResultRow, department: DepartmentResults) -> dict[str, Any]:
    unit = department.publication.unit
    shown: dict[str, Any] = {"withdrawn": row.withdrawn}
    if row.award_id is not None:
        shown["project_id"] = row.award_id
    shown |= {name: getattr(row, name) for name in PLAIN if department.publishes(name)}
    for name in ("components", "criterion_means"):
        if department.publishes(name):
            shown[name] = [{"name": label, "value": value} for label, value in getattr(row, name)]
    if department.publishes("rank"):
        shown |= {"rank": row.rank, "decided_rank": row.decided_rank}
    if department.publishes("requested"):
        shown["requested"] = money(row.requested, unit)
    if department.publishes("decided"):
        shown |= {name: money(getattr(row, name), unit) for name in WITH_DECIDED}
    return shown
