"""The shapes of our endpoints: one view per verb, lists and details on a query, money asked once."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.api.headers import IDEMPOTENCY_KEY, IF_MATCH
from common.api.problems import KeyMissing, UnknownFilters, VersionMissing
from common.api.serializers import Input, Nothing
from common.errors import FieldErrors, FieldFault, KeyReused, NotFound
from common.models import AnsweredRequest


class VerbView(APIView):
    """POST = one verb of the domain. A subclass names `Input`, `Output` and writes `act`.

    `moves_money` asks for an Idempotency-Key; a repeat with the same content gets the first answer.
    """

    Input: ClassVar[type[Input]] = Nothing
    Output: ClassVar[type[serializers.BaseSerializer[Any]]]
    success: ClassVar[int] = status.HTTP_200_OK
    moves_money: ClassVar[bool] = False

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        """Call one service with the validated `values`; return the object to show."""
        raise NotImplementedError

    def post(self, request: Request, **ids: Any) -> Response:
        values = self.Input.read(request.data, request=request)
        if self.moves_money:
            return self._once(request, values, **ids)
        return Response(self.show(request, self.act(request, values, **ids)), status=self.success)

    def kept(self, shown: Any) -> Any:
        """What is kept of an answer for a repeat: all of it, unless it holds a secret."""
        return shown

    def again(self, request: Request, kept: Any) -> Any:
        """The first answer once more, out of what was kept of it."""
        return kept

    def show(self, request: Request, result: Any) -> Any:
        return self.Output(result, context={"request": request, "view": self}).data

    def _once(self, request: Request, values: dict[str, Any], **ids: Any) -> Response:
        """Answer a money request once: the key's row and the work commit together."""
        actor_id = int(request.user.pk or 0)
        key = request.headers.get("Idempotency-Key", "")
        if not re.fullmatch(IDEMPOTENCY_KEY, key):
            raise KeyMissing()
        content = json.dumps([request.path, request.data], sort_keys=True, ensure_ascii=False, default=str)
        fingerprint = hashlib.sha256(content.encode()).hexdigest()
        with transaction.atomic():
            try:
                with transaction.atomic():
                    answered = AnsweredRequest.objects.create(
                        actor_id=actor_id,
                        key=key,
                        fingerprint=fingerprint,
                        status=0,
                        body={},
                        at=clock.now(),
                    )
            except IntegrityError:
                first = AnsweredRequest.objects.get(actor_id=actor_id, key=key)
                if first.fingerprint != fingerprint:
                    raise KeyReused(pointer="Idempotency-Key") from None
                return Response(
                    self.again(request, first.body),
                    status=first.status,
                    headers={"Idempotent-Replay": "true"},
                )
            shown = json.loads(JSONRenderer().render(self.show(request, self.act(request, values, **ids))))
            answered.status, answered.body = self.success, self.kept(shown)
            answered.save(update_fields=["status", "body"])
        return Response(shown, status=self.success)


class KeysetPages(CursorPagination):
    """Pages by key, newest first: a page costs the same wherever it lies."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = "-pk"

    def get_paginated_response_schema(self, schema: Any) -> Any:
        page = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": page, "previous": dict(page), "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> Any:
        told = super().get_schema_operation_parameters(view)
        for parameter in told:
            if parameter["name"] == self.page_size_query_param:
                parameter["schema"] |= {"minimum": 1, "default": self.page_size}
                parameter["description"] = (
                    f"How many on a page; more than {self.max_page_size} means that many."
                )
        return told

    def get_page_size(self, request: Request) -> int | None:
        """Raises FieldErrors for what is no number above 0; more than `max_page_size` means that many."""
        text = request.query_params.get("page_size")
        if text is None:
            return self.page_size
        if not (text.isascii() and text.isdecimal() and int(text[:9]) > 0):
            ja, en = "1以上の数を入れてください。", "Give a number of 1 or more."
            raise FieldErrors([FieldFault("/page_size", "common.page_size", ja, en)])
        return min(int(text[:9]), self.max_page_size)


class PagedList(ListAPIView[Any]):
    """A list on a query of the room; the subclass writes `get_queryset` starting from `visible_to`.

    What is asked for in the address is a filter of `filterset_class`, one of `query_names`, or the page's;
    anything else is refused by name.
    """

    pagination_class = KeysetPages
    filterset_class: ClassVar[Any] = None
    query_names: ClassVar[tuple[str, ...]] = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        known = {"cursor", "page_size", *self.query_names}
        if self.filterset_class is not None:
            known |= set(self.filterset_class.base_filters)
        unknown = sorted(set(request.query_params) - known)
        if unknown and request.method == "GET":
            names = ", ".join(unknown)[:200]
            raise UnknownFilters(names=names, known=", ".join(sorted(known)))


class Detail(RetrieveAPIView[Any]):
    """One object out of what the asker may see; anything else is not found."""

    def get_object(self) -> Any:
        found = self.get_queryset().filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise NotFound
        return found


def version_of(request: Request) -> int:
    """The version in If-Match. Raises VersionMissing (428)."""
    found = re.fullmatch(IF_MATCH, request.headers.get("If-Match", ""))
    if found is None:
        raise VersionMissing()
    return int(found[1])
