"""What a person may do now with an object, and why not: the `actions` of every detail."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypedDict

from rest_framework import serializers

from common.api.problems import language
from common.errors import DomainError
from common.remembering import remembering


class Action(TypedDict):
    """One verb, whether it is possible now, and otherwise the reason in the language asked for."""

    verb: str
    label: str
    allowed: bool
    reason: str


def actions(offers: Iterable[tuple[str, str, Callable[[], Any]]]) -> list[Action]:
    """`offers` are (verb, label, check); a check that raises a DomainError gives the reason. What the checks
    ask of a person's roles is read once."""
    with remembering():
        return _judged(offers)


def _judged(offers: Iterable[tuple[str, str, Callable[[], Any]]]) -> list[Action]:
    result: list[Action] = []
    for verb, label, check in offers:
        try:
            check()
        except DomainError as refusal:
            result.append(
                {"verb": verb, "label": label, "allowed": False, "reason": refusal.text(language())}
            )
        else:
            result.append({"verb": verb, "label": label, "allowed": True, "reason": ""})
    return result


class ActionOutput(serializers.Serializer[Any]):
    """One of the `actions` of a detail."""

    verb = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    allowed = serializers.BooleanField()
    reason = serializers.CharField()
