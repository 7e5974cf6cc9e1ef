"""Reading funds, their books and policies, and the rounds a person or the public may see."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Case, F, Prefetch, Q, QuerySet, Value, When

from common.calendar import fiscal_year_of
from common.errors import DomainError
from fund.models import (
    CallVersion,
    Criterion,
    Department,
    DocumentType,
    FormQuestion,
    Fund,
    PolicyVersion,
    Round,
    SubFund,
)
from fund.permissions import live_roles
from fund.policy import FundPolicy
from ledger.models import Book
from trail.services import Actor

HIDDEN_UNTIL_RELEASE = ("deciding", "decided", "running")


class NoBook(DomainError):
    """The fiscal year has no books yet."""

    code = "fund.no_book"
    ja = "{fiscal_year}年度の帳簿がまだありません。管理者が年度を開いてください。"
    en = "There are no books for fiscal year {fiscal_year} yet. An administrator must open the year."


class NoPolicy(DomainError):
    """No standing rules cover the day."""

    code = "fund.no_policy"
    ja = "{on} に有効な要綱(設定)がありません。先に登録してください。"
    en = "No standing rules are in force on {on}. Please add them first."


class NoSubFund(DomainError):
    """The fund has no sub-fund of the kind needed."""

    code = "fund.no_sub_fund"
    ja = "指定枠「{sub_fund}」がありません。管理者が登録してください。"
    en = "There is no sub-fund “{sub_fund}”. An administrator must add it."


def book_for(fund: Fund, on: date) -> Book:
    """The fund's books of the fiscal year `on` falls in. 1 query. Raises NoBook."""
    return book_of_year(fund, fiscal_year_of(on))


def book_of_year(fund: Fund, year: int) -> Book:
    """The fund's books of a fiscal year. 1 query. Raises NoBook."""
    book = Book.objects.filter(fund_code=fund.code, fiscal_year=year).first()
    if book is None:
        raise NoBook(fiscal_year=year)
    return book


def policy_version_on(fund_id: int, on: date) -> PolicyVersion:
    """The fund's standing rules in force on a day. 1 query. Raises NoPolicy."""
    version = (
        PolicyVersion.objects.filter(fund_id=fund_id, effective_from__lte=on)
        .order_by("-effective_from", "-number")
        .first()
    )
    if version is None:
        raise NoPolicy(on=on.isoformat())
    return version


def policy_on(fund_id: int, on: date) -> FundPolicy:
    """The settings in force on a day. 1 query. Raises NoPolicy."""
    return policy_version_on(fund_id, on).policy


def policies_on(on: date) -> dict[int, FundPolicy]:
    """The settings in force on a day, of every fund that has any. 1 query."""
    rows = PolicyVersion.objects.filter(effective_from__lte=on).order_by("effective_from", "number")
    return {row.fund_id: row.policy for row in {row.fund_id: row for row in rows}.values()}


def sub_fund_of_kind(fund_id: int, kind: str) -> SubFund:
    """The first sub-fund of a kind (operations, city_match, general). 1 query. Raises NoSubFund."""
    found = SubFund.objects.filter(fund_id=fund_id, kind=kind).order_by("position", "pk").first()
    if found is None:
        raise NoSubFund(sub_fund=dict(SubFund.KINDS)[kind])
    return found


def sub_fund_by_code(fund_id: int, code: str) -> SubFund:
    """A sub-fund by its code. 1 query. Raises NoSubFund."""
    found = SubFund.objects.filter(fund_id=fund_id, code=code).first()
    if found is None:
        raise NoSubFund(sub_fund=code)
    return found


def staff_funds(user: Actor) -> QuerySet[Fund]:
    """The funds in whose office a person works. 1 query."""
    return Fund.objects.filter(pk__in=live_roles(user).values("fund_id")).order_by("code")


def rounds_public() -> QuerySet[Round]:
    """Rounds the public may read about: published, and what followed. 1 query."""
    never_shown = Q(state="draft") | Q(state="cancelled", published_by__isnull=True)
    return _rounds(Round.objects.exclude(never_shown))


def visible_rounds(user: Actor) -> QuerySet[Round]:
    """The public's rounds, and every round of the funds a person works for. 1 query."""
    public = Q(pk__in=rounds_public().values("pk"))
    office = Q(fund_id__in=live_roles(user).values("fund_id"))
    return _rounds(Round.objects.filter(public | office))


def _rounds(found: QuerySet[Round]) -> QuerySet[Round]:
    return found.select_related("fund", "fiscal_year", "policy_version").order_by("-opens_at", "-pk")


def with_setup(rounds: QuerySet[Round]) -> QuerySet[Round]:
    """Rounds with departments, criteria, questions and document types at hand. 5 queries, any size."""
    return rounds.prefetch_related(
        Prefetch("departments", queryset=Department.objects.order_by("position", "pk")),
        Prefetch("criteria", queryset=Criterion.objects.select_related("department")),
        Prefetch("questions", queryset=FormQuestion.objects.select_related("department")),
        Prefetch("document_types", queryset=DocumentType.objects.select_related("department")),
    )


def public_state(call: Round) -> str:
    """The state applicants and the public see: 審査中 until the results are released."""
    if call.released_at is None and call.state in HIDDEN_UNTIL_RELEASE:
        return "reviewing"
    return call.state


def with_shown_state(rounds: QuerySet[Round], user: Actor) -> QuerySet[Round]:
    """Rounds with `shown_state`, as this person may know it: the office sees the state as it is. Filters
    and counts for people use it, never `state`. No query more."""
    secret = Q(released_at__isnull=True, state__in=HIDDEN_UNTIL_RELEASE)
    office = Q(fund_id__in=live_roles(user).values("fund_id"))
    return rounds.annotate(
        shown_state=Case(When(secret & ~office, then=Value("reviewing")), default=F("state"))
    )


def is_open_to_applicants(call: Round, at: datetime) -> bool:
    """Whether a new draft may be begun: open, and not past the announced closing (R7)."""
    return call.state == "open" and call.opens_at <= at <= call.closes_at


def visible_versions(user: Actor) -> QuerySet[CallVersion]:
    """The versions that were in force of rounds a person may see; the office sees prepared and dropped ones
    as well. 1 query."""
    office = Q(round__fund_id__in=live_roles(user).values("fund_id"))
    shown = CallVersion.objects.filter(round__in=visible_rounds(user).order_by().values("pk"))
    people = ("round__fund", "prepared_by", "approved_by")
    return shown.filter(Q(state="in_force") | office).select_related(*people).order_by("-number", "-pk")
