"""Small parts that several answers share. Amounts are yen; `figure` names what explains one."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class AwardPersonOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()


class AwardCodedOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()


class MoneyOutput(serializers.Serializer[Any]):
    """One figure of an award in yen, and under which name it is explained."""

    name = serializers.CharField()
    value = serializers.IntegerField()
    figure = serializers.CharField()


class SubFundLineOutput(serializers.Serializer[Any]):
    """Yen out of, or back to, one sub-fund."""

    sub_fund = serializers.CharField()
    amount = serializers.IntegerField()


class AwardLinkOutput(serializers.Serializer[Any]):
    """The award something is about."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.SerializerMethodField()
    state = serializers.CharField()
    group = AwardPersonOutput()
    fund = AwardCodedOutput()

    def get_title(self, award: Any) -> str:
        return title_of(award)


def title_of(award: Any) -> str:
    """The project's title; a designated award bears its group's name."""
    title: str = award.application.title if award.application else award.group.name
    return title


def lines(pairs: list[list[Any]]) -> list[dict[str, Any]]:
    """[[sub-fund, yen], …] as kept in the tables."""
    return [{"sub_fund": code, "amount": amount} for code, amount in pairs]
