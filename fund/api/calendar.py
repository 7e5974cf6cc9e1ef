"""One's own deadlines: as a list, and as a calendar that a phone subscribes to (RFC 5545)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from icalendar import Alarm, Calendar, Event  # type: ignore[import-untyped]
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.api.views import VerbView
from common.errors import NotFound
from fund.api.deadlines import AFTER, SIZE, DeadlineOutput, PageQuery, deadline_row, page_of
from notices import radar
from notices.services import domain_of_ids
from people.api.account import person_of
from people.services import end_calendar, make_calendar, owner_of_calendar

BACK: Final = 30
"""Days that an unfinished thing stays in the calendar after its day."""


MOST: Final = 500
"""Entries of a calendar."""


def own_rows(found: list[radar.Deadline]) -> list[dict[str, Any]]:
    today = clock.today()
    return [{**deadline_row(row, today), "fund": row.facts["fund"]} for row in found]


def first_day() -> date:
    return clock.today() - timedelta(days=BACK)


class OwnDeadlineOutput(DeadlineOutput):
    fund = serializers.CharField()


class OwnDeadlinesOutput(serializers.Serializer[Any]):
    """`next`: the `after` of the next page, empty on the last one."""

    results = OwnDeadlineOutput(many=True)
    next = serializers.CharField()


class OwnDeadlines(APIView):
    persons_only = True

    @extend_schema(parameters=[AFTER, SIZE], responses=OwnDeadlinesOutput)
    def get(self, request: Request) -> Response:
        """What one has not done yet, by day: drafts, corrections, offers, reports, refunds, reviews."""
        asked = PageQuery.read(request.query_params.dict())
        page, following = page_of(asked, user_id=person_of(request).pk, first=first_day())
        return Response(OwnDeadlinesOutput({"results": own_rows(page), "next": following}).data)


class CalendarOutput(serializers.Serializer[Any]):
    """The address to subscribe to. Whoever has it can read the deadlines; it is shown this once."""

    address = serializers.CharField()


class OwnCalendar(VerbView):
    """Make the address of one's own calendar; an address made before ends."""

    persons_only = True
    Output = CalendarOutput
    success = status.HTTP_201_CREATED

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        secret = make_calendar(by=person_of(request))
        return {"address": f"{settings.SITE_URL.rstrip('/')}/api/v1/calendar/{secret}.ics"}

    @extend_schema(responses={204: OpenApiResponse(description="It has ended.")})
    def delete(self, request: Request) -> Response:
        """End the address of one's own calendar at once."""
        end_calendar(by=person_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Feed(APIView):
    permission_classes = (AllowAny,)
    # Calendars send no header of ours: the address itself is the key.
    authentication_classes = ()

    @extend_schema(responses={(200, "text/calendar"): OpenApiTypes.STR})
    def get(self, request: Request, secret: str) -> HttpResponse:
        """The calendar behind an address: each unfinished thing on its day, with a reminder a week before."""
        owner = owner_of_calendar(secret)
        if owner is None:
            raise NotFound
        answer = HttpResponse(
            calendar_of(owner.pk, owner.language), content_type="text/calendar; charset=utf-8"
        )
        answer["Cache-Control"] = "private, no-cache"
        return answer


def calendar_of(user_id: int, language: str) -> bytes:
    """The person's deadlines as a calendar in their language. 1 query."""
    calendar = Calendar()
    calendar.add("prodid", "-//Machitane//Deadlines//JA")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "まちたねの期限" if language == "ja" else "Machitane deadlines")
    calendar.add("refresh-interval", timedelta(hours=6), {"value": "DURATION"})
    at = clock.now()
    for row in own_rows(radar.deadlines(user_id=user_id, first=first_day(), limit=MOST)):
        event = Event()
        # The same thing keeps its entry when its day is put off.
        event.add("uid", f"{row['rule']}-{row['item'].replace(':', '-')}-{user_id}@{domain_of_ids()}")
        event.add("dtstamp", at)
        event.add("dtstart", row["due_on"])
        event.add("summary", f"{row['label']} {row['title']}".strip())
        lines = [row[name] for name in ("number", "group", "fund") if row[name]]
        event.add("description", "\n".join(lines))
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", row["label"])
        alarm.add("trigger", timedelta(days=-7))
        event.add_component(alarm)
        calendar.add_component(event)
    found: bytes = calendar.to_ical()
    return found
