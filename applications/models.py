"""Applications with their budgets, snapshots, corrections, checks and documents; a group's award history."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from applications import states
from common.scan_states import UNUSABLE
from common.states import Lifecycle


class Application(models.Model):
    """One group's request in one department of one round (申請).

    `draft` holds whatever was typed, over-long and half-finished included; the columns beside it are
    filled from the last submission. `requested` is integer yen. `version` counts saves of the draft.
    """

    round = models.ForeignKey("fund.Round", on_delete=models.PROTECT, related_name="applications")
    department = models.ForeignKey("fund.Department", on_delete=models.PROTECT, related_name="applications")
    group = models.ForeignKey("people.Group", on_delete=models.PROTECT, related_name="applications")
    number = models.CharField(max_length=40, blank=True, help_text="受付番号。最初の提出で付く")
    state = models.CharField(max_length=20, choices=states.APPLICATION.choices, default="draft")
    draft = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="下書きを最後に保存した人",
    )
    saved_at = models.DateTimeField(null=True, help_text="下書きを最後に保存した時刻")
    title = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True)
    tags = models.JSONField(default=list)
    continuing = models.BooleanField(default=False, help_text="継続事業")
    requested = models.BigIntegerField(null=True)
    created_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    in_grace = models.BooleanField(default=False)
    channel = models.CharField(
        max_length=10, default="online", choices=[("online", "オンライン"), ("paper", "紙")]
    )
    received_at = models.DateTimeField(null=True, help_text="紙の申請が窓口に届いた時刻(受付印)")
    received_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    postmarked_on = models.DateField(null=True, help_text="郵送のときの消印の日")
    paper_documents = models.JSONField(default=list, help_text="紙で届いた書類のコード")

    lifecycle: ClassVar[Lifecycle] = states.APPLICATION

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "number"], condition=~models.Q(number=""), name="one_application_number"
            ),
            models.CheckConstraint(
                condition=models.Q(requested__isnull=True) | models.Q(requested__gte=0),
                name="requested_not_negative",
            ),
        ]
        indexes = [
            models.Index(fields=["round", "state"], name="application_round_state"),
            models.Index(fields=["round", "-id"], name="application_round_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.number or self.pk} {self.title}"

    @property
    def fund_code(self) -> str:
        return self.round.fund.code


class BudgetRow(models.Model):
    """One line of the budget as filed (収支予算). `amount` is integer yen: unit_price × quantity for an
    expense, given for an income."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="budget_rows")
    side = models.CharField(max_length=10, choices=[("income", "収入"), ("expense", "支出")])
    position = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=60)
    description = models.CharField(max_length=200, blank=True)
    unit_price = models.BigIntegerField(null=True)
    quantity = models.BigIntegerField(null=True)
    unit = models.CharField(max_length=20, blank=True)
    amount = models.BigIntegerField()
    eligible = models.BooleanField(default=True)
    quote_attached = models.BooleanField(default=False)

    class Meta:
        ordering = ["side", "position"]
        constraints = [
            models.UniqueConstraint(fields=["application", "side", "position"], name="one_row_per_place"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="row_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.amount}"


class AssessedBudget(models.Model):
    """The office's assessment of a budget (査定), beside what was filed and never over it. Each
    assessment is a new row; the last one counts. Integer yen."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="assessments")
    number = models.PositiveIntegerField()
    eligible = models.BigIntegerField()
    total = models.BigIntegerField()
    other_income = models.BigIntegerField()
    other_grants = models.BigIntegerField(default=0)
    income_additions = models.JSONField(default=list, help_text="[{category, description, amount}]")
    row_cuts = models.JSONField(default=list, help_text="[{row, eligible, amount, reason}]")
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="one_assessment_number")
        ]

    def __str__(self) -> str:
        return f"{self.application} 査定{self.number}"


class ReceiptCounter(models.Model):
    """The last receipt number given in a round; its row is what makes the numbers gapless."""

    round = models.OneToOneField("fund.Round", on_delete=models.PROTECT, related_name="+")
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.round} {self.last}"


class Submission(models.Model):
    """Exactly what was submitted (append-only), numbered, with the group's profile of that day."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField()
    data = models.JSONField()
    profile = models.JSONField()
    shown = models.JSONField(null=True, help_text="提出したときの質問・書類・同意の名前と、人の名前")
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    in_grace = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="one_submission_number")
        ]

    def __str__(self) -> str:
        return f"{self.application} 第{self.number}回提出"


class Consent(models.Model):
    """A consent given (反社会的勢力の排除, 個人情報, 公表, …), with the wording's version and the time."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=40)
    wording_version = models.CharField(max_length=20, default="1")
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "kind"], name="one_consent_per_kind")]

    def __str__(self) -> str:
        return f"{self.application} {self.kind}"


class CorrectionRequest(models.Model):
    """What the office asks a group to mend, by when (補正). Only the named fields open again."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="corrections")
    number = models.PositiveIntegerField(help_text="申請ごとの番号")
    of_submission = models.PositiveIntegerField(help_text="補正の対象となる提出の番号。回答は次の提出")
    fields = models.JSONField(help_text="補正する欄の名前")
    texts = models.JSONField(default=dict, help_text="{欄の名前: お願い}")
    message = models.TextField()
    due_on = models.DateField()
    state = models.CharField(max_length=20, choices=states.CORRECTION.choices, default="open")
    asked_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    lifecycle: ClassVar[Lifecycle] = states.CORRECTION

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(state="open"), name="one_open_correction"
            ),
            models.UniqueConstraint(fields=["application", "number"], name="one_correction_number"),
        ]

    def __str__(self) -> str:
        return f"{self.application} 補正 {self.due_on}"

    @property
    def fund_code(self) -> str:
        return self.application.fund_code


class EligibilityCheck(models.Model):
    """The office's desk check (資格審査): which award it would be (R3), the checklist, and how the call's
    conditions (N5) stood."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="eligibility")
    nth_award = models.PositiveIntegerField()
    items = models.JSONField(default=list, help_text="[{item, ok, note}]")
    results = models.JSONField(
        default=list, help_text="[{code, label_ja, label_en, checked_by, status}]: 対象の条件"
    )
    eligible = models.BooleanField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.application} {'適格' if self.eligible else '対象外'}"


class DeadlineExtension(models.Model):
    """A later deadline for one application (R7): a new time, a reason and a second person."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="extension")
    until = models.DateTimeField()
    reason = models.TextField()
    prepared_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.application} {self.until}"


class Message(models.Model):
    """One message between a group and the office about an application (やりとり; append-only). `field` ties
    it to a field of the form; `key` is the sender's, so that a message sent twice is one (`sha256`)."""

    SIDES: ClassVar = [("group", "団体"), ("office", "事務局")]

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=SIDES)
    body = models.TextField()
    field = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["application", "side", "id"], name="message_of_application")]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "author", "key"], condition=~models.Q(key=""), name="one_message_sent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.at}"


class ReadMark(models.Model):
    """How far somebody has read an application's messages (append-only): the last one they had seen."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="read_marks")
    reader = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Message.SIDES)
    upto = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["application", "reader", "upto"], name="read_mark_of_reader")]
        constraints = [models.UniqueConstraint(fields=["upto", "reader"], name="one_mark_per_message")]

    def __str__(self) -> str:
        return f"{self.application} {self.reader} {self.upto_id}"


class Attachment(models.Model):
    """A document handed in with an application, or a file with a `message` about it, which is no part of
    what is filed. `state` says whether it was scanned and may be opened."""

    UNUSABLE: ClassVar = UNUSABLE
    LIVE: ClassVar = models.Q(message__isnull=True, removed_at__isnull=True)
    """The documents of the form as it stands."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="attachments")
    document_type = models.ForeignKey(
        "fund.DocumentType", on_delete=models.PROTECT, null=True, related_name="+"
    )
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="files")
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to="attachments/%Y/%m/")
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="バイト")
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField(null=True, help_text="PDFのページ数")
    state = models.CharField(max_length=12, choices=states.SCAN.choices, default="unscanned")
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    lifecycle: ClassVar[Lifecycle] = states.SCAN

    class Meta:
        indexes = [
            models.Index(
                fields=["state", "id"],
                condition=models.Q(state__in=["unscanned", "waiting"]),
                name="attachment_to_scan",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def fund_code(self) -> str:
        return self.application.fund_code


class AwardHistory(models.Model):
    """An earlier award of a group in a department of a fund (R3). Abolished and cancelled ones count,
    declined offers do not. The award's own room writes it; past years can be taken in."""

    fund = models.ForeignKey("fund.Fund", on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey("people.Group", on_delete=models.PROTECT, related_name="award_history")
    department_code = models.CharField(max_length=20)
    fiscal_year = models.PositiveSmallIntegerField()
    project_key = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=60, unique=True, help_text="award:ID、または取り込み元の番号")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["fund", "group", "department_code"], name="award_history_group")]

    def __str__(self) -> str:
        return f"{self.group} {self.department_code} {self.fiscal_year}"
