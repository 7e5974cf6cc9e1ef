"""Banks and their branches to choose from, by code, name or kana."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.serializers import Input
from common.zengin import UnknownBank, find_banks, find_branches

ASKED = OpenApiParameter("q", str, description="A part of the name or kana, or the beginning of the code")


class BankQuery(Input):
    q = serializers.CharField(max_length=60, allow_blank=True, default="")


class BranchQuery(BankQuery):
    bank = serializers.CharField(max_length=10)


class BankOutput(serializers.Serializer[Any]):
    """A bank or a branch; kana as the bank's files write it."""

    code = serializers.CharField()
    name = serializers.CharField()
    kana = serializers.CharField()


class Banks(APIView):
    @extend_schema(parameters=[ASKED], responses=BankOutput(many=True))
    def get(self, request: Request) -> Response:
        """Up to twenty banks that fit what was typed so far."""
        asked = BankQuery.read(request.GET.dict())
        return Response(BankOutput(find_banks(asked["q"]), many=True).data)


class Branches(APIView):
    @extend_schema(
        parameters=[OpenApiParameter("bank", str, required=True, description="The bank's code"), ASKED],
        responses=BankOutput(many=True),
    )
    def get(self, request: Request) -> Response:
        """Up to twenty branches of a bank that fit what was typed so far."""
        asked = BranchQuery.read(request.GET.dict())
        try:
            found = find_branches(asked["bank"], asked["q"])
        except UnknownBank as refusal:
            refusal.pointer = "/bank"
            raise
        return Response(BankOutput(found, many=True).data)
