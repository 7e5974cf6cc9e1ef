"""The generated schema: verbs tell their input and output, every operation what it does and its problems."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from types import FunctionType
from typing import Any, Final

from django.utils import translation
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from common.api.examples import example_of
from common.api.headers import IDEMPOTENCY_KEY, IF_MATCH, PERSON
from common.api.problems import FRAMEWORK, UnknownKeys, VersionMissing, body, of_domain
from common.errors import (
    DomainError,
    FieldErrors,
    FieldFault,
    NotAllowed,
    NotFound,
    StaleVersion,
    WrongState,
)


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


# What each status means, with a refusal that is often met; a text names one of the framework's.
PROBLEMS: Final[dict[str, tuple[str, DomainError | str]]] = {
    "400": ("The body cannot be read, or a key or filter is unknown.", UnknownKeys(keys="colour")),
    "401": ("Nobody is signed in.", "common.sign_in"),
    "403": ("One sees it, but may not.", NotAllowed(role="officer")),
    "404": ("It does not exist, or not for who asks.", NotFound()),
    "406": ("Only JSON is given.", "common.not_acceptable"),
    "409": (
        "The state of things does not allow it now.",
        WrongState(state="submitted", verb="submit"),
    ),
    "412": ("Somebody else saved a newer version, which is told whole.", StaleVersion(current=4)),
    "413": ("The body is too large.", "common.too_large"),
    "415": ("The body is not of a type that is taken.", "common.media_type"),
    "422": (
        "The rules or the fields do not allow it; every field is named.",
        FieldErrors(
            [FieldFault("/amount", "common.required", "この項目は必須です。", "This field is required.")]
        ),
    ),
    "428": ("If-Match or Idempotency-Key is missing or cannot be read.", VersionMissing()),
    "429": ("Too often.", "common.too_often"),
}
ADDRESS_TOO_LONG: Final = {
    "description": "The address is too long; the server itself answers, in plain words."
}


class ProblemSchema(AutoSchema):
    """Reads `Input` and `Output` off a VerbView and declares the problems that can come."""

    view: Any

    # Views say `versioned` when If-Match is asked for, and `limited` when tries are counted.

    def _is_verb(self) -> bool:
        """A VerbView by its shape: importing the class here would close a circle through DRF's settings."""
        return hasattr(self.view, "moves_money")

    def get_summary(self) -> str:
        """The view's name in words."""
        return " ".join(re.findall("[A-Z][a-z0-9]*", type(self.view).__name__)).capitalize()

    def get_description(self) -> str:  # type: ignore[override]
        """The method's own words, the view's, or those of the service that it calls."""
        method = type(self.view).__dict__.get(self.method.lower())
        told = (getattr(method, "__doc__", "") or "", type(self.view).__dict__.get("__doc__") or "")
        for text in (*told, *self._of_services()):
            paragraph = " ".join(text.partition("\n\n")[0].split()).partition(" Raises ")[0]
            if paragraph:
                return paragraph
        return f"{self.get_summary()}, as far as the asker may see it."

    def _of_services(self) -> Iterator[str]:
        for name in ("act", "post", "patch", "put", "delete", "get_queryset"):
            function = type(self.view).__dict__.get(name)
            if isinstance(function, FunctionType):
                known = {**_services(function.__globals__), **function.__globals__}
                for called in function.__code__.co_names:
                    found = known.get(called)
                    if isinstance(found, FunctionType) and ".services" in found.__module__:
                        yield found.__doc__ or ""

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
                    {"type": "string", "pattern": f"^{IF_MATCH}$", "example": '"3"'},
                    OpenApiParameter.HEADER,
                    required=True,
                    description="The version that was edited, as ETag gave it.",
                )
            )
            parameters.append(
                OpenApiParameter(
                    "X-Person",
                    {"type": "string", "pattern": f"^{PERSON}$", "example": "12"},
                    OpenApiParameter.HEADER,
                    description="The id of the person who wrote this; under somebody else's session it is "
                    "refused with `common.another_person`. Understood by every request with a session.",
                )
            )
        if self._is_verb() and self.view.moves_money and self.method == "POST":
            parameters.append(
                OpenApiParameter(
                    "Idempotency-Key",
                    {"type": "string", "pattern": f"^{IDEMPOTENCY_KEY}$", "example": "5f0c7a52-pay-12"},
                    OpenApiParameter.HEADER,
                    required=True,
                    description="One key per intent; a repeat with the same content gets the first answer.",
                )
            )
        return parameters

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> Any:
        found = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        if direction == "request":
            # Unknown keys are refused by name, also inside.
            found["additionalProperties"] = False
        elif isinstance(serializer, Problem):
            # RFC 9457: a refusal may tell more of its case.
            found["additionalProperties"] = {}
        return found

    def _get_response_bodies(self, direction: Any = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        for code, told in bodies.items():
            told["description"] = told.get("description") or DONE.get(code, "Done.")
        self.resolve_serializer(Problem, direction)
        for code in self._problem_statuses():
            bodies.setdefault(code, {"$ref": f"#/components/responses/Problem{code}"})
        return bodies

    def _problem_statuses(self) -> list[str]:
        # A token without the scope, and an office without a second factor, meet 403 everywhere.
        statuses = ["401", "403", "404", "406"]
        if self.method == "GET":
            # Filters, orders and pages that are not there.
            statuses += ["400", "409", "414", "422"]
        else:
            statuses += ["400", "409", "413", "415", "422"]
        if self._is_versioned():
            statuses += ["412", "428"]
        elif self._is_verb() and self.view.moves_money and self.method == "POST":
            statuses.append("428")
        if getattr(self.view, "limited", False):
            statuses.append("429")
        return statuses

    def _is_versioned(self) -> bool:
        return self.method != "GET" and bool(getattr(self.view, "versioned", False))


DONE: Final = {"200": "As it stands now.", "201": "Made.", "204": "Gone."}


def _services(names: dict[str, Any]) -> dict[str, Any]:
    """What the modules of services among `names` hold, by name."""
    found: dict[str, Any] = {}
    for module in names.values():
        if ".services" in getattr(module, "__name__", "") and hasattr(module, "__file__"):
            found |= vars(module)
    return found


def finish(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """What is told once for the whole description: the problems, and an example of every body."""
    schemas = result["components"]["schemas"]
    result["components"]["responses"] = {
        **{f"Problem{status}": _problem(status) for status in PROBLEMS},
        "Problem414": ADDRESS_TOO_LONG,
    }
    for operations in result["paths"].values():
        for told in operations.values():
            for content in told.get("requestBody", {}).get("content", {}).values():
                content.setdefault("example", example_of(content["schema"], schemas))
            _tell_empty_filters(told.get("parameters", ()))
    _tell_types(result, schemas)
    return result


def _tell_empty_filters(parameters: Sequence[dict[str, Any]]) -> None:
    """A filter of a list that is sent empty is not asked for."""
    if any(told["name"] == "cursor" for told in parameters):
        for told in parameters:
            if told["in"] == "query" and told["name"] not in ("cursor", "page_size"):
                told["allowEmptyValue"] = True


def _problem(status: str) -> dict[str, Any]:
    meaning, refusal = PROBLEMS[status]
    with translation.override("ja"):
        if isinstance(refusal, DomainError):
            example = of_domain(refusal)
        else:
            [(ja, en)] = [(ja, en) for _, code, ja, en in FRAMEWORK if code == refusal]
            example = body(int(status), refusal, ja, en)
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
    told: dict[str, Any] = {"description": meaning, "content": {"application/problem+json": content}}
    if status == "429":
        told["headers"] = {
            "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 0}}
        }
    return told


def _tell_types(node: Any, schemas: dict[str, Any]) -> None:
    """`nullable` means something only beside a type."""
    if isinstance(node, dict):
        if node.get("nullable") is True and "type" not in node:
            inner = [
                schemas[part["$ref"].rpartition("/")[2]] for part in node.get("allOf", ()) if "$ref" in part
            ]
            if inner:
                node["type"] = inner[0].get("type", "object")
            elif len(node.keys() - {"description", "title"}) == 1:
                del node["nullable"]  # anything at all, null with it
        for part in node.values():
            _tell_types(part, schemas)
    elif isinstance(node, list):
        for part in node:
            _tell_types(part, schemas)
