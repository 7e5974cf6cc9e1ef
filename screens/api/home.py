"""わたしの申請 over HTTP."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from applications.api.serializers import CodedOutput, NamedOutput
from applications.models import Application
from common import clock
from common.api.problems import language
from screens.api.parts import NextAction, next_action
from screens.queries.home import Card, home_of
from screens.words import HOLDERS, pick


class ProgressOutput(serializers.Serializer[Any]):
    done = serializers.IntegerField()
    total = serializers.IntegerField()


class CardOutput(serializers.Serializer[Any]):
    """One application, or an award without one. `state` is what the group may know; `holder` whose turn it
    is: group, office, committee, bank, or nobody's."""

    application = serializers.IntegerField(allow_null=True)
    award = serializers.IntegerField(allow_null=True)
    number = serializers.CharField()
    title = serializers.CharField()
    group = NamedOutput()
    round = CodedOutput(allow_null=True)
    state = serializers.CharField()
    state_label = serializers.CharField()
    step = serializers.CharField()
    holder = serializers.CharField()
    holder_label = serializers.CharField()
    expected_on = serializers.DateField(allow_null=True)
    over = serializers.BooleanField()
    progress = ProgressOutput(allow_null=True)
    unread = serializers.IntegerField()
    next_action = NextAction()


class HomeOutput(serializers.Serializer[Any]):
    """`items` in the order in which they need the person; `now` is the server's clock."""

    now = serializers.DateTimeField()
    items = CardOutput(many=True)
    unread_messages = serializers.IntegerField()


class MyHome(APIView):
    @extend_schema(responses=HomeOutput)
    def get(self, request: Request) -> Response:
        """Everything of one's groups, what needs one first, each with one next action."""
        home = home_of(request.user)
        shown = {
            "now": clock.now(),
            "items": [card_as_shown(card) for card in home.cards],
            "unread_messages": home.unread,
        }
        return Response(HomeOutput(shown).data)


def card_as_shown(card: Card) -> dict[str, Any]:
    found, step = card.found, card.step
    application, award = found.application, found.award
    state, label = state_of(card)
    return {
        "application": application.pk if application else None,
        "award": award.pk if award else None,
        "number": application.number if application else award.number if award else "",
        "title": title(application) if application else found.group.name,
        "group": found.group,
        "round": application.round if application else None,
        "state": state,
        "state_label": label,
        "step": step.code,
        "holder": step.holder,
        "holder_label": pick(HOLDERS[step.holder], language()),
        "expected_on": None if step.needs_group else step.expected_on,
        "over": step.is_over,
        "progress": card.progress,
        "unread": card.unread,
        "next_action": next_action(step, found, acting=card.may_act),
    }


def state_of(card: Card) -> tuple[str, str]:
    """The award's state once there is one, else the application's as the group may know it; and its label."""
    found = card.found
    if found.award is not None and found.matter.grant is not None:
        return found.award.state, found.award.lifecycle.states[found.award.state]
    return found.matter.state, Application.lifecycle.states[found.matter.state]


def title(application: Application) -> str:
    """As filed; of what was never filed, as typed so far."""
    return application.title or str(getattr(application, "typed_title", "") or "")
