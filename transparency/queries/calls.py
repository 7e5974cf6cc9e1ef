"""Calls as the public reads them: what is open and until when (P1), and a whole call in words (P2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import Count, Prefetch

from common import clock
from common.clock import JST
from common.errors import NotFound
from fund.call_document import parsed_call
from fund.models import CallVersion, Department, DocumentType, Fund, Round
from fund.policy.call import CallSettings
from fund.policy.explaining import Section, explain
from fund.queries import is_open_to_applicants, public_state, rounds_public, with_setup
from transparency.queries.results import RoundResults, results

LAST_HOURS = 72
"""In the last so many hours the time left is told in hours."""
TASKS = (
    ("group", 10),
    ("project", 25),
    ("plan", 10),
    ("budget", 25),
    ("files", 10),
    ("consents", 3),
    ("check", 7),
)
"""What an applicant does, step by step, with the minutes it usually takes."""


@dataclass(frozen=True)
class Left:
    """How long until the closing, by the server's clock: days, or hours in the last three days."""

    days: int
    hours: int | None

    @property
    def is_soon(self) -> bool:
        return self.hours is not None


def left_until(closes_at: datetime, now: datetime) -> Left:
    """Calendar days, and whole hours once fewer than LAST_HOURS are left."""
    days = (closes_at.astimezone(JST).date() - now.astimezone(JST).date()).days
    hours = int((closes_at - now).total_seconds() // 3600)
    return Left(days, hours if hours < LAST_HOURS else None)


@dataclass(frozen=True)
class Offer:
    """A department in short: who may ask, up to how much (yen, None: no cap), at which part of the cost."""

    id: int
    name: str
    labels: tuple[str, ...]
    limit: int | None
    cap: int | None
    rate: Fraction | None
    budget: int | None


@dataclass(frozen=True)
class OpenCall:
    """A call with its departments in short. `phase`: upcoming, open, closed, cancelled."""

    call: Round
    slug: str
    phase: str
    left: Left | None
    offers: tuple[Offer, ...]
    extended: CallVersion | None = None

    @property
    def cap(self) -> int | None:
        """The most that any department gives."""
        caps = [offer.cap for offer in self.offers if offer.cap is not None]
        return max(caps, default=None)


@dataclass(frozen=True)
class CallPage(OpenCall):
    """A whole call: its sentences by section, amendments newest first, documents, and results once told."""

    sections: tuple[Section, ...] = ()
    settings: CallSettings | None = None
    versions: tuple[CallVersion, ...] = ()
    documents: tuple[DocumentType, ...] = ()
    results: RoundResults | None = None
    state_label: str = ""

    @property
    def minutes(self) -> int:
        return sum(minutes for _, minutes in TASKS)


def slug_of(pk: int, code: str, unique: Iterable[str]) -> str:
    """A call's name in an address: its code where no other call has it and an address can hold it."""
    plain = "/" not in code and not code.isdecimal() and code.strip(".") != ""
    return code if plain and code in set(unique) else str(pk)


def unique_codes() -> set[str]:
    """Codes of public calls that one fund alone uses. 1 query."""
    counted = rounds_public().order_by().values_list("code").annotate(times=Count("pk"))
    return {code for code, times in counted if times == 1}


def phase_of(call: Round, now: datetime) -> str:
    """upcoming, open (a draft may be begun), closed or cancelled."""
    if call.state == "cancelled":
        return "cancelled"
    if call.state == "published":
        return "upcoming"
    return "open" if is_open_to_applicants(call, now) else "closed"


def calls_of(fund: Fund) -> list[OpenCall]:
    """A fund's public calls, the newest first. 5 queries, any size."""
    now, unique = clock.now(), unique_codes()
    rows = rounds_public().filter(fund=fund)
    departments = Prefetch("departments", queryset=Department.objects.order_by("position", "pk"))
    versions = Prefetch(
        "versions",
        queryset=CallVersion.objects.filter(state="in_force", number__gt=1).order_by("-number"),
        to_attr="amended",
    )
    return [
        OpenCall(
            call,
            slug_of(call.pk, call.code, unique),
            phase := phase_of(call, now),
            left_until(call.closes_at, now) if phase == "open" else None,
            offers_of(call),
            extension_of(call.amended) if phase == "open" else None,
        )
        for call in rows.prefetch_related(departments, versions)
    ]


def offers_of(call: Round) -> tuple[Offer, ...]:
    """The departments that are held. No query where they are at hand."""
    return tuple(_offer(row) for row in call.departments.all() if row.rules.offered)


def _offer(row: Department) -> Offer:
    rules = row.rules
    caps = [step.cap for step in rules.steps]
    known = [cap for cap in caps if cap is not None]
    first = rules.steps[0] if rules.steps else None
    return Offer(
        row.pk,
        row.name,
        tuple(item.label_ja for item in rules.eligibility if item.label_ja),
        rules.repeat.limit,
        max(known) if known and len(known) == len(caps) else None,
        first.rate if first and "rate_term" in rules.terms else None,
        row.budget,
    )


def extension_of(versions: Iterable[CallVersion]) -> CallVersion | None:
    """The latest amendment that moved the closing to a later day."""
    for version in versions:
        for change in version.changes:
            if change.get("pointer") == "/call/dates/closes_at" and str(change["after"]) > str(
                change["before"]
            ):
                return version
    return None


def find_call(name: str, fund_code: str = "") -> Round:
    """A public call by code or number; `fund_code` tells equal codes apart. 6 queries. Raises NotFound."""
    if "\x00" in name:  # no code of ours, and PostgreSQL would stumble over it
        raise NotFound
    rows = with_setup(rounds_public())
    if name.isascii() and name.isdecimal() and len(name) < 19:
        found = list(rows.filter(pk=int(name)))
    else:
        named = rows.filter(code=name)
        found = list(named.filter(fund__code=fund_code) if fund_code else named)
    if len(found) != 1:
        raise NotFound
    return found[0]


def call_page(name: str, fund_code: str = "") -> CallPage:
    """Everything a call tells the public. Constant queries. Raises NotFound."""
    call, now = find_call(name, fund_code), clock.now()
    parsed = parsed_call(call)
    versions = tuple(
        CallVersion.objects.filter(round=call, state="in_force", number__gt=1).order_by("-number")
    )
    phase = phase_of(call, now)
    return CallPage(
        call=call,
        slug=slug_of(call.pk, call.code, unique_codes()),
        phase=phase,
        left=left_until(call.closes_at, now) if phase == "open" else None,
        offers=offers_of(call),
        extended=extension_of(versions) if phase == "open" else None,
        sections=explain(parsed.settings) if parsed.settings else (),
        settings=parsed.settings,
        versions=versions,
        documents=tuple(call.document_types.all()),
        results=results(call.pk) if call.released_at is not None and call.state != "cancelled" else None,
        state_label=call.lifecycle.states[public_state(call)],
    )
