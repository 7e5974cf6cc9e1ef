"""Who is signed in, and what happened to an object."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.views.decorators.csrf import ensure_csrf_cookie
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.views import KeysetPages, PagedList
from common.errors import NotFound
from fund import desk
from fund.api.desk_serializers import EventOutput, MeOutput
from fund.permissions import donors, live_roles
from people.permissions import memberships
from trail.models import Event


class Me(APIView):
    before_demands = True

    @extend_schema(responses=MeOutput)
    def get(self, request: Request) -> Response:
        """Who is signed in: groups, office roles, whether a donor. Sets the cookie `csrftoken`. 3 queries."""
        user: Any = request.user
        roles = live_roles(user).select_related("fund").order_by("fund__code", "pk")
        offices = [
            {"fund": fund.pk, "code": fund.code, "name": fund.name, "roles": list(held)}
            for fund, held in groupby(roles, key=lambda role: role.fund)
        ]
        shown = {
            **{name: getattr(user, name) for name in ("id", "name", "name_kana", "email", "language")},
            "groups": memberships(user).order_by("group__name_kana", "pk"),
            "offices": offices,
            "donor": any(gives(user) for gives in donors),
        }
        return Response(MeOutput(shown).data)


me = ensure_csrf_cookie(Me.as_view())


class OldestFirst(KeysetPages):
    ordering = "pk"


@extend_schema(
    parameters=[OpenApiParameter("subject", str, required=True, description="`kind:id`, as `round:3`")]
)
class Timeline(PagedList):
    """What happened to one object, oldest first, to the office of its fund."""

    query_names = ("subject",)

    serializer_class = EventOutput
    pagination_class = OldestFirst

    def get_queryset(self) -> QuerySet[Event]:
        return desk.timeline_of(self.request.user, self.request.GET.get("subject", ""))

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        # Out of sight and never there look alike.
        if not page and "cursor" not in request.GET:
            raise NotFound
        rows = EventOutput(page, many=True, context={"names": desk.names_of(page or [])})
        return self.get_paginated_response(rows.data)
