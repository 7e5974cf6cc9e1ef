"""The committee of a round, who may not judge what (R8), scores, rankings and the meeting."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from common.states import Lifecycle
from reviews import states


class CommitteeMember(models.Model):
    """A person's seat in one round's committee (審査委員): chair or reviewer."""

    round = models.ForeignKey("fund.Round", on_delete=models.PROTECT, related_name="committee")
    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="committee_seats")
    code = models.CharField(max_length=20)
    role = models.CharField(
        max_length=10, choices=[("chair", "委員長"), ("reviewer", "審査委員")], default="reviewer"
    )
    title = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["round", "user"], name="one_seat_per_round"),
            models.UniqueConstraint(fields=["round", "code"], name="one_member_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.user}"


class Conflict(models.Model):
    """A reviewer's tie to an application (除斥, R8). While it stands the review is recused.

    One the reviewer declared stands at once; one the office found stands when a second person approved it.
    """

    KINDS: ClassVar = [
        ("member", "会員"),
        ("officer", "役員"),
        ("relative", "親族"),
        ("employee", "雇用"),
        ("donor", "寄附者"),
        ("other", "その他"),
    ]

    application = models.ForeignKey(
        "applications.Application", on_delete=models.PROTECT, related_name="conflicts"
    )
    member = models.ForeignKey(CommitteeMember, on_delete=models.PROTECT, related_name="conflicts")
    kind = models.CharField(max_length=10, choices=KINDS)
    note = models.TextField(blank=True)
    declared_on = models.DateField()
    after_scoring = models.BooleanField(default=False)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    undo_asked_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    undo_reason = models.TextField(blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "member"],
                condition=models.Q(undone_at__isnull=True),
                name="one_standing_conflict",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application} × {self.member} {self.kind}"


class Review(models.Model):
    """One reviewer's review of one application: the assignment and where it stands."""

    application = models.ForeignKey(
        "applications.Application", on_delete=models.PROTECT, related_name="reviews"
    )
    member = models.ForeignKey(CommitteeMember, on_delete=models.PROTECT, related_name="reviews")
    state = models.CharField(max_length=20, choices=states.REVIEW.choices, default="assigned")
    comment = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    assigned_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)

    lifecycle: ClassVar[Lifecycle] = states.REVIEW

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "member"], name="one_review_each")]

    def __str__(self) -> str:
        return f"{self.application} × {self.member}"

    @property
    def fund_code(self) -> str:
        return self.application.fund_code


class Score(models.Model):
    """Points one reviewer gives one criterion; kept for audit even when no longer counted."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="scores")
    criterion = models.ForeignKey("fund.Criterion", on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField(max_digits=6, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "criterion"], name="one_score_each")]

    def __str__(self) -> str:
        return f"{self.review} {self.criterion.code} {self.points}"


class RecordedScore(models.Model):
    """A committee's total taken down by the office where no single scores exist (paper panels).

    `basis` sum: all points of all `reviewers` added; score: already on the department's scale.
    """

    application = models.OneToOneField(
        "applications.Application", on_delete=models.PROTECT, related_name="recorded_score"
    )
    basis = models.CharField(max_length=10, choices=[("sum", "合計点"), ("score", "換算済みの点")])
    points = models.DecimalField(max_digits=10, decimal_places=2)
    reviewers = models.PositiveSmallIntegerField(null=True)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.application} {self.points}"


class TieDecision(models.Model):
    """The committee's order among applications that stay tied (R9), recorded by name."""

    department = models.ForeignKey("fund.Department", on_delete=models.PROTECT, related_name="tie_decisions")
    order = models.JSONField(help_text="申請のIDを上位から")
    reason = models.TextField(blank=True)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.department} {self.order}"


class MeanDecision(models.Model):
    """The chair's word that a department is ranked by the mean where a sum would compare unequal
    numbers of reviewers (N7)."""

    department = models.OneToOneField(
        "fund.Department", on_delete=models.PROTECT, related_name="mean_decision"
    )
    reason = models.TextField()
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.department} 平均点"


class CommitteeAmount(models.Model):
    """An amount the committee sets for one application (N1), with reason and minute. Integer yen."""

    application = models.OneToOneField(
        "applications.Application", on_delete=models.PROTECT, related_name="committee_amount"
    )
    amount = models.BigIntegerField()
    reason = models.TextField()
    minute = models.TextField(blank=True)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="committee_amount_not_negative")
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.amount}"


class TokenScore(models.Model):
    """The tokens (シール) one reviewer puts on one application in a component of the score (N9)."""

    member = models.ForeignKey(CommitteeMember, on_delete=models.PROTECT, related_name="tokens")
    application = models.ForeignKey(
        "applications.Application", on_delete=models.PROTECT, related_name="token_scores"
    )
    component = models.CharField(max_length=40)
    tokens = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "application", "component"], name="one_token_score_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.application} {self.component} {self.tokens}"


class AudienceCount(models.Model):
    """The visitors' votes for one application in a component of the score (N9), as counted."""

    application = models.ForeignKey(
        "applications.Application", on_delete=models.PROTECT, related_name="audience_counts"
    )
    component = models.CharField(max_length=40)
    votes = models.PositiveIntegerField()
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "component"], name="one_audience_count_each")
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.component} {self.votes}"


class StageResult(models.Model):
    """Whether an application passed a stage of the review (N13), with the reason where it did not."""

    VERDICTS: ClassVar = [("pass", "通過"), ("fail", "不通過")]

    application = models.ForeignKey(
        "applications.Application", on_delete=models.PROTECT, related_name="stage_results"
    )
    stage = models.CharField(max_length=40)
    verdict = models.CharField(max_length=10, choices=VERDICTS)
    note = models.TextField(blank=True)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "stage"], name="one_stage_result_each")]

    def __str__(self) -> str:
        return f"{self.application} {self.stage} {self.verdict}"


class Minutes(models.Model):
    """The committee's minutes of a round (審査会議事録), signed by the chair."""

    round = models.OneToOneField("fund.Round", on_delete=models.PROTECT, related_name="minutes")
    held_on = models.DateField()
    text = models.TextField()
    present = models.JSONField(default=list, help_text="出席した委員のコード")
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.round} {self.held_on}"


class Ranking(models.Model):
    """A department's ranking as it stood when frozen (append-only): rows and their hash."""

    department = models.ForeignKey("fund.Department", on_delete=models.PROTECT, related_name="rankings")
    number = models.PositiveIntegerField()
    rows = models.JSONField()
    sha256 = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["department", "number"], name="one_ranking_number")]

    def __str__(self) -> str:
        return f"{self.department} 第{self.number}版"
