"""The deadline radar (R15): what is due, for whom, and not done yet at the moment of asking.

Rooms above register one rule for each kind of date. Dry run, sending, the office's lists and one's own
calendar all ask the same query of a rule, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Abs, Cast, Concat, JSONObject, TruncDate
from django.db.models.sql.compiler import SQLCompiler

from common import clock
from common.clock import JST
from notices.models import Notice, ReminderRun
from notices.rules import is_silent, steps_due
from notices.services import domain_of_ids

_TEXT: Final = CharField()


@dataclass(frozen=True, eq=False)
class ReminderRule:
    """How one kind of date is watched.

    `unfinished()` is what is not done at this moment, whatever its date. The paths lead from there: `due`
    to the day (a `moment`: to the time), `fund` to the fund, `call` to the round's id, `who` to the id of
    each person who is told, of those that `told` lets through. `facts` fill the letter: days and amounts as
    they are, since the text says how they are written. Without `overdue_kind` nothing is said after the day.
    `of_office`: the office may see each thing, not only that a letter goes out.
    """

    name: str
    kind: str
    label: str
    unfinished: Callable[[], QuerySet[Any]]
    due: str
    fund: str
    call: str
    who: str
    facts: Mapping[str, Any]
    told: Q = field(default_factory=Q)
    moment: bool = False
    overdue_kind: str = ""
    of_office: bool = True

    @property
    def kinds(self) -> set[str]:
        return {self.kind, self.overdue_kind} - {""}

    def items(self) -> QuerySet[Any]:
        """Each unfinished thing with `due_day` and the code of its fund, `of_fund`."""
        day = TruncDate(self.due) if self.moment else F(self.due)
        more = {"due_day": day, "of_fund": F(f"{self.fund}__code")}
        rows: QuerySet[Any] = self.unfinished().annotate(**more)
        return rows

    def due_on(self, day: date) -> Q:
        """What is due on a day; of moments without working out each one's day."""
        if not self.moment:
            return Q(**{self.due: day})
        first = datetime.combine(day, time.min, tzinfo=JST)
        return Q(**{f"{self.due}__gte": first, f"{self.due}__lt": first + timedelta(days=1)})

    def duties(self) -> QuerySet[Any]:
        """The same once for each person who is told: `whose`."""
        rows: QuerySet[Any] = self.items().filter(self.told).annotate(whose=F(self.who))
        return rows

    @property
    def subject(self) -> str:
        """The word before the id in `application:12`."""
        return str(self.unfinished().model._meta.model_name)


@dataclass(frozen=True)
class Planned:
    """A letter that the radar sends on a day: `step` in days before (negative: after) `due_on`."""

    rule: ReminderRule
    kind: str
    key: str
    item: str
    due_on: date
    step: int
    recipient_id: int
    fund_code: str
    context: dict[str, Any]


_rules: dict[str, ReminderRule] = {}


def register(rule: ReminderRule) -> None:
    """Watch one more kind of date; called by a room's `apps.py`."""
    _rules[rule.name] = rule


def rules() -> list[ReminderRule]:
    return list(_rules.values())


def rule_named(name: str) -> ReminderRule:
    return _rules[name]


class _RandomHex(Func):
    """32 hex digits, new for every row."""

    template = "replace(gen_random_uuid()::text, '-', '')"
    output_field = CharField()
    arity = 0

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="lower(hex(randomblob(16)))", **more)


def letters_of(rule: ReminderRule, steps: Mapping[date, int]) -> QuerySet[Any]:
    """The letters of one rule for days that are due, as columns `l_…` of a query. Not run here."""
    day_of = [When(rule.due_on(day), then=Value(day)) for day in steps]
    step_of = [When(rule.due_on(day), then=Value(step)) for day, step in steps.items()]
    rows = rule.duties().filter(reduce(or_, (rule.due_on(day) for day in steps)))
    rows = rows.annotate(
        l_day=Case(*day_of, output_field=DateField()), l_step=Case(*step_of, output_field=IntegerField())
    )
    about = Concat(Value(f"{rule.subject}:"), _text("pk"), output_field=_TEXT)
    # A designated award belongs to no round.
    scope = Case(
        When(**{f"{rule.call}__isnull": False}, then=Concat(Value("round:"), _text(rule.call))),
        default=Value(""),
    )
    # The date belongs to the key: a date put off is reminded of anew.
    key = Concat(
        *(Value(f"{rule.name}:"), about, Value(":"), _text("l_day"), Value(":")),
        *(_text("l_step"), Value("d:"), _text("whose")),
        output_field=_TEXT,
    )
    facts = {"fund": F(f"{rule.fund}__name"), **rule.facts, "days": Abs("l_step"), "due_day": F("l_day")}
    letters: QuerySet[Any] = rows.annotate(
        l_kind=Case(
            When(l_step__gt=0, then=_text(Value(rule.kind))), default=_text(Value(rule.overdue_kind))
        ),
        l_key=key,
        l_about=about,
        l_scope=_text(scope),
        l_facts=JSONObject(**facts),
    )
    return letters


def _text(value: Any) -> Cast:
    return Cast(value, _TEXT)


def _steps(rule: ReminderRule, today: date, since: date | None) -> dict[date, int]:
    return steps_due(today, since, overdue=bool(rule.overdue_kind))


def planned(
    today: date,
    since: date | None,
    *,
    fund_code: str | None = None,
    after: str = "",
    limit: int | None = None,
) -> list[Planned]:
    """What a run on `today` would send after one on `since`: the dry run. 1 query, ordered by key.

    `fund_code` narrows it; `after` and `limit` cut a page out of it by key.
    """
    parts = []
    for rule in _rules.values():
        if steps := _steps(rule, today, since):
            rows = letters_of(rule, steps).filter(l_key__gt=after)
            rows = rows.filter(~Exists(_known()))
            if fund_code is not None:
                rows = rows.filter(of_fund=fund_code)
            columns = ("l_kind", "l_about", "l_day", "l_step", "whose", "of_fund", "l_facts")
            parts.append(rows.order_by().values_list("l_key", *columns, Value(rule.name)))
    if not parts:
        return []
    found: Any = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    found = found.order_by("l_key")
    return [
        Planned(_rules[name], kind, key, about, due, step, whose, code, facts)
        for key, kind, about, due, step, whose, code, facts, name in (found[:limit] if limit else found)
    ]


def counted(today: date, since: date | None, fund_code: str) -> dict[str, int]:
    """How many letters each rule would send. 1 query for each rule."""
    found = {}
    for rule in _rules.values():
        if steps := _steps(rule, today, since):
            rows = letters_of(rule, steps).filter(of_fund=fund_code)
            found[rule.name] = rows.filter(~Exists(_known())).count()
    return found


def _known() -> QuerySet[Notice]:
    return Notice.objects.filter(dedupe_key=OuterRef("l_key"))


def last_run(before: date | None = None) -> date | None:
    """The last day on which reminders went out (before a day). 1 query."""
    runs = ReminderRun.objects.filter(day__lt=before) if before else ReminderRun.objects.all()
    return runs.order_by("-day").values_list("day", flat=True).first()


@dataclass(frozen=True)
class Deadline:
    """Something unfinished with its day; `facts` as the letter would have them."""

    rule: ReminderRule
    item: str
    due_on: date
    facts: dict[str, Any]


def deadlines(
    *,
    fund_code: str | None = None,
    user_id: int | None = None,
    first: date | None = None,
    last: date | None = None,
    names: Collection[str] = (),
    after: tuple[date, str, int] | None = None,
    limit: int | None = None,
) -> list[Deadline]:
    """What is unfinished between two days, by day: of one fund for its office, or of one person. 1 query.

    `names` chooses rules; `after` (day, rule, id) and `limit` cut a page out of it.
    """
    parts = []
    for rule in _rules.values():
        if (names and rule.name not in names) or (fund_code is not None and not rule.of_office):
            continue
        rows = rule.items() if user_id is None else rule.duties().filter(whose=user_id)
        facts = {"fund": F(f"{rule.fund}__name"), **rule.facts}
        rows = rows.annotate(l_facts=JSONObject(**facts))
        if fund_code is not None:
            rows = rows.filter(of_fund=fund_code)
        if first is not None:
            rows = rows.filter(due_day__gte=first)
        if last is not None:
            rows = rows.filter(due_day__lte=last)
        if after is not None:
            day, name, pk = after
            beyond = Q(due_day__gt=day)
            if rule.name > name:
                beyond |= Q(due_day=day)
            elif rule.name == name:
                beyond |= Q(due_day=day, pk__gt=pk)
            rows = rows.filter(beyond)
        rows = rows.annotate(l_rule=_text(Value(rule.name)))
        parts.append(rows.order_by().values_list("due_day", "l_rule", "pk", "l_facts"))
    if not parts:
        return []
    found: Any = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    found = found.order_by("due_day", "l_rule", "pk")
    return [
        Deadline(_rules[name], f"{_rules[name].subject}:{pk}", due, facts)
        for due, name, pk, facts in (found[:limit] if limit else found)
    ]


def overtaken(letters: Iterable[Notice]) -> set[int]:
    """The ids of reminders whose thing is done, put off or not the recipient's any more at this moment.

    1 query for each rule that has letters here.
    """
    done = set()
    for rule in _rules.values():
        mine = [row for row in letters if row.kind in rule.kinds and "due_day" in row.context]
        if not mine:
            continue
        items = {int(row.subject_key.partition(":")[2]) for row in mine}
        owed = set(
            rule.duties()
            .filter(pk__in=items, whose__in={row.recipient_id for row in mine})
            .values_list("pk", "whose", _text("due_day"))
        )
        for row in mine:
            item = int(row.subject_key.partition(":")[2])
            if (item, row.recipient_id, row.context["due_day"]) not in owed:
                done.add(row.pk)
    return done


@transaction.atomic
def remind() -> int:
    """Queue today's reminders, one statement for each rule; a second run on the same day adds none.

    Returns how many are new.
    """
    at: datetime = clock.now()
    today = at.date()
    if is_silent(today):
        return 0
    # A repeat on the same day looks at the same span again; the keys keep letters single.
    since = last_run(before=today)
    new = sum(
        queue_letters(rule, steps, at) for rule in _rules.values() if (steps := _steps(rule, today, since))
    )
    run, _ = ReminderRun.objects.get_or_create(day=today, defaults={"at": at})
    ReminderRun.objects.filter(pk=run.pk).update(queued=run.queued + new)
    return new


def queue_letters(rule: ReminderRule, steps: Mapping[date, int], at: datetime) -> int:
    """Put one rule's letters into the outbox with one INSERT … SELECT; known ones are passed over."""
    drawn = {
        "fund_code": "of_fund",
        "kind": "l_kind",
        "dedupe_key": "l_key",
        "recipient_id": "whose",
        "subject_key": "l_about",
        "scope": "l_scope",
        "context": "l_facts",
        "message_id": "l_message",
    }
    message = Concat(Value("<"), _RandomHex(), Value(f"@{domain_of_ids()}>"), output_field=_TEXT)
    rows = letters_of(rule, steps).order_by().annotate(l_message=message)
    sql, params = rows.values_list(*drawn.values()).query.sql_with_params()
    fields = {field.attname: field for field in Notice._meta.concrete_fields if not field.primary_key}
    blank = Notice(queued_at=at)
    same = [
        field.get_db_prep_save(getattr(blank, name), connection)
        for name, field in fields.items()
        if name not in drawn
    ]
    quote = connection.ops.quote_name
    names = [*drawn, *(name for name in fields if name not in drawn)]
    columns = ", ".join(quote(str(fields[name].column)) for name in names)
    with connection.cursor() as cursor:
        # SQLite takes ON for a join's unless a WHERE comes before it.
        cursor.execute(
            f"INSERT INTO {quote(Notice._meta.db_table)} ({columns}) "  # noqa: S608
            f"SELECT due.*{', %s' * len(same)} FROM ({sql}) AS due WHERE true "
            f"ON CONFLICT ({quote('dedupe_key')}) DO NOTHING",
            (*same, *params),
        )
        return int(cursor.rowcount)
