"""The generated schema: verbs tell their input and output, every operation its problems."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers


class FieldProblem(serializers.Serializer[Any]):
    """One field to mend."""

    pointer = serializers.CharField(help_text="JSON pointer of the field")
    code = serializers.CharField()
    detail = serializers.CharField()
    detail_ja = serializers.CharField()
    detail_en = serializers.CharField()


class Problem(serializers.Serializer[Any]):
    """RFC 9457 problem. Branch on `code`; `detail` is for people."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    detail_ja = serializers.CharField()
    detail_en = serializers.CharField()
    errors = FieldProblem(many=True, required=False)  # type: ignore[assignment]


class ProblemSchema(AutoSchema):
    """Reads `Input` and `Output` off a VerbView and declares the problems that can come."""

    view: Any

    # Views say `versioned` when If-Match is asked for, and `limited` when tries are counted.

    def _is_verb(self) -> bool:
        """A VerbView by its shape: importing the class here would close a circle through DRF's settings."""
        return hasattr(self.view, "moves_money")

    def get_request_serializer(self) -> Any:
        if self._is_verb():
            return self.view.Input
        return super().get_request_serializer()

    def get_response_serializers(self) -> Any:
        if self._is_verb() and self.method == "POST":
            return {self.view.success: self.view.Output}
        return super().get_response_serializers()

    def get_override_parameters(self) -> Any:
        parameters = list(super().get_override_parameters())
        if self._is_versioned():
            parameters.append(
                OpenApiParameter(
                    "If-Match",
                    str,
                    OpenApiParameter.HEADER,
                    required=True,
                    description="The version that was edited, as ETag gave it.",
                )
            )
        if self._is_verb() and self.view.moves_money and self.method == "POST":
            parameters.append(
                OpenApiParameter(
                    "Idempotency-Key",
                    str,
                    OpenApiParameter.HEADER,
                    required=True,
                    description="One key per intent; a repeat with the same content gets the first answer.",
                )
            )
        return parameters

    def _get_response_bodies(self, direction: Any = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        for code in self._problem_statuses():
            bodies.setdefault(
                code,
                self._get_response_for_code(  # type: ignore[no-untyped-call]
                    OpenApiResponse(Problem),
                    code,
                    media_types=["application/problem+json"],
                    direction=direction,
                ),
            )
        return bodies

    def _problem_statuses(self) -> list[str]:
        # A token without the scope, and an office without a second factor, meet 403 everywhere.
        statuses = ["401", "403", "404", "406"]
        if self.method == "GET":
            # Filters, orders and pages that are not there.
            statuses += ["400", "409", "414", "422"]
        else:
            statuses += ["400", "409", "415", "422"]
        if self._is_versioned():
            statuses += ["412", "428"]
        elif self._is_verb() and self.view.moves_money and self.method == "POST":
            statuses.append("428")
        if getattr(self.view, "limited", False):
            statuses.append("429")
        return statuses

    def _is_versioned(self) -> bool:
        return self.method != "GET" and bool(getattr(self.view, "versioned", False))
