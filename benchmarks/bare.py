"""The floors of the API: what one would write with REST framework alone, for the same fields out of the
same rows. No permission, no `visible_to`, no filter set, no actions; select_related, prefetch and `only` as
wide as what is shown. They stand behind the same middleware and the same sign-in.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.urls import include, path
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from applications.models import Application, Attachment, BudgetRow
from applications.states import APPLICATION
from reviews.models import Conflict, Review, Score
from reviews.states import REVIEW

HIDDEN = ("draft", "discarded")
SECRET = ("approved", "waitlisted", "declined")


class Pages(CursorPagination):
    page_size = 50
    ordering = "-pk"


class Bare:
    """Asks nobody who they are: the sign-in happens all the same."""

    permission_classes: tuple[Any, ...] = ()


class Named(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()


class Coded(Named):
    code = serializers.CharField()


class Row(serializers.Serializer[Application]):
    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    state = serializers.SerializerMethodField()
    state_label = serializers.SerializerMethodField()
    group = Named()
    department = Coded()
    round = Coded()
    requested = serializers.IntegerField()
    continuing = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField()
    in_grace = serializers.BooleanField()
    version = serializers.IntegerField()

    def get_state(self, row: Application) -> str:
        hidden = row.round.released_at is None and row.state in SECRET
        return "under_review" if hidden else row.state

    def get_state_label(self, row: Application) -> str:
        return APPLICATION.states[self.get_state(row)]


NARROW = (
    "number", "title", "state", "requested", "continuing", "created_at", "submitted_at", "in_grace",
    "version", "group__name", "department__name", "department__code", "round__name", "round__code",
    "round__released_at",
)  # fmt: skip


class Applications(Bare, ListAPIView[Application]):
    """All that were filed, of one round, or of one group."""

    serializer_class = Row
    pagination_class = Pages

    def get_queryset(self) -> QuerySet[Application]:
        rows = Application.objects.select_related("group", "department", "round").only(*NARROW)
        if "round" in self.request.GET:
            rows = rows.filter(round_id=self.request.GET["round"])
        if "state" in self.request.GET:
            rows = rows.filter(state=self.request.GET["state"])
        if "group" in self.request.GET:
            return rows.filter(group_id=self.request.GET["group"])
        return rows.exclude(state__in=HIDDEN)


class CountedApplications(Applications):
    """The same with the number in each state."""

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        answer = super().list(request, *args, **kwargs)
        rows = self.get_queryset().order_by().values_list("state")
        answer.data["counts"] = dict(rows.annotate(n=Count("*")))
        return answer


class Budget(serializers.Serializer[Any]):
    side = serializers.CharField()
    position = serializers.IntegerField()
    category = serializers.CharField()
    description = serializers.CharField()
    unit_price = serializers.IntegerField()
    quantity = serializers.IntegerField()
    unit = serializers.CharField()
    amount = serializers.IntegerField()
    eligible = serializers.BooleanField()
    quote_attached = serializers.BooleanField()


class Filed(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    at = serializers.DateTimeField()
    sha256 = serializers.CharField()
    in_grace = serializers.BooleanField()
    data = serializers.JSONField()
    profile = serializers.JSONField()


class Correction(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    fields_asked = serializers.JSONField(source="fields")
    message = serializers.CharField()
    due_on = serializers.DateField()
    state = serializers.CharField()
    asked_at = serializers.DateTimeField()


class Assessment(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    eligible = serializers.IntegerField()
    total = serializers.IntegerField()
    other_income = serializers.IntegerField()
    other_grants = serializers.IntegerField()
    income_additions = serializers.JSONField()
    row_cuts = serializers.JSONField()
    at = serializers.DateTimeField()


class Check(serializers.Serializer[Any]):
    nth_award = serializers.IntegerField()
    eligible = serializers.BooleanField()
    reason = serializers.CharField()
    items = serializers.JSONField()
    results = serializers.JSONField()
    at = serializers.DateTimeField()


class Document(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    document_code = serializers.CharField(source="document_type.code", default="")
    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField()
    pages = serializers.IntegerField()
    sha256 = serializers.CharField()
    scan_state = serializers.CharField(source="state")
    scan_label = serializers.CharField(source="get_state_display")
    at = serializers.DateTimeField()


class Extension(serializers.Serializer[Any]):
    until = serializers.DateTimeField()
    reason = serializers.CharField()
    approved = serializers.SerializerMethodField()

    def get_approved(self, row: Any) -> bool:
        return row.approved_by_id is not None


class Whole(Row):
    """Everything that is kept of an application; what is worked out (amount, conditions, actions) is not."""

    summary = serializers.CharField()
    tags = serializers.JSONField()
    channel = serializers.CharField()
    received_at = serializers.DateTimeField()
    postmarked_on = serializers.DateField()
    paper_documents = serializers.JSONField()
    draft = serializers.JSONField()
    budget = Budget(source="budget_rows", many=True)
    submissions = Filed(many=True)
    corrections = Correction(many=True)
    documents = Document(source="attachments", many=True)
    assessments = Assessment(many=True)
    eligibility = Check(default=None)
    extension = Extension(default=None)


class OneApplication(Bare, RetrieveAPIView[Application]):
    serializer_class = Whole

    def get_queryset(self) -> QuerySet[Application]:
        live = Attachment.objects.filter(removed_at__isnull=True).select_related("document_type")
        return Application.objects.select_related(
            "group", "department", "round", "eligibility", "extension"
        ).prefetch_related(
            Prefetch("budget_rows", queryset=BudgetRow.objects.order_by("side", "position")),
            "submissions", "corrections", "assessments",
            Prefetch("attachments", queryset=live.order_by("pk")),
        )  # fmt: skip


class Member(Coded):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField(source="user.name")
    role = serializers.CharField()
    title = serializers.CharField()


class Reviewed(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    group = serializers.CharField(source="group.name")
    state = serializers.CharField()


class Tie(serializers.Serializer[Any]):
    kind = serializers.CharField()
    note = serializers.CharField()
    declared_on = serializers.DateField()
    after_scoring = serializers.BooleanField()
    stands = serializers.SerializerMethodField()
    by = serializers.CharField(source="by.name")
    approved_by = serializers.CharField(source="approved_by.name", default=None)
    undo_asked_by = serializers.CharField(source="undo_asked_by.name", default=None)
    undo_reason = serializers.CharField()

    def get_stands(self, row: Any) -> bool:
        return row.approved_by_id is not None or row.by_id == row.member.user_id


class BoardRow(serializers.Serializer[Review]):
    id = serializers.IntegerField()
    application = Reviewed()
    member = Member()
    state = serializers.CharField()
    state_label = serializers.SerializerMethodField()
    assigned_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField()
    conflict = serializers.SerializerMethodField()

    def get_state_label(self, row: Review) -> str:
        return REVIEW.states[row.state]

    def get_conflict(self, row: Review) -> Any:
        mine = [tie for tie in row.application.live_conflicts if tie.member_id == row.member_id]
        return Tie(mine[0]).data if mine else None


class Counted(Bare, ListAPIView[Review]):
    """A list of reviews with the number in each state."""

    pagination_class = Pages

    def counted(self) -> QuerySet[Review]:
        return self.get_queryset()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        answer = super().list(request, *args, **kwargs)
        rows = self.counted().prefetch_related(None).order_by().values_list("state")
        answer.data["counts"] = dict(rows.annotate(n=Count("*")))
        return answer


class Board(Counted):
    """The reviews of a round, three for each application."""

    serializer_class = BoardRow

    def get_queryset(self) -> QuerySet[Review]:
        live = Conflict.objects.filter(undone_at__isnull=True).select_related(
            "by", "approved_by", "undo_asked_by", "member"
        )
        return (
            Review.objects.filter(application__round_id=self.kwargs["pk"])
            .select_related("member__user", "application__group")
            .prefetch_related(
                Prefetch("application__conflicts", queryset=live, to_attr="live_conflicts")
            )
            .only(
                "state", "assigned_at", "submitted_at", "application__number", "application__title",
                "application__state", "application__group__name", "member__code", "member__role",
                "member__title", "member__user__name",
            )
        )  # fmt: skip


class ReviewRound(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    review_closes_at = serializers.DateTimeField()


class OwnRow(serializers.Serializer[Review]):
    id = serializers.IntegerField()
    round = ReviewRound(source="application.round")
    department = serializers.CharField(source="application.department.name")
    number = serializers.CharField(source="application.number")
    title = serializers.CharField(source="application.title")
    group = serializers.CharField(source="application.group.name")
    state = serializers.CharField()
    state_label = serializers.SerializerMethodField()
    version = serializers.IntegerField()
    points = serializers.SerializerMethodField()

    def get_state_label(self, row: Review) -> str:
        return REVIEW.states[row.state]

    def get_points(self, row: Review) -> dict[str, str]:
        return {score.criterion.code: f"{score.points.normalize():f}" for score in row.scores.all()}


class Own(Counted):
    """One reviewer's reviews with their points."""

    serializer_class = OwnRow

    def get_queryset(self) -> QuerySet[Review]:
        rows = self.counted()
        return rows.filter(state=self.request.GET["state"]) if "state" in self.request.GET else rows

    def counted(self) -> QuerySet[Review]:
        scores = Score.objects.select_related("criterion").only("review_id", "points", "criterion__code")
        return (
            Review.objects.filter(member__user_id=self.request.user.pk)
            .exclude(state="recused")
            .select_related("application__round", "application__department", "application__group")
            .prefetch_related(Prefetch("scores", queryset=scores))
            .only(
                "state", "version", "application__number", "application__title",
                "application__round__name", "application__round__review_closes_at",
                "application__department__name", "application__group__name",
            )
        )  # fmt: skip


urlpatterns = [
    path("bare/applications/", Applications.as_view()),
    path("bare/counted-applications/", CountedApplications.as_view()),
    path("bare/applications/<int:pk>/", OneApplication.as_view()),
    path("bare/rounds/<int:pk>/reviews/", Board.as_view()),
    path("bare/reviews/", Own.as_view()),
    path("", include("config.urls")),
]
