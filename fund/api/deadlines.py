"""The deadline radar on the office's desk: what is due or overdue, and which letters a morning sends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.api.fields import DayField, WholeNumber
from common.api.serializers import Input
from common.errors import FieldFault, refuse
from fund import desk
from notices import radar
from notices.rules import STEPS, is_silent
from notices.texts import render
from notices.wording import own_texts, text_as
from people.api.serializers import PersonOutput
from people.models import User

PAGE: Final = 50
AHEAD: Final = 90
"""Days ahead that the list shows unless asked otherwise."""


class DeadlineOutput(serializers.Serializer[Any]):
    """Something unfinished: `item` as `report:12`, `days_left` negative once it is overdue."""

    rule = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    item = serializers.CharField()
    title = serializers.CharField()
    group = serializers.CharField()
    number = serializers.CharField()
    due_on = serializers.DateField()
    days_left = serializers.IntegerField()
    reminders_on = serializers.ListField(child=serializers.DateField())


class DeadlinesOutput(serializers.Serializer[Any]):
    """`next`: the `after` of the next page, empty on the last one."""

    results = DeadlineOutput(many=True)
    next = serializers.CharField()


AFTER = OpenApiParameter("after", str, description="`next` of the page before")
SIZE = OpenApiParameter("page_size", int, description="Up to 200; 50 unless said")


class PageQuery(Input):
    after = serializers.CharField(required=False, allow_blank=True, max_length=200)
    page_size = WholeNumber(required=False, min_value=1, max_value=200, default=PAGE)


class DeadlinesQuery(PageQuery):
    first = DayField(required=False)
    last = DayField(required=False)
    rule = serializers.CharField(required=False, max_length=60)


def page_of(asked: dict[str, Any], **narrowed: Any) -> tuple[list[radar.Deadline], str]:
    """A page of deadlines, and where the next one begins. 1 query. Raises FieldErrors."""
    size = asked["page_size"]
    found = radar.deadlines(**narrowed, after=place_of(asked.get("after")), limit=size + 1)
    page = found[:size]
    if len(found) <= size:
        return page, ""
    last = page[-1]
    return page, f"{last.due_on}/{last.rule.name}/{last.item.partition(':')[2]}"


def deadline_row(found: radar.Deadline, today: date) -> dict[str, Any]:
    """What a screen or a calendar shows of a deadline."""
    facts = found.facts
    days = [found.due_on - timedelta(days=step) for step in STEPS]
    return {
        "rule": found.rule.name,
        "label": found.rule.label,
        "item": found.item,
        "title": facts.get("title") or facts.get("round") or "",
        "group": facts.get("group") or "",
        "number": facts.get("number") or "",
        "due_on": found.due_on,
        "days_left": (found.due_on - today).days,
        "reminders_on": sorted(day for day in days if day >= today and not is_silent(day)),
    }


def place_of(text: str | None) -> tuple[date, str, int] | None:
    """The place in the list after which a page begins. Raises FieldErrors."""
    if not text:
        return None
    day, _, rest = text.partition("/")
    name, _, number = rest.rpartition("/")
    try:
        if not (number.isascii() and number.isdecimal() and len(number) < 19):
            raise ValueError
        return date.fromisoformat(day), name, int(number)
    except ValueError:
        ja, en = "前のページの next をそのまま入れてください。", "Give the page before's `next` as it is."
        refuse([FieldFault("/after", "fund.after", ja, en)])
        return None


def _known_rule(name: str | None) -> tuple[str, ...]:
    known = [rule.name for rule in radar.rules()]
    if name is not None and name not in known:
        may = ", ".join(known)
        refuse(
            [FieldFault("/rule", "fund.reminder_rule", f"次のどれかにしてください: {may}", f"One of {may}.")]
        )
    return (name,) if name else ()


class Deadlines(APIView):
    @extend_schema(
        parameters=[
            OpenApiParameter("first", date, description="From this day on; nothing: however late"),
            OpenApiParameter("last", date, description="Up to this day; 90 days ahead unless said"),
            OpenApiParameter("rule", str, description="One kind of date, as `award_report_due`"),
            AFTER,
            SIZE,
        ],
        responses=DeadlinesOutput,
    )
    def get(self, request: Request, pk: int) -> Response:
        """What groups and reviewers of the fund have not done yet, by day, overdue first. 2 queries."""
        fund = desk.office_of(request.user, pk)
        asked = DeadlinesQuery.read(request.query_params.dict())
        today = clock.today()
        page, following = page_of(
            asked,
            fund_code=fund.code,
            first=asked.get("first"),
            last=asked.get("last") or today + timedelta(days=AHEAD),
            names=_known_rule(asked.get("rule")),
        )
        shown = {"results": [deadline_row(row, today) for row in page], "next": following}
        return Response(DeadlinesOutput(shown).data)


class ReminderOutput(serializers.Serializer[Any]):
    """A letter that a morning sends: `step` days before (negative: after) `due_on`."""

    rule = serializers.CharField()
    kind = serializers.CharField()
    item = serializers.CharField()
    due_on = serializers.DateField()
    step = serializers.IntegerField()
    recipient = PersonOutput()
    subject = serializers.CharField()
    body = serializers.CharField()


class RemindersOutput(serializers.Serializer[Any]):
    """`since`: the last morning that sent; a missed one is made good. `silent`: nobody is written to."""

    day = serializers.DateField()
    since = serializers.DateField(allow_null=True)
    silent = serializers.BooleanField()
    counts = serializers.DictField(child=serializers.IntegerField())
    results = ReminderOutput(many=True)
    next = serializers.CharField()


class RemindersQuery(PageQuery):
    day = DayField(required=False)


class Reminders(APIView):
    @extend_schema(
        parameters=[
            OpenApiParameter("day", date, description="The morning; today unless said"),
            AFTER,
            SIZE,
        ],
        responses=RemindersOutput,
    )
    def get(self, request: Request, pk: int) -> Response:
        """The dry run: which letters a morning sends, word for word, as things stand now (R15).

        What is done until then is not sent. At most 13 queries, whatever their number.
        """
        fund = desk.office_of(request.user, pk)
        asked = RemindersQuery.read(request.query_params.dict())
        day = asked.get("day") or clock.today()
        size = asked["page_size"]
        since = radar.last_run(before=day)
        letters = radar.planned(day, since, fund_code=fund.code, after=asked.get("after", ""), limit=size + 1)
        page, more = letters[:size], len(letters) > size
        people = User.objects.in_bulk({row.recipient_id for row in page})
        own = own_texts({fund.code}, {row.kind for row in page})
        shown = {
            "day": day,
            "since": since,
            "silent": is_silent(day),
            "counts": radar.counted(day, since, fund.code),
            "results": [_letter(row, people[row.recipient_id], own) for row in page],
            "next": page[-1].key if more else "",
        }
        return Response(RemindersOutput(shown).data)


def _letter(row: radar.Planned, recipient: User, own: dict[tuple[str, str], Any]) -> dict[str, Any]:
    found = own.get((row.fund_code, row.kind))
    text = text_as(found) if found else None
    subject, body = render(row.kind, row.context, recipient.language, name=recipient.name, own=text)
    return {
        "rule": row.rule.name,
        "kind": row.kind,
        "item": row.item,
        "due_on": row.due_on,
        "step": row.step,
        "recipient": recipient,
        "subject": subject,
        "body": body,
    }
