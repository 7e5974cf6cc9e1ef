"""申請の状況 over HTTP."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from applications.api.offers import offered
from applications.api.serializers import CodedOutput, NamedOutput
from applications.models import Application
from awards.queries import visible_official_letters
from common import clock
from common.api.actions import ActionOutput
from common.api.problems import language
from common.clock import JST
from disbursements.queries import visible_to
from people.permissions import is_member
from screens.api.home import title
from screens.api.parts import NextAction, days_left, last_moment, next_action
from screens.queries.status import Feedback, Status, status_of
from screens.rules.stages import Stage
from screens.words import HOLDERS, STAGE_LABELS, note, pick


class WayStageOutput(serializers.Serializer[Any]):
    """One stage: done, now, next or ended. `done_at` is a moment where one is known, else `done_on` a day;
    `expected_on` the day in the round's calendar, `due_at` the last moment for the group."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    state = serializers.ChoiceField(choices=["done", "now", "next", "ended"])
    done_at = serializers.DateTimeField(allow_null=True)
    done_on = serializers.DateField(allow_null=True)
    expected_on = serializers.DateField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    days_left = serializers.IntegerField(allow_null=True)
    holder = serializers.CharField()
    holder_label = serializers.CharField()
    note = serializers.CharField()


class MeanOutput(serializers.Serializer[Any]):
    name = serializers.CharField()
    mean = serializers.CharField()


class FeedbackOutput(serializers.Serializer[Any]):
    """The result, once it is released and as far as the call publishes it. Yen."""

    outcome = serializers.CharField()
    outcome_label = serializers.CharField()
    stage = serializers.CharField()
    amount = serializers.IntegerField()
    requested = serializers.IntegerField()
    conditions = serializers.CharField()
    score = serializers.CharField()
    rank = serializers.IntegerField(allow_null=True)
    waitlist_position = serializers.IntegerField(allow_null=True)
    criterion_means = MeanOutput(many=True)


class PaperOutput(serializers.Serializer[Any]):
    """A paper to download."""

    title = serializers.CharField()
    url = serializers.CharField()
    issued_on = serializers.DateField(allow_null=True)


class StatusOutput(serializers.Serializer[Any]):
    now = serializers.DateTimeField()
    application = serializers.IntegerField()
    award = serializers.IntegerField(allow_null=True)
    number = serializers.CharField()
    title = serializers.CharField()
    group = NamedOutput()
    round = CodedOutput()
    department = CodedOutput()
    state = serializers.CharField()
    state_label = serializers.CharField()
    stages = WayStageOutput(many=True)
    primary_action = NextAction(allow_null=True)
    papers = PaperOutput(many=True)
    feedback = FeedbackOutput(allow_null=True)
    actions = ActionOutput(many=True)


class ApplicationStatus(APIView):
    @extend_schema(responses=StatusOutput)
    def get(self, request: Request, pk: int) -> Response:
        """Where an application stands, for the group's own people: stage by stage with days, whose turn it
        is, the next action, papers, and the result once it is released."""
        return Response(StatusOutput(_shown(request, status_of(request.user, pk))).data)


def _shown(request: Request, status: Status) -> dict[str, Any]:
    found, step = status.found, status.step
    application = found.application
    assert application is not None
    acting = is_member(request.user, application.group_id, writing=True)
    action = next_action(step, found, acting=acting)
    return {
        "now": clock.now(),
        "application": application.pk,
        "award": found.award.pk if found.award else None,
        "number": application.number,
        "title": title(application),
        "group": application.group,
        "round": application.round,
        "department": application.department,
        "state": found.matter.state,
        "state_label": Application.lifecycle.states[found.matter.state],
        "stages": [stage_as_shown(stage) for stage in status.stages],
        "primary_action": None if action["code"] == "look" else action,
        "papers": papers_of(request, application),
        "feedback": _feedback(status.feedback),
        "actions": offered(application, request.user, clock.now(), member=True, office=False),  # type: ignore[arg-type]
    }


def stage_as_shown(stage: Stage) -> dict[str, Any]:
    at = stage.on if hasattr(stage.on, "hour") else None
    due = stage.expected_on if stage.is_due else None
    return {
        "code": stage.code,
        "label": pick(STAGE_LABELS[stage.code], language()),
        "state": stage.state,
        "done_at": at,
        "done_on": stage.on if at is None else None,
        "expected_on": None if stage.is_due else stage.expected_on,
        "due_at": last_moment(due),
        "days_left": days_left(due) if stage.state == "now" else None,
        "holder": stage.holder,
        "holder_label": pick(HOLDERS[stage.holder], language()),
        "note": note(stage.note, stage.facts, language()),
    }


def papers_of(request: Request, application: Application) -> list[dict[str, Any]]:
    """What was submitted and its receipt slip, the latest, then the office's letters and the requests for
    payment. 3 queries."""
    last = application.submissions.order_by("number").last()
    if last is None:
        return []
    at, number = last.at.date(), last.number
    one = f"/api/v1/applications/{application.pk}/submissions/{number}/"
    titles = {"slip": ("受付票", "Receipt slip"), "pdf": ("提出した内容", "What was submitted")}
    filed = [
        {"title": pick(pair, language()), "url": f"{one}{name}/", "issued_on": at}
        for name, pair in titles.items()
    ]
    return [*filed, *_letters(request, application), *_requests(request, application)]


def _letters(request: Request, application: Application) -> list[dict[str, Any]]:
    rows = visible_official_letters(request.user).filter(application=application).order_by("pk")
    return [
        {
            "title": f"{row.title}({row.number})",
            "url": f"/api/v1/official-letters/{row.pk}/pdf/",
            "issued_on": row.issued_at.astimezone(JST).date(),
        }
        for row in rows
    ]


def _requests(request: Request, application: Application) -> list[dict[str, Any]]:
    """The group's requests for payment (請求書), as they were made."""
    rows = visible_to(request.user).filter(award__application=application, request__isnull=False)
    name = pick(("請求書", "Request for payment"), language())
    return [
        {
            "title": f"{name}({row.get_kind_display()})",
            "url": f"/api/v1/instalments/{row.pk}/pdf/",
            "issued_on": row.requested_at and row.requested_at.astimezone(JST).date(),
        }
        for row in rows.order_by("pk")
    ]


def _feedback(found: Feedback | None) -> dict[str, Any] | None:
    if found is None:
        return None
    means = [{"name": name, "mean": mean} for name, mean in found.criterion_means]
    return {**vars(found), "criterion_means": means}
